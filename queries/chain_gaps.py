"""chain-gaps: which products of a chain a park makes, lacks or should strengthen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chainatlas.queries._nearness import PLACES, by_distance, nearest, positions
from chainatlas.queries._question import Column, Parameter, Question, Row, by_id, union
from chainatlas.queries._requirements import WEIGHTS_WORDS, Requirements, requirements
from chainatlas.queries._verdicts import COUNTED, PROGRESS, closures, verdict, weakness
from chainatlas.queries._words import (
    DIRECTION_WORDS,
    KNOWLEDGE_WORDS,
    REASON_WORDS,
    STAGE_WORDS,
    STATUS_WORDS,
    VERDICT_WORDS,
)

__all__ = ["COUNTED", "CYPHER", "QUESTION", "refine"]
END_USE = ("终端", "final")

CYPHER = (
    """
MATCH (chain:Chain)
WHERE $chain = '' OR chain.id = $chain
MATCH (chain)<-[member:CHAIN_MEMBER]-(product:Product)
WHERE member.status <> 'denied'
OPTIONAL MATCH (product)<-[feed:FEEDS]-(input:Product)
WHERE feed.status <> 'denied'
WITH chain, product, member, collect(DISTINCT input.id) AS inputs,
     collect(CASE WHEN feed IS NULL THEN NULL ELSE {
         input: input.id, recipe: feed.recipe, coefficient: feed.coefficient, unit: feed.unit,
         by_product: feed.by_product} END) AS feeds
OPTIONAL MATCH (chain)<-[whole:COMPLETE_FOR]-(park:Park {id: $park})
WHERE whole.covers IS NULL OR whole.covers = 'PRODUCES'
WITH chain, product, member, inputs, feeds, count(whole) > 0 AS complete
RETURN 'product' AS fact, {
           chain_id: chain.id, chain: chain.name, chain_en: chain.name_en,
           product_id: product.id, product: product.name, product_en: product.name_en,
           kind: product.kind, is_final: product.is_final, stage: member.stage, position: member.position,
           membership: member.statements, inputs: inputs, feeds: feeds, complete: complete
       } AS details
UNION ALL
MATCH (:Park {id: $park})<-[:LOCATED_IN*0..3]-(inner:Park)
WITH collect(inner.id) AS inside
MATCH (chain:Chain)
WHERE $chain = '' OR chain.id = $chain
MATCH (chain)<-[member:CHAIN_MEMBER]-(product:Product)<-[made:PRODUCES]-(maker)
WHERE member.status <> 'denied' AND NOT made.status IN ['denied', 'closed', 'suspended']
OPTIONAL MATCH (maker)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
WITH chain, product, maker, made,
     collect(DISTINCT CASE WHEN site IS NULL THEN NULL
             ELSE {id: site.id, name: site.name, name_en: site.name_en} END) AS sites,
     collect(located.statements) AS site_evidence,
     count(CASE WHEN site.id IN inside THEN 1 END) > 0 AS local
RETURN 'maker' AS fact, {
           chain_id: chain.id, product_id: product.id,
           id: maker.id, name: maker.name, name_en: maker.name_en, local: local, sites: sites,
           status: made.status, capacity: made.capacity, unit: made.unit, contested: made.contested,
           statements: made.statements, site_evidence: site_evidence
       } AS details
UNION ALL
MATCH (:Park {id: $park})<-[:LOCATED_IN*0..3]-(site:Park)
MATCH (site)<-[located:LOCATED_IN]-(thing)-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE NOT located.status IN ['denied', 'closed'] AND role.status <> 'denied'
WITH DISTINCT chain
RETURN 'chain' AS fact, {id: chain.id} AS details
UNION ALL
MATCH (:Park {id: $park})-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE role.status <> 'denied'
RETURN 'chain' AS fact, {id: chain.id} AS details
UNION ALL"""
    + PLACES
)


@dataclass(frozen=True)
class Outlook:
    """One chain as seen from a park: who makes what there, what lies around each product, what it weighs."""

    products: Mapping[str, Row]
    makers: Mapping[str, list[Row]]
    near: Mapping[str, Mapping[str, list[str]]]
    needs: Requirements
    counted: tuple[str, ...]
    distance: Callable[[Row], float | None]

    def elsewhere(self, row: Row) -> list[Row]:
        """Return who makes a product outside the park, nearest first, then those whose place is not known."""
        found = [maker for maker in row["makers"] if not maker["local"] and maker["status"] in self.counted]
        far = {maker["id"]: self.distance(maker) for maker in found}
        told = (maker | {"distance_km": far[maker["id"]]} for maker in found)
        return sorted(told, key=lambda maker: (by_distance(maker["distance_km"]), *_named(maker)))


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Give each product its verdict: methods of docs/methods.md, section on chain gaps."""
    found: dict[str, list[Row]] = {fact: [] for fact in ("product", "maker", "chain", "place")}
    for row in rows:
        found[row["fact"]].append(row["details"])
    where = positions(found["place"])
    members = {row["id"] for row in found["chain"]}
    chains = _with_makers(found["product"], found["maker"])

    def distance(maker: Row) -> float | None:
        return nearest(where, [parameters["park"]], [maker["id"], *(site["id"] for site in maker["sites"])])

    answer = []
    for name in sorted(chains):
        local = any(maker["local"] for row in chains[name] for maker in row["makers"])
        if parameters["chain"] or local or name in members:
            answer += _chain(chains[name], COUNTED[parameters["presence"]], distance)
    if parameters["chain"]:  # a column that says what was asked makes the table too wide; chain_id stays
        return [row | {"chain": "", "chain_en": ""} for row in answer]
    return answer


