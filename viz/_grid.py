"""Where the marks of a sketch stand: cells of a grid of columns and bands, each under its heading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chainatlas.viz._layout import ordered
from chainatlas.viz._view import Heading, Words

COLUMN = 280.0
ROW = 62.0
"""The height of a mark that has its name inside."""
TALL_ROW = 100.0
"""The height of a mark that has its name below it, in up to two lines."""
INSIDE = ("Product",)
HEADING = 22.0
"""How far above its cell a heading stands."""
BAND = 110.0
"""The room between two bands, where the headings of the lower one stand."""
SWEEPS = 4
"""A few sweeps find nearly all that there is to find, and the site draws thousands of pictures."""
MOST_ROWS = 24
"""A cell of more marks goes on beside itself."""

Places = dict[str, tuple[float, float]]
Grid = dict[int, dict[int, list[list[str]]]]
"""For each band, and each column in it, the marks from top to bottom in one stack or several."""


@dataclass(frozen=True)
class Cell:
    """A place for marks of one sort: a column, counted from left to right, and a band, from top to bottom.

    One without a name has no heading.
    """

    column: int
    name: Words | None
    band: int = 0


def placed(
    cells: Mapping[str, Cell], kinds: Mapping[str, str], links: Iterable[tuple[str, str]]
) -> tuple[Places, tuple[Heading, ...]]:
    """Return where marks stand, and the headings of their cells.

    Parameters
    ----------
    cells : mapping
        The cell of each mark; of two marks that could stand at one place the first stands above.
    kinds : mapping
        The label of each mark, which gives its height.
    links : iterable
        Pairs of marks that lines will join; inside a band they are crossed as little as can be.

    """
    grid = _grid(cells, links)
    lefts = _lefts(grid)
    names = {(cell.band, cell.column): cell.name for cell in reversed(list(cells.values())) if cell.name}
    places: Places = {}
    headings: list[Heading] = []
    top = 0.0
    for band, columns in grid.items():
        top += BAND if places and any((band, column) in names for column in columns) else 0.0
        for column, stacks in columns.items():
            stood = dict(_standing(stacks, kinds, lefts[column], top))
            places |= stood
            if name := names.get((band, column)):
                headings.append(Heading(name, _middle(stood), top - HEADING))
        top += max(_height(stack, kinds) for stacks in columns.values() for stack in stacks)
    return places, tuple(headings)


def _grid(cells: Mapping[str, Cell], links: Iterable[tuple[str, str]]) -> Grid:
    """Sort the marks into bands and columns, order each column, and fold one that is too long."""
    bands: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, cell in cells.items():
        bands[cell.band][cell.column].append(name)
    names = list(cells)
    rank = {name: f"{number:06}" for number, name in enumerate(names)}
    joined = sorted({(rank[one], rank[other]) for one, other in links if one != other})
    grid: Grid = {}
    for band in sorted(bands):
        columns = sorted(bands[band])
        found = _uncrossed([[rank[name] for name in bands[band][column]] for column in columns], joined)
        named = [[names[int(number)] for number in numbers] for numbers in found]
        grid[band] = {column: _folded(order) for column, order in zip(columns, named, strict=True)}
    return grid


def _uncrossed(columns: list[list[str]], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Order columns by the links between them; those inside of one say nothing of its order."""
    column = {name: number for number, names in enumerate(columns) for name in names}
    between = [
        (one, other)
        for one, other in links
        if one in column and other in column and column[one] != column[other]
    ]
    return ordered(columns, between, SWEEPS)


def _folded(names: list[str]) -> list[list[str]]:
    """Break a column into stacks of about the same height."""
    stacks = -(-len(names) // MOST_ROWS)
    rows = -(-len(names) // stacks)
    return [names[start : start + rows] for start in range(0, len(names), rows)]


def _lefts(grid: Grid) -> dict[int, float]:
    """Return the x of the first stack of each column, in which the widest band fits."""
    widths: dict[int, int] = {}
    for columns in grid.values():
        for column, stacks in columns.items():
            widths[column] = max(widths.get(column, 0), len(stacks))
    lefts, x = {}, 0.0
    for column in sorted(widths):
        lefts[column] = x
        x += widths[column] * COLUMN
    return lefts


def _standing(
    stacks: list[list[str]], kinds: Mapping[str, str], left: float, top: float
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Place the marks of each stack one below the other, the first ones of all stacks beside each other."""
    for number, names in enumerate(stacks):
        y = top
        for name in names:
            yield name, (left + number * COLUMN, y + _row(name, kinds) / 2)
            y += _row(name, kinds)


def _height(names: Iterable[str], kinds: Mapping[str, str]) -> float:
    return sum(_row(name, kinds) for name in names)


def _row(name: str, kinds: Mapping[str, str]) -> float:
    return ROW if kinds[name] in INSIDE else TALL_ROW


def _middle(places: Places) -> float:
    across = [x for x, _ in places.values()]
    return (min(across) + max(across)) / 2
