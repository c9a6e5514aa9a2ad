"""Give columns to the embedded engine, which takes them as pandas frames."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from chainatlas.graph.tables import Graph

AT_ONCE = 200_000
"""How many rows are given at once: as Python objects they take ten times their room."""
TYPES: dict[Any, str] = {
    pl.String: "string",
    pl.Float64: "float",
    pl.Int64: "integer",
    pl.List(pl.String): "list",
}
"""What the engine calls the types of columns; where they are not declared, it looks at every value."""


def fill(made: Any, graph: Graph) -> None:
    """Add nodes and edges to a graph of the engine."""
    with _uncollected(), _interruptible():
        for label, nodes in graph.nodes.items():
            for part in nodes.iter_slices(AT_ONCE):
                made.add_nodes(pandas_frame(part), label, "id", column_types=_types(part))
        for (name, source, target), edges in graph.edges.items():
            for part in _parts(edges):
                columns, types = pandas_frame(part), _types(part)
                made.add_relationships(columns, name, source, "source", target, "target", column_types=types)


def _parts(edges: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield edges in parts, all those that share both ends in the first.

    Of such edges the engine keeps only one where they come after others of their type.
    """
    if edges.height <= AT_ONCE:
        yield edges
        return
    shared = edges.select(pl.struct("source", "target").is_duplicated()).to_series()
    if shared.any():
        yield edges.filter(shared)
    yield from edges.filter(~shared).iter_slices(AT_ONCE)


def pandas_frame(table: pl.DataFrame) -> pd.DataFrame:
    """Return the columns that hold anything as the pandas frame that the engine loads."""
    return pd.DataFrame({series.name: _values(series) for series in _told(table)}, copy=False)


def _types(table: pl.DataFrame) -> dict[str, str]:
    return {series.name: TYPES[series.dtype] for series in _told(table) if series.dtype in TYPES}


def _told(table: pl.DataFrame) -> list[pl.Series]:
    return [series for series in table if series.null_count() < len(series)]


def _values(series: pl.Series) -> Any:
    if series.dtype == pl.Int64 and series.null_count():
        return pd.array(series.to_list(), dtype="Int64")
    if series.dtype in (pl.Int64, pl.Float64) or (series.dtype == pl.Boolean and not series.null_count()):
        return series.to_numpy()
    if series.dtype == pl.String and not series.null_count() and (series == series[0]).all():
        return pd.Series(np.full(len(series), series[0], dtype=object), dtype="object", copy=False)
    return pd.Series(_lists(series) if series.dtype == pl.List else series.to_list(), dtype="object")


def _lists(series: pl.Series) -> list[Any]:
    """Return lists, those of one text as that text: in a column of lists the engine takes it as such."""
    values = series.list.first().to_list()
    for place in (series.list.len() != 1).fill_null(value=False).arg_true():
        values[place] = series[place].to_list()
    return values


@contextmanager
def _interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt where the engine was interrupted, which calls that a column it cannot read."""
    try:
        yield
    except ValueError as error:
        if "KeyboardInterrupt" in str(error):
            raise KeyboardInterrupt from None
        raise


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage: a list for each edge makes it look at all of them many times."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
