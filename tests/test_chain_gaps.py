"""chain-gaps on graphs small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries._nearness import nearest, positions
from chainatlas.queries._requirements import requirements
from chainatlas.queries._verdicts import closures, weakness
from chainatlas.queries.chain_gaps import QUESTION

ASKED = {"park": "park:jia", "chain": "chain:battery"}


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, {name: value for name, value in (ASKED | given).items() if value})


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


def test_the_toy_products_have_the_weights_of_the_methods(store: Store) -> None:
    found = rows(answer(store, battery()))
    weights = {name: found[name]["weight"] for name in ("carbonate", "cathode", "cell", "pack", "car")}
    expected = {"carbonate": 0.06216, "cathode": 0.098, "cell": 0.28, "pack": 0.4, "car": None}
    assert weights == pytest.approx(expected)
    assert {row["weights"] for row in found.values()} == {"coefficients"}


def test_the_gain_is_the_share_of_all_requirements(store: Store) -> None:
    """All products but the car weigh 0.96644 together; the cell is there already."""
    found = rows(answer(store, battery()))
    assert found["pack"]["gain"] == pytest.approx(0.4 / 0.96644, abs=1e-4)
    assert (found["cell"]["gain"], found["car"]["gain"]) == (0, None)


def test_one_missing_coefficient_makes_all_weights_of_the_chain_uniform(store: Store) -> None:
    """Half of an anode is graphite, half tar; a cell is one quarter each, a pack all cell, a car all pack."""
    found = rows(answer(store, [*battery(), fact("product:tar", "FEEDS", "product:anode"), TAR]))
    assert {row["weights"] for row in found.values()} == {"uniform"}
    weights = {name: found[name]["weight"] for name in ("pack", "cell", "anode", "tar", "graphite")}
    expected = {"pack": 1, "cell": 1, "anode": 0.25, "tar": 0.125, "graphite": 0.125}
    assert weights == pytest.approx(expected)


TAR = fact("product:tar", "CHAIN_MEMBER", "chain:battery")


def feed(name: str, recipe: str | None = None, **more: Any) -> dict[str, Any]:
    return {"input": name, "recipe": recipe, "coefficient": None, "unit": None, "by_product": False} | more


def product(name: str, *feeds: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"product_id": name, "kind": "part", "is_final": False, "feeds": list(feeds)} | more


def test_several_recipes_weigh_as_their_mean_and_an_input_without_recipe_is_in_each() -> None:
    """Recipe r is d, a, b by thirds, recipe s is d, c by halves; the mean of 1/3 and 1/2 is 5/12."""
    made = product("q", feed("a", "r"), feed("b", "r"), feed("c", "s"), feed("d"))
    needs = requirements([*map(product, "abcd"), made])
    expected = {"a": 1 / 6, "b": 1 / 6, "c": 1 / 4, "d": 5 / 12, "q": 0}
    assert dict(needs.weight) == pytest.approx(expected)
    assert needs.covered(["a", "c"]) == pytest.approx(5 / 12)


UNITS = {
    "one unit": ("t/t", 0.2, "coefficients"),
    "two units": ("kWh/t", 0.2, "uniform"),
    "nothing": ("t/t", 0.0, "uniform"),
}


@pytest.mark.parametrize(("unit", "share", "basis"), UNITS.values(), ids=UNITS.keys())
def test_coefficients_count_only_where_all_are_known_in_one_unit(unit: str, share: float, basis: str) -> None:
    feeds = [feed("a", coefficient=0.5, unit="t/t"), feed("b", coefficient=share, unit=unit)]
    assert requirements([product("a"), product("b"), product("q", *feeds)]).basis == basis


def test_by_products_and_services_ask_for_nothing() -> None:
    chain = [product("coal"), product("ash", feed("coal", by_product=True), kind="by_product")]
    chain += [product("brick", feed("ash"), feed("advice")), product("advice", kind="service")]
    needs = requirements(chain)
    assert dict(needs.weight) == {"advice": 0, "ash": 1, "brick": 0, "coal": 0}
    assert needs.final == {"brick", "coal"}


def test_a_cycle_has_weights_too() -> None:
    """Half of a is scrap of itself through b: of each unit 1/2, 1/4, … comes back, so raw is 1/2 + 1/4 + …"""
    chain = [product("raw"), product("b", feed("a")), product("a", feed("raw"), feed("b"))]
    weight = requirements([*chain, product("car", feed("a"))]).weight
    assert weight["car"] == 0
    assert 1 <= weight["a"] <= 2
    assert 0.5 <= weight["raw"] <= 1


def test_makers_elsewhere_come_nearest_first_and_then_those_nobody_can_place(store: Store) -> None:
    sites = {"near": (110.0, 40.0), "far": (120.0, 40.0), "here": (109.0, 40.0)}
    facts = [fact("park:jia", "LOCATED_IN", "place:here")]
    for name in ("near", "far", "unplaced"):
        facts.append(fact(f"company:{name}", "PRODUCES", "product:car"))
        facts.append(fact(f"company:{name}", "LOCATED_IN", f"park:{name}-park"))
    facts += [fact(f"park:{name}-park", "LOCATED_IN", f"place:{name}") for name in ("near", "far")]
    places = {name: {"lon": lon, "lat": lat, "level": "county"} for name, (lon, lat) in sites.items()}
    store.replace(fold(record(battery() + facts, **places)))
    row = rows(ask(store, QUESTION, ASKED))["car"]
    told = [(maker["name"], maker["distance_km"]) for maker in row["elsewhere"]]
    assert told == [("near", 85.2), ("far", 936.4), ("unplaced", None), ("yi-car", None)]


def test_the_narrowest_place_tells_where_a_park_is() -> None:
    wide = {"id": "park:a", "level": "prefecture", "lon": 1.0, "lat": 1.0}
    where = positions(
        [wide, wide | {"level": "county", "lon": 2.0}, wide | {"id": "park:b", "level": "moon"}]
    )
    assert where == {"park:a": ((2.0, 1.0),), "park:b": ((1.0, 1.0),)}
    assert nearest(where, ["park:a"], ["park:c"]) is None


def test_without_a_chain_all_chains_of_the_park_are_answered_one_by_one(store: Store) -> None:
    other = [
        fact("product:milk", "CHAIN_MEMBER", "chain:dairy"),
        fact("product:cell", "CHAIN_MEMBER", "chain:watches"),
        fact("product:sand", "CHAIN_MEMBER", "chain:glass"),
        fact("company:farm", "CHAIN_MEMBER", "chain:dairy"),
        fact("company:farm", "LOCATED_IN", "park:jia"),
    ]
    found = answer(store, battery() + other, chain="")
    assert [row["chain"] for row in found.rows] == [*["battery"] * 11, "dairy", "watches"]
    battery_rows = [row | {"chain": "", "chain_en": ""} for row in found.rows if row["chain"] == "battery"]
    assert battery_rows == answer(store, battery() + other).rows
    assert {row["chain_id"] for row in battery_rows} == {"chain:battery"}


def test_filling_a_gap_turns_its_verdict_and_takes_its_gain(store: Store) -> None:
    more = [fact("company:x", "PRODUCES", "product:lipf6"), fact("company:x", "LOCATED_IN", "park:jia")]
    before, after = rows(answer(store, battery())), rows(answer(store, battery() + more))
    assert (before["lipf6"]["verdict"], after["lipf6"]["verdict"]) == ("补链", "强链")
    assert before["lipf6"]["gain"] > after["lipf6"]["gain"] == 0
    assert before["lipf6"]["weight"] == after["lipf6"]["weight"]
