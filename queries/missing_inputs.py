"""missing-inputs: what the firms of a park need, and whether it is to be had in the park."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chainatlas.queries._flows import (
    AS_FEEDS,
    COUNTED,
    IN_PARK,
    NEEDS_WORDS,
    PRESENCE,
    SUPPORTING,
    WITH_AREAS,
    Firm,
    Flows,
    Use,
    flows_of,
    named,
    nearest_first,
    one_text,
    partner,
    thing,
)
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, union
from chainatlas.queries._routes import GRADES, UNWEIGHED, best_routes, grade

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

STATES: Vocabulary = {
    "nowhere on record": ("各处均未记录", "nowhere on record"),
    "only outside": ("仅园区外有", "only outside"),
    "perhaps in house": ("或可自产", "perhaps in house"),
    "local maker": ("园区内有生产者", "local maker"),
    "local supplier": ("园区内有供货记录", "local supplier on record"),
    "own": ("自产", "makes it itself"),
}
"""From the worst to the best."""
MISSING = ("nowhere on record", "only outside")
USES = """
MATCH (member)-[edge_found:NEEDS|PRODUCES]->(item:Product)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
RECIPES = """
MATCH (member)-[make:PRODUCES]->(:Product)<-[:FEEDS*0..3]-(output:Product)
WHERE NOT make.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT output
MATCH (output)<-[feed:FEEDS]-(input:Product)
WHERE feed.status <> 'denied'
"""
MAKERS = """
MATCH (member)-[use:NEEDS|PRODUCES]->(thing:Product)
WHERE NOT use.status IN ['denied', 'closed', 'suspended']
OPTIONAL MATCH (thing)<-[:FEEDS]-(input:Product)
WHERE type(use) = 'PRODUCES'
WITH DISTINCT CASE WHEN type(use) = 'NEEDS' THEN thing.id ELSE input.id END AS wanted
MATCH (item:Product {id: wanted})<-[edge_found:PRODUCES]-(member)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
SALES = """
OPTIONAL MATCH (member)<-[develops:DEVELOPS]-(developer:Company)
WHERE NOT develops.status IN ['denied', 'closed']
WITH collect(DISTINCT member.id) + collect(DISTINCT developer.id) AS buyers
UNWIND buyers AS buying
MATCH (partner:Company {id: buying})<-[edge_found:SUPPLIES]-(member:Company)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH member, edge_found, partner, edge_found.product AS sold
OPTIONAL MATCH (item:Product {id: sold})
WITH DISTINCT member, edge_found, item, partner
"""
CYPHER = one_text(
    IN_PARK + USES + WITH_AREAS,
    IN_PARK + RECIPES + AS_FEEDS,
    IN_PARK + MAKERS + WITH_AREAS,
    IN_PARK + SALES + WITH_AREAS,
)


@dataclass(frozen=True)
class Sources:
    """Where a firm can get a product: what it buys on record, who makes it, what it may make it from."""

    state: str
    sales: list[Row]
    local: list[Firm]
    outside: list[Firm]
    own: list[Firm]
    base: list[str]


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Give the flows out of columns, where the store keeps such."""
    if not store.columns:
        return []
    from chainatlas.queries._park_flows import inputs

    return [{"flows": inputs(store, parameters["park"], COUNTED[parameters["presence"]])}]


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Say of each need of a firm where it can be met: docs/methods.md, section on missing inputs."""
    flows = flows_of(rows, COUNTED[parameters["presence"]])
    needs: dict[str, dict[str, list[Use]]] = {}
    for (firm, product), uses in flows.uses().items():
        if flows.firms[firm].inside(parameters["park"]):
            needs.setdefault(firm, {})[product] = uses
    answer = [
        row for name in needs for row in _of_firm(flows, flows.firms[name], needs[name], parameters["park"])
    ]
    states = list(STATES)
    return sorted(answer, key=lambda row: (row["firm_id"], states.index(row["state"]), row["product_id"]))


def _of_firm(flows: Flows, firm: Firm, needs: Mapping[str, list[Use]], park: str) -> list[Row]:
    """Return the rows of one firm, with the share of its needs that nobody in the park meets."""
    stated = {product for product, uses in needs.items() if any(not use.output for use in uses)}
    sources = {product: _sources(flows, firm, product, stated, park) for product in needs}
    lacking = {
        product
        for product, found in sources.items()
        if found.state in MISSING and not flows.products[product]["is_raw"]
    }
    outputs = {use.output for uses in needs.values() for use in uses if use.output}
    chosen = {output: best_routes(flows.inputs(output), stated, lacking) for output in outputs}
    rows = [_row(flows, firm, product, needs[product], sources[product], chosen) for product in needs]
    weighed = [
        row
        for row in rows
        if row["essential"] not in UNWEIGHED and row["state"] != "own" and not row["is_raw"]
    ]
    missing = [row for row in weighed if row["state"] in MISSING]
    share = round(len(missing) / len(weighed), 3) if weighed else None
    return [row | {"firm_share": share} for row in rows]


def _sources(flows: Flows, firm: Firm, product: str, stated: set[str], park: str) -> Sources:
    """Return where a firm can get a product, the best state first that holds."""
    makers = flows.makers(product)
    others = [maker for maker in makers if not maker.is_of(firm)]
    local = [maker for maker in others if maker.inside(park)]
    sales = [
        sale
        for sale in flows.bought(firm)
        if sale["product"] == product
        or (not sale["product"] and sale["seller"] in flows.made.get(product, {}))
    ]
    told = [sale for sale in sales if sale["product"]]
    base = makeable_from(flows, product, stated - {product})
    states = {
        "local supplier": any(flows.firms[sale["seller"]].inside(park) for sale in told),
        "own": len(others) < len(makers),
        "local maker": bool(local),
        "perhaps in house": bool(base) and product not in stated,
        "only outside": bool(others or told),
        "nowhere on record": True,
    }
    state = next(word for word, holds in states.items() if holds)
    outside = [maker for maker in others if not maker.inside(park)]
    own = [maker for maker in makers if maker.is_of(firm)]
    return Sources(state, sales, local, outside, own, base if state == "perhaps in house" else [])


def makeable_from(flows: Flows, product: str, stated: set[str]) -> list[str]:
    """Return the stated needs, other than energy and services, from which recipes lead to a product."""
    reached, edge = {product}, {product}
    while edge:
        edge = {
            feed["input"]
            for output in edge
            for feed in flows.inputs(output)
            if not feed["by_product"] and flows.products[feed["input"]]["kind"] not in (*SUPPORTING, "energy")
        } - reached
        reached |= edge
    return sorted(reached & stated)


def _row(
    flows: Flows,
    firm: Firm,
    product: str,
    uses: list[Use],
    found: Sources,
    chosen: Mapping[str, set[str]],
) -> Row:
    grades = {grade(use, flows.inputs(use.output), chosen.get(use.output, set())) for use in uses}
    outside = nearest_first(firm, found.outside)
    item = flows.products[product]
    return {
        "firm_id": firm.id,
        "firm": firm.names["name"],
        "firm_en": firm.names["name_en"],
        "product_id": product,
        "product": item["name"],
        "product_en": item["name_en"],
        "is_raw": bool(item["is_raw"]),
        "state": found.state,
        "essential": min(grades, key=list(GRADES).index),
        "needs": "inferred" if all(use.output for use in uses) else "stated",
        "outputs": _outputs(flows, uses),
        "suppliers": [partner(flows.firms[sale["seller"]], sale) for sale in found.sales],
        "makers": [thing(maker) for maker in (*found.own, *found.local)],
        "base": [named(flows.products[name]) for name in found.base],
        "outside": outside,
        "km": outside[0]["km"] if outside else None,
        "statements": _evidence(flows, firm, product, uses, found),
    }


def _outputs(flows: Flows, uses: list[Use]) -> list[Row]:
    """Return the products for which a firm needs an input, with their recipes."""
    recipes: dict[str, list[str]] = {}
    for use in uses:
        if use.output:
            recipes.setdefault(use.output, []).append(use.feed["recipe"] or "")
    return [named(flows.products[name]) | {"recipes": sorted(found)} for name, found in recipes.items()]


def _evidence(flows: Flows, firm: Firm, product: str, uses: list[Use], found: Sources) -> list[str]:
    said = [use.statements for use in uses]
    sold = [
        part for sale in found.sales for part in (sale["statements"], flows.firms[sale["seller"]].evidence)
    ]
    based = [
        edge["statements"] for name in found.base for edge in flows.needed.get(name, {}).get(firm.id, [])
    ]
    makers = (*found.own, *found.local, *found.outside)
    made = [flows.evidence(product, maker.id) for maker in makers]
    return union([*said, *(sorted(part) for part in sold), *based, *made, sorted(firm.evidence)])


QUESTION = Question(
    name="missing-inputs",
    zh="园区企业需要的投入品,哪些在园区内有供货、有生产者,哪些只在外地有、或各处均未记录(没原料)?",
    en="What do the firms of a park need, and is it supplied or made in the park, made only outside, or "
    "nowhere on record?",
    cypher=CYPHER,
    variants={"kglite": ""},
    gather=gather,
    parameters=(
        Parameter("park", "园区", "the park, with the parks inside it", label="Park"),
        PRESENCE,
    ),
    columns=(
        Column("firm_id", "企业标识", "firm id", "never"),
        Column("firm", "企业", "firm", "zh"),
        Column("firm_en", "企业(英文)", "firm", "en"),
        Column("product_id", "投入品标识", "product id", "never"),
        Column("product", "投入品", "input", "zh"),
        Column("product_en", "投入品(英文)", "input", "en"),
        Column("is_raw", "原料", "raw material"),
        Column("state", "来源", "to be had", words=STATES),
        Column("essential", "必需", "essential", words=GRADES),
        Column("needs", "需求依据", "need is", words=NEEDS_WORDS),
        Column("outputs", "用于", "used for"),
        Column("suppliers", "供货记录", "suppliers on record"),
        Column("makers", "园区内生产者", "made in the park by"),
        Column("base", "或由何自产", "perhaps made from"),
        Column("outside", "园区外生产者", "made outside by"),
        Column("km", "最近(公里)", "nearest, km"),
        Column("firm_share", "企业缺口比例", "firm's share unmet"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
