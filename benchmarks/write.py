"""Write the tables of docs/benchmarks.md anew from the results that benchmarks have kept.

python benchmarks/write.py docs/benchmarks.jsonl docs/benchmarks.md
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from _told import table

PLACE = re.compile(r"(<!-- begin (?P<name>[a-z-]+) -->\n).*?(<!-- end (?P=name) -->)", re.DOTALL)
"""Where the tables of one benchmark stand; what was there before is replaced."""


def written(page: str, results: Iterable[Mapping[str, Any]]) -> str:
    """Return a page with the tables of results in their places; raise SystemExit for one without a place."""
    found: dict[str, list[str]] = {}
    for result in results:
        found.setdefault(result["name"], []).append(section(result))
    places = {match["name"] for match in PLACE.finditer(page)}
    if missing := sorted(found.keys() - places):
        raise SystemExit(
            f"the page has no place for {missing[0]!r}: add <!-- begin {missing[0]} --> and its end"
        )
    return PLACE.sub(lambda place: place[1] + "\n".join(found.get(place["name"], [])) + place[3], page)


def section(result: Mapping[str, Any]) -> str:
    """Return one result as a table with the command that remakes it, the day and the machine."""
    note = f"{result['note']}\n\n" if result["note"] else ""
    told = f"`{result['command']}` on {result['day']}: {result['machine']}."
    return f"\n{told}\n\n{note}{table(result['columns'], result['rows'])}\n"


def main() -> None:
    results, page = (Path(word) for word in sys.argv[1:3])
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    page.write_text(written(page.read_text("utf-8"), lines), "utf-8")


if __name__ == "__main__":
    main()
