"""py2neo at the border: graphs from and to its subgraphs, and questions over a py2neo.Graph.

The only file that imports py2neo (`pip install 'chainatlas[py2neo]'`). py2neo is no longer developed;
docs/py2neo.md tells how a script moves over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

try:
    import py2neo
    from py2neo import errors
except ImportError:
    raise ImportError("py2neo is not installed; run: pip install 'chainatlas[py2neo]'") from None

from chainatlas.graph.dialect import MARK
from chainatlas.graph.errors import DataError, QueryError, Refusal, StoreError
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.store import TIMEOUT, Rows, Store
from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, EdgeEnds, Graph, frame

Row = dict[str, Any]


def to_subgraph(graph: Graph) -> py2neo.Subgraph:
    """Return a graph as a py2neo.Subgraph, which `py2neo.Graph.create` writes.

    Nodes have their label, and `id` as primary key; empty properties are left out. The subgraph holds
    every edge, but py2neo writes only one of several of one type between the same two nodes, as its
    `create` merges them; `chainatlas push` writes all.
    """
    nodes: dict[str, py2neo.Node] = {}
    for label, table in graph.nodes.items():
        for row in table.iter_rows(named=True):
            node = py2neo.Node(label, **_filled(row))
            node.__primarylabel__, node.__primarykey__ = label, "id"
            nodes[row["id"]] = node
    relationships = [
        py2neo.Relationship(nodes[row.pop("source")], name, nodes[row.pop("target")], **_filled(row))
        for (name, _, _), table in graph.edges.items()
        for row in table.iter_rows(named=True)
    ]
    return py2neo.Subgraph(nodes.values(), relationships)


def from_subgraph(subgraph: py2neo.Subgraph) -> Graph:
    """Return a py2neo.Subgraph as a graph.

    Raises DataError with every node and relationship that the model does not have, and every property.
    """
    refusals: list[Refusal] = []
    nodes: dict[str, list[Row]] = defaultdict(list)
    for node in subgraph.nodes:
        label = next((label for label in NODES if label in node.labels), "")
        refusals += _refused(
            f"node {node.get('id')!r}", dict(node), NODE_SCHEMAS.get(label), str(node.labels)
        )
        nodes[label].append(dict(node))
    edges: dict[EdgeEnds, list[Row]] = defaultdict(list)
    for one in subgraph.relationships:
        name, row = _edge(one)
        what = f"relationship {row['source']!r} to {row['target']!r}"
        refusals += _refused(what, row, EDGE_SCHEMAS.get(name), name)
        edges[name, _label(one.start_node), _label(one.end_node)].append(row)
    if refusals:
        raise DataError(refusals)
    return Graph(
        {label: frame(rows, NODE_SCHEMAS[label]).sort("id") for label, rows in nodes.items()},
        {ends: frame(rows, EDGE_SCHEMAS[ends[0]]) for ends, rows in edges.items() if _known(ends)},
    )


class Py2neoStore(Store):
    """Reads a graph that ChainAtlas wrote into Neo4j through an open py2neo.Graph; it does not write.

    py2neo has no time limit for a query: set `db.transaction.timeout` on the server.
    """

    engine: ClassVar[str] = "neo4j"

    def __init__(self, graph: py2neo.Graph) -> None:
        """Read through this connection, which stays the caller's to close."""
        self.graph = graph
        self.url = str(graph.service.uri)

    def query(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """Run a read-only query; see Store.query."""
        refuse_writes(text)
        try:
            transaction = self.graph.begin(readonly=True)
            cursor = transaction.run(text, dict(parameters or {}))
            names, rows = tuple(cursor.keys()), [tuple(map(_plain, record)) for record in cursor]
            self.graph.commit(transaction)
        except errors.Neo4jError as error:
            raise QueryError(f"Neo4j refuses the query: {error}") from None
        except (errors.ConnectionUnavailable, errors.ConnectionBroken, OSError) as error:
            raise StoreError(f"Neo4j at {self.url} cannot be reached through py2neo: {error}") from None
        cut = limit is not None and len(rows) > limit
        return Rows(names, rows[:limit] if cut else rows, cut)

    def replace(self, graph: Graph) -> None:
        """Refuse: py2neo is only read through."""
        raise StoreError("a py2neo.Graph is only read; write with `chainatlas push`, or with to_subgraph")

    def close(self) -> None:
        """Leave the connection to the caller."""


def _filled(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}


def _edge(one: py2neo.Relationship) -> tuple[str, Row]:
    ends = {"source": one.start_node.get("id"), "target": one.end_node.get("id")}
    return type(one).__name__, {**dict(one), **ends}


def _label(node: py2neo.Node) -> str:
    return next((label for label in NODES if label in node.labels), "")


def _known(ends: EdgeEnds) -> bool:
    return ends[1:] in EDGES[ends[0]].ends


def _refused(what: str, row: Row, schema: Mapping[str, object] | None, kind: str) -> list[Refusal]:
    if schema is None:
        return [Refusal("py2neo", 0, "", f"{what}: the model has no kind {kind!r}")]
    unknown = sorted(row.keys() - schema.keys())
    return [Refusal("py2neo", 0, name, f"{what}: {kind} has no such property") for name in unknown]


def _plain(value: Any) -> Any:
    if isinstance(value, py2neo.Node):
        return {"labels": sorted(set(value.labels) - {MARK}), "properties": _own(value)}
    if isinstance(value, py2neo.Relationship):
        return {"type": type(value).__name__, "properties": _own(value)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _own(entity: Mapping[str, Any]) -> Row:
    return {key: _plain(value) for key, value in sorted(dict(entity).items())}
