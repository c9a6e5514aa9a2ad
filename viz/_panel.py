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
COURTSHIP = {"contacted": "已接洽", "visited": "已考察", "in_talks": "洽谈中", "signed": "已签约"}
LEVELS = {
    "country": "国家",
    "province": "省级行政区",
    "prefecture": "地市级",
    "county": "县级行政区",
    "national": "国家级",
    "provincial": "省级",
    "inner": "园中园",
}
SORTS = {
    "raw": "原料",
    "material": "材料",
    "part": "零部件",
    "machine": "整机装备",
    "energy": "能源",
    "by_product": "副产物",
    "service": "服务",
    "utility": "公用工程",
}
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "status": STATUS,
    "basis": BASIS,
    "stage": {**STAGES, **COURTSHIP},
    "level": LEVELS,
    "kind": SORTS,
    "role": {"leader": "龙头", "member": "成员", "candidate": "候选"},
    "purpose": {"investment": "引资", "orders": "争取订单"},
}
CONTESTED = Words("各方说法不一", "statements disagree")
YES = Words("是", "yes")


def name_of(row: Mapping[str, Any], column: str = "name") -> Words:
    """Return the name in a row, whose English form stands in the column with _en behind it."""
    name = str(row[column])
    return Words(name, str(row.get(f"{column}_en") or name))


def facts_of(row: Mapping[str, Any], *columns: str) -> tuple[Fact, ...]:
    """Return what a row says in these columns, empty ones left out."""
    said = [(column, row[column]) for column in columns if _says(row.get(column))]
    return tuple((TITLES[column], _value(column, value)) for column, value in said)


def _says(value: object) -> bool:
    """Tell whether a cell says something; zero does."""
    return value not in (None, "") and value is not False


def number(value: float) -> str:
    """Return a number as people read it.

    >>> number(48468000000.0), number(0.35)
    ('48,468,000,000', '0.35')
    """
    return f"{value:,.12g}"


def _value(column: str, value: object) -> Words:
    if value is True:
        return CONTESTED if column == "contested" else YES
    text = number(value) if isinstance(value, float) else str(value)
    return Words(VOCABULARIES.get(column, {}).get(text, text), text.replace("_", " "))


def edge_name(kind: str) -> Words:
    """Return what an edge of this kind says between its ends."""
    return Words(EDGES[kind].zh, EDGES[kind].en)


def facets_of(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the status and basis of an edge, or of a node that has them, for the legend to filter by."""
    return {key: (str(row[key]),) for key in ("status", "basis") if row.get(key)}
