"""Kinds of nodes and edges as columns: what an embedded store gives without a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import polars as pl

from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, STATEMENT_SCHEMA, Graph, in_order

Made = TypeVar("Made")
Kind = tuple[str, ...]
"""The label of a node, or type, source label and target label of an edge."""
STATEMENTS: Kind = ("Statement",)


class Columns:
    """Kinds of nodes and edges as columns, each decoded when it is first asked for."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._held: dict[tuple[Kind, str], pl.Series] = {}
        self._made: dict[str, tuple[object, Any]] = {}

    def table(self, kind: Kind, wanted: Sequence[str]) -> pl.DataFrame:
        """Return these columns of a kind, all rows in their one order; no rows where there are none."""
        missing = [name for name in wanted if (kind, name) not in self._held]
        if missing:
            for series in self._decoded(kind, missing):
                self._held[kind, series.name] = series
        return pl.DataFrame([self._held[kind, name] for name in wanted])

    def once(self, name: str, key: object, make: Callable[[], Made]) -> Made:
        """Return what is made of the columns, made anew only for another key than the last time."""
        if name not in self._made or self._made[name][0] != key:
            self._made[name] = (key, make())
        found: Made = self._made[name][1]
        return found

    def chosen(self, kind: Kind, ids: Iterable[str], wanted: Sequence[str]) -> pl.DataFrame:
        """Return columns of the nodes of a kind with these ids that there are, in the order of their ids."""
        table = self.table(kind, ["id", *(name for name in wanted if name != "id")])
        return table.filter(pl.col("id").is_in(list(set(ids)))).select(wanted)

    def stated(self, predicate: str) -> pl.DataFrame:
        """Return the statements with this predicate, in the order of their ids."""
        return self.table(STATEMENTS, list(STATEMENT_SCHEMA)).filter(pl.col("predicate") == predicate)

    def _decoded(self, kind: Kind, wanted: Sequence[str]) -> pl.DataFrame:
        raise NotImplementedError


class GraphColumns(Columns):
    """The columns of a graph in memory."""

    def __init__(self, graph: Graph) -> None:
        """Take them from this graph, without copying."""
        super().__init__()
        self._tables = dict(kinds(graph))

    def _decoded(self, kind: Kind, wanted: Sequence[str]) -> pl.DataFrame:
        if kind not in self._tables:
            return pl.DataFrame(schema=schema_of(kind)).select(wanted)
        self._tables[kind] = table = ordered(kind, self._tables[kind])
        return table.select(wanted)


def ordered(kind: Kind, table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a kind in their one order: nodes by id, edges by ends and what they say."""
    if len(kind) > 1:
        return in_order(table)
    return table if table["id"].is_sorted() else table.sort("id")


def schema_of(kind: Kind) -> Mapping[str, pl.DataType | type[pl.DataType]]:
    """Return the columns that nodes or edges of a kind can have."""
    return NODE_SCHEMAS[kind[0]] if len(kind) == 1 else EDGE_SCHEMAS[kind[0]]


def kinds(graph: Graph) -> Iterator[tuple[Kind, pl.DataFrame]]:
    """Yield the kinds of nodes and edges of a graph with their columns."""
    yield from (((label,), table) for label, table in graph.nodes.items())
    yield from graph.edges.items()
