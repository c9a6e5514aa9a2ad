"""Marks and lines of a picture as columns for its page: each value once, smaller and quicker than objects."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from chainatlas.viz._view import Line, Mark, Words

Column = dict[str, list[Any]]
NAMES = attrgetter("name.zh", "name.en")
DECIMALS = 2
"""A hundredth of a pixel: more digits of a place would be seen by nobody."""


def mark_columns(marks: Sequence[Mark], **more: Column) -> dict[str, Any]:
    """Return the table of marks, and `more` columns of it."""
    return _table(
        len(marks),
        id={"values": [mark.id for mark in marks]},
        name={"values": [mark.name for mark in marks]},
        kind=_coded(mark.kind for mark in marks),
        x={"values": [round(mark.x, DECIMALS) for mark in marks]},
        y={"values": [round(mark.y, DECIMALS) for mark in marks]},
        group=_coded(mark.group for mark in marks),
        missing=_coded(mark.missing for mark in marks),
        facts=_coded(mark.facts for mark in marks),
        statements=_coded(tuple(mark.statements) for mark in marks),
        words=_coded(tuple(mark.words) for mark in marks),
        facets=_coded((tuple(mark.facets.items()) for mark in marks), dict),
        cluster=_coded(mark.cluster for mark in marks),
        size=_coded(mark.size for mark in marks),
        **more,
    )


def line_columns(lines: Sequence[Line], marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the table of lines; source and target are numbers of marks."""
    number = {mark.id: place for place, mark in enumerate(marks)}
    return _table(
        len(lines),
        source={"values": [number[line.source] for line in lines]},
        target={"values": [number[line.target] for line in lines]},
        kind=_coded(line.kind for line in lines),
        name=_coded(map(NAMES, lines), lambda name: Words(*name)),
        dashed=_coded(line.dashed for line in lines),
        facts=_coded(line.facts for line in lines),
        statements=_coded(tuple(line.statements) for line in lines),
        facets=_coded((tuple(line.facets.items()) for line in lines), dict),
        width=_coded(line.width for line in lines),
        bend=_coded(line.bend for line in lines),
    )


def _table(count: int, **columns: Column) -> dict[str, Any]:
    """Return a table in which a column that all rows share has one value."""
    return {"count": count, "columns": columns}


def _coded(keys: Iterable[Hashable], shown: Callable[[Any], Any] = lambda key: key) -> Column:
    """Return each distinct value once, and where the value of each row is among them.

    >>> _coded(["a", "b", "a"])
    {'values': ['a', 'b'], 'at': [0, 1, 0]}
    >>> _coded(["a", "a"])
    {'values': ['a']}
    """
    places: dict[Hashable, int] = {}
    at = [places.setdefault(key, len(places)) for key in keys]
    values = [shown(key) for key in places]
    return {"values": values} if len(values) in (1, len(at)) else {"values": values, "at": at}
