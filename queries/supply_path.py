"""supply-path: how what one firm or product gives comes to another, over supplies, technology or both."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from chainatlas.queries._dependence import BASES, evidence
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary
from chainatlas.queries._words import BASIS_WORDS, STATUS_WORDS

CYPHER = """
MATCH (one)-[edge:PRODUCES|NEEDS|FEEDS|DEVELOPS]->(other)
WHERE NOT edge.status IN ['denied', 'closed']
RETURN type(edge) AS kind,
       {id: one.id, name: one.name, name_en: one.name_en, status: one.status} AS giver,
       {id: other.id, name: other.name, name_en: other.name_en, status: other.status} AS taker,
       NULL AS product, NULL AS product_name, NULL AS product_name_en,
       edge.status AS status, edge.basis AS basis, edge.contested AS contested, edge.statements AS statements
UNION ALL
MATCH (one:Company)-[edge:SUPPLIES]->(other:Company)
WHERE NOT edge.status IN ['denied', 'closed']
WITH one, edge, other, edge.product AS sold
OPTIONAL MATCH (goods:Product {id: sold})
RETURN type(edge) AS kind,
       {id: one.id, name: one.name, name_en: one.name_en, status: NULL} AS giver,
       {id: other.id, name: other.name, name_en: other.name_en, status: NULL} AS taker,
       goods.id AS product, goods.name AS product_name, goods.name_en AS product_name_en,
       edge.status AS status, edge.basis AS basis, edge.contested AS contested, edge.statements AS statements
"""

WORDS: Vocabulary = {
    "supplies": ("供货给", "supplies"),
    "makes": ("生产", "makes"),
    "feeds": ("投入", "is an input of"),
    "needed by": ("被需要于", "is needed by"),
    "made by": ("由其生产", "is made by"),
    "develops": ("投资建设", "invests in"),
    "developed by": ("由其投资", "is a project of"),
}
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "": tuple(WORDS),
    "supplies": ("supplies", "makes", "develops"),
    "makes": ("feeds", "needed by"),
    "feeds": ("feeds", "needed by", "made by"),
    "needed by": ("makes", "supplies", "developed by"),
    "made by": ("supplies", "developed by"),
    "develops": ("makes", "supplies"),
    "developed by": ("supplies",),
}
"""What may come after each kind of hop: two who make the same product do not supply each other."""
ENDS = ("makes", "made by", "develops", "developed by")
OVER: Mapping[str, tuple[str, ...]] = {
    "supplies": ("supplies", *ENDS),
    "technology": ("feeds", "needed by", *ENDS),
    "both": tuple(WORDS),
}
OWNING = {"made by", "develops", "developed by"}
"""Hops that by themselves lead nowhere: from a product to who makes it, from a firm to its project."""
STILL = ("suspended", "closed", "denied")


@dataclass(frozen=True)
class Hop:
    """One hop from a thing to the next, with every edge that says it."""

    kind: str
    giver: str
    taker: str
    edges: tuple[Row, ...]


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Return a row for each hop of the paths, the shortest path first."""
    things = {thing["id"]: thing for row in rows for thing in (row["giver"], row["taker"])}
    hops = [hop for hop in hops_of(rows) if hop.kind in OVER[parameters["over"]]]
    found = simple_paths(hops, parameters["start"], parameters["end"], parameters["hops"])
    answer = []
    for number in range(1, parameters["paths"] + 1):
        path = next(found, ())
        answer += [
            {"path": number, "length": len(path), "step": step, **_row(hop, things)}
            for step, hop in enumerate(path, 1)
        ]
    return answer


def hops_of(rows: Iterable[Row]) -> list[Hop]:
    """Return the hops that edges allow, in order; what a firm makes can be followed both ways."""
    both = {"PRODUCES": ("makes", "made by"), "DEVELOPS": ("develops", "developed by")}
    grouped: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        kind, giver, taker = row["kind"], row["giver"]["id"], row["taker"]["id"]
        if kind in both and STILL.count(row["status"]) + STILL.count(_project(row)["status"]) == 0:
            forth, back = both[kind]
            grouped[forth, giver, taker].append(row)
            grouped[back, taker, giver].append(row)
        elif kind == "NEEDS":
            grouped["needed by", taker, giver].append(row)
        elif kind not in both:
            grouped[kind.lower(), giver, taker].append(row)
    return [Hop(*key, tuple(sorted(grouped[key], key=_order))) for key in sorted(grouped)]


