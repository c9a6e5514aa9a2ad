"""Any table, read as a mapping says: files become rows, rows become nodes and edges, all accounted for."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._any_table import table_rows
from chainatlas.loaders._databases import is_address
from chainatlas.loaders._files import is_folder, refused
from chainatlas.loaders._ledger import CELL, Ledger, true_of
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._mapped_edges import state
from chainatlas.loaders._mapped_nodes import register
from chainatlas.loaders._mapping import FORMS, Condition, NodeRule, Rule, Table, TableMapping

NOTHING_SAID = "no node and no edge of the mapping takes this row"
ENDINGS = tuple(ending for endings in FORMS.values() for ending in endings)


def read_mapped(mapping: TableMapping, paths: Sequence[Path], base: Record) -> Loaded:
    """Return what files say under a mapping; `base` is what is known already, by whose names rows may speak.

    Raises DataError where a file cannot be used at all; then nothing of it counts.
    """
    ledger = Ledger(mapping.document, base)
    tables = {table.name: _rows(table, mapping, paths, ledger) for table in mapping.tables}
    _refuse_strangers(mapping, paths)
    nodes = {name: list(_nodes(mapping, name, rows, ledger)) for name, rows in tables.items()}
    told = {name: [lines for _, lines in found] for name, found in nodes.items()}
    for number, edge in enumerate(mapping.edges, start=1):
        made = {rule.name: lines for rule, lines in nodes[edge.table]}
        lines = state(edge, number, _chosen(edge, tables[edge.table]), made, ledger)
        told[edge.table].append(lines.to_frame("line"))
    for name, rows in tables.items():
        said = pl.concat([part.select("line") for part in told[name]] or [rows.select("line").clear()])
        left = ledger.take(rows.join(said, on="line", how="anti", maintain_order="left"))
        ledger.refuse(left, pl.lit(value=True), "", NOTHING_SAID)
    return ledger.loaded()


def _nodes(
    mapping: TableMapping, table: str, rows: pl.DataFrame, ledger: Ledger
) -> Iterator[tuple[NodeRule, pl.DataFrame]]:
    """Yield each rule of nodes of a table with the lines it takes and the ids of their nodes."""
    rules = [rule for rule in mapping.nodes if rule.table == table]
    for rule in rules:
        yield rule, register(rule, _chosen(rule, rows), ledger, subject=rule is rules[0])


def _rows(table: Table, mapping: TableMapping, paths: Sequence[Path], ledger: Ledger) -> pl.DataFrame:
    """Return the rows of all files of a table, numbered by `line`; `entry` tells several files apart."""
    files = _files(table, paths)
    columns = mapping.columns_of(table)
    parts = [table_rows(path, table, columns, ledger) for path in files]
    if len(parts) > 1:
        parts = [part.with_columns(entry=pl.lit(str(number))) for number, part in enumerate(parts, start=1)]
    return pl.concat(parts).with_row_index("line")


def _files(table: Table, paths: Sequence[Path]) -> list[Path]:
    """Return the files of a table in the order of their names; those in folders by their endings too."""
    found: dict[Path, None] = {}
    for path in paths:
        found |= dict.fromkeys(one for one in _inside(path) if _fits(table, one))
    if not found:
        meant = f"the table {table.name!r}" if table.name else "the table"
        raise refused(table.files, f"expected a file of {meant}; none was given")
    return sorted(found, key=lambda path: (path.name, str(path)))


def _inside(path: Path) -> list[Path]:
    """Return a path itself, or what a folder holds that ends like a table."""
    if is_address(path) or not is_folder(path):
        return [path]
    try:
        return [one for one in sorted(path.iterdir()) if one.suffix.lower() in ENDINGS]
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror}") from None


def _fits(table: Table, path: Path) -> bool:
    return is_address(path) or fnmatch.fnmatch(path.name, table.files)


def _refuse_strangers(mapping: TableMapping, paths: Sequence[Path]) -> None:
    """Refuse files that belong to no table."""
    patterns = ", ".join(table.files for table in mapping.tables)
    for path in paths:
        if not any(_fits(table, one) for table in mapping.tables for one in _inside(path)):
            raise refused(path, f"fits no table of the mapping: {patterns}")


def _chosen(rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that meet the conditions of a rule."""
    meets = pl.all_horizontal(pl.lit(value=True), *_each(rule.where))
    barred = pl.any_horizontal(pl.lit(value=False), *_each(rule.unless))
    return rows.filter(true_of(rows, meets & ~barred))


def _each(condition: Condition) -> Iterator[pl.Expr]:
    for column, values in condition.items():
        yield pl.col(CELL + column).fill_null("").is_in(list(values))
