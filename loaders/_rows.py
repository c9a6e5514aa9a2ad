"""Rows of CSV files and lines of JSON as columns of text, each with its file and row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from chainatlas.graph.errors import Refusal
from chainatlas.loaders._files import LINE_LIMIT, read_bytes, read_text, refused
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._table import printable

HEAD = 100
"""Lines that tell what the others probably hold."""
UNUSED = "nothing is read from this column"
SORTS: Mapping[Any, tuple[type, ...]] = {pl.String: (str,), pl.Float64: (int, float), pl.Int64: (int,)}
"""What JSON gives for the types of columns."""


def csv_rows(
    path: Path, columns: Collection[str], ledger: Ledger, ignored: Collection[str] = ()
) -> pl.DataFrame:
    """Return the rows of a CSV file as text, cells stripped and empty ones null, with `file` and `row`.

    The header is row 1, as in a spreadsheet. Raises DataError where a column is missing or stands twice;
    rows of another length are refused in the ledger, and columns that nobody knows are listed there.
    """
    table, numbers = csv_cells(path, columns, ledger)
    note_unused(path.name, [name for name in table.columns if name not in {*columns, *ignored}], ledger)
    return _placed(table.select(list(columns)), path, numbers)


def csv_cells(
    path: Path, columns: Collection[str], ledger: Ledger, *, separator: str = ",", header: int = 1
) -> tuple[pl.DataFrame, pl.Series]:
    """Return all cells of a CSV file as text, as they stand, and the numbers of their rows.

    What stands above the row of the header is left out. Raises DataError as csv_rows does.
    """
    text = read_text(path)
    if '"' not in text:
        return _plain_cells(path, text, columns, ledger, separator, header)
    csv.field_size_limit(LINE_LIMIT)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        above = [next(lines, []) for _ in range(header)]
        names = [name.strip() for name in above[-1]]
        check_header(path, names, columns, header)
        rows = [(number, cells) for number, cells in enumerate(lines, start=header + 1) if cells]
    except csv.Error as error:
        cut = "unexpected end" in str(error)
        reason = "ends inside a quoted cell: the file is cut off" if cut else f"is not CSV: {error}"
        raise refused(path, reason, lines.line_num) from None
    fits = [(number, cells) for number, cells in rows if len(cells) == len(names)]
    _refuse_lengths(path, [number for number, cells in rows if len(cells) != len(names)], names, ledger)
    told = list(zip(*(cells for _, cells in fits), strict=True)) or [()] * len(names)
    table = pl.DataFrame(
        {name: pl.Series(cells, dtype=pl.String) for name, cells in zip(names, told, strict=True)}
    )
    return table, pl.Series([number for number, _ in fits], dtype=pl.Int64)


def _plain_cells(
    path: Path, text: str, columns: Collection[str], ledger: Ledger, separator: str, header: int
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the cells of a text without quotes: each line is a row, each separator the end of a cell."""
    lines = text.split("\n")
    names = [name.strip() for name in lines[header - 1].split(separator)] if len(lines) >= header else []
    check_header(path, names, columns, header)
    rows = pl.DataFrame({"line": lines[header:]}, schema={"line": pl.String})
    rows = rows.with_row_index("row", header + 1).filter(pl.col("line") != "")
    count = pl.col("line").str.count_matches(separator, literal=True) + 1
    fits = rows.filter(count == len(names))
    _refuse_lengths(path, rows.filter(count != len(names))["row"].to_list(), names, ledger)
    cells = fits["line"].str.split_exact(separator, len(names) - 1).struct
    table = pl.DataFrame({name: cells.field(place) for name, place in zip(names, cells.fields, strict=True)})
    return table, fits["row"].cast(pl.Int64)


def _refuse_lengths(path: Path, numbers: Sequence[int], names: Sequence[str], ledger: Ledger) -> None:
    """Refuse rows that have more or fewer cells than the header."""
    reason = f"expected {len(names)} cells, got another number"
    ledger.refuse_all([Refusal(path.name, number, "", reason) for number in numbers])


def csv_header(path: Path) -> list[str]:
    """Return the names of the columns of a CSV file; raise DataError where it has none."""
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(read_text(path)), strict=True), [])]
    except csv.Error as error:
        raise refused(path, f"is not CSV: {error}", 1) from None


