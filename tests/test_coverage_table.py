"""coverage-table on the toy battery chain, whose numbers are worked out in docs/methods-recruiting.md."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.coverage_table import QUESTION

SHARES = ("coverage", "weighted", "links", "fill_in")
VERDICTS = ("present", "strengthen", "fill", "extend", "build")


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, given)


def parks(found: Answer) -> dict[str, dict[str, Any]]:
    return {row["park"]: row for row in found.rows}


def test_the_toy_parks_have_the_coverage_of_the_methods(store: Store) -> None:
    found = parks(answer(store, battery()))
    assert [found["jia"][name] for name in SHARES] == [0.2727, 0.4554, 0.1622, 0.5556]
    assert [found["yi"][name] for name in SHARES] == [0.3636, 0.4660, 0.4139, 0.2667]
    assert found["jia"]["weights"] == "coefficients"


def test_the_verdicts_of_a_park_add_up_to_its_products(store: Store) -> None:
    """The first makes three by one maker each, lacks two between and six beyond; the other lacks the cell."""
    found = parks(answer(store, battery()))
    assert [found["jia"][name] for name in VERDICTS] == [0, 3, 2, 6, 0]
    assert [found["yi"][name] for name in VERDICTS] == [0, 4, 1, 6, 0]
    assert {row["products"] for row in found.values()} == {11}


def test_a_firm_of_an_inner_park_counts_for_both(store: Store) -> None:
    facts = [fact("company:z", "PRODUCES", "product:pack"), fact("company:z", "LOCATED_IN", "park:inner")]
    found = parks(answer(store, [*battery(), *facts, fact("park:inner", "LOCATED_IN", "park:jia")]))
    assert (found["inner"]["made"], found["jia"]["made"], found["yi"]["made"]) == (1, 4, 4)


@pytest.mark.parametrize(("presence", "made"), [("running", 0), ("building", 0), ("planned", 1)])
def test_plans_count_only_where_asked_but_show_that_the_park_has_to_do_with_the_chain(
    store: Store, presence: str, made: int
) -> None:
    planned = [fact("project:x", "PRODUCES", "product:pack", status="planned")]
    planned.append(fact("project:x", "LOCATED_IN", "park:bing"))
    row = parks(answer(store, battery() + planned, presence=presence))["bing"]
    assert (row["made"], row["build"] > 0) == (made, not made)


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_covers_nothing(store: Store, status: str) -> None:
    gone = [fact("company:x", "PRODUCES", "product:pack", status=status)]
    gone.append(fact("company:x", "LOCATED_IN", "park:bing"))
    assert parks(answer(store, battery() + gone)).keys() == {"jia", "yi"}


def test_a_park_named_with_a_chain_has_a_row_though_nothing_is_made(store: Store) -> None:
    named = fact("park:bing", "CHAIN_MEMBER", "chain:battery")
    row = parks(answer(store, [*battery(), named]))["bing"]
    assert (row["coverage"], row["weighted"], row["fill_in"], row["build"]) == (0, 0, None, 11)
    assert row["statements"]


def test_one_park_or_one_chain_may_be_asked_for(store: Store) -> None:
    facts = [fact("product:cell", "CHAIN_MEMBER", "chain:watches"), *battery()]
    assert {row["chain"] for row in answer(store, facts).rows} == {"battery", "watches"}
    found = answer(store, facts, park="yi", chain="battery")
    assert [(row["park"], row["chain"]) for row in found.rows] == [("yi", "battery")]


def test_a_chain_of_which_no_input_is_known_has_no_weights(store: Store) -> None:
    facts = [fact("product:x", "CHAIN_MEMBER", "chain:new"), fact("company:x", "PRODUCES", "product:x")]
    (row,) = answer(store, [*facts, fact("company:x", "LOCATED_IN", "park:jia")]).rows
    assert [row[name] for name in SHARES] == [1, None, None, None]
    assert row["stages"] is None


def test_an_unrelated_firm_changes_nothing_and_the_answer_is_the_same_again(store: Store) -> None:
    other = [fact("company:x", "PRODUCES", "product:milk"), fact("company:x", "LOCATED_IN", "park:yi")]
    before = answer(store, battery())
    assert answer(store, battery() + other).rows == before.rows
    assert answer(store, list(reversed(battery()))).rows == before.rows


def test_every_row_rests_on_statements(store: Store) -> None:
    found = answer(store, battery())
    assert all(row["statements"] and set(row["statements"]) <= found.evidence.keys() for row in found.rows)


def test_without_parks_there_is_no_row(store: Store) -> None:
    assert answer(store, [fact("product:x", "CHAIN_MEMBER", "chain:new")]).rows == []
