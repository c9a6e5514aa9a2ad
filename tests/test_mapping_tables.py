"""Tables of every form are read alike; what cannot be read is one clear line, and nothing is loaded."""

from __future__ import annotations

import datetime
import json
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from _mapping import FIRM, MAKES, mapped, mapping_file, said
from _outside import balanced, csv_file, edges, of_rule
from test_bad_outside import zipped

from chainatlas.cli import run
from chainatlas.graph.errors import DataError
from chainatlas.loaders import _sheets
from chainatlas.loaders._any_table import separator_of
from chainatlas.loaders._databases import ROW_LIMIT, query, shown_address, table_names
from chainatlas.loaders._loader import Loaded

HEADER = ("企业", "产品", "产能", "日期", "码")
ROWS = (("甲公司", "塔筒", 5, datetime.date(2026, 1, 31), 600001), ("乙公司", "叶片、塔筒", 2.5, None, None))
RULES = FIRM + 'stock_code = "码"\n' + MAKES + 'capacity = "产能"\nvalid_from = "日期"\n'
QUERY = '[table]\nsql = "SELECT * FROM 企业表"\n'


def as_csv(path: Path) -> str:
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in ROWS]
    csv_file(path, ",".join(HEADER), *lines)
    return ""


def as_excel(path: Path) -> str:
    book(path, [HEADER, *ROWS])
    return ""


def as_parquet(path: Path) -> str:
    frame().write_parquet(path)
    return ""


def as_lines(path: Path) -> str:
    path.write_text("".join(line + "\n" for line in objects()), encoding="utf-8")
    return ""


def as_list(path: Path) -> str:
    path.write_text("[\n" + ",\n".join(objects()) + "\n]", encoding="utf-8")
    return ""


def as_sqlite(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE 企业表 ("企业", "产品", "产能" REAL, "日期", "码")')
        connection.executemany(
            "INSERT INTO 企业表 VALUES (?, ?, ?, ?, ?)", [(*r[:3], r[3] and str(r[3]), r[4]) for r in ROWS]
        )
    connection.close()
    return QUERY


def as_duckdb(path: Path) -> str:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE 企业表 (企业 TEXT, 产品 TEXT, 产能 DECIMAL(9, 2), 日期 DATE, 码 INTEGER)"
        )
        connection.executemany("INSERT INTO 企业表 VALUES (?, ?, ?, ?, ?)", [list(row) for row in ROWS])
    return QUERY


def frame() -> pl.DataFrame:
    return pl.DataFrame({name: [row[at] for row in ROWS] for at, name in enumerate(HEADER)}, strict=False)


def objects() -> list[str]:
    return [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False, default=str) for row in ROWS]


