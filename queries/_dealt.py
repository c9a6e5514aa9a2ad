"""Who deals in by-products: the rules by which they come about, makers, users, and what these buy of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chainatlas.queries._flows import AS_FEEDS, WITH_AREAS, one_text
from chainatlas.queries._question import Row

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

INPUTS = """
UNWIND $goods AS good
MATCH (input:Product)-[rule:FEEDS]->(found:Product {id: good})
WHERE rule.by_product = true AND rule.status <> 'denied'
"""
OUTPUTS = """
MATCH (input)-[feed:FEEDS]->(output:Product)
WHERE feed.status <> 'denied'
"""
MAKERS = """
WITH DISTINCT output AS item
MATCH (member)-[edge_found:PRODUCES]->(item)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
NEEDING = """
WITH DISTINCT found AS item
MATCH (member)-[edge_found:NEEDS]->(item)
WHERE NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH DISTINCT member, edge_found, item, null AS partner
"""
SALES = """
UNWIND $buyers AS buyer
MATCH (member:Company)-[edge_found:SUPPLIES]->(partner:Company {id: buyer})
WHERE edge_found.product IN $goods AND NOT edge_found.status IN ['denied', 'closed', 'suspended']
WITH member, edge_found, partner, edge_found.product AS sold
MATCH (item:Product {id: sold})
WITH DISTINCT member, edge_found, item, partner
"""
MAINS = INPUTS + "WITH DISTINCT input" + OUTPUTS
TAKING = INPUTS + "WITH DISTINCT found AS input" + OUTPUTS
DEALT = one_text(
    MAINS + AS_FEEDS,
    TAKING + AS_FEEDS,
    MAINS + MAKERS + WITH_AREAS,
    TAKING + MAKERS + WITH_AREAS,
    INPUTS + NEEDING + WITH_AREAS,
)


def dealt(store: Store) -> list[Row]:
    """Return the rules of by-products, who makes and needs what they name, and what these buy of it."""
    from chainatlas.graph.stored import read_edges

    rules = read_edges(store, "FEEDS", "Product", "Product", ["by_product", "status"])
    goods = rules.filter("by_product")["target"].unique().sort().to_list()
    if not goods:
        return []
    rows = list(store.query(DEALT, {"goods": goods}))
    firms = {name for row in rows if row["firm"] for name in (row["firm"]["id"], *row["kin"])}
    buyers = sorted(name for name in firms if name.startswith("company:"))
    return rows + list(store.query(SALES + WITH_AREAS, {"goods": goods, "buyers": buyers}))
