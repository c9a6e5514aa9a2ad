"""The technology of all chains at once against that of one chain after the other, and a park on its own."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from _facts import battery, fact, record
from hypothesis import given, settings
from hypothesis import strategies as st

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._requirements import requirements
from chainatlas.queries._sited import nesting, once
from chainatlas.queries._technologies import WORD, Bits, Technologies, technologies
from chainatlas.queries._verdicts import closures
from chainatlas.queries.coverage_table import QUESTION

Row = dict[str, Any]
CHAINS, PRODUCTS = ("chain:a", "chain:b"), tuple(f"product:p{number}" for number in range(7))
TEXTS = ("chain", "product", "stage", "kind", "giver", "taker", "recipe", "unit")
MEMBERS = dict.fromkeys(TEXTS[:4], pl.String) | {"is_final": pl.Boolean}
FEED = dict.fromkeys(TEXTS[4:], pl.String) | {"coefficient": pl.Float64, "by_product": pl.Boolean}


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Draw members of two chains and what feeds what, with cycles, recipes, services and by-products."""
    pick = st.sampled_from
    kinds = {name: draw(pick([None, "part", "part", "service", "by_product"])) for name in PRODUCTS}
    final = {name: draw(pick([None, False, True])) for name in PRODUCTS}
    members = [
        {"chain": chain, "product": name, "stage": None, "kind": kinds[name], "is_final": final[name]}
        for chain in CHAINS
        for name in draw(st.sets(pick(PRODUCTS), min_size=1))
    ]
    keys = draw(st.sets(st.tuples(pick(PRODUCTS), pick(PRODUCTS), pick([None, "x", "y"])), max_size=20))
    said: dict[str, st.SearchStrategy[Any]] = {
        "coefficient": st.sampled_from([None, 0.1, 0.3, 2.0]),
        "by_product": pick([None, True]),
    }
    mixed: list[list[str | None]] = [["t"], ["t", None]]
    units = draw(pick(mixed))
    feeds: list[Row] = [
        {"giver": giver, "taker": taker, "recipe": recipe, "unit": draw(pick(units))}
        | {name: draw(values) for name, values in said.items()}
        for giver, taker, recipe in sorted(keys, key=str)
    ]
    return members, feeds


