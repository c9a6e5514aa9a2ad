"""Count what a store holds, by kind of node and edge, basis, status and publisher."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_evidence, read_nodes

Count = dict[str, str | int | None]


def counts(store: Store) -> list[Count]:
    """Return a row for each kind of node, each kind of edge by basis and status, and each publisher.

    A row has `what` (nodes, edges or statements), `kind` (label, type or publisher), `basis`, `status`
    and `count`; kinds of which there are none are left out.
    """
    said = read_evidence(store)
    found = [*_nodes(store, said), *_edges(store, said), *_statements(store, said)]
    return [row for row in found if row["count"]]


def _nodes(store: Store, said: pl.DataFrame) -> Iterator[Count]:
    for label in NODES:
        if label == "Statement":
            yield _count("nodes", label, None, None, int(said["statements"].sum()))
        else:
            (row,) = store.query(f"MATCH (node:{label}) RETURN count(node) AS number")
            yield _count("nodes", label, None, None, row["number"])


def _edges(store: Store, said: pl.DataFrame) -> Iterator[Count]:
    for name, kind in EDGES.items():
        if name == "SUPPORTED_BY":
            led = said.filter(pl.col("document").is_not_null())
            yield _count("edges", name, None, None, int(led["statements"].sum()))
            continue
        held = {prop.name for prop in kind.properties}
        basis, status = (f"edge.{word}" if word in held else "null" for word in ("basis", "status"))
        found = store.query(
            f"MATCH ()-[edge:{name}]->() RETURN {basis} AS basis, {status} AS status, count(edge) AS number "
            "ORDER BY basis, status"
        )
        for row in found:
            yield _count("edges", name, row["basis"], row["status"], row["number"])


def _statements(store: Store, said: pl.DataFrame) -> Iterator[Count]:
    documents = read_nodes(store, "Document", ["id", "publisher", "publisher_group"])
    publisher = pl.coalesce("publisher_group", "publisher", "document").alias("publisher")
    led = said.join(documents, left_on="document", right_on="id").group_by(publisher, "basis")
    for name, basis, number in led.agg(pl.col("statements").sum()).sort("publisher", "basis").rows():
        yield _count("statements", name, basis, None, number)


def _count(what: str, kind: str, basis: str | None, status: str | None, number: int) -> Count:
    return {"what": what, "kind": kind, "basis": basis, "status": status, "count": number}
