"""What the panel beside a picture says of a node or an edge, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.kinds import BASIS, STAGES, STATUS
from chainatlas.graph.model import EDGES, NODES
from chainatlas.viz._view import Words

Fact = tuple[Words, Words]
PROPERTIES = (
    *(prop for kind in NODES.values() for prop in kind.properties),
    *(prop for kind in EDGES.values() for prop in kind.properties),
)
TITLES: Mapping[str, Words] = {prop.name: Words(prop.zh, prop.en) for prop in reversed(PROPERTIES)}
"""What a property is called; of two with one name, the one declared first."""
VOCABULARIES: Mapping[str, Mapping[str, str]] = {"status": STATUS, "basis": BASIS, "stage": STAGES}
CONTESTED = Words("各方说法不一", "statements disagree")


def name_of(row: Mapping[str, Any], column: str = "name") -> Words:
    """Return the name in a row, whose English form stands in the column with _en behind it."""
    name = str(row[column])
    return Words(name, str(row.get(f"{column}_en") or name))


def facts_of(row: Mapping[str, Any], *columns: str) -> tuple[Fact, ...]:
    """Return what a row says in these columns, empty ones left out."""
    said = [(column, row[column]) for column in columns if row.get(column) not in (None, "", False)]
    return tuple((TITLES[column], _value(column, value)) for column, value in said)


def _value(column: str, value: object) -> Words:
    if column == "contested":
        return CONTESTED
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return Words(VOCABULARIES.get(column, {}).get(text, text), text.replace("_", " "))


def edge_name(kind: str) -> Words:
    """Return what an edge of this kind says between its ends."""
    return Words(EDGES[kind].zh, EDGES[kind].en)


def facets_of(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the status and basis of an edge, or of a node that has them, for the legend to filter by."""
    return {key: (str(row[key]),) for key in ("status", "basis") if row.get(key)}
