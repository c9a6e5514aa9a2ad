"""The same rows through what people use now and through ChainAtlas, in one run on one machine.

python benchmarks/peers.py         # a nation of 1,000 firms, on a Neo4j that the run starts itself
python benchmarks/peers.py 10000
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j
import networkx as nx
import py2neo
from neomodel import RelationshipTo, StringProperty, StructuredNode, db
from py2neo.bulk import create_relationships
from pyvis.network import Network

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from _neo4j import Neo4jServer
from _told import Cell, spread, tell
from national import sized

from chainatlas.graph.store import Store, open_store
from chainatlas.graph.tables import Graph
from chainatlas.queries._ask import ask, named_question
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import write_page
from chainatlas.viz.chain import VIEW

ROUNDS = 3
BATCH = 10_000
PART = 100
"""Rows of those ways that send a statement for each."""
ONE = "MATCH (a:ChainFirm), (b:ChainProduct) WHERE a.name = '{0}' AND b.name = '{1}' CREATE (a)-[:MAKES]->(b)"


class NeoFirm(StructuredNode):
    """A firm as neomodel declares it."""

    uid = StringProperty(unique_index=True)
    makes = RelationshipTo("NeoProduct", "MAKES")


class NeoProduct(StructuredNode):
    """A product as neomodel declares it."""

    uid = StringProperty(unique_index=True)


@dataclass(frozen=True)
class Rows:
    """Firms, products and who makes what: what every way loads."""

    firms: list[str]
    products: list[str]
    made: list[tuple[str, str]]

    @classmethod
    def of(cls, graph: Graph) -> Rows:
        made = graph.edges["PRODUCES", "Company", "Product"].select("source", "target").rows()
        return cls(sorted({one for one, _ in made}), sorted({other for _, other in made}), made)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def prepared(driver: neo4j.Driver, prefix: str, key: str, rows: Rows) -> None:
    """Make the nodes of one way with an index on their key, in batches: only edges are compared."""
    for label, names in ((f"{prefix}Firm", rows.firms), (f"{prefix}Product", rows.products)):
        driver.execute_query(f"CREATE INDEX IF NOT EXISTS FOR (n:{label}) ON (n.{key})")
        driver.execute_query(f"UNWIND $names AS name CREATE (n:{label} {{{key}: name}})", names=names)
    driver.execute_query("CALL db.awaitIndexes(60)")


def one_by_one(url: str, rows: Rows) -> int:
    """Send a statement for each edge, its values in the text, as ChainKnowledgeGraph does."""
    server = py2neo.Graph(url)
    for one, other in rows.made[:PART]:
        server.run(ONE.format(one, other))
    return PART


def with_neomodel(rows: Rows) -> int:
    """Find both objects and connect them, edge by edge."""
    for one, other in rows.made[:PART]:
        firm: Any = NeoFirm.nodes.get(uid=one)
        firm.makes.connect(NeoProduct.nodes.get(uid=other))
    return PART


def with_bulk(url: str, rows: Rows) -> int:
    """Hand batches to py2neo.bulk."""
    server = py2neo.Graph(url)
    for start in range(0, len(rows.made), BATCH):
        data: list[tuple[str, dict[str, str], str]] = [
            (one, {}, other) for one, other in rows.made[start : start + BATCH]
        ]
        create_relationships(server.auto(), data, "MAKES", ("BulkFirm", "uid"), ("BulkProduct", "uid"))
    return len(rows.made)


def with_batches(driver: neo4j.Driver, rows: Rows) -> int:
    """Send batches with the official driver."""
    text = (
        "UNWIND $rows AS row MATCH (a:BareFirm {uid: row[0]}) MATCH (b:BareProduct {uid: row[1]}) "
        "CREATE (a)-[:MAKES]->(b)"
    )
    for start in range(0, len(rows.made), BATCH):
        driver.execute_query(text, rows=[list(pair) for pair in rows.made[start : start + BATCH]])
    return len(rows.made)


def loadings(server: Neo4jServer, graph: Graph, embedded: Store) -> Iterator[list[Cell]]:
    """Yield how many edges a second each way loads; ours writes whole nodes, edges and their sources."""
    rows = Rows.of(graph)
    driver = neo4j.GraphDatabase.driver(server.url)
    db.set_connection(driver=driver)
    for prefix, key in (("Chain", "name"), ("Neo", "uid"), ("Bulk", "uid"), ("Bare", "uid")):
        prepared(driver, prefix, key, rows)
    ways: dict[str, Callable[[], int]] = {
        "ChainKnowledgeGraph's manner": lambda: one_by_one(server.url, rows),
        "neomodel": lambda: with_neomodel(rows),
        "py2neo.bulk": lambda: with_bulk(server.url, rows),
        "a bare loop of batches": lambda: with_batches(driver, rows),
    }
    for name, way in ways.items():
        rates = [way_rate(way) for _ in range(ROUNDS)]
        yield ["edges a second into Neo4j", name, spread(rates)]
    for name, store in (("chainatlas push", open_store(server.url)), ("chainatlas, embedded", embedded)):
        seconds = timed(lambda store=store: store.replace(graph))  # type: ignore[misc]
        yield ["nodes and edges a second", name, spread([graph.size() / seconds])]
    driver.close()


def way_rate(way: Callable[[], int]) -> float:
    started = time.perf_counter()
    return way() / (time.perf_counter() - started)


def answers(graph: Graph, store: Store) -> Iterator[list[Cell]]:
    """Yield how long networkx takes for the gaps of a chain and for a path, beside our questions."""
    network = timed_network(graph)
    yield ["reading the graph, ms", "networkx", spread([network[1] * 1000])]
    made = graph.edges["PRODUCES", "Company", "Product"].row(0, named=True)
    located = graph.edges["LOCATED_IN", "Company", "Park"]
    park = located.filter(located["source"] == made["source"])["target"][0]
    members = graph.edges["CHAIN_MEMBER", "Product", "Chain"]
    chain = members.filter(members["source"] == made["target"])["target"][0]
    start, end = graph.edges["SUPPLIES", "Company", "Company"].select("source", "target").row(0)
    asked: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "gaps of a chain in a park, ms": (
            lambda: gaps(network[0], park, chain),
            lambda: ask(store, named_question("chain-gaps"), {"park": park, "chain": chain}),
        ),
        "a path of supplies, ms": (
            lambda: nx.shortest_path(network[0], start, end),
            lambda: ask(store, named_question("supply-path"), {"start": start, "end": end, "paths": 1}),
        ),
    }
    for name, (theirs, ours) in asked.items():
        for who, work in (("networkx, bare ids", theirs), ("chainatlas, with evidence", ours)):
            work()
            yield [name, who, spread([timed(work) * 1000 for _ in range(ROUNDS)])]


def timed_network(graph: Graph) -> tuple[nx.MultiDiGraph[str], float]:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def read() -> None:
        for (name, _, _), edges in graph.edges.items():
            if name != "SUPPORTED_BY":
                network.add_edges_from((*ends, name) for ends in edges.select("source", "target").iter_rows())

    return network, timed(read)


def gaps(network: nx.MultiDiGraph[str], park: str, chain: str) -> dict[str, bool]:
    """Return for each product of a chain whether a firm of the park makes it, in a plain loop."""
    inside = {one for one, _, kind in network.in_edges(park, keys=True) if kind == "LOCATED_IN"}
    products = [
        one
        for one, _, kind in network.in_edges(chain, keys=True)
        if kind == "CHAIN_MEMBER" and one.startswith("product:")
    ]
    return {
        product: any(
            one in inside for one, _, kind in network.in_edges(product, keys=True) if kind == "PRODUCES"
        )
        for product in products
    }


def pages(graph: Graph, store: Store, folder: Path) -> Iterator[list[Cell]]:
    """Yield how long the page of a chain takes, drawn by pyvis and by us."""
    chain = graph.edges["CHAIN_MEMBER", "Product", "Chain"]["target"][0]
    picture = drawn(store, VIEW, {"chain": chain})

    def by_pyvis() -> None:
        network = Network(directed=True, cdn_resources="in_line")
        for mark in picture.marks:
            network.add_node(mark.id, label=mark.name.zh, title=mark.name.en, group=mark.group)
        for line in picture.lines:
            network.add_edge(line.source, line.target, title=line.name.zh)
        network.write_html(str(folder / "pyvis.html"))

    for who, work in (("pyvis", by_pyvis), ("chainatlas", lambda: write_page(picture, folder / "ours.html"))):
        work()
        name = f"a page of {len(picture.marks)} nodes and {len(picture.lines)} edges, ms"
        yield [name, who, spread([timed(work) * 1000 for _ in range(ROUNDS)])]


def main() -> None:
    firms = int(sys.argv[1]) if sys.argv[1:] else 1000
    graph = sized(firms).graph()
    with tempfile.TemporaryDirectory() as name, Neo4jServer(java=("-Xmx1g",)) as server:
        store = open_store(Path(name) / "atlas.kgl")
        rows = list(loadings(server, graph, store))
        rows += answers(graph, store)
        rows += pages(graph, store, Path(name))
    note = f"{firms:,} firms, {graph.size():,} nodes and edges; a statement an edge: {PART} edges."
    tell("peers", firms, ["what", "by", "median (least–most)"], rows, note)


if __name__ == "__main__":
    main()
