"""ChainKnowledgeGraph: listed firms, Shenwan industries, products and what they are made of, of 2021."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._cycles import in_cycle
from chainatlas.loaders._files import found, only
from chainatlas.loaders._ledger import TO_ITSELF, Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._names import company_id, product_ids, stock_code
from chainatlas.loaders._recipes import recipe_like
from chainatlas.loaders._rows import json_objects, json_tables

DOCUMENT = {
    "id": "document:chain-knowledge-graph",
    "name": "ChainKnowledgeGraph 产业链知识图谱(未声明许可)",
    "name_en": "ChainKnowledgeGraph, commit 4ea9154 (no licence stated)",
    "publisher": "liuhuanyong",
    "published": "2021-10-26",
    "recorded": "2021-10-26",
    "url": "https://github.com/liuhuanyong/ChainKnowledgeGraph",
}
FILES = {
    "company": ("company.json*",),
    "industry": ("industry.json*",),
    "product": ("product.json*",),
    "company_industry": ("company_industry.*json*",),
    "industry_industry": ("industry_industry.*json*",),
    "industry_up": ("industry_up.*json*",),
    "company_product": ("company_product.*json*",),
    "product_product": ("product_product.*json*",),
}
Tables = dict[str, pl.DataFrame]
UPSTREAM, KIND, DOWNSTREAM = "上游材料", "产品小类", "下游产品"
SCHEME = "申万 2021"
INDUSTRY = r"^\d{6}$"
TECHNOLOGY = 0.5
"""What a link between products is worth: nobody says where it was read."""
DOUBTFUL = 0.1
"""What a link is worth that reads like a recipe or goes in a circle."""
ODD = r"[\"'`\\\r\n\t]"
NO_CODE = "no code of six digits"
SHARED = "stock code of several full names"
UNKNOWN_FIRM = "firm of no row of company.json"
UNKNOWN_PRODUCT = "product of no row of product.json"
UNKNOWN_INDUSTRY = "industry of no row of industry.json"
SHARE = "share of revenue outside 0 to 1"
ODD_NAME = "name with quotes, backslashes or line breaks"
CYCLE = "upstream links that go in a circle"
RECIPE = "upstream link that reads like a recipe"
NO_NAME = "the name is empty"
NO_RELATION = "unknown relation"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return what the files of ChainKnowledgeGraph say; those that are not there say nothing."""
    files = found(paths, FILES)
    ledger = Ledger(DOCUMENT, base)
    tables = _tables(files, ledger)
    for key in ("company_industry", "company_product"):
        tables[key] = tables[key].with_columns(firm=company_id("company_code"))
    _industries(tables, ledger)
    _companies(tables, ledger)
    _products(tables, ledger)
    _belonging(tables, ledger)
    _making(tables, ledger)
    _technology(tables, ledger)
    if files["industry_up"]:
        _industry_inputs(only(files, "industry_up", FILES), ledger)
    return ledger.loaded()


COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "company": {"name": pl.String, "fullname": pl.String, "code": pl.String},
    "industry": {"code": pl.String, "name": pl.String},
    "product": {"name": pl.String},
    "company_industry": {"company_code": pl.String, "company_name": pl.String, "industry_code": pl.String},
    "industry_industry": {"from_code": pl.String, "to_code": pl.String},
    "company_product": {
        "company_code": pl.String,
        "company_name": pl.String,
        "product_name": pl.String,
        "rel_weight": pl.Float64,
    },
    "product_product": {"from_entity": pl.String, "to_entity": pl.String, "rel": pl.String},
}
IGNORED = ("location", "time", "rel", "industry_name", "from_industry", "to_industry")
"""Fields that are not read: the exchange, the day of listing, and what the codes say already."""


def _tables(files: Mapping[str, list[Path]], ledger: Ledger) -> Tables:
    """Return the rows of all files but `industry_up`, whose lines hold lists; no rows of those not given."""
    place = {"file": pl.String, "row": pl.Int64}
    blank = {key: pl.DataFrame(schema=dict(columns) | place) for key, columns in COLUMNS.items()}
    paths = {key: only(files, key, FILES) for key in COLUMNS if files[key]}
    return blank | {
        key: ledger.take(rows) for key, rows in json_tables(paths, COLUMNS, ledger, IGNORED).items()
    }


