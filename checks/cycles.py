"""cycles: products that are made of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx
import polars as pl

from chainatlas.checks._check import FOUND_SCHEMA, Check, faults
from chainatlas.checks._ground import Ground
from chainatlas.loaders._cycles import in_cycle


def find(ground: Ground) -> pl.DataFrame:
    """Find one shortest circle in each knot of products that feed one another.

    Recycling and what runs on electricity go in circles too and are no faults; see Ground.inputs.
    Industries feed one another by nature.
    """
    rows = ground.inputs.select("source", "target", "statements")
    knotted = rows.filter(in_cycle(rows.rename({"source": "subject", "target": "object"})))
    names = dict(ground.nodes("Product").select("id", "name").rows())
    said = {(one, other): list(ids or ()) for one, other, ids in knotted.rows()}
    found = [
        {
            "ids": circle[:-1],
            "found": " → ".join(names.get(node, node) for node in circle),
            "statements": sorted({said_in for pair in pairwise(circle) for said_in in said[pair]}),
        }
        for circle in _circles(nx.DiGraph(list(said)))
    ]
    return faults([pl.DataFrame(found, schema=FOUND_SCHEMA)])


def _circles(links: nx.DiGraph[str]) -> Iterator[list[str]]:
    """Yield a shortest way from the first product of each knot back to itself."""
    for knot in nx.strongly_connected_components(links):
        first = min(knot)
        ways = nx.single_source_shortest_path(links.subgraph(knot).reverse(), first)
        back = min((len(ways[node]), node) for node in links.successors(first) if node in knot)
        yield [first, *reversed(ways[back[1]])]


CHECK = Check(
    name="cycles",
    zh="以自身为原料的产品(投入关系成环)",
    en="products that are made of themselves (circles of FEEDS)",
    next_zh="查对各环节的投入;回收利用须标明副产(by_product)",
    next_en="look each input up; recycling must be told as by_product",
    find=find,
)
