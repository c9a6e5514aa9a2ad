"""Nodes and edges of a graph one by one, with a key and an id for every edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from chainatlas.graph.tables import EdgeEnds, Graph

Row = dict[str, Any]


def edge_keys(ends: EdgeEnds, edges: pl.DataFrame) -> pl.Series:
    """Return the type for each edge, numbered where several join the same nodes, as in a networkx graph.

    >>> frame = pl.DataFrame({"source": ["company:a", "company:a"], "target": ["company:b", "company:b"]})
    >>> edge_keys(("SUPPLIES", "Company", "Company"), frame).to_list()
    ['SUPPLIES', 'SUPPLIES#2']
    """
    number = pl.int_range(1, pl.len() + 1).over("source", "target")
    suffix = pl.when(number > 1).then(pl.format("#{}", number)).otherwise(pl.lit(""))
    return edges.select(key=pl.concat_str(pl.lit(ends[0]), suffix))["key"]


def edge_id(source: str, key: str, target: str) -> str:
    """Return what tells an edge from all others.

    >>> edge_id("company:a", "SUPPLIES#2", "company:b")
    'company:a SUPPLIES#2 company:b'
    """
    return f"{source} {key} {target}"


def nodes_of(graph: Graph) -> Iterator[tuple[str, Row]]:
    """Yield each node as its label and its properties that are not empty."""
    for label, nodes in graph.nodes.items():
        for row in nodes.iter_rows(named=True):
            yield label, filled(row)


def edges_of(graph: Graph) -> Iterator[tuple[str, str, Row]]:
    """Yield each edge as its type, its key and its properties that are not empty, ends among them."""
    for ends, edges in graph.edges.items():
        for key, row in zip(edge_keys(ends, edges), edges.iter_rows(named=True), strict=True):
            yield ends[0], key, filled(row)


def filled(row: Row) -> Row:
    """Return a row without its empty cells."""
    return {name: value for name, value in row.items() if value is not None}
