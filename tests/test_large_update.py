"""What is too much for one transaction of Neo4j: written in parts, unfinished until the last one."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import battery, record

from chainatlas.graph import neo4j_write
from chainatlas.graph.errors import StoreError
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph, Record
from chainatlas.loaders._merge import held_record, merge_into

pytestmark = pytest.mark.neo4j


@pytest.fixture
def small_parts(neo4j_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give an empty server to which five rows are many."""
    neo4j_store.replace(fold(Record.empty()))
    monkeypatch.setattr(neo4j_store.__class__.__module__ + ".LARGE", 5)
    monkeypatch.setattr(neo4j_write, "BATCH", 2)
    return neo4j_store


def same(store: Store, graph: Graph) -> bool:
    return not store.against(graph) and read_graph(store).counts() == graph.counts()


def test_parts_make_the_same_graph_as_one_transaction(small_parts: Store) -> None:
    graph = fold(record(battery()))
    assert small_parts.update(graph).size() > 5
    assert same(small_parts, graph)
    smaller = fold(record(battery()[:3]))
    small_parts.replace(smaller)
    assert same(small_parts, smaller)
    assert small_parts.build()["digest"] == smaller.nodes["Build"]["digest"][0]


def test_an_update_that_broke_off_says_so_and_is_finished_by_the_next(
    small_parts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def break_off(transaction: Any, text: str, rows: Any) -> None:
        sent.append(text)
        if len(sent) > 9:
            raise StoreError("the plug was pulled")
        whole(transaction, text, rows)

    whole = neo4j_write._run
    with monkeypatch.context() as broken:
        broken.setattr(neo4j_write, "_run", break_off)
        with pytest.raises(StoreError, match="the plug was pulled"):
            small_parts.update(fold(record(battery())))
    with pytest.raises(StoreError, match=r"the last update of .* was interrupted; run it again"):
        small_parts.build()
    assert merge_into(small_parts, held_record(small_parts), record(battery()))
    assert same(small_parts, fold(record(battery())))


def test_a_little_is_still_one_transaction(neo4j_store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    neo4j_store.replace(fold(Record.empty()))

    def never(*_: object) -> None:
        raise AssertionError("expected one transaction")

    monkeypatch.setattr("chainatlas.graph.neo4j_store.write_in_parts", never)
    assert neo4j_store.update(fold(record(battery())))
