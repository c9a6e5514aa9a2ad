"""supply-path: how what one firm or product gives comes to another, over supplies, technology or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from chainatlas.queries._dependence import BASES, evidence
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary
from chainatlas.queries._words import BASIS_WORDS, STATUS_WORDS

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

WORDS: Vocabulary = {
    "supplies": ("供货给", "supplies"),
    "makes": ("生产", "makes"),
    "feeds": ("投入", "is an input of"),
    "needed by": ("被需要于", "is needed by"),
    "made by": ("由其生产", "is made by"),
    "develops": ("投资建设", "invests in"),
    "developed by": ("由其投资", "is a project of"),
}
ENDS = ("makes", "made by", "develops", "developed by")
OVER: Mapping[str, tuple[str, ...]] = {
    "supplies": ("supplies", *ENDS),
    "technology": ("feeds", "needed by", *ENDS),
    "both": tuple(WORDS),
}


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Return a row for each hop of each path: docs/methods.md, supply paths."""
    from chainatlas.queries._hops import Ground, simple_paths
    from chainatlas.queries._whereabouts import things_of

    ground = Ground.of(store, OVER[parameters["over"]])
    start, end = (ground.number(parameters[name]) for name in ("start", "end"))
    paths = list(islice(simple_paths(ground.hops, start, end, parameters["hops"]), parameters["paths"]))
    hops = {hop: ground.edges(hop) for path in paths for hop in path}
    ends = {hop: (ground.ids[hop[1]], ground.ids[hop[2]]) for hop in hops}
    sold = {edge["product"] for edges in hops.values() for edge in edges if edge["product"]}
    things = things_of(store, sold.union(*ends.values()))
    rows = {hop: _row(hop[0], ends[hop], edges, things) for hop, edges in hops.items()}
    return [
        {"path": number, "length": len(path), "step": step, **rows[hop]}
        for number, path in enumerate(paths, 1)
        for step, hop in enumerate(path, 1)
    ]


def refine(rows: list[Row], _parameters: Mapping[str, Any]) -> list[Row]:
    """Return the hops path by path, the shortest path first."""
    return sorted(rows, key=lambda row: (row["path"], row["step"]))


def _row(kind: str, ends: tuple[str, str], edges: Sequence[Row], things: Mapping[str, Row]) -> Row:
    goods = sorted({edge["product"] for edge in edges if edge["product"]})
    return {
        **_named("giver", things[ends[0]]),
        "hop": kind,
        **_named("taker", things[ends[1]]),
        "products": [things[name] for name in goods],
        "basis": min((edge["basis"] for edge in edges), key=BASES.index),
        "status": edges[0]["status"] if kind != "feeds" else "",
        "contested": all(edge["contested"] for edge in edges),
        "statements": evidence(edges),
    }


def _named(column: str, thing: Row) -> Row:
    return {f"{column}_id": thing["id"], column: thing["name"], f"{column}_en": thing["name_en"]}


ENDPOINT = "Company|Project|Product"
QUESTION = Question(
    name="supply-path",
    zh="从一家企业或一种产品到另一家,货物经过哪些路径,每一步依据什么?",
    en="By which ways does what one firm or product gives come to another, and on what does each step rest?",
    cypher="",
    parameters=(
        Parameter(
            "start", "起点", "the firm, project or product that gives", label=ENDPOINT, example="金力永磁"
        ),
        Parameter(
            "end", "终点", "the firm, project or product that takes", label=ENDPOINT, example="金风科技"
        ),
        Parameter(
            "over",
            "经由",
            "what may join them: supplies on record, inputs of the technology, or both",
            words=tuple(OVER),
            default="both",
        ),
        Parameter("hops", "步数", "how many steps at most, 1 to 10", most=10, default=6),
        Parameter(
            "paths", "路径数", "how many paths at most, the shortest first, 1 to 100", most=100, default=5
        ),
    ),
    columns=(
        Column("path", "路径", "path"),
        Column("length", "步数", "steps"),
        Column("step", "第几步", "step"),
        Column("giver_id", "自标识", "from id", "never"),
        Column("giver", "自", "from", "zh"),
        Column("giver_en", "自(英文)", "from", "en"),
        Column("hop", "关系", "relation", words=WORDS),
        Column("taker_id", "至标识", "to id", "never"),
        Column("taker", "至", "to", "zh"),
        Column("taker_en", "至(英文)", "to", "en"),
        Column("products", "供应的产品", "products supplied"),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("status", "状态", "status", words=STATUS_WORDS),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
