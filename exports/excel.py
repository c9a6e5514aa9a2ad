"""excel: a workbook with a sheet for each label and type of edge, and a sheet of sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from chainatlas.exports._format import Format, Part
from chainatlas.exports._reading import Tables, restored
from chainatlas.exports._tables import flat
from chainatlas.exports._texts import fit
from chainatlas.graph.errors import DataError, Refusal, UsageError
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.tables import Graph

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST, MOST_ROWS = 32_767, 1_048_576
"""What a cell and a sheet of Excel can hold."""
MADE = datetime.datetime(1980, 1, 1)
"""The one date in every workbook, so that the same graph gives the same bytes."""
PLAIN = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
SOURCES = "sources"
WIDTH = 24


def write(part: Part, target: Path) -> None:
    """Write texts as texts, so that nothing a name says is run as a formula; a list is joined by |.

    Raises
    ------
    UsageError
        A text is longer, or a sheet has more rows, than Excel holds.

    """
    from xlsxwriter import Workbook

    sheets = dict(_sheets(part.graph))
    _refuse(sheets)
    with Workbook(str(target), PLAIN) as book:
        book.set_properties({"title": part.title.en, "created": MADE})
        for name, frame in sheets.items():
            _fill(book, book.add_worksheet(name), frame)


def _sheets(graph: Graph) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the frame of each sheet; an edge has the names of its ends beside their ids."""
    schema = {"id": pl.String, "name": pl.String}
    names = pl.concat(
        [pl.DataFrame(schema=schema), *(table.select("id", "name") for table in graph.nodes.values())]
    )
    for label, nodes in graph.nodes.items():
        yield label, flat(nodes)
    for kind in dict.fromkeys(ends[0] for ends in graph.edges):
        edges = pl.concat([table for ends, table in graph.edges.items() if ends[0] == kind])
        for end in ("source", "target"):
            named = names.rename({"id": end, "name": f"{end}_name"})
            edges = edges.join(named, on=end, how="left", maintain_order="left")
        ends = ["source", "source_name", "target", "target_name"]
        yield kind, flat(edges.select(*ends, pl.exclude(ends)))
    if {"Statement", "Document"} <= graph.nodes.keys():
        yield SOURCES, _sources(graph)


def _sources(graph: Graph) -> pl.DataFrame:
    """Return where each statement was read: the document, its publisher and date, and the place in it."""
    documents = graph.nodes["Document"].select("id", "publisher", "published", "url", title="name")
    said = graph.nodes["Statement"].select(
        "document", "paragraph", "locator", "basis", "recorded", statement="id"
    )
    table = said.join(documents, left_on="document", right_on="id", how="left", maintain_order="left")
    return table.select(
        "statement", "title", "publisher", "published", "recorded", "paragraph", "locator", "basis", "url"
    )


def _refuse(sheets: dict[str, pl.DataFrame]) -> None:
    for sheet, frame in sheets.items():
        if frame.height >= MOST_ROWS:
            raise UsageError(f"{sheet} has {frame.height} rows and Excel holds {MOST_ROWS - 1}; use csv")
        for column in frame.select(pl.col(pl.String)):
            if (longest := max(map(_units, map(fit, column.drop_nulls())), default=0)) > LONGEST:
                raise UsageError(
                    f"a {column.name} of {sheet} has {longest} characters and a cell of Excel holds "
                    f"{LONGEST}; use --format csv, which takes any length"
                )


def _units(text: str) -> int:
    """Return how long Excel takes a text to be, which counts an emoji as two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _fill(book: Workbook, sheet: Worksheet, frame: pl.DataFrame) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, frame.height, frame.width - 1)
    sheet.set_column(0, frame.width - 1, WIDTH)
    bold = book.add_format({"bold": True})
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(frame.iter_rows(), start=1):
        for place, value in enumerate(row):
            _put(sheet, number, place, value)


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, fit(value))


def read(source: Path) -> Tables:
    """Return the sheets of a workbook as tables, but for the sheet of sources, which repeats others."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(source))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (CalamineError, OSError) as error:
        raise DataError([Refusal(str(source), 0, "", f"is no Excel workbook: {error}")]) from None
    sheets.pop(SOURCES, None)
    if unknown := sorted(sheets.keys() - NODES.keys() - EDGES.keys()):
        raise DataError([Refusal(str(source), 0, unknown[0], f"there is no label or type {unknown[0]!r}")])
    tables = {name: _table(rows) for name, rows in sheets.items() if rows}
    nodes = {name: table for name, table in tables.items() if name in NODES}
    return restored(Tables(str(source), nodes, {name: tables[name] for name in tables.keys() - nodes.keys()}))


def _table(rows: list[list[Any]]) -> pl.DataFrame:
    """Return the rows of a sheet under their headings; an empty cell is no value."""
    header, *body = rows
    cells = [[None if value == "" else value for value in column] for column in zip(*body, strict=True)]
    columns = cells or [[] for _ in header]
    return pl.DataFrame(
        [pl.Series(str(name), column, strict=False) for name, column in zip(header, columns, strict=True)]
    )


FORMAT = Format(
    name="excel",
    zh="Excel 工作簿:每类一张表,另有来源表",
    en="An Excel workbook: a sheet a kind, and a sheet of sources",
    endings=(".xlsx",),
    write=write,
    read=read,
)
