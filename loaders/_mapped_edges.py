"""Rows become edges as a mapping says: both ends resolved to nodes, lists taken apart, values read."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from chainatlas.graph.identity import measure_id
from chainatlas.graph.kinds import CONFIDENCE, EdgeKind
from chainatlas.graph.model import NODES, STATED_EDGES
from chainatlas.loaders._known_names import words_of
from chainatlas.loaders._ledger import CELL, Ledger
from chainatlas.loaders._mapped_nodes import found_in, slugged
from chainatlas.loaders._mapped_values import LEFT_OUT, entries_of, text_of, with_value, worded
from chainatlas.loaders._mapping import Cell, EdgeRule, End
from chainatlas.loaders._mapping_rules import edge_properties, has_unit
from chainatlas.loaders._names import company_id

REFUSED_NODE = "its {} was refused"
UNKNOWN = 'no {} is called so; unknown = "make" would make one'
SEVERAL = "may be any of several of the record; write the id"
ADDED = "{} that nobody knows"
NO_VALUE = "the {} is empty"
ENDS = {"from": "subject", "to": "object"}
Made = Mapping[str, pl.DataFrame]
"""Which `line` makes which `id`, by the names of the nodes of a table."""


def state(rule: EdgeRule, number: int, rows: pl.DataFrame, made: Made, ledger: Ledger) -> pl.Series:
    """State rows as edges; return the lines that say one, whatever became of it."""
    rows = _said(rule, rows, made)
    rows = _entries(ledger.take(rows), rule)
    lines = rows["line"].unique()
    for key, end in rule.ends.items():
        rows = _with_end(rows, key, end, ledger)
    kind = STATED_EDGES[rule.relation]
    rows = _with_values(rule, kind, rows, ledger)
    if kind.measure:
        rows = _measured(rows)
    basis = rule.cells.get("basis", Cell()).value or "stated"
    worth = pl.col("confidence") if "confidence" in rows.columns else pl.lit(None, pl.Float64)
    part = f"{rule.relation.lower().replace('_', '-')}-{number}"
    ledger.edges(rule.relation, rows, part, basis=basis, confidence=worth.fill_null(CONFIDENCE[basis]))
    return lines


def _said(rule: EdgeRule, rows: pl.DataFrame, made: Made) -> pl.DataFrame:
    """Return a row for each edge that the rows name; an empty end names none."""
    for key, end in rule.ends.items():
        if end.node:
            nodes = made[end.node].select("line", pl.col("id").alias(_text(key)))
            rows = rows.join(nodes, on="line", how="inner", maintain_order="left")
            continue
        rows = rows.with_columns(text_of(end.cell).alias(_text(key)))
        if end.cell.split:
            entries = entries_of(pl.col(_text(key)), end.cell.split)
            rows = rows.with_columns(entries).explode(_text(key))
        rows = rows.with_columns(worded(pl.col(_text(key)), end.cell))
        if key in ENDS:
            rows = rows.filter(pl.col(_text(key)).is_not_null())
    return rows


def _text(key: str) -> str:
    return f"{key} text"


def _entries(rows: pl.DataFrame, rule: EdgeRule) -> pl.DataFrame:
    """Give a number to each of the edges that one row names, behind that of the file if there are several."""
    if not any(end.cell.split for end in rule.ends.values()):
        return rows
    number = pl.int_range(1, pl.len() + 1).over("line").cast(pl.String)
    before = [pl.col("entry")] if "entry" in rows.columns else []
    return rows.with_columns(entry=pl.concat_str(*before, number, separator="."))


def _with_end(rows: pl.DataFrame, key: str, end: End, ledger: Ledger) -> pl.DataFrame:
    """Add the id of one end: `subject`, `object`, or what the property is called."""
    name, text = ENDS.get(key, key), _text(key)
    if end.node:
        reason = REFUSED_NODE.format(end.label.lower())
        rows = ledger.refuse(rows, pl.col(text).is_null(), end.node, reason)
        return rows.with_columns(pl.col(text).alias(name))
    tables = [ledger.base.entities[end.label], *ledger.entities[end.label], *ledger.mentioned[end.label]]
    rows = found_in(rows, text, words_of(end.label, tables), end.by, name)
    where = CELL + end.cell.where if end.cell.where else text
    shown = rows.with_columns(pl.col(text).alias(where))
    several = pl.col(f"{name}_several") > 1
    unknown = pl.col(name).is_null() & pl.col(text).is_not_null() & ~several
    if key not in ENDS:
        ledger.note(shown, several, where, SEVERAL, LEFT_OUT)
    else:
        shown = ledger.refuse(shown, several, where, SEVERAL)
    if end.make:
        return _with_made(shown, key, end, unknown, ledger)
    reason = UNKNOWN.format(end.label.lower())
    if key not in ENDS:
        return ledger.note(shown, unknown, where, reason, LEFT_OUT)
    return ledger.refuse(shown, unknown, where, reason)


def _with_made(rows: pl.DataFrame, key: str, end: End, unknown: pl.Expr, ledger: Ledger) -> pl.DataFrame:
    """Add nodes for the texts that nobody knows, and their ids as the ends of the rows."""
    name, text = ENDS.get(key, key), _text(key)
    rows = slugged(rows.with_columns(unknown=unknown), text, NODES[end.label].prefix, "made")
    codes: dict[str, pl.Expr] = {}
    if end.label == "Company":
        rows = rows.with_columns(made=pl.coalesce(company_id(text), "made"))
        codes["stock_code"] = pl.when(company_id(text).is_not_null()).then(text)
    elif end.by == "code":
        codes["code"] = pl.col(text)
    called = pl.coalesce(text_of(end.name), text) if end.name else pl.col(text)
    new = rows.filter("unknown").select("file", "row", id="made", name=called, **codes)
    added = ledger.mention(end.label, new).unique("id", keep="first", maintain_order=True)
    ledger.note(added, pl.lit(value=True), "name", ADDED.format(end.label.lower()), "added from its link")
    return rows.with_columns(pl.when("unknown").then("made").otherwise(name).alias(name))


def _with_values(rule: EdgeRule, kind: EdgeKind, rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Add the values of the edge's properties; an edge without a value that it needs is refused."""
    known = edge_properties(kind)
    for name, cell in rule.cells.items():
        if name != "basis":
            unit = "unit" if "unit" not in rule.cells and has_unit(kind, name) else ""
            rows = with_value(rows, known[name], cell, ledger, unit)
    for name, prop in known.items():
        if prop.required:
            where = CELL + rule.cells[name].where
            rows = ledger.refuse(rows, pl.col(name).is_null(), where, NO_VALUE.format(prop.en))
    return rows


def _measured(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the id of the Measure that each row describes."""
    told = [name for name in ("subject", "indicator", "unit", "period", "scope") if name in rows.columns]
    ids = [measure_id(values) for values in rows.select(told).iter_rows(named=True)]
    return rows.with_columns(object=pl.Series(ids, dtype=pl.String))
