"""Lines between the same two marks, bowed apart so that each of them can be seen and clicked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from chainatlas.viz._view import Line

BEND = 0.16


def bowed(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines as they come; where several join the same marks, each bows further out.

    A line bows to the right of its own way, so two that run against each other part by themselves.
    """
    given = tuple(lines)
    joined = Counter(frozenset((line.source, line.target)) for line in given)
    before: Counter[tuple[str, str]] = Counter()
    for line in given:
        ends = (line.source, line.target)
        before[ends] += joined[frozenset(ends)] > 1
        yield replace(line, bend=line.bend + before[ends] * BEND)
