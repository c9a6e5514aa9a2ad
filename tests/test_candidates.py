"""candidates: park a lacks cells; who makes them elsewhere, and what speaks for each, worked out by hand.

b-firm makes cells in park b, 85.2 km away, supplies a-firm, which stands in a, makes packs too, builds a new
plant, is courted by a, and its sister stands in a: six reasons. c-firm makes cells 936.4 km away: no reason.
"""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, attribute, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.candidates import QUESTION

SITES = {"a-town": (109.0, 40.0), "b-town": (110.0, 40.0), "c-town": (120.0, 40.0)}
PLACES = {name: {"lon": lon, "lat": lat, "level": "county"} for name, (lon, lat) in SITES.items()}
REASONS = ("supplies", "group", "neighbour", "near", "expanding", "courted")


def makes(name: str, park: str, *, status: str = "running", product: str = "cell") -> list[Fact]:
    return [
        fact(name, "PRODUCES", f"product:{product}", status=status),
        fact(name, "LOCATED_IN", f"park:{park}"),
    ]


CELLS: list[Fact] = [
    fact("product:cell", "FEEDS", "product:pack", basis="reference"),
    *(fact(f"park:{park}", "LOCATED_IN", f"place:{park}-town") for park in "abc"),
    *makes("company:b-firm", "b"),
    *makes("company:c-firm", "c"),
    fact("company:a-firm", "LOCATED_IN", "park:a"),
]
SPEAKS: dict[str, list[Fact]] = {
    "supplies": [fact("company:b-firm", "SUPPLIES", "company:a-firm")],
    "group": [
        fact("company:b-firm", "PART_OF", "company:mother"),
        fact("company:sister", "PART_OF", "company:mother"),
        fact("company:sister", "LOCATED_IN", "park:a"),
    ],
    "neighbour": [fact("company:b-firm", "PRODUCES", "product:pack", status="running")],
    "expanding": [
        fact("company:b-firm", "DEVELOPS", "project:plant"),
        attribute("project:plant", "status", "under_construction"),
    ],
    "courted": [fact("park:a", "COURTS", "company:b-firm", purpose="investment")],
}
ALL = [*CELLS, *(one for facts in SPEAKS.values() for one in facts)]


def answer(store: Store, facts: list[Fact], **given: Any) -> Answer:
    store.replace(fold(record(facts, **PLACES)))
    return ask(store, QUESTION, {"park": "a", "product": "cell"} | given)


def reasons(row: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [one["name"] for one in row[name]] for name in REASONS if row[name]}


def test_the_firm_for_which_most_speaks_comes_first_with_every_reason_named(store: Store) -> None:
    first, last = answer(store, ALL).rows
    assert (first["firm"], first["reasons"], first["distance_km"]) == ("b-firm", 6, 85.2)
    assert reasons(first) == {
        "supplies": ["a-firm"],
        "group": ["sister"],
        "neighbour": ["pack"],
        "near": ["b"],
        "expanding": ["plant"],
        "courted": ["a"],
    }
    assert (last["firm"], last["reasons"], last["distance_km"]) == ("c-firm", 0, 936.4)


PATHS = {
    "supplies": ["b-firm", "a-firm", "a"],
    "group": ["b-firm", "mother", "sister", "a"],
    "neighbour": ["b-firm", "pack", "cell"],
    "near": ["b-firm", "b", "a"],
    "expanding": ["b-firm", "plant"],
    "courted": ["b-firm", "a"],
}


def test_every_reason_has_its_path_and_its_statements(store: Store) -> None:
    found = answer(store, ALL)
    row = found.rows[0]
    assert {name: [node["name"] for node in row[name][0]["path"]] for name in REASONS} == PATHS
    for name in REASONS:
        assert row[name][0]["statements"]
        assert set(row[name][0]["statements"]) <= set(row["statements"]) <= found.evidence.keys()


@pytest.mark.parametrize("name", SPEAKS)
def test_each_reason_stands_alone(store: Store, name: str) -> None:
    row = answer(store, CELLS + SPEAKS[name]).rows[0]
    assert (row["firm"], row["reasons"], set(reasons(row))) == ("b-firm", 2, {name, "near"})


