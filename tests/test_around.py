"""Reading a store into columns and around nodes: equal rows from both engines and from memory."""

from __future__ import annotations

import pytest

from chainatlas.graph.around import StoreAround, TableAround
from chainatlas.graph.model import EDGES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph, in_order
from chainatlas.loaders._build import build


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build()


def test_a_store_gives_back_the_graph_that_it_was_given(store: Store, graph: Graph) -> None:
    store.replace(graph)
    found = read_graph(store)
    assert found.counts() == graph.counts()
    for label, table in found.nodes.items():
        assert table.equals(graph.nodes[label].select(table.columns).sort("id")), label
    for ends, edges in found.edges.items():
        assert edges.equals(in_order(graph.edges[ends].select(edges.columns))), ends


def test_what_is_around_is_the_same_from_a_store_and_from_memory(store: Store, graph: Graph) -> None:
    store.replace(graph)
    here, there = StoreAround(store), TableAround(graph)
    ids = [
        "park:baotou-rare-earth",
        "company:goldwind",
        "product:wind-nacelle",
        "chain:wind-power",
        "park:nobody",
    ]
    assert here.nodes(ids) == there.nodes(ids)
    assert list(here.nodes(ids)) == sorted(ids[:4])
    assert here.every("Park") == there.every("Park")
    assert here.out(ids, list(EDGES)) == there.out(ids, list(EDGES))
    assert here.into(ids, list(EDGES)) == there.into(ids, list(EDGES))
    assert len(here.into(ids, ["LOCATED_IN"])) > 10
    products = [row["id"] for row in there.every("Product")]
    assert here.between(products, ["FEEDS"]) == there.between(products, ["FEEDS"])
    assert len(there.between(products, ["FEEDS"])) == 558


def test_an_edge_of_another_kind_is_not_among_them(bundled: Store) -> None:
    around = StoreAround(bundled)
    found = around.into(["park:baotou-rare-earth"], ["LOCATED_IN"])
    assert found
    assert {row["kind"] for row in found} == {"LOCATED_IN"}
    assert around.out(["company:nobody"], ["PRODUCES"]) == []
    assert around.out([], ["PRODUCES"]) == []
