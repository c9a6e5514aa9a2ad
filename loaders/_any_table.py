"""A table of any form as text: CSV, Excel, Parquet, JSON, or what a database answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.errors import Refusal
from chainatlas.loaders._as_text import Faulty, frame_as_text, text_of
from chainatlas.loaders._databases import ROW_LIMIT, is_address, query, shown_address
from chainatlas.loaders._files import read_bytes, read_text, refused
from chainatlas.loaders._ledger import CELL, Ledger
from chainatlas.loaders._mapping import FORMS, Table
from chainatlas.loaders._rows import check_header, csv_cells, json_objects, note_unused
from chainatlas.loaders._sheets import sheet_cells
from chainatlas.loaders._table import printable

Cells = tuple[pl.DataFrame, pl.Series]
"""Columns of text, and the numbers of their rows."""
JSON_LIMIT = 100_000_000
"""Bytes of a JSON file that may stand in one line."""
SEPARATORS = ",\t;|"
NESTED = "holds no texts or numbers"
OTHER = "expected rows as JSON objects, one a line or all in one list"


def form_of(path: Path, table: Table) -> str:
    """Return the form of a table: as the mapping says, else as its name ends."""
    if table.form:
        return table.form
    if is_address(path):
        return "sql"
    ending = path.suffix.lower()
    for form, endings in FORMS.items():
        if ending in endings:
            return form
    known = ", ".join(ending for endings in FORMS.values() for ending in endings)
    raise refused(path, f"expected a file that ends with {known}; or say form = under [table]")


def table_rows(path: Path, table: Table, columns: Sequence[str], ledger: Ledger) -> pl.DataFrame:
    """Return the rows of a table: each column as text under CELL and its name, with `file` and `row`.

    Cells are stripped, empty ones are null. Raises DataError for a file that cannot be read or lacks a
    column; rows that cannot be read are refused in the ledger, columns that nobody reads are listed there.
    """
    cells, numbers = READERS[form_of(path, table)](path, table, columns, ledger)
    name = shown_address(path) if is_address(path) else path.name
    used = {*columns, *table.ignore}
    note_unused(name, [printable(one) for one in cells.columns if one not in used], ledger, table.header)
    stripped = {f"{CELL}{column}": pl.col(column).str.strip_chars() for column in columns}
    told = cells.select(pl.when(text != "").then(text).alias(key) for key, text in stripped.items())
    return told.with_columns(pl.lit(name).alias("file"), numbers.alias("row"))


def _csv(path: Path, table: Table, columns: Sequence[str], ledger: Ledger) -> Cells:
    separator = table.separator or separator_of(path, table.header)
    return csv_cells(path, columns, ledger, separator=separator, header=table.header)


def separator_of(path: Path, header: int = 1) -> str:
    """Return what separates the headings of a CSV file: comma, tab, semicolon or bar."""
    lines = read_text(path).split("\n", header)
    heading = lines[min(header, len(lines)) - 1]
    return max(SEPARATORS, key=heading.count)


def _parquet(path: Path, _table: Table, columns: Sequence[str], ledger: Ledger) -> Cells:
    try:
        lazy = pl.scan_parquet(path, glob=False)
        _check_columns(path, lazy.collect_schema().names(), columns)
        found = lazy.head(ROW_LIMIT + 1).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        first = str(error).partition("\n")[0]
        raise refused(path, f"is no Parquet file, or is damaged: {first}") from None
    except pl.exceptions.PanicException:
        raise refused(path, "is no Parquet file, or is damaged") from None
    return _typed(path, found, columns)


def _sql(path: Path, table: Table, columns: Sequence[str], ledger: Ledger) -> Cells:
    shown = shown_address(path) if is_address(path) else str(path)
    if not table.sql:
        raise refused(shown, 'expected a query under [table], such as sql = "SELECT * FROM firms"')
    found = query(path, table.sql)
    _check_columns(shown, found.columns, columns)
    return _typed(shown, found, columns)


def _check_columns(path: Path | str, header: Sequence[str], columns: Collection[str]) -> None:
    check_header(path, list(header), columns, 0)


def _typed(path: Path | str, found: pl.DataFrame, columns: Sequence[str]) -> Cells:
    """Return a table of typed columns as text; one of nested values is refused where it is read."""
    if found.height > ROW_LIMIT:
        raise refused(path, f"expected at most {ROW_LIMIT:,} rows")
    cells, nested = frame_as_text(found)
    if wrong := [name for name in nested if name in columns]:
        raise refused(path, NESTED, 0, printable(wrong[0]))
    numbers = pl.int_range(1, found.height + 1, eager=True, dtype=pl.Int64)
    return cells.with_columns(pl.lit(None, pl.String).alias(name) for name in nested), numbers


def _json(path: Path, _table: Table, columns: Sequence[str], ledger: Ledger) -> Cells:
    raw = read_bytes(path, JSON_LIMIT)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return _objects(path, _listed(path, ledger), columns, ledger)
    lines = raw.count(b"\n") + (not raw.endswith(b"\n"))
    try:
        found = pl.read_ndjson(raw, infer_schema_length=None)
        if found.height == lines:
            _check_columns(path, found.columns, columns)
            return _typed(path, found, columns)
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        pass  # line by line then, to tell which lines are of no use
    return _objects(path, json_objects(path, ledger), columns, ledger)


def _listed(path: Path, ledger: Ledger) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of one JSON list, counted from 1; what is no object is refused."""
    try:
        listed = json.loads(read_text(path, JSON_LIMIT))
    except (ValueError, RecursionError):
        raise refused(path, "is not JSON: the file is damaged or cut off") from None
    for number, one in enumerate(listed, start=1):
        if isinstance(one, dict):
            yield number, one
        else:
            ledger.refuse_all([Refusal(path.name, number, "", OTHER)])


def _objects(
    path: Path, objects: Iterator[tuple[int, dict[str, Any]]], columns: Sequence[str], ledger: Ledger
) -> Cells:
    """Return the objects as columns of text; one with a value that no cell can hold is refused."""
    kept: list[tuple[int, list[str | None]]] = []
    header: dict[str, None] = {}
    for number, one in objects:
        header |= dict.fromkeys(one)
        try:
            kept.append((number, [_value(one, name) for name in columns]))
        except Faulty as wrong:
            ledger.refuse_all([Refusal(path.name, number, wrong.column, str(wrong))])
    names = [name for name in header if name.isprintable()]
    _check_columns(
        path, [*names, *(name for name in columns if name in header and name not in names)], columns
    )
    cells = {
        name: pl.Series([row[place] for _, row in kept], dtype=pl.String)
        for place, name in enumerate(columns)
    }
    unread = [pl.lit(None, pl.String).alias(name) for name in names if name not in cells]
    frame = pl.DataFrame(cells).with_columns(unread)
    return frame, pl.Series([number for number, _ in kept], dtype=pl.Int64)


def _value(one: dict[str, Any], name: str) -> str | None:
    try:
        return text_of(one.get(name))
    except ValueError as error:
        raise Faulty(name, str(error)) from None


READERS = {"csv": _csv, "excel": sheet_cells, "parquet": _parquet, "json": _json, "sql": _sql}
