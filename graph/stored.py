"""Read a store back into columns, whichever engine keeps it: its record, to be folded anew, or all of it.

Each reading heeds the limit of its thread before it begins; see graph/deadline.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import polars as pl

from chainatlas.graph.deadline import heed, left
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.statements import record_of
from chainatlas.graph.store import TIMEOUT, Store
from chainatlas.graph.tables import (
    EDGE_SCHEMAS,
    ENTITY_LABELS,
    LINKS,
    NODE_SCHEMAS,
    STATEMENT_SCHEMA,
    EdgeEnds,
    Graph,
    Record,
    in_order,
)

Made = TypeVar("Made")
Choose = Callable[[str, Sequence[str], Sequence[str]], pl.DataFrame]
"""What gives columns of the nodes of a label with these ids."""
PATIENCE = 3600.0
"""Seconds that reading all nodes or edges of a kind may take where nothing else limits it."""
LABELS = (*ENTITY_LABELS, "Document", "Statement")
EVIDENCE = """
MATCH (statement:Statement)
OPTIONAL MATCH (statement)-[:SUPPORTED_BY]->(document:Document)
RETURN document.id AS document, statement.basis AS basis, count(statement) AS statements
"""
EDGE_ENDS: tuple[EdgeEnds, ...] = tuple((name, *ends) for name, kind in EDGES.items() for ends in kind.ends)
"""Every type of edge with every pair of labels that it may join."""


def once(store: Store, name: str, key: object, make: Callable[[], Made]) -> Made:
    """Return what is made of the kinds of a store, which keeps it until it is made for another key.

    What is made must not change afterwards. What is given up while it is made is not kept.
    """
    heed()
    return store.columns.once(name, key, make) if store.columns else make()


def read_record(store: Store) -> Record:
    """Return the entities, documents and statements of a store, as far as its graph holds them."""
    return record_of(Graph({label: read_nodes(store, label) for label in LABELS}, {}))


def read_nodes(store: Store, label: str, wanted: Sequence[str] | None = None) -> pl.DataFrame:
    """Return all nodes of one label with the columns of its schema, or with those wanted, `id` among them."""
    heed()
    schema = {name: kind for name, kind in NODE_SCHEMAS[label].items() if wanted is None or name in wanted}
    if store.columns:
        return store.columns.table((label,), list(schema))
    columns = ", ".join(f"node.{name} AS {name}" for name in schema)
    found = store.query(f"MATCH (node:{label}) RETURN {columns} ORDER BY id", timeout=left(PATIENCE))
    return _framed(found.rows, schema)


def read_graph(store: Store) -> Graph:
    """Return the whole graph of a store as columns, every frame in the order of its ids."""
    nodes = {label: read_nodes(store, label) for label in NODES}
    edges = {ends: read_edges(store, *ends) for ends in EDGE_ENDS}
    return Graph(
        {label: table for label, table in nodes.items() if table.height},
        {ends: table for ends, table in edges.items() if table.height},
    )


def read_edges(
    store: Store, name: str, source: str, target: str, wanted: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return all edges of one type between nodes of two labels, with all properties or those wanted."""
    heed()
    props = [prop.name for prop in EDGES[name].properties if wanted is None or prop.name in wanted]
    schema = {column: EDGE_SCHEMAS[name][column] for column in ("source", "target", *props)}
    if store.columns:
        return store.columns.table((name, source, target), list(schema))
    columns = ", ".join(f"edge.{prop} AS {prop}" for prop in props)
    found = store.query(
        f"MATCH (one:{source})-[edge:{name}]->(other:{target}) RETURN one.id AS source, other.id AS target"
        + (f", {columns}" if columns else ""),
        timeout=left(PATIENCE),
    )
    return in_order(_framed(found.rows, schema))


def read_statements(store: Store, ids: Sequence[str], wanted: Sequence[str]) -> pl.DataFrame:
    """Return columns of the statements of these ids that there are, in the order of the ids."""
    return read_chosen(store, "Statement", ids, wanted)


def read_chosen(store: Store, label: str, ids: Sequence[str], wanted: Sequence[str]) -> pl.DataFrame:
    """Return columns of the nodes of these ids that there are, in the order of the ids."""
    heed()
    if store.columns:
        return store.columns.chosen((label,), ids, wanted)
    columns = ", ".join(f"cited.{name} AS {name}" for name in wanted)
    text = f"UNWIND $ids AS one MATCH (cited:{label} {{id: one}}) RETURN {columns} ORDER BY cited.id"
    schema = {name: NODE_SCHEMAS[label][name] for name in wanted}
    return _framed(store.query(text, {"ids": sorted(set(ids))}, timeout=left(TIMEOUT)).rows, schema)


def choosing(store: Store) -> Choose:
    """Return `read_chosen` of a store; of its columns as they are now, where it has some."""
    columns = store.columns
    if columns is None:
        return partial(read_chosen, store)

    def choose(label: str, ids: Sequence[str], wanted: Sequence[str]) -> pl.DataFrame:
        heed()
        return columns.chosen((label,), ids, wanted)

    return choose


def read_stated(store: Store, predicate: str) -> pl.DataFrame:
    """Return the statements with this predicate, in the order of their ids."""
    heed()
    if store.columns:
        return store.columns.stated(predicate)
    columns = ", ".join(f"cited.{name} AS {name}" for name in STATEMENT_SCHEMA)
    text = f"MATCH (cited:Statement {{predicate: $predicate}}) RETURN {columns} ORDER BY id"
    return _framed(store.query(text, {"predicate": predicate}, timeout=left(TIMEOUT)).rows, STATEMENT_SCHEMA)


def read_evidence(store: Store) -> pl.DataFrame:
    """Return how many statements were read in each document: `document`, `basis`, `statements`.

    The document is null for statements that lead to none.
    """
    heed()
    if store.columns:
        led = read_edges(store, *LINKS, [])
        said = read_nodes(store, "Statement", ["id", "basis"])
        proven = said.join(led.rename({"target": "document"}), how="left", left_on="id", right_on="source")
        count = pl.len().cast(pl.Int64).alias("statements")
        return proven.group_by("document", "basis").agg(count).sort("document", "basis")
    schema = {"document": pl.String, "basis": pl.String, "statements": pl.Int64}
    return _framed(store.query(EVIDENCE, timeout=left(PATIENCE)).rows, schema).sort("document", "basis")


def _framed(rows: Sequence[tuple[Any, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Return rows as a frame, taken by columns: four times as fast as by rows."""
    return pl.DataFrame(
        dict(zip(schema, zip(*rows, strict=True), strict=True)) if rows else None, schema=schema
    )
