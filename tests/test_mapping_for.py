"""mapping-for: what each column was taken for and why; the proposal loads at once."""

from __future__ import annotations

import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from _mapping import credit_code
from _outside import balanced, csv_file, edges

from chainatlas.cli import run
from chainatlas.graph.errors import DataError
from chainatlas.graph.tables import Record
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._looks import Column, headings, label_of_values
from chainatlas.loaders._mapped import read_mapped
from chainatlas.loaders._mapping_file import read_mapping
from chainatlas.loaders._mapping_text import mapping_text

Said = pytest.CaptureFixture[str]
CODES = [credit_code("91150291MA0N5T0K3"), credit_code("91150200552810000")]
CHINESE = (
    "企业名称,统一社会信用代码,所在园区,主要产品,产能（万吨）,状态,成立日期",
    f"甲公司,{CODES[0]},北园区,塔筒,10,投产,2020-05-01",
    f"乙公司,{CODES[1]},北园区,叶片,2.5,在建,2021-06-01",
)
ENGLISH = (
    "Firm,Credit code,Park,Main product,Annual capacity (t),Status,Founded",
    f"Alpha Ltd,{CODES[0]},North Park,towers,10,running,2020-05-01",
    f"Beta Inc,{CODES[1]},North Park,blades,2.5,under_construction,2021-06-01",
)


def proposed(path: Path) -> dict[str, Any]:
    """Return the proposal for a table as its keys."""
    return tomllib.loads(mapping_text(path))


def loaded_as_proposed(path: Path) -> Loaded:
    """Load a table with the mapping that is proposed for it."""
    mapping = path.with_name("proposed.toml")
    mapping.write_text(mapping_text(path), encoding="utf-8")
    return read_mapped(read_mapping(mapping), [path], Record.empty())


@pytest.mark.parametrize("lines", [CHINESE, ENGLISH], ids=["Chinese", "English"])
def test_a_plain_table_of_firms_loads_at_once(lines: tuple[str, ...], tmp_path: Path) -> None:
    given = loaded_as_proposed(csv_file(tmp_path / "firms.csv", *lines))
    assert given.entities["Company"]["uscc"].to_list() == CODES
    assert given.entities["Park"].height == 1
    assert len(edges(given, "LOCATED_IN")) == len(edges(given, "PRODUCES")) == 2
    made = given.statements.filter(predicate="PRODUCES").select("capacity", "unit", "status").rows()
    assert made == [
        (10.0, lines[0].split("（")[-1][:2] if "（" in lines[0] else "t", "running"),
        (2.5, made[0][1], "under_construction"),
    ]
    assert balanced(given)


def test_a_comment_says_why_each_column_was_taken_or_left(tmp_path: Path) -> None:
    text = mapping_text(csv_file(tmp_path / "firms.csv", *CHINESE))
    assert 'uscc = "统一社会信用代码"  # the heading is that of the property' in text
    assert "[[edge]]  # the heading means Park; 1 distinct" in text
    assert 'unit = { value = "万吨" }  # it stands in the heading' in text
    assert "#   成立日期: nothing that the model knows; dates, 2 distinct: '2020-05-01', '2021-06-01'" in text


def test_codes_are_told_by_their_check_digits_whatever_the_heading(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "名称,编号", f"甲厂,{CODES[0]}", f"乙厂,{CODES[1]}")
    assert proposed(path)["node"] == [{"label": "Company", "name": "名称", "uscc": "编号"}]
    wrong = csv_file(tmp_path / "u.csv", "企业,编号", f"甲厂,{CODES[0][:-1]}?", f"乙厂,{CODES[1][:-1]}?")
    assert "uscc" not in proposed(wrong)["node"][0]


