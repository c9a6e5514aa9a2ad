"""GB/T 4754-2017: the industries of the national economy and what is above each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, only
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._rows import csv_rows

DOCUMENT = {
    "id": "document:gbt4754-2017",
    "name": "GB/T 4754-2017 国民经济行业分类(wssmao/industry_category 录入,未声明许可)",
    "name_en": "GB/T 4754-2017 as transcribed in wssmao/industry_category, afedfea (no licence stated)",
    "publisher": "国家统计局",
    "published": "2017-06-30",
    "recorded": "2020-08-13",
    "url": "https://github.com/wssmao/industry_category",
}
FILES = {"industries": ("*4754*.csv",)}
SCHEME = "GB/T 4754-2017"
CODE = r"^([A-Z]|\d{2,4})$"
NO_CODE = "expected a letter or two to four digits as code"
NO_NAME = "the name is empty"
LEVEL = "level that does not fit the code"
PARENT = "what is above is not in the file"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return the industries of the standard, with the defects of the transcription put right by rule."""
    ledger = Ledger(DOCUMENT, base)
    path = only(found(paths, FILES), "industries", FILES)
    rows = csv_rows(path, ("code", "name", "parent_code", "level"), ledger, ignored=("description",))
    rows = ledger.take(rows)
    rows = ledger.refuse(rows, ~pl.col("code").str.contains(CODE).fill_null(value=False), "code", NO_CODE)
    rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
    rows = _levelled(rows, ledger)
    rows = rows.with_columns(id=industry_id("code"), scheme=pl.lit(SCHEME))
    ledger.nodes("Industry", rows)
    above = rows.unique("id", keep="first", maintain_order=True).filter(pl.col("parent_code").is_not_null())
    above = ledger.take(above.with_columns(subject="id", object=industry_id("parent_code")))
    above = ledger.refuse_unknown(above, "object", "Industry", "parent_code", PARENT)
    ledger.edges("SUBCLASS_OF", above, "industry")
    return ledger.loaded()


def industry_id(column: str) -> pl.Expr:
    """Return the id of the industry that a code names."""
    return pl.lit("industry:gbt4754-") + pl.col(column).str.to_lowercase()


def _levelled(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Take level and parent from the code where the level says otherwise: a code is as long as its level."""
    length = pl.col("code").str.len_chars().cast(pl.Int64)
    told = rows.with_columns(right=length, given=pl.col("level").cast(pl.Int64, strict=False))
    wrong = pl.col("given").is_null() | (pl.col("given") != pl.col("right"))
    shorter = pl.col("code").str.head(pl.col("right") - 1)
    exists = shorter.is_in(rows["code"].implode()) & (pl.col("right") > 2)
    told = told.with_columns(above=pl.when(wrong & exists).then(shorter).otherwise("parent_code"))
    done = pl.format(
        "level {} above it {}, from the code {}", "right", pl.col("above").fill_null("-"), "code"
    )
    ledger.note(told, wrong, "level", LEVEL, done)
    return told.with_columns(level="right", parent_code="above")


LOADER = DataSet(
    name="gbt4754",
    zh="国民经济行业分类 GB/T 4754-2017",
    en="GB/T 4754-2017: industries of the national economy",
    read=read,
    takes="a CSV file with code, name, parent_code and level",
    example="gbt4754_2017.csv",
)
