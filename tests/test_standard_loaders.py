"""Zones, industries, divisions, listed firms and the input-output table: small files, and the whole ones."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from _outside import balanced, csv_file, edges, loaded, of_rule, real, rules, total

from chainatlas.graph.errors import DataError
from chainatlas.loaders._loader import Loaded

GBT4754 = "code,name,parent_code,level,description"
ZONES = (
    "zone_code,name,short,type_code,type_name,level,province_code,province_name,parent_city_code,deprecated"
)
CNAREA = "code,name,level,parent_code,short_name,merged_name,pinyin,zip,city_phone_code,lng,lat"
LISTED = (
    "股票代码,股票名称,地区,行业,公司全称,英文名称,拼音缩写,市场类型,交易所代码,交易货币,上市状态,上市日期,"
    "是否沪深港通标的,实控人名称,企业性质"
)


def test_industries_take_their_level_from_the_code(tmp_path: Path) -> None:
    rows = (
        "A,农业门类,,1,x",
        "01,农业,A,2,",
        "011,谷物,01,3,",
        "0111,稻谷,01,3,",
        "0111,,011,4,",
        "9,太短,A,2,",
    )
    given = loaded("gbt4754", csv_file(tmp_path / "gbt4754.csv", GBT4754, *rows))
    assert balanced(given)
    assert edges(given, "SUBCLASS_OF") == {("农业", "农业门类"), ("谷物", "农业"), ("稻谷", "谷物")}
    levels = dict(given.entities["Industry"].select("code", "level").rows())
    assert levels == {"A": 1, "01": 2, "011": 3, "0111": 4}
    assert rules(given)["level that does not fit the code", "level 4 above it 011, from the code 0111"] == 1
    assert rules(given)["the name is empty", "refused"] == 1


def test_the_whole_of_gbt4754_has_its_three_known_defects() -> None:
    given = loaded("gbt4754", real("gbt4754_2017"))
    assert balanced(given)
    assert sorted(of_rule(given, "level that does not fit the code")["row"]) == [784, 1953]
    assert of_rule(given, "the name is empty")["row"].to_list() == [37]
    assert given.entities["Industry"].height == 1_971


def test_zones_are_in_their_province_and_city(tmp_path: Path) -> None:
    rows = (
        "13101001,秦皇岛经开区,,101,经济技术开发区,national,13,河北省,1303,",
        "31299001,同名园区,同名,299,其他,provincial,31,上海市,,",
        "31299002,同名园区,,299,其他,provincial,31,上海市,,2020",
        "3129900,短码,,299,其他,provincial,31,上海市,,",
    )
    given = loaded("gbt37028", csv_file(tmp_path / "zones.csv", ZONES, *rows))
    assert balanced(given)
    assert ("秦皇岛经开区", "河北省") in edges(given, "LOCATED_IN")
    assert "place:130300" in set(given.statements["object"])
    assert of_rule(given, "name of several zone codes")["row"].to_list() == [3, 4]
    closed = given.statements.filter(pl.col("status") == "closed")
    assert closed["subject"].unique().to_list() == ["park:31299002"]
    assert rules(given)["expected a zone code of eight digits", "refused"] == 1


def test_zones_read_alike_from_the_table_and_from_the_tree() -> None:
    table = loaded("gbt37028", real("zones_gbt37028/zones.csv"))
    tree = loaded("gbt37028", real("zones_gbt37028/GB_T_37028.json"))
    assert table.entities["Park"].sort("id").equals(tree.entities["Park"].sort("id"))
    ends = ["subject", "object"]
    assert table.statements.select(ends).sort(ends).equals(tree.statements.select(ends).sort(ends))
    assert table.entities["Park"].height == 2_606


@pytest.mark.parametrize(
    "tree", [{"13": {"name": "河北省"}}, [1], {"13": {"name": "x", "children": {"101": 3}}}]
)
def test_a_tree_of_another_form_is_refused(tmp_path: Path, tree: object) -> None:
    path = tmp_path / "GB_T_37028.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(DataError, match=r"expected provinces with children"):
        loaded("gbt37028", path)


def test_divisions_without_coordinates_are_kept_and_listed(tmp_path: Path) -> None:
    rows = (
        "130000,河北省,1,,河北,河北,HeBei,0,,114.5,38.0",
        "130300,秦皇岛市,2,130000,秦皇岛,x,x,0,,0.000000,0.000000",
        "130399,无父,3,999999,无父,x,x,0,,1,2",
        "13,太浅,9,,x,x,x,0,,1,2",
    )
    given = loaded("divisions", csv_file(tmp_path / "cnarea_x.csv", CNAREA, *rows))
    assert balanced(given)
    assert edges(given, "LOCATED_IN") == {("秦皇岛市", "河北省")}
    assert rules(given) == {
        ("coordinates are missing or zero", "kept without coordinates"): 1,
        ("what it is in is not among the files", "refused"): 1,
        ("expected a level of 1 to 4", "refused"): 1,
    }
    places = {
        name: (lon, lat) for name, lon, lat in given.entities["Place"].select("name", "lon", "lat").rows()
    }
    assert places == {"河北省": (114.5, 38.0), "秦皇岛市": (None, None), "无父": (1.0, 2.0)}


def test_divisions_of_four_files_have_full_codes(tmp_path: Path) -> None:
    csv_file(tmp_path / "provinces.csv", "code,name", '13,"河北省"')
    csv_file(tmp_path / "cities.csv", "code,name,provinceCode", '1303,"秦皇岛市",13')
    csv_file(tmp_path / "areas.csv", "code,name,cityCode,provinceCode", '130302,"海港区",1303,13')
    csv_file(
        tmp_path / "streets.csv",
        "code,name,areaCode,provinceCode,cityCode",
        '130302001,"某街道",130302,13,1303',
    )
    given = loaded("divisions", tmp_path)
    assert balanced(given)
    assert edges(given, "LOCATED_IN") == {
        ("秦皇岛市", "河北省"),
        ("海港区", "秦皇岛市"),
        ("某街道", "海港区"),
    }
    assert given.entities["Place"]["level"].to_list() == ["province", "prefecture", "county", "township"]


def test_the_25_places_without_coordinates_are_found() -> None:
    given = loaded("divisions", real("admin_divisions/cnarea_2023_l3.csv"))
    assert balanced(given)
    assert rules(given) == {("coordinates are missing or zero", "kept without coordinates"): 25}
    assert "datum" in given.documents["name_en"][0]


def test_listed_firms_are_in_a_place_and_an_industry(tmp_path: Path) -> None:
    rows = (
        '600001.SH,甲钢,内蒙,普钢,甲钢股份有限公司,"Jia, Ltd.",JG,主板,SSE,CNY,L,1999-01-01,N,某人,民营企业',
        "000002.SZ,乙车,深圳,汽车,乙车股份有限公司,Yi,YC,主板,SZSE,CNY,L,1999-01-01,N,某人,中央企业",
        "000003.SZ,丙船,火星,船舶,丙船股份有限公司,Bing,BC,主板,SZSE,CNY,L,1999-01-01,N,某人,民营企业",
        "HK0001,丁,香港,银行,丁,D,D,主板,HK,HKD,L,1999-01-01,N,某人,外资",
    )
    given = loaded("listed-firms", csv_file(tmp_path / "stock_basic.csv", "\ufeff" + LISTED, *rows))
    assert balanced(given)
    assert edges(given, "LOCATED_IN") == {("甲钢", "内蒙古自治区"), ("乙车", "深圳市")}
    assert edges(given, "IN_INDUSTRY") == {("甲钢", "普钢"), ("乙车", "汽车"), ("丙船", "船舶")}
    assert rules(given) == {
        ("unknown region", "refused"): 1,
        ("expected a stock code such as 600000.SH", "refused"): 1,
    }
    firm = given.entities["Company"].row(0, named=True)
    assert (firm["aliases"], firm["name_en"], firm["ownership"]) == (
        ["甲钢股份有限公司"],
        "Jia, Ltd.",
        "民营企业",
    )


def test_all_listed_firms_are_loaded() -> None:
    given = loaded("listed-firms", real("cn_listed_firms"))
    assert balanced(given)
    assert (total(given)["nodes"], total(given)["edges"], total(given)["refused"]) == (5_485, 10_970, 0)


def io_table(folder: Path, *, total_of_second: str = "30") -> Loaded:
    lines = (
        "Code,Description,DescriptionInChinese,001,002,TIU,GO",
        "001,Ore,矿石,10,20,30,100",
        "002,Steel,钢,0,x,0,0",
        f"TII,Inputs,中间投入,10,{total_of_second},0,0",
        "TI,Total,总投入,100,200,0,0",
    )
    return loaded("io-table", csv_file(folder / "china_2020_2.csv", *lines))


def test_coefficients_are_flows_by_the_total_of_the_buyer(tmp_path: Path) -> None:
    given = io_table(tmp_path, total_of_second="20")
    assert balanced(given)
    said = given.statements.select("subject", "object", "coefficient", "basis", "valid_from").rows()
    assert said == [
        ("industry:io2020-001", "industry:io2020-001", 0.1, "reference", "2020"),
        ("industry:io2020-001", "industry:io2020-002", 0.1, "reference", "2020"),
    ]
    assert rules(given) == {("expected a number", "refused"): 1}


def test_a_column_that_does_not_add_up_is_listed(tmp_path: Path) -> None:
    given = io_table(tmp_path)
    rule = "column of flows that does not add up to its total of intermediate inputs"
    assert of_rule(given, rule).select("value", "done").rows() == [("002", "kept")]


def test_the_table_of_2020_adds_up_and_gives_each_coefficient() -> None:
    given = loaded("io-table", real("china_io/china_2020_153.csv"))
    assert balanced(given) and not given.rejects.height
    listed = pl.read_csv(
        real("china_io/china_2020_153_supplies.csv"),
        schema_overrides={"seller_code": pl.String, "buyer_code": pl.String},
    )
    code = {name: pl.col(name).str.slice(-3) for name in ("subject", "object")}
    said = given.statements.select(seller_code=code["subject"], buyer_code=code["object"], own="coefficient")
    both = said.join(listed, on=["seller_code", "buyer_code"])
    assert both.height == listed.height == 16_859
    assert ((both["own"] - both["direct_input_coefficient"]).abs() < 1e-9).all()
