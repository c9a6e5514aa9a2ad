"""Numbers of parks and products tell the same as trying out each pair of parks and each feed."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._country import Country
from chainatlas.queries._overlap import Overlap
from chainatlas.queries._ranges import Ranges
from chainatlas.queries.duplicates import QUESTION

PARKS, GOODS, FIRMS = (
    tuple(f"{kind}{number}" for number in range(6)) for kind in ("park:p", "product:g", "company:f")
)
Made = dict[str, set[str]]


def run(source: str, kind: str, target: str, **said: Any) -> Fact:
    return fact(source, kind, target, status="running", **said)


def drawn(seed: int) -> tuple[list[Fact], Made, list[tuple[str, str]], list[tuple[str, str]]]:
    """Return facts, what each park makes, what feeds what, and which park supplies which."""
    chance = random.Random(seed)
    home = {firm: chance.choice(PARKS[:4]) for firm in FIRMS}
    made = {(firm, good) for firm in FIRMS for good in chance.sample(GOODS, 2)}
    feeds = sorted({(chance.choice(GOODS), chance.choice(GOODS)) for _ in range(9)})
    sold = sorted({(chance.choice(FIRMS), chance.choice(FIRMS)) for _ in range(9)})
    facts = [run(firm, "LOCATED_IN", park) for firm, park in home.items()]
    facts += [run(firm, "PRODUCES", good) for firm, good in sorted(made)]
    facts += [run(one, "FEEDS", other) for one, other in feeds]
    facts += [run(one, "SUPPLIES", other) for one, other in sold]
    goods = {park: {good for firm, good in made if home[firm] == park} for park in sorted(set(home.values()))}
    links = [(home[one], home[other]) for one, other in sold if home[one] != home[other]]
    return facts, goods, feeds, links


def ranges(facts: list[Fact]) -> Ranges:
    return Ranges.of(Country(KgliteStore.holding(fold(record(facts)))), "planned")


def shared(goods: set[str], made: Made) -> set[str]:
    return {good for good in goods if sum(good in own for own in made.values()) > 1}


@pytest.mark.parametrize("seed", range(20))
def test_products_in_common_are_those_that_both_parks_make(seed: int) -> None:
    facts, made, _, _ = drawn(seed)
    found, parks = ranges(facts), list(made)
    common = found.common(found.numbers(parks))
    assert [common[place][place] for place in range(len(parks))] == [len(made[park]) for park in parks]
    for one, other in combinations(range(len(parks)), 2):
        assert common[one][other] == common[other][one] == len(made[parks[one]] & made[parks[other]])
    everything = set[str]().union(*made.values())
    spread = found.products.filter(found.spread().tolist())
    assert set(spread) == shared(everything, made)


@pytest.mark.parametrize("seed", range(20))
def test_a_feed_counts_unless_only_one_park_makes_both_its_ends(seed: int) -> None:
    facts, made, feeds, _ = drawn(seed)
    found, (one, other) = ranges(facts), sorted(made)[:2]
    makers = {good: {park for park in (one, other) if good in made[park]} for good in GOODS}
    expected = [
        (start, end)
        for start, end in feeds
        if makers[start] and makers[end] and (len(makers[start]) > 1 or makers[start] != makers[end])
    ]
    places = found.feeding(found.numbers([one, other]))
    assert found.feeds[places].select("source", "target").rows() == sorted(expected)


@pytest.mark.parametrize("seed", range(20))
def test_links_are_the_supplies_from_one_of_the_parks_to_another(seed: int) -> None:
    facts, made, _, links = drawn(seed)
    found, parks = ranges(facts), sorted(made)[:3]
    places = found.links.among(found.numbers(parks), found.parks.len())
    ends = [found.parks.gather(end[places]) for end in (found.links.start, found.links.end)]
    assert sorted(zip(*ends, strict=True)) == sorted(link for link in links if {*link} <= {*parks})


@pytest.mark.parametrize("seed", range(5))
def test_a_park_is_told_what_the_country_is_told_of_its_products(store: Store, seed: int) -> None:
    facts, made, _, _ = drawn(seed)
    store.replace(fold(record(facts)))
    whole = ask(store, QUESTION, {}).rows
    for park in made:
        own = [row for row in whole if row["product_id"] in made[park]]
        assert ask(store, QUESTION, {"park": park}).rows == own


def test_what_is_kept_of_a_store_is_made_anew_for_another_graph(tmp_path: Path) -> None:
    store = KgliteStore(tmp_path / "a.kgl")
    for seed in range(3):
        facts, made, _, _ = drawn(seed)
        store.replace(fold(record(facts)))
        everything = set[str]().union(*made.values())
        assert Overlap(store, "", "planned").makers.keys() == shared(everything, made)
