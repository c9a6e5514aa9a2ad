"""chain-gaps: which products of a chain a park makes, lacks or should strengthen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chainatlas.queries._question import Column, Parameter, Question, Row, by_id, union
from chainatlas.queries._words import (
    DIRECTION_WORDS,
    KNOWLEDGE_WORDS,
    REASON_WORDS,
    STAGE_WORDS,
    STATUS_WORDS,
    VERDICT_WORDS,
)

RUNNING = ("running", "trial", "mentioned")
COUNTED: Mapping[str, tuple[str, ...]] = {
    "running": RUNNING,
    "building": (*RUNNING, "under_construction"),
    "planned": (*RUNNING, "under_construction", "signed", "planned"),
}
PROGRESS = ("planned", "signed", "mentioned", "under_construction", "trial", "running")
SUPPORTING = ("service", "utility")
"""Kinds of product that feed everything, and so would make every gap look filled from above."""
CONCENTRATED = 0.4
"""Herfindahl–Hirschman index of capacity above which a product hangs on too few makers."""

CYPHER = """
MATCH (chain:Chain {id: $chain})<-[member:CHAIN_MEMBER]-(product:Product)
WHERE member.status <> 'denied'
OPTIONAL MATCH (maker)-[made:PRODUCES]->(product)
WHERE NOT made.status IN ['denied', 'closed', 'suspended']
OPTIONAL MATCH (maker)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
OPTIONAL MATCH (site)-[:LOCATED_IN*0..3]->(area:Park {id: $park})
WITH product, member, maker, made,
     collect(DISTINCT CASE WHEN site IS NULL THEN NULL
             ELSE {id: site.id, name: site.name, name_en: site.name_en} END) AS sites,
     collect(located.statements) AS site_evidence,
     count(area) > 0 AS local
WITH product, member,
     collect(CASE WHEN maker IS NULL THEN NULL ELSE {
         id: maker.id, name: maker.name, name_en: maker.name_en, local: local, sites: sites,
         status: made.status, capacity: made.capacity, unit: made.unit, contested: made.contested,
         statements: made.statements, site_evidence: site_evidence
     } END) AS makers
OPTIONAL MATCH (input:Product)-[feed:FEEDS]->(product)
WHERE feed.status <> 'denied'
WITH product, member, makers, collect(DISTINCT input.id) AS inputs
OPTIONAL MATCH (park:Park {id: $park})-[whole:COMPLETE_FOR]->(:Chain {id: $chain})
WHERE whole.covers IS NULL OR whole.covers = 'PRODUCES'
RETURN product.id AS product_id, product.name AS product, product.name_en AS product_en,
       product.kind AS kind, member.stage AS stage, member.position AS position,
       member.statements AS membership, makers, inputs, count(whole) > 0 AS complete
ORDER BY product_id
"""


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Give each product its verdict: methods of docs/methods.md, section on chain gaps."""
    counted = COUNTED[parameters["presence"]]
    makers = {row["product_id"]: _local(row, counted) for row in rows}
    present = {product for product, found in makers.items() if found}
    above, below = closures(rows)
    order = sorted(rows, key=lambda row: (row["position"] is None, row["position"] or 0, row["product_id"]))
    names = {row["product_id"]: row for row in order}
    answer = []
    for row in order:
        product = row["product_id"]
        near = {
            "upstream": [key for key in above[product] if key in present],
            "downstream": [key for key in below[product] if key in present],
        }
        answer.append(_answer(row, makers, near, names, counted))
    return answer


