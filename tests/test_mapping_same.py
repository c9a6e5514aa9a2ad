"""What must not matter: the form of a table, the order of its columns and rows, quotes, and a second load."""

from __future__ import annotations

import csv
import io
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from _mapping import FIRM, MAKES, SOURCE, credit_code, mapped
from _outside import balanced, csv_file
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chainatlas.graph.errors import AtlasError
from chainatlas.graph.tables import Record
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._mapped import read_mapped
from chainatlas.loaders._mapping_file import read_mapping
from chainatlas.loaders._mapping_text import mapping_text
from chainatlas.loaders._merge import merged
from chainatlas.loaders._rows import csv_cells

MODEST = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
NAMES = st.sampled_from(["甲公司", "乙公司", "丙 公司", "丁|公司", "", "金风", "company:甲公司", "A", "a"])
LISTS = st.lists(st.sampled_from(["塔筒", "叶片", "齿轮", " ", "塔 筒", "x'y"]), max_size=3).map("、".join)
PARKS = st.sampled_from(["北园区", "南园区", "", "北 园区"])
ROWS = st.lists(
    st.tuples(NAMES, LISTS, PARKS, st.sampled_from(["1", "x", "", "2万吨"])), min_size=1, max_size=12
)
RULES = (
    FIRM
    + MAKES
    + 'capacity = "产能"\n'
    + '[[edge]]\nrelation = "LOCATED_IN"\nfrom = "company"\n'
    + 'to = { label = "Park", column = "园区", unknown = "make" }\n'
)
HEADER = ("企业", "产品", "园区", "产能")
TABLE = (
    ("企业名称", "信用代码", "所在园区", "主要产品", "产能（吨）", "状态", "备注"),
    ("甲公司", credit_code("91150291MA0N5T0K3"), "北园区", "塔筒、叶片", "10", "投产", "x"),
    ("乙公司", credit_code("91150200552810000"), "北园区", "叶片", "2.5", "在建", ""),
)
Row = tuple[str, ...]


def written(rows: list[Row], folder: str, quoting: int = csv.QUOTE_MINIMAL) -> Path:
    """Write rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows([HEADER, *rows])  # type: ignore[arg-type]
    path = Path(folder, "t.csv")
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def load(folder: str, path: Path, base: Record | None = None) -> Loaded:
    return mapped(Path(folder), RULES, path, base=base)


def facts(given_: Record) -> set[tuple[object, ...]]:
    """Return what was said, without the rows where it stands."""
    told = ("predicate", "subject", "object", "capacity", "unit", "property", "property_value")
    return set(given_.statements.select(told).rows())


@MODEST
@given(ROWS)
def test_every_row_is_accounted_for_and_a_second_load_changes_nothing(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(rows, folder)
        try:
            first = load(folder, path)
        except AtlasError as error:
            assert "no row can be used" in str(error)
            return
        held = merged(Record.empty(), first)
        again = load(folder, path, base=held)
        assert balanced(first) and balanced(again)
        assert again.statements.equals(first.statements)
        for label, table in merged(held, again).entities.items():
            assert table.equals(held.entities[label]), label


@MODEST
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[Row], random: Callable[[], float]) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        try:
            first = load(folder, written(rows, folder))
        except AtlasError:
            assume(False)
        assert facts(load(folder, written(shuffled, folder))) == facts(first)


@MODEST
@given(ROWS)
def test_quotes_do_not_matter(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            plain = load(folder, written(rows, folder))
        except AtlasError:
            assume(False)
        quoted = load(folder, written(rows, folder, csv.QUOTE_ALL))
        assert quoted.statements.equals(plain.statements)
        assert quoted.rejects.equals(plain.rejects)


CELLS = st.text(alphabet=" a汉;|\t'", max_size=4)


@MODEST
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8), st.sampled_from(",;|\t"))
def test_lines_without_quotes_are_cut_as_the_csv_module_cuts_them(
    lines: list[list[str]], separator: str
) -> None:
    text = "\n".join([separator.join(("x", "y")), *(separator.join(cells) for cells in lines), ""])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        path.write_text(text, encoding="utf-8")
        ledger = Ledger({"id": "document:t"}, Record.empty())
        table, numbers = csv_cells(path, ("x",), ledger, separator=separator)
    expected = [
        (number, tuple(cells))
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1)
        if len(cells) == 2
    ][1:]
    assert list(zip(numbers.to_list(), table.rows(), strict=True)) == expected


def as_csv(path: Path) -> Path:
    return csv_file(path.with_suffix(".csv"), *(",".join(row) for row in TABLE))


def as_excel(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in TABLE:
        book.active.append([float(cell) if cell in ("10", "2.5") else cell or None for cell in row])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_parquet(path: Path) -> Path:
    table = pl.DataFrame([list(row) for row in TABLE[1:]], list(TABLE[0]), orient="row")
    table.with_columns(pl.col("产能（吨）").cast(pl.Float64)).write_parquet(path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def as_json(path: Path) -> Path:
    table = pl.DataFrame([list(row) for row in TABLE[1:]], list(TABLE[0]), orient="row")
    table.write_ndjson(path.with_suffix(".jsonl"))
    return path.with_suffix(".jsonl")


@pytest.mark.parametrize("write", [as_excel, as_parquet, as_json], ids=["excel", "parquet", "json"])
def test_the_same_table_in_another_form_is_proposed_alike(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    first, other = as_csv(tmp_path / "a" / "t"), write(tmp_path / "t")
    texts = [tomllib.loads(mapping_text(path)) for path in (first, other)]
    assert texts[0]["node"] == texts[1]["node"] and texts[0]["edge"] == texts[1]["edge"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0), (3, 2, 0, 6, 1, 5, 4)])
def test_the_order_of_columns_does_not_matter_to_what_is_proposed(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    lines = [",".join(row[at] for at in order) for row in TABLE]
    path = csv_file(tmp_path / "t.csv", *lines)
    told = tomllib.loads(mapping_text(path))
    assert told["node"] == [{"label": "Company", "name": "企业名称", "uscc": "信用代码"}]
    relations = {edge["relation"]: edge for edge in told["edge"]}
    assert relations.keys() == {"LOCATED_IN", "PRODUCES"}
    assert relations["PRODUCES"]["status"] == "状态" and "capacity" not in relations["PRODUCES"]


def test_the_order_of_the_parts_of_a_mapping_does_not_matter(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", ",".join(HEADER), "甲,塔筒,北园区,1", "乙,叶片,,")
    nodes, edges = RULES[: RULES.index("[[edge]]")], RULES[RULES.index("[[edge]]") :]
    (tmp_path / "m.toml").write_text(edges + nodes + SOURCE, encoding="utf-8")
    other = read_mapped(read_mapping(tmp_path / "m.toml"), [path], Record.empty())
    assert other.statements.equals(mapped(tmp_path, RULES, path).statements)
