"""Answers as text: a table for the terminal, JSON, CSV or Markdown."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from chainatlas.graph.formulas import defused
from chainatlas.queries._question import Column
from chainatlas.queries._table import Evidence, Table

Row = Mapping[str, Any]
NARROW = 12
"""Up to how many cells of the terminal a column keeps what it holds on one line; its heading may wrap."""
GAP = 3
"""Cells between two columns."""
PIPE_WIDTH = 200
LISTED = 2
"""How many things of a list a table shows; JSON and CSV have them all."""


def shown(columns: Iterable[Column], lang: str) -> list[Column]:
    """Return the columns that stand in tables of a language."""
    return [column for column in columns if column.shown in ("both", lang)]


def heading(column: Column, lang: str) -> str:
    """Return the heading of a column."""
    return column.zh if lang == "zh" else column.en


def plain_columns(names: Iterable[str]) -> list[Column]:
    """Return columns for names that nobody declared."""
    return [Column(name, name, name) for name in names]


def cell(value: Any, lang: str, column: Column | None = None) -> str:
    """Return a value as the text of a cell; of a thing with a name, the name; of a long list, its start."""
    if value is None:
        return column.blank[lang == "en"] if column else ""
    if isinstance(value, bool):
        return ("是" if lang == "zh" else "yes") if value else ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        name = value.get("name_en") if lang == "en" else None
        return str(name or value.get("name") or json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        more = f" +{len(value) - LISTED}" if len(value) > LISTED else ""
        return ("、" if lang == "zh" else ", ").join(cell(item, lang) for item in value[:LISTED]) + more
    words = column.words.get(str(value)) if column else None
    return words[lang == "en"] if words else str(value)


def as_json(value: object) -> str:
    """Return plain data as JSON with Chinese letters as they are; what JSON has no number for is null."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, indent=2)


def json_parts(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of `as_json` bit by bit: of what stays columns until it is read, so much at once."""
    for number, (name, value) in enumerate(told.items()):
        yield f"{',' if number else '{'}\n  {as_json(name)}: "
        if isinstance(value, Table):
            yield from _bits(value.parts(), "[", "]")
        elif isinstance(value, Evidence):
            yield from _bits(value.parts(), "{", "}")
        else:
            yield _deeper(as_json(value))
    yield "\n}"


def _bits(parts: Iterable[object], opening: str, closing: str) -> Iterator[str]:
    """Yield parts of a list or of a mapping as one."""
    before = opening
    for part in parts:
        if part:
            yield before + _deeper(as_json(part))[1 : -len("\n  ]")]
            before = ","
    yield opening + closing if before == opening else f"\n  {closing}"


def _deeper(text: str) -> str:
    """Return JSON as it stands inside of something; texts in it have no line ends of their own."""
    return text.replace("\n", "\n  ")


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_csv(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """Return all columns as CSV; lists are joined by | and nothing is taken for a formula."""
    lines = [_csv_line(defused(column.name) for column in columns)]
    lines += [_csv_line(_csv_cell(row[column.name]) for column in columns) for row in rows]
    return "".join(lines)


def _csv_line(cells: Iterable[Any]) -> str:
    """Return one line; the writer quotes a carriage return only where one ends its lines."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = "|".join(str(_csv_cell(item)) for item in value)
    if isinstance(value, Mapping):
        value = value.get("id") or json.dumps(value, ensure_ascii=False)
    return defused(value) if isinstance(value, str) else value


def as_markdown(columns: Sequence[Column], rows: Iterable[Row], lang: str) -> str:
    """Return the shown columns as a Markdown table."""
    lines = [[heading(column, lang) for column in columns], ["---"] * len(columns)]
    lines += [[cell(row[column.name], lang, column) for column in columns] for row in rows]
    return "".join(f"| {' | '.join(_markdown_cell(text) for text in line)} |\n" for line in lines)


def _markdown_cell(text: str) -> str:
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")


def as_table(columns: Sequence[Column], rows: Sequence[Row], lang: str) -> str:
    """Return the shown columns as a table that fits the terminal; empty columns are left out."""
    filled = [
        column for column in columns if any(cell(row[column.name], lang, column) for row in rows)
    ] or columns
    terminal = sys.stdout.isatty()
    width = _width(terminal)
    titles = [heading(column, lang) for column in filled]
    lines = [[_printable(cell(row[column.name], lang, column)) for column in filled] for row in rows]
    return (not terminal and _spaced(titles, lines, width)) or _wrapped(titles, lines, width, terminal)


def _spaced(titles: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> str:
    """Return a table of which each row fits on one line, as `_wrapped` writes it; "" where one does not.

    Of many rows it takes a fortieth of the time.
    """
    from rich.cells import cell_len

    rows = [titles, *lines]
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    whole = sum(widths) + GAP * (len(widths) - 1)
    if (
        whole + 2 > width
        or not all(map(cell_len, titles))
        or any("\n" in text for row in rows for text in row)
    ):
        return ""
    told = [
        (" " * GAP).join(text + " " * (wide - cell_len(text)) for text, wide in zip(row, widths, strict=True))
        for row in rows
    ]
    return _trimmed(f" {line}" for line in (told[0], "─" * whole, *told[1:]))


def _wrapped(titles: Sequence[str], lines: Sequence[Sequence[str]], width: int, terminal: bool) -> str:
    """Return a table whose cells take as many lines as they need."""
    from rich import box, table
    from rich.console import Console
    from rich.text import Text

    least = _least_widths(titles, lines)
    roomy = sum(least) + GAP * len(least) <= width
    grid = table.Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, needed in zip(titles, least, strict=True):
        grid.add_column(Text(title), overflow="fold", min_width=needed if roomy else None)
    for line in lines:
        grid.add_row(*map(Text, line))
    color: Literal["auto"] | None = "auto" if terminal and "NO_COLOR" not in os.environ else None
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system=color,
        force_terminal=bool(color),
        highlight=False,
    )
    with console.capture() as text:
        console.print(grid)
    return _trimmed(text.get().splitlines())


def _trimmed(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def _least_widths(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column must be for its words to stay whole, up to NARROW."""
    from rich.cells import cell_len

    columns = [[*title.split(), *(line[place] for line in lines)] for place, title in enumerate(titles)]
    return [min(NARROW, max(map(cell_len, column), default=0)) for column in columns]


def _width(terminal: bool) -> int:
    import shutil

    return (
        shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
        if terminal or "COLUMNS" in os.environ
        else PIPE_WIDTH
    )


def _printable(text: str) -> str:
    """Replace control characters, which could drive the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
