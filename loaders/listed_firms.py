"""Listed firms of mainland China: names, code, ownership, province and industry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, only
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._names import company_id, stock_code, text_ids
from chainatlas.loaders._rows import csv_rows

DOCUMENT = {
    "id": "document:stock-basic-2026",
    "name": "A 股上市公司基本信息(QuantSandbox 所存 Tushare stock_basic,仓库 MIT)",
    "name_en": "Tushare stock_basic as kept in yhhe2004/QuantSandbox, commit 6ad8440 (repository MIT)",
    "publisher": "Tushare",
    "published": "2026-02-28",
    "recorded": "2026-02-28",
    "url": "https://github.com/yhhe2004/QuantSandbox",
}
FILES = {"firms": ("stock_basic*.csv",)}
COLUMNS = ("股票代码", "股票名称", "地区", "行业", "公司全称", "英文名称", "上市状态", "企业性质")
NOT_READ = ("拼音缩写", "市场类型", "交易所代码", "交易货币", "上市日期", "是否沪深港通标的", "实控人名称")
SCHEME = "Tushare"
PLACES: Mapping[str, tuple[str, str]] = {
    "北京": ("110000", "北京市"),
    "天津": ("120000", "天津市"),
    "河北": ("130000", "河北省"),
    "山西": ("140000", "山西省"),
    "内蒙": ("150000", "内蒙古自治区"),
    "辽宁": ("210000", "辽宁省"),
    "吉林": ("220000", "吉林省"),
    "黑龙江": ("230000", "黑龙江省"),
    "上海": ("310000", "上海市"),
    "江苏": ("320000", "江苏省"),
    "浙江": ("330000", "浙江省"),
    "安徽": ("340000", "安徽省"),
    "福建": ("350000", "福建省"),
    "江西": ("360000", "江西省"),
    "山东": ("370000", "山东省"),
    "河南": ("410000", "河南省"),
    "湖北": ("420000", "湖北省"),
    "湖南": ("430000", "湖南省"),
    "广东": ("440000", "广东省"),
    "深圳": ("440300", "深圳市"),
    "广西": ("450000", "广西壮族自治区"),
    "海南": ("460000", "海南省"),
    "重庆": ("500000", "重庆市"),
    "四川": ("510000", "四川省"),
    "贵州": ("520000", "贵州省"),
    "云南": ("530000", "云南省"),
    "西藏": ("540000", "西藏自治区"),
    "陕西": ("610000", "陕西省"),
    "甘肃": ("620000", "甘肃省"),
    "青海": ("630000", "青海省"),
    "宁夏": ("640000", "宁夏回族自治区"),
    "新疆": ("650000", "新疆维吾尔自治区"),
}
"""The division that each word of the column 地区 means; Shenzhen stands apart from its province."""
NO_CODE = "expected a stock code such as 600000.SH"
NO_NAME = "the name is empty"
NO_PLACE = "unknown region"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return the firms with the province and the industry of each."""
    ledger = Ledger(DOCUMENT, base)
    path = only(found(paths, FILES), "firms", FILES)
    rows = ledger.take(csv_rows(path, COLUMNS, ledger, NOT_READ))
    rows = ledger.refuse(rows, company_id("股票代码").is_null(), "股票代码", NO_CODE)
    rows = ledger.refuse(rows, pl.col("股票名称").is_null(), "股票名称", NO_NAME)
    legal = pl.when(pl.col("公司全称") != pl.col("股票名称")).then("公司全称")
    rows = rows.with_columns(
        id=company_id("股票代码"),
        name="股票名称",
        name_en="英文名称",
        stock_code=stock_code("股票代码"),
        ownership="企业性质",
        aliases=pl.concat_list(legal).list.drop_nulls(),
    )
    ledger.nodes("Company", rows)
    firms = rows.unique("id", keep="first", maintain_order=True).with_columns(subject="id")
    _locate(firms.filter(pl.col("地区").is_not_null()), ledger)
    _classify(firms.filter(pl.col("行业").is_not_null()), ledger)
    return ledger.loaded()


def _locate(rows: pl.DataFrame, ledger: Ledger) -> None:
    places = pl.DataFrame(
        [(word, code, name) for word, (code, name) in PLACES.items()], ("地区", "code", "place"), orient="row"
    )
    rows = ledger.take(rows.join(places, on="地区", how="left", maintain_order="left"))
    rows = ledger.refuse(rows, pl.col("code").is_null(), "地区", NO_PLACE)
    rows = rows.select("file", "row", "subject", "code", "place", object=pl.lit("place:") + pl.col("code"))
    level = (
        pl.when(pl.col("code").str.ends_with("0000")).then(pl.lit("province")).otherwise(pl.lit("prefecture"))
    )
    ledger.mention("Place", rows.select("file", "row", "code", id="object", name="place", level=level))
    ledger.edges("LOCATED_IN", rows.select("file", "row", "subject", "object"), "region")


def _classify(rows: pl.DataFrame, ledger: Ledger) -> None:
    rows = ledger.take(rows.select("file", "row", "subject", industry="行业"))
    ids = text_ids(rows.select(name="industry"), "industry:tushare-").rename({"name": "industry"})
    rows = rows.join(ids.rename({"id": "object"}), on="industry", maintain_order="left")
    ledger.mention(
        "Industry", rows.select("file", "row", id="object", name="industry", scheme=pl.lit(SCHEME))
    )
    ledger.edges("IN_INDUSTRY", rows.select("file", "row", "subject", "object"), "industry")


LOADER = DataSet(
    name="listed-firms",
    zh="上市公司:名称、代码、所有制、省份、行业(Tushare stock_basic)",
    en="listed firms: names, code, ownership, province, industry (Tushare stock_basic)",
    read=read,
    takes="stock_basic.csv with the Chinese headings of Tushare",
    example="stock_basic.csv",
)
