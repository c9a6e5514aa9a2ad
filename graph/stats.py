"""Count what a store holds, by kind of node and edge, basis, status and publisher."""

from __future__ import annotations

from collections.abc import Iterator

from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.store import Store

Count = dict[str, str | int | None]
PUBLISHERS = """
MATCH (statement:Statement)-[:SUPPORTED_BY]->(document:Document)
RETURN coalesce(document.publisher_group, document.publisher, document.id) AS publisher,
       statement.basis AS basis, count(statement) AS number
ORDER BY publisher, basis
"""


def counts(store: Store) -> list[Count]:
    """Return a row for each kind of node, each kind of edge by basis and status, and each publisher.

    A row has `what` (nodes, edges or statements), `kind` (label, type or publisher), `basis`, `status`
    and `count`; kinds of which there are none are left out.
    """
    return [*_nodes(store), *_edges(store), *_statements(store)]


def _nodes(store: Store) -> Iterator[Count]:
    for label in NODES:
        (row,) = store.query(f"MATCH (node:{label}) RETURN count(node) AS number")
        if row["number"]:
            yield _count("nodes", label, None, None, row["number"])


def _edges(store: Store) -> Iterator[Count]:
    for name, kind in EDGES.items():
        held = {prop.name for prop in kind.properties}
        basis, status = (f"edge.{word}" if word in held else "null" for word in ("basis", "status"))
        found = store.query(
            f"MATCH ()-[edge:{name}]->() RETURN {basis} AS basis, {status} AS status, count(edge) AS number "
            "ORDER BY basis, status"
        )
        for row in found:
            if row["number"]:
                yield _count("edges", name, row["basis"], row["status"], row["number"])


def _statements(store: Store) -> Iterator[Count]:
    for row in store.query(PUBLISHERS):
        yield _count("statements", row["publisher"], row["basis"], None, row["number"])


def _count(what: str, kind: str, basis: str | None, status: str | None, number: int) -> Count:
    return {"what": what, "kind": kind, "basis": basis, "status": status, "count": number}
