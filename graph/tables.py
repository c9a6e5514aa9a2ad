"""Columns in memory: a Record is what sources say, a Graph is what a fold makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from chainatlas.graph.kinds import Property, storage
from chainatlas.graph.model import EDGES, NODES

TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String,
    "texts": pl.List(pl.String),
    "number": pl.Float64,
    "integer": pl.Int64,
    "flag": pl.Boolean,
}
ENTITY_LABELS: tuple[str, ...] = tuple(kind.label for kind in NODES.values() if kind.file)
"""The kinds of node that are registered by hand, in files under entities/."""

AT_ONCE = 100_000
"""Rows of which a digest is made together: a bound on memory, and part of what the digest is."""
NO_TEXT = 2**32 - 1
"""What stands for the length of no text, of which an empty one is told."""

EdgeEnds = tuple[str, str, str]
"""Edge type, label of the source, label of the target."""

LINKS: EdgeEnds = ("SUPPORTED_BY", "Statement", "Document")
"""Links of statements to their documents, which the column `document` of statements tells too."""


def schema_of(properties: Iterable[Property]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Return the Polars schema of the columns that hold these properties."""
    return {prop.name: TYPES[storage(prop)] for prop in properties}


NODE_SCHEMAS = {label: schema_of(kind.properties) for label, kind in NODES.items()}
EDGE_SCHEMAS = {
    name: {"source": pl.String, "target": pl.String} | schema_of(kind.properties)
    for name, kind in EDGES.items()
}
STATEMENT_SCHEMA = NODE_SCHEMAS["Statement"]


def frame(rows: Iterable[Mapping[str, object]], schema: Mapping[str, object]) -> pl.DataFrame:
    """Return rows as a frame of exactly this schema; absent cells are null."""
    columns: dict[str, list[object]] = {name: [] for name in schema}
    for row in rows:
        for name, cells in columns.items():
            cells.append(row.get(name))
    return pl.DataFrame(columns, schema=schema)  # type: ignore[arg-type]


def node_frame(label: str, rows: Iterable[Mapping[str, object]] = ()) -> pl.DataFrame:
    """Return rows as the node frame of one label."""
    return frame(rows, NODE_SCHEMAS[label])


@dataclass(frozen=True)
class Record:
    """What sources say, before any fold.

    `entities` holds one frame a label of ENTITY_LABELS, `documents` the sources, and
    `statements` one row a statement with the columns of STATEMENT_SCHEMA, names resolved to ids.
    """

    entities: Mapping[str, pl.DataFrame]
    documents: pl.DataFrame
    statements: pl.DataFrame

    @classmethod
    def empty(cls) -> Record:
        """Return a record that says nothing."""
        return cls(
            {label: node_frame(label) for label in ENTITY_LABELS}, node_frame("Document"), statements()
        )

    def plus(self, other: Record) -> Record:
        """Return both records as one; what both hold stays once."""
        entities = {label: _union(self.entities[label], other.entities[label]) for label in ENTITY_LABELS}
        return Record(
            entities, _union(self.documents, other.documents), _union(self.statements, other.statements)
        )


@dataclass(frozen=True)
class Graph:
    """Nodes and edges as columns, ready to be stored.

    `nodes` maps a label to its frame; `edges` maps (type, source label, target label) to a frame whose
    columns `source` and `target` hold ids.
    """

    nodes: Mapping[str, pl.DataFrame]
    edges: Mapping[EdgeEnds, pl.DataFrame]

    def size(self) -> int:
        """Return how many nodes and edges there are."""
        return sum(table.height for table in (*self.nodes.values(), *self.edges.values()))

    def counts(self) -> dict[str, int]:
        """Return how many nodes of each label and edges of each type there are, leaving out none."""
        found = {label: nodes.height for label, nodes in self.nodes.items()}
        for (name, _, _), edges in self.edges.items():
            found[name] = found.get(name, 0) + edges.height
        return {name: count for name, count in found.items() if count}


def statements(rows: Iterable[Mapping[str, object]] = ()) -> pl.DataFrame:
    """Return rows as a frame of statements."""
    return frame(rows, STATEMENT_SCHEMA)


def digest(record: Record, begun: Digest | None = None) -> str:
    """Return the sha256 of a record: the same facts give the same digest in whatever order they come.

    Columns that say nothing do not count, so that a model with more of them gives the same digest. `begun`
    is the digest of the statements, where that was begun before the rest was known.

    >>> digest(Record.empty())[:8]
    'e3b0c442'
    """
    begun = begun or Digest().take(record.statements)
    return begun.take(record.documents, *record.entities.values()).sha256.hexdigest()


class Digest:
    """The sha256 of tables: of each column how long its texts are, then the texts one after another."""

    def __init__(self) -> None:
        """Hold the digest of nothing."""
        self.sha256 = hashlib.sha256()

    def take(self, *tables: pl.DataFrame) -> Self:
        """Add frames, their rows in the order of their ids."""
        for table in tables:
            for rows in by_id(filled(table)).iter_slices(AT_ONCE) if table.height else ():
                for column in rows:
                    self._add(column)
        return self

    def _add(self, column: pl.Series) -> None:
        if column.dtype == pl.List(pl.String):
            self._add(column.list.len())
            column = column.explode()
        texts = column.cast(pl.String)
        self.sha256.update(column.name.encode())
        self.sha256.update(texts.str.len_bytes().fill_null(NO_TEXT).to_numpy().astype("<u4").tobytes())
        self.sha256.update(texts.str.join("").cast(pl.Binary).item())


def by_id(table: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in one piece and in the order of its ids; one that stands so is not sorted again.

    Rows of one id stay in their order. Polars gathers rows of many pieces ten times as slowly, and sorts by
    several columns three times as fast as by one of text.
    """
    table = table.rechunk()
    if table["id"].is_sorted():
        return table
    rows = table.select("id", row=pl.int_range(pl.len())).sort("id", "row")["row"]
    return completed(filled(table)[rows], table.schema)


def once(table: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in the order of its ids; of several rows with one id, the first."""
    table = by_id(table)
    again = table["id"] == table["id"].shift(1)
    return table.filter(~again.fill_null(value=False)) if again.any() else table


def filled(table: pl.DataFrame, *kept: str) -> pl.DataFrame:
    """Return a frame without the columns that say nothing, but for those to be kept."""
    return table.select(
        column for column in table if column.null_count() < table.height or column.name in kept
    )


def completed(table: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """Return the columns of a schema in their order; those that a frame does not have say nothing."""
    return table.select(
        pl.col(name) if name in table.columns else pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
    )


def in_order(edges: pl.DataFrame) -> pl.DataFrame:
    """Return edges in the one order that depends on nothing but what they say."""
    if stand_in_order(edges):
        return edges
    if edges.select(pl.struct("source", "target").is_unique().all()).item():
        return edges.sort("source", "target")
    plain = [name for name, kind in edges.schema.items() if kind != pl.List(pl.String)]
    lists = [pl.col(name).list.join("\x1f") for name in edges.columns if name not in plain]
    return edges.sort(*plain, *lists, nulls_last=True)


def stand_in_order(edges: pl.DataFrame) -> bool:
    """Tell whether the ends of each edge come after those of the one before, which is soon looked up."""
    source, target = pl.col("source"), pl.col("target")
    later = (source > source.shift()) | ((source == source.shift()) & (target > target.shift()))
    return bool(edges.select(later.slice(1).all()).item())


def _union(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([one, other]).unique("id", keep="first", maintain_order=True)