def _project(row: Row) -> Row:
    found: Row = row["taker"] if row["kind"] == "DEVELOPS" else row["giver"]
    return found


def _order(row: Row) -> tuple[str, list[str]]:
    return str(row["product"]), row["statements"]


def simple_paths(hops: Iterable[Hop], start: str, end: str, most: int) -> Iterator[tuple[Hop, ...]]:
    """Yield the paths of at most so many hops that pass through nothing twice, the shortest first.

    Of two equally long ones the one whose ids come first is first.
    """
    onwards: dict[str, list[Hop]] = defaultdict(list)
    for hop in hops:
        onwards[hop.giver].append(hop)
    left, uses = _steps_left(onwards, end), uses_of(chain.from_iterable(onwards.values()))
    queue: list[tuple[int, tuple[str, ...], tuple[str, ...], tuple[Hop, ...]]] = []
    if start in left and start != end:
        queue.append((left[start], (start,), ("",), ()))
    while queue:
        _, names, kinds, path = heapq.heappop(queue)
        if names[-1] == end:
            if set(kinds[1:]) - OWNING and kinds[-1] != "develops":
                yield path
            continue
        for hop in onwards[names[-1]]:
            total = len(path) + 1 + left.get(hop.taker, most)
            fits = hop.kind in FOLLOWS[kinds[-1]] and carries(hop, path[-1] if path else None, uses)
            if fits and total <= most and hop.taker not in names:
                heapq.heappush(queue, (total, (*names, hop.taker), (*kinds, hop.kind), (*path, hop)))


def carries(hop: Hop, before: Hop | None, uses: Mapping[tuple[str, str], set[str]]) -> bool:
    """Tell whether a hop may carry on what the hop before is about.

    A firm sells what it makes, not another product; and what it needs goes into what the technology
    knows to be made of it, where it knows any of the firm's products to be.
    """
    if before and (before.kind, hop.kind) == ("made by", "supplies"):
        return any(edge["product"] in (None, before.giver) for edge in hop.edges)
    if before and (before.kind, hop.kind) == ("needed by", "makes"):
        known = uses.get((before.giver, hop.giver))
        return not known or hop.taker in known
    return True


def uses_of(hops: Iterable[Hop]) -> dict[tuple[str, str], set[str]]:
    """Return for a product and a maker what the maker makes of it, as far as the technology tells."""
    hops = list(hops)
    makers: dict[str, list[str]] = defaultdict(list)
    for hop in hops:
        if hop.kind == "makes":
            makers[hop.taker].append(hop.giver)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hop in hops:
        for maker in makers[hop.taker] if hop.kind == "feeds" else ():
            found[hop.giver, maker].add(hop.taker)
    return found


def _steps_left(onwards: Mapping[str, list[Hop]], end: str) -> dict[str, int]:
    """Return from where the end can be reached at all, and in how few hops."""
    backwards: dict[str, set[str]] = defaultdict(set)
    for giver, hops in onwards.items():
        for hop in hops:
            backwards[hop.taker].add(giver)
    left, queue = {end: 0}, deque([end])
    while queue:
        name = queue.popleft()
        for giver in backwards[name] - left.keys():
            left[giver] = left[name] + 1
            queue.append(giver)
    return left


def _row(hop: Hop, things: Mapping[str, Row]) -> Row:
    goods = {row["product"]: row for row in hop.edges if row["product"]}
    return {
        **_named("giver", things[hop.giver]),
        "hop": hop.kind,
        **_named("taker", things[hop.taker]),
        "products": [
            {"id": name, "name": row["product_name"], "name_en": row["product_name_en"]}
            for name, row in sorted(goods.items())
        ],
        "basis": min((edge["basis"] for edge in hop.edges), key=BASES.index),
        "status": hop.edges[0]["status"] if hop.kind != "feeds" else "",
        "contested": all(edge["contested"] for edge in hop.edges),
        "statements": evidence(hop.edges),
    }


def _named(column: str, thing: Row) -> Row:
    return {f"{column}_id": thing["id"], column: thing["name"], f"{column}_en": thing["name_en"]}


ENDPOINT = "Company|Project|Product"
QUESTION = Question(
    name="supply-path",
    zh="从一家企业或一种产品到另一家,货物经过哪些路径,每一步依据什么?",
    en="By which ways does what one firm or product gives come to another, and on what does each step rest?",
    cypher=CYPHER,
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
    refine=refine,
)
