"""What a Neo4j transaction writes: a graph in the place of the one before, or only what differs.

Nodes carry a second label, so that only what ChainAtlas wrote is ever touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from chainatlas.graph.dialect import MARK
from chainatlas.graph.model import EDGES
from chainatlas.graph.store import UNFINISHED
from chainatlas.graph.tables import EDGE_SCHEMAS, LINKS, Graph, frame, node_frame

if TYPE_CHECKING:
    import neo4j

    from chainatlas.graph.difference import Changes, Difference
    from chainatlas.graph.tables import EdgeEnds

Rows = list[dict[str, Any]]
Run = Callable[[str, Rows], None]
"""What sends a text with its rows to the server."""

BATCH = 10_000
"""Rows that go to the server at a time."""
LARGE = 100_000
"""Nodes and edges that are written in one transaction at most; so many take 350 MB of the server."""
BEGIN_UPDATE = (
    f"UNWIND $rows AS row MERGE (node:Build:{MARK} {{id: row.id}}) "
    "ON CREATE SET node = row.row ON MATCH SET node.layout = row.row.layout"
)
CREATE_NODES = "UNWIND $rows AS row CREATE (node:{label}:{mark}) SET node = row"
CREATE_PROVEN = (
    "UNWIND $rows AS row MATCH (document:{mark} {{id: row.document}}) "
    "CREATE (node:Statement:{mark})-[:SUPPORTED_BY]->(document) SET node = row"
)
"""A statement and its link at once: nobody has to look it up again by its id."""
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
    _create(_runner(transaction), graph)


def write_difference(transaction: neo4j.ManagedTransaction, found: Difference) -> None:
    """Remove, add and change what differs: edges go before their nodes and come after them."""
    _write_all(_runner(transaction), found.nodes, found.edges)


def write_in_parts(session: neo4j.Session, found: Difference, build: Mapping[str, Any]) -> None:
    """Write what differs in one transaction a batch; until the last the graph says that it is unfinished.

    `build` is the row of the Build node as it is to be.
    """

    def run(text: str, rows: Rows) -> None:
        session.execute_write(lambda transaction: _run(transaction, text, rows))

    run(BEGIN_UPDATE, [{"id": build["id"], "row": dict(build) | {"layout": UNFINISHED}}])
    _write_all(run, {label: part for label, part in found.nodes.items() if label != "Build"}, found.edges)
    run(CHANGE_NODES.format(mark=MARK), [dict(build)])


def _write_all(run: Run, nodes: Mapping[str, Changes], edges: Mapping[EdgeEnds, Changes]) -> None:
    for (name, _, _), part in edges.items():
        _each(run, _about_edges(REMOVE_EDGES, name), _edge_rows(part.removed))
    for changes in nodes.values():
        _each(run, REMOVE_NODES.format(mark=MARK), _rows(changes.removed))
    added = {label: changes.added for label, changes in nodes.items()}
    _create(run, Graph(added, {ends: part.added for ends, part in edges.items()}))
    for changes in nodes.values():
        _each(run, CHANGE_NODES.format(mark=MARK), _rows(changes.changed))
    for (name, _, _), part in edges.items():
        _each(run, _about_edges(CHANGE_EDGES, name), _edge_rows(part.changed))


def _create(run: Run, graph: Graph) -> None:
    """Write new nodes and edges; statements with their links, after the documents that they were read in."""
    statements = graph.nodes.get("Statement", node_frame("Statement"))
    links = graph.edges.get(LINKS, frame((), EDGE_SCHEMAS["SUPPORTED_BY"]))
    proven = statements.join(links, left_on=["id", "document"], right_on=["source", "target"], how="semi")
    rest = links.join(proven, left_on=["source", "target"], right_on=["id", "document"], how="anti")
    for label, nodes in {**graph.nodes, "Statement": statements.join(proven, on="id", how="anti")}.items():
        _each(run, CREATE_NODES.format(label=label, mark=MARK), _rows(nodes))
    _each(run, CREATE_PROVEN.format(mark=MARK), _rows(proven))
    for (name, _, _), edges in {**graph.edges, LINKS: rest}.items():
        _each(run, CREATE_EDGES.format(name=name, mark=MARK), _edge_rows(edges))


def _runner(transaction: neo4j.ManagedTransaction) -> Run:
    return lambda text, rows: _run(transaction, text, rows)


def _run(transaction: neo4j.ManagedTransaction, text: str, rows: Rows) -> None:
    transaction.run(text, rows=rows).consume()


def _each(run: Run, text: str, batches: Iterator[Rows]) -> None:
    for rows in batches:
        run(text, rows)


def _about_edges(text: str, name: str) -> str:
    """Return a text that finds each edge by its ends and by the properties that tell it from others."""
    own = [key for key in EDGES[name].key if key in EDGE_SCHEMAS[name]]
    same = [f"coalesce(edge.{key}, '') = coalesce(row.properties.{key}, '')" for key in own]
    return text.format(name=name, mark=MARK, same=" AND ".join(same) or "true")


def _rows(table: pl.DataFrame) -> Iterator[Rows]:
    """Yield batches of rows without the columns that say nothing: sent as nulls, they cost a third more."""
    told = [column.name for column in table if column.null_count() < table.height]
    for part in table.select(told).iter_slices(BATCH):
        if part.height:
            yield part.to_dicts()


def _edge_rows(table: pl.DataFrame) -> Iterator[Rows]:
    """Yield batches of edges: their ends, and what they say as `properties`, of which there is always one."""
    said = [column.name for column in table if column.null_count() < table.height]
    own = [name for name in said if name not in ("source", "target")]
    properties = pl.struct(own) if own else pl.struct(name=pl.lit(None))
    return _rows(table.select("source", "target", properties=properties))
