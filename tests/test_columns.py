"""The columns behind the engine's graph: what was stored comes back, whole, by id and by predicate."""

from __future__ import annotations

import threading
from pathlib import Path

import polars as pl
import pytest
from _facts import battery, record
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from chainatlas.graph import kglite_file
from chainatlas.graph.difference import difference
from chainatlas.graph.errors import StoreError
from chainatlas.graph.kglite_file import FileColumns, alone
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.model import ATTRIBUTE
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import (
    read_edges,
    read_evidence,
    read_graph,
    read_nodes,
    read_stated,
    read_statements,
)
from chainatlas.graph.tables import Graph, in_order
from chainatlas.loaders._build import build

STATEMENTS = "MATCH (said:Statement) RETURN count(said) AS number"
ALL = "MATCH (thing) RETURN count(thing) AS number"
MADE = ("PRODUCES", "Company", "Product")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build()


@pytest.fixture(scope="module")
def toy() -> Graph:
    return fold(record(battery()))


@pytest.fixture
def kept(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KgliteStore:
    """Give a store whose chunks are small, so that there are many of them."""
    monkeypatch.setattr(kglite_file, "CHUNK", 64)
    store = KgliteStore(tmp_path / "atlas.kgl")
    store.replace(graph)
    return store


def test_what_was_stored_is_read_back(kept: KgliteStore, graph: Graph) -> None:
    assert not difference(read_graph(kept), graph)
    assert not difference(read_graph(KgliteStore.holding(graph)), graph)


def test_statements_are_found_by_id_wherever_their_chunk_is(kept: KgliteStore, graph: Graph) -> None:
    said = graph.nodes["Statement"].sort("id")
    for wanted in (said["id"][:1], said["id"][-1:], said["id"].gather_every(97), said["id"]):
        found = read_statements(kept, wanted.to_list(), ["recorded", "id", "locator"])
        expected = said.filter(pl.col("id").is_in(wanted.to_list())).select("recorded", "id", "locator")
        assert_frame_equal(found, expected)


def test_columns_that_nobody_filled_are_empty_however_they_are_asked_for(
    kept: KgliteStore, toy: Graph
) -> None:
    kept.replace(toy)
    said = toy.nodes["Statement"].sort("id")
    bare = [series.name for series in said if series.null_count() == len(series)]
    assert bare
    assert read_nodes(kept, "Statement", bare).shape == (said.height, len(bare))
    some = said["id"].to_list()[:3]
    assert_frame_equal(read_statements(kept, some, bare), said.head(3).select(bare))
    assert_frame_equal(read_statements(kept, some, [bare[0], "id"]), said.head(3).select(bare[0], "id"))


@pytest.mark.parametrize("ids", [[], ["statement:"], ["", "~"], ["statement:zzz", "park:none"]])
def test_ids_that_are_not_there_find_nothing(ids: list[str], kept: KgliteStore, graph: Graph) -> None:
    for store in (kept, KgliteStore.holding(graph)):
        assert read_statements(store, ids, ["id", "document"]).shape == (0, 2)


def test_both_engines_give_the_same_columns(store: Store, toy: Graph) -> None:
    store.replace(toy)
    held = KgliteStore.holding(toy)
    ids = toy.nodes["Statement"]["id"].to_list()[::3]
    assert_frame_equal(
        read_nodes(store, "Company", ["id", "name"]), read_nodes(held, "Company", ["id", "name"])
    )
    assert_frame_equal(read_edges(store, *MADE), read_edges(held, *MADE))
    assert_frame_equal(read_evidence(store), read_evidence(held))
    assert_frame_equal(read_stated(store, ATTRIBUTE), read_stated(held, ATTRIBUTE))
    found = [read_statements(one, ids, ["id", "document", "confidence"]) for one in (store, held)]
    assert_frame_equal(*found)


def test_statements_of_one_predicate_are_those_of_the_record(kept: KgliteStore, graph: Graph) -> None:
    said = graph.nodes["Statement"].sort("id")
    for predicate in said["predicate"].unique():
        assert_frame_equal(read_stated(kept, predicate), said.filter(pl.col("predicate") == predicate))
    assert read_stated(kept, "NO_SUCH").height == 0


def test_a_query_finds_statements_as_if_they_were_in_the_engine(kept: KgliteStore, graph: Graph) -> None:
    said = graph.nodes["Statement"].height
    nodes = sum(table.height for table in graph.nodes.values())
    assert kept.query(ALL).rows == [(nodes,)]
    assert KgliteStore(kept.path).query(STATEMENTS).rows == [(said,)]
    links = kept.query("MATCH (:Statement)-[led:SUPPORTED_BY]->(:Document) RETURN count(led) AS number")
    assert links.rows == [(said,)]


def test_statements_without_their_links_stay_without(kept: KgliteStore, toy: Graph) -> None:
    links = toy.edges["SUPPORTED_BY", "Statement", "Document"]
    for left in (links.head(0), links.head(3)):
        edges = {**toy.edges, ("SUPPORTED_BY", "Statement", "Document"): left}
        kept.replace(Graph(toy.nodes, edges))
        assert read_edges(kept, "SUPPORTED_BY", "Statement", "Document").height == left.height
    kept.replace(
        Graph(toy.nodes, {ends: table for ends, table in toy.edges.items() if ends[0] != "SUPPORTED_BY"})
    )
    assert read_edges(kept, "SUPPORTED_BY", "Statement", "Document").height == 0


def test_a_reader_keeps_the_columns_that_it_opened(kept: KgliteStore, toy: Graph, graph: Graph) -> None:
    reader = KgliteStore(kept.path)
    assert reader.build()["digest"] == graph.nodes["Build"]["digest"].item()
    kept.replace(toy)
    assert read_nodes(reader, "Statement").height == graph.nodes["Statement"].height
    assert read_nodes(kept, "Statement").height == toy.nodes["Statement"].height


def test_columns_are_read_from_many_threads_at_once(kept: KgliteStore, graph: Graph) -> None:
    kept.build()
    found: list[int] = []
    work = [
        threading.Thread(target=lambda: found.append(read_nodes(kept, "Statement").height)) for _ in range(8)
    ]
    for one in work:
        one.start()
    for one in work:
        one.join()
    assert found == [graph.nodes["Statement"].height] * 8


def test_a_file_without_columns_is_refused(kept: KgliteStore) -> None:
    end = len(FileColumns(kept.path).engine())
    kept.path.write_bytes(kept.path.read_bytes()[:end])
    with pytest.raises(StoreError, match="is damaged or is no graph of ChainAtlas in layout 2"):
        KgliteStore(kept.path).build()


def test_of_two_that_write_one_file_the_second_is_told(tmp_path: Path) -> None:
    path = tmp_path / "atlas.kgl"
    with alone(path), pytest.raises(StoreError, match="is being written by another process"), alone(path):
        raise AssertionError("two hold one lock")
    assert list(tmp_path.iterdir()) == []


ENDS = st.sampled_from(["a", "b", "ab", "c"])
EDGES = st.lists(st.tuples(ENDS, ENDS, st.sampled_from([None, "x", "y"]), st.lists(ENDS, max_size=2)))


@settings(max_examples=200)
@given(rows=EDGES)
def test_edges_have_one_order_whatever_order_they_come_in(rows: list[tuple[object, ...]]) -> None:
    schema = pl.Schema(
        dict.fromkeys(("source", "target", "status"), pl.String) | {"said": pl.List(pl.String)}
    )
    table = pl.DataFrame(rows, schema=schema, orient="row")
    once = in_order(table)
    assert_frame_equal(in_order(table.reverse()), once)
    assert_frame_equal(in_order(once), once)
    ends = once.select("source", "target").rows()
    assert ends == sorted(ends)
