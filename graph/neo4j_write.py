"""What a Neo4j transaction writes: a graph in the place of the one before, or only what differs.

Nodes carry a second label, so that only what ChainAtlas wrote is ever touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chainatlas.graph.dialect import MARK
from chainatlas.graph.model import EDGES
from chainatlas.graph.tables import EDGE_SCHEMAS

if TYPE_CHECKING:
    import neo4j
    import polars as pl

    from chainatlas.graph.difference import Difference
    from chainatlas.graph.tables import Graph

BATCH = 10_000
"""Rows that go to the server at a time."""
CREATE_NODES = "UNWIND $rows AS row CREATE (node:{label}:{mark}) SET node = row"
CHANGE_NODES = "UNWIND $rows AS row MATCH (node:{mark} {{id: row.id}}) SET node = row"
REMOVE_NODES = "UNWIND $rows AS row MATCH (node:{mark} {{id: row.id}}) DETACH DELETE node"
ENDS = (
    "UNWIND $rows AS row MATCH (source:{mark} {{id: row.source}}) MATCH (target:{mark} {{id: row.target}}) "
)
CREATE_EDGES = ENDS + "CREATE (source)-[edge:{name}]->(target) SET edge = row.properties"
FIND_EDGES = ENDS + "MATCH (source)-[edge:{name}]->(target) WHERE {same} "
CHANGE_EDGES = FIND_EDGES + "SET edge = row.properties"
REMOVE_EDGES = FIND_EDGES + "DELETE edge"


def rewrite(transaction: neo4j.ManagedTransaction, graph: Graph) -> None:
    """Remove what ChainAtlas wrote before and write the graph."""
    transaction.run(f"MATCH (node:{MARK}) DETACH DELETE node").consume()
    for label, nodes in graph.nodes.items():
        _run(transaction, CREATE_NODES.format(label=label, mark=MARK), _rows(nodes))
    for (name, _, _), edges in graph.edges.items():
        _run(transaction, CREATE_EDGES.format(name=name, mark=MARK), _edge_rows(edges))


def write_difference(transaction: neo4j.ManagedTransaction, found: Difference) -> None:
    """Remove, add and change what differs: edges go before their nodes and come after them."""
    for (name, _, _), edges in found.edges.items():
        _run(transaction, _about_edges(REMOVE_EDGES, name), _edge_rows(edges.removed))
    for label, nodes in found.nodes.items():
        _run(transaction, REMOVE_NODES.format(mark=MARK), _rows(nodes.removed))
        _run(transaction, CREATE_NODES.format(label=label, mark=MARK), _rows(nodes.added))
        _run(transaction, CHANGE_NODES.format(mark=MARK), _rows(nodes.changed))
    for (name, _, _), edges in found.edges.items():
        _run(transaction, CREATE_EDGES.format(name=name, mark=MARK), _edge_rows(edges.added))
        _run(transaction, _about_edges(CHANGE_EDGES, name), _edge_rows(edges.changed))


def _about_edges(text: str, name: str) -> str:
    """Return a text that finds each edge by its ends and by the properties that tell it from others."""
    own = [key for key in EDGES[name].key if key in EDGE_SCHEMAS[name]]
    same = [f"coalesce(edge.{key}, '') = coalesce(row.properties.{key}, '')" for key in own]
    return text.format(name=name, mark=MARK, same=" AND ".join(same) or "true")


def _run(transaction: neo4j.ManagedTransaction, text: str, rows: Iterator[list[dict[str, Any]]]) -> None:
    for batch in rows:
        transaction.run(text, rows=batch).consume()


def _rows(table: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """Yield batches of rows without the columns that say nothing: sent as nulls, they cost a third more."""
    told = [column.name for column in table if column.null_count() < table.height]
    for part in table.select(told).iter_slices(BATCH):
        if part.height:
            yield part.to_dicts()


def _edge_rows(table: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    for rows in _rows(table):
        yield [{"source": row.pop("source"), "target": row.pop("target"), "properties": row} for row in rows]
