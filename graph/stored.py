"""Read the record back out of a store: its statements can be folded anew, whichever engine keeps them."""

from __future__ import annotations

import polars as pl

from chainatlas.graph.statements import record_of
from chainatlas.graph.store import Store
from chainatlas.graph.tables import ENTITY_LABELS, NODE_SCHEMAS, Graph, Record

LABELS = (*ENTITY_LABELS, "Document", "Statement")


def read_record(store: Store) -> Record:
    """Return the entities, documents and statements of a store, as far as its graph holds them."""
    return record_of(Graph({label: read_nodes(store, label) for label in LABELS}, {}))


def read_nodes(store: Store, label: str) -> pl.DataFrame:
    """Return all nodes of one label with the columns of its schema."""
    schema = NODE_SCHEMAS[label]
    columns = ", ".join(f"node.{name} AS {name}" for name in schema)
    found = store.query(f"MATCH (node:{label}) RETURN {columns} ORDER BY id")
    return pl.DataFrame(found.rows, schema=schema, orient="row")
