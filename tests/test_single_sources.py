"""single-sources on a graph worked out by hand.

magnet, copper → generator → turbine ← blade, and grease, which a turbine can do without. M makes magnets,
C and D copper, G generators, B blades, F grease, W turbines. Then G hangs on M, W on G and B and over two
tiers on M; nobody hangs on C, D or F. A product is one tier further away than its maker.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from _facts import Fact, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._standstill import Standstill
from chainatlas.queries._web import Web
from chainatlas.queries.single_sources import QUESTION

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
HANGING = {
    ("m", "magnet", 1), ("m", "g", 1), ("m", "generator", 2), ("m", "w", 2), ("m", "turbine", 3),
    ("g", "generator", 1), ("g", "w", 1), ("g", "turbine", 2),
    ("b", "blade", 1), ("b", "w", 1), ("b", "turbine", 2),
    ("w", "turbine", 1), ("f", "grease", 1),
}  # fmt: skip


def makes(maker: str, product: str, status: str = "running", kind: str = "company") -> Fact:
    return fact(f"{kind}:{maker}", "PRODUCES", f"product:{product}", status=status)


def feeds(one: str, other: str, **said: Any) -> Fact:
    return fact(f"product:{one}", "FEEDS", f"product:{other}", basis="reference", **said)


def wind() -> list[Fact]:
    facts = [makes(maker, product) for maker, product in MAKERS.items()]
    facts += [feeds(one, other) for one, other in FEEDS]
    return [*facts, feeds("grease", "turbine", essential=False)]


def rows(store: Store, facts: Iterable[Fact], **given: str) -> list[dict[str, Any]]:
    raw = {"name": "ore", "is_raw": True, "kind": "raw"}
    store.replace(fold(record(facts, ore=raw)))
    return list(ask(store, QUESTION, given).rows)


def hanging(found: Iterable[dict[str, Any]]) -> set[tuple[str, str, int]]:
    return {(row["source"], row["dependent"], row["tier_observed"]) for row in found}


def test_needs_are_all_needed_and_makers_stand_in_for_each_other(store: Store) -> None:
    found = rows(store, wind())
    assert hanging(found) == HANGING
    assert {(row["source"], row["kills"]) for row in found} == {
        ("m", 5), ("g", 3), ("b", 3), ("w", 1), ("f", 1),
    }  # fmt: skip
    assert {row["others"] for row in found} == {"not recorded"}


def test_the_way_down_is_named_and_rests_on_statements(store: Store) -> None:
    row = next(row for row in rows(store, wind()) if (row["source"], row["dependent"]) == ("m", "w"))
    assert [thing["name"] for thing in row["via"]] == ["generator", "g", "magnet"]
    assert row["basis"] == "reference"
    assert len(row["statements"]) == 5


def test_a_supply_on_record_binds_though_others_could_supply(store: Store) -> None:
    bought = fact("company:c", "SUPPLIES", "company:g", product="product:copper", status="running")
    row = next(
        row for row in rows(store, [*wind(), bought]) if row["dependent"] == "g" and row["source"] == "c"
    )
    assert (row["tier_observed"], row["tier_potential"], row["others"]) == (1, None, "on record")
    assert [thing["name"] for thing in row["substitutes"]] == ["d"]


def test_a_supply_of_an_unstated_product_binds_nobody(store: Store) -> None:
    assert hanging(rows(store, [*wind(), fact("company:c", "SUPPLIES", "company:g")])) == HANGING


@pytest.mark.parametrize("status", ["denied", "closed", "suspended", "planned"])
def test_a_second_maker_that_does_not_count_changes_nothing(store: Store, status: str) -> None:
    assert hanging(rows(store, [*wind(), makes("n", "magnet", status)])) == HANGING


def test_a_second_maker_frees_all_that_hung_on_the_first(store: Store) -> None:
    found = rows(store, [*wind(), makes("n", "magnet", "planned")], presence="planned")
    assert hanging(found) == {row for row in HANGING if row[0] != "m"}


def test_two_ways_of_making_it_leave_nobody_in_need_of_either(store: Store) -> None:
    ways = [feeds("a", "x", recipe="one"), feeds("b", "x", recipe="two")]
    facts = [*ways, makes("fa", "a"), makes("fb", "b"), makes("fx", "x")]
    assert hanging(rows(store, facts)) == {("fa", "a", 1), ("fb", "b", 1), ("fx", "x", 1)}


def test_one_named_way_beside_common_inputs_is_a_variant_only(store: Store) -> None:
    facts = [
        feeds("a", "x", recipe="one"),
        feeds("b", "x"),
        makes("fa", "a"),
        makes("fb", "b"),
        makes("fx", "x"),
    ]
    assert ("fa", "fx", 1) not in hanging(rows(store, facts))
    assert ("fb", "fx", 1) in hanging(rows(store, facts))


def test_a_need_on_record_goes_before_the_technology(store: Store) -> None:
    need = fact("company:g", "NEEDS", "product:magnet", status="running")
    copper = makes("c", "copper")
    facts = [makes("g", "generator"), feeds("copper", "generator"), feeds("magnet", "generator"), copper]
    assert ("c", "g", 1) in hanging(rows(store, facts))
    assert hanging(rows(store, [*facts, need, makes("m", "magnet")])) >= {("m", "g", 1)}
    assert ("c", "g", 1) not in hanging(rows(store, [*facts, need]))


def test_nobody_hangs_on_the_only_mine_or_on_himself(store: Store) -> None:
    facts = [feeds("ore", "x"), feeds("x", "y"), makes("mine", "ore"), makes("f", "x"), makes("f", "y")]
    assert hanging(rows(store, facts)) == {("f", "x", 1), ("f", "y", 1)}


def test_two_plants_of_one_firm_hang_on_that_firm(store: Store) -> None:
    facts = [makes("one", "x", kind="project"), makes("two", "x", kind="project")]
    facts += [fact("company:f", "DEVELOPS", f"project:{name}") for name in ("one", "two")]
    assert hanging(rows(store, facts)) == {("f", "x", 1)}


def test_two_who_feed_only_each_other_stop_each_other(store: Store) -> None:
    facts = [
        feeds("a", "b"),
        feeds("b", "a"),
        makes("fa", "a"),
        makes("fb", "b"),
        makes("fc", "c"),
        feeds("b", "c"),
    ]
    assert {row for row in hanging(rows(store, facts)) if row[1].startswith("f")} == {
        ("fa", "fb", 1), ("fb", "fa", 1), ("fb", "fc", 1), ("fa", "fc", 2),
    }  # fmt: skip


def test_a_park_keeps_what_hangs_in_it_or_in_a_park_inside(store: Store) -> None:
    inside = [fact("company:w", "LOCATED_IN", "park:inner"), fact("park:inner", "LOCATED_IN", "park:outer")]
    found = hanging(rows(store, [*wind(), *inside], park="outer"))
    assert found == {row for row in HANGING if row[1] in ("w", "turbine")}


def test_an_unrelated_firm_and_the_order_of_the_facts_change_nothing(store: Store) -> None:
    before = rows(store, wind())
    other = [fact("company:x", "LOCATED_IN", "park:yi"), fact("company:x", "NEEDS", "product:milk")]
    assert rows(store, [*wind()[::-1], *other]) == before


Ons = list[list[int]]


def works(every: list[bool], on: Ons, gone: int) -> set[int]:
    """Return what can begin to work without a part, tried out one after the other."""
    found: set[int] = set()
    while True:
        more = {
            part
            for part, below in enumerate(on)
            if part != gone and (not below or (all if every[part] else any)(one in found for one in below))
        }
        if more <= found:
            return found
        found |= more


def web_of(every: list[bool], on: Ons) -> Web:
    ties = np.array([(part, one) for part, below in enumerate(on) for one in below], np.int64).reshape(-1, 2)
    return Web.of(np.array(every), ties[:, 0], ties[:, 1])


def drawn(chance: random.Random, count: int) -> tuple[list[bool], Ons]:
    on = [chance.sample(range(count), chance.choice([0, 0, 1, 2, 2])) for _ in range(count)]
    return [chance.random() < 0.5 for _ in range(count)], on


def test_the_fixpoint_is_what_taking_away_one_by_one_gives() -> None:
    chance, tried = random.Random(7), 0
    for _ in range(300):
        every, on = drawn(chance, 10)
        if len(works(every, on, gone=-1)) < 10:
            continue
        tried += 1
        found = Standstill(web_of(every, on), np.arange(10), np.arange(10))
        for gone in range(10):
            assert set(np.flatnonzero(found.by(gone))) == set(range(10)) - works(every, on, gone)
    assert tried > 20


def test_a_ring_that_nothing_feeds_stops_only_by_what_it_hangs_on() -> None:
    # 0 and 1 need each other, and 1 needs 2 as well; 3 is content with any of 0 and 4
    web = web_of([True, True, True, False, True], [[1], [0, 2], [], [0, 4], []])
    found = Standstill(web, np.array([0, 2, 4]), np.array([0, 1, 2]))
    assert found.told(np.arange(5)).tolist() == [
        [True, True, False],
        [True, True, False],
        [False, True, False],
        [False, False, False],
        [False, False, True],
    ]


def test_more_failures_than_a_word_has_bits_are_told_apart() -> None:
    every, on = drawn(random.Random(3), 150)
    web, all_ = web_of(every, on), np.arange(150)
    found = Standstill(web, all_, all_)
    for gone in all_:
        assert (found.by(int(gone)) == Standstill(web, np.array([gone]), np.zeros(1, np.int64)).by(0)).all()


def test_what_stops_a_part_is_among_what_it_goes_on_of() -> None:
    for seed in range(20):
        every, on = drawn(random.Random(seed), 30)
        web = web_of(every, on)
        found = Standstill(web, np.arange(30), np.arange(30)).told(np.arange(30))
        for part in range(30):
            assert set(np.flatnonzero(found[part])) <= set(web.proof(np.array([part])))


def test_of_many_parts_each_has_its_level_and_stops() -> None:
    half = 60_000
    web = Web.of(np.ones(2 * half, bool), np.arange(half, 2 * half), np.arange(half))
    assert np.array_equal(web.level, np.repeat([0, 1], half))
    found = Standstill(web, np.array([half - 1]), np.zeros(1, np.int64))
    assert np.flatnonzero(found.by(0)).tolist() == [half - 1, 2 * half - 1]
