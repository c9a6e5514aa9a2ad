"""sources: two documents, of which the newer one says one thing and the older one two."""

from __future__ import annotations

from _facts import GAZETTE, PRESS, REPRINT, Fact, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.sources import QUESTION

TOLD = [
    fact("company:x", "LOCATED_IN", "park:a"),
    fact("company:x", "PRODUCES", "product:steel", basis="implied"),
    fact("company:x", "PRODUCES", "product:steel", document=GAZETTE["id"]),
]


def answer(store: Store, facts: list[Fact]) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, {})


def test_the_newest_document_stands_first_with_its_statements_by_basis(store: Store) -> None:
    assert [
        (row["document"], row["recorded"], row["total"], row["stated"], row["implied"], row["reference"])
        for row in answer(store, TOLD).rows
    ] == [("Gazette", "2024-01-01", 1, 1, 0, 0), ("Press", "2023-05-16", 2, 1, 1, 0)]


def test_every_document_names_its_statements_and_who_copies_whom(store: Store) -> None:
    found = answer(store, [*TOLD, fact("company:x", "LOCATED_IN", "park:a", document=REPRINT["id"])])
    assert {row["document"]: row["publisher_group"] for row in found.rows} == {
        "Gazette": "gazette",
        "Press": "daily",
        "Reprint": "daily",
    }
    for row in found.rows:
        assert len(row["statements"]) == row["total"]
        assert {found.evidence[name]["document"] for name in row["statements"]} == {row["document_id"]}


def test_a_statement_taken_back_is_not_counted(store: Store) -> None:
    taken = fact("company:y", "LOCATED_IN", "park:a", rank="deprecated")
    assert answer(store, [*TOLD, taken]).rows == answer(store, TOLD).rows


def test_the_order_of_the_statements_does_not_matter(store: Store) -> None:
    assert answer(store, [*reversed(TOLD)]).rows == answer(store, TOLD).rows


def test_a_document_without_group_is_a_group_of_its_own(store: Store) -> None:
    assert {row["publisher"] for row in answer(store, TOLD).rows} == {PRESS["publisher"]}


def test_an_empty_graph_has_no_sources(store: Store) -> None:
    assert answer(store, []).rows == []
