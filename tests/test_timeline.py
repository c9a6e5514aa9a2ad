"""timeline on projects told by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import GAZETTE, Fact, attribute, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.timeline import QUESTION

# The press is of 2023-05-16, the gazette of 2024-01-01. The mill was planned and is now being built,
# for 2025; the forge should have run since 2023-08; of the dock nobody states a status.
LATER = {"document": GAZETTE["id"]}
PROJECTS = [
    attribute("project:mill", "status", "planned"),
    attribute("project:mill", "status", "under_construction", **LATER),
    attribute("project:mill", "expected_on", "2025"),
    attribute("project:mill", "investment_cny", "1000000", **LATER),
    attribute("project:forge", "status", "under_construction"),
    attribute("project:forge", "expected_on", "2023-08"),
    attribute("project:plant", "status", "running"),
    fact("company:owner", "DEVELOPS", "project:mill"),
    fact("project:mill", "LOCATED_IN", "park:inner"),
    fact("park:inner", "LOCATED_IN", "park:a"),
    fact("project:mill", "PRODUCES", "product:steel"),
    fact("project:forge", "CHAIN_MEMBER", "chain:metal"),
    fact("product:steel", "CHAIN_MEMBER", "chain:metal"),
    fact("project:dock", "LOCATED_IN", "park:b"),
]


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, given)


def rows(found: Answer) -> dict[str, dict[str, Any]]:
    return {row["project"]: row for row in found.rows}


def test_projects_stand_from_what_runs_to_what_nobody_states(store: Store) -> None:
    assert [
        (row["status"], row["date"], row["date_kind"], row["project"]) for row in answer(store, PROJECTS).rows
    ] == [
        ("running", "2023-05-16", "recorded", "plant"),
        ("under_construction", "2023-08", "expected, passed", "forge"),
        ("under_construction", "2025", "expected", "mill"),
        ("", None, "", "dock"),
    ]


def test_a_project_has_its_owner_place_products_and_every_status_on_record(store: Store) -> None:
    mill = rows(answer(store, PROJECTS))["mill"]
    named = {key: [thing["name"] for thing in mill[key]] for key in ("companies", "parks", "products")}
    assert named == {"companies": ["owner"], "parks": ["inner"], "products": ["steel"]}
    assert [(one["recorded"], one["status"]) for one in mill["history"]] == [
        ("2023-05-16", "planned"),
        ("2024-01-01", "under_construction"),
    ]
    assert (mill["investment_cny"], mill["contested"]) == (1000000.0, False)


def test_a_project_of_an_inner_park_is_in_the_outer_one(store: Store) -> None:
    assert rows(answer(store, PROJECTS, park="a")).keys() == {"mill"}
    assert rows(answer(store, PROJECTS, park="inner")).keys() == {"mill"}


def test_a_project_belongs_to_a_chain_itself_or_by_a_product(store: Store) -> None:
    found = answer(store, PROJECTS, chain="metal")
    assert rows(found).keys() == {"forge", "mill"}
    member = next(name for name in found.evidence if "chain-member" in name)
    assert member.startswith("statement:")


@pytest.mark.parametrize("status", ["suspended", "closed", "denied"])
def test_a_project_that_stopped_stands_last_with_its_status(store: Store, status: str) -> None:
    stopped = attribute("project:plant", "status", status, **LATER)
    assert [row["project"] for row in answer(store, [*PROJECTS, stopped]).rows][-1] == "plant"


def test_a_denied_place_is_no_place(store: Store) -> None:
    denied = fact("project:plant", "LOCATED_IN", "park:a", status="denied")
    assert rows(answer(store, [*PROJECTS, denied], park="a")).keys() == {"mill"}


def test_two_statuses_of_one_day_are_contested(store: Store) -> None:
    two = attribute("project:plant", "status", "trial")
    plant = rows(answer(store, [*PROJECTS, two]))["plant"]
    assert plant["contested"] is True
    assert {one["status"] for one in plant["history"]} == {"running", "trial"}


def test_an_unrelated_firm_changes_nothing_and_neither_does_the_order(store: Store) -> None:
    other = [fact("company:m", "PRODUCES", "product:milk"), fact("company:m", "LOCATED_IN", "park:a")]
    assert answer(store, [*reversed(PROJECTS), *other]).rows == answer(store, PROJECTS).rows


def test_every_row_rests_on_statements_that_the_evidence_explains(store: Store) -> None:
    found = answer(store, PROJECTS)
    assert all(row["statements"] for row in found.rows)
    assert all(set(row["statements"]) <= found.evidence.keys() for row in found.rows)


def test_without_projects_there_is_no_row(store: Store) -> None:
    assert answer(store, [fact("company:m", "LOCATED_IN", "park:a")], park="a").rows == []
