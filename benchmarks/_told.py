"""What a benchmark found: a table on the screen, and a line of JSON for docs/benchmarks.md."""

from __future__ import annotations

import datetime
import json
import os
import platform
import statistics
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("kglite", "polars", "neo4j", "networkx", "numpy", "scipy", "click")
KEPT = "CHAINATLAS_BENCH"
"""The variable of the environment that names the file of results; where it is not set, nothing is kept."""
Cell = str | int | float | None


def tell(
    name: str, size: int, columns: Sequence[str], rows: Iterable[Sequence[Cell]], note: str = ""
) -> None:
    """Print a table and keep it; a result of the same name and size is replaced."""
    rows = [list(row) for row in rows]
    found = {
        "name": name,
        "size": size,
        "columns": list(columns),
        "rows": rows,
        "note": note,
        "command": f"python benchmarks/{Path(sys.argv[0]).name} {' '.join(sys.argv[1:])}".strip(),
        "machine": machine(),
        "day": datetime.date.today().isoformat(),
    }
    print(table(columns, rows), flush=True)
    if note:
        print(f"\n{note}", flush=True)
    if kept := os.environ.get(KEPT):
        keep(Path(kept), found)


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as a table in Markdown; numbers stand to the right.

    >>> print(table(["question", "ms"], [["suppliers", 12.25]]))
    | question | ms |
    | --- | ---: |
    | suppliers | 12.2 |
    """
    rows = [list(row) for row in rows]
    right = [any(isinstance(row[place], int | float) for row in rows) for place in range(len(columns))]
    lines = [list(columns), ["---:" if number else "---" for number in right]]
    return "\n".join(
        f"| {' | '.join(line)} |" for line in [*lines, *([_cell(c) for c in row] for row in rows)]
    )


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


def spread(values: Sequence[float]) -> str:
    """Return the median, with the least and the most where there are several.

    >>> spread([3.0, 1.0, 2.0])
    '2 (1–3)'
    """
    told = f"{statistics.median(values):.3g}"
    return told if len(values) < 2 else f"{told} ({min(values):.3g}–{max(values):.3g})"


def machine() -> str:
    """Return processors, memory, system and versions in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def keep(path: Path, found: dict[str, object]) -> None:
    """Put a result into the file of results, in the place of one of the same name and size."""
    held = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    key = (found["name"], found["size"])
    held = [line for line in held if (line["name"], line["size"]) != key] + [found]
    held.sort(key=lambda line: (line["name"], line["size"]))
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in held), "utf-8")
