"""The page of a document: what it is and which statements were read in it, by paragraph; never its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from chainatlas.graph.around import Row
from chainatlas.graph.kinds import STATED
from chainatlas.graph.model import ATTRIBUTE, EDGES
from chainatlas.viz._panel import TITLES
from chainatlas.viz._site_cells import Cell, Cells, spoken, text, value, word
from chainatlas.viz._site_leaf import facts_of
from chainatlas.viz._site_slugs import anchor
from chainatlas.viz._view import Words

COMMON = tuple(prop for prop in STATED if prop.name in ("status", "valid_from", "valid_to", "rank"))
"""What a statement tells beside its ends, the properties of its kind and its evidence."""
SAME = Words("同一", "is the same as")
BASIS_PROPERTY = next(prop for prop in STATED if prop.name == "basis")


@dataclass(frozen=True)
class Said:
    """One statement: its place on the page, the thing it speaks of, what it says of it."""

    anchor: str
    subject: Cell
    says: Words
    object: Cell
    facts: list[tuple[Words, Cell]]
    basis: Cell
    confidence: str
    locator: str


def content(cells: Cells, name: str) -> dict[str, Any]:
    """Return what the template of a document is given."""
    statements = sorted(cells.reading.told.get(name, []), key=_place)
    grouped = groupby(statements, key=lambda row: row.get("paragraph"))
    named = {end for row in statements for end in (row["subject"], row.get("object")) if end}
    return {
        "title": cells.reading.name(name),
        "facts": facts_of(cells.reading.row(name), cells),
        "url": _address(cells.reading.row(name)),
        "paragraphs": [(number, [_said(cells, row) for row in rows]) for number, rows in grouped],
        "count": len(statements),
        "things": len(named),
    }


def _address(row: Row) -> str:
    """Return the address of a document where it is one that a browser may open."""
    url = str(row.get("url") or "")
    return url if url.startswith(("https://", "http://")) else ""


def _place(row: Row) -> tuple[bool, int, str, str]:
    return row.get("paragraph") is None, row.get("paragraph") or 0, row["predicate"], row["id"]


def _said(cells: Cells, row: Row) -> Said:
    if row["predicate"] == ATTRIBUTE:
        told = TITLES.get(str(row.get("property")), Words(str(row.get("property")), str(row.get("property"))))
        end = word(str(row.get("property")), row.get("property_value"))
    else:
        kind = EDGES.get(row["predicate"])
        told = Words(kind.zh, kind.en) if kind else SAME
        end = cells.thing(row.get("object")) if row["predicate"] != "HAS_MEASURE" else spoken(Words("", ""))
    return Said(
        anchor=anchor(row["id"]),
        subject=cells.thing(row["subject"]),
        says=told,
        object=end,
        facts=list(_facts(cells, row)),
        basis=value(BASIS_PROPERTY, row, cells),
        confidence=text(row.get("confidence"))["zh"],
        locator=str(row.get("locator") or ""),
    )


def _facts(cells: Cells, row: Row) -> Iterator[tuple[Words, Cell]]:
    kind = EDGES.get(row["predicate"])
    for prop in (*(kind.own if kind else ()), *COMMON):
        found = row.get(prop.name)
        if found not in (None, "", False) and not (prop.name == "rank" and found == "normal"):
            yield Words(prop.zh, prop.en), value(prop, row, cells)
