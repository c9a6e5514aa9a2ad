"""ChainKnowledgeGraph: a small set of the same form, and the whole one where it is at hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from _outside import balanced, edges, json_lines, loaded, of_rule, real, rules, total

from chainatlas.graph.errors import DataError
from chainatlas.graph.store import Store
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._merge import held_record, merge_into

NAME = "chain-knowledge-graph"
FIRM = {"location": "上海证券交易所", "time": "2020-01-01"}


def small(folder: Path) -> Path:
    json_lines(
        folder / "company.json",
        [
            {"name": "甲钢", "fullname": "甲钢股份有限公司", "code": "600001"} | FIRM,
            {"name": "乙车", "fullname": "乙车股份有限公司", "code": "000002.SZ"} | FIRM,
            {"name": "旧乙", "fullname": "旧乙实业有限公司", "code": "000002.SZ"} | FIRM,
            {"name": "无码", "fullname": "无码有限公司", "code": "12"} | FIRM,
        ],
    )
    json_lines(
        folder / "industry.json", [{"code": "230000", "name": "钢铁"}, {"code": "230100", "name": "普钢"}]
    )
    json_lines(
        folder / "industry_industry.json",
        [
            {
                "from_code": "230100",
                "from_industry": "普钢",
                "rel": "上级行业",
                "to_industry": "钢铁",
                "to_code": "230000",
            }
        ],
    )
    json_lines(folder / "industry_up.json", [{"industry": "普钢", "ups": {"钢铁": 3, "不存在": 1}}])
    belongs = {"industry_name": "普钢", "rel": "所属行业"}
    json_lines(
        folder / "company_industry.json",
        [
            {"company_code": "600001.SH", "industry_code": "230100", "company_name": "甲钢"} | belongs,
            {"company_code": "600009.SH", "industry_code": "999999", "company_name": "没登记"} | belongs,
        ],
    )
    json_lines(
        folder / "product.json", [{"name": name} for name in ("钢板", "汽车", '热"轧\n卷', "PA6", "ＰＡ６")]
    )
    makes = {"rel": "主营产品", "company_name": "乙车"}
    json_lines(
        folder / "company_product.jsonl",
        [
            {"company_code": "000002.SZ", "product_name": "汽车", "rel_weight": 0.5} | makes,
            {"company_code": "000002.SZ", "product_name": "汽车", "rel_weight": 0.5} | makes,
            {"company_code": "000002.SZ", "product_name": "钢板", "rel_weight": -3.5} | makes,
        ],
    )
    links = [
        ("汽车", "钢板", "上游材料"),
        ("汽车", "汽车", "上游材料"),
        ("豆腐汤", "豆腐", "上游材料"),
        ("钢", "铁", "上游材料"),
        ("铁", "钢", "上游材料"),
        ("钢板", "热轧钢板", "产品小类"),
        ("生丝", "丝绸", "下游产品"),
        ("生丝", "丝绸", "远房亲戚"),
    ]
    json_lines(
        folder / "product_product.jsonl",
        [{"from_entity": one, "to_entity": other, "rel": rel} for one, other, rel in links],
    )
    return folder


@pytest.fixture
def given(tmp_path: Path) -> Loaded:
    return loaded(NAME, small(tmp_path))


def test_every_row_is_accounted_for(given: Loaded) -> None:
    assert balanced(given)
    assert total(given)["rows"] == 4 + 2 + 1 + 2 + 2 + 5 + 3 + 8
    assert total(given)["nodes"] == 2 + 2 + 4
    assert total(given)["duplicates"] == 1 + 1


def test_of_firms_with_one_code_the_one_that_links_name_stays(given: Loaded) -> None:
    firms = given.entities["Company"]
    assert dict(firms.select("stock_code", "name").rows()) == {
        "600001.SH": "甲钢",
        "000002.SZ": "乙车",
        "600009.SH": "没登记",
    }
    shared = of_rule(given, "stock code of several full names")
    assert dict(shared.select("value", "done").rows())["旧乙实业有限公司"] == "refused"


def test_upstream_is_turned_around_and_downstream_is_not(given: Loaded) -> None:
    assert {("钢板", "汽车"), ("生丝", "丝绸"), ("豆腐", "豆腐汤")} <= edges(given, "FEEDS")
    assert ("热轧钢板", "钢板") in edges(given, "SUBCLASS_OF")
    assert ("普钢", "钢铁") in edges(given, "SUBCLASS_OF")


def test_what_cannot_be_is_refused_or_repaired_by_a_rule(given: Loaded) -> None:
    found = rules(given)
    assert found["leads to itself", "refused"] == 1
    assert found["share of revenue outside 0 to 1", "share left out, link kept"] == 1
    assert found["no code of six digits", "refused"] == 1
    assert found["unknown relation", "refused"] == 1
    assert found["name with quotes, backslashes or line breaks", "kept as it is"] == 1
    assert found["upstream links that go in a circle", "kept with confidence 0.1"] == 2
    assert found["industry of no row of industry.json", "refused"] == 2


def test_a_recipe_is_worth_less_than_a_technology(given: Loaded) -> None:
    feeds = given.statements.filter(pl.col("predicate") == "FEEDS", pl.col("basis") == "reference")
    names = dict(given.entities["Product"].select("id", "name").rows())
    worth = {names[target]: value for target, value in feeds.select("object", "confidence").rows()}
    assert worth["豆腐汤"] == worth["钢"] == 0.1
    assert worth["汽车"] == worth["丝绸"] == 0.5


def test_loading_twice_changes_nothing_on_both_engines(store: Store, given: Loaded) -> None:
    first = merge_into(store, held_record(store), given)
    assert {"kind": "PRODUCES", "added": 2, "removed": 0, "changed": 0} in first.counts()
    assert not merge_into(store, held_record(store), given)
    text = "MATCH (p:Product) WHERE p.name CONTAINS '轧' AND p.name CONTAINS '\"' RETURN p.name AS name"
    assert store.query(text).rows == [('热"轧\n卷',)]


def test_a_part_of_the_files_is_enough(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "company.json", [{"name": "甲", "fullname": "甲", "code": "600001"} | FIRM])
    given = loaded(NAME, path)
    assert given.statements["property_value"].to_list() == ["甲"]
    with pytest.raises(DataError, match=r"expected company\.json"):
        loaded(NAME, tmp_path / "..")


@pytest.fixture(scope="module")
def whole() -> Loaded:
    return loaded(NAME, real("chainkg/raw"))


def test_the_whole_set_is_accounted_for(whole: Loaded) -> None:
    assert balanced(whole)
    assert total(whole)["rows"] == 4_654 + 511 + 95_559 + 168_848 + 5_256


def test_the_known_defects_of_the_whole_set_are_found(whole: Loaded) -> None:
    found = rules(whole)
    assert found["stock code of several full names", "kept; the others of the code refused"] == 53
    assert of_rule(whole, "stock code of several full names").height == 121
    shares = of_rule(whole, "share of revenue outside 0 to 1")["value"].cast(pl.Float64)
    assert ((shares < 0).sum(), (shares > 1).sum()) == (763, 48)
    assert found["leads to itself", "refused"] == 108
    assert found["name with quotes, backslashes or line breaks", "kept as it is"] >= 22
    assert found["upstream links that go in a circle", "kept with confidence 0.1"] >= 6
