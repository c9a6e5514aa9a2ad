"""A mapping: columns become nodes and edges, names find what is known, and every row is accounted for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest
from _mapping import FIRM, MAKES, SOURCE, credit_code, mapped, mapping_file, said
from _outside import balanced, csv_file, edges, rules, total

from chainatlas.graph.errors import DataError
from chainatlas.graph.statements import fold
from chainatlas.graph.tables import Record
from chainatlas.loaders import curated
from chainatlas.loaders._mapping_file import read_mapping


@cache
def bundled_record() -> Record:
    """Return the facts that come with the program."""
    return curated.read([curated.BUNDLED], Record.empty())


def values(
    folder: Path, line: str, *cells: str, relation: str = "PRODUCES", to: str = "产品"
) -> list[object]:
    """Return what a line of an edge makes of cells in the column 值."""
    name = line.split(" ", 1)[0]
    path = csv_file(folder / "t.csv", "企业;产品;值", *(f"f{n};p;{cell}" for n, cell in enumerate(cells)))
    edge = (
        f'[[edge]]\nrelation = "{relation}"\nfrom = "company"\nto = {{ column = "{to}", unknown = "make" }}\n'
    )
    given = mapped(folder, FIRM + edge + line, path)
    return [row[0] for row in said(given, relation, name)]


def test_a_row_makes_a_firm_and_an_edge_for_each_entry_of_a_list(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品", "甲公司,塔筒、叶片、", "乙公司,塔筒", "丙公司,")
    given = mapped(tmp_path, FIRM + MAKES, path)
    assert edges(given, "PRODUCES") == {("甲公司", "塔筒"), ("甲公司", "叶片"), ("乙公司", "塔筒")}
    assert total(given) == {"rows": 6, "nodes": 3, "edges": 3, "refused": 0, "duplicates": 0}
    assert said(given, "PRODUCES", "id", "locator") == [
        ("statement:firms/produces-1/2-1", "t.csv 2"),
        ("statement:firms/produces-1/2-2", "t.csv 2"),
        ("statement:firms/produces-1/3-1", "t.csv 3"),
    ]


def test_the_source_is_the_document_of_every_statement(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业", "甲公司")
    given = mapped(tmp_path, FIRM, path)
    assert given.documents.select("id", "name", "publisher", "recorded").rows() == [
        ("document:firms", "企业名单", "开发区管委会", "2026-01-31")
    ]
    assert given.statements["document"].to_list() == ["document:firms"]
    source = SOURCE + 'licence = "CC0-1.0"\n'
    told = read_mapping(mapping_file(tmp_path, FIRM, source)).document
    assert told["name"] == "企业名单 (CC0-1.0)"


@pytest.mark.parametrize(
    ("line", "cells", "expected"),
    [
        pytest.param(
            'capacity = "值"', ["1,234.5", "1e3", "abc", ""], [1234.5, 1000.0, None, None], id="number"
        ),
        pytest.param('capacity = "值"', ["10万吨", "3.5 亿 片"], [1e5, 3.5e8], id="Chinese sizes"),
        pytest.param('unit = "值"', ["t", ""], ["t", None], id="text"),
        pytest.param('revenue_share = "值"', ["40%", "0.4", "1.2"], [0.4, 0.4, None], id="share"),
        pytest.param(
            'revenue_share = { column = "值", times = 0.01 }',
            ["40", "4"],
            [0.4, 0.04],
            id="percent by heading",
        ),
        pytest.param(
            'valid_from = "值"',
            ["2026-01-31", "2026/1/5", "2026年3月", "20260131", "2026", "2026-13", "2026-02-30", "1月"],
            ["2026-01-31", "2026-01-05", "2026-03", "2026-01-31", "2026", None, None, None],
            id="date",
        ),
        pytest.param(
            'status = "值"', ["在建", "running", "??"], ["under_construction", "running", None], id="word"
        ),
        pytest.param(
            'status = { column = "值", words = { "黄了" = "closed" } }', ["黄了"], ["closed"], id="own words"
        ),
        pytest.param('status = { value = "running" }', ["a"], ["running"], id="constant"),
        pytest.param("confidence = 0.4", ["a"], [0.4], id="constant number"),
        pytest.param('confidence = "值"', ["0.3", "7"], [0.3, 0.9], id="confidence of a row"),
        pytest.param('basis = { value = "implied" }', ["a"], ["implied"], id="basis"),
        pytest.param('note = { template = "{值} of {产品}" }', ["a"], ["a of p"], id="template"),
        pytest.param('paragraph = "值"', ["7", "7.5"], [7, None], id="whole number"),
    ],
)
def test_a_cell_becomes_a_value_of_the_model(
    tmp_path: Path, line: str, cells: list[str], expected: list[object]
) -> None:
    assert values(tmp_path, line, *cells) == pytest.approx(expected)


def test_a_value_that_is_none_is_left_out_and_listed(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品,产能,状态", "甲公司,塔筒,许多,倒闭")
    given = mapped(tmp_path, FIRM + MAKES + 'capacity = "产能"\nstatus = "状态"\n', path)
    assert given.rejects.select("row", "column", "value", "done").rows()[1:] == [
        (2, "产能", "许多", "left out, the rest kept"),
        (2, "状态", "倒闭", "left out, the rest kept"),
    ]
    assert total(given)["edges"] == 1 and balanced(given)


def test_what_stands_behind_a_number_is_its_unit_unless_the_mapping_says_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品,产能", "甲公司,塔筒,10万吨", "乙公司,塔筒,5")
    given = mapped(tmp_path, FIRM + MAKES + 'capacity = "产能"\n', path)
    assert said(given, "PRODUCES", "capacity", "unit") == [(1e5, "吨"), (5.0, None)]
    given = mapped(tmp_path, FIRM + MAKES + 'capacity = "产能"\nunit = { value = "套" }\n', path)
    assert said(given, "PRODUCES", "capacity", "unit") == [(None, "套"), (5.0, "套")]


def test_flags_and_lists_of_names_are_read(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "名,别,矿", "铁矿石,铁矿|铁砂| ,是", "钢,,0", "铜,铜,或许")
    rule = '[[node]]\nlabel = "Product"\nname = "名"\naliases = "别"\nis_raw = "矿"\nis_final = false\n'
    given = mapped(tmp_path, rule, path)
    assert given.entities["Product"].select("name", "aliases", "is_raw", "is_final").rows() == [
        ("铁矿石", ["铁矿", "铁砂"], True, False),
        ("钢", None, False, False),
        ("铜", None, None, False),
    ]


def test_conditions_choose_rows_and_the_others_are_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,状态,注销", "甲,存续,", "乙,在业,", "丙,存续,2020", "丁,吊销,")
    rule = FIRM + 'where = { "状态" = ["存续", "在业"], "注销" = "" }\nunless = { "企业" = "乙" }\n'
    given = mapped(tmp_path, rule, path)
    assert given.entities["Company"]["name"].to_list() == ["甲"]
    assert rules(given) == {("no node and no edge of the mapping takes this row", "refused"): 3}
    assert balanced(given)


def test_a_row_without_a_name_takes_its_edges_with_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品", ",塔筒", "甲,叶片")
    given = mapped(tmp_path, FIRM + MAKES, path)
    assert rules(given)["the name is empty", "refused"] == 1
    assert rules(given)["its company was refused", "refused"] == 1
    assert edges(given, "PRODUCES") == {("甲", "叶片")} and balanced(given)


def test_codes_make_ids_and_wrong_ones_are_refused(tmp_path: Path) -> None:
    code = credit_code("91150291MA0N5T0K3")
    path = csv_file(tmp_path / "t.csv", "企业,码,股", f"甲,{code},600001", f"乙,{code[:-1]}?,", "丙,,2202")
    rule = FIRM + 'id = { column = "码", code = "uscc" }\nuscc = "码"\nstock_code = "股"\n'
    given = mapped(tmp_path, rule, path)
    assert given.entities["Company"].select("id", "stock_code").rows() == [
        (f"company:{code.lower()}", "600001.SH"),
        ("company:丙", None),
    ]
    assert rules(given)["expected 18 signs with the check digit of GB 32100", "refused"] == 1
    assert rules(given)["expected a stock code such as 600000.SH", "left out, the rest kept"] == 1


@pytest.mark.parametrize(
    ("label", "line", "cell", "expected"),
    [
        pytest.param("Park", 'id = { column = "码", code = "zone" }', "15103001", "park:15103001", id="zone"),
        pytest.param(
            "Place", 'id = { column = "码", code = "division" }', "15", "place:150000", id="division"
        ),
        pytest.param("Park", 'code = "码"', "15103001", "park:15103001", id="code without id"),
        pytest.param("Chain", 'id = "码"', "Wind Power", "chain:windpower", id="column"),
        pytest.param("Chain", 'id = "码"', "chain:wind-power", "chain:wind-power", id="column with ids"),
        pytest.param(
            "Industry", 'id = { template = "industry:sw-{码}" }', "11", "industry:sw-11", id="template"
        ),
        pytest.param(
            "Industry", 'code = "码"\nscheme = { value = "SW" }', "11", "industry:sw-11", id="scheme"
        ),
        pytest.param("Product", "", "1", "product:甲", id="name"),
    ],
)
def test_ids_are_made_as_the_data_sets_make_them(
    tmp_path: Path, label: str, line: str, cell: str, expected: str
) -> None:
    path = csv_file(tmp_path / "t.csv", "名,码", f"甲,{cell}")
    given = mapped(tmp_path, f'[[node]]\nlabel = "{label}"\nname = "名"\n{line}\n', path)
    assert given.entities[label]["id"].to_list() == [expected]


def test_names_find_what_the_record_knows(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "t.csv", "企业,园区,产品", "金风科技,包头稀土高新区,塔筒", "新公司,月球园区,月饼"
    )
    place = '[[edge]]\nrelation = "LOCATED_IN"\nfrom = "company"\nto = { label = "Park", column = "园区" }\n'
    given = mapped(tmp_path, FIRM + MAKES + place, path, base=bundled_record())
    assert said(given, "LOCATED_IN", "subject", "object") == [("company:goldwind", "park:baotou-rare-earth")]
    assert said(given, "PRODUCES", "subject", "object") == [
        ("company:goldwind", "product:wind-tower"),
        ("company:新公司", "product:月饼"),
    ]
    assert rules(given)['no park is called so; unknown = "make" would make one', "refused"] == 1


def test_a_code_finds_a_firm_under_another_name_which_becomes_an_alias(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,股", "金风科技(深圳),002202", "金风科技,600001")
    given = mapped(tmp_path, FIRM + 'stock_code = "股"\n', path, base=bundled_record())
    assert given.entities["Company"].select("id", "name", "aliases").rows() == [
        ("company:goldwind", "金风科技", ["金风科技(深圳)"]),
        ("company:600001", "金风科技", None),
    ]


def test_an_industry_of_another_classification_is_another_one(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "码,名,类", "13,农副食品,SW", "14,食品,")
    rule = '[[node]]\nlabel = "Industry"\nname = "名"\ncode = "码"\nscheme = "类"\n'
    held = mapped(tmp_path, rule, csv_file(tmp_path / "h.csv", "码,名,类", "13,农副食品,GB", "14,食品,GB"))
    given = mapped(tmp_path, rule, path, base=Record.empty().plus(held))
    assert held.entities["Industry"]["id"].to_list() == ["industry:gb-13", "industry:gb-14"]
    assert given.entities["Industry"]["id"].to_list() == ["industry:sw-13", "industry:gb-14"]


def test_an_empty_entry_of_a_list_of_products_is_no_sale(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,客户,货", "甲,乙,塔筒、、", "甲,丙,、")
    rule = '[[edge]]\nrelation = "SUPPLIES"\nfrom = "company"\nto = { column = "客户", unknown = "make" }\n'
    given = mapped(
        tmp_path, FIRM + rule + 'product = { column = "货", split = "、", unknown = "make" }\n', path
    )
    assert said(given, "SUPPLIES", "object", "product") == [
        ("company:乙", "product:塔筒"),
        ("company:丙", None),
    ]


def test_a_name_of_several_is_refused_rather_than_guessed(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,客户", "甲,金风")
    rule = '[[edge]]\nrelation = "SUPPLIES"\nfrom = "company"\nto = { column = "客户", unknown = "make" }\n'
    given = mapped(tmp_path, FIRM + rule, path, base=bundled_record())
    assert said(given, "SUPPLIES", "object") == []
    assert rules(given) == {("may be any of several of the record; write the id", "refused"): 1}


@pytest.mark.parametrize(
    ("by", "cell", "found"),
    [
        ("id", "company:goldwind", True),
        ("id", "金风科技", False),
        ("code", "002202", True),
        ("code", "金风科技", False),
        ("name", "新疆金风科技股份有限公司", True),
        ("name", "002202", False),
    ],
)
def test_an_end_is_looked_up_by_what_the_mapping_says(
    tmp_path: Path, by: str, cell: str, found: bool
) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,客户", f"甲,{cell}")
    rule = f'[[edge]]\nrelation = "SUPPLIES"\nfrom = "company"\nto = {{ column = "客户", by = "{by}" }}\n'
    given = mapped(tmp_path, FIRM + rule, path, base=bundled_record())
    assert said(given, "SUPPLIES", "object") == ([("company:goldwind",)] if found else [])


def test_an_end_known_by_a_code_may_have_a_name_beside_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "码,名,买", "600001,甲钢,600002")
    rule = """
