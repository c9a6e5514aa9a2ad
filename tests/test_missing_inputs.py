"""missing-inputs on graphs small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries._routes import best_routes
from chainatlas.queries.missing_inputs import QUESTION


def asked(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, {"park": "park:jia"} | given)


def states(found: Answer) -> dict[tuple[str, str], str]:
    return {(row["firm"], row["product"]): row["state"] for row in found.rows}


def only(found: Answer, product: str) -> dict[str, Any]:
    [row] = [row for row in found.rows if row["product"] == product]
    return row


def makes(firm: str, product: str, park: str = "", **said: Any) -> list[Fact]:
    facts = [fact(firm, "PRODUCES", f"product:{product}", **({"status": "running"} | said))]
    return facts + ([fact(firm, "LOCATED_IN", park)] if park else [])


# 甲 makes 碳酸锂, 正极 and 电芯. 碳酸锂 needs 锂辉石, which nobody makes; 正极 needs 碳酸锂, made in
# the park; 电芯 needs 正极 (in the park), 负极 and 隔膜 (made in 乙) and 电解液 (made nowhere).
JIA = {
    ("jia-carbonate", "spodumene"): "nowhere on record",
    ("jia-cathode", "carbonate"): "local maker",
    ("jia-cell", "cathode"): "local maker",
    ("jia-cell", "anode"): "only outside",
    ("jia-cell", "separator"): "only outside",
    ("jia-cell", "electrolyte"): "nowhere on record",
}
# 乙 makes 负极 (from 石墨, nowhere), 隔膜 (no recipe), PACK (from 电芯, made in 甲) and 车 (from PACK,
# made in the park).
YI = {
    ("yi-anode", "graphite"): "nowhere on record",
    ("yi-pack", "cell"): "only outside",
    ("yi-car", "pack"): "local maker",
}


@pytest.mark.parametrize(("park", "expected"), [("jia", JIA), ("yi", YI)])
def test_the_toy_battery_parks_need_what_the_methods_say(
    store: Store, park: str, expected: dict[tuple[str, str], str]
) -> None:
    found = asked(store, battery(), park=f"park:{park}")
    assert states(found) == expected
    assert {row["needs"] for row in found.rows} == {"inferred"}


def test_the_share_of_a_firm_counts_its_needs_without_a_local_maker(store: Store) -> None:
    shares = {row["firm"]: row["firm_share"] for row in asked(store, battery()).rows}
    assert shares == {"jia-carbonate": 1.0, "jia-cathode": 0.0, "jia-cell": 0.75}


def test_a_supply_on_record_outranks_a_maker_and_names_the_supplier(store: Store) -> None:
    sale = fact("company:jia-cathode", "SUPPLIES", "company:jia-cell", product="product:cathode")
    row = only(asked(store, [*battery(), sale]), "cathode")
    assert (row["state"], [firm["name"] for firm in row["suppliers"]]) == ("local supplier", ["jia-cathode"])
    assert [firm["name"] for firm in row["makers"]] == ["jia-cathode"]


def test_a_sale_whose_product_is_not_stated_is_shown_but_proves_no_supply(store: Store) -> None:
    sale = fact("company:yi-anode", "SUPPLIES", "company:jia-cell")
    row = only(asked(store, [*battery(), sale]), "anode")
    assert row["state"] == "only outside"
    assert [firm["name"] for firm in row["suppliers"]] == ["yi-anode(产品未载明)"]


def test_a_developer_buys_for_its_project(store: Store) -> None:
    facts = [fact("company:owner", "DEVELOPS", "project:x"), fact("project:x", "LOCATED_IN", "park:jia")]
    facts.append(fact("project:x", "NEEDS", "product:steel", status="running"))
    facts.append(fact("company:mill", "SUPPLIES", "company:owner", product="product:steel"))
    facts.append(fact("company:mill", "LOCATED_IN", "park:jia"))
    assert states(asked(store, facts)) == {("x", "steel"): "local supplier"}


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_meets_no_need(store: Store, status: str) -> None:
    gone = makes("company:x", "electrolyte", "park:jia", status=status)
    assert states(asked(store, battery() + gone)) == JIA


PRESENCE = {"running": "nowhere on record", "building": "nowhere on record", "planned": "local maker"}


@pytest.mark.parametrize(("presence", "state"), PRESENCE.items())
def test_a_planned_maker_meets_a_need_only_where_plans_count(store: Store, presence: str, state: str) -> None:
    planned = makes("project:x", "electrolyte", "park:jia", status="planned")
    assert only(asked(store, battery() + planned, presence=presence), "electrolyte")["state"] == state


def test_a_maker_in_an_inner_park_is_local_and_a_firm_supplies_itself(store: Store) -> None:
    inner = [*makes("company:z", "separator", "park:inner"), fact("park:inner", "LOCATED_IN", "park:jia")]
    own = makes("company:jia-cell", "electrolyte")
    found = states(asked(store, battery() + inner + own))
    assert (found["jia-cell", "separator"], found["jia-cell", "electrolyte"]) == ("local maker", "own")


# From Baotou it is 162 km to Hohhot and 300 km to Datong; the third maker has no place.
PLACES = {
    "baotou": {"lon": 109.84, "lat": 40.66, "level": "prefecture"},
    "hohhot": {"lon": 111.75, "lat": 40.84, "level": "prefecture"},
    "datong": {"lon": 113.30, "lat": 40.08, "level": "prefecture"},
}


def test_makers_outside_stand_nearest_first_and_those_of_unknown_place_last(store: Store) -> None:
    facts = [fact("company:x", "NEEDS", "product:steel"), fact("company:x", "LOCATED_IN", "park:jia")]
    facts.append(fact("park:jia", "LOCATED_IN", "place:baotou"))
    facts += makes("company:a-far", "steel", "place:datong") + makes("company:b-near", "steel", "park:yi")
    facts += [fact("park:yi", "LOCATED_IN", "place:hohhot"), *makes("company:0-lost", "steel")]
    store.replace(fold(record(facts, **PLACES)))
    [row] = ask(store, QUESTION, {"park": "jia"}).rows
    assert [(firm["name"], firm["km"]) for firm in row["outside"]] == [
        ("b-near", 162.0),
        ("a-far", 300.0),
        ("0-lost", None),
    ]
    assert (row["km"], row["needs"], row["state"]) == (162.0, "stated", "only outside")


def recipe(one: str, other: str, name: str | None = None, essential: bool = True) -> Fact:
    said = {"recipe": name, "essential": essential, "basis": "reference"}
    return fact(f"product:{one}", "FEEDS", f"product:{other}", **said)


# gas is made of coal and oxygen, or of oil; water goes into both. Oil is made in the park, oxygen is not.
GAS = [
    recipe("coal", "gas", "coal"),
    recipe("oxygen", "gas", "coal"),
    recipe("oil", "gas", "oil"),
    recipe("water", "gas", None),
    recipe("salt", "gas", None, essential=False),
    *makes("company:x", "gas", "park:jia"),
    *makes("company:y", "oil", "park:jia"),
]
GRADES = {
    "coal": "alternative route",
    "oxygen": "alternative route",
    "oil": "on this route",
    "water": "essential",
    "salt": "not essential",
}


def test_of_two_recipes_the_one_with_fewer_gaps_is_taken(store: Store) -> None:
    rows = asked(store, GAS, park="jia").rows
    assert {row["product"]: row["essential"] for row in rows} == GRADES
    assert {row["firm_share"] for row in rows} == {0.5}


def test_a_stated_need_chooses_the_recipe(store: Store) -> None:
    found = asked(store, [*GAS, fact("company:x", "NEEDS", "product:coal", status="running")])
    grades = {row["product"]: (row["essential"], row["needs"]) for row in found.rows}
    assert grades["coal"] == ("on this route", "stated")
    assert grades["oil"] == ("alternative route", "inferred")


def test_recipes_with_equal_gaps_are_all_kept() -> None:
    feeds = [{"input": name, "recipe": name, "essential": None} for name in ("a", "b", "c")]
    assert best_routes(feeds, set(), {"c"}) == {"a", "b"}
    assert best_routes([], set(), set()) == set()


# A firm states that it needs coal and makes olefins of methanol; methanol comes of gas, and gas of coal.
HOUSE = [
    recipe("coal", "gas"),
    recipe("gas", "methanol"),
    recipe("methanol", "olefins"),
    fact("company:x", "NEEDS", "product:coal", status="running"),
    *makes("company:x", "olefins", "park:jia"),
]


def test_an_input_may_be_made_in_house_of_a_need_that_is_stated(store: Store) -> None:
    row = only(asked(store, HOUSE, park="jia"), "methanol")
    assert (row["state"], [thing["name"] for thing in row["base"]]) == ("perhaps in house", ["coal"])


def test_recipes_on_a_cycle_come_to_an_end(store: Store) -> None:
    found = asked(store, [*HOUSE, recipe("olefins", "gas"), recipe("olefins", "olefins")])
    assert states(found)["x", "olefins"] == "own"


def test_a_raw_material_is_marked_and_weighs_nothing_in_the_share(store: Store) -> None:
    store.replace(fold(record(HOUSE, coal={"is_raw": True})))
    rows = {row["product"]: row for row in ask(store, QUESTION, {"park": "jia"}).rows}
    assert (rows["coal"]["is_raw"], rows["coal"]["state"]) == (True, "nowhere on record")
    assert rows["methanol"]["firm_share"] == 0.0


def test_an_unrelated_firm_changes_nothing(store: Store) -> None:
    other = [*makes("company:x", "milk", "park:yi"), recipe("hay", "milk")]
    assert asked(store, battery() + other).rows == asked(store, battery()).rows


def test_a_maker_who_comes_meets_a_need_and_brings_its_own(store: Store) -> None:
    come = makes("company:x", "electrolyte", "park:jia")
    turned = {("jia-cell", "electrolyte"): "local maker", ("x", "lipf6"): "nowhere on record"}
    assert states(asked(store, battery() + come)) == JIA | turned


def test_every_row_rests_on_statements_and_the_order_of_facts_does_not_matter(store: Store) -> None:
    found = asked(store, battery())
    assert all(row["statements"] and set(row["statements"]) <= found.evidence.keys() for row in found.rows)
    assert asked(store, battery()[::-1]).rows == found.rows
