"""The layout of networks: the same in any order, a spot for each thing, neighbours and communities near."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import combinations
from statistics import mean
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from chainatlas.viz._force import ROOM, communities, pivot_mds, positions
from chainatlas.viz._spread import NEAREST

Link = tuple[str, str]
Places = dict[str, tuple[int, int]]
NAMES = [f"thing:{number:02}" for number in range(24)]
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=60)


def rings(count: int, size: int) -> list[Link]:
    """Return rings with chords, each joined to the next by one link."""
    found = []
    for ring in range(count):
        names = [f"thing:{ring}-{number:03}" for number in range(size)]
        found += [(names[place], names[(place + step) % size]) for place in range(size) for step in (1, 2)]
        found.append((names[0], f"thing:{(ring + 1) % count}-{size // 2:03}"))
    return found


def names_of(links: Iterable[Link]) -> list[str]:
    return sorted({end for link in links for end in link})


def apart(places: Places, one: str, other: str) -> float:
    (x, y), (u, v) = places[one], places[other]
    return float(np.hypot(x - u, y - v))


def overlaps(places: Places, share: float) -> int:
    """Return how many pairs have less than this share of their room for labels."""
    return len(cKDTree(np.array(list(places.values())) / ROOM).query_pairs(share, p=np.inf))


@settings(max_examples=60, deadline=None)
@given(LINKS, st.randoms(use_true_random=False))
def test_any_order_of_things_and_links_gives_the_same_places(
    links: list[Link], chance: random.Random
) -> None:
    names, turned = list(NAMES), [(other, one) for one, other in links] + links[:3]
    chance.shuffle(names)
    chance.shuffle(turned)
    assert positions(names, turned) == positions(NAMES, links)
    assert communities(names, turned) == communities(NAMES, links)


@settings(max_examples=60, deadline=None)
@given(LINKS)
def test_every_thing_has_a_spot_of_its_own_with_room_for_its_label(links: list[Link]) -> None:
    places = positions(NAMES, links)
    assert sorted(places) == NAMES
    assert all(type(x) is int and type(y) is int for x, y in places.values())
    assert len(set(places.values())) == len(NAMES)
    assert overlaps(places, 0.9) == 0


@settings(max_examples=30, deadline=None)
@given(LINKS, st.lists(st.integers(0, 3), min_size=len(NAMES), max_size=len(NAMES)))
def test_parts_may_be_any_even_without_links_inside(links: list[Link], parts: list[int]) -> None:
    places = positions(NAMES, links, dict(zip(NAMES, parts, strict=True)))
    assert len(set(places.values())) == len(NAMES)
    assert max(max(map(abs, place)) for place in places.values()) < 20_000


def test_linked_things_are_nearer_than_others() -> None:
    links = rings(6, 30)
    places = positions(names_of(links), links)
    near = mean(apart(places, *link) for link in links)
    far = mean(apart(places, *pair) for pair in combinations(places, 2))
    assert near < far / 4


def test_communities_are_found_numbered_by_size_and_kept_together() -> None:
    links = [*rings(4, 30), *((f"thing:big-{one:02}", f"thing:big-{one % 7:02}") for one in range(45))]
    links += [(f"thing:big-{one:02}", f"thing:big-{one + 1:02}") for one in range(44)]
    found = communities(names_of(links), links)
    members = [[name for name in found if found[name] == number] for number in range(max(found.values()) + 1)]
    assert list(map(len, members)) == sorted(map(len, members), reverse=True)
    ring = [{name for name in found if name.startswith(f"thing:{number}-")} for number in range(4)]
    assert all(set(group) in ring or not set(group) & ring[0] for group in members)
    places = positions(names_of(links), links)
    nearest = {
        name: min((o for o in places if o != name), key=lambda o: apart(places, name, o)) for name in places
    }
    assert mean(found[name] == found[other] for name, other in nearest.items()) > 0.8


def test_components_stand_beside_each_other_and_loose_things_after_them_in_rows() -> None:
    links = [("a:1", "a:2"), ("a:2", "a:3"), ("a:3", "a:1"), ("b:1", "b:2")]
    loose = [f"c:{number:02}" for number in range(12)]
    places = positions([*names_of(links), *loose], links)
    boxes = [[places[name] for name in places if name.startswith(key)] for key in ("a", "b")]
    (left, right), (low, high) = ([min(x for x, _ in box), max(x for x, _ in box)] for box in boxes)
    assert right < low or high < left
    assert max(places[name][1] for name in loose) >= max(y for box in boxes for _, y in box)
    assert 2 <= len({places[name][1] for name in loose}) <= 6
    assert overlaps(places, 0.97) == 0


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_the_smallest_networks_are_placed_too(count: int) -> None:
    names = NAMES[:count]
    for links in ([], list(combinations(names, 2))):
        assert len(set(positions(names, links).values())) == count


def test_a_path_is_unrolled_by_its_distances_to_pivots() -> None:
    """Torgerson's scaling of points on a line gives back the line, up to its direction."""
    size = 80
    ends = np.arange(size - 1)
    half = csr_array((np.ones(size - 1), (ends, ends + 1)), shape=(size, size))
    x = pivot_mds(half + half.T)[:, 0]
    steps = np.diff(x)
    assert np.all(steps > 0) or np.all(steps < 0)


def test_a_star_is_spread_around_its_middle() -> None:
    links = [("thing:hub", name) for name in NAMES]
    places = positions(["thing:hub", *NAMES], links)
    middle = np.mean([places[name] for name in NAMES], axis=0)
    assert np.abs(np.array(places["thing:hub"]) - middle).max() < 2 * ROOM.max()
    assert len(NAMES) > NEAREST


def test_two_thousand_things_take_little_time() -> None:
    links = rings(20, 100)
    names = names_of(links)
    started = process_time()
    places = positions(names, links)
    assert process_time() - started < 6
    assert overlaps(places, 0.9) == 0
