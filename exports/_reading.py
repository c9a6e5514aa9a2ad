"""Take a graph back from tables: every column and value is of the model, or is refused with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from chainatlas.exports._texts import parted, unfit
from chainatlas.graph.errors import DataError, Refusal
from chainatlas.graph.kinds import Property
from chainatlas.graph.model import EDGES, NODES, label_of
from chainatlas.graph.store import refuse_dangling
from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, EdgeEnds, Graph

LISTED = 20
"""How many wrong values of one column are told one by one."""
BESIDE = ("id", "source_name", "target_name")
"""Columns of edges that say nothing of their own."""
LIST = pl.List(pl.String)
NONE = pl.DataFrame(schema={"id": pl.String})


@dataclass(frozen=True)
class Tables:
    """Raw tables: nodes by label, edges by type; `file` is where they stand, `text` whether lists are joined.

    Values may be texts where the model has numbers; what is joined or escaped is still so.
    """

    file: str
    nodes: Mapping[str, pl.DataFrame]
    edges: Mapping[str, pl.DataFrame]


def graph_of(tables: Tables) -> Graph:
    """Return the graph of raw tables.

    Raises DataError with every label, type, column and value that the model does not have, and for edges
    whose statements are not there; StoreError for an edge that ends nowhere.
    """
    refusals: list[Refusal] = []
    for name in tables.nodes.keys() - NODES.keys():
        refusals.append(Refusal(tables.file, 0, name, f"there is no label {name!r}"))
    for name in tables.edges.keys() - EDGES.keys():
        refusals.append(Refusal(tables.file, 0, name, f"there is no type of edge {name!r}"))
    nodes = {
        label: _typed(tables.file, label, table, NODES[label].properties, NODE_SCHEMAS[label], refusals)
        for label, table in tables.nodes.items()
        if label in NODES
    }
    edges = {
        name: _typed(tables.file, name, _own(table), EDGES[name].properties, EDGE_SCHEMAS[name], refusals)
        for name, table in tables.edges.items()
        if name in EDGES
    }
    if refusals:
        raise DataError(refusals)
    graph = Graph(
        {label: table.sort("id") for label, table in nodes.items()},
        {ends: part for name, table in edges.items() for ends, part in _by_ends(name, table)},
    )
    _refuse_unsupported(tables.file, graph)
    refuse_dangling(graph)
    return graph


def _own(table: pl.DataFrame) -> pl.DataFrame:
    return table.drop(name for name in BESIDE if name in table.columns)


def _typed(
    file: str,
    kind: str,
    table: pl.DataFrame,
    properties: Sequence[Property],
    schema: Mapping[str, Any],
    refusals: list[Refusal],
) -> pl.DataFrame:
    """Return a table with the columns of a schema; add what does not fit to the refusals."""
    closed = kind != "Statement"  # one property of statements has other words for each kind of edge
    words = {prop.name: prop.words for prop in properties if closed and prop.kind == "word"}
    for name in table.columns:
        if name not in schema:
            refusals.append(Refusal(f"{file}:{kind}", 1, name, "the model has no such property"))
    columns = []
    for name, kind_of in schema.items():
        if name not in table.columns:
            columns.append(pl.Series(name, [None] * table.height, kind_of))
            continue
        made = _column(table[name], kind_of)
        _refuse_lost(f"{file}:{kind}", table[name], made, refusals)
        _refuse_words(f"{file}:{kind}", made, words.get(name, ()), refusals)
        columns.append(made)
    found = pl.DataFrame(columns)
    for name in ("id", "source", "target"):
        if name in schema and found[name].null_count():
            row = found[name].is_null().arg_true()[0] + 2
            refusals.append(Refusal(f"{file}:{kind}", row, name, "the cell is empty"))
    return found


def _column(raw: pl.Series, kind: Any) -> pl.Series:
    """Return a raw column as a column of the model; what cannot be so is empty."""
    if kind == LIST:
        return raw.cast(LIST) if isinstance(raw.dtype, pl.List) else _lists(raw)
    if kind == pl.String:
        return raw.cast(pl.String)
    if kind == pl.Boolean and raw.dtype == pl.String:
        return raw.str.to_lowercase().replace_strict(
            {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
        )
    if kind == pl.Int64 and raw.dtype == pl.String:
        raw = raw.cast(pl.Float64, strict=False)
    return raw.cast(kind, strict=False)


def _lists(raw: pl.Series) -> pl.Series:
    texts = raw.cast(pl.String)
    return pl.Series(raw.name, [None if text is None else parted(text) for text in texts], LIST)


def _refuse_lost(file: str, raw: pl.Series, made: pl.Series, refusals: list[Refusal]) -> None:
    lost = (made.is_null() & raw.is_not_null()).arg_true().to_list()
    for row in lost[:LISTED]:
        reason = f"expected {made.dtype}, got {raw[row]!r}"
        refusals.append(Refusal(file, row + 2, raw.name, reason))


def _refuse_words(file: str, made: pl.Series, words: Sequence[str], refusals: list[Refusal]) -> None:
    if words:
        wrong = (made.is_not_null() & ~made.is_in(list(words))).arg_true().to_list()
        for row in wrong[:LISTED]:
            reason = f"expected one of {', '.join(words)}, got {made[row]!r}"
            refusals.append(Refusal(file, row + 2, made.name, reason))


def _by_ends(name: str, table: pl.DataFrame) -> Iterator[tuple[EdgeEnds, pl.DataFrame]]:
    labels = {end: [label_of(text) for text in table[end]] for end in ("source", "target")}
    marked = table.with_columns(
        pl.Series("\x1fsource", labels["source"], pl.String),
        pl.Series("\x1ftarget", labels["target"], pl.String),
    )
    for (source, target), part in sorted(
        marked.partition_by("\x1fsource", "\x1ftarget", as_dict=True).items()
    ):
        if (source, target) not in EDGES[name].ends:
            reason = f"{name} does not join {source or 'an unknown kind'} and {target or 'an unknown kind'}"
            raise DataError(
                [Refusal(name, 0, "source", f"{reason}: {part['source'][0]} to {part['target'][0]}")]
            )
        yield (name, source, target), part.select(table.columns)


def _refuse_unsupported(file: str, graph: Graph) -> None:
    """Refuse edges that rest on statements which are not there: folding the record would lose them."""
    known = graph.nodes["Statement"].select("id") if "Statement" in graph.nodes else NONE
    for (name, _, _), table in graph.edges.items():
        if "statements" in table.columns:
            named = table.select("source", "target", id=pl.col("statements")).explode("id")
            lost = named.join(known, on="id", how="anti")
            if lost.height:
                told = "rests on a statement that is not there; load takes what `chainatlas export` writes"
                where = f"{lost['source'][0]} to {lost['target'][0]}"
                raise DataError([Refusal(file, 0, name, f"{where} {told}")])


def restored(tables: Tables) -> Tables:
    """Return tables whose texts were made fit for XML or a workbook with these texts as they were."""
    return Tables(
        tables.file,
        {name: _restored(table) for name, table in tables.nodes.items()},
        {name: _restored(table) for name, table in tables.edges.items()},
    )


def _restored(table: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(
        pl.Series(name, [None if text is None else unfit(text) for text in table[name]], pl.String)
        for name in texts
    )


def tables_of_rows(file: str, nodes: Iterable[tuple[str, Any]], edges: Iterable[tuple[str, Any]]) -> Tables:
    """Return rows, each with its label or type, as tables."""
    return Tables(file, _grouped(nodes), _grouped(edges))


def _grouped(rows: Iterable[tuple[str, Any]]) -> dict[str, pl.DataFrame]:
    found: dict[str, list[dict[str, Any]]] = {}
    for name, row in rows:
        found.setdefault(name, []).append(row)
    return {name: pl.DataFrame(held, infer_schema_length=None, strict=False) for name, held in found.items()}