[[edge]]
relation = "SUPPLIES"
from = { column = "码", by = "code", name = "名", unknown = "make" }
to = { column = "买", by = "code", unknown = "make" }
"""
    given = mapped(tmp_path, rule, path)
    assert given.entities["Company"].select("id", "name").rows() == [
        ("company:600001", "甲钢"),
        ("company:600002", "600002"),
    ]
    assert said(given, "SUPPLIES", "subject", "object") == [("company:600001", "company:600002")]


def test_a_product_that_is_sold_is_named_by_the_edge(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,客户,货", "甲,乙,塔筒、叶片", "甲,丙,", "甲,丁,月饼")
    rule = '[[edge]]\nrelation = "SUPPLIES"\nfrom = "company"\nto = { column = "客户", unknown = "make" }\n'
    given = mapped(
        tmp_path, FIRM + rule + 'product = { column = "货", split = "、" }\n', path, base=bundled_record()
    )
    assert said(given, "SUPPLIES", "object", "product") == [
        ("company:乙", "product:wind-tower"),
        ("company:乙", "product:wind-blade"),
        ("company:丙", None),
        ("company:丁", None),
    ]


def test_projects_have_their_status_and_investment_by_statements(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "项目,投资,状态", "风机厂,12.5,在建", "电池厂,,")
    rule = """
