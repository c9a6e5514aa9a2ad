"""suppliers on a graph worked out by hand: d → c → b → a, c → a, and a cycle a → d."""

from __future__ import annotations

import pytest
from _facts import fact, record

from chainatlas.graph.errors import UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries.suppliers import QUESTION

SUPPLIES = [("b", "a"), ("c", "b"), ("c", "a"), ("d", "c"), ("a", "d")]


@pytest.fixture
def asked(store: Store) -> Store:
    facts = [fact(f"company:{one}", "SUPPLIES", f"company:{other}") for one, other in SUPPLIES]
    facts.append(fact("company:b", "SUPPLIES", "company:a", product="product:steel", status="running"))
    facts.append(fact("company:x", "SUPPLIES", "company:a", status="denied"))
    facts.append(fact("company:b", "LOCATED_IN", "park:yard"))
    store.replace(fold(record(facts)))
    return store


def hops(store: Store, tiers: int) -> set[tuple[int, str, str, str | None]]:
    found = ask(store, QUESTION, {"company": "a", "tiers": tiers}).rows
    return {(row["tier"], row["supplier"], row["buyer"], row["product"]) for row in found}


FIRST = {(1, "b", "a", None), (1, "b", "a", "steel"), (1, "c", "a", None)}
SECOND = FIRST | {(2, "c", "b", None), (2, "d", "c", None)}
TIERS = {1: FIRST, 2: SECOND, 3: SECOND | {(3, "a", "d", None)}, 5: SECOND | {(3, "a", "d", None)}}


@pytest.mark.parametrize(("tiers", "expected"), TIERS.items())
def test_each_supply_has_the_tier_of_its_shortest_way(
    asked: Store, tiers: int, expected: set[tuple[int, str, str, str | None]]
) -> None:
    assert hops(asked, tiers) == expected


def test_a_supply_whose_product_is_not_stated_stays_apart_from_a_stated_one(asked: Store) -> None:
    rows = [row for row in ask(asked, QUESTION, {"company": "a"}).rows if row["supplier"] == "b"]
    assert {(row["product_id"], row["status"]) for row in rows} == {
        (None, "mentioned"),
        ("product:steel", "running"),
    }
    assert {site["name"] for row in rows for site in row["sites"]} == {"yard"}


@pytest.mark.parametrize("tiers", [0, 6, "x", "1; DROP", 1.5])
def test_a_number_of_tiers_out_of_bounds_is_refused(asked: Store, tiers: object) -> None:
    with pytest.raises(UsageError, match="1 to 5"):
        ask(asked, QUESTION, {"company": "a", "tiers": tiers})
