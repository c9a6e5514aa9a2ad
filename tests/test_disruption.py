"""disruption on graphs worked out by hand.

magnet, copper → generator → turbine ← blade, and grease, which a turbine can do without. M makes magnets,
C and D copper, G generators, B blades, F grease, W turbines.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.errors import UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries import single_sources
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.disruption import QUESTION

MAKERS = {
    "m": "magnet",
    "c": "copper",
    "d": "copper",
    "g": "generator",
    "b": "blade",
    "f": "grease",
    "w": "turbine",
}
FEEDS = [("magnet", "generator"), ("copper", "generator"), ("generator", "turbine"), ("blade", "turbine")]


def makes(maker: str, product: str, **said: Any) -> Fact:
    return fact(f"company:{maker}", "PRODUCES", f"product:{product}", **({"status": "running"} | said))


def feeds(one: str, other: str, **said: Any) -> Fact:
    return fact(f"product:{one}", "FEEDS", f"product:{other}", basis="reference", **said)


def sells(one: str, other: str, **said: Any) -> Fact:
    return fact(f"company:{one}", "SUPPLIES", f"company:{other}", status="running", **said)


def wind() -> list[Fact]:
    facts = [makes(maker, product) for maker, product in MAKERS.items()]
    facts += [feeds(one, other) for one, other in FEEDS]
    return [*facts, feeds("grease", "turbine", essential=False)]


def answer(store: Store, facts: Iterable[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, given)


def effects(found: Answer) -> set[tuple[int, str, str, str]]:
    return {(row["tier"], row["thing"], row["observed"], row["reason"]) for row in found.rows}


MAGNET_GONE = {
    (1, "magnet", "stops", "no maker"),
    (1, "g", "stops", "input"),
    (2, "generator", "stops", "no maker"),
    (2, "w", "stops", "input"),
    (3, "turbine", "stops", "no maker"),
}


def test_a_firm_that_fails_stops_all_that_need_what_only_it_makes(store: Store) -> None:
    found = answer(store, wind(), firm="m")
    assert effects(found) == {(0, "m", "fails", "fails"), *MAGNET_GONE}
    assert all(row["statements"] for row in found.rows)
    assert {row["substitutes"] and row["substitutes"][0]["name"] for row in found.rows if row["tier"]} == {
        None
    }


def test_a_firm_with_a_rival_hits_its_product_in_part(store: Store) -> None:
    capacities = [makes("c", "copper", capacity=1.0, unit="t"), makes("d", "copper", capacity=3.0, unit="t")]
    facts = [*(one for one in wind() if one[2] != "product:copper" or one[1] == "FEEDS"), *capacities]
    (first, second) = answer(store, facts, firm="c").rows
    assert (first["thing"], first["observed"]) == ("c", "fails")
    assert (second["thing"], second["observed"], second["capacity_lost"]) == ("copper", "partly", 0.25)
    assert [thing["name"] for thing in second["substitutes"]] == ["d"]


def test_a_share_of_capacity_is_told_only_where_all_of_it_is_known(store: Store) -> None:
    rows = answer(store, [*wind(), makes("e", "copper", capacity=1.0, unit="t")], firm="c").rows
    assert [row["capacity_lost"] for row in rows if row["thing"] == "copper"] == [None]


def test_a_buyer_stops_as_supplied_but_not_where_others_may_supply(store: Store) -> None:
    bought = sells("c", "g", product="product:copper")
    rows = {row["thing"]: row for row in answer(store, [*wind(), bought], firm="c").rows}
    assert (rows["g"]["observed"], rows["g"]["potential"]) == ("stops", "partly")
    assert [thing["name"] for thing in rows["g"]["substitutes"]] == ["d"]
    assert (rows["turbine"]["observed"], rows["turbine"]["potential"]) == ("stops", "")


def test_an_input_that_can_be_spared_hits_in_part(store: Store) -> None:
    assert (1, "w", "partly", "dispensable") in effects(answer(store, wind(), firm="f"))


def test_a_supply_of_an_unstated_product_hits_in_part(store: Store) -> None:
    assert (1, "x", "partly", "unstated") in effects(answer(store, [*wind(), sells("m", "x")], firm="m"))


def test_a_firm_loses_the_line_that_lacks_its_input_and_keeps_the_other(store: Store) -> None:
    found = answer(store, [*wind(), makes("g", "toy")], firm="m")
    assert (1, "g", "partly", "line") in effects(found)
    assert (2, "w", "stops", "input") in effects(found)


def test_a_firm_that_makes_its_own_input_stops_with_it(store: Store) -> None:
    facts = [feeds("a", "b"), feeds("b", "c"), makes("x", "a"), makes("y", "b"), makes("y", "c")]
    facts.append(fact("company:y", "NEEDS", "product:a", status="running"))
    assert (1, "y", "stops", "input") in effects(answer(store, facts, firm="x"))


def test_a_product_takes_with_it_what_cannot_be_made_otherwise(store: Store) -> None:
    facts = [
        *wind(),
        feeds("magnet", "speaker"),
        feeds("magnet", "disk", recipe="a"),
        feeds("flash", "disk", recipe="b"),
    ]
    found = effects(answer(store, facts, product="magnet"))
    assert found == {
        (0, "magnet", "fails", "fails"),
        (0, "m", "stops", "product"),
        (2, "speaker", "stops", "technology"),
        *(MAGNET_GONE - {(1, "magnet", "stops", "no maker")}),
    }


def test_a_park_fails_with_the_parks_inside_and_sites_elsewhere_go_on(store: Store) -> None:
    place = [fact("company:m", "LOCATED_IN", "park:inner"), fact("park:inner", "LOCATED_IN", "park:outer")]
    assert effects(answer(store, [*wind(), *place], park="outer")) == {
        (0, "m", "fails", "fails"),
        *MAGNET_GONE,
    }
    place.append(fact("company:m", "LOCATED_IN", "park:far"))
    assert effects(answer(store, [*wind(), *place], park="outer")) == {(0, "m", "partly", "site")}


def test_a_project_fails_with_its_only_developer_and_in_part_with_one_of_two(store: Store) -> None:
    facts = [
        fact("project:p", "PRODUCES", "product:x", status="running"),
        fact("company:a", "DEVELOPS", "project:p"),
    ]
    assert (1, "x", "stops", "no maker") in effects(answer(store, facts, firm="a"))
    facts.append(fact("company:b", "DEVELOPS", "project:p"))
    assert effects(answer(store, facts, firm="a")) == {
        (0, "a", "fails", "fails"),
        (0, "p", "partly", "developer"),
    }


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_is_no_substitute(store: Store, status: str) -> None:
    found = effects(answer(store, [*wind(), makes("n", "magnet", status=status)], firm="m"))
    assert found == {(0, "m", "fails", "fails"), *MAGNET_GONE}


@pytest.mark.parametrize("firm", MAKERS)
def test_what_stops_is_what_single_sources_counts(store: Store, firm: str) -> None:
    facts = [*wind(), sells("c", "g", product="product:copper")]
    stopped = {row["thing_id"] for row in answer(store, facts, firm=firm).rows if row["observed"] == "stops"}
    counted = ask(store, single_sources.QUESTION, {}).rows
    assert stopped == {row["dependent_id"] for row in counted if row["source"] == firm}


GIVEN = {"none": {}, "two": {"firm": "m", "product": "magnet"}}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN.keys())
def test_exactly_one_thing_must_fail(kglite_store: Store, given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="exactly one of --firm, --park, --product"):
        answer(kglite_store, wind(), **given)


def test_an_unrelated_firm_and_the_order_of_the_facts_change_nothing(store: Store) -> None:
    other = [makes("x", "milk"), fact("company:x", "LOCATED_IN", "park:yi")]
    before = answer(store, wind(), firm="m").rows
    assert answer(store, [*wind()[::-1], *other], firm="m").rows == before
