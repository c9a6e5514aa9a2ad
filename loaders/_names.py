"""Ids and codes as column expressions: the same name or code gives the same id in every data set."""

from __future__ import annotations

import hashlib

import polars as pl

CODE = r"(\d{6})(?:\.((?i:SH|SZ|BJ)))?"
"""A stock code of mainland China, with or without its exchange."""
PLAIN = r"^[\p{L}\p{N}]+([-.][\p{L}\p{N}]+)*$"
"""A normal name that is a slug as it is: letters and digits of any script."""
NORMAL = r"^[\x{4E00}-\x{9FFF}a-z0-9]+$"
"""A name, as most are, that is its own normal form: common Chinese characters, small letters, digits."""
LONGEST = 40
EXCHANGES = {"6": "SH", "9": "SH", "0": "SZ", "2": "SZ", "3": "SZ", "4": "BJ", "8": "BJ"}
"""The exchange that the first digit of a stock code tells; 92 is of Beijing."""


def normal_name(name: str) -> pl.Expr:
    """Return a column of names in the form of graph.identity.normal."""
    folded = pl.col(name).str.normalize("NFKC")
    folded = folded.str.replace_many({"【": "[", "】": "]", "〔": "[", "〕": "]"}).str.to_lowercase()
    return folded.str.replace_all(r"\s+", "")


def product_ids(names: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct texts of a column `name` with the `id` of the product that each names."""
    return text_ids(names, "product:")


def text_ids(names: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """Return the distinct texts of a column `name` with an `id`: the normal name, hashed if no slug."""
    found = names["name"].drop_nulls().rechunk().unique(maintain_order=True).to_frame()
    normal = pl.col("name").str.contains(NORMAL)
    others = found.filter(~normal).with_columns(key=normal_name("name"))
    found = pl.concat([found.filter(normal).with_columns(key="name"), others], rechunk=True)
    plain = pl.col("key").str.contains(PLAIN) & (pl.col("key").str.len_chars() <= LONGEST)
    hashed = found.filter(~plain).select("key").unique()
    hashed = hashed.with_columns(slug=pl.Series([_slug(key) for key in hashed["key"]], dtype=pl.String))
    slugs = found.join(hashed, on="key", how="left", maintain_order="left")
    return slugs.select("name", id=pl.lit(prefix) + pl.col("slug").fill_null(pl.col("key")))


def _slug(key: str) -> str:
    return "x-" + hashlib.sha256(key.encode()).hexdigest()[:20]


def six_digits(column: str) -> pl.Expr:
    """Return the six digits of a stock code, null where it is none."""
    return pl.col(column).str.extract(f"^{CODE}$", 1)


def company_id(column: str) -> pl.Expr:
    """Return the id of the firm that a stock code names, null where it is none."""
    return pl.lit("company:") + six_digits(column)


def stock_code(column: str) -> pl.Expr:
    """Return a stock code with its exchange."""
    digits = six_digits(column)
    beijing = digits.str.starts_with("92")
    told = digits.str.slice(0, 1).replace_strict(EXCHANGES, default=None, return_dtype=pl.String)
    exchange = (
        pl.col(column)
        .str.extract(f"^{CODE}$", 2)
        .str.to_uppercase()
        .fill_null(pl.when(beijing).then(pl.lit("BJ")).otherwise(told))
    )
    return pl.concat_str(digits, exchange, separator=".")


def division_code(column: str) -> pl.Expr:
    """Return a code of GB/T 2260 in full: six digits, or nine of a township; null where it is none."""
    digits = pl.col(column).str.extract(r"^(\d{2}|\d{4}|\d{6}|\d{9})$", 1)
    return digits.str.pad_end(6, "0")


def place_id(column: str) -> pl.Expr:
    """Return the id of the place that a division code names, null where it is none."""
    return pl.lit("place:") + division_code(column)