def book(path: Path, rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    if change:
        change(made.active)
    made.save(path)
    return path


FORMS = {
    "t.csv": as_csv,
    "t.xlsx": as_excel,
    "t.parquet": as_parquet,
    "t.jsonl": as_lines,
    "t.json": as_list,
    "t.db": as_sqlite,
    "t.duckdb": as_duckdb,
}


@pytest.mark.parametrize("name", FORMS)
def test_a_table_of_any_form_says_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    given = mapped(tmp_path, FORMS[name](path) + RULES, path)
    assert edges(given, "PRODUCES") == {("甲公司", "塔筒"), ("乙公司", "叶片"), ("乙公司", "塔筒")}
    assert said(given, "PRODUCES", "subject", "capacity", "valid_from") == [
        ("company:600001", 5.0, "2026-01-31"),
        ("company:乙公司", 2.5, None),
        ("company:乙公司", 2.5, None),
    ]
    assert balanced(given) and not of_rule(given, "nothing is read from this column").height


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_line_ends_and_separators_of_csv_are_told(
    encoding: str, end: str, separator: str, tmp_path: Path
) -> None:
    path = tmp_path / "企 业.csv"
    path.write_bytes(end.join([f"企业{separator}产品", f"甲公司{separator}塔筒", ""]).encode(encoding))
    assert edges(mapped(tmp_path, FIRM + MAKES, path), "PRODUCES") == {("甲公司", "塔筒")}


def test_quoted_cells_may_hold_separators_and_line_ends(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品", '"甲,乙","塔\n筒"', "丙,叶片")
    given = mapped(tmp_path, FIRM + MAKES, path)
    assert edges(given, "PRODUCES") == {("甲,乙", "塔\n筒"), ("丙", "叶片")}
    assert said(given, "PRODUCES", "locator") == [("t.csv 2",), ("t.csv 3",)]


@pytest.mark.parametrize("quoted", [False, True])
def test_rows_with_other_numbers_of_cells_are_refused_one_by_one(quoted: bool, tmp_path: Path) -> None:
    first = '"甲",塔筒' if quoted else "甲,塔筒"
    path = csv_file(tmp_path / "t.csv", "企业,产品", first, "", "乙", "丙,a,b", "丁,叶片")
    given = mapped(tmp_path, FIRM + MAKES, path)
    assert of_rule(given, "expected 2 cells, got another number")["row"].to_list() == [4, 5]
    assert edges(given, "PRODUCES") == {("甲", "塔筒"), ("丁", "叶片")} and balanced(given)


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业名单", "", "企业,产品", "甲,塔筒")
    given = mapped(tmp_path, "[table]\nheader = 3\n" + FIRM + MAKES, path)
    assert said(given, "PRODUCES", "locator") == [("t.csv 4",)]
    with pytest.raises(DataError, match="the column is missing"):
        mapped(tmp_path, FIRM + MAKES, path)
    assert separator_of(path, 9) == ","


def test_a_sheet_is_chosen_by_its_name_and_its_headings(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("二").append(["标题"])
    made["二"].append(["企业", "产品", None])
    made["二"].append(["甲", "塔筒", None])
    made.save(tmp_path / "t.xlsx")
    rules = '[table]\nsheet = "二"\nheader = 2\n' + FIRM + MAKES
    given = mapped(tmp_path, rules, tmp_path / "t.xlsx")
    assert said(given, "PRODUCES", "locator") == [("t.xlsx 3",)]
    with pytest.raises(DataError, match="there is no sheet '三'; there are: Sheet, 二"):
        mapped(tmp_path, rules.replace("二", "三"), tmp_path / "t.xlsx")
    with pytest.raises(DataError, match=r"t\.xlsx:2: expected the headings there"):
        mapped(tmp_path, rules.replace("二", "Sheet"), tmp_path / "t.xlsx")


def test_formulas_without_a_value_and_errors_are_refused_with_the_reason(tmp_path: Path) -> None:
    rows = [("企业", "产品", "别"), ("=A3", "塔筒", 1), ("甲", "#REF!", 1), ("乙", "叶片", "=1+1")]
    given = mapped(tmp_path, FIRM + MAKES, book(tmp_path / "t.xlsx", rows))
    assert given.rejects.select("row", "column", "rule").rows()[:2] == [
        (2, "企业", _sheets.NO_VALUE),
        (3, "产品", _sheets.ERROR),
    ]
    assert edges(given, "PRODUCES") == {("乙", "叶片")} and balanced(given)


def test_merged_cells_are_refused_or_filled_as_the_mapping_says(tmp_path: Path) -> None:
    rows = [("企业", "产品"), ("甲", "塔筒"), (None, "叶片"), ("乙", "齿轮")]
    path = book(tmp_path / "t.xlsx", rows, lambda sheet: sheet.merge_cells("A2:A3"))
    with pytest.raises(DataError, match=r"t\.xlsx:2:A2:A3: is merged; unmerge it, or say merged = "):
        mapped(tmp_path, FIRM + MAKES, path)
    given = mapped(tmp_path, '[table]\nmerged = "fill"\n' + FIRM + MAKES, path)
    assert edges(given, "PRODUCES") == {("甲", "塔筒"), ("甲", "叶片"), ("乙", "齿轮")}


def test_a_merged_title_above_the_headings_does_not_matter(tmp_path: Path) -> None:
    rows = [("企业名单", None), ("企业", "产品"), ("甲", "塔筒")]
    path = book(tmp_path / "t.xlsx", rows, lambda sheet: sheet.merge_cells("A1:B1"))
    given = mapped(tmp_path, "[table]\nheader = 2\n" + FIRM + MAKES, path)
    assert edges(given, "PRODUCES") == {("甲", "塔筒")}


def test_a_sheet_that_spreads_too_far_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", [("企业", "产品")], lambda sheet: sheet.cell(1_048_576, 16_384, "x"))
    with pytest.raises(DataError, match=r"expected at most 20,000,000 cells, got 1,048,576 rows of 16,384"):
        mapped(tmp_path, FIRM + MAKES, path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "t.xlsx", [("企业", "产品")])
    monkeypatch.setattr(_sheets, "SIZE_LIMIT", path.stat().st_size)
    with pytest.raises(DataError, match="expected at most 0 MB when unpacked"):
        mapped(tmp_path, FIRM + MAKES, path)


def test_lists_in_json_are_taken_apart_and_nested_values_refused(tmp_path: Path) -> None:
    rows = [
        {"企业": "甲", "产品": ["塔筒", "叶片"]},
        {"企业": "乙", "产品": {"a": 1}},
        7,
        {"企业": "丙", "x": [[]]},
    ]
    (tmp_path / "t.json").write_text(json.dumps(rows), encoding="utf-8")
    given = mapped(tmp_path, FIRM + MAKES.replace("、", "|"), tmp_path / "t.json")
    assert edges(given, "PRODUCES") == {("甲", "塔筒"), ("甲", "叶片")}
    assert of_rule(given, "expected a text or a number, got dict").select("row", "column").rows() == [
        (2, "产品")
    ]
    assert given.rejects.filter(pl.col("row") == 3).height == 1 and balanced(given)


def test_a_column_of_nested_values_is_refused_only_where_it_is_read(tmp_path: Path) -> None:
    table = pl.DataFrame({"企业": ["甲"], "产品": ["塔筒"], "其他": [{"a": 1}]})
    table.write_parquet(tmp_path / "t.parquet")
    given = mapped(tmp_path, FIRM + MAKES, tmp_path / "t.parquet")
    assert of_rule(given, "nothing is read from this column")["value"].to_list() == ["其他"]
    with pytest.raises(DataError, match=r"t\.parquet:其他: holds no texts or numbers"):
        mapped(tmp_path, FIRM + 'ownership = "其他"\n', tmp_path / "t.parquet")


def unread(folder: Path, name: str, content: bytes, table: str = "") -> str:
    """Return what loading a file says, after checking that it is one line and that nothing was loaded."""
    place = folder / "有 空格的 folder"
    place.mkdir()
    (place / name).write_bytes(content)
    mapping = mapping_file(folder, table + FIRM + MAKES)
    store = folder / "atlas.kgl"
    words = ["--store", str(store), "load", "--mapping", str(mapping), str(place / name)]
    assert run(words) in (1, 2)
    assert not store.exists()
    return str(place / name)


TEXT = "企业,产品\n甲公司,塔筒\n".encode()
BAD: dict[str, tuple[str, bytes, str, str]] = {
    "empty": ("t.csv", b"", "", "the file is empty"),
    "empty workbook": ("t.xlsx", b"", "", "is no Excel workbook, or is damaged"),
    "empty Parquet": ("t.parquet", b"", "", "is no Parquet file, or is damaged"),
    "empty JSON": ("t.json", b"", "", "the file is empty"),
    "only a header": ("t.csv", "企业,产品\n".encode(), "", "the files hold no rows"),
    "binary": ("t.csv", b"\x7fELF\0\1\2" * 9, "", "expected a text, got a binary file"),
    "zip for CSV": ("t.csv", zipped("企业\n"), "", "got a zip archive or a spreadsheet; unpack it"),
    "zip for a workbook": (
        "t.xlsx",
        zipped("企业\n"),
        "",
        "expected a workbook, got a zip archive; unpack it",
    ),
    "text for a workbook": ("t.xlsx", TEXT, "", "is no Excel workbook, or is damaged"),
    "text for Parquet": ("t.parquet", TEXT, "", "is no Parquet file, or is damaged"),
    "cut Parquet": ("t.parquet", b"PAR1" + bytes(40), "", "is no Parquet file, or is damaged"),
    "UTF-16": ("t.csv", TEXT.decode().encode("utf-16"), "", "got UTF-16 text; save it as UTF-8"),
    "cut in a character": ("t.csv", TEXT[:-2], "", "the file is cut off"),
    "cut in a quoted cell": ("t.csv", TEXT + b'"x', "", "ends inside a quoted cell"),
    "a column twice": ("t.csv", "企业,产品,企业\n".encode(), "", "1:企业: the column stands twice"),
    "a column missing": (
        "t.csv",
        "企业,产品名\n甲,乙\n".encode(),
        "",
        "did you mean '产品名'? the header has",
    ),
    "two columns missing": ("t.csv", b"a,b\n1,2\n", "", "1:企业: the column is missing, and so are 产品;"),
    "a line without end": ("t.csv", TEXT + b"x" * 10_000_001, "", "the line is longer than 10 MB"),
    "JSON cut off": ("t.json", b'[{"a": 1', "", "is not JSON: the file is damaged or cut off"),
    "JSON too deep": ("t.json", b"[" * 100_000, "", "is not JSON: the file is damaged or cut off"),
    "JSON of another kind": ("t.json", b"[1, 2]", "", "the column is missing"),
    "another ending": ("t.doc", TEXT, "", "expected a file that ends with .csv, .tsv"),
    "no query": ("t.db", b"SQLite format 3\0", "", "expected a query under [table], such as sql ="),
    "no database": ("t.db", TEXT, '[table]\nsql = "SELECT 1"\n', "the database refuses"),
    "damaged SQLite": (
        "t.db",
        b"SQLite format 3\0x",
        '[table]\nsql = "SELECT * FROM a"\n',
        "the database refuses",
    ),
}


@pytest.mark.parametrize(("name", "content", "table", "told"), BAD.values(), ids=BAD)
def test_a_table_that_cannot_be_read_is_one_clear_line(
    name: str, content: bytes, table: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = unread(tmp_path, name, content, table)
    said_of_it = capsys.readouterr().err
    assert said_of_it.startswith("Error: ") and said_of_it.count("\n") == 1
    assert told in said_of_it
    assert path in said_of_it or "hold no rows" in told


def test_a_workbook_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", [("企业", "产品"), ("甲", "塔筒")])
    whole = path.read_bytes()
    for size in (100, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:size])
        with pytest.raises(DataError, match="is no Excel workbook, or is damaged"):
            mapped(tmp_path, FIRM + MAKES, path)


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='a' r:id='b'/>")
    with pytest.raises(DataError, match="workbook"):
        mapped(tmp_path, FIRM + MAKES, tmp_path / "t.xlsx")


@pytest.mark.parametrize("name", ["t.db", "t.duckdb"])
def test_a_query_reads_only(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    FORMS[name](path)
    before = path.read_bytes()
    for sql in (
        "DROP TABLE 企业表",
        "DELETE FROM 企业表",
        "COPY 企业表 TO 'out.csv'",
        "SELECT * FROM 'x.csv'",
        "SEL",
    ):
        with pytest.raises(DataError, match="the database refuses"):
            query(path, sql)
    assert path.read_bytes() == before and not (tmp_path / "out.csv").exists()
    assert table_names(path) == ["企业表"]
    with pytest.raises(DataError, match="a: the column stands twice in the answer"):
        query(path, "SELECT 1 AS a, 2 AS a")


def test_a_database_may_be_given_by_its_address(tmp_path: Path) -> None:
    pytest.importorskip("connectorx")
    as_sqlite(tmp_path / "t.db")
    rules = QUERY.replace("*", "企业, 产品") + FIRM + MAKES
    given = mapped(tmp_path, rules, Path(f"sqlite://{tmp_path}/t.db"))
    assert edges(given, "PRODUCES") == {("甲公司", "塔筒"), ("乙公司", "叶片"), ("乙公司", "塔筒")}
    with pytest.raises(DataError, match="the database refuses"):
        mapped(tmp_path, rules.replace("企业表", "无"), Path(f"sqlite://{tmp_path}/t.db"))


@pytest.mark.parametrize(
    ("library", "path"), [("duckdb", "t.duckdb"), ("connectorx", "postgresql://me:secret@host/db")]
)
def test_a_library_that_is_missing_is_named_with_what_brings_it(
    library: str,
    path: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    (tmp_path / "t.duckdb").write_bytes(b"x" * 20)
    mapping_file(tmp_path, QUERY + FIRM + MAKES)
    assert run(["--store", "atlas.kgl", "load", "--mapping", "mapping.toml", path]) == 2
    err = capsys.readouterr().err
    assert "run: pip install 'chainatlas[sql]'" in err and err.count("\n") == 1
    assert "secret" not in err


def test_a_password_of_an_address_is_never_shown() -> None:
    assert shown_address(Path("mysql://me:secret@host:3306/db?key=secret")) == "mysql://host:3306/db"


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROW_LIMIT > 1_000_000
    monkeypatch.setattr("chainatlas.loaders._any_table.ROW_LIMIT", 1)
    as_parquet(tmp_path / "t.parquet")
    with pytest.raises(DataError, match="expected at most 1 rows"):
        mapped(tmp_path, FIRM + MAKES, tmp_path / "t.parquet")


def test_mixed_values_of_a_database_are_texts(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE 企业表 (企业, 产品)")
        connection.executemany("INSERT INTO 企业表 VALUES (?, ?)", [("甲", 1), (2, "塔筒"), (None, None)])
    connection.close()
    given: Loaded = mapped(tmp_path, QUERY + FIRM + MAKES, tmp_path / "t.db")
    assert edges(given, "PRODUCES") == {("甲", "1"), ("2", "塔筒")} and balanced(given)
