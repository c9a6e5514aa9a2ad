"""The tables of a graph for folders of files: one a label, one a type of edge between two labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from chainatlas.exports._reading import Tables
from chainatlas.exports._rows import edge_keys
from chainatlas.exports._texts import joined
from chainatlas.graph.errors import DataError, Refusal
from chainatlas.graph.kinds import NodeKind, Property
from chainatlas.graph.model import EDGES, NODES, own_statement_properties
from chainatlas.graph.stored import EDGE_ENDS
from chainatlas.graph.tables import EdgeEnds, Graph

EDGE_ID = Property("id", "标识", "source, type and target, numbered where there are several", required=True)
PACKAGE = "datapackage.json"


@dataclass(frozen=True)
class Table:
    """One table: where it stands, its frame, what its columns mean and which of them name nodes."""

    path: str
    zh: str
    en: str
    frame: pl.DataFrame
    properties: tuple[Property, ...]

    @property
    def name(self) -> str:
        """Return the name of the table in a data package: its path in lower case."""
        return table_name(self.path)


def table_name(path: str) -> str:
    """Return the name that a data package gives the table at a path.

    >>> table_name("edges/Company-SUPPLIES-Company")
    'edges-company-supplies-company'
    """
    return path.replace("/", "-").lower()


def tables_of(graph: Graph) -> Iterator[Table]:
    """Yield the tables of a graph, nodes first; an edge has its id, its ends and its properties."""
    for label, nodes in graph.nodes.items():
        kind = NODES[label]
        yield Table(node_path(label), kind.zh, kind.en, nodes, _columns(kind))
    for ends, edges in graph.edges.items():
        edge, columns = EDGES[ends[0]], end_columns(ends)
        name = pl.concat_str("source", edge_keys(ends, edges), "target", separator=" ").alias("id")
        table = edges.select(name, *edges.columns)
        yield Table(edge_path(ends), edge.zh, edge.en, table, (EDGE_ID, *columns, *edge.properties))


def _columns(kind: NodeKind) -> tuple[Property, ...]:
    """Return the properties of a kind; what it has of kinds of edge, a statement need not say."""
    if kind.label != "Statement":
        return kind.properties
    lent = {prop.name for prop in own_statement_properties()}
    return tuple(replace(prop, required=prop.required and prop.name not in lent) for prop in kind.properties)


def end_columns(ends: EdgeEnds) -> tuple[Property, Property]:
    """Return the columns that name the ends of an edge."""
    return (
        Property("source", "起点", "where the edge starts", "id", label=ends[1], required=True),
        Property("target", "终点", "where the edge ends", "id", label=ends[2], required=True),
    )


def node_path(label: str) -> str:
    """Return where the nodes of a label stand, without the ending."""
    return f"nodes/{label}"


def edge_path(ends: EdgeEnds) -> str:
    """Return where the edges of a type between two labels stand, without the ending."""
    return f"edges/{ends[1]}-{ends[0]}-{ends[2]}"


def possible_files(ending: str, *others: str) -> frozenset[str]:
    """Return every file that a folder of such tables may hold."""
    paths = [*map(node_path, NODES), *map(edge_path, EDGE_ENDS)]
    return frozenset({*(path + ending for path in paths), *others})


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with its lists joined, see joined."""
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    return frame.with_columns(frame[name].map_elements(joined, pl.String) for name in lists)


def folder_tables(source: Path, ending: str, read: Callable[[Path], pl.DataFrame]) -> Tables:
    """Return the tables of a folder that was written; raise DataError for a file that cannot be read."""
    nodes, edges = {}, defaultdict(list)
    refusals: list[Refusal] = []
    for path in sorted(source.glob(f"*/*{ending}")):
        try:
            table = read(path)
        except (pl.exceptions.PolarsError, OSError) as error:
            refusals.append(Refusal(str(path), 0, "", f"cannot be read: {str(error).splitlines()[0]}"))
            continue
        if path.parent.name == "nodes":
            nodes[path.name.removesuffix(ending)] = table
        else:
            edges[path.name.removesuffix(ending).split("-")[1]].append(table)
    if refusals or not nodes:
        known = f"expected a folder with nodes/*{ending}, as `chainatlas export` writes it"
        raise DataError(refusals or [Refusal(str(source), 0, "", known)])
    whole = {name: pl.concat(parts, how="diagonal_relaxed") for name, parts in edges.items()}
    return Tables(str(source), nodes, whole)
