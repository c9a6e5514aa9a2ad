"""customers on a graph worked out by hand: a → b → c → d, a → c, and a cycle d → a."""

from __future__ import annotations

import pytest
from _facts import fact, record

from chainatlas.graph.errors import UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries import suppliers
from chainatlas.queries._ask import ask
from chainatlas.queries.customers import QUESTION

SUPPLIES = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "a")]


@pytest.fixture
def asked(store: Store) -> Store:
    facts = [fact(f"company:{one}", "SUPPLIES", f"company:{other}") for one, other in SUPPLIES]
    facts.append(fact("company:a", "SUPPLIES", "company:b", product="product:steel", status="running"))
    facts.append(fact("company:a", "SUPPLIES", "company:x", status="denied"))
    facts.append(fact("company:u", "SUPPLIES", "company:b"))
    facts.append(fact("company:b", "LOCATED_IN", "park:yard"))
    store.replace(fold(record(facts)))
    return store


def hops(store: Store, tiers: int) -> set[tuple[int, str, str, str | None]]:
    found = ask(store, QUESTION, {"company": "a", "tiers": tiers}).rows
    return {(row["tier"], row["supplier"], row["customer"], row["product"]) for row in found}


FIRST = {(1, "a", "b", None), (1, "a", "b", "steel"), (1, "a", "c", None)}
SECOND = FIRST | {(2, "b", "c", None), (2, "c", "d", None)}
TIERS = {1: FIRST, 2: SECOND, 3: SECOND | {(3, "d", "a", None)}, 5: SECOND | {(3, "d", "a", None)}}


@pytest.mark.parametrize(("tiers", "expected"), TIERS.items())
def test_each_supply_has_the_tier_of_its_shortest_way(
    asked: Store, tiers: int, expected: set[tuple[int, str, str, str | None]]
) -> None:
    assert hops(asked, tiers) == expected


def test_a_customer_is_shown_with_its_park_and_the_status_of_the_supply(asked: Store) -> None:
    rows = [row for row in ask(asked, QUESTION, {"company": "a"}).rows if row["customer"] == "b"]
    assert {(row["product_id"], row["status"]) for row in rows} == {
        (None, "mentioned"),
        ("product:steel", "running"),
    }
    assert {site["name"] for row in rows for site in row["sites"]} == {"yard"}
    assert all(row["statements"] for row in rows)


def test_who_is_a_customer_has_the_company_as_its_supplier(asked: Store) -> None:
    for row in ask(asked, QUESTION, {"company": "a"}).rows:
        found = ask(asked, suppliers.QUESTION, {"company": row["customer_id"]}).rows
        assert "company:a" in {back["supplier_id"] for back in found}


@pytest.mark.parametrize("tiers", [0, 6, "x", "1; DROP", 1.5])
def test_a_number_of_tiers_out_of_bounds_is_refused(asked: Store, tiers: object) -> None:
    with pytest.raises(UsageError, match="1 to 5"):
        ask(asked, QUESTION, {"company": "a", "tiers": tiers})


def test_a_company_that_supplies_nobody_has_no_customers(asked: Store) -> None:
    assert ask(asked, QUESTION, {"company": "x", "tiers": 5}).rows == []