def _with_makers(products: Iterable[Row], makers: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the products of each chain, each with who makes it."""
    made: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for maker in makers:
        made[maker["chain_id"], maker["product_id"]].append(maker)
    chains: dict[str, list[Row]] = {}
    for row in products:
        told = row | {"makers": made[row["chain_id"], row["product_id"]]}
        chains.setdefault(row["chain_id"], []).append(told)
    return chains


def _chain(rows: list[Row], counted: tuple[str, ...], distance: Callable[[Row], float | None]) -> list[Row]:
    makers = {row["product_id"]: _local(row, counted) for row in rows}
    above, below = closures(rows)
    order = sorted(rows, key=lambda row: (row["position"] is None, row["position"] or 0, row["product_id"]))
    near = {
        product: {
            "upstream": [key for key in above[product] if makers[key]],
            "downstream": [key for key in below[product] if makers[key]],
        }
        for product in makers
    }
    products = {row["product_id"]: row for row in order}
    outlook = Outlook(products, makers, near, requirements(rows), counted, distance)
    return [_answer(row, outlook) for row in order]


def _local(row: Row, counted: tuple[str, ...]) -> list[Row]:
    return _by_id(maker for maker in row["makers"] if maker["local"] and maker["status"] in counted)


def _by_id(makers: Iterable[Row]) -> list[Row]:
    return sorted(makers, key=lambda maker: (str(maker["id"]), str(maker["unit"])))


def _named(maker: Row) -> tuple[str, str, str]:
    return str(maker["name"]), str(maker["id"]), str(maker["unit"])


def _answer(row: Row, outlook: Outlook) -> Row:
    product = row["product_id"]
    here, near = outlook.makers[product], outlook.near[product]
    word, direction = verdict(bool(here), bool(near["upstream"]), bool(near["downstream"]))
    reason = weakness(here) if here else ""
    elsewhere = outlook.elsewhere(row)
    coming = _by_id(m for m in row["makers"] if m["local"] and m["status"] not in outlook.counted)
    neighbours = [
        maker for other in (*near["upstream"], *near["downstream"]) for maker in outlook.makers[other]
    ]
    return {
        "stage": row["stage"],
        "product_id": product,
        "product": row["product"],
        "product_en": row["product_en"],
        "verdict": "强链" if reason else word,
        "direction": direction,
        "reason": reason,
        "knowledge": _knowledge(row, here),
        "status": _status(here or coming),
        "makers": [_maker(maker) for maker in here],
        "coming": [_maker(maker) for maker in coming],
        "upstream": [_beside(outlook, other) for other in near["upstream"]],
        "downstream": [_beside(outlook, other) for other in near["downstream"]],
        "elsewhere": [_maker(maker, "distance_km") | {"sites": by_id(maker["sites"])} for maker in elsewhere],
        "chain_id": row["chain_id"],
        "chain": row["chain"],
        "chain_en": row["chain_en"],
        **_weighed(outlook.needs, product, made=bool(here)),
        "statements": _evidence(row, [*here, *coming], elsewhere, neighbours),
    }


def _weighed(needs: Requirements, product: str, *, made: bool) -> Row:
    """Return weight and gain; a product that only the end user takes has none, the chain being for it."""
    weight = needs.weight[product]
    if product in needs.final and not weight:
        return {"weight": None, "gain": None, "weights": needs.basis}
    gain = 0.0 if made else needs.gain(product)
    return {"weight": round(weight, 6), "gain": round(gain, 4), "weights": needs.basis}


def _knowledge(row: Row, here: list[Row]) -> str:
    if here:
        return "contested" if all(maker["contested"] for maker in here) else "on record"
    return "confirmed" if row["complete"] else "not recorded"


def _status(makers: list[Row]) -> str:
    return max((maker["status"] for maker in makers), key=PROGRESS.index, default="")


def _maker(maker: Row, *more: str) -> Row:
    return {key: maker[key] for key in ("id", "name", "name_en", "status", *more)}


def _beside(outlook: Outlook, product: str) -> Row:
    """Return a product made in the park, with who makes it there."""
    row = outlook.products[product]
    return {
        "id": row["product_id"],
        "name": row["product"],
        "name_en": row["product_en"],
        "makers": [maker["id"] for maker in outlook.makers[product]],
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
        Parameter(
            "park",
            "园区",
            "the park, with the parks inside it; without, a table of all",
            label="Park",
            default="",
        ),
        Parameter(
            "chain",
            "产业链",
            "the chain; without it, every chain of which the park has a member or makes a product",
            label="Chain",
            default="",
        ),
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
        Column("chain_id", "产业链标识", "chain id", "never"),
        Column("chain", "产业链", "chain", "zh"),
        Column("chain_en", "产业链(英文)", "chain", "en"),
        Column("weight", "权重", "weight", "never"),
        Column("gain", "补后增量", "gain", blank=END_USE),
        Column("weights", "权重依据", "weights from", "never", words=WEIGHTS_WORDS),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
    instead=lambda given: "" if given["park"] else "coverage-table",
)
