"""What only Neo4j can do wrong: a server that dies in the middle, and a database with others' nodes."""

from __future__ import annotations

import threading

import neo4j
import pytest
from _facts import Fact, battery, fact, record
from _neo4j import Neo4jServer, require_or_skip

from chainatlas.graph.errors import StoreError
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store

pytestmark = pytest.mark.neo4j
COUNT = "MATCH (product:Product) RETURN count(product) AS products"


def many(count: int) -> list[Fact]:
    return [fact(f"company:c{i}", "PRODUCES", f"product:p{i}") for i in range(count)]


def test_a_server_that_dies_while_writing_keeps_the_old_graph() -> None:
    require_or_skip()
    with Neo4jServer() as server, Neo4jStore(server.url) as store:
        store.replace(fold(record(battery())))
        big = fold(record(many(30_000)))
        threading.Timer(1.0, server.kill).start()
        with pytest.raises(StoreError, match="went away; nothing was changed"):
            store.replace(big)
        server.start()
        with Neo4jStore(server.url) as again:
            assert again.query(COUNT).rows == [(11,)]


def test_nodes_of_others_in_the_database_are_left_alone(
    neo4j_server: Neo4jServer, neo4j_store: Store
) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.url) as driver:
        driver.execute_query("CREATE (:Company {id: 'theirs'}), (:Film {id: 'x'})")
        neo4j_store.replace(fold(record(battery())))
        neo4j_store.replace(fold(record(many(3))))
        ids, _, _ = driver.execute_query(
            "MATCH (n) WHERE n.id IN ['theirs', 'x'] RETURN n.id AS id ORDER BY id"
        )
        driver.execute_query("MATCH (n) WHERE n.id IN ['theirs', 'x'] DETACH DELETE n")
    assert [row["id"] for row in ids] == ["theirs", "x"]
    assert neo4j_store.query(COUNT).rows == [(3,)]


def test_constraints_of_the_model_are_in_place(neo4j_server: Neo4jServer, neo4j_store: Store) -> None:
    neo4j_store.replace(fold(record(battery())))
    with neo4j.GraphDatabase.driver(neo4j_server.url) as driver:
        found, _, _ = driver.execute_query("SHOW CONSTRAINTS YIELD labelsOrTypes AS labels, properties, type")
    kept = {(row["labels"][0], tuple(row["properties"])) for row in found if row["type"] == "UNIQUENESS"}
    assert {("Park", ("id",)), ("Company", ("id",)), ("Statement", ("id",)), ("Atlas", ("id",))} <= kept


ADDRESSES = ["bolt://", "neo4j://", "neo4j://:::", "bolt+s://nobody.invalid:1"]


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_cannot_be_is_one_clear_line(url: str) -> None:
    with pytest.raises(StoreError) as caught, Neo4jStore(url) as store:
        store.query("RETURN 1 AS one")
    assert "\n" not in str(caught.value)
    assert url in str(caught.value)
