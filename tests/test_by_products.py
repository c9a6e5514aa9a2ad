"""by-products on graphs small enough to work out by hand, and the rules of the bundled facts."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.by_products import QUESTION


def feeds(one: str, other: str, recipe: str | None = None, *, by_product: bool = False) -> Fact:
    said = {"recipe": recipe, "by_product": by_product, "basis": "reference"}
    return fact(f"product:{one}", "FEEDS", f"product:{other}", **said)


def makes(firm: str, product: str, park: str, **said: Any) -> list[Fact]:
    made = fact(firm, "PRODUCES", f"product:{product}", **({"status": "running"} | said))
    return [made, fact(firm, "LOCATED_IN", f"park:{park}")]


# Coal gives power, and ash beside it, in the recipe "fired"; coke comes of coal by another recipe.
# Ash goes into cement and brick. So who makes power has ash, who makes coke has not.
RULES = [
    feeds("coal", "power", "fired"),
    feeds("coal", "ash", "fired", by_product=True),
    feeds("coal", "coke", "coking"),
    feeds("ash", "cement"),
    feeds("ash", "brick"),
]
PLANT = makes("company:plant", "power", "jia")
KILN = makes("company:kiln", "cement", "jia")


def asked(store: Store, facts: list[Fact], properties: Any = None, **given: str) -> Answer:
    store.replace(fold(record(facts, **(properties or {}))))
    return ask(store, QUESTION, given)


def states(found: Answer) -> dict[tuple[str, str | None], str]:
    return {(row["by_product"], row["use"]): row["state"] for row in found.rows}


def cement(found: Answer) -> dict[str, Any]:
    [row] = [row for row in found.rows if row["use"] == "cement"]
    return row


def test_without_firms_the_rules_stand_at_product_level(store: Store) -> None:
    found = asked(store, RULES)
    assert states(found) == {("ash", "brick"): "rule only", ("ash", "cement"): "rule only"}
    assert {(row["recipes"][0], row["mains"][0]["name"]) for row in found.rows} == {("fired", "power")}
    assert asked(store, RULES + PLANT[1:], park="jia").rows == []


def test_the_maker_of_the_main_product_has_what_the_user_beside_it_takes(store: Store) -> None:
    row = cement(asked(store, RULES + PLANT + KILN + makes("company:oven", "coke", "jia")))
    assert (row["state"], row["basis"]) == ("same park", "same recipe")
    assert [firm["name"] for firm in row["givers"]] == ["plant"]
    assert [(firm["name"], firm["basis"]) for firm in row["takers"]] == [("kiln", "inferred")]
    assert [pair["name"] for pair in row["nearest"]] == ["plant→kiln"]


FIRMS = {
    "giver only": (PLANT, "giver only"),
    "taker only": (KILN, "taker only"),
    "in two parks": (PLANT + makes("company:kiln", "cement", "yi"), "apart"),
    "one firm": (PLANT + makes("company:plant", "cement", "jia"), "own use"),
    "a supply on record": (
        [*PLANT, *KILN, fact("company:plant", "SUPPLIES", "company:kiln", product="product:ash")],
        "on record",
    ),
    "a supply of something else": (
        [*PLANT, *KILN, fact("company:plant", "SUPPLIES", "company:kiln", product="product:power")],
        "same park",
    ),
}


@pytest.mark.parametrize(("firms", "state"), FIRMS.values(), ids=FIRMS.keys())
def test_how_a_by_product_and_a_use_meet(store: Store, firms: list[Fact], state: str) -> None:
    assert cement(asked(store, RULES + firms))["state"] == state


def test_a_stated_maker_and_a_stated_need_outrank_the_rules(store: Store) -> None:
    facts = makes("company:x", "ash", "jia")
    facts += [fact("company:kiln", "NEEDS", "product:ash", status="running")]
    row = cement(asked(store, RULES + KILN + facts))
    assert (row["basis"], [firm["basis"] for firm in row["takers"]]) == ("stated", ["stated"])


def test_a_need_whose_use_is_not_told_has_a_row_of_its_own(store: Store) -> None:
    facts = [fact("company:y", "NEEDS", "product:ash"), fact("company:y", "LOCATED_IN", "park:jia")]
    found = states(asked(store, RULES + PLANT + facts))
    assert found == {
        ("ash", "brick"): "giver only",
        ("ash", "cement"): "giver only",
        ("ash", None): "same park",
    }


def test_where_no_recipe_is_named_the_main_product_is_only_likely(store: Store) -> None:
    facts = [feeds("ore", "metal"), feeds("ore", "slag", by_product=True), feeds("slag", "cement")]
    row = cement(asked(store, facts + makes("company:x", "metal", "jia") + KILN))
    assert (row["state"], row["basis"], row["mains"]) == ("same park", "same input", [])
    assert [thing["name"] for thing in row["likely"]] == ["metal"]


PLACES = {
    "baotou": {"lon": 109.84, "lat": 40.66, "level": "prefecture"},
    "near": {"lon": 109.84, "lat": 40.75, "level": "county"},
    "datong": {"lon": 113.30, "lat": 40.08, "level": "prefecture"},
}
# From Baotou it is 300 km to Datong, and 0.09 degrees of latitude, or 10 km, to the county near by.
REACH = {
    ("t", "datong"): ("apart", 300.0),
    ("GJ", "datong"): ("too far", 300.0),
    ("GJ", "near"): ("apart", 10.0),
}


@pytest.mark.parametrize(("case", "expected"), REACH.items(), ids=[" ".join(case) for case in REACH])
def test_heat_does_not_travel_far(store: Store, case: tuple[str, str], expected: tuple[str, float]) -> None:
    unit, place = case
    facts = [*RULES, *PLANT, *makes("company:kiln", "cement", "yi")]
    facts.append(fact("park:jia", "LOCATED_IN", "place:baotou"))
    facts.append(fact("park:yi", "LOCATED_IN", f"place:{place}"))
    row = cement(asked(store, facts, PLACES | {"ash": {"unit": unit}}))
    assert (row["state"], row["km"]) == expected


def test_a_park_is_told_of_what_its_firms_have_or_could_take(store: Store) -> None:
    facts = RULES + PLANT + makes("company:kiln", "cement", "yi")
    assert states(asked(store, facts, park="jia")) == {
        ("ash", "cement"): "apart",
        ("ash", "brick"): "giver only",
    }
    assert states(asked(store, facts, park="yi")) == {("ash", "cement"): "apart"}


def test_two_inner_parks_lie_in_one_park(store: Store) -> None:
    inner = [fact(f"park:{name}", "LOCATED_IN", "park:outer") for name in ("jia", "yi")]
    facts = RULES + PLANT + makes("company:kiln", "cement", "yi") + inner
    assert cement(asked(store, facts))["state"] == "same park"
    assert cement(asked(store, facts, park="jia"))["state"] == "apart"


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_plant_that_does_not_run_has_no_by_product(store: Store, status: str) -> None:
    gone = makes("company:plant", "power", "jia", status=status)
    assert cement(asked(store, RULES + KILN + gone))["state"] == "taker only"


PRESENCE = {"running": "taker only", "building": "same park", "planned": "same park"}


@pytest.mark.parametrize(("presence", "state"), PRESENCE.items())
def test_a_plant_under_construction_counts_unless_only_running_ones_do(
    store: Store, presence: str, state: str
) -> None:
    coming = makes("company:plant", "power", "jia", status="under_construction")
    assert cement(asked(store, RULES + KILN + coming, presence=presence))["state"] == state


def test_a_by_product_that_feeds_what_it_comes_of_comes_to_an_end(store: Store) -> None:
    facts = [*RULES, feeds("ash", "ash", "again", by_product=True), feeds("ash", "coal")]
    assert states(asked(store, facts + PLANT))["ash", "coal"] == "giver only"


def test_an_unrelated_firm_changes_nothing(store: Store) -> None:
    other = makes("company:x", "milk", "jia")
    assert asked(store, RULES + PLANT + KILN + other).rows == asked(store, RULES + PLANT + KILN).rows


def test_every_row_rests_on_statements_and_the_order_of_facts_does_not_matter(store: Store) -> None:
    found = asked(store, RULES + PLANT + KILN)
    assert all(row["statements"] and set(row["statements"]) <= found.evidence.keys() for row in found.rows)
    assert asked(store, (RULES + PLANT + KILN)[::-1]).rows == found.rows


KNOWN = [("blast-furnace-slag", "cement"), ("fly-ash", "cement"), ("fgd-gypsum", "gypsum-board")]


@pytest.mark.parametrize(("product", "use"), KNOWN)
def test_the_bundled_rules_propose_the_exchanges_that_everybody_knows(
    bundled: Store, product: str, use: str
) -> None:
    ends = {(row["by_product_id"], row["use_id"]) for row in ask(bundled, QUESTION, {}).rows}
    assert (f"product:{product}", f"product:{use}") in ends
