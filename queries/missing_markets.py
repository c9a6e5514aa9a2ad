"""missing-markets: what the firms of a park make, and whether anybody in the park uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chainatlas.queries._flows import (
    AS_FEEDS,
    COUNTED,
    IN_PARK,
    PRESENCE,
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

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

STATES: Vocabulary = {
    "nowhere on record": ("各处均未记录", "nowhere on record"),
    "only outside": ("仅园区外有", "only outside"),
    "unstated sale": ("有销售、产品未载明", "a sale whose product is not stated"),
    "final": ("终端产品", "final product"),
    "own use": ("自用", "uses it itself"),
    "local user": ("园区内有用户", "local user"),
    "local sale": ("园区内有销售记录", "local sale on record"),
}
"""From the worst to the best."""
MISSING = ("nowhere on record", "only outside")

MADE = """
MATCH (member)-[edge_found:PRODUCES]->(item:Product)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
GOODS = """
MATCH (member)-[make:PRODUCES]->(input:Product)
WHERE NOT make.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT input
"""
FEEDING = """
MATCH (input)-[feed:FEEDS]->(output:Product)
WHERE feed.status <> 'denied'
"""
NEEDING = """
MATCH (input)<-[edge_found:NEEDS]-(member)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, input AS item, null AS partner
"""
USING = """
MATCH (input)-[feed:FEEDS]->(item:Product)
WHERE feed.status <> 'denied'
WITH DISTINCT item
MATCH (item)<-[edge_found:PRODUCES]-(member)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
SELLERS = """
OPTIONAL MATCH (member)<-[develops:DEVELOPS]-(developer:Company)
WHERE NOT develops.status IN ['denied', 'closed']
WITH collect(DISTINCT member.id) + collect(DISTINCT developer.id) AS sellers
UNWIND sellers AS selling
"""
SALES = """
MATCH (member:Company {id: selling})-[edge_found:SUPPLIES]->(partner:Company)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH member, edge_found, partner, edge_found.product AS sold
OPTIONAL MATCH (item:Product {id: sold})
WITH DISTINCT member, edge_found, item, partner
"""
BUYERS = """
MATCH (:Company {id: selling})-[sale:SUPPLIES]->(member:Company)
WHERE NOT sale.status IN ['denied', 'closed', 'suspended']
OPTIONAL MATCH (member)-[edge_found:LOCATED_IN]->()
WITH DISTINCT member, edge_found, null AS item, null AS partner
"""
CYPHER = one_text(
    IN_PARK + MADE + WITH_AREAS,
    IN_PARK + GOODS + FEEDING + AS_FEEDS,
    IN_PARK + GOODS + NEEDING + WITH_AREAS,
    IN_PARK + GOODS + USING + WITH_AREAS,
    IN_PARK + SELLERS + SALES + WITH_AREAS,
    IN_PARK + SELLERS + BUYERS + WITH_AREAS,
)


@dataclass(frozen=True)
class Market:
    """Who takes a product of a firm: on record, by need or recipe, in the park and outside."""

    state: str
    sales: list[Row]
    local: list[Firm]
    outside: list[Firm]
    own: list[Firm]


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Give the flows out of columns, where the store keeps such."""
    if not store.columns:
        return []
    from chainatlas.queries._park_flows import markets

    return [{"flows": markets(store, parameters["park"], COUNTED[parameters["presence"]])}]


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Say of each product of a firm who uses it: docs/methods.md, section on missing markets."""
    flows, park = flows_of(rows, COUNTED[parameters["presence"]]), parameters["park"]
    users: dict[str, dict[str, list[Use]]] = {}
    for (name, product), uses in flows.uses().items():
        users.setdefault(product, {})[name] = uses
    made: dict[str, list[str]] = {}
    for product, makers in flows.made.items():
        for name in makers:
            if flows.firms[name].inside(park):
                made.setdefault(name, []).append(product)
    answer = [row for name in made for row in _of_firm(flows, flows.firms[name], made[name], users, park)]
    states = list(STATES)
    return sorted(answer, key=lambda row: (row["firm_id"], states.index(row["state"]), row["product_id"]))


def _of_firm(
    flows: Flows,
    firm: Firm,
    products: list[str],
    users: Mapping[str, Mapping[str, list[Use]]],
    park: str,
) -> list[Row]:
    """Return the rows of one firm, with the share of its products that nobody in the park takes."""
    markets = {name: _market(flows, firm, name, users.get(name, {}), park) for name in products}
    weighed = [market.state for market in markets.values() if market.state not in ("final", "own use")]
    missing = [state for state in weighed if state in MISSING]
    share = round(len(missing) / len(weighed), 3) if weighed else None
    return [
        _row(flows, firm, name, users.get(name, {}), markets[name]) | {"firm_share": share}
        for name in products
    ]


def _market(flows: Flows, firm: Firm, product: str, users: Mapping[str, list[Use]], park: str) -> Market:
    """Return who takes a product, the best state first that holds."""
    takers = [flows.firms[name] for name in sorted(users)]
    others = [taker for taker in takers if not taker.is_of(firm)]
    local = [taker for taker in others if taker.inside(park)]
    sales = [sale for sale in flows.sold(firm) if sale["product"] in (product, "")]
    told = [flows.firms[sale["buyer"]] for sale in sales if sale["product"]]
    states = {
        "local sale": any(buyer.inside(park) or any(user.is_of(buyer) for user in local) for buyer in told),
        "local user": bool(local),
        "own use": len(others) < len(takers),
        "final": bool(flows.products[product]["is_final"]),
        "unstated sale": len(told) < len(sales) and not told,
        "only outside": bool(others or told),
        "nowhere on record": True,
    }
    state = next(word for word, holds in states.items() if holds)
    outside = [taker for taker in others if not taker.inside(park)]
    own = [taker for taker in takers if taker.is_of(firm)]
    return Market(state, sales, local, outside, own)


def _row(flows: Flows, firm: Firm, product: str, users: Mapping[str, list[Use]], market: Market) -> Row:
    outside = nearest_first(firm, market.outside)
    item = flows.products[product]
    outputs = sorted({use.output for uses in users.values() for use in uses if use.output})
    return {
        "firm_id": firm.id,
        "firm": firm.names["name"],
        "firm_en": firm.names["name_en"],
        "product_id": product,
        "product": item["name"],
        "product_en": item["name_en"],
        "is_final": bool(item["is_final"]),
        "state": market.state,
        "buyers": [partner(flows.firms[sale["buyer"]], sale) for sale in market.sales],
        "users": [_user(taker, users[taker.id]) for taker in (*market.own, *market.local)],
        "outside": [row | {"needs": _basis(users[row["id"]])} for row in outside],
        "km": outside[0]["km"] if outside else None,
        "outputs": [named(flows.products[name]) for name in outputs],
        "statements": _evidence(flows, firm, product, users, market),
    }


def _user(taker: Firm, uses: list[Use]) -> Row:
    return thing(taker) | {"needs": _basis(uses)}


def _basis(uses: list[Use]) -> str:
    return "inferred" if all(use.output for use in uses) else "stated"


def _evidence(
    flows: Flows, firm: Firm, product: str, users: Mapping[str, list[Use]], market: Market
) -> list[str]:
    used = [use.statements for uses in users.values() for use in uses]
    placed = [sorted(flows.firms[name].evidence) for name in users]
    sold = [sale["statements"] for sale in market.sales]
    buyers = [sorted(flows.firms[sale["buyer"]].evidence) for sale in market.sales]
    return union([flows.evidence(product, firm.id), *used, *placed, *sold, *buyers])


QUESTION = Question(
    name="missing-markets",
    zh="园区企业的产品,哪些在园区内有销售、有用户,哪些只在外地有用户、或各处均未记录(没市场)?",
    en="Which products of a park's firms are sold or used in the park, used only outside, or by nobody on "
    "record?",
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
        Column("product_id", "产品标识", "product id", "never"),
        Column("product", "产品", "product", "zh"),
        Column("product_en", "产品(英文)", "product", "en"),
        Column("is_final", "终端", "final"),
        Column("state", "去向", "market", words=STATES),
        Column("buyers", "销售记录", "buyers on record"),
        Column("users", "园区内用户", "used in the park by"),
        Column("outside", "园区外用户", "used outside by"),
        Column("km", "最近(公里)", "nearest, km"),
        Column("outputs", "在案用途", "made into, on record"),
        Column("firm_share", "企业缺口比例", "firm's share unmet"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
