"""What questions make of whole kinds is kept only as long as it is true."""

from __future__ import annotations

from _facts import battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import once
from chainatlas.queries._ask import ask
from chainatlas.queries.complements import QUESTION


def test_what_is_made_is_kept_for_its_key_where_the_store_keeps_columns(store: Store) -> None:
    store.replace(fold(record(battery())))
    made = iter(range(1, 9))
    found = [once(store, "count", key, lambda: next(made)) for key in ("a", "a", "b", "a")]
    assert found == ([1, 1, 2, 3] if store.columns else [1, 2, 3, 4])


def test_what_is_made_under_another_name_takes_nothing_away(store: Store) -> None:
    store.replace(fold(record(battery())))
    made = iter(range(1, 9))
    found = [once(store, name, "a", lambda: next(made)) for name in ("one", "other", "one")]
    assert found == ([1, 2, 1] if store.columns else [1, 2, 3])


def test_another_graph_in_the_same_store_is_asked_anew(store: Store) -> None:
    store.replace(fold(record(battery())))
    before = ask(store, QUESTION, {}).rows
    made = [fact("company:x", "PRODUCES", "product:electrolyte", status="running")]
    store.replace(fold(record([*battery(), *made, fact("company:x", "LOCATED_IN", "park:yi")])))
    after = ask(store, QUESTION, {}).rows
    assert len(before) == 2
    assert [item["name"] for row in after for item in row["fills"] if item["name"] == "electrolyte"]