@pytest.mark.parametrize(
    ("lines", "node"),
    [
        pytest.param(
            ("名称,代号", "甲,600001.SH", "乙,000001.SZ"),
            {"label": "Company", "name": "名称", "stock_code": "代号"},
            id="stock codes",
        ),
        pytest.param(
            ("zone code,zone name,级别", "15103001,a,国家级", "15101001,b,省级"),
            {
                "label": "Park",
                "name": "zone name",
                "code": "zone code",
                "level": {"column": "级别", "words": {"国家级": "national", "省级": "provincial"}},
            },
            id="zones",
        ),
        pytest.param(
            ("name,code,lng,lat", "包头市,150200,109.84,40.66", "大同市,140200,113.30,40.08"),
            {"label": "Place", "name": "name", "code": "code", "lon": "lng", "lat": "lat"},
            id="places",
        ),
        pytest.param(
            ("项目名称,总投资（亿元）,项目状态,预计投产", "甲项目,12.5,已签约,2027年6月"),
            {
                "label": "Project",
                "name": "项目名称",
                "investment_cny": {"column": "总投资（亿元）", "times": 100_000_000},
                "status": {"column": "项目状态", "words": {"已签约": "signed"}},
                "expected_on": "预计投产",
            },
            id="projects",
        ),
        pytest.param(
            ("企业,企业简称,英文名称", "甲有限公司,甲,Jia"),
            {"label": "Company", "name": "企业", "aliases": "企业简称", "name_en": "英文名称"},
            id="other names",
        ),
    ],
)
def test_what_the_rows_are_about_is_told(
    lines: tuple[str, ...], node: dict[str, Any], tmp_path: Path
) -> None:
    path = csv_file(tmp_path / "t.csv", *lines)
    assert proposed(path)["node"] == [node]
    assert loaded_as_proposed(path).entities[node["label"]].height == len(lines) - 1


@pytest.mark.parametrize(
    ("lines", "edge"),
    [
        pytest.param(
            ("供应商,客户,产品", "甲公司,乙公司,塔筒"),
            {
                "relation": "SUPPLIES",
                "from": "company",
                "to": {"label": "Company", "column": "客户", "unknown": "make"},
                "product": {"column": "产品", "unknown": "make"},
            },
            id="who supplies whom",
        ),
        pytest.param(
            ("公司,母公司,持股比例", "甲公司,乙集团,51%"),
            {
                "relation": "PART_OF",
                "from": "company",
                "to": {"label": "Company", "column": "母公司", "unknown": "make"},
                "share": "持股比例",
            },
            id="groups",
        ),
        pytest.param(
            ("项目,投资方", "甲项目,乙公司"),
            {
                "relation": "DEVELOPS",
                "from": {"label": "Company", "column": "投资方", "unknown": "make"},
                "to": "project",
            },
            id="who invests",
        ),
        pytest.param(
            ("产品,产业链,环节", "塔筒,风电,中游"),
            {
                "relation": "CHAIN_MEMBER",
                "from": "product",
                "to": {"label": "Chain", "column": "产业链", "unknown": "make"},
                "stage": "环节",
            },
            id="stages of a chain",
        ),
        pytest.param(
            ("Company,Main products", "Alpha,towers;blades"),
            {
                "relation": "PRODUCES",
                "from": "company",
                "to": {"label": "Product", "column": "Main products", "split": ";", "unknown": "make"},
            },
            id="lists",
        ),
    ],
)
def test_how_the_things_of_a_row_are_joined_is_told(
    lines: tuple[str, ...], edge: dict[str, Any], tmp_path: Path
) -> None:
    path = csv_file(tmp_path / "t.csv", *lines)
    assert proposed(path)["edge"] == [edge]
    assert edges(loaded_as_proposed(path), edge["relation"])


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(
            ("企业,合作单位", "甲公司,丙公司", "乙公司,丁公司"),
            '# to = { label = "Company", column = "合作单位", unknown = "make" }',
            id="names without a heading that tells",
        ),
        pytest.param(
            ("企业,产品,产能", "甲公司,塔筒、叶片,10", "乙公司,塔筒,5"),
            '# capacity = "产能"  # the heading is that of the property; but a cell names several',
            id="one number for several",
        ),
        pytest.param(
            ("企业,产品,产能", "甲公司,塔筒,很多", "乙公司,塔筒,不少"),
            '# capacity = "产能"  # the heading is that of the property, but the values are no numbers',
            id="number that is none",
        ),
        pytest.param(
            ("企业,产品,状态", "甲公司,塔筒,红", "乙公司,塔筒,绿"),
            '# status = "状态"  # no word of the model among: "红", "绿"',
            id="words that nobody knows",
        ),
        pytest.param(
            ("企业,经度", "甲公司,109.84"),
            "#   经度: the model has it of a place only; numbers",
            id="of another kind",
        ),
    ],
)
def test_what_is_not_sure_is_commented_out(lines: tuple[str, ...], told: str, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", *lines)
    assert told in mapping_text(path)
    assert balanced(loaded_as_proposed(path))


def test_a_word_without_meaning_is_asked_for(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品,状态", "甲公司,塔筒,投产", "乙公司,塔筒,绿")
    assert (
        'status = "状态"  # the heading is that of the property; say what these mean: "绿"'
        in mapping_text(path)
    )


def test_a_title_and_merged_cells_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("企业名单", None), ("企业", "园区"), ("甲公司", "北园区"), ("乙公司", None)):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "名单.xlsx")
    assert proposed(tmp_path / "名单.xlsx")["table"] == {"header": 2, "merged": "fill"}
    assert edges(loaded_as_proposed(tmp_path / "名单.xlsx"), "LOCATED_IN") == {
        ("甲公司", "北园区"),
        ("乙公司", "北园区"),
    }


