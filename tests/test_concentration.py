"""concentration on a graph worked out by hand.

Park a has makers p and q of steel and r of milk, park b has s of steel, park c has t of milk:
five makers in all. Steel: 2/3 in a, 1/3 in b, HHI 4/9 + 1/9 = 0.556. Milk: 1/2 and 1/2, HHI 0.5.
LQ of steel in a: (2 / 3) / (3 / 5) = 1.111, in b: (1 / 1) / (3 / 5) = 1.667. LQ of milk in a:
(1 / 3) / (2 / 5) = 0.833, in c: 1 / (2 / 5) = 2.5.
"""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.concentration import QUESTION, capacity_index, herfindahl

MAKERS = [
    ("p", "steel", "a"),
    ("q", "steel", "a"),
    ("r", "milk", "a"),
    ("s", "steel", "b"),
    ("t", "milk", "c"),
]


def made(maker: str, product: str, park: str, **said: Any) -> list[Fact]:
    said = {"status": "running"} | said
    produced = fact(f"company:{maker}", "PRODUCES", f"product:{product}", **said)
    return [produced, fact(f"company:{maker}", "LOCATED_IN", f"park:{park}")]


FIVE = [stated for maker in MAKERS for stated in made(*maker)]


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, given)


def table(found: Answer) -> set[tuple[str, str, float, float, float]]:
    return {(row["product"], row["park"], row["hhi"], row["share"], row["lq"]) for row in found.rows}


STEEL = {("steel", "a", 0.556, 0.667, 1.111), ("steel", "b", 0.556, 0.333, 1.667)}
MILK = {("milk", "a", 0.5, 0.5, 0.833), ("milk", "c", 0.5, 0.5, 2.5)}


def test_the_worked_example(store: Store) -> None:
    found = answer(store, FIVE)
    assert table(found) == STEEL | MILK
    assert [(row["product"], row["park"]) for row in found.rows][:2] == [("milk", "a"), ("milk", "c")]


def test_only_one_park_or_one_chain_with_the_quotients_of_all(store: Store) -> None:
    chained = [*FIVE, fact("product:steel", "CHAIN_MEMBER", "chain:metal")]
    assert table(answer(store, chained, chain="metal")) == STEEL
    assert table(answer(store, chained, park="c")) == {row for row in MILK if row[1] == "c"}


def test_a_maker_in_two_parks_is_half_in_each(store: Store) -> None:
    found = answer(store, [*made("x", "tea", "a"), *made("x", "tea", "b")])
    assert [(row["park"], row["here"], row["makers"], row["hhi"]) for row in found.rows] == [
        ("a", 0.5, 1, 0.5),
        ("b", 0.5, 1, 0.5),
    ]


def test_a_firm_of_an_inner_park_belongs_to_the_outer_one(store: Store) -> None:
    inside = [fact("park:b", "LOCATED_IN", "park:a")]
    assert {row["park"] for row in answer(store, FIVE + inside).rows} == {"a", "c"}
    found = answer(store, FIVE + inside, park="b")
    assert {row["park"] for row in found.rows} == {"a"}


def test_a_maker_in_no_park_on_record_is_counted_apart(store: Store) -> None:
    lost = fact("company:u", "PRODUCES", "product:steel", status="running")
    found = answer(store, [*FIVE, lost])
    assert table(found) == STEEL | MILK
    assert {(row["product"], row["makers"], row["unplaced"]) for row in found.rows} == {
        ("steel", 3, 1),
        ("milk", 2, 0),
    }


def test_capacity_gives_a_second_index_where_all_of_it_is_known(store: Store) -> None:
    sized = [*made("x", "tea", "a", capacity=30.0, unit="t"), *made("y", "tea", "b", capacity=10.0, unit="t")]
    assert {(row["hhi"], row["hhi_capacity"]) for row in answer(store, sized).rows} == {(0.5, 0.625)}
    open_end = [*sized, *made("z", "tea", "b")]
    assert {row["hhi_capacity"] for row in answer(store, open_end).rows} == {None}


@pytest.mark.parametrize("status", ["denied", "closed", "suspended", "planned"])
def test_a_maker_that_does_not_count_concentrates_nothing(store: Store, status: str) -> None:
    assert table(answer(store, [*FIVE, *made("x", "steel", "c", status=status)])) == STEEL | MILK


def test_an_unrelated_firm_without_product_changes_nothing(store: Store) -> None:
    other = fact("company:x", "LOCATED_IN", "park:z")
    assert answer(store, [*reversed(FIVE), other]).rows == answer(store, FIVE).rows


def test_every_row_rests_on_statements_that_the_evidence_explains(store: Store) -> None:
    found = answer(store, FIVE)
    assert [len(row["statements"]) for row in found.rows] == [4, 4, 6, 6]
    assert all(set(row["statements"]) <= found.evidence.keys() for row in found.rows)


def test_no_makers_have_no_index() -> None:
    assert herfindahl([]) is None
    assert capacity_index([]) is None
