"""Values of any table as text: what a cell of a CSV file would hold."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any

import polars as pl

BETWEEN = "|"
"""What stands between the entries of a list that became one text."""
MIDNIGHT = " 00:00:00"


class Faulty(ValueError):
    """A cell that cannot be read, and the name of its column."""

    def __init__(self, column: str, reason: str) -> None:
        """Keep the column."""
        super().__init__(reason)
        self.column = column


def frame_as_text(table: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return a table with every column as text, and the names of the columns that cannot be told so.

    Whole numbers lose their point, days their midnight, lists become one text.
    """
    texts = {name: _column(pl.col(name), kind) for name, kind in table.schema.items()}
    told = {name: text for name, text in texts.items() if text is not None}
    kept = table.select(text.alias(name) for name, text in told.items())
    return kept, [name for name in table.columns if name not in told]


def _column(column: pl.Expr, kind: Any) -> pl.Expr | None:
    if kind == pl.String:
        return column
    if kind.is_float() or isinstance(kind, pl.Decimal):
        number = column.cast(pl.Float64).fill_nan(None)
        whole = (number == number.floor()) & (number.abs() < 1e15)
        as_whole = pl.when(whole).then(number).cast(pl.Int64).cast(pl.String)
        return pl.when(whole).then(as_whole).otherwise(number.cast(pl.String))
    if kind.is_integer() or kind in (pl.Boolean, pl.Date, pl.Categorical, pl.Null) or kind == pl.Enum:
        return column.cast(pl.String)
    if kind == pl.Datetime:
        return column.dt.to_string("%Y-%m-%d %H:%M:%S").str.strip_suffix(MIDNIGHT)
    if isinstance(kind, pl.List) and kind.inner == pl.String:
        return column.list.join(BETWEEN, ignore_nulls=True)
    return None


def text_of(value: object) -> str | None:
    """Return one value as text, None where it is none; raise ValueError for what no cell holds.

    >>> text_of(3.0), text_of(True), text_of(["a", 2]), text_of(datetime.datetime(2026, 1, 31))
    ('3', 'true', 'a|2', '2026-01-31')
    """
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case str():
            if not value.isascii() and value != value.encode("utf-8", "ignore").decode():
                raise ValueError("expected a text, got half of a character")
            return value
        case float():
            return _number(value)
        case int() | datetime.date() | datetime.time() | datetime.timedelta():
            return str(value).removesuffix(MIDNIGHT)
        case list():
            return _joined(value)
    raise ValueError(f"expected a text or a number, got {type(value).__name__}")


def _joined(values: Sequence[object]) -> str:
    if any(isinstance(value, list) for value in values):
        raise ValueError("expected a text or a number, got a list of lists")
    return BETWEEN.join(text for value in values if (text := text_of(value)))


def _number(value: float) -> str | None:
    if not math.isfinite(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
