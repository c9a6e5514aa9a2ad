"""Edges are found by their ends as if all were gone through, and what is numbered is found by its number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from _facts import battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries import conflicts
from chainatlas.queries._ask import ask
from chainatlas.queries._edges_at import Edges, EdgesAt
from chainatlas.queries._fabric import Rows, places_of
from chainatlas.queries._web import Web, distinct
from chainatlas.queries._whereabouts import ties

KINDS = ("PRODUCES", "LOCATED_IN", "FEEDS", "SUPPLIES", "DEVELOPS")
SOLD = [
    fact("company:jia-cell", "SUPPLIES", "company:yi-pack", product="product:cell", status="running"),
    fact("company:jia-cell", "SUPPLIES", "company:yi-pack", status="closed"),
    fact("company:yi-anode", "SUPPLIES", "company:jia-cell", status="running"),
]


@pytest.fixture
def told(store: Store) -> Store:
    store.replace(fold(record([*battery(), *SOLD])))
    return store


def ids(*names: str) -> pl.Series:
    return pl.Series(names, dtype=pl.String)


def rows(edges: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(edges.select("source", "target", "status", "statements").rows(), key=str)


def test_edges_are_found_by_where_they_begin_and_end(told: Store) -> None:
    edges = Edges(told, "SUPPLIES", wanted=["product"])
    found = edges.leaving(ids("company:jia-cell"))
    assert sorted(found["status"]) == ["closed", "running"]
    assert edges.reaching(ids("company:jia-cell"))["source"].to_list() == ["company:yi-anode"]
    assert set(found["product"]) == {"product:cell", None}


def test_edges_that_are_gone_are_left_out(told: Store) -> None:
    edges = Edges(told, "SUPPLIES", ["closed"])
    assert edges.leaving(ids("company:jia-cell"))["status"].to_list() == ["running"]
    assert edges.reaching(ids("company:yi-pack"))["status"].to_list() == ["running"]


@pytest.mark.parametrize("names", [(), ("company:nobody",), ("zzz",)])
def test_nothing_is_found_for_nothing_and_for_strangers(told: Store, names: tuple[str, ...]) -> None:
    for kind in KINDS:
        edges = Edges(told, kind)
        assert edges.leaving(ids(*names)).is_empty()
        assert edges.reaching(ids(*names)).is_empty()


@pytest.mark.parametrize("kind", KINDS)
def test_all_ends_find_all_edges_of_the_bundled_facts(bundled: Store, kind: str) -> None:
    every = ties(bundled, kind, ["statements"], [])
    edges = Edges(bundled, kind, (), ["statements"])
    assert rows(edges.leaving(every["source"].unique().sort())) == rows(every)
    assert rows(edges.reaching(every["target"].unique().sort())) == rows(every)


@pytest.mark.parametrize("kind", KINDS)
def test_some_ends_find_the_edges_that_a_filter_finds(bundled: Store, kind: str) -> None:
    every = ties(bundled, kind, ["statements"], [])
    edges = Edges(bundled, kind, (), ["statements"])
    sources, targets = (every[end].unique().sort().gather_every(3) for end in ("source", "target"))
    assert rows(edges.leaving(sources)) == rows(every.filter(pl.col("source").is_in(sources.implode())))
    assert rows(edges.reaching(targets)) == rows(every.filter(pl.col("target").is_in(targets.implode())))


def test_by_which_ends_edges_are_found_is_kept_for_a_store(bundled: Store) -> None:
    ends = ("SUPPLIES", "Company", "Company")
    assert EdgesAt.of(bundled, ends) is EdgesAt.of(bundled, ends)


def test_conflicts_of_columns_are_those_of_the_text(bundled: Store) -> None:
    def told(facts: list[dict[str, object]]) -> list[str]:
        return sorted(str(sorted(one.items())) for one in facts)

    found = conflicts._contested(bundled)
    assert found
    assert told(found) == told(list(bundled.query(conflicts.CONTESTED)))


def test_facts_and_attributes_on_which_statements_disagree_are_told_by_both_engines(store: Store) -> None:
    facts = [
        fact("project:y", "ATTRIBUTE", None, property="status", property_value=word)
        for word in ("closed", "running")
    ]
    facts += [fact("company:x", "PRODUCES", "product:cell", status=word) for word in ("denied", "running")]
    store.replace(fold(record([*battery(), *facts])))
    found = ask(store, conflicts.QUESTION, {}).rows
    told = [(row["kind"], row["subject"], row["object"], len(row["claims"])) for row in found]
    assert told == [("ATTRIBUTE", "y", "status", 2), ("PRODUCES", "x", "cell", 2)]


def test_no_edge_is_lost_where_the_engine_is_given_them_in_parts(
    kglite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainatlas.graph.kglite_fill.AT_ONCE", 1)
    kglite_store.replace(fold(record([*battery(), *SOLD])))
    sales = "MATCH (:Company)-[sale:SUPPLIES]->(:Company) RETURN sale.status AS status"
    found = [row["status"] for row in kglite_store.query(sales)]
    assert sorted(found) == ["closed", "running", "running"]


def test_numbers_are_told_once_and_in_order() -> None:
    some = np.random.default_rng(0).integers(0, 50, 200)
    assert distinct(some).tolist() == np.unique(some).tolist()
    assert distinct(np.zeros(0, np.int64)).tolist() == []


def test_places_of_ids_that_are_not_there_are_told_as_such() -> None:
    assert places_of(ids("a", "c"), ids("c", "b", "a", "d")).to_list() == [1, -1, 0, -1]
    assert places_of(ids(), ids("a")).to_list() == [-1]


def test_rows_are_found_by_the_numbers_of_a_column() -> None:
    table = Rows(pl.DataFrame({"a": [3, 0, 3, 1], "p": [0, 1, 2, 3]}))
    assert table.of("a", pl.Series([3, 3, 0, 9]))["p"].to_list() == [1, 0, 2]
    assert table.of("p", pl.Series([], dtype=pl.Int64)).is_empty()


def test_what_hangs_on_a_part_is_told_with_it() -> None:
    web = Web.of(np.ones(5, bool), np.array([1, 2, 4]), np.array([0, 1, 3]))
    assert web.shaken(np.array([0])).tolist() == [0, 1, 2]
    assert web.closure(np.array([0, 3]), np.array([True, True, False, True, True])).tolist() == [0, 1, 3, 4]


def test_what_another_holds_up_may_not_stop_but_a_ring_holds_up_nobody() -> None:
    any_of_two = Web.of(np.array([True, True, False]), np.array([2, 2]), np.array([0, 1]))
    assert any_of_two.shaken(np.array([1])).tolist() == [1]
    assert any_of_two.shaken(np.array([0])).tolist() == [0, 2]
    ring = Web.of(np.array([True, False, False]), np.array([1, 1, 2]), np.array([0, 2, 1]))
    assert ring.shaken(np.array([0])).tolist() == [0, 1, 2]


def test_evidence_is_looked_up_in_the_chunks_that_hold_it(bundled: Store, tmp_path: Path) -> None:
    assert bundled.columns
    every = bundled.columns.table(("Statement",), ["id", "document"])
    some = every.gather_every(7)
    asked = [*some["id"].to_list()[::-1], "statement:", "statement:zzz", "a"]
    assert bundled.columns.chosen(("Statement",), asked, ["id", "document"]).equals(some)
    assert bundled.columns.chosen(("Statement",), [], ["document"]).is_empty()
