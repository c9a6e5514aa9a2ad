"""Where nodes stand in formats that have positions: things by their ties, the record around them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from chainatlas.graph.network import RECORD
from chainatlas.graph.tables import Graph

Places = dict[str, tuple[float, float]]
STEP = 60.0
"""How far apart neighbours of the record are, in pixels."""


def places_of(graph: Graph) -> Places:
    """Return where each node stands; the same graph gives the same places."""
    places = things_of(graph)
    record = _ids(graph, [label for label in graph.nodes if label in RECORD])
    reach = max((math.hypot(*place) for place in places.values()), default=0.0)
    return places | dict(zip(record, _rings(len(record), reach + STEP), strict=True))


def things_of(graph: Graph) -> Places:
    """Return where each node that is not of the record stands, as on a map of the network."""
    from chainatlas.viz._force import positions

    things = _ids(graph, [label for label in graph.nodes if label not in RECORD])
    known = set(things)
    links = (
        (source, target)
        for table in graph.edges.values()
        for source, target in table.select("source", "target").iter_rows()
        if source in known and target in known
    )
    return {name: (float(x), float(y)) for name, (x, y) in positions(things, links).items()}


def _ids(graph: Graph, labels: Iterable[str]) -> list[str]:
    return [name for label in labels for name in graph.nodes[label]["id"]]


def _rings(count: int, radius: float) -> Iterable[tuple[float, float]]:
    """Return places on circles around the middle, the first of this radius."""
    while count > 0:
        room = min(count, int(2 * math.pi * radius / STEP))
        for number in range(room):
            angle = 2 * math.pi * number / room
            yield round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1)
        count, radius = count - room, radius + STEP
