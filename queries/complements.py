"""complements: what one park makes and another needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.queries._flows import PRESENCE
from chainatlas.queries._question import Column, Parameter, Question, Row

if TYPE_CHECKING:
    from chainatlas.graph.store import Store


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Put what parks make beside what others need: docs/methods.md, section on complements."""
    from chainatlas.queries._exchange import exchange

    return exchange(store, parameters)


def refine(rows: list[Row], _parameters: Mapping[str, Any]) -> list[Row]:
    """Return the pairs with the most supplies on record first, then those with the most to give."""
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[int, int, int, str, str]:
    counts = (-len(row["on_record"]), -len(row["fills"]), -len(row["also_made"]))
    return (*counts, row["from_id"], row["to_id"])


QUESTION = Question(
    name="complements",
    zh="哪些园区之间上下游可以衔接:一方生产而另一方需要的是什么,已有哪些供货记录,相距多远?",
    en="Which parks complement each other: what does one make and the other need, on record and potentially, "
    "and how far apart are they?",
    cypher="",
    parameters=(
        Parameter("park", "园区", "only pairs with this park", label="Park", default=""),
        PRESENCE,
    ),
    columns=(
        Column("from_id", "供方园区标识", "from id", "never"),
        Column("from", "供方园区", "from", "zh"),
        Column("from_en", "供方园区(英文)", "from", "en"),
        Column("to_id", "需方园区标识", "to id", "never"),
        Column("to", "需方园区", "to", "zh"),
        Column("to_en", "需方园区(英文)", "to", "en"),
        Column("on_record", "供货记录", "supplies on record"),
        Column("fills", "需方不产的可供产品", "made there, needed and not made here"),
        Column("also_made", "需方也产的可供产品", "made on both sides, needed here"),
        Column("km", "相距(公里)", "km apart"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
