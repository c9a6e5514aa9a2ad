"""complements: what one park makes and another needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from itertools import product as pairs_of
from typing import Any

from chainatlas.queries._flows import (
    AS_FEEDS,
    COUNTED,
    PRESENCE,
    SUPPORTING,
    WITH_AREAS,
    Firm,
    Flows,
    Use,
    apart,
    gathered,
    named,
    one_text,
    thing,
)
from chainatlas.queries._question import Column, Parameter, Question, Row, union

PARKS = """
MATCH (member:Park)
OPTIONAL MATCH (member)-[edge_found:LOCATED_IN]->()
WITH DISTINCT member, edge_found, null AS item, null AS partner
"""
USES = """
MATCH (member)-[edge_found:NEEDS|PRODUCES]->(item:Product)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
RECIPES = """
MATCH (output:Product)<-[make:PRODUCES]-()
WHERE NOT make.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT output
MATCH (output)<-[feed:FEEDS]-(input:Product)
WHERE feed.status <> 'denied'
"""
SALES = """
MATCH (member:Company)-[edge_found:SUPPLIES]->(partner:Company)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH member, edge_found, partner, edge_found.product AS sold
OPTIONAL MATCH (item:Product {id: sold})
WITH DISTINCT member, edge_found, item, partner
"""
BUYERS = """
MATCH (member:Company)<-[sale:SUPPLIES]-()
WHERE NOT sale.status IN ['denied', 'closed', 'suspended']
OPTIONAL MATCH (member)-[edge_found:LOCATED_IN]->()
WITH DISTINCT member, edge_found, null AS item, null AS partner
"""
PLANTS = """
MATCH (owner:Company)-[sale:SUPPLIES]-(:Company)
WHERE NOT sale.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT owner
MATCH (owner)-[develops:DEVELOPS]->(member:Project)-[edge_found:LOCATED_IN]->()
WHERE NOT develops.status IN ['denied', 'closed']
WITH DISTINCT member, edge_found, null AS item, null AS partner
"""
CYPHER = one_text(
    PARKS + WITH_AREAS,
    USES + WITH_AREAS,
    RECIPES + AS_FEEDS,
    SALES + WITH_AREAS,
    BUYERS + WITH_AREAS,
    PLANTS + WITH_AREAS,
)