def closures(rows: Iterable[Row]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return for each product all that comes before and all that comes after it in the chain, nearest first.

    Products on a common cycle count as neither; services and utilities let nothing through.
    """
    import networkx as nx

    kinds = {row["product_id"]: row["kind"] for row in rows}
    technology: nx.DiGraph[str] = nx.DiGraph()
    technology.add_nodes_from(kinds)
    for row in rows:
        inputs = [name for name in row["inputs"] if name in kinds and kinds[name] not in SUPPORTING]
        technology.add_edges_from((name, row["product_id"]) for name in inputs)
    below = {name: _nearest_first(nx.single_source_shortest_path_length(technology, name)) for name in kinds}
    back = technology.reverse(copy=False)
    above = {name: _nearest_first(nx.single_source_shortest_path_length(back, name)) for name in kinds}
    return (
        {name: [other for other in above[name] if other not in below[name]] for name in kinds},
        {name: [other for other in below[name] if other not in above[name]] for name in kinds},
    )


def _nearest_first(steps: Mapping[str, int]) -> list[str]:
    return sorted((name for name in steps if steps[name]), key=lambda name: (steps[name], name))


def verdict(present: bool, upstream: bool, downstream: bool) -> tuple[str, str]:
    """Return the verdict and the direction of an extension; 强链 is decided among the present ones."""
    if present:
        return "present", ""
    if upstream and downstream:
        return "补链", ""
    if upstream:
        return "延链", "downstream"
    if downstream:
        return "延链", "upstream"
    return "建链", ""


def weakness(makers: list[Row]) -> str:
    """Return why a product that is made should be strengthened, or "" where nothing speaks for it."""
    if len(makers) == 1:
        return "one maker only"
    units = {maker["unit"] for maker in makers}
    capacities = [maker["capacity"] for maker in makers]
    if len(units) != 1 or not all(capacities):
        return ""
    index = sum((capacity / sum(capacities)) ** 2 for capacity in capacities)
    return f"concentration {index:.2f} > {CONCENTRATED}" if index > CONCENTRATED else ""


def _local(row: Row, counted: tuple[str, ...]) -> list[Row]:
    return _by_id(maker for maker in row["makers"] if maker["local"] and maker["status"] in counted)


def _by_id(makers: Iterable[Row]) -> list[Row]:
    return sorted(makers, key=lambda maker: (str(maker["id"]), str(maker["unit"])))


def _answer(
    row: Row,
    makers: Mapping[str, list[Row]],
    near: Mapping[str, list[str]],
    names: Mapping[str, Row],
    counted: tuple[str, ...],
) -> Row:
    here = makers[row["product_id"]]
    word, direction = verdict(bool(here), bool(near["upstream"]), bool(near["downstream"]))
    reason = weakness(here) if here else ""
    elsewhere = _by_id(maker for maker in row["makers"] if not maker["local"] and maker["status"] in counted)
    coming = _by_id(maker for maker in row["makers"] if maker["local"] and maker["status"] not in counted)
    neighbours = [maker for product in (*near["upstream"], *near["downstream"]) for maker in makers[product]]
    return {
        "stage": row["stage"],
        "product_id": row["product_id"],
        "product": row["product"],
        "product_en": row["product_en"],
        "verdict": "强链" if reason else word,
        "direction": direction,
        "reason": reason,
        "knowledge": _knowledge(row, here),
        "status": _status(here or coming),
        "makers": [_maker(maker) for maker in here],
        "coming": [_maker(maker) for maker in coming],
        "upstream": [_beside(names[product], makers[product]) for product in near["upstream"]],
        "downstream": [_beside(names[product], makers[product]) for product in near["downstream"]],
        "elsewhere": [_maker(maker) | {"sites": by_id(maker["sites"])} for maker in elsewhere],
        "statements": _evidence(row, [*here, *coming], elsewhere, neighbours),
    }


def _knowledge(row: Row, here: list[Row]) -> str:
    if here:
        return "contested" if all(maker["contested"] for maker in here) else "on record"
    return "confirmed" if row["complete"] else "not recorded"


def _status(makers: list[Row]) -> str:
    return max((maker["status"] for maker in makers), key=PROGRESS.index, default="")


def _maker(maker: Row) -> Row:
    return {key: maker[key] for key in ("id", "name", "name_en", "status")}


def _beside(row: Row, makers: list[Row]) -> Row:
    """Return a product made in the park, with who makes it there."""
    return {
        "id": row["product_id"],
        "name": row["product"],
        "name_en": row["product_en"],
        "makers": [maker["id"] for maker in makers],
    }


def _evidence(row: Row, local: list[Row], elsewhere: list[Row], neighbours: list[Row]) -> list[str]:
    made = union(maker["statements"] for maker in (*local, *elsewhere, *neighbours))
    sited = union(part for maker in (*local, *elsewhere) for part in maker["site_evidence"])
    return union((row["membership"], made, sited))


QUESTION = Question(
    name="chain-gaps",
    zh="这个园区的这条产业链缺什么:哪些环节已有,哪些要补链、延链、建链、强链?",
    en="What does a chain lack in a park: which products are made, and which are to be filled, extended to, "
    "built up or strengthened?",
    cypher=CYPHER,
    parameters=(
        Parameter("park", "园区", "the park, with the parks inside it", label="Park"),
        Parameter("chain", "产业链", "the chain", label="Chain"),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("stage", "环节", "stage", words=STAGE_WORDS),
        Column("product_id", "产品标识", "product id", "never"),
        Column("product", "产品", "product", "zh"),
        Column("product_en", "产品(英文)", "product", "en"),
        Column("verdict", "判断", "verdict", words=VERDICT_WORDS),
        Column("direction", "方向", "direction", words=DIRECTION_WORDS),
        Column("reason", "理由", "reason", words=REASON_WORDS),
        Column("knowledge", "记录", "knowledge", words=KNOWLEDGE_WORDS),
        Column("status", "状态", "status", words=STATUS_WORDS),
        Column("makers", "园区内生产者", "made in the park by"),
        Column("coming", "将有", "to come"),
        Column("upstream", "园区内上游", "upstream in the park"),
        Column("downstream", "园区内下游", "downstream in the park"),
        Column("elsewhere", "别处生产者", "made elsewhere by"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
