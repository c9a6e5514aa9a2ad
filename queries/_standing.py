"""Who stands out among many: PageRank of a network, heads of groups, Borda points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from chainatlas.queries._question import Row

DAMPING = 0.85
TOLERANCE = 1e-12
CONTROL = 0.5
"""Share of the capital from which a firm counts as part of the group of its owner."""


def pagerank(ties: Iterable[tuple[str, str]], nodes: Iterable[str]) -> dict[str, float]:
    """Return the PageRank of nodes, where each tie passes standing from its first to its second end.

    The same as networkx.pagerank, which would need scipy. Parallel ties count once.

    >>> round(pagerank([("a", "c"), ("b", "c")], ["a", "b", "c"])["c"], 4)
    0.5745
    """
    heirs: dict[str, list[str]] = {name: [] for name in sorted(nodes)}
    for giver, taker in sorted(set(ties)):
        heirs[giver].append(taker)
    count = len(heirs)
    rank = dict.fromkeys(heirs, 1 / max(count, 1))
    for _ in range(1000 if count else 0):
        idle = sum(rank[name] for name, takers in heirs.items() if not takers)
        after = dict.fromkeys(rank, (1 - DAMPING + DAMPING * idle) / count)
        for name, takers in heirs.items():
            for taker in takers:
                after[taker] += DAMPING * rank[name] / len(takers)
        moved = sum(abs(after[name] - rank[name]) for name in rank)
        rank = after
        if moved < TOLERANCE * count:
            break
    return rank


def heads(parts: Iterable[Row]) -> dict[str, str]:
    """Return for each firm that is part of another the head of its group.

    A row has id, of and share. A firm with several owners follows the largest share; firms that own each
    other in a circle are headed by the first of them by id.
    """
    owner: dict[str, str] = {}
    for part in sorted(parts, key=lambda part: (-(part["share"] or 0.0), part["of"])):
        if part["share"] is None or part["share"] >= CONTROL:
            owner.setdefault(part["id"], part["of"])
    found = {}
    for name in owner:
        line = [name]
        while (above := owner.get(line[-1])) and above not in line:
            line.append(above)
        found[name] = min(line[line.index(above) :]) if above else line[-1]
    return found


def points(values: Mapping[str, float | None]) -> dict[str, float]:
    """Return Borda points: which share of the others each name is above, a tie counting half.

    A value that is not known gets no points and is nobody's match; where all are alike, nobody gets any.

    >>> points({"a": 2.0, "b": 1.0, "c": 1.0, "d": None})
    {'a': 1.0, 'b': 0.25, 'c': 0.25}
    """
    known = {name: value for name, value in values.items() if value is not None}
    order = sorted(known.values())
    if len(set(order)) < 2:
        return {}
    return {
        name: (bisect_left(order, value) + (bisect_right(order, value) - bisect_left(order, value) - 1) / 2)
        / (len(order) - 1)
        for name, value in known.items()
    }


def onward(ties: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return for each first end of ties the second ones, each once and in order."""
    found: dict[str, list[str]] = {}
    for one, other in sorted(set(ties)):
        found.setdefault(one, []).append(other)
    return found


def tiers(ends: Mapping[str, Iterable[str]], start: str, most: int) -> list[int]:
    """Return how many names are newly reached in one, two, … steps, each from a name to one of its ends."""
    seen, edge, counts = {start}, {start}, []
    for _ in range(most):
        edge = {other for name in edge for other in ends.get(name, ())} - seen
        seen |= edge
        counts.append(len(edge))
    return counts
