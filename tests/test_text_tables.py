"""A table of text whose rows fit is written fast, and as the one that wraps its cells writes it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainatlas.queries._question import Column
from chainatlas.viz import _tables

TEXTS = st.text(max_size=6) | st.sampled_from(
    ["", "示例园区", "a b", "  x", "x  ", "e\u0301", "\u3000全角", " "]
)
LISTS = st.integers(1, 4).flatmap(
    lambda count: st.lists(st.lists(TEXTS, min_size=count, max_size=count), min_size=1, max_size=5)
)


@given(LISTS, st.sampled_from([20, 40, 80, 200]))
@settings(max_examples=300, deadline=None)
def test_a_table_that_fits_is_the_one_that_wraps(rows: list[list[str]], width: int) -> None:
    titles, *lines = [[_tables._printable(text) for text in row] for row in rows]
    found = _tables._spaced(titles, lines, width)
    assert found in ("", _tables._wrapped(titles, lines, width, terminal=False))


@pytest.mark.parametrize(
    ("titles", "line", "width"),
    [
        (["park"], ["two\nlines"], 80),
        (["park", "chain"], ["jia", "battery"], 15),
        ([""], ["x"], 80),
        (["\ud7b0"], [""], 80),
    ],
    ids=["a cell of two lines", "too wide", "a column without name", "a name that takes no room"],
)
def test_what_does_not_fit_is_left_to_the_other(titles: list[str], line: list[str], width: int) -> None:
    assert _tables._spaced(titles, [line], width) == ""
    assert _tables._wrapped(titles, [line], width, terminal=False)


def test_a_table_is_as_wide_as_its_widest_cells_and_one_cell_more_at_each_side() -> None:
    titles, line = ["park", "chain"], ["jia", "battery"]
    assert _tables._spaced(titles, [line], 16) == " park   chain\n ──────────────\n jia    battery\n"


def test_a_long_table_is_written_without_wrapping_any_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("cells were wrapped")

    monkeypatch.setattr(_tables, "_wrapped", refuse)
    monkeypatch.setattr(_tables, "_width", lambda terminal: 200)
    rows = [{"park": f"park {number}", "made": number} for number in range(5000)]
    told = _tables.as_table([Column("park", "园区", "park"), Column("made", "数", "made")], rows, "zh")
    assert len(told.splitlines()) == 5002
    assert told.splitlines()[-1].split() == ["park", "4999", "4999"]
