"""Updating a store: what differs is told and written, on both engines alike."""

from __future__ import annotations

import neo4j
import pytest
from _neo4j import Neo4jServer

from chainatlas.graph.difference import difference
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph
from chainatlas.loaders._build import build


@pytest.fixture(scope="module")
def now() -> Graph:
    return build()


@pytest.fixture(scope="module")
def before() -> Graph:
    return build(as_of="2024-12-31", policy="cautious")


def same(one: Graph, other: Graph) -> bool:
    return not difference(one, other)


def test_an_empty_store_takes_the_whole_graph(store: Store, before: Graph) -> None:
    found = store.update(before)
    assert found.nodes["Park"].added.height == before.nodes["Park"].height
    assert same(read_graph(store), before)


def test_an_update_leaves_exactly_the_new_graph_there_and_back(
    store: Store, before: Graph, now: Graph
) -> None:
    store.replace(before)
    assert store.update(now).nodes["Company"].added.height == 19
    assert same(read_graph(store), now)
    assert store.update(before).nodes["Company"].removed.height == 19
    assert same(read_graph(store), before)


def test_an_update_to_the_same_graph_changes_nothing(store: Store, now: Graph) -> None:
    store.replace(now)
    assert not store.update(now)
    assert not store.against(now)


def test_a_difference_tells_both_ways(before: Graph, now: Graph) -> None:
    forth, back = difference(before, now), difference(now, before)
    assert {row["kind"]: row["added"] for row in forth.counts()} == {
        row["kind"]: row["removed"] for row in back.counts()
    }
    assert forth.nodes["Build"].changed["policy"].to_list() == ["brave"]
    assert not difference(now, now)
    assert difference(now, now).counts() == []


def test_a_changed_property_is_a_change_and_not_a_new_edge(now: Graph, store: Store) -> None:
    ends = ("SUPPLIES", "Company", "Company")
    edges = now.edges[ends].with_columns(status=now.edges[ends]["status"].replace("running", "suspended"))
    other = Graph(now.nodes, {**now.edges, ends: edges})
    store.replace(now)
    found = store.update(other)
    assert found.counts() == [{"kind": "SUPPLIES", "added": 0, "removed": 0, "changed": 2}]
    assert same(read_graph(store), other)


def test_what_others_keep_in_the_database_stays(neo4j_server: Neo4jServer, before: Graph, now: Graph) -> None:
    with Neo4jStore(neo4j_server.url) as store, neo4j.GraphDatabase.driver(neo4j_server.url) as driver:
        store.replace(before)
        driver.execute_query("CREATE (:Stranger {id: 'company:goldwind'})")
        store.update(now)
        left = driver.execute_query("MATCH (stranger:Stranger) DELETE stranger RETURN count(*) AS count")
    assert [record["count"] for record in left.records] == [1]
