"""Read CSV and TOML strictly: whatever cannot be used is a refusal with its file, row and column."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import Refusal

CELL_LIMIT = 1_000_000
"""How many characters one cell may hold."""


@dataclass(frozen=True)
class Row:
    """One row of a table, and where it stands; the header is row 1, as in a spreadsheet."""

    file: str
    number: int
    cells: dict[str, str]

    def refusal(self, column: str, reason: str) -> Refusal:
        """Return a refusal of one cell of this row."""
        return Refusal(self.file, self.number, column, reason)


def read_rows(
    path: Path, columns: Collection[str], required: Collection[str], refusals: list[Refusal]
) -> Iterator[Row]:
    """Yield the rows of a CSV file whose every column is known; refusals are added to the list."""
    text = read_text(path, refusals)
    if text is None:
        return
    csv.field_size_limit(CELL_LIMIT)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
    except csv.Error as error:
        refusals.append(Refusal(str(path), 1, "", f"is not CSV: {error}"))
        return
    refused = list(_header_faults(str(path), header, columns, required))
    refusals += refused
    if not refused:
        yield from _rows(str(path), header, lines, refusals)


def read_text(path: Path, refusals: list[Refusal]) -> str | None:
    """Return the text of a UTF-8 file, or None after adding why it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        refusals.append(Refusal(str(path), 0, "", f"cannot be read: {error.strerror}"))
        return None
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        refusals.append(Refusal(str(path), row, "", "expected UTF-8; save it as «CSV UTF-8»"))
        return None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        refusals.append(Refusal(str(path), row, "", "expected text, got a NUL character"))
        return None
    return text


def read_toml(path: Path, refusals: list[Refusal]) -> dict[str, Any]:
    """Return what a TOML file holds, or nothing after adding why it cannot be read."""
    text = read_text(path, refusals)
    try:
        return tomllib.loads(text or "")
    except (ValueError, RecursionError) as error:
        refusals.append(Refusal(str(path), 0, "", f"is not TOML: {error}"))
        return {}


def unknown_word(word: str, known: Collection[str]) -> str:
    """Return a sentence that names a word nobody knows and the nearest that somebody does."""
    near = get_close_matches(word, known, n=1)
    return f"{word!r} is unknown; " + (f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}")


def printable(text: str) -> str:
    """Return a text without the characters that would break a line or drive a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _header_faults(
    file: str, header: list[str], columns: Collection[str], required: Collection[str]
) -> Iterator[Refusal]:
    if not any(header):
        yield Refusal(file, 1, "", f"expected a header with {', '.join(required)}; the file is empty")
        return
    for name in header:
        if name not in columns:
            yield Refusal(file, 1, printable(name), f"the column {unknown_word(name, columns)}")
        if header.count(name) > 1:
            yield Refusal(file, 1, printable(name), "the column stands twice in the header")
    for name in required:
        if name not in header:
            yield Refusal(file, 1, name, "the column is missing")


def _rows(file: str, header: list[str], lines: Iterator[list[str]], refusals: list[Refusal]) -> Iterator[Row]:
    number = 1
    try:
        for number, cells in enumerate(lines, start=2):
            if len(cells) == len(header):
                yield Row(
                    file, number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
                )
            elif cells:
                reason = f"expected {len(header)} cells, got {len(cells)}; quote cells that hold commas"
                refusals.append(Refusal(file, number, "", reason))
    except csv.Error as error:  # of the row after the last one that could be read
        refusals.append(Refusal(file, number + 1, "", f"is not CSV: {error}"))
