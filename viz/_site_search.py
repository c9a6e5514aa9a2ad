"""The index that the search box of the site looks in: everything with a name, and the page it is found on."""

from __future__ import annotations

import json
from typing import Any

from chainatlas.graph.around import Row
from chainatlas.graph.identity import CODES
from chainatlas.graph.model import NODES
from chainatlas.viz._payload import pinyin
from chainatlas.viz._site_reading import Reading

LABELS = ("Park", "Chain", "Company", "Product", "Project", "Place", "Document")
LONGEST = 200
"""Characters of a name or alias that are searched."""


def search_index(reading: Reading) -> str:
    """Return the script that gives the index to search.js: kinds, and a row for each thing with a page."""
    kinds = [[label, NODES[label].zh, NODES[label].en] for label in LABELS]
    rows = [
        [number, *_words(row), home]
        for number, label in enumerate(LABELS)
        for row in reading.around.every(label)
        if (home := reading.home(row["id"]))
    ]
    return f"window.atlasIndex = {_script({'kinds': kinds, 'rows': rows})};\n"


def _words(row: Row) -> tuple[str, str, str, str]:
    """Return name, English name, other words and the pinyin by which a thing is found."""
    name = str(row.get("name") or row["id"])[:LONGEST]
    others = [*(row.get("aliases") or ()), *(row.get(code) for code in CODES), *_tails(row)]
    words = [str(word)[:LONGEST].replace("|", " ") for word in others if word]
    return name, str(row.get("name_en") or "")[:LONGEST], "|".join(words), " ".join(pinyin(name))


def _tails(row: Row) -> list[str]:
    """Return the ids of a thing without their kind."""
    return [name.partition(":")[2] for name in (row["id"], *(row.get("joined") or ()))]


def _script(value: Any) -> str:
    """Return JSON that a script may hold: U+2028 and U+2029 end a line in older ones."""
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
