"""Cells of text and typed columns become values; codes have check digits; names find nodes by rank."""

from __future__ import annotations

import datetime
from decimal import Decimal

import polars as pl
import pytest
from _mapping import credit_code

from chainatlas.graph.model import NODES
from chainatlas.graph.tables import Record, node_frame
from chainatlas.loaders._as_text import frame_as_text, text_of
from chainatlas.loaders._known_names import looked_up, words_of
from chainatlas.loaders._ledger import CELL, Ledger
from chainatlas.loaders._looks import Column, property_of, relation_between
from chainatlas.loaders._mapped_values import entries_of, uscc_valid, with_value
from chainatlas.loaders._mapped_values import text_of as cell_text
from chainatlas.loaders._mapping import Cell
from chainatlas.loaders._mapping_rules import node_properties

DOCUMENT = {"id": "document:t", "name": "t", "publisher": "p", "recorded": "2026-01-31"}


def place_values(name: str, *texts: str) -> list[object]:
    """Return what texts are as a property of a place."""
    rows = pl.DataFrame({CELL + "x": texts, "file": "t.csv", "row": list(range(2, len(texts) + 2))})
    ledger = Ledger(DOCUMENT, Record.empty())
    return with_value(rows, node_properties("Place")[name], Cell(column="x"), ledger)[name].to_list()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        ("-3.5", -3.5),
        ("+7", 7.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e2", 100.0),
        ("1,0 1", 101.0),
        ("45%", 0.45),
        ("0.001万", 10.0),
    ],
)
def test_numbers_are_read_as_tables_write_them(text: str, number: float) -> None:
    assert place_values("lon", text) == [pytest.approx(number)]


@pytest.mark.parametrize(
    "text", ["abc", "1.2.3", "--5", "inf", "nan", "1e999", "٣", "1_000", "12 km", "=1+1", "181", "一百"]
)
def test_what_is_no_number_in_its_range_is_left_out(text: str) -> None:
    assert place_values("lon", text) == [None]


@pytest.mark.parametrize("code", ["91330100799655058B", "9144030071526726XG", "91650000299937622W"])
def test_credit_codes_of_firms_have_their_check_digit(code: str) -> None:
    valid = pl.DataFrame({"code": [code, code[:-1] + "0", code.lower(), code[:17], code + "0", None, ""]})
    assert valid.select(uscc_valid("code"))["code"].to_list() == [True, *[False] * 6]


def test_any_other_digit_of_a_credit_code_is_noticed() -> None:
    code = credit_code("91150291MA0N5T0K3")
    changed = [code[:at] + ("1" if code[at] != "1" else "2") + code[at + 1 :] for at in range(18)]
    table = pl.DataFrame({"code": [code, *changed]})
    assert table.select(uscc_valid("code"))["code"].to_list() == [True, *[False] * 18]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (Cell(column="a"), ["x", None]),
        (Cell(value="c"), ["c", "c"]),
        (Cell(template="{a}-{b}"), ["x-1", None]),
        (Cell(template="no column"), ["no column", "no column"]),
        (Cell(template="{b}{b}"), ["11", "22"]),
    ],
    ids=["column", "constant", "template", "template without columns", "column twice"],
)
def test_a_cell_is_a_column_a_constant_or_a_template(cell: Cell, told: list[str | None]) -> None:
    rows = pl.DataFrame({CELL + "a": ["x", None], CELL + "b": ["1", "2"]})
    assert rows.with_columns(cell_text(cell).alias("told"))["told"].to_list() == told


def test_a_template_reads_nothing_but_columns() -> None:
    hostile = Cell(template="{a!r:>9999999}{0.__class__}")
    assert hostile.columns == ("a!r:>9999999", "0.__class__")
    assert Cell(template="{}{{a}").columns == ("a",)


def test_entries_of_a_list_are_stripped_and_empty_ones_dropped() -> None:
    table = pl.DataFrame({"x": [" a 、b、、a", "、 、", None]})
    assert table.select(entries_of(pl.col("x"), "、"))["x"].to_list() == [["a", "b", "a"], None, None]


def test_typed_columns_become_the_texts_of_a_csv_file() -> None:
    day = datetime.date(2026, 1, 31)
    table = pl.DataFrame(
        {
            "float": [600001.0, 2.5, float("nan")],
            "decimal": [Decimal("1.50"), None, Decimal(2)],
            "integer": [1, None, 10**15],
            "flag": [True, False, None],
            "day": [day, None, day],
            "moment": [datetime.datetime(2026, 1, 31), datetime.datetime(2026, 1, 31, 8, 5), None],
            "list": [["a", "b"], [], None],
            "nothing": [None, None, None],
        }
    )
    texts, nested = frame_as_text(table)
    assert texts.to_dict(as_series=False) == {
        "float": ["600001", "2.5", None],
        "decimal": ["1.5", None, "2"],
        "integer": ["1", None, "1000000000000000"],
        "flag": ["true", "false", None],
        "day": ["2026-01-31", None, "2026-01-31"],
        "moment": ["2026-01-31", "2026-01-31 08:05:00", None],
        "list": ["a|b", "", None],
        "nothing": [None, None, None],
    }
    assert nested == []


