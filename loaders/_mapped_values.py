"""Cells of text become values of the model; what is none is left out and listed in the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from chainatlas.graph.kinds import BASIS, STAGES, STATUS, Property
from chainatlas.loaders._as_text import BETWEEN
from chainatlas.loaders._ledger import CELL, Ledger
from chainatlas.loaders._mapping import FIELD, Cell
from chainatlas.loaders._names import stock_code

LEFT_OUT = "left out, the rest kept"
NUMBER = r"^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(万|亿)?(.*)$"
SIZES = {"万": 1e4, "亿": 1e8}
PERCENT = ("%", "％")
PLAIN = ("", "元", *PERCENT)
"""What may stand behind a number that has no unit of its own."""
DAY = r"^(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?\s*[年月日]?(?:[ T].*)?$"
COMPACT = r"^(\d{4})(\d{2})(\d{2})?$"
RANGES: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(("revenue_share", "share", "confidence"), (0.0, 1.0)),
    "lon": (-180.0, 180.0),
    "lat": (-90.0, 90.0),
}
"""Between what some numbers have to lie."""
YES = ("true", "yes", "y", "1", "是", "有", "√", "✓")
NO = ("false", "no", "n", "0", "否", "无", "×", "-")
CHINESE: Mapping[str, Mapping[str, str]] = {"status": STATUS, "stage": STAGES, "basis": BASIS}
"""The Chinese names that the model has for the words of some properties."""
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SIGNS = {sign: value for value, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
USCC_LENGTH = 18
ODD_CODES = {
    "stock_code": "expected a stock code such as 600000.SH",
    "uscc": "expected 18 signs with the check digit of GB 32100",
}


def text_of(cell: Cell) -> pl.Expr:
    """Return the text of a cell, before anything is made of it."""
    if cell.column:
        return pl.col(CELL + cell.column)
    if cell.value is not None:
        return pl.lit(cell.value)
    parts: list[pl.Expr] = []
    for place, part in enumerate(FIELD.split(cell.template)):
        parts.append(pl.col(CELL + part) if place % 2 else pl.lit(part))
    return pl.concat_str(parts)


def worded(text: pl.Expr, cell: Cell) -> pl.Expr:
    """Return a text with the words of a cell put in the place of what they explain."""
    return text.replace(dict(cell.words)) if cell.words else text


def with_value(
    rows: pl.DataFrame, prop: Property, cell: Cell, ledger: Ledger, unit: str = ""
) -> pl.DataFrame:
    """Return the rows with the value of a property in a column of its name.

    `unit` names the column that takes what stands behind a number, where the mapping does not fill it. A
    text that is no value is listed and left out; the words of a cell are put in the place of its texts.
    """
    rows = rows.with_columns(worded(text_of(cell), cell).alias(prop.name))
    found = _value(prop, cell, unit)
    where = CELL + cell.where if cell.where else prop.name
    checked = rows.with_columns(found)
    wrong = pl.col(prop.name).is_not_null() & checked[prop.name].is_null()
    ledger.note(rows, wrong, where, _expected(prop, rows.filter(wrong)), LEFT_OUT)
    if prop.name == "uscc":
        odd = pl.col("uscc").is_not_null() & ~uscc_valid("uscc")
        ledger.note(checked, odd, where, ODD_CODES["uscc"], "kept as it is")
    return checked


def _value(prop: Property, cell: Cell, unit: str) -> list[pl.Expr]:
    """Return the expressions that make the text in the column of a property its value."""
    text = pl.col(prop.name)
    match prop.kind:
        case "number" | "integer":
            return _number(prop, cell, unit)
        case "date":
            return [_date(text).alias(prop.name)]
        case "flag":
            lower = text.str.to_lowercase()
            flag = pl.when(lower.is_in(YES)).then(True).when(lower.is_in(NO)).then(False)
            return [flag.alias(prop.name)]
        case "word":
            words = {word: word for word in prop.words} | _chinese(prop)
            return [text.replace_strict(words, default=None, return_dtype=pl.String).alias(prop.name)]
        case "texts":
            entries = entries_of(text, cell.split or BETWEEN)
            return [entries.list.unique(maintain_order=True).alias(prop.name)]
    return [stock_code("stock_code")] if prop.name == "stock_code" else [text]


def _expected(prop: Property, wrong: pl.DataFrame) -> str:
    if prop.kind == "word":
        return f"expected one of {', '.join(prop.words)}, or a word that `words` explains"
    if prop.name in ODD_CODES:
        return ODD_CODES[prop.name]
    if prop.name in RANGES:
        return "expected a number from {:g} to {:g}".format(*RANGES[prop.name])
    sorts = {"number": "a number", "integer": "a whole number", "flag": "yes or no", "date": "a date"}
    return f"expected {sorts.get(prop.kind, 'a text')}"


def _chinese(prop: Property) -> dict[str, str]:
    names = CHINESE.get(prop.name, {})
    return {names[word]: word for word in prop.words if word in names}


def _number(prop: Property, cell: Cell, unit: str) -> list[pl.Expr]:
    """Read numbers such as 1,234.5, 12%, 3.5亿 and 10万吨; what follows becomes the unit, or must be none."""
    clean = pl.col(prop.name).str.replace_all(r"[,，\s]", "")
    size = clean.str.extract(NUMBER, 2).replace_strict(SIZES, default=1.0, return_dtype=pl.Float64)
    behind = clean.str.extract(NUMBER, 3)
    share = pl.when(behind.is_in(PERCENT)).then(0.01).otherwise(1.0)
    value = clean.str.extract(NUMBER, 1).cast(pl.Float64, strict=False) * size * share * cell.times
    value = pl.when(value.is_finite() & (pl.lit(bool(unit)) | behind.is_in(PLAIN))).then(value)
    if prop.kind == "integer":
        value = pl.when((value == value.floor()) & (value.abs() < 1e15)).then(value).cast(pl.Int64)
    if prop.name in RANGES:
        value = pl.when(value.is_between(*RANGES[prop.name])).then(value)
    found = [value.alias(prop.name)]
    return [*found, pl.when(~behind.is_in(PLAIN)).then(behind).alias(unit)] if unit else found


def _date(text: pl.Expr) -> pl.Expr:
    """Read days such as 2026-01-31, 2026/1/31, 2026年1月, 20260131 and 2026 as ISO prefixes."""
    parts = [pl.coalesce(text.str.extract(DAY, one), text.str.extract(COMPACT, one)) for one in (1, 2, 3)]
    year, month, day = (part.str.zfill(2) for part in parts)
    whole = pl.concat_str(year, month.fill_null("01"), day.fill_null("01"), separator="-")
    told = pl.concat_str(year, month, day, separator="-", ignore_nulls=True)
    return pl.when(whole.str.to_date("%Y-%m-%d", strict=False).is_not_null()).then(told)


def entries_of(text: pl.Expr, between: str) -> pl.Expr:
    """Return the entries of a cell that holds a list, null where there are none."""
    listed = text.str.split(between).list.eval(pl.element().str.strip_chars())
    listed = listed.list.eval(pl.element().filter(pl.element() != ""))
    return pl.when(listed.list.len() > 0).then(listed)


def uscc_valid(column: str) -> pl.Expr:
    """Tell whether a unified social credit code has the check digit of GB 32100-2015."""
    text = pl.col(column)
    signs = [
        text.str.slice(place, 1).replace_strict(SIGNS, default=None, return_dtype=pl.Int64)
        for place in range(USCC_LENGTH)
    ]
    total = pl.sum_horizontal(
        *(sign * weight for sign, weight in zip(signs, WEIGHTS, strict=False)), ignore_nulls=False
    )
    valid = (text.str.len_chars() == USCC_LENGTH) & (signs[-1] == (31 - total % 31) % 31)
    return valid.fill_null(value=False)
