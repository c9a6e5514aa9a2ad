"""duplicates on graphs small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.duplicates import QUESTION, excess_of, reading


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, given)


def rows(found: Answer) -> dict[str, dict[str, Any]]:
    return {row["product"]: row for row in found.rows}


def made(maker: str, product: str, park: str, **said: Any) -> list[Fact]:
    """Return a maker of a product in a park; it runs unless said otherwise."""
    said = {"status": "running"} | said
    return [
        fact(maker, "PRODUCES", f"product:{product}", **said),
        fact(maker, "LOCATED_IN", f"park:{park}"),
    ]


# Parks a and b make steel and a makes wire too: cosine 1 / sqrt(2 * 1) = 0.707,
# Krugman |1/2 - 1| + |1/2 - 0| = 1. Steel: 60 run in a, 40 are planned in b, 10 are needed.
TWO = [
    *made("company:x", "steel", "a", capacity=60.0, unit="t"),
    *made("company:x", "wire", "a"),
    *made("project:y", "steel", "b", status="planned", capacity=40.0, unit="t"),
]
NEED = fact("company:z", "NEEDS", "product:steel", amount=10.0, unit="t", status="running")
SUPPLY = fact("company:x", "SUPPLIES", "company:q", status="running")


def test_a_product_of_two_parks_has_its_capacity_by_status_and_their_similarity(store: Store) -> None:
    found = rows(answer(store, TWO))
    assert found.keys() == {"steel"}
    steel = found["steel"]
    assert [park["id"] for park in steel["parks"]] == ["park:a", "park:b"]
    assert (steel["running"], steel["building"], steel["planned"]) == (1, 0, 1)
    assert [(one["unit"], one["running"], one["planned"]) for one in steel["capacity"]] == [("t", 60.0, 40.0)]
    assert [(pair["cosine"], pair["krugman"]) for pair in steel["similarity"]] == [(0.707, 1.0)]
    assert (steel["excess"], steel["reading"]) == (None, "not recorded")


def test_capacity_beyond_the_demand_on_record_is_a_possible_duplicate(store: Store) -> None:
    steel = rows(answer(store, [*TWO, NEED]))["steel"]
    assert (steel["excess"], steel["reading"]) == (0.9, "possible duplicate")


def test_supplies_between_the_parks_make_a_cluster(store: Store) -> None:
    linked = [*TWO, NEED, SUPPLY, fact("company:q", "LOCATED_IN", "park:b")]
    steel = rows(answer(store, linked))["steel"]
    assert [(link["from"], link["to"]) for link in steel["supplies"]] == [("park:a", "park:b")]
    assert (steel["excess"], steel["reading"]) == (0.9, "cluster")


def test_the_technology_shows_what_one_park_could_sell_to_another(store: Store) -> None:
    feeds = [fact("product:wire", "FEEDS", "product:steel", recipe=name) for name in ("old", "new")]
    steel = rows(answer(store, TWO + feeds))["steel"]
    assert [thing["name"] for thing in steel["technology"]] == ["wire → steel"]
    assert (steel["supplies"], steel["reading"]) == ([], "not recorded")


@pytest.mark.parametrize("presence", ["running", "building"])
def test_a_planned_maker_duplicates_only_where_plans_count(store: Store, presence: str) -> None:
    assert answer(store, TWO, presence=presence).rows == []


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_duplicates_nothing(store: Store, status: str) -> None:
    gone = made("company:y", "wire", "b", status=status)
    assert rows(answer(store, TWO + gone)).keys() == {"steel"}


def test_a_closed_project_makes_nothing_whatever_its_product_says(store: Store) -> None:
    closed = fact("project:y", "ATTRIBUTE", None, property="status", property_value="closed")
    assert answer(store, [*TWO, closed]).rows == []


def test_two_inner_parks_of_one_park_are_one_park(store: Store) -> None:
    inside = [fact(f"park:{park}", "LOCATED_IN", "park:c") for park in "ab"]
    assert answer(store, TWO + inside).rows == []
    denied = [fact("park:b", "LOCATED_IN", "park:d", status="denied")]
    assert rows(answer(store, TWO + denied))["steel"]["parks"][1]["id"] == "park:b"


def test_parks_in_a_ring_count_as_the_first_of_them(store: Store) -> None:
    ring = [fact("park:a", "LOCATED_IN", "park:b"), fact("park:b", "LOCATED_IN", "park:a")]
    assert answer(store, TWO + ring).rows == []


def test_the_capacity_of_a_maker_in_two_parks_is_given_to_neither(store: Store) -> None:
    both = made("company:x", "steel", "b", capacity=60.0, unit="t")
    steel = rows(answer(store, TWO + both))["steel"]
    assert [park["makers"] for park in steel["parks"]] == [["company:x"], ["company:x", "project:y"]]
    assert [[one["name"] for one in park["capacity"]] for park in steel["parks"]] == [[], ["0/0/40 t"]]
    assert [one["name"] for one in steel["capacity"]] == ["60/0/40 t"]


def test_only_products_of_the_park_asked_for(store: Store) -> None:
    other = [*made("company:m", "milk", "c"), *made("company:n", "milk", "d")]
    assert rows(answer(store, TWO + other)).keys() == {"milk", "steel"}
    assert rows(answer(store, TWO + other, park="a")).keys() == {"steel"}


def test_a_maker_that_uses_its_product_itself_is_named_as_such(store: Store) -> None:
    own = fact("company:x", "NEEDS", "product:steel", status="running")
    steel = rows(answer(store, [*TWO, own]))["steel"]
    assert (steel["own_use"], steel["excess"]) == (1, None)


def sizes(*values: float | None, unit: str = "t") -> list[dict[str, Any]]:
    return [{"capacity": value, "amount": value, "unit": unit} for value in values]


EXCESS = {
    "90 of 100 lie idle": (sizes(60.0, 40.0), sizes(10.0), 0.9),
    "more is needed than made": (sizes(60.0), sizes(90.0), 0.0),
    "an unknown capacity": (sizes(60.0, None), sizes(10.0), None),
    "an unknown need": (sizes(60.0), sizes(10.0, None), None),
    "no need on record": (sizes(60.0), [], None),
    "another unit": (sizes(60.0), sizes(10.0, unit="kg"), None),
    "capacities of nothing": (sizes(0.0), sizes(10.0), None),
}


@pytest.mark.parametrize(("makers", "needs", "excess"), EXCESS.values(), ids=EXCESS.keys())
def test_excess(makers: list[dict[str, Any]], needs: list[dict[str, Any]], excess: float | None) -> None:
    assert excess_of(makers, needs) == excess


READINGS = [(True, 0.9, "cluster"), (False, 0.25, "cluster"), (False, 0.26, "possible duplicate")]


@pytest.mark.parametrize(("linked", "excess", "expected"), [*READINGS, (False, None, "not recorded")])
def test_reading(linked: bool, excess: float | None, expected: str) -> None:
    assert reading(linked, excess) == expected


def test_an_unrelated_firm_changes_nothing_and_neither_does_the_order(store: Store) -> None:
    other = made("company:m", "milk", "c")
    plain = answer(store, TWO).rows
    assert answer(store, [*reversed(TWO + other)]).rows == plain


def test_every_row_rests_on_statements_that_the_evidence_explains(store: Store) -> None:
    found = answer(store, [*TWO, NEED])
    for row in found.rows:
        assert len(row["statements"]) == 5
        assert set(row["statements"]) <= found.evidence.keys()
