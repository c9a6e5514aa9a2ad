"""missing-markets on graphs small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, battery, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.missing_markets import QUESTION


def asked(store: Store, facts: list[Fact], park: str = "jia", **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, {"park": f"park:{park}"} | given)


def states(found: Answer) -> dict[tuple[str, str], str]:
    return {(row["firm"], row["product"]): row["state"] for row in found.rows}


def only(found: Answer, product: str) -> dict[str, Any]:
    [row] = [row for row in found.rows if row["product"] == product]
    return row


def makes(firm: str, product: str, park: str, **said: Any) -> list[Fact]:
    made = fact(firm, "PRODUCES", f"product:{product}", **({"status": "running"} | said))
    return [made, fact(firm, "LOCATED_IN", f"park:{park}")]


# 甲: 碳酸锂 goes to the cathode maker, 正极 to the cell maker, 电芯 only to the PACK maker of 乙.
# 乙: 负极 and 隔膜 go only to the cell maker of 甲, PACK to the car maker, the car to nobody on record.
PARKS = {
    "jia": {
        ("jia-carbonate", "carbonate"): "local user",
        ("jia-cathode", "cathode"): "local user",
        ("jia-cell", "cell"): "only outside",
    },
    "yi": {
        ("yi-anode", "anode"): "only outside",
        ("yi-separator", "separator"): "only outside",
        ("yi-pack", "pack"): "local user",
        ("yi-car", "car"): "nowhere on record",
    },
}


@pytest.mark.parametrize("park", PARKS)
def test_the_toy_battery_parks_lack_the_markets_that_the_methods_say(store: Store, park: str) -> None:
    assert states(asked(store, battery(), park)) == PARKS[park]


def test_a_final_product_needs_no_user_in_the_park(store: Store) -> None:
    store.replace(fold(record(battery(), car={"is_final": True})))
    row = only(ask(store, QUESTION, {"park": "yi"}), "car")
    assert (row["state"], row["is_final"], row["firm_share"]) == ("final", True, None)


def test_a_user_is_named_with_the_basis_of_its_need(store: Store) -> None:
    need = [fact("company:x", "NEEDS", "product:cell"), fact("company:x", "LOCATED_IN", "park:jia")]
    row = only(asked(store, battery() + need), "cell")
    assert [(user["name"], user["needs"]) for user in row["users"]] == [("x", "stated")]
    assert [(user["name"], user["needs"], user["km"]) for user in row["outside"]] == [
        ("yi-pack", "inferred", None)
    ]
    assert [thing["name"] for thing in row["outputs"]] == ["pack"]


SALES = {
    "to a firm of the park": ("company:jia-cathode", "product:cell", "local sale", "jia-cathode"),
    "to a firm outside": ("company:yi-pack", "product:cell", "only outside", "yi-pack"),
    "of what is not stated": ("company:yi-pack", None, "unstated sale", "yi-pack(产品未载明)"),
    "of another product": ("company:jia-cathode", "product:tape", "only outside", None),
}


@pytest.mark.parametrize(("buyer", "product", "state", "named"), SALES.values(), ids=SALES.keys())
def test_a_sale_on_record(
    store: Store, buyer: str, product: str | None, state: str, named: str | None
) -> None:
    sale = fact("company:jia-cell", "SUPPLIES", buyer, product=product)
    row = only(asked(store, [*battery(), sale]), "cell")
    assert (row["state"], [firm["name"] for firm in row["buyers"]]) == (state, [named] if named else [])


def test_a_sale_to_the_developer_of_a_local_user_is_local(store: Store) -> None:
    facts = [fact("company:owner", "DEVELOPS", "project:x"), fact("project:x", "LOCATED_IN", "park:jia")]
    facts.append(fact("project:x", "NEEDS", "product:cell", status="running"))
    facts.append(fact("company:jia-cell", "SUPPLIES", "company:owner", product="product:cell"))
    assert only(asked(store, battery() + facts), "cell")["state"] == "local sale"


def test_a_firm_that_uses_its_own_product_has_no_gap(store: Store) -> None:
    own = [fact("company:jia-cell", "PRODUCES", "product:pack", status="running")]
    found = asked(store, battery() + own)
    assert states(found)["jia-cell", "cell"] == "own use"
    assert [user["name"] for user in only(found, "cell")["users"]] == ["jia-cell"]


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_user_that_does_not_run_is_no_market(store: Store, status: str) -> None:
    gone = makes("company:x", "pack", "jia", status=status)
    assert states(asked(store, battery() + gone)) == PARKS["jia"]


PRESENCE = {"running": "only outside", "building": "local user", "planned": "local user"}


@pytest.mark.parametrize(("presence", "state"), PRESENCE.items())
def test_a_user_under_construction_counts_unless_only_running_ones_do(
    store: Store, presence: str, state: str
) -> None:
    coming = makes("project:x", "pack", "jia", status="under_construction")
    assert only(asked(store, battery() + coming, presence=presence), "cell")["state"] == state


def test_products_that_feed_each_other_have_each_other_as_market(store: Store) -> None:
    facts = [fact("product:a", "FEEDS", "product:b"), fact("product:b", "FEEDS", "product:a")]
    facts += makes("company:x", "a", "jia") + makes("company:y", "b", "jia")
    assert states(asked(store, facts)) == {("x", "a"): "local user", ("y", "b"): "local user"}


def test_an_inner_park_belongs_to_the_outer_one(store: Store) -> None:
    inner = [*makes("company:x", "pack", "inner"), fact("park:inner", "LOCATED_IN", "park:jia")]
    assert only(asked(store, battery() + inner), "cell")["state"] == "local user"


def test_an_unrelated_firm_changes_nothing(store: Store) -> None:
    other = makes("company:x", "milk", "yi")
    assert asked(store, battery() + other).rows == asked(store, battery()).rows


def test_every_row_rests_on_statements_and_the_order_of_facts_does_not_matter(store: Store) -> None:
    found = asked(store, battery())
    assert all(row["statements"] and set(row["statements"]) <= found.evidence.keys() for row in found.rows)
    assert asked(store, battery()[::-1]).rows == found.rows
