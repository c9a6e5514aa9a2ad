"""chain-gaps on graphs small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries._verdicts import closures, weakness
from chainatlas.queries.chain_gaps import QUESTION

ASKED = {"park": "park:jia", "chain": "chain:battery"}


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, ASKED | given)


def rows(found: Answer) -> dict[str, dict[str, Any]]:
    return {row["product"]: row for row in found.rows}


def verdicts(found: Answer) -> dict[str, set[str]]:
    sorted_: dict[str, set[str]] = {}
    for row in found.rows:
        sorted_.setdefault(f"{row['verdict']} {row['direction']}".strip(), set()).add(row["product"])
    return sorted_


def test_the_toy_battery_chain_has_the_verdicts_of_the_methods(store: Store) -> None:
    assert verdicts(answer(store, battery())) == {
        "强链": {"carbonate", "cathode", "cell"},
        "补链": {"lipf6", "electrolyte"},
        "延链 downstream": {"pack", "car"},
        "延链 upstream": {"spodumene", "graphite", "anode", "separator"},
    }


def test_the_other_toy_park_lacks_the_cell_between_anode_and_pack(store: Store) -> None:
    found = verdicts(answer(store, battery(), park="yi"))
    assert found["补链"] == {"cell"}


def test_a_gap_names_its_neighbours_nearest_first_and_where_it_is_made(store: Store) -> None:
    row = rows(answer(store, battery()))["pack"]
    assert [thing["name"] for thing in row["upstream"]] == ["cell", "cathode", "carbonate"]
    assert row["downstream"] == []
    assert [(maker["name"], [site["name"] for site in maker["sites"]]) for maker in row["elsewhere"]] == [
        ("yi-pack", ["yi"])
    ]


def test_a_gap_is_not_recorded_unless_the_record_is_said_to_be_complete(store: Store) -> None:
    complete = fact("park:jia", "COMPLETE_FOR", "chain:battery", covers="PRODUCES")
    assert rows(answer(store, battery()))["pack"]["knowledge"] == "not recorded"
    found = rows(answer(store, [*battery(), complete]))
    assert (found["pack"]["knowledge"], found["cell"]["knowledge"]) == ("confirmed", "on record")


def test_two_makers_of_equal_size_need_no_strengthening(store: Store) -> None:
    second = [fact("company:z", "PRODUCES", "product:cell", status="running")]
    second.append(fact("company:z", "LOCATED_IN", "park:inner"))
    second.append(fact("park:inner", "LOCATED_IN", "park:jia"))
    row = rows(answer(store, battery() + second))["cell"]
    assert (row["verdict"], [maker["id"] for maker in row["makers"]]) == (
        "present",
        ["company:jia-cell", "company:z"],
    )


CAPACITIES = {
    "one maker": ([10.0], "one maker only"),
    "even shares, index 0.33": ([1.0, 1.0, 1.0], ""),
    "9 to 1, index 0.82": ([9.0, 1.0], "concentration 0.82 > 0.4"),
    "an unknown capacity": ([9.0, None], ""),
}


@pytest.mark.parametrize(("capacities", "reason"), CAPACITIES.values(), ids=CAPACITIES.keys())
def test_concentration_of_makers(capacities: list[float | None], reason: str) -> None:
    assert weakness([{"capacity": capacity, "unit": "t"} for capacity in capacities]) == reason


PRESENCE = {"running": "延链", "building": "延链", "planned": "强链"}


@pytest.mark.parametrize(("presence", "verdict"), PRESENCE.items())
def test_a_planned_maker_fills_a_gap_only_where_plans_count(
    store: Store, presence: str, verdict: str
) -> None:
    planned = [fact("project:x", "PRODUCES", "product:pack", status="planned")]
    planned.append(fact("project:x", "LOCATED_IN", "park:jia"))
    row = rows(answer(store, battery() + planned, presence=presence))["pack"]
    assert row["verdict"] == verdict
    assert {maker["id"] for maker in (*row["makers"], *row["coming"])} == {"project:x"}


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_fills_no_gap(store: Store, status: str) -> None:
    gone = [fact("company:x", "PRODUCES", "product:pack", status=status)]
    gone.append(fact("company:x", "LOCATED_IN", "park:jia"))
    row = rows(answer(store, battery() + gone))["pack"]
    assert (row["verdict"], row["makers"], row["coming"]) == ("延链", [], [])


def test_an_unrelated_firm_changes_nothing(store: Store) -> None:
    other = [fact("company:x", "PRODUCES", "product:milk"), fact("company:x", "LOCATED_IN", "park:yi")]
    assert answer(store, battery() + other).rows == answer(store, battery()).rows


def test_every_row_rests_on_statements_that_the_evidence_explains(store: Store) -> None:
    found = answer(store, battery())
    for row in found.rows:
        assert row["statements"]
        assert set(row["statements"]) <= found.evidence.keys()
    assert {row["document"] for row in found.evidence.values()} == {"document:press"}


def test_the_coverage_tells_how_many_firms_are_named_of_those_reported(store: Store) -> None:
    more = [
        fact("park:jia", "HAS_MEASURE", None, indicator="firms_running", value=14.0, unit="家"),
        fact("company:silent", "CHAIN_MEMBER", "chain:battery"),
        fact("company:silent", "LOCATED_IN", "park:jia"),
    ]
    told = answer(store, battery() + more).coverage
    assert (told["firms_named"], told["firms_reported"]) == (4, 14)
    assert [firm["name"] for firm in told["members_without_product"]] == ["silent"]


def test_products_on_a_cycle_are_neither_before_nor_after_each_other() -> None:
    chain = [("a", ["b"]), ("b", ["a", "x"]), ("c", ["b"]), ("x", [])]
    table = [{"product_id": name, "kind": "part", "inputs": inputs} for name, inputs in chain]
    above, below = closures(table)
    assert (above["a"], above["b"], above["c"]) == (["x"], ["x"], ["b", "a", "x"])
    assert (below["a"], below["x"]) == (["c"], ["b", "a", "c"])


def test_a_service_lets_nothing_through() -> None:
    table = [{"product_id": "power", "kind": "utility", "inputs": []}]
    table.append({"product_id": "cell", "kind": "part", "inputs": ["power"]})
    above, _ = closures(table)
    assert above["cell"] == []


def test_an_empty_chain_has_no_rows(store: Store) -> None:
    facts = [fact("company:x", "CHAIN_MEMBER", "chain:battery"), fact("company:x", "LOCATED_IN", "park:jia")]
    assert answer(store, facts).rows == []