@pytest.mark.parametrize("values", [[{"a": 1}], [b"x"], [[[1]]], [[1, 2]], [datetime.timedelta(1)]], ids=str)
def test_columns_of_other_kinds_are_told(values: list[object]) -> None:
    texts, nested = frame_as_text(pl.DataFrame({"x": values, "y": [1]}))
    assert (texts.columns, nested) == (["y"], ["x"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "true"),
        (3.0, "3"),
        (1e300, "1e+300"),
        (float("inf"), None),
        (datetime.datetime(2026, 1, 31, 8), "2026-01-31 08:00:00"),
        ([], ""),
        ([1, None, "a"], "1|a"),
        ("汉", "汉"),
    ],
)
def test_single_values_become_the_same_texts(value: object, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", [{}, b"x", [[1]], "\ud800", object(), [{"a": 1}]], ids=range(6))
def test_values_that_no_cell_holds_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected a text"):
        text_of(value)


def firms(*rows: dict[str, object]) -> pl.DataFrame:
    return words_of("Company", [node_frame("Company", rows)])


def found(words: pl.DataFrame, text: str, by: str = "") -> tuple[str | None, int]:
    """Return which node a text stands for, and how many it may be."""
    row = looked_up(pl.Series([text]), words, by).row(0, named=True)
    return row["found"], row["several"]


def test_a_word_is_an_id_before_a_code_before_a_name_before_an_alias() -> None:
    words = firms(
        {"id": "company:a", "name": "company:b", "uscc": "N", "aliases": ["M"]},
        {"id": "company:b", "name": "N", "name_en": "E"},
        {"id": "company:c", "name": "M", "aliases": ["甲 公司（北京）"]},
    )
    assert found(words, "company:b") == ("company:b", 1)
    assert found(words, "N") == ("company:a", 1)
    assert found(words, "N", "name") == ("company:b", 1)
    assert found(words, "M") == ("company:c", 1)
    assert found(words, "e") == ("company:b", 1)
    assert found(words, "甲公司(北京)") == ("company:c", 1)
    assert found(words, "北京") == (None, 0)


def test_a_word_of_several_nodes_stands_for_none_of_them() -> None:
    words = firms(
        {"id": "company:a", "name": "甲"}, {"id": "company:b", "name": "乙", "aliases": ["金", "甲甲"]}
    )
    more = pl.concat([words, firms({"id": "company:c", "name": "丙", "aliases": ["金"]})])
    assert found(more, "金") == (None, 2)
    assert found(more, "甲") == ("company:a", 1)


def test_a_stock_code_is_known_with_and_without_its_exchange() -> None:
    words = firms({"id": "company:a", "name": "甲", "stock_code": "600001.SH"})
    assert found(words, "600001") == found(words, "600001.sh") == ("company:a", 1)
    assert found(words, "600001.SZ") == (None, 0)


def test_labels_without_codes_have_words_too() -> None:
    assert words_of("Chain", [node_frame("Chain", [{"id": "chain:a", "name": "风电"}])]).height == 2
    assert words_of("Chain", []).height == 0


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("产能(万吨)", "产能", "万吨"),
        ("产能（万吨/年）", "产能", "万吨/年"),
        ("总投资【亿元】", "总投资", "亿元"),
        ("Annual capacity [t]", "annualcapacity", "t"),
        ("main_product", "mainproduct", ""),
        ("（备注）", "(备注)", ""),
    ],
)
def test_a_heading_is_taken_apart(heading: str, name: str, unit: str) -> None:
    column = Column.of(heading, pl.Series(["1"]))
    assert (column.heading, column.unit) == (name, unit)


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["a、b", "c"], "、"),
        (["a;b;c", "d"], ";"),
        (["a", "b"], ""),
        (["1,000", "b；c"], "；"),
        ([], ""),
    ],
)
def test_what_stands_between_entries_is_seen(cells: list[str], separator: str) -> None:
    assert Column.of("x", pl.Series(cells, dtype=pl.String)).separator == separator


@pytest.mark.parametrize(
    ("cells", "sort"),
    [
        (["2026-01-31", "2025年3月"], "dates"),
        (["45%", "3.5％"], "percentages"),
        (["109.840", "40.6611"], "coordinates"),
        (["150200", "140200"], "codes of six digits"),
        (["15103001"], "codes of eight digits"),
        (["1,000", "-2.5"], "numbers"),
        (["a", "1"], "texts"),
    ],
)
def test_values_are_described(cells: list[str], sort: str) -> None:
    assert Column.of("x", pl.Series(cells)).sort.startswith(f"{sort}, {len(cells)} distinct: ")


@pytest.mark.parametrize("label", [label for label, kind in NODES.items() if kind.file])
def test_every_property_is_found_by_what_the_model_calls_it(label: str) -> None:
    known = {name: prop for name, prop in node_properties(label).items() if name not in ("id", "name")}
    for name, prop in known.items():
        for heading in (name, prop.zh, prop.en, f"{NODES[label].zh}{prop.zh.partition('(')[0]}"):
            assert property_of(Column.of(heading, pl.Series(["1"])), known, label) == name, heading


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("Company", "Park", ("LOCATED_IN", False)),
        ("Company", "Product", ("PRODUCES", False)),
        ("Project", "Company", ("DEVELOPS", True)),
        ("Product", "Chain", ("CHAIN_MEMBER", False)),
        ("Company", "Industry", ("IN_INDUSTRY", False)),
        ("Place", "Product", ("", False)),
    ],
)
def test_the_model_says_how_two_things_are_joined(one: str, other: str, relation: tuple[str, bool]) -> None:
    assert relation_between(one, other) == relation