def test_how_far_is_near_is_for_the_asker_to_say(store: Store) -> None:
    near = {km: [row["reasons"] for row in answer(store, CELLS, km=km).rows] for km in (85, 86, 1000)}
    assert near == {85: [0, 0], 86: [1, 0], 1000: [1, 1]}


def test_with_equally_many_reasons_the_nearer_comes_first_and_the_unplaced_last(store: Store) -> None:
    more = [*makes("company:aa-firm", "nowhere"), *makes("company:d-firm", "d")]
    more.append(fact("park:d", "LOCATED_IN", "place:c-town"))
    found = answer(store, CELLS + more, km=1).rows
    assert [row["firm"] for row in found] == ["b-firm", "c-firm", "d-firm", "aa-firm"]
    assert found[-1]["distance_km"] is None


def test_a_project_stands_for_who_invests_in_it_and_for_itself_if_nobody_is_known(store: Store) -> None:
    project = makes("project:new", "b", status="under_construction")
    found = answer(store, CELLS + project).rows
    assert {row["firm_id"] for row in found} == {"company:b-firm", "company:c-firm", "project:new"}
    found = answer(store, [*CELLS, *project, fact("company:z", "DEVELOPS", "project:new")]).rows
    told = {row["firm"]: [maker["name"] for maker in row["made_by"]] for row in found}
    assert told == {"b-firm": ["b-firm"], "c-firm": ["c-firm"], "z": ["new"]}


GONE = {
    "supplies": fact("company:b-firm", "SUPPLIES", "company:a-firm", status="closed"),
    "group": fact("company:sister", "PART_OF", "company:mother", status="denied"),
    "courted": fact("park:a", "COURTS", "company:b-firm", purpose="investment", status="denied"),
    "neighbour": fact("company:b-firm", "PRODUCES", "product:pack", status="suspended"),
}


@pytest.mark.parametrize("name", GONE)
def test_what_is_denied_closed_or_suspended_is_no_reason(store: Store, name: str) -> None:
    same = GONE[name][:3]
    facts = [GONE[name] if one[:3] == same else one for one in CELLS + SPEAKS[name]]
    assert reasons(answer(store, facts).rows[0]).keys() == {"near"}


def test_a_firm_courted_for_its_orders_is_not_courted_for_a_plant(store: Store) -> None:
    orders = fact("park:a", "COURTS", "company:b-firm", purpose="orders")
    assert answer(store, [*CELLS, orders]).rows[0]["courted"] == []


@pytest.mark.parametrize(("presence", "firms"), [("running", 2), ("building", 2), ("planned", 3)])
def test_a_maker_that_is_only_planned_counts_where_plans_do(store: Store, presence: str, firms: int) -> None:
    planned = makes("company:z", "c", status="planned")
    assert len(answer(store, CELLS + planned, presence=presence).rows) == firms


def test_who_makes_it_in_the_park_already_is_no_candidate(store: Store) -> None:
    inner = [*makes("company:c-firm", "inner"), fact("park:inner", "LOCATED_IN", "park:a")]
    assert [row["firm"] for row in answer(store, CELLS + inner).rows] == ["b-firm"]


def test_the_site_that_would_lose_its_only_maker_is_named(store: Store) -> None:
    found = answer(store, CELLS + makes("company:d-firm", "b")).rows
    assert {row["firm"]: [site["name"] for site in row["only_maker_in"]] for row in found} == {
        "b-firm": [],
        "c-firm": ["c"],
        "d-firm": [],
    }


def test_firms_that_own_each_other_in_a_circle_are_one_group(store: Store) -> None:
    circle = [fact("company:b-firm", "PART_OF", "company:a-firm")]
    circle.append(fact("company:a-firm", "PART_OF", "company:b-firm"))
    assert reasons(answer(store, CELLS + circle).rows[0])["group"] == ["a-firm"]


def test_an_unrelated_firm_changes_nothing_and_the_order_of_facts_neither(store: Store) -> None:
    other = [*makes("company:x", "b", product="milk"), fact("company:x", "SUPPLIES", "company:y")]
    before = answer(store, ALL).rows
    assert answer(store, ALL + other).rows == before
    assert answer(store, ALL[::-1]).rows == before


def test_nobody_elsewhere_is_an_empty_answer(store: Store) -> None:
    assert answer(store, CELLS, product="pack").rows == []