[[node]]
label = "Project"
name = "项目"
investment_cny = { column = "投资", times = 1e8 }
status = "状态"
"""
    given = mapped(tmp_path, rule, path)
    graph = fold(given)
    columns = ("name", "status", "investment_cny")
    assert graph.nodes["Project"].select(columns).sort("name").rows() == [
        ("电池厂", None, None),
        ("风机厂", "under_construction", 1.25e9),
    ]
    assert ("investment_cny", "1250000000") in said(given, "ATTRIBUTE", "property", "property_value")


def test_figures_become_measures(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "园区,产值,年", "甲园区,12.5亿元,2024", "甲园区,,2025")
    rule = """
[[node]]
label = "Park"
name = "园区"
[[edge]]
relation = "HAS_MEASURE"
from = "park"
indicator = { value = "产值" }
value = "产值"
unit = { value = "元" }
period = "年"
"""
    given = mapped(tmp_path, rule, path)
    measures = fold(given).nodes["Measure"]
    assert measures.select("indicator", "value", "unit", "period").rows() == [("产值", 1.25e9, "元", "2024")]
    assert rules(given)["the value is empty", "refused"] == 1


def test_several_files_of_one_form_are_one_table(tmp_path: Path) -> None:
    files = [csv_file(tmp_path / f"{n}.csv", "企业,产品", f"{n}甲,塔筒") for n in (2, 1)]
    given = mapped(tmp_path, FIRM + MAKES, *files)
    assert said(given, "PRODUCES", "id") == [
        ("statement:firms/produces-1/2-1.1",),
        ("statement:firms/produces-1/2-2.1",),
    ]
    assert said(given, "PRODUCES", "locator") == [("1.csv 2",), ("2.csv 2",)]
    assert mapped(tmp_path, FIRM + MAKES, *reversed(files)).statements.equals(given.statements)


def test_several_tables_speak_of_each_other(tmp_path: Path) -> None:
    csv_file(tmp_path / "firms.csv", "码,企业", "a1,甲", "a2,乙")
    csv_file(tmp_path / "links.csv", "卖,买", "a1,a2", "a1,a9")
    rule = """