@dataclass
class Link:
    """What one park gives another: products with their makers and users, and supplies on record."""

    makers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    users: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sales: list[Row] = field(default_factory=list)


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put what parks make beside what others need: docs/methods.md, section on complements."""
    flows = gathered(rows, COUNTED[parameters["presence"]])
    asked = parameters["park"]
    parks = {name: firm for name, firm in flows.firms.items() if name.startswith("park:")}
    units = {name for name in parks if name == asked or not _outer(parks[name])}
    uses = flows.uses()
    links = _links(flows, units, uses, asked)
    wanted = [ends for ends in links if _separate(parks, *ends)]
    answer = [_row(flows, parks[one], parks[other], links[one, other], uses) for one, other in wanted]
    return sorted(answer, key=_order)


def _outer(park: Firm) -> set[str]:
    """Return the parks around a park."""
    return {name for areas in park.areas.values() for name in areas if name.startswith("park:")}


def _separate(parks: Mapping[str, Firm], one: str, other: str) -> bool:
    return one not in _outer(parks[other]) and other not in _outer(parks[one])


def _order(row: Row) -> tuple[int, int, int, str, str]:
    counts = (-len(row["on_record"]), -len(row["fills"]), -len(row["also_made"]))
    return (*counts, row["from_id"], row["to_id"])


def _links(
    flows: Flows, units: set[str], uses: Mapping[tuple[str, str], list[Use]], asked: str
) -> dict[tuple[str, str], Link]:
    """Return the links of ordered pairs of parks, with one that is asked for only its own."""
    links: dict[tuple[str, str], Link] = defaultdict(Link)
    home = {
        name: sorted(units.intersection(chain.from_iterable(firm.areas.values())))
        for name, firm in flows.firms.items()
    }
    for user, product in uses:
        if flows.products[product]["kind"] in SUPPORTING:
            continue
        for maker in flows.made.get(product, ()):
            if not flows.firms[maker].is_of(flows.firms[user]):
                for ends in _ends(home[maker], home[user], asked):
                    links[ends].makers[product].add(maker)
                    links[ends].users[product].add(user)
    for key in sorted(flows.supplies):
        sale = flows.supplies[key]
        sellers, buyers = (_plants(flows, sale[end], home) for end in ("seller", "buyer"))
        for ends in _ends(sellers, buyers, asked):
            links[ends].sales.append(sale)
    return links


def _ends(ones: list[str], others: list[str], asked: str) -> list[tuple[str, str]]:
    if asked and asked not in ones and asked not in others:
        return []
    return [ends for ends in pairs_of(ones, others) if ends[0] != ends[1] and asked in ("", *ends)]


def _plants(flows: Flows, company: str, home: Mapping[str, list[str]]) -> list[str]:
    """Return the parks of a company, or those of its projects where it is in none itself."""
    of_projects = (home.get(name, ()) for name in flows.firms[company].kin)
    return home[company] or sorted({unit for found in of_projects for unit in found})


def _row(flows: Flows, one: Firm, other: Firm, link: Link, uses: Mapping[tuple[str, str], list[Use]]) -> Row:
    there = {
        name for name in link.makers if any(flows.firms[maker].inside(other.id) for maker in flows.made[name])
    }
    items = {name: _item(flows, name, link, uses) for name in sorted(link.makers)}
    return {
        "from_id": one.id,
        "from": one.names["name"],
        "from_en": one.names["name_en"],
        "to_id": other.id,
        "to": other.names["name"],
        "to_en": other.names["name_en"],
        "on_record": [_sale(flows, sale) for sale in link.sales],
        "fills": [item for name, item in items.items() if name not in there],
        "also_made": [item for name, item in items.items() if name in there],
        "km": apart(one, other),
        "statements": _evidence(flows, link, uses),
    }


def _item(flows: Flows, product: str, link: Link, uses: Mapping[tuple[str, str], list[Use]]) -> Row:
    """Return a product with who makes it in the one park and who needs it in the other."""
    users = sorted(link.users[product])
    stated = any(not use.output for user in users for use in uses[user, product])
    return named(flows.products[product]) | {
        "makers": [thing(flows.firms[name]) for name in sorted(link.makers[product])],
        "users": [thing(flows.firms[name]) for name in users],
        "needs": "stated" if stated else "inferred",
    }


def _sale(flows: Flows, sale: Row) -> Row:
    """Return a supply on record as a value of a column."""
    seller, buyer = (flows.firms[sale[end]].names for end in ("seller", "buyer"))
    item = flows.products.get(sale["product"], {"name": "产品未载明", "name_en": "product not stated"})
    return {
        "id": f"{sale['seller']} {sale['buyer']} {sale['product']}".strip(),
        "name": f"{seller['name']}→{buyer['name']}({item['name']})",
        "name_en": " → ".join(str(end["name_en"] or end["name"]) for end in (seller, buyer))
        + f" ({item['name_en'] or item['name']})",
        "status": sale["status"],
    }


def _evidence(flows: Flows, link: Link, uses: Mapping[tuple[str, str], list[Use]]) -> list[str]:
    made = [flows.evidence(product, maker) for product, makers in link.makers.items() for maker in makers]
    used = [
        use.statements
        for product, users in link.users.items()
        for name in users
        for use in uses[name, product]
    ]
    users = {name for found in link.users.values() for name in found}
    ends = {sale[end] for sale in link.sales for end in ("seller", "buyer")}
    placed = [sorted(flows.firms[name].evidence) for name in users | ends]
    return union([*made, *used, *placed, *(sale["statements"] for sale in link.sales)])


QUESTION = Question(
    name="complements",
    zh="哪些园区之间上下游可以衔接:一方生产而另一方需要的是什么,已有哪些供货记录,相距多远?",
    en="Which parks complement each other: what does one make and the other need, on record and potentially, "
    "and how far apart are they?",
    cypher=CYPHER,
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
    refine=refine,
)