def check_header(path: Path | str, header: Sequence[str], columns: Collection[str], row: int = 1) -> None:
    """Raise DataError where a column stands twice or is missing; one without a name is nobody's."""
    for name in header:
        if name and header.count(name) > 1:
            raise refused(path, "the column stands twice in the header", row, printable(name))
    missing = [name for name in columns if name not in header]
    if missing:
        others = f", and so are {', '.join(missing[1:])}" if missing[1:] else ""
        near = get_close_matches(missing[0], header, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        reason = f"the column is missing{others}; {hint}the header has {', '.join(header)[:200]}"
        raise refused(path, printable(reason), row, printable(missing[0]))


def note_unused(file: str, names: Sequence[str], ledger: Ledger, header: int = 1) -> None:
    """List in the ledger the columns of which nothing is read."""
    if names:
        rows = pl.DataFrame({"file": file, "row": header, "header": names})
        ledger.note(rows, pl.lit(value=True), "header", UNUSED, "left out")


def _placed(table: pl.DataFrame, path: Path, numbers: pl.Series) -> pl.DataFrame:
    """Strip texts, make empty ones null, and add where each row stands."""
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    cleaned = table.with_columns(pl.col(name).str.strip_chars().replace("", None) for name in texts)
    return cleaned.with_columns(file=pl.lit(path.name), row=numbers)


def json_tables(
    paths: Mapping[str, Path],
    columns: Mapping[str, Mapping[str, Any]],
    ledger: Ledger,
    ignored: Collection[str] = (),
) -> dict[str, pl.DataFrame]:
    """Return the lines of files of JSON objects as columns of the given types, with `file` and `row`.

    Lines that are no such object are refused in the ledger; raises DataError where the last one is cut off.
    The files are parsed beside each other, and told of in their order.
    """
    with ThreadPoolExecutor(2) as beside:
        parsed = {key: beside.submit(_at_once, path, columns[key]) for key, path in paths.items()}
        return {
            key: _json_rows(path, parsed[key].result(), columns[key], ledger, ignored)
            for key, path in paths.items()
        }


def _json_rows(
    path: Path,
    table: pl.DataFrame | None,
    columns: Mapping[str, Any],
    ledger: Ledger,
    ignored: Collection[str],
) -> pl.DataFrame:
    if table is None:
        return _one_by_one(path, columns, ledger, ignored)
    note_unused(path.name, [name for name in table.columns if name not in {*columns, *ignored}], ledger)
    numbers = pl.int_range(1, table.height + 1, eager=True, dtype=pl.Int64)
    return _placed(table.select(list(columns)), path, numbers)


def _at_once(path: Path, columns: Mapping[str, Any]) -> pl.DataFrame | None:
    """Return all lines as columns, or None where not every line is an object of just these types.

    Looking for the kinds of all cells takes twice the time of reading them; most files are like their head.
    """
    raw = read_bytes(path)
    lines = np.count_nonzero(np.frombuffer(raw, np.uint8) == ord("\n")) + (not raw.endswith(b"\n"))
    for head in (HEAD, None):
        try:
            table = pl.read_ndjson(raw, infer_schema_length=head)
        except (pl.exceptions.PolarsError, UnicodeDecodeError):
            continue
        same = all(table.schema.get(name) == kind for name, kind in columns.items())
        if same and table.height == lines and _as_written(raw, table, alike=head is not None):
            return table.rechunk()
    return None


def _as_written(raw: bytes, table: pl.DataFrame, *, alike: bool) -> bool:
    """Tell whether all texts of a table were texts in its lines; if `alike`, also that no key is missing.

    Polars makes a text of a number, a list or an object: then fewer values begin with a quotation mark than
    there are texts. Each line has just the columns of the table where no cell is empty and there are as many
    keys as cells.
    """
    letters = np.frombuffer(raw, np.uint8)
    keys = np.flatnonzero((letters[1:-3] == ord('"')) & (letters[2:-2] == ord(":"))) + 1
    keys = keys[letters[keys - 1] != ord("\\")]
    first = letters[keys + 2]
    first = np.where(first == ord(" "), letters[keys + 3], first)
    told = sum(len(column) - column.null_count() for column in table if column.dtype == pl.String)
    cells = sum(len(column) - column.null_count() for column in table)
    return (
        np.count_nonzero(first == ord('"')) == told
        and not np.isin(first, (ord("["), ord("{"))).any()
        and (not alike or len(keys) == cells == table.height * table.width)
    )


def json_objects(path: Path, ledger: Ledger) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file of JSON lines with the numbers of their lines; others are refused."""
    text = read_text(path)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, start=1):
        reason, value = "expected a JSON object", None
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            if number == len(lines) and not text.endswith("\n"):
                raise refused(path, "the last line is not JSON: the file is cut off", number) from None
            reason = "is not JSON" if line.strip() else "the line is empty"
        if isinstance(value, dict):
            yield number, value
        else:
            ledger.refuse_all([Refusal(path.name, number, "", reason)])


def _one_by_one(
    path: Path, columns: Mapping[str, Any], ledger: Ledger, ignored: Collection[str]
) -> pl.DataFrame:
    """Read line by line, so that each line that cannot be used is told."""
    kept: dict[str, list[Any]] = {name: [] for name in columns}
    numbers: list[int] = []
    unused: dict[str, None] = {}
    for number, value in json_objects(path, ledger):
        faults = [
            Refusal(path.name, number, name, f"expected {_sort(kind)}")
            for name, kind in columns.items()
            if not _fits(value.get(name), kind)
        ]
        ledger.refuse_all(faults[:1])
        if not faults:
            numbers.append(number)
            unused |= dict.fromkeys(value.keys() - columns.keys() - set(ignored))
            for name, cells in kept.items():
                cells.append(value.get(name))
    note_unused(path.name, sorted(map(printable, unused)), ledger)
    table = pl.DataFrame({name: pl.Series(cells, dtype=columns[name]) for name, cells in kept.items()})
    return _placed(table, path, pl.Series(numbers, dtype=pl.Int64))


def _sort(kind: Any) -> str:
    return "a text" if kind == pl.String else "a number"


def _fits(value: object, kind: Any) -> bool:
    """Tell whether a value is of a kind, or is not there; half of a surrogate pair is no text."""
    if isinstance(value, str) and not value.isascii():
        return (
            pl.String == kind and "\ud800" not in value and value == value.encode("utf-8", "ignore").decode()
        )
    return value is None or (isinstance(value, SORTS[kind]) and not isinstance(value, bool))
