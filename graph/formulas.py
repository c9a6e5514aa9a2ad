"""Texts that a spreadsheet would run: marked in CSV, so that it shows them, and unmarked again."""

from __future__ import annotations

import re

import polars as pl

MARK = "'"
STARTS = r"^'*[=+\-@\t\r\n＝＋－＠]"
"""What a spreadsheet takes for the start of a formula, in full width too; a mark before it is told apart."""
NUMBER = r"^[+\-]?\d+(\.\d+)?([eE][+\-]?\d+)?$"


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers stay numbers.

    >>> defused("=1+1"), defused("'=1+1"), defused("-1.5"), defused("风电")
    ("'=1+1", "''=1+1", '-1.5', '风电')
    """
    return MARK + text if re.search(STARTS, text) and not re.search(NUMBER, text, re.ASCII) else text


def defused_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts are defused."""
    text = pl.col(pl.String)
    runs = text.str.contains(STARTS) & ~text.str.contains(NUMBER.replace(r"\d", "[0-9]"))
    return frame.with_columns(pl.when(runs).then(pl.lit(MARK) + text).otherwise(text).name.keep())


def told_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts are as they were before they were defused."""
    text = pl.col(pl.String)
    marked = text.str.starts_with(MARK) & text.str.contains(STARTS)
    return frame.with_columns(pl.when(marked).then(text.str.slice(1)).otherwise(text).name.keep())
