"""The supply-chain example of OpenSPG/KAG: products, who makes them, what is downstream of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, only
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._names import product_ids, text_ids
from chainatlas.loaders._rows import csv_header, csv_rows

DOCUMENT = {
    "id": "document:kag-supply-chain",
    "name": "OpenSPG/KAG 企业供应链示例(Apache-2.0)",
    "name_en": "OpenSPG/KAG enterprise supply-chain example, commit e1012d3 (Apache-2.0)",
    "publisher": "OpenSPG",
    "published": "2025-07-08",
    "recorded": "2025-07-08",
    "url": "https://github.com/OpenSPG/KAG",
}
FILES = {
    "product": ("Product.csv",),
    "company": ("Company.csv",),
    "industry": ("Industry.csv",),
    "outside": (
        *("Person.csv", "Company_fundTrans_Company.csv", "CompanyUpdate.csv", "Index.csv", "Trend.csv"),
        *("ProductChainEvent.csv", "TaxOfCompanyEvent.csv", "TaxOfProdEvent.csv"),
    ),
}
SCHEME = "KAG"
TECHNOLOGY = 0.5
MASKED = "name that is masked with asterisks"
NO_NAME = "the name is empty"
NO_PLACE_IN_MODEL = "persons, payments, events and updates have no place in the model"
UNKNOWN_PRODUCT = "product of no row of Product.csv"
UNKNOWN_INDUSTRY = "industry of no row of Industry.csv"
ADDED = "added from its link"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return products, firms and industries; a cell that holds a list is a link for each entry."""
    ledger = Ledger(DOCUMENT, base)
    files = found(paths, FILES)
    industries = _named(files["industry"], ("id",), ledger).with_columns(name="id")
    ledger.nodes("Industry", _with_ids(industries, "industry:kag-").with_columns(scheme=pl.lit(SCHEME)))
    products = _named(files["product"], ("id", "belongToIndustry", "hasSupplyChain"), ledger)
    products = _with_ids(products.with_columns(name="id"), "product:")
    ledger.nodes("Product", products)
    _belonging(products, ledger)
    downstream = _targets(products, "hasSupplyChain", ledger)
    ledger.edges("FEEDS", downstream, "downstream", basis="reference", confidence=TECHNOLOGY)
    _companies(_named(files["company"], ("id", "name", "product"), ledger), ledger)
    for path in files["outside"]:
        _refuse_outside(path, ledger)
    return ledger.loaded()


def _named(files: Sequence[Path], columns: Sequence[str], ledger: Ledger) -> pl.DataFrame:
    """Return the rows of a file whose ids are filled; a file that is not there has none."""
    if not files:
        texts = dict.fromkeys((*columns, "file"), pl.String())
        return pl.DataFrame(schema=texts | {"row": pl.Int64()})
    path = only({"it": files}, "it", {"it": [files[0].name]})
    rows = ledger.take(csv_rows(path, columns, ledger))
    return ledger.refuse(rows, pl.col("id").is_null(), "id", NO_NAME)


def _with_ids(rows: pl.DataFrame, prefix: str) -> pl.DataFrame:
    ids = text_ids(rows.select("name"), prefix)
    return rows.drop("id").join(ids, on="name", how="left", maintain_order="left")


def _entries(rows: pl.DataFrame, column: str, ledger: Ledger) -> pl.DataFrame:
    """Return a row for each entry of a column of lists, as the `entry` of its row."""
    split = rows.select("file", "row", subject="id", name=pl.col(column).str.split(",")).explode("name")
    split = split.with_columns(pl.col("name").str.strip_chars())
    split = split.filter(pl.col("name").is_not_null() & (pl.col("name") != ""))
    number = pl.int_range(1, pl.len() + 1).over("row").cast(pl.String)
    return ledger.take(split.with_columns(entry=number))


def _targets(rows: pl.DataFrame, column: str, ledger: Ledger) -> pl.DataFrame:
    """Return links to the products that a column lists; products that no row registers are added."""
    links = _entries(rows, column, ledger)
    links = links.join(product_ids(links), on="name", how="left", maintain_order="left")
    added = ledger.mention("Product", links.select("file", "row", "id", "name"))
    ledger.note(added, pl.lit(value=True), "name", UNKNOWN_PRODUCT, ADDED)
    return links.select("file", "row", "entry", "subject", object="id")


def _belonging(products: pl.DataFrame, ledger: Ledger) -> None:
    links = _entries(products, "belongToIndustry", ledger)
    ids = text_ids(links, "industry:kag-")
    links = links.join(ids, on="name", how="left", maintain_order="left")
    named = links.select("file", "row", "id", "name", scheme=pl.lit(SCHEME))
    ledger.note(ledger.mention("Industry", named), pl.lit(value=True), "name", UNKNOWN_INDUSTRY, ADDED)
    ledger.edges("IN_INDUSTRY", links.select("file", "row", "entry", "subject", object="id"), "industry")


def _companies(rows: pl.DataFrame, ledger: Ledger) -> None:
    rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
    ledger.note(rows, pl.col("name").str.contains("*", literal=True), "name", MASKED, "kept as it is")
    ids = text_ids(rows.select(name="id"), "company:kag-").rename({"name": "key", "id": "given"})
    firms = rows.join(ids, left_on="id", right_on="key", maintain_order="left").with_columns(id="given")
    ledger.nodes("Company", firms)
    ledger.edges("PRODUCES", _targets(firms, "product", ledger), "produces")


def _refuse_outside(path: Path, ledger: Ledger) -> None:
    rows = ledger.take(csv_rows(path, csv_header(path), ledger))
    first = csv_header(path)[0]
    ledger.refuse(rows, pl.lit(value=True), first, NO_PLACE_IN_MODEL)


LOADER = DataSet(
    name="kag-supply-chain",
    zh="OpenSPG/KAG 企业供应链示例:产品、企业、下游",
    en="OpenSPG/KAG supply-chain example: products, firms, what is downstream",
    read=read,
    takes="a folder with Product.csv, Company.csv and Industry.csv, or some of them",
    example="kag/examples/supplychain/builder/data",
)
