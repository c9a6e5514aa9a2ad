"""graphml: XML that networkx, igraph, yEd, Gephi and Cytoscape read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from chainatlas.exports._format import Format, Part
from chainatlas.exports._reading import Tables, restored, tables_of_rows
from chainatlas.exports._rows import Row, edge_id, edges_of, nodes_of
from chainatlas.exports._xml import Attributes, edge_attributes, node_attributes, written
from chainatlas.graph.errors import DataError, Refusal

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


def write(part: Part, target: Path) -> None:
    """Write nodes with their label and edges with their type; a list is joined by |, see exports.md."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(part))


def _lines(part: Part) -> Iterator[str]:
    nodes, edges = node_attributes("label"), edge_attributes("type")
    yield HEAD
    for attributes in (nodes, edges):
        for (name, kind), key in attributes.ids.items():
            yield f'<key id="{key}" for="{attributes.domain}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield f'<graph edgedefault="directed">\n<desc>{written(part.title.en)}</desc>\n'
    for label, row in nodes_of(part.graph):
        yield f'<node id="{written(row.pop("id"))}">{_data(nodes, {"label": label} | row)}</node>\n'
    for kind, key, row in edges_of(part.graph):
        source, target = row.pop("source"), row.pop("target")
        name = written(edge_id(source, key, target))
        yield f'<edge id="{name}" source="{written(source)}" target="{written(target)}">'
        yield f"{_data(edges, {'type': kind} | row)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(attributes: Attributes, row: Row) -> str:
    return "".join(
        f'<data key="{attributes.id_of(name, value)}">{written(value)}</data>' for name, value in row.items()
    )


def read(source: Path) -> Tables:
    """Return the nodes and edges of a file as tables; raise DataError where it is no GraphML."""
    import networkx as nx

    try:
        network = nx.read_graphml(source, force_multigraph=True)
    except (ParseError, nx.NetworkXError, KeyError, ValueError, TypeError) as error:
        raise DataError([Refusal(str(source), 0, "", f"is not GraphML: {error}")]) from None
    nodes = ((str(held.pop("label", "")), held | {"id": key}) for key, held in network.nodes(data=True))
    edges = (
        (str(held.pop("type", "")), _ended(source, target, held))
        for source, target, held in network.edges(data=True)
    )
    return restored(tables_of_rows(str(source), nodes, edges))


def _ended(source: str, target: str, held: Row) -> Row:
    return {"source": source, "target": target} | held


FORMAT = Format(
    name="graphml",
    zh="GraphML,供 networkx、igraph、yEd、Gephi、Cytoscape 读取",
    en="GraphML, for networkx, igraph, yEd, Gephi and Cytoscape",
    endings=(".graphml",),
    write=write,
    read=read,
)
