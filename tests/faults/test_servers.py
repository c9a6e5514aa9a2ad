"""Servers that refuse: read-only, or members of a cluster that are down; told in one line, or passed over."""

from __future__ import annotations

import pytest
from _neo4j import Neo4jServer, require_or_skip

from chainatlas.graph.errors import StoreError
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.tables import Graph
from chainatlas.loaders._build import build

pytestmark = pytest.mark.neo4j
DEAD = "127.0.0.1:1"


@pytest.fixture(scope="module")
def old() -> Graph:
    return build(as_of="2024-12-31")


def test_a_server_that_is_read_only_answers_and_refuses_a_push(old: Graph) -> None:
    require_or_skip()
    with Neo4jServer() as server:
        with Neo4jStore(server.url) as store:
            store.replace(old)
        server.stop()
        server.read_only = True
        server.start()
        with Neo4jStore(server.url) as store:
            with pytest.raises(StoreError, match=r"(?i)read.only"):
                store.replace(build())
            assert not store.against(old)


def test_a_cluster_whose_first_member_is_dead_answers_through_the_next(
    neo4j_server: Neo4jServer, old: Graph
) -> None:
    living = neo4j_server.url.removeprefix("bolt://")
    with Neo4jStore(f"neo4j://{DEAD},{living}") as store:
        store.replace(old)
        assert not store.against(old)


def test_a_cluster_of_which_no_member_lives_is_one_clear_line() -> None:
    with (
        Neo4jStore(f"neo4j://{DEAD},127.0.0.1:2") as store,
        pytest.raises(StoreError, match="cannot be reached"),
    ):
        store.query("RETURN 1 AS one")


def test_several_members_behind_bolt_are_refused() -> None:
    with pytest.raises(StoreError, match="neo4j://"):
        Neo4jStore("bolt://127.0.0.1:1,127.0.0.1:2")