def _industries(tables: Tables, ledger: Ledger) -> None:
    """Take the industries and what is above each."""
    named = ledger.refuse(tables["industry"], ~pl.col("code").str.contains(INDUSTRY), "code", NO_CODE)
    named = ledger.refuse(named, pl.col("name").is_null(), "name", NO_NAME)
    named = named.with_columns(id=_industry("code"), scheme=pl.lit(SCHEME), level=_level("code"))
    ledger.nodes("Industry", named)
    above = tables["industry_industry"].with_columns(
        subject=_industry("from_code"), object=_industry("to_code")
    )
    for end, column in (("subject", "from_code"), ("object", "to_code")):
        above = ledger.refuse_unknown(above, end, "Industry", column, UNKNOWN_INDUSTRY)
    ledger.edges("SUBCLASS_OF", above, "industry-industry")


def _industry(column: str) -> pl.Expr:
    return pl.lit("industry:sw2021-") + pl.col(column)


def _level(column: str) -> pl.Expr:
    """Return the level that a code of the Shenwan classification tells by its zeros."""
    second = pl.col(column).str.ends_with("00")
    return pl.when(pl.col(column).str.ends_with("0000")).then(1).when(second).then(2).otherwise(3)


def _companies(tables: Tables, ledger: Ledger) -> None:
    """Take the firms, and those that only links name."""
    links = [tables["company_industry"], tables["company_product"]]
    firms = ledger.refuse(tables["company"], company_id("code").is_null(), "code", NO_CODE)
    firms = ledger.refuse(firms, pl.col("name").is_null(), "name", NO_NAME)
    firms = firms.with_columns(id=company_id("code"), stock_code=stock_code("code"))
    firms = _without_strangers(firms, links, ledger)
    legal = pl.when(pl.col("fullname") != pl.col("name")).then("fullname")
    ledger.nodes("Company", firms.with_columns(aliases=pl.concat_list(legal).list.drop_nulls()))
    for rows in links:
        named = rows.with_columns(id="firm", name="company_name")
        named = named.filter(pl.all_horizontal(pl.col("id", "name").is_not_null()))
        named = ledger.unregistered("Company", named).with_columns(stock_code=stock_code("company_code"))
        added = ledger.mention("Company", named)
        ledger.note(added, pl.lit(value=True), "company_code", UNKNOWN_FIRM, "firm added from its link")


def _without_strangers(firms: pl.DataFrame, links: Sequence[pl.DataFrame], ledger: Ledger) -> pl.DataFrame:
    """Refuse, of the rows with one code and several full names, all but one.

    The row stays whose name the links use with the code, else the first: newer names come first.
    """
    several = firms.filter(pl.col("fullname").n_unique().over("id") > 1)
    linked = pl.concat([rows.select(id="firm", name="company_name") for rows in links])
    named = several.join(linked, on=["id", "name"], how="semi", maintain_order="left")
    meant = pl.concat([named, several]).unique("id", keep="first", maintain_order=True)
    ledger.note(meant, pl.lit(value=True), "fullname", SHARED, "kept; the others of the code refused")
    others = several.join(meant, on="row", how="anti")
    return ledger.refuse(firms, pl.col("row").is_in(others["row"].implode()), "fullname", SHARED)


def _products(tables: Tables, ledger: Ledger) -> None:
    """Take the products, and those that only links name."""
    products = ledger.refuse(tables["product"], pl.col("name").is_null(), "name", NO_NAME)
    columns = {"company_product": ["product_name"], "product_product": ["from_entity", "to_entity"]}
    told = [tables[key].select(name=name) for key, names in columns.items() for name in names]
    ids = product_ids(pl.concat([products.select("name"), *told], rechunk=True))
    for key, names in columns.items():
        for name in names:
            found = ids.select(pl.col("name").alias(name), pl.col("id").alias(f"{name}_id"))
            tables[key] = tables[key].join(found, on=name, how="left", maintain_order="left")
    products = products.join(ids, on="name", maintain_order="left")
    ledger.note(products, pl.col("name").str.contains(ODD), "name", ODD_NAME, "kept as it is")
    ledger.nodes("Product", products)
    unknown = ids.filter(~pl.col("name").is_in(products["name"].implode()))
    for key, names in columns.items():
        for name in names:
            rows = tables[key].select("file", "row", name=name)
            added = ledger.mention("Product", rows.join(unknown, on="name", maintain_order="left"))
            ledger.note(added, pl.lit(value=True), "name", UNKNOWN_PRODUCT, "product added from its link")


def _belonging(tables: Tables, ledger: Ledger) -> None:
    rows = _of_a_firm(tables["company_industry"], ledger).with_columns(object=_industry("industry_code"))
    rows = ledger.refuse_unknown(rows, "object", "Industry", "industry_code", UNKNOWN_INDUSTRY)
    ledger.edges("IN_INDUSTRY", rows, "company-industry")


