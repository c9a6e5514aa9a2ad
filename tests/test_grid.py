"""Places of a sketch: columns and bands that do not touch, headings over their cells, long columns folded."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from chainatlas.viz._grid import COLUMN, MOST_ROWS, ROW, TALL_ROW, Cell, placed
from chainatlas.viz._view import Words

LEFT, RIGHT = Cell(0, Words("左", "left")), Cell(1, Words("右", "right"))
BELOW = Cell(0, Words("下", "below"), band=1)


def test_cells_stand_beside_and_below_each_other_under_their_headings() -> None:
    cells = {"a": LEFT, "b": RIGHT, "c": BELOW}
    places, headings = placed(cells, dict.fromkeys("abc", "Company"), [])
    assert places["b"][0] - places["a"][0] == COLUMN
    assert places["c"][0] == places["a"][0]
    assert places["c"][1] - places["a"][1] > TALL_ROW
    assert [(heading.name.en, heading.x) for heading in headings] == [
        ("left", 0.0),
        ("right", COLUMN),
        ("below", 0.0),
    ]
    assert all(heading.y < places[name][1] for heading, name in zip(headings, "abc", strict=True))


def test_columns_that_nothing_stands_in_take_no_room() -> None:
    cells = {"a": Cell(-3, None), "b": Cell(4, None)}
    places, headings = placed(cells, dict.fromkeys("ab", "Product"), [])
    assert places["b"][0] - places["a"][0] == COLUMN
    assert headings == ()


def test_two_lines_that_would_cross_are_uncrossed() -> None:
    cells = {"a": LEFT, "b": LEFT, "x": RIGHT, "y": RIGHT}
    places, _ = placed(cells, dict.fromkeys("abxy", "Product"), [("a", "y"), ("b", "x")])
    assert (places["a"][1] < places["b"][1]) == (places["y"][1] < places["x"][1])


def test_lines_inside_a_column_or_to_another_band_do_not_order_it() -> None:
    cells = {"a": LEFT, "b": LEFT, "c": BELOW}
    kinds = dict.fromkeys("abc", "Product")
    assert placed(cells, kinds, [("b", "a"), ("a", "c"), ("a", "a")]) == placed(cells, kinds, [])


def test_a_long_column_goes_on_beside_itself_and_pushes_the_next_one_on() -> None:
    names = [f"n{number:03}" for number in range(MOST_ROWS + 2)]
    places, headings = placed(
        dict.fromkeys(names, LEFT) | {"z": RIGHT}, dict.fromkeys([*names, "z"], "Product"), []
    )
    assert {places[name][0] for name in names} == {0.0, COLUMN}
    assert places["z"][0] == 2 * COLUMN
    assert headings[0].x == COLUMN / 2


def test_nothing_has_no_places() -> None:
    assert placed({}, {}, []) == ({}, ())


CELLS = st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 2), st.booleans()), max_size=60)
LINKS = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=60)


@given(CELLS, LINKS)
@settings(max_examples=60, deadline=None)
def test_no_two_marks_touch_and_the_order_of_lines_does_not_matter(
    drawn: list[tuple[int, int, bool]], linked: list[tuple[int, int]]
) -> None:
    cells = {f"{number}": Cell(column, None, band) for number, (column, band, _) in enumerate(drawn)}
    kinds = {f"{number}": "Product" if low else "Park" for number, (_, _, low) in enumerate(drawn)}
    links = [(str(one), str(other)) for one, other in linked if max(one, other) < len(drawn)]
    places, _ = placed(cells, kinds, links)
    for (one, here), (other, there) in combinations(places.items(), 2):
        room = ROW if kinds[one] == kinds[other] == "Product" else (ROW + TALL_ROW) / 2
        assert abs(here[0] - there[0]) >= COLUMN or abs(here[1] - there[1]) >= room, (one, other)
    assert placed(cells, kinds, links[::-1])[0] == places
