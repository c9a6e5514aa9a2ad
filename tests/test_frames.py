"""Frames in the order of their ids, without empty columns and with all of a schema."""

from __future__ import annotations

import random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from chainatlas.graph.difference import difference
from chainatlas.graph.tables import Graph, by_id, completed, filled, node_frame, once

SCHEMA = {"id": pl.String, "name": pl.String, "aliases": pl.List(pl.String), "lon": pl.Float64}


def table(*ids: str) -> pl.DataFrame:
    named = {"id": ids, "name": [f"{name} {place}" for place, name in enumerate(ids)]}
    return completed(pl.DataFrame(named), SCHEMA)


@pytest.mark.parametrize("seed", range(5))
def test_rows_in_pieces_stand_in_the_order_of_their_ids(seed: int) -> None:
    names = [f"product:{number}" for number in range(300)] * 2
    random.Random(seed).shuffle(names)
    pieces = pl.concat([table(*names[:100]), table(*names[100:])], rechunk=False)
    ordered = by_id(pieces)
    assert ordered.rows() == pieces.sort("id", maintain_order=True).rows()
    assert (ordered.schema, ordered.n_chunks()) == (pieces.schema, 1)


def test_what_stands_in_order_stays_as_it_is() -> None:
    rows = table("a", "a", "b")
    assert_frame_equal(by_id(rows), rows)
    assert by_id(table()).is_empty()


def test_of_several_rows_with_one_id_the_first_is_kept() -> None:
    assert once(table("b", "a", "b", "a"))["name"].to_list() == ["a 1", "b 0"]
    assert once(table("a", "b"))["name"].to_list() == ["a 0", "b 1"]


def test_columns_that_say_nothing_are_left_out_and_come_back() -> None:
    rows = table("a", "b")
    assert filled(rows).columns == ["id", "name"]
    assert filled(rows, "lon").columns == ["id", "name", "lon"]
    assert_frame_equal(completed(filled(rows), SCHEMA), rows)


def test_all_of_a_graph_is_new_where_there_was_none() -> None:
    nodes = node_frame("Product", [{"id": f"product:{name}", "name": name} for name in "bca"])
    edges = pl.DataFrame({"source": ["statement:b", "statement:a"], "target": ["document:d"] * 2})
    ends = ("SUPPORTED_BY", "Statement", "Document")
    found = difference(Graph({}, {}), Graph({"Product": nodes}, {ends: edges}))
    assert found.nodes["Product"].added["name"].to_list() == ["a", "b", "c"]
    assert found.edges[ends].added["source"].to_list() == ["statement:a", "statement:b"]
    assert found.size() == 5 and not found.nodes["Product"].removed.height
