"""Questions over all parks: what one park is told is what the answer for all parks says of it."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import fact, record
from hypothesis import given
from hypothesis import strategies as st
from national import sized

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask, named_question
from chainatlas.queries._country import Country
from chainatlas.queries._parkwide import cosine, krugman

PARKS = ("park:p00", "park:p01", "park:p09", "park:p25")


@pytest.fixture(scope="module")
def nation() -> Store:
    return KgliteStore.holding(sized(100).graph())


def rows(store: Store, name: str, **given: Any) -> list[dict[str, Any]]:
    return list(ask(store, named_question(name), given).rows)


@pytest.mark.parametrize("park", PARKS)
def test_a_park_has_the_duplicates_of_all_in_which_it_takes_part(nation: Store, park: str) -> None:
    (top,) = Country(nation).ground.tops(park)
    every = [row for row in rows(nation, "duplicates") if top in {one["id"] for one in row["parks"]}]
    own = rows(nation, "duplicates", park=park)
    assert own == (every if park == top else [row for row in every if row in own])
    assert rows(nation, "duplicates", park=top) == every


@pytest.mark.parametrize("park", PARKS)
def test_a_park_is_as_concentrated_as_the_table_of_all_says(nation: Store, park: str) -> None:
    (top,) = Country(nation).ground.tops(park)
    every = [row for row in rows(nation, "concentration") if row["park_id"] in (park, top)]
    assert rows(nation, "concentration", park=park) == every


@pytest.mark.parametrize("park", PARKS)
def test_a_park_has_the_projects_of_all_that_lie_in_it(nation: Store, park: str) -> None:
    inside = set(Country(nation).within([park])["one"])
    every = [row for row in rows(nation, "timeline") if row["project_id"] in inside]
    assert rows(nation, "timeline", park=park) == every


def test_supplies_of_several_products_between_two_firms_stand_in_the_order_of_their_statements() -> None:
    made = [fact(firm, "PRODUCES", "product:steel") for firm in ("company:x", "company:y")]
    sited = [fact("company:x", "LOCATED_IN", "park:a"), fact("company:y", "LOCATED_IN", "park:b")]
    sold = [fact("company:x", "SUPPLIES", "company:y", product=f"product:{name}") for name in "cab"]
    for facts in ([*made, *sited, *sold], [*reversed(sold), *made, *sited]):
        (row,) = rows(KgliteStore.holding(fold(record(facts))), "duplicates")
        told = [link["statements"] for link in row["supplies"]]
        assert (len(told), told) == (3, sorted(told))


@given(st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)))
def test_likeness_is_that_of_equal_shares_of_the_products_of_either_park(
    one: set[int], other: set[int]
) -> None:
    common = len(one & other)
    if not one or not other:
        assert cosine(len(one), len(other), common) is krugman(len(one), len(other), common) is None
        return
    shares = [({good: 1 / len(made) for good in made}) for made in (one, other)]
    apart = sum(abs(shares[0].get(good, 0.0) - shares[1].get(good, 0.0)) for good in one | other)
    assert krugman(len(one), len(other), common) == pytest.approx(apart, abs=6e-4)
    assert cosine(len(one), len(other), common) == pytest.approx(
        common / (len(one) * len(other)) ** 0.5, abs=6e-4
    )
