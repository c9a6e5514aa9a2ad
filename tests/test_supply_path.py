"""supply-path on a graph worked out by hand.

ore → oxide → magnet → generator. M makes magnets and sells them to W; N makes magnets and sells steel to W;
G needs magnets and makes generators, K makes generators. W's project P makes generators.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from _facts import Fact, fact, record

from chainatlas.graph.errors import UnknownName
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._hops import FAR, Hops, simple_paths
from chainatlas.queries.supply_path import QUESTION


def makes(maker: str, product: str, status: str = "running") -> Fact:
    return fact(maker, "PRODUCES", f"product:{product}", status=status)


def feeds(one: str, other: str, **said: Any) -> Fact:
    return fact(f"product:{one}", "FEEDS", f"product:{other}", basis="reference", **said)


def magnets() -> list[Fact]:
    return [
        feeds("ore", "oxide"),
        feeds("oxide", "magnet"),
        feeds("magnet", "generator"),
        makes("company:m", "magnet"),
        makes("company:n", "magnet"),
        makes("company:g", "generator"),
        makes("company:k", "generator"),
        makes("project:p", "generator"),
        fact("company:w", "DEVELOPS", "project:p"),
        fact("company:g", "NEEDS", "product:magnet", status="running"),
        fact("company:m", "SUPPLIES", "company:w", status="running"),
        fact("company:n", "SUPPLIES", "company:w", product="product:steel", status="running"),
    ]


def paths(store: Store, facts: Iterable[Fact], start: str, end: str, **given: Any) -> list[str]:
    store.replace(fold(record(facts)))
    found: dict[int, list[str]] = {}
    for row in ask(store, QUESTION, {"start": start, "end": end, **given}).rows:
        assert row["statements"]
        found.setdefault(row["path"], [row["giver"]]).append(row["taker"])
        assert row["step"] == len(found[row["path"]]) - 1
    return [" ".join(names) for names in found.values()]


def test_paths_come_shortest_first_and_each_passes_nothing_twice(store: Store) -> None:
    assert paths(store, magnets(), "ore", "w") == ["ore oxide magnet m w", "ore oxide magnet generator p w"]


OVER = {
    "supplies": ("m", "w", ["m w"]),
    "technology": ("m", "w", ["m magnet generator p w"]),
    "both": ("m", "w", ["m w", "m magnet generator p w"]),
}


@pytest.mark.parametrize("over", OVER)
def test_a_path_goes_only_over_what_is_asked_for(store: Store, over: str) -> None:
    start, end, expected = OVER[over]
    assert paths(store, magnets(), start, end, over=over, hops=4) == expected


def test_each_hop_tells_its_basis_and_what_is_supplied(store: Store) -> None:
    store.replace(fold(record(magnets())))
    rows = ask(store, QUESTION, {"start": "oxide", "end": "w", "paths": 1}).rows
    assert [(row["hop"], row["basis"]) for row in rows] == [
        ("feeds", "reference"), ("made by", "stated"), ("supplies", "stated"),
    ]  # fmt: skip
    (row,) = ask(store, QUESTION, {"start": "n", "end": "w", "paths": 1}).rows
    assert [thing["name"] for thing in row["products"]] == ["steel"]


def test_a_firm_sells_what_it_makes_where_the_supply_names_another_product(store: Store) -> None:
    facts = [one for one in magnets() if one[0] != "company:m" and one[0] != "project:p"]
    assert paths(store, facts, "magnet", "w") == []


def test_two_makers_of_one_product_do_not_supply_each_other(store: Store) -> None:
    assert paths(store, magnets(), "m", "n") == []
    assert paths(store, magnets(), "g", "k") == []
    assert paths(store, magnets(), "magnet", "k") == ["magnet generator k"]


def test_a_product_does_not_lead_to_who_makes_it(store: Store) -> None:
    assert paths(store, magnets(), "generator", "p") == []
    assert paths(store, magnets(), "generator", "w") == []


def test_a_need_is_followed_only_into_what_is_made_of_it(store: Store) -> None:
    facts = [*magnets(), makes("company:g", "toy")]
    assert paths(store, facts, "magnet", "toy") == []
    unknown = fact("company:g", "NEEDS", "product:paint", status="running")
    assert paths(store, [*facts, unknown], "paint", "toy") == ["paint g toy"]


def test_the_number_and_the_length_of_paths_are_bounded(store: Store) -> None:
    facts = [feeds("a", "c"), feeds("a", "b"), feeds("b", "c")]
    assert paths(store, facts, "a", "c") == ["a c", "a b c"]
    assert paths(store, facts, "a", "c", paths=1) == ["a c"]
    assert paths(store, facts, "a", "c", hops=1) == ["a c"]
    assert paths(store, facts, "b", "a") == []


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_leads_nowhere(store: Store, status: str) -> None:
    facts = [feeds("a", "b"), makes("company:x", "b", status)]
    assert paths(store, facts, "a", "x") == []


def test_a_cycle_ends(store: Store) -> None:
    facts = [feeds("a", "b"), feeds("b", "c"), feeds("c", "a"), feeds("c", "d")]
    assert paths(store, facts, "a", "d", hops=10) == ["a b c d"]
    assert paths(store, facts, "d", "a", hops=10) == []
    assert paths(store, facts, "a", "a") == []


def test_several_recipes_are_one_hop_with_all_their_statements(store: Store) -> None:
    store.replace(fold(record([feeds("a", "b", recipe="one"), feeds("a", "b", recipe="two")])))
    (row,) = ask(store, QUESTION, {"start": "a", "end": "b"}).rows
    assert len(row["statements"]) == 2


def test_an_unrelated_firm_and_the_order_of_the_facts_change_nothing(store: Store) -> None:
    before = paths(store, magnets(), "ore", "w")
    assert paths(store, [*magnets()[::-1], makes("company:x", "milk")], "ore", "w") == before


def test_a_name_that_a_firm_and_a_product_share_must_be_told_apart(kglite_store: Store) -> None:
    facts = [*magnets(), makes("company:magnet", "oxide")]
    with pytest.raises(UnknownName, match=r"2: .*write the id"):
        paths(kglite_store, facts, "magnet", "w")
    assert paths(kglite_store, facts, "product:magnet", "w", paths=1) == ["magnet m w"]
    with pytest.raises(UnknownName, match="no company or product or project"):
        paths(kglite_store, facts, "park:x", "w")


def fed(*ends: tuple[int, int]) -> Hops:
    one, other = (np.array(side) for side in zip(*ends, strict=True))
    return Hops(1 + int(max(one.max(), other.max())), {"feeds": (one, other)})


def test_many_dead_ends_do_not_slow_the_search() -> None:
    layers = [(6 * i + j, 6 * i + 6 + k) for i in range(9) for j in range(6) for k in range(6)]
    found = simple_paths(fed(*layers, (54, 60)), 0, 60, 10)
    assert len([next(found) for _ in range(100)]) == 100


def test_the_hops_left_are_counted_by_the_hop_before_and_only_so_far() -> None:
    hops = Hops(4, {"makes": (np.array([0]), np.array([1])), "made by": (np.array([1]), np.array([3]))})
    left = hops.left(3, 6)
    assert [int(left[kind][1]) for kind in ("", "feeds", "makes")] == [1, 1, FAR]
    assert fed((0, 1), (1, 2), (2, 3)).left(3, 2)["feeds"].tolist() == [FAR, 2, 1, 0]


def test_paths_pass_through_nothing_twice_and_the_first_numbers_come_first() -> None:
    found = simple_paths(fed((0, 2), (0, 1), (1, 3), (2, 3), (2, 1), (1, 2)), 0, 3, 9)
    assert [[hop[2] for hop in path] for path in found] == [[1, 3], [2, 3], [1, 2, 3], [2, 1, 3]]
