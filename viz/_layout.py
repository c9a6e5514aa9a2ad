"""Where marks stand in columns: products of a chain by stage and depth; few crossings in any columns."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

SWEEPS = 12


def columns(stages: Mapping[str, int], links: Iterable[tuple[str, str]]) -> list[tuple[int, list[str]]]:
    """Arrange products into columns from left to right, each with the number of its stage.

    Within a stage the column is the longest path from the stage's first products, cycles condensed;
    within a column the order comes from barycentre sweeps over the neighbouring columns
    (Sugiyama, Tagawa, Toda 1981). The same input gives the same columns.
    """
    kept = sorted(
        {(one, other) for one, other in links if one in stages and other in stages and one != other}
    )
    depth = _depths(stages, kept)
    order = sorted(stages, key=lambda name: (stages[name], depth[name], name))
    grouped = groupby(order, key=lambda name: (stages[name], depth[name]))
    found = [(stage, list(names)) for (stage, _), names in grouped]
    return list(zip((stage for stage, _ in found), ordered([names for _, names in found], kept), strict=True))


def _depths(stages: Mapping[str, int], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the length of the longest path to each product within its own stage."""
    import networkx as nx

    inside: nx.DiGraph[str] = nx.DiGraph()
    inside.add_nodes_from(sorted(stages))
    inside.add_edges_from((one, other) for one, other in links if stages[one] == stages[other])
    condensed = nx.condensation(inside)
    depth: dict[str, int] = {}
    for level, components in enumerate(nx.topological_generations(condensed)):
        for component in components:
            depth |= dict.fromkeys(condensed.nodes[component]["members"], level)
    return depth


def ordered(
    found: list[list[str]], links: Sequence[tuple[str, str]], sweeps: int = SWEEPS
) -> list[list[str]]:
    """Return the columns with the order of the fewest crossings that barycentre sweeps came upon.

    Each name of a link stands in some column. Of two names at one place the lesser stands above.
    """
    neighbours: dict[str, list[str]] = {name: [] for names in found for name in names}
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    best, fewest = found, crossings(found, links)
    for sweep in range(sweeps if fewest else 0):
        found = _sweep(found, neighbours, forward=sweep % 2 == 0)
        if (now := crossings(found, links)) < fewest:
            best, fewest = found, now
    return best


def _sweep(found: list[list[str]], neighbours: Mapping[str, list[str]], *, forward: bool) -> list[list[str]]:
    place = _places(found)
    result = list(found)
    for number in range(len(found)) if forward else reversed(range(len(found))):
        keyed = sorted((_barycentre(name, neighbours[name], place), name) for name in result[number])
        result[number] = [name for _, name in keyed]
        place |= _places([result[number]])
    return result


def _places(found: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return where in its column each product stands, 0 to 1 from top to bottom."""
    return {name: (row + 0.5) / len(names) for names in found for row, name in enumerate(names)}


def _barycentre(name: str, neighbours: Sequence[str], place: Mapping[str, float]) -> float:
    if not neighbours:
        return place[name]
    return sum([place[other] for other in neighbours]) / len(neighbours)


def crossings(found: Sequence[Sequence[str]], links: Iterable[tuple[str, str]]) -> int:
    """Return how many pairs of links cross that join the same two columns."""
    column = {name: number for number, names in enumerate(found) for name in names}
    place = _places(found)
    spans: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for one, other in links:
        left, right = (one, other) if column[one] <= column[other] else (other, one)
        spans.setdefault((column[left], column[right]), []).append((place[left], place[right]))
    return sum(_crossed(ends) for ends in spans.values())


def _crossed(ends: Iterable[tuple[float, float]]) -> int:
    """Return how many pairs of ends are in another order on the left than on the right."""
    above: list[float] = []
    total = 0
    for _, end in sorted(ends):
        total += len(above) - bisect_right(above, end)
        insort(above, end)
    return total


def forward(weights: Mapping[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Return the links that run from givers to takers: an acyclic part of them with most of the weight.

    Greedy order by the surplus of what goes out over what comes in, sources first and sinks last
    (Eades, Lin, Smyth 1993, with weights); links against that order are left out.
    """
    left = {name for ends in weights for name in ends}
    links = {ends: weight for ends, weight in weights.items() if ends[0] != ends[1]}
    first: list[str] = []
    last: list[str] = []
    while left:
        given = {name: _sum(links, left, name, 0) for name in left}
        taken = {name: _sum(links, left, name, 1) for name in left}
        if sinks := sorted(name for name in left if not given[name]):
            last = [*sinks, *last]
            left -= set(sinks)
        elif sources := sorted(name for name in left if not taken[name]):
            first += sources
            left -= set(sources)
        else:
            first.append(min(left, key=lambda name: (taken[name] - given[name], name)))
            left.remove(first[-1])
    rank = {name: number for number, name in enumerate([*first, *last])}
    return sorted(ends for ends in links if rank[ends[0]] < rank[ends[1]])


def _sum(links: Mapping[tuple[str, str], float], left: set[str], name: str, end: int) -> float:
    """Return the weight of the links that leave (end 0) or reach (end 1) a node, among those left."""
    return sum(weight for ends, weight in links.items() if ends[end] == name and ends[1 - end] in left)
