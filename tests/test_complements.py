"""complements on graphs small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries._flows import kilometres, point
from chainatlas.queries.complements import QUESTION


def asked(store: Store, facts: list[Fact], properties: Any = None, **given: str) -> Answer:
    store.replace(fold(record(facts, **(properties or {}))))
    return ask(store, QUESTION, given)


def links(found: Answer) -> set[tuple[str, str, str, str]]:
    return {
        (row["from"], row["to"], column, thing["name"])
        for row in found.rows
        for column in ("fills", "also_made")
        for thing in row[column]
    }


def makes(firm: str, product: str, park: str, **said: Any) -> list[Fact]:
    made = fact(firm, "PRODUCES", f"product:{product}", **({"status": "running"} | said))
    return [made, fact(firm, "LOCATED_IN", f"park:{park}")]


# 甲 makes 电芯, which the PACK maker of 乙 needs; 乙 makes 负极 and 隔膜, which the cell maker of 甲 needs.
TOY = {
    ("jia", "yi", "fills", "cell"),
    ("yi", "jia", "fills", "anode"),
    ("yi", "jia", "fills", "separator"),
}


def test_the_toy_battery_parks_complement_each_other_both_ways(store: Store) -> None:
    found = asked(store, battery())
    assert links(found) == TOY
    assert [(row["from"], row["to"]) for row in found.rows] == [("yi", "jia"), ("jia", "yi")]
    assert [row["km"] for row in found.rows] == [None, None]


def test_a_product_names_its_makers_and_users(store: Store) -> None:
    [row] = [row for row in asked(store, battery()).rows if row["from"] == "jia"]
    [cell] = row["fills"]
    assert ([firm["name"] for firm in cell["makers"]], [firm["name"] for firm in cell["users"]]) == (
        ["jia-cell"],
        ["yi-pack"],
    )
    assert cell["needs"] == "inferred"


def test_what_the_needing_park_makes_too_stands_apart(store: Store) -> None:
    found = links(asked(store, battery() + makes("company:x", "cell", "yi")))
    assert ("jia", "yi", "also_made", "cell") in found
    assert ("jia", "yi", "fills", "cell") not in found


SALES = {
    "of a product": ("product:cell", "jia-cell→yi-pack(cell)"),
    "of what is not stated": (None, "jia-cell→yi-pack(产品未载明)"),
}


@pytest.mark.parametrize(("product", "named"), SALES.values(), ids=SALES.keys())
def test_a_supply_between_parks_stands_first(store: Store, product: str | None, named: str) -> None:
    sale = fact("company:jia-cell", "SUPPLIES", "company:yi-pack", product=product)
    first = asked(store, [*battery(), sale]).rows[0]
    assert (first["from"], first["to"], [thing["name"] for thing in first["on_record"]]) == (
        "jia",
        "yi",
        [named],
    )


def test_a_supply_within_a_park_joins_no_parks_nor_does_a_denied_one(store: Store) -> None:
    sales = [fact("company:jia-cathode", "SUPPLIES", "company:jia-cell")]
    sales.append(fact("company:jia-cell", "SUPPLIES", "company:yi-pack", status="denied"))
    assert not any(row["on_record"] for row in asked(store, battery() + sales).rows)


def test_a_buyer_without_a_park_stands_where_its_project_is(store: Store) -> None:
    facts = [fact("company:jia-cell", "SUPPLIES", "company:owner")]
    facts += [fact("company:owner", "DEVELOPS", "project:x"), fact("project:x", "LOCATED_IN", "park:bing")]
    [row] = [row for row in asked(store, battery() + facts).rows if row["to"] == "bing"]
    assert (row["from"], len(row["on_record"]), row["fills"]) == ("jia", 1, [])


PLACES = {
    "baotou": {"lon": 109.84, "lat": 40.66, "level": "prefecture"},
    "mongolia": {"lon": 111.0, "lat": 44.0, "level": "province"},
    "datong": {"lon": 113.30, "lat": 40.08, "level": "prefecture"},
}


def test_the_distance_is_that_of_the_smallest_places_with_coordinates(store: Store) -> None:
    facts = [fact("park:jia", "LOCATED_IN", "place:baotou"), fact("park:yi", "LOCATED_IN", "place:datong")]
    facts += [fact("place:baotou", "LOCATED_IN", "place:mongolia")]
    found = asked(store, battery() + facts, PLACES)
    assert {row["km"] for row in found.rows} == {300.0}


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [((0.0, 0.0), (0.0, 0.0), 0.0), ((0.0, 0.0), (180.0, 0.0), 20015.0), ((0.0, 0.0), (0.0, 90.0), 10008.0)],
    ids=["no way", "half the globe", "a quarter"],
)
def test_distances_on_the_globe(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert kilometres(one, other) == kilometres(other, one) == km


def test_an_area_without_coordinates_gives_no_point() -> None:
    assert point([{"id": "place:x", "level": "county", "lon": None, "lat": 1.0}]) is None


def test_firms_of_an_inner_park_count_for_the_outer_one_only(store: Store) -> None:
    facts = [*makes("company:x", "electrolyte", "inner"), fact("park:inner", "LOCATED_IN", "park:yi")]
    found = links(asked(store, battery() + facts))
    assert found == TOY | {("yi", "jia", "fills", "electrolyte")}


def test_an_inner_park_that_is_asked_for_stands_for_itself(store: Store) -> None:
    facts = [*makes("company:x", "electrolyte", "inner"), fact("park:inner", "LOCATED_IN", "park:yi")]
    facts.append(fact("company:yi-car", "NEEDS", "product:electrolyte", status="running"))
    found = links(asked(store, battery() + facts, park="inner"))
    assert found == {("inner", "jia", "fills", "electrolyte")}


def test_only_pairs_with_the_park_asked_for_are_told(store: Store) -> None:
    third = makes("company:x", "electrolyte", "bing")
    assert {row["from"] for row in asked(store, battery() + third, park="yi").rows} == {"jia", "yi"}
    assert {row["from"] for row in asked(store, battery() + third).rows} == {"jia", "yi", "bing"}


def test_services_do_not_travel_and_a_project_does_not_need_its_own_company(store: Store) -> None:
    facts = [fact("product:steam", "FEEDS", "product:milk"), fact("product:hay", "FEEDS", "product:milk")]
    facts += [*makes("company:x", "steam", "jia"), *makes("company:owner", "hay", "jia")]
    facts += [*makes("project:y", "milk", "yi"), fact("company:owner", "DEVELOPS", "project:y")]
    assert asked(store, facts, {"steam": {"kind": "utility"}}).rows == []


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_gives_nothing(store: Store, status: str) -> None:
    gone = makes("company:x", "electrolyte", "yi", status=status)
    assert links(asked(store, battery() + gone)) == TOY


PRESENCE = {"running": False, "building": False, "planned": True}


@pytest.mark.parametrize(("presence", "given"), PRESENCE.items())
def test_plans_count_only_where_asked_for(store: Store, presence: str, given: bool) -> None:
    planned = makes("project:x", "electrolyte", "yi", status="planned")
    found = links(asked(store, battery() + planned, presence=presence))
    assert (("yi", "jia", "fills", "electrolyte") in found) is given


def test_an_unrelated_firm_changes_nothing(store: Store) -> None:
    other = makes("company:x", "milk", "yi")
    assert asked(store, battery() + other).rows == asked(store, battery()).rows


def test_every_row_rests_on_statements_and_the_order_of_facts_does_not_matter(store: Store) -> None:
    found = asked(store, battery())
    assert all(row["statements"] and set(row["statements"]) <= found.evidence.keys() for row in found.rows)
    assert asked(store, battery()[::-1]).rows == found.rows
