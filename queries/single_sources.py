"""single-sources: which firms and products hang on one single supplier, at whatever tier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.queries._dependence import PRESENCE, THING_WORDS
from chainatlas.queries._question import Column, Parameter, Question, Row
from chainatlas.queries._words import BASIS_WORDS, KNOWLEDGE_WORDS

if TYPE_CHECKING:
    from chainatlas.graph.store import Store


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Find for each maker and product those who alone can stop it: docs/methods.md, single sources."""
    from chainatlas.queries._hanging import hanging

    return hanging(store, parameters["park"], parameters["presence"])


def refine(rows: list[Row], _parameters: Mapping[str, Any]) -> list[Row]:
    """Return those sources first that can stop most."""
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[int, str, int, str]:
    return -row["kills"], row["source_id"], row["tier_observed"], row["dependent_id"]


QUESTION = Question(
    name="single-sources",
    zh="哪些企业和产品只靠一家供应,经过几级?谁停产会让最多的企业和产品停下?",
    en="Which firms and products hang on one single supplier, at which tier, and who can stop most?",
    cypher="",
    parameters=(
        Parameter(
            "park", "园区", "only what hangs in this park, with the parks inside it", "Park", default=""
        ),
        PRESENCE,
    ),
    columns=(
        Column("source_id", "单一来源标识", "single source id", "never"),
        Column("source", "单一来源", "single source", "zh"),
        Column("source_en", "单一来源(英文)", "single source", "en"),
        Column("kills", "可致停数", "how many it can stop"),
        Column("dependent_id", "依赖者标识", "dependent id", "never"),
        Column("dependent", "依赖者", "what hangs on it", "zh"),
        Column("dependent_en", "依赖者(英文)", "what hangs on it", "en"),
        Column("kind", "类别", "kind", words=THING_WORDS),
        Column("tier_observed", "级(按在案供应)", "tier (supplies on record)"),
        Column(
            "tier_potential", "级(含可能供应)", "tier (any maker may supply)", blank=("有替代", "replaceable")
        ),
        Column("via", "经由", "by way of"),
        Column("others", "其他供应者", "other suppliers", words=KNOWLEDGE_WORDS),
        Column("substitutes", "可替代者", "could replace it"),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
