"""Rows of an answer that stay columns, and where their statements stand: either is made when it is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

import polars as pl

from chainatlas.queries._question import Row

AT_ONCE = 8192
"""How many rows are made of columns together, and how many statements are looked up."""


class Table(Sequence[Row]):
    """Rows that stay columns until they are read; each time they are read they are made anew.

    `cut` gives the rows from a place to below another as a frame.
    """

    def __init__(self, height: int, cut: Callable[[int, int], pl.DataFrame]) -> None:
        """Make nothing yet."""
        self._height, self._cut = height, cut

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._height

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """Return one row, or those of a slice as a list."""
        if isinstance(place, int):
            number = range(len(self))[place]
            return self._cut(number, number + 1).row(0, named=True)
        numbers = range(len(self))[place]
        if not numbers:
            return []
        first, last = sorted((numbers[0], numbers[-1]))
        rows = self._cut(first, last + 1).rows(named=True)
        return [rows[number - first] for number in numbers]

    def __iter__(self) -> Iterator[Row]:
        """Yield each row."""
        return (row for part in self.parts() for row in part)

    def __eq__(self, other: object) -> bool:
        """Tell whether the rows are those of another table or list."""
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(one == two for one, two in zip(self, other, strict=True))

    def parts(self) -> Iterator[list[Row]]:
        """Yield the rows, so many at once that memory stays small."""
        return (part.rows(named=True) for part in self.frames())

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows as columns, as many at once."""
        places = range(0, len(self), AT_ONCE)
        return (self._cut(first, min(first + AT_ONCE, len(self))) for first in places)

    def frame(self) -> pl.DataFrame:
        """Return all rows as one frame."""
        return self._cut(0, len(self))


class Evidence(Mapping[str, Row]):
    """Where the statements stand that the rows of a table name; looked up many at once when one is read.

    `read` tells of the statements with some ids, given in order, where those stand that there are.
    """

    def __init__(self, table: Table, read: Callable[[Sequence[str]], dict[str, Row]]) -> None:
        """Look nothing up yet."""
        self._table, self._read = table, read
        self._held: tuple[int, dict[str, Row]] = (-1, {})

    @cached_property
    def _ids(self) -> pl.Series:
        """Give the id of each statement that a row names, in order."""
        parts = (part["statements"].explode().drop_nulls().unique() for part in self._table.frames())
        return pl.concat([pl.Series("statements", [], pl.String), *parts]).unique().sort()

    @cached_property
    def _firsts(self) -> list[str]:
        """Give the first id of what is looked up together."""
        return self._ids.gather_every(AT_ONCE).to_list()

    def _part(self, number: int) -> dict[str, Row]:
        """Return what is looked up together as the part of this number."""
        if self._held[0] != number:
            first = max(0, number * AT_ONCE)
            self._held = (number, self._read(self._ids[first : first + AT_ONCE].to_list()))
        return self._held[1]

    def parts(self) -> Iterator[dict[str, Row]]:
        """Yield all that there is, so much at once that memory stays small."""
        return (self._part(number) for number in range(len(self._firsts)))

    def __getitem__(self, name: str) -> Row:
        """Return where a statement stands."""
        held = self._held[1]
        return held[name] if name in held else self._part(bisect_right(self._firsts, name) - 1)[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids in order."""
        return (name for part in self.parts() for name in part)

    def __len__(self) -> int:
        """Return how many statements there are."""
        return sum(map(len, self.parts()))