[[table]]
name = "firms"
files = "firms.csv"
[[table]]
name = "links"
files = "links.csv"
[[node]]
table = "firms"
label = "Company"
name = "企业"
aliases = "码"
[[edge]]
table = "links"
relation = "SUPPLIES"
from = { column = "卖" }
to = { column = "买" }
"""
    given = mapped(tmp_path, rule, tmp_path)
    assert edges(given, "SUPPLIES") == {("甲", "乙")}
    assert given.rejects.select("file", "row", "column", "value").rows() == [("links.csv", 3, "买", "a9")]


def test_files_that_fit_no_table_and_tables_without_files_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", "企业", "甲")
    other = csv_file(tmp_path / "b.csv", "企业", "甲")
    with pytest.raises(DataError, match=r"c\*\.csv: expected a file of the table; none was given"):
        mapped(tmp_path, '[table]\nfiles = "c*.csv"\n' + FIRM, path)
    with pytest.raises(DataError, match=r"b\.csv: fits no table of the mapping: a\*"):
        mapped(tmp_path, '[table]\nfiles = "a*"\n' + FIRM, path, other)


def test_a_path_where_no_table_is_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, told in (
        (tmp_path / "none.csv", "none.csv: cannot be read: No such file"),
        (tmp_path / ("x" * 5000 + ".csv"), "cannot be read: File name too long"),
        (tmp_path / "empty", "expected a file of the table; none was given"),
    ):
        with pytest.raises(DataError, match=told):
            mapped(tmp_path, FIRM, path)


def test_columns_may_be_called_as_anything_in_the_program(tmp_path: Path) -> None:
    names = (
        "file",
        "row",
        "id",
        "line",
        "entry",
        "subject",
        "object",
        "name",
        "status",
        "word",
        "text",
        "given",
    )
    path = csv_file(tmp_path / "t.csv", ",".join(names), ",".join("甲乙丙丁戊己庚辛壬癸子丑"))
    rule = """
