"""gexf: what Gephi opens, with positions, colours, sizes and the dates from and to which an edge holds."""

from __future__ import annotations

import calendar
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from chainatlas.exports._format import Format, Part
from chainatlas.exports._places import Places, places_of
from chainatlas.exports._rows import Row, edge_id, edges_of, nodes_of
from chainatlas.exports._xml import Attributes, edge_attributes, node_attributes, written
from chainatlas.graph.tables import Graph

LABEL, TYPE = "node_label", "edge_type"
"""Attributes for label and type: Gephi keeps columns of these names for itself."""
COLOURS: Mapping[str, tuple[int, int, int]] = {
    "Park": (0, 114, 178),
    "Company": (230, 159, 0),
    "Project": (213, 94, 0),
    "Product": (0, 158, 115),
    "Chain": (204, 121, 167),
    "Place": (86, 180, 233),
}
"""Colours that the colour-blind tell apart (Okabe and Ito 2008)."""
OTHER = (170, 170, 170)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
"""


def write(part: Part, target: Path) -> None:
    """Write GEXF 1.3; edges of one type between the same nodes differ in `kind`, else Gephi merges them."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(part))


def _lines(part: Part) -> Iterator[str]:
    nodes, edges = node_attributes(LABEL), edge_attributes(TYPE)
    title = written(part.title.en)
    yield f"{HEAD}<meta><creator>ChainAtlas</creator><description>{title}</description></meta>\n"
    yield '<graph defaultedgetype="directed" idtype="string" mode="dynamic" '
    yield 'timeformat="date" timerepresentation="interval">\n'
    yield from _declared(nodes)
    yield from _declared(edges)
    yield "<nodes>\n"
    yield from _nodes(part.graph, nodes)
    yield "</nodes>\n<edges>\n"
    for kind, key, row in edges_of(part.graph):
        yield _edge(kind, key, row, edges)
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(attributes: Attributes) -> Iterator[str]:
    yield f'<attributes class="{attributes.domain}">\n'
    for (name, kind), key in attributes.ids.items():
        yield f'<attribute id="{key}" title="{name}" type="{kind}"/>\n'
    yield "</attributes>\n"


def _nodes(graph: Graph, attributes: Attributes) -> Iterator[str]:
    places, degrees = places_of(graph), _degrees(graph)
    for label, row in nodes_of(graph):
        name = row.pop("id")
        yield f'<node id="{written(name)}" label="{written(row["name"])}">'
        yield _values(attributes, {LABEL: label} | row) + _look(label, name, places, degrees) + "</node>\n"


def _look(label: str, name: str, places: Places, degrees: Mapping[str, int]) -> str:
    red, green, blue = COLOURS.get(label, OTHER)
    x, y = places[name]
    size = round(4 + 2 * math.sqrt(degrees.get(name, 0)), 2)
    return (
        f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
        f'<viz:position x="{x}" y="{-y}" z="0.0"/><viz:size value="{size}"/>'
    )


def _degrees(graph: Graph) -> Counter[str]:
    """Return how many edges each node has, those to its evidence left out."""
    found: Counter[str] = Counter()
    for ends, edges in graph.edges.items():
        if ends[0] != "SUPPORTED_BY":
            found.update(edges["source"])
            found.update(edges["target"])
    return found


def _edge(kind: str, key: str, row: Row, attributes: Attributes) -> str:
    source, target = row.pop("source"), row.pop("target")
    name = written(edge_id(source, key, target))
    return (
        f'<edge id="{name}" source="{written(source)}" target="{written(target)}" label="{kind}" '
        f'kind="{key}"{_spell(row)}>{_values(attributes, {TYPE: kind} | row)}</edge>\n'
    )


def _spell(row: Row) -> str:
    """Return from the first to the last day on which an edge holds, as far as they are on record."""
    start = f' start="{first_day(row["valid_from"])}"' if "valid_from" in row else ""
    return start + (f' end="{last_day(row["valid_to"])}"' if "valid_to" in row else "")


def first_day(date: str) -> str:
    """Return the first day of a year or month; GEXF knows only whole dates.

    >>> first_day("2023"), first_day("2023-08"), first_day("2023-08-31")
    ('2023-01-01', '2023-08-01', '2023-08-31')
    """
    return date + "-01" * (2 - date.count("-"))


def last_day(date: str) -> str:
    """Return the last day of a year or month.

    >>> last_day("2023"), last_day("2024-02"), last_day("2023-08-31")
    ('2023-12-31', '2024-02-29', '2023-08-31')
    """
    month = date if "-" in date else f"{date}-12"
    year, number = map(int, month.split("-")[:2])
    return month if month.count("-") == 2 else f"{month}-{calendar.monthrange(year, number)[1]:02d}"


def _values(attributes: Attributes, row: Row) -> str:
    values = (
        f'<attvalue for="{attributes.id_of(name, value)}" value="{written(value)}"/>'
        for name, value in row.items()
    )
    return f"<attvalues>{''.join(values)}</attvalues>"


FORMAT = Format(
    name="gexf",
    zh="GEXF 1.3,供 Gephi 打开,含位置、颜色、大小与起止日期",
    en="GEXF 1.3 for Gephi, with positions, colours, sizes and dates",
    endings=(".gexf",),
    write=write,
)