def products(members: list[Row], feeds: list[Row]) -> dict[str, list[Row]]:
    """Return the rows that `closures` and `requirements` take, by chain."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(members, key=lambda row: (row["chain"], row["product"])):
        own = [feed | {"input": feed["giver"]} for feed in feeds if feed["taker"] == row["product"]]
        inputs = sorted({feed["input"] for feed in own})
        found[row["chain"]].append(row | {"product_id": row["product"], "inputs": inputs, "feeds": own})
    return found


def made(members: list[Row], feeds: list[Row]) -> Technologies:
    return technologies(pl.DataFrame(members, schema=MEMBERS), pl.DataFrame(feeds, schema=FEED))


def names(bits: Bits, chain: list[Row]) -> list[str]:
    return [
        row["product"] for place, row in enumerate(chain) if int(bits[place // WORD]) >> (place % WORD) & 1
    ]


@given(chains())
@settings(max_examples=150, deadline=None)
def test_all_chains_at_once_are_what_each_is_by_itself(drawn: tuple[list[Row], list[Row]]) -> None:
    found, first = made(*drawn), 0
    for number, (name, chain) in enumerate(products(*drawn).items()):
        last, needs, (above, below) = first + len(chain), requirements(chain), closures(chain)
        assert found.chains[number] == name
        assert found.weight[first:last].tolist() == [needs.weight[row["product"]] for row in chain]
        assert bool(found.coefficients[number]) == (needs.basis == "coefficients")
        for place, row in enumerate(chain, first):
            assert names(found.above[place], chain) == sorted(above[row["product"]])
            assert names(found.below[place], chain) == sorted(below[row["product"]])
        first = last


@given(chains())
@settings(max_examples=150, deadline=None)
def test_the_flows_of_all_chains_are_those_of_each(drawn: tuple[list[Row], list[Row]]) -> None:
    found = made(*drawn)
    product = found.members["product"].to_list()
    for number, chain in enumerate(products(*drawn).values()):
        needs = requirements(chain)
        own = np.flatnonzero(found.chain[found.flows.giver] == number)
        ends = [(product[found.flows.giver[one]], product[found.flows.taker[one]]) for one in own]
        assert ends == list(needs.coefficients)
        assert found.flows.share[own].tolist() == list(needs.coefficients.values())
        assert found.flows.amount[own].tolist() == list(needs._flows.values())


def test_a_chain_of_more_products_than_a_word_has_bits_is_closed_too() -> None:
    count = 2 * WORD + 3
    ids = [f"product:p{number:03}" for number in range(count)]
    members = [{"chain": "chain:a", "product": name} for name in ids]
    feeds = [{"giver": one, "taker": other} for one, other in pairwise(ids)]
    found = made(members, feeds)
    assert [int(np.bitwise_count(row).sum()) for row in found.above] == list(range(count))
    assert [int(np.bitwise_count(row).sum()) for row in found.below] == list(range(count))[::-1]


def test_nothing_is_made_of_nothing() -> None:
    found = made([], [])
    assert (found.chains, found.weight.tolist(), found.flows.giver.tolist()) == ([], [], [])


def test_a_park_holds_what_lies_up_to_three_parks_deep_in_it() -> None:
    parks = pl.Series([f"park:{letter}" for letter in "abcde"])
    within = pl.DataFrame({"source": parks[1:], "target": parks[:4]})
    found = nesting(parks, within).sort("park", "site")
    held = found.filter(pl.col("park") == "park:a")["site"].to_list()
    assert held == ["park:a", "park:b", "park:c", "park:d"]
    assert found.height == 4 + 4 + 3 + 2 + 1


def test_what_lies_in_a_park_on_two_grounds_is_there_once() -> None:
    rows = [
        ("company:x", "park:a", ["s:1"]),
        ("company:x", "park:a", ["s:2", "s:3"]),
        ("company:y", "park:a", None),
    ]
    inside = pl.DataFrame(
        rows, orient="row", schema={"thing": pl.String, "park": pl.String, "statements": pl.List(pl.String)}
    )
    assert once(inside).sort("thing")["statements"].to_list() == [["s:2", "s:3"], None]


EXTRA = [
    fact("park:inner", "LOCATED_IN", "park:jia"),
    fact("park:inner", "CHAIN_MEMBER", "chain:watches"),
    fact("product:cell", "CHAIN_MEMBER", "chain:watches", stage="upstream"),
    fact("company:both", "PRODUCES", "product:cell", capacity=3.0, unit="t"),
    fact("company:both", "PRODUCES", "product:cell", capacity=1.0, unit="MW"),
    fact("company:both", "LOCATED_IN", "park:inner"),
    fact("company:both", "LOCATED_IN", "park:yi"),
    fact("company:both", "CHAIN_MEMBER", "chain:battery"),
]


@pytest.mark.parametrize("presence", ["running", "planned"])
def test_each_park_by_itself_has_the_rows_of_the_table_of_all(store: Store, presence: str) -> None:
    store.replace(fold(record([*battery(), *EXTRA])))
    every = ask(store, QUESTION, {"presence": presence}).rows
    for park in ("park:jia", "park:yi", "park:inner"):
        own = ask(store, QUESTION, {"presence": presence, "park": park}).rows
        assert own == [row for row in every if row["park_id"] == park]
    assert len({row["park_id"] for row in every}) == 3


def test_many_parks_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    store = KgliteStore.holding(fold(record([*battery(), *EXTRA])))
    whole = ask(store, QUESTION, {}).rows
    monkeypatch.setattr("chainatlas.queries._covered.AT_ONCE", 2)
    assert ask(store, QUESTION, {}).rows == whole