[[node]]
label = "Company"
name = "file"
aliases = "row"
[[edge]]
relation = "PRODUCES"
from = "company"
to = { column = "entry", unknown = "make" }
note = { template = "{line}{subject}{object}{name}{status}{word}{text}{given}{id}" }
"""
    given = mapped(tmp_path, rule, path)
    assert said(given, "PRODUCES", "subject", "object", "note") == [
        ("company:甲", "product:戊", "丁己庚辛壬癸子丑丙")
    ]


def test_many_rows_are_taken_whatever_the_conditions(tmp_path: Path) -> None:
    lines = [f"firm{number},产品{number % 7}" for number in range(30_000)]
    path = csv_file(tmp_path / "t.csv", "企业,产品", *lines)
    given = mapped(tmp_path, FIRM + MAKES + 'status = { value = "running" }\n', path)
    assert total(given)["edges"] == 30_000 and balanced(given)
    assert given.entities["Product"].height == 7


def test_the_same_table_gives_the_same_statements(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品", "甲,塔筒、叶片", "甲,塔筒、叶片", "乙,x y")
    first = mapped(tmp_path, FIRM + MAKES, path)
    again = mapped(tmp_path, FIRM + MAKES, path, base=Record.empty().plus(first))
    assert again.statements.equals(first.statements)
    assert again.statements.filter(pl.col("predicate") == "PRODUCES").height == 3
    assert total(first)["duplicates"] == 3
