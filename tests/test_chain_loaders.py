"""KAG and industry-chain-atlas: lists in cells, targets of no row, names that do not fit their codes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from _outside import balanced, csv_file, edges, loaded, of_rule, real, rules, total

from chainatlas.graph.store import Store
from chainatlas.loaders._merge import held_record, merge_into

ATLAS = """
industry: 钢铁
segments:
- id: ore
  name: 铁矿石
  position: upstream
  tier: 1
  key_companies:
  - {code: '600001', name: 甲矿, role: 龙头}
  - {code: '600002', name: 乙钢-U, role: 第二}
  - {code: '600001', name: 别家, role: 写错}
  data_points:
  - {name: 产量_万吨, unit: 万吨, current_value: 12.5, source_name: 某报告, last_updated: '2026-06-18'}
  - {name: 无值, unit: 万吨, current_value: null, source_name: 某报告, last_updated: '2026-06-18'}
- id: odd
  name: 环节
  position: sideways
  tier: x
supply_relationships:
- {supplier_code: '600001', buyer_code: '600002', product: 铁矿石, relationship_type: primary, confidence: 5}
- {supplier_code: '600001', buyer_code: null, product: 铁矿石, confidence: 4, notes: 供各家}
- {supplier_code: '600001', buyer_code: '600009', product: 铁矿石, confidence: 4}
- {supplier_code: '600001', buyer_code: '600002', product: 球团, confidence: 9}
"""


LISTED = {"600001": "别家", "600003": "甲矿", "600002": "从前的名字"}


def atlas(folder: Path) -> Path:
    (folder / "steel.yaml").write_text(ATLAS, encoding="utf-8")
    return folder / "steel.yaml"


def test_segments_firms_and_supplies_become_edges(tmp_path: Path) -> None:
    given = loaded("industry-chain-atlas", atlas(tmp_path))
    assert balanced(given)
    assert edges(given, "CHAIN_MEMBER") == {("铁矿石", "钢铁")}
    assert edges(given, "PRODUCES") == {("甲矿", "铁矿石"), ("乙钢-U", "铁矿石")}
    supply = given.statements.filter(pl.col("predicate") == "SUPPLIES").row(0, named=True)
    assert (supply["product"], round(supply["confidence"], 3), supply["note"]) == (
        "product:铁矿石",
        0.9,
        "primary",
    )


def test_entries_that_cannot_be_used_are_refused_with_their_line(tmp_path: Path) -> None:
    given = loaded("industry-chain-atlas", atlas(tmp_path))
    assert rules(given) == {
        ("name of another firm than the code's", "refused"): 1,
        ("expected a number", "refused"): 1,
        ("expected upstream, midstream or downstream", "refused"): 1,
        ("no buyer named by a code", "refused"): 1,
        ("firm of no segment and not known", "refused"): 1,
        ("expected a confidence of 1 to 5", "refused"): 1,
    }
    wrong = of_rule(given, "name of another firm than the code's").row(0, named=True)
    assert (wrong["value"], wrong["row"]) == ("600001 别家", 11)


def test_what_the_store_knows_of_a_code_tells_a_wrong_name(tmp_path: Path, kglite_store: Store) -> None:
    heading = "股票代码,股票名称,地区,行业,公司全称,英文名称,上市状态,企业性质"
    rows = [f"{code}.SH,{name},河北,铁矿,{name}股份有限公司,B,L,民营企业" for code, name in LISTED.items()]
    firms = csv_file(tmp_path / "stock_basic.csv", heading, *rows)
    merge_into(kglite_store, held_record(kglite_store), loaded("listed-firms", firms))
    given = loaded("industry-chain-atlas", atlas(tmp_path), base=held_record(kglite_store))
    assert of_rule(given, "name of another firm than the code's")["value"].to_list() == ["600001 甲矿"]
    assert rules(given)["name that is not known for the code", "kept"] == 1
    merge_into(kglite_store, held_record(kglite_store), given)
    text = "MATCH (c:Company {id: 'company:600001'}) RETURN c.name AS name, c.stock_code AS code"
    assert kglite_store.query(text).rows == [("别家", "600001.SH")]


def test_both_wrong_names_of_the_whole_atlas_are_found_beside_the_listed_firms() -> None:
    base = loaded("listed-firms", real("cn_listed_firms"))
    given = loaded("industry-chain-atlas", real("jimoxiao_chain_yaml"), base=base)
    assert balanced(given)
    wrong = of_rule(given, "name of another firm than the code's")["value"].to_list()
    assert set(wrong) == {"603799 嘉元科技", "688113 八亿时空"}
    renamed = of_rule(given, "name that is not known for the code")
    assert renamed.select("value", "done").rows() == [("600641 万业企业", "kept")]
    assert rules(given)["no buyer named by a code", "refused"] == 32


def kag(folder: Path) -> Path:
    csv_file(
        folder / "Product.csv",
        "id,belongToIndustry,hasSupplyChain",
        '化工-橡胶,材料-化工,"轮胎,鞋类, 轮胎"',
        "化工-橡胶,材料-化工,鞋类",
        '汽车,不存在的行业,"汽车,维修"',
    )
    csv_file(folder / "Company.csv", "id,name,product", 'CSF1,甲****公司,"化工-橡胶,汽车"', "CSF2,,汽车")
    csv_file(folder / "Industry.csv", "id", "材料-化工")
    csv_file(folder / "Person.csv", "id,name,age,legalRepresentative", "0,臧*,38,甲****公司")
    return folder


def test_a_cell_that_holds_a_list_is_a_link_for_each_entry(tmp_path: Path) -> None:
    given = loaded("kag-supply-chain", kag(tmp_path))
    assert balanced(given)
    assert edges(given, "FEEDS") == {("化工-橡胶", "轮胎"), ("化工-橡胶", "鞋类"), ("汽车", "维修")}
    assert edges(given, "PRODUCES") == {("甲****公司", "化工-橡胶"), ("甲****公司", "汽车")}
    assert edges(given, "IN_INDUSTRY") == {("化工-橡胶", "材料-化工"), ("汽车", "不存在的行业")}
    assert total(given)["duplicates"] == 1 + 2 + 1


def test_what_only_a_link_names_is_added_and_listed(tmp_path: Path) -> None:
    given = loaded("kag-supply-chain", kag(tmp_path))
    assert set(of_rule(given, "product of no row of Product.csv")["value"]) == {"轮胎", "鞋类", "维修"}
    assert rules(given)["industry of no row of Industry.csv", "added from its link"] == 1
    assert rules(given)["name that is masked with asterisks", "kept as it is"] == 1
    assert rules(given)["leads to itself", "refused"] == 1
    assert rules(given)["persons, payments, events and updates have no place in the model", "refused"] == 1


def test_the_993_targets_of_no_row_of_kag_are_found() -> None:
    given = loaded("kag-supply-chain", real("kag_supplychain"))
    assert balanced(given)
    missing = of_rule(given, "product of no row of Product.csv")
    assert missing.filter(pl.col("file") == "Product.csv").height == 993
    assert of_rule(given, "name that is masked with asterisks").height == 103