def _of_a_firm(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the rows that name a firm, with its id as their subject."""
    return ledger.refuse_unknown(
        rows.rename({"firm": "subject"}), "subject", "Company", "company_code", NO_CODE
    )


def _making(tables: Tables, ledger: Ledger) -> None:
    """Take what firms make; a share of revenue that cannot be one is left out, the link stays."""
    rows = _of_a_firm(tables["company_product"], ledger)
    rows = ledger.refuse(rows, pl.col("product_name_id").is_null(), "product_name", NO_NAME)
    outside = ~pl.col("rel_weight").is_between(0, 1)
    ledger.note(rows, outside, "rel_weight", SHARE, "share left out, link kept")
    shares = pl.when(~outside).then("rel_weight")
    ledger.edges(
        "PRODUCES",
        rows.with_columns(object="product_name_id", revenue_share=shares, status=pl.lit("running")),
        "company-product",
    )


def _technology(tables: Tables, ledger: Ledger) -> None:
    """Take the links between products: kinds of a product, what goes into it, what is made of it."""
    rows = tables["product_product"]
    for column in ("from_entity", "to_entity"):
        rows = ledger.refuse(rows, pl.col(f"{column}_id").is_null(), column, NO_NAME)
    rows = ledger.refuse(rows, ~pl.col("rel").is_in([UPSTREAM, KIND, DOWNSTREAM]), "rel", NO_RELATION)
    kinds = rows.filter(pl.col("rel") == KIND).with_columns(subject="to_entity_id", object="from_entity_id")
    ledger.edges("SUBCLASS_OF", kinds, "product-product", basis="reference", confidence=TECHNOLOGY)
    back = pl.col("rel") == UPSTREAM
    inputs = rows.filter(pl.col("rel") != KIND).with_columns(
        subject=pl.when(back).then("to_entity_id").otherwise("from_entity_id"),
        object=pl.when(back).then("from_entity_id").otherwise("to_entity_id"),
    )
    inputs = _graded(
        ledger.refuse(inputs, pl.col("subject") == pl.col("object"), "from_entity", TO_ITSELF), ledger
    )
    ledger.edges("FEEDS", inputs, "product-product", basis="reference", confidence=pl.col("worth"))


def _graded(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return links between products with their worth: little for recipes and for what goes in a circle."""
    recipe = (pl.col("rel") == UPSTREAM) & recipe_like("from_entity", "to_entity")
    rows = rows.with_columns(circular=in_cycle(rows), kitchen=recipe)
    shown = rows.with_columns(link=pl.concat_str("from_entity", "rel", "to_entity", separator=" "))
    done = f"kept with confidence {DOUBTFUL}"
    ledger.note(shown, pl.col("circular"), "link", CYCLE, done)
    ledger.note(shown, pl.col("kitchen"), "link", RECIPE, done)
    doubtful = pl.col("circular") | pl.col("kitchen")
    return rows.with_columns(worth=pl.when(doubtful).then(DOUBTFUL).otherwise(TECHNOLOGY))


def _industry_inputs(path: Path, ledger: Ledger) -> None:
    """Take how often an industry was counted upstream of another: a lead, not a fact."""
    counted = [
        (number, value.get("industry"), name, count)
        for number, value in json_objects(path, ledger)
        for name, count in dict(value.get("ups") or {}).items()
    ]
    named = pl.concat([part.select("id", "name") for part in ledger.entities["Industry"]])
    rows = pl.DataFrame(
        counted,
        schema={"row": pl.Int64, "industry": pl.String, "up": pl.String, "count": pl.Int64},
        orient="row",
    ).with_columns(file=pl.lit(path.name), entry=pl.int_range(pl.len()).over("row").cast(pl.String))
    rows = ledger.take(rows)
    for column, end in (("up", "subject"), ("industry", "object")):
        ids = named.select(pl.col("name").alias(column), pl.col("id").alias(end))
        rows = rows.join(ids, on=column, how="left", maintain_order="left")
        rows = ledger.refuse_unknown(rows, end, "Industry", column, UNKNOWN_INDUSTRY)
    rows = rows.with_columns(note=pl.concat_str(pl.lit("counted "), "count"))
    ledger.edges("FEEDS", rows, "industry-up", basis="inferred")


LOADER = DataSet(
    name="chain-knowledge-graph",
    zh="ChainKnowledgeGraph:上市公司、申万行业、产品与上游材料(2021)",
    en="ChainKnowledgeGraph: listed firms, Shenwan industries, products and their inputs (2021)",
    read=read,
    takes="a folder with company.json, industry.json, product.json and the files of links, or some of them",
    example="ChainKnowledgeGraph/data",
)
