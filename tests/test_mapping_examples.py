"""The mappings of the documentation: they read tables of their form, and the real ones where these are."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from _mapping import said
from _outside import balanced, csv_file, edges, json_lines, real, rules, total
from conftest import ROOT

from chainatlas.graph.tables import Record
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._mapped import read_mapped
from chainatlas.loaders._mapping_file import read_mapping

FOLDER = ROOT / "docs/mappings"
PAGE = (ROOT / "docs/mappings.md").read_text("utf-8")
FIRMS = (
    "股票代码,股票名称,地区,行业,公司全称,英文名称,拼音缩写,上市状态,"
    "企业性质,市场类型,交易所代码,交易货币,上市日期,是否沪深港通标的,实控人名称"
)


def example(name: str, *paths: Path) -> Loaded:
    """Load files by a mapping of the documentation."""
    return read_mapped(read_mapping(FOLDER / f"{name}.toml"), paths, Record.empty())


def test_every_mapping_stands_on_the_page_as_it_is() -> None:
    shown = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    files = sorted(FOLDER.glob("*.toml"))
    assert len(files) == 3
    assert [path.name for path in files if path.read_text("utf-8") not in shown] == []


def test_every_other_part_of_a_mapping_on_the_page_is_in_order(tmp_path: Path) -> None:
    parts = [part for part in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[source]" in part]
    assert len(parts) >= 4
    for part in parts:
        (tmp_path / "m.toml").write_text(part, encoding="utf-8")
        assert read_mapping(tmp_path / "m.toml").nodes


def test_listed_firms_are_read_from_a_table_of_that_form(tmp_path: Path) -> None:
    row = "{},{},{},普钢,甲钢股份有限公司,Jia,JG,{},民营企业,主板,SSE,CNY,1991-01-29,N,王"
    path = csv_file(
        tmp_path / "stock_basic.csv",
        FIRMS,
        row.format("600001.SH", "甲钢", "内蒙", "L"),
        row.format("600002.SH", "乙钢", "深圳", "D"),
        row.format("60000X", "丙钢", "河北", "L"),
    )
    given = example("listed-firms", path)
    assert given.entities["Company"].select("id", "aliases", "ownership").rows() == [
        ("company:600001", ["甲钢股份有限公司"], "民营企业")
    ]
    assert edges(given, "LOCATED_IN") == {("甲钢", "内蒙古")}
    assert rules(given)["expected a stock code such as 600000.SH", "refused"] == 1 and balanced(given)


def chain_tables(folder: Path) -> Path:
    """Write four small tables in the form of the industry chain atlas."""
    csv_file(
        folder / "segments.csv",
        "chain,chain_name,segment_id,segment_name,position,tier,group,layer",
        "semi,半导体,semi_wafer,硅片,upstream,1,material,0",
        "semi,半导体,semi_fab,晶圆代工,midstream,2,fab,0",
    )
    csv_file(
        folder / "memberships.csv",
        "chain,segment_id,company_code,company_name,role",
        "semi,semi_wafer,688126,沪硅产业,龙头",
        "semi,semi_none,688981,中芯国际,代工",
    )
    csv_file(
        folder / "supplies.csv",
        "chain,supplier_code,supplier_name,buyer_code,buyer_name,product,relationship_type,confidence,notes,other_keys",
        "semi,688126,,688981,,12英寸硅片,primary,5,供应,",
        "semi,688126,,,,硅片,primary,2,,",
    )
    csv_file(
        folder / "data_points.csv",
        "chain,segment_id,name,type,value,unit,source_name,source_url,last_updated",
        "semi,semi_wafer,产能,capacity,270,万片/月,x,,2026-06-17",
    )
    return folder


def test_chains_are_read_from_four_tables_of_that_form(tmp_path: Path) -> None:
    given = example("chain-tables", chain_tables(tmp_path))
    assert edges(given, "CHAIN_MEMBER") == {
        *{("硅片", "半导体"), ("晶圆代工", "半导体")},
        *{("沪硅产业", "半导体"), ("中芯国际", "半导体")},
    }
    assert edges(given, "PRODUCES") == {("沪硅产业", "硅片")}
    assert said(given, "SUPPLIES", "subject", "object", "product", "confidence") == [
        ("company:688126", "company:688981", "product:12英寸硅片", 1.0)
    ]
    assert said(given, "HAS_MEASURE", "indicator", "value", "unit") == [("产能", 270.0, "万片/月")]
    assert balanced(given)


def test_products_of_firms_are_read_from_lines_of_that_form(tmp_path: Path) -> None:
    row = {
        "company_code": "688268.SH",
        "product_name": "特种气体",
        "rel_weight": 0.51,
        "rel": "主营产品",
        "company_name": "华特气体",
    }
    rows = [row, row | {"rel_weight": -3.5, "product_name": "氦气"}, row | {"rel": "其他"}]
    given = example("firm-products", json_lines(tmp_path / "company_product.jsonl", rows))
    assert said(given, "PRODUCES", "object", "revenue_share", "status") == [
        ("product:特种气体", 0.51, "running"),
        ("product:氦气", None, "running"),
    ]
    assert rules(given)["expected a number from 0 to 1", "left out, the rest kept"] == 1 and balanced(given)


@pytest.mark.parametrize(
    ("name", "where", "counted"),
    [
        ("listed-firms", "cn_listed_firms/stock_basic.csv", {"nodes": 5485, "edges": 10970, "refused": 0}),
        ("chain-tables", "jimoxiao_chain_yaml", {"nodes": 260, "edges": 768, "refused": 42}),
        ("firm-products", "chainkg/raw/company_product.recovered.jsonl", {"nodes": 3832, "edges": 53207}),
    ],
)
def test_the_real_tables_are_read_and_every_row_is_accounted_for(
    name: str, where: str, counted: dict[str, int]
) -> None:
    given = example(name, real(where))
    assert total(given).items() >= counted.items()
    assert balanced(given)
    kept = given.rejects.filter(pl.col("done") == "refused").height
    assert kept == total(given)["refused"]
