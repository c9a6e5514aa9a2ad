"""Where nodes stand in formats that have positions: things by their ties, the record around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from chainatlas.graph.network import RECORD
from chainatlas.graph.tables import Graph

Places = dict[str, tuple[float, float]]
STEP = 60.0
"""How far apart neighbours on the spiral are, in pixels."""
GOLDEN = math.pi * (3 - math.sqrt(5))


def places_of(graph: Graph) -> Places:
    """Return where each node stands; the same graph gives the same places."""
    places = things_of(graph)
    record = _ids(graph, [label for label in graph.nodes if label in RECORD])
    return places | {name: _on_spiral(number) for number, name in enumerate(record, start=len(places))}


def things_of(graph: Graph) -> Places:
    """Return where each node that is not of the record stands."""
    things = _ids(graph, [label for label in graph.nodes if label not in RECORD])
    return {name: _on_spiral(number) for number, name in enumerate(_by_ties(graph, things))}


def _ids(graph: Graph, labels: Iterable[str]) -> list[str]:
    return [name for label in labels for name in graph.nodes[label]["id"]]


def _by_ties(graph: Graph, things: Sequence[str]) -> Iterable[str]:
    """Return the things so that those with ties stand near each other: breadth first, greatest first."""
    import networkx as nx

    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(things)
    for ends, edges in graph.edges.items():
        if ends[0] != "SUPPORTED_BY":
            net.add_edges_from(edges.select("source", "target").iter_rows())
    seen: dict[str, None] = {}
    for root in sorted(things, key=lambda name: (-net.degree(name), name)):
        if root not in seen:
            seen[root] = None
            seen |= dict.fromkeys(other for _, other in nx.bfs_edges(net, root, sort_neighbors=sorted))
    return seen


def _on_spiral(number: int) -> tuple[float, float]:
    """Return a place on the sunflower spiral, which fills a disc evenly (Vogel 1979)."""
    radius, angle = STEP * math.sqrt(number), number * GOLDEN
    return round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1)
