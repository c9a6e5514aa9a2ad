"""One sheet of a workbook as cells of text: what is merged, and formulas without a value, are told."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from chainatlas.graph.errors import Refusal
from chainatlas.loaders._as_text import Faulty, text_of
from chainatlas.loaders._files import refused
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._mapping import Table
from chainatlas.loaders._rows import check_header

SIZE_LIMIT = 300_000_000
"""Bytes that the parts of a workbook may have when unpacked."""
CELL_LIMIT = 20_000_000
"""Cells from the first to the last row and column of a sheet; the reader makes room for all of them."""
ZIP = b"PK\x03\x04"
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})?(\d{1,7})"')
CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
VALUE = re.compile(rb"<(v|t)\b[^>]*>[^<]")
TAG = re.compile(r"<(?:\w+:)?(sheet|Relationship)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
NO_VALUE = "formula without a stored value; open and save the workbook in a spreadsheet program"
ERROR = "formula whose value is an error such as #REF!"
MERGED = 'is merged; unmerge it, or say merged = "fill" to repeat its value in every cell'

Faults = dict[tuple[int, int], str]
"""What is wrong with cells, by row and column, counted from 0."""


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet, by rows and columns counted from 0, and what is wrong with some of them."""

    rows: list[list[object]]
    faults: Faults


def sheet_cells(
    path: Path, table: Table, columns: Sequence[str], ledger: Ledger
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the named columns of a sheet as text, and the numbers of their rows.

    Raises DataError where the workbook cannot be read, a column is missing or cells are merged without
    leave; rows whose formulas have no value are refused in the ledger.
    """
    grid = _grid(path, table)
    header = ["" if cell is None else str(cell).strip() for cell in _row(grid, table.header - 1)]
    if not any(header):
        raise refused(path, "expected the headings there; say header = the row that has them", table.header)
    check_header(path, header, columns, table.header)
    places = {name: header.index(name) for name in columns}
    told = {name: place for place, name in enumerate(header) if name and name not in places}
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    for number in range(table.header, len(grid.rows)):
        cells = grid.rows[number]
        if any(cell not in ("", None) for cell in cells):
            try:
                rows.append([_text(grid, number, place, name) for name, place in places.items()])
                numbers.append(number + 1)
            except Faulty as fault:
                ledger.refuse_all([Refusal(path.name, number + 1, fault.column, str(fault))])
    cells_of = list(zip(*rows, strict=True)) or [()] * len(places)
    frame = pl.DataFrame(
        {name: pl.Series(cells, dtype=pl.String) for name, cells in zip(places, cells_of, strict=True)}
    )
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in told), pl.Series(
        numbers, dtype=pl.Int64
    )


def _text(grid: Grid, row: int, place: int, column: str) -> str | None:
    if fault := grid.faults.get((row, place)):
        raise Faulty(column, fault)
    value = grid.rows[row][place]
    try:
        return text_of(value)
    except ValueError as error:
        raise Faulty(column, str(error)) from None


def _row(grid: Grid, number: int) -> list[object]:
    return grid.rows[number] if number < len(grid.rows) else []


def _grid(path: Path, table: Table) -> Grid:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise refused(path, f"expected at most {SIZE_LIMIT // 1_000_000} MB")
        raw = path.read_bytes()
        parts = _parts(path, raw) if raw.startswith(ZIP) else {}
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            name = _sheet_name(path, table, book.sheet_names)
            faults = _faults(path, parts.get(name, b""))
            sheet = book.get_sheet_by_name(name)
            rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror or error}") from None
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise refused(path, f"is no Excel workbook, or is damaged: {error}") from None
    _unmerge(path, table, sheet, rows)
    return Grid(rows, faults)


def _sheet_name(path: Path, table: Table, names: Sequence[str]) -> str:
    if not names:
        raise refused(path, "the workbook has no sheets")
    if table.sheet and table.sheet not in names:
        raise refused(path, f"there is no sheet {table.sheet!r}; there are: {', '.join(names)}")
    return table.sheet or names[0]


def _unmerge(path: Path, table: Table, sheet: CalamineSheet, rows: list[list[object]]) -> None:
    """Repeat the value of merged cells at and below the header in each of them, or refuse them."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom < table.header - 1 or top >= len(rows):
            continue
        if table.merged == "refuse":
            raise refused(path, MERGED, top + 1, f"{_cell_name(top, left)}:{_cell_name(bottom, right)}")
        for row in rows[top : bottom + 1]:
            for place in range(left, min(right + 1, len(row))):
                row[place] = rows[top][left]


def _parts(path: Path, raw: bytes) -> Mapping[str, bytes]:
    """Return the XML of each sheet by its name, after checking how large all is when unpacked."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = sum(part.file_size for part in archive.infolist())
        if size > SIZE_LIMIT:
            raise refused(
                path, f"expected at most {SIZE_LIMIT // 1_000_000} MB when unpacked, got {size // 1_000_000}"
            )
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            if any(name.startswith("xl/") for name in names):
                return {}
            raise refused(path, "expected a workbook, got a zip archive; unpack it")
        targets = {one["Id"]: one["Target"] for one in _tags(archive, "xl/_rels/workbook.xml.rels", names)}
        sheets = {
            one["name"]: targets.get(one.get("r:id", ""), "")
            for one in _tags(archive, "xl/workbook.xml", names)
        }
        found = {name: _part(target) for name, target in sheets.items()}
        return {name: archive.read(part) for name, part in found.items() if part in names}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tags(archive: zipfile.ZipFile, part: str, names: set[str]) -> Iterator[dict[str, str]]:
    """Yield the attributes of the sheets or relationships that a part of a workbook lists."""
    text = archive.read(part).decode("utf-8", "replace") if part in names else ""
    for _, inner in TAG.findall(text):
        attributes = {key: html.unescape(value) for key, value in ATTRIBUTE.findall(inner)}
        if {"Id", "Target"} <= attributes.keys() or "name" in attributes:
            yield attributes


def _faults(path: Path, sheet: bytes) -> Faults:
    """Return the cells of a sheet whose formula has no value, and refuse one that spreads too far."""
    last_row = last_column = 0
    for column, row in REFERENCE.findall(sheet):
        last_row, last_column = max(last_row, int(row)), max(last_column, _number(column))
    if last_row * last_column > CELL_LIMIT:
        raise refused(
            path, f"expected at most {CELL_LIMIT:,} cells, got {last_row:,} rows of {last_column:,}"
        )
    return dict(_faulty(sheet)) if b"<f" in sheet or b't="e"' in sheet else {}


def _faulty(sheet: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, inner in CELL.findall(sheet):
        if place := REFERENCE.search(attributes):
            where = (int(place[2]) - 1, _number(place[1] or b"") - 1)
            if b't="e"' in attributes:
                yield where, ERROR
            elif b"<f" in inner and not VALUE.search(inner):
                yield where, NO_VALUE


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell_name(row: int, column: int) -> str:
    """Return the name of a cell as spreadsheets write it.

    >>> _cell_name(0, 0), _cell_name(9, 27)
    ('A1', 'AB10')
    """
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
