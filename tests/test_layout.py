"""Positions of a chain: columns follow the inputs, cycles do not hang, and few lines cross."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chainatlas.viz._layout import columns, crossings

UP, MID, DOWN = 0, 1, 2


def test_inputs_stand_left_of_what_they_feed() -> None:
    stages = dict.fromkeys("abcd", MID)
    assert columns(stages, [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]) == [
        (MID, ["a"]),
        (MID, ["b"]),
        (MID, ["c"]),
        (MID, ["d"]),
    ]


def test_stages_stand_in_their_order_whatever_feeds_what() -> None:
    found = columns({"ore": UP, "steel": MID, "tower": DOWN}, [("tower", "ore")])
    assert [stage for stage, _ in found] == [UP, MID, DOWN]


def test_a_cycle_shares_a_column() -> None:
    assert columns(dict.fromkeys("ab", UP), [("a", "b"), ("b", "a")]) == [(UP, ["a", "b"])]


def test_two_crossed_lines_are_uncrossed() -> None:
    stages = {"a": UP, "b": UP, "x": MID, "y": MID}
    links = [("a", "y"), ("b", "x")]
    found = [names for _, names in columns(stages, links)]
    assert crossings([["a", "b"], ["x", "y"]], links) == 1
    assert crossings(found, links) == 0


def test_nothing_has_no_columns() -> None:
    assert columns({}, [("a", "b")]) == []


LINKS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=60)


@given(LINKS, st.lists(st.integers(0, 2), min_size=20, max_size=20))
@settings(max_examples=60, deadline=None)
def test_every_product_stands_once_and_twice_the_same(
    links: list[tuple[int, int]], stages: list[int]
) -> None:
    named = {f"p{i:02}": stage for i, stage in enumerate(stages)}
    joined = [(f"p{one:02}", f"p{other:02}") for one, other in links]
    found = columns(named, joined)
    assert sorted(name for _, names in found for name in names) == sorted(named)
    assert columns(named, list(reversed(joined))) == found