def test_a_database_is_asked_for_its_first_table(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute('CREATE TABLE "a ""firms""" (企业)')
        connection.execute('INSERT INTO "a ""firms""" VALUES (\'甲公司\')')
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    assert proposed(tmp_path / "t.db")["table"] == {"sql": 'SELECT * FROM "a ""firms"""'}
    assert "# the other tables: other" in mapping_text(tmp_path / "t.db")
    assert loaded_as_proposed(tmp_path / "t.db").entities["Company"].height == 1


def test_files_with_chinese_names_are_documents_of_their_own(tmp_path: Path) -> None:
    ids = {
        proposed(csv_file(tmp_path / name, *CHINESE))["source"]["id"]
        for name in ("甲.csv", "乙.csv", "A b.csv")
    }
    assert len(ids) == 3 and "document:a-b" in ids


def test_a_table_that_names_nothing_is_refused_with_its_columns(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "x,y", "1,2")
    with pytest.raises(
        DataError, match="expected a column that names firms, parks, products or the like, got x, y"
    ):
        mapping_text(path)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none.csv", "cannot be read: No such file"),
        ("t.doc", "expected a file that ends with .csv"),
        ("t.db", "no such"),
    ],
)
def test_a_file_that_cannot_be_looked_at_is_one_line(
    name: str, told: str, tmp_path: Path, capsys: Said
) -> None:
    assert run(["mapping-for", str(tmp_path / name)]) == 1
    err = capsys.readouterr().err
    assert told.lower() in err.lower() and err.count("\n") == 1


def test_hostile_headings_and_values_stay_data(tmp_path: Path) -> None:
    heading = '企业,"a""b\\c","x\ny","# [[node]]","\u202e反"'
    path = csv_file(tmp_path / "t.csv", heading, '甲公司,"1\n[[edge]]",2,3,4')
    text = mapping_text(path)
    assert tomllib.loads(text)["node"] == [{"label": "Company", "name": "企业"}]
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert loaded_as_proposed(path).entities["Company"].height == 1


def test_the_proposal_is_written_once_and_not_over_another(tmp_path: Path, capsys: Said) -> None:
    path = csv_file(tmp_path / "firms.csv", *CHINESE)
    output = tmp_path / "我的 mapping.toml"
    assert run(["mapping-for", str(path), "-o", str(output)]) == 0
    told = capsys.readouterr()
    assert told.out == f"{output}\n" and "then: chainatlas load --mapping" in told.err
    before = output.read_bytes()
    assert run(["mapping-for", str(path), "-o", str(output)]) == 2
    assert "is there already" in capsys.readouterr().err and output.read_bytes() == before
    assert run(["mapping-for", str(path), "-o", str(tmp_path / "no/m.toml")]) == 1
    assert run(["mapping-for", str(path), "-o", str(tmp_path / ("x" * 5000))]) == 1
    assert "cannot write" in capsys.readouterr().err
    assert run(["mapping-for", str(path)]) == 0
    assert capsys.readouterr().out.encode() == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_headings_of_the_model_are_known_in_both_languages() -> None:
    known = headings()
    assert known["园区"] == known["park"] == known["所在园区"] == known["parkname"] == ("name", "Park")
    assert known["供应商"] == known["supplier"] == ("role", "supplier")


def test_values_tell_firms_from_parks() -> None:
    import polars as pl

    firms = Column.of("x", pl.Series(["甲有限公司", "Beta Co.", None]))
    parks = Column.of("x", pl.Series(["滨河新区", "North Park"]))
    assert (label_of_values(firms), label_of_values(parks)) == ("Company", "Park")
