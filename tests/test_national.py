"""The made-up nation of the benchmarks: alike by seed, valid by the model, uneven, and without rings."""

from __future__ import annotations

import networkx as nx
import polars as pl
import pytest
from national import Nation

from chainatlas.graph.model import EDGES, NODES, label_of
from chainatlas.graph.statements import fold
from chainatlas.graph.store import dangling
from chainatlas.graph.tables import ENTITY_LABELS, Graph, in_order

FIRMS, PARKS, PRODUCTS = 2000, 100, 600


@pytest.fixture(scope="module")
def nation() -> Nation:
    return Nation(FIRMS, parks=PARKS, products=PRODUCTS)


@pytest.fixture(scope="module")
def graph(nation: Nation) -> Graph:
    return nation.graph()


def share_of_the_first(ids: pl.Series, share: float) -> float:
    """Return which part of all rows the largest groups hold, as many as this share of the groups."""
    counts = ids.value_counts(sort=True)["count"].to_list()
    return float(sum(counts[: max(1, int(share * len(counts)))]) / sum(counts))


def same(one: Graph, other: Graph) -> bool:
    assert one.edges.keys() == other.edges.keys()
    nodes = all(
        one.nodes[label].sort("id").equals(other.nodes[label].sort("id"))
        for label in NODES
        if label != "Build"
    )
    return nodes and all(in_order(one.edges[ends]).equals(in_order(other.edges[ends])) for ends in one.edges)


def test_the_same_seed_makes_the_same_nation(graph: Graph) -> None:
    assert same(Nation(FIRMS, parks=PARKS, products=PRODUCTS).graph(), graph)


def test_another_seed_makes_another_nation(graph: Graph) -> None:
    assert not same(Nation(FIRMS, parks=PARKS, products=PRODUCTS, seed=1).graph(), graph)


def test_the_record_folds_into_the_graph(nation: Nation, graph: Graph) -> None:
    assert same(fold(nation.record()), graph)


def test_without_proof_only_the_statements_are_missing(nation: Nation, graph: Graph) -> None:
    bare = nation.graph(proven=False)
    assert bare.nodes["Statement"].height == 0
    assert all(table.equals(graph.edges[ends]) for ends, table in bare.edges.items())
    assert graph.edges.keys() - bare.edges.keys() == {("SUPPORTED_BY", "Statement", "Document")}


def test_every_edge_joins_nodes_that_the_model_lets_it_join(graph: Graph) -> None:
    assert not dangling(graph)
    for (name, source, target), table in graph.edges.items():
        assert (source, target) in EDGES[name].ends
        assert {label_of(one) for one in table["source"].unique()} == {source}
        assert {label_of(one) for one in table["target"].unique()} == {target}


def test_every_word_is_of_its_vocabulary(graph: Graph) -> None:
    tables = [(EDGES[ends[0]].properties, table) for ends, table in graph.edges.items()]
    tables += [(NODES[label].properties, graph.nodes[label]) for label in ENTITY_LABELS]
    for properties, table in tables:
        for prop in properties:
            if prop.words:
                assert set(table[prop.name].drop_nulls().unique()) <= set(prop.words)


def test_every_fact_has_a_status_a_day_and_a_statement_in_a_document(graph: Graph) -> None:
    known = set(graph.edges["SUPPORTED_BY", "Statement", "Document"]["source"])
    for (name, _, _), table in graph.edges.items():
        if name != "SUPPORTED_BY":
            assert table.select(pl.col("status", "recorded", "basis").is_null().any()).row(0) == (False,) * 3
            assert set(table["statements"].explode()) <= known


def test_few_firms_make_much_and_few_parks_hold_many_firms(graph: Graph) -> None:
    made = graph.edges["PRODUCES", "Company", "Product"]["source"]
    assert share_of_the_first(made, 0.01) > 0.08
    assert share_of_the_first(graph.edges["LOCATED_IN", "Company", "Park"]["target"], 0.05) > 0.15
    assert share_of_the_first(graph.edges["SUPPLIES", "Company", "Company"]["source"], 0.01) > 0.08


def test_nothing_is_made_of_itself_over_any_way(graph: Graph) -> None:
    feeds = graph.edges["FEEDS", "Product", "Product"].select("source", "target").rows()
    technology: nx.DiGraph[str] = nx.DiGraph(feeds)
    assert nx.is_directed_acyclic_graph(technology)
    assert nx.dag_longest_path_length(technology) >= 4


def test_a_firm_buys_what_it_needs_from_who_makes_it(graph: Graph) -> None:
    told = graph.edges["SUPPLIES", "Company", "Company"].drop_nulls("product")
    made = graph.edges["PRODUCES", "Company", "Product"].select("source", product="target")
    assert told.join(made, on=["source", "product"], how="anti").is_empty()
    assert told.filter(pl.col("source") == pl.col("target")).is_empty()


def test_there_are_about_ten_edges_a_firm() -> None:
    bare = Nation(100_000).graph(proven=False)
    edges = sum(table.height for table in bare.edges.values())
    assert bare.nodes["Park"].height == 2606
    assert bare.nodes["Product"].height == 20_000
    assert 9 < edges / 100_000 < 13
