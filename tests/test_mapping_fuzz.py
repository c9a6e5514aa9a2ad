"""Whatever stands in a mapping or a table: an answer or one clear error, and never a lost row."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from _mapping import FIRM, MAKES, SOURCE
from _outside import balanced
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainatlas.graph.errors import AtlasError
from chainatlas.graph.tables import Record
from chainatlas.loaders._mapped import read_mapped
from chainatlas.loaders._mapping_file import read_mapping
from chainatlas.loaders._mapping_text import mapping_text

RULES = (
    SOURCE
    + FIRM
    + 'stock_code = "码"\naliases = { column = "别", split = ";" }\n'
    + MAKES
    + 'capacity = { column = "产能", times = 2 }\nvalid_from = "日期"\n'
    + 'status = { column = "状态", words = { "好" = "running" } }\n'
    + '[[edge]]\nrelation = "LOCATED_IN"\nfrom = "company"\nto = { label = "Park", column = "园区" }\n'
    + 'where = { "状态" = ["好", ""] }\n'
)
TABLE = (
    "企业,码,别,产品,产能,日期,状态,园区\n"
    "甲公司,600001.SH,甲;乙,塔筒、叶片,1.5万吨,2026-01-31,好,北园区\n"
    '"乙,公司",,,"塔\n筒",x,2026年1月,坏,\n'
)
WORDS = (
    "=",
    '"',
    "[[",
    "]]",
    "{",
    "}",
    "\n",
    "true",
    "-1",
    "1e999",
    "[]",
    "{}",
    "nan",
    "\\u0000",
    "from",
    "label",
)
CELLS = (
    ",",
    '"',
    "\n",
    "\r",
    "\0",
    "\ufeff",
    "、",
    "=1+1",
    "1e999",
    "٣",
    "\u202e",
    "company:",
    "{a}",
    "9" * 400,
    "nan",
)
MODEST = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def changes(words: tuple[str, ...], length: int) -> st.SearchStrategy[list[tuple[int, int, str]]]:
    """Return a few changes of a text: where, how much goes, and what comes there."""
    one = st.tuples(st.integers(0, length), st.integers(0, 30), st.sampled_from(words) | st.text(max_size=8))
    return st.lists(one, min_size=1, max_size=4)


def changed(text: str, made: list[tuple[int, int, str]]) -> bytes:
    for start, gone, new in made:
        text = text[:start] + new + text[start + gone :]
    return text.encode("utf-8", "surrogatepass")


def attempt(mapping: bytes, table: bytes, name: str = "t.csv") -> None:
    """Load a table by a mapping: all rows are accounted for, or an error of one line says what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "m.toml"), Path(folder, name)
        files[0].write_bytes(mapping)
        files[1].write_bytes(table)
        try:
            assert balanced(read_mapped(read_mapping(files[0]), [files[1]], Record.empty()))
        except AtlasError as error:
            assert str(error)
            assert not re.search(r"[\x00-\x08\x0b-\x1f]", str(error).replace("\n", " ").replace("\r", " "))


@MODEST
@given(changes(WORDS, len(RULES)))
def test_any_mapping_is_read_or_refused(made: list[tuple[int, int, str]]) -> None:
    attempt(changed(RULES, made), TABLE.encode())


@MODEST
@given(changes(CELLS, len(TABLE)))
def test_any_table_is_read_or_refused(made: list[tuple[int, int, str]]) -> None:
    attempt(RULES.encode(), changed(TABLE, made))


@MODEST
@given(st.binary(max_size=200), st.sampled_from(("t.csv", "t.json", "t.parquet", "t.xlsx", "t.tsv")))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    attempt(RULES.encode(), content, name)


@MODEST
@given(changes(CELLS, len(TABLE)))
def test_any_proposal_can_be_read_and_loads_what_it_was_made_for(made: list[tuple[int, int, str]]) -> None:
    content = changed(TABLE, made)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        path.write_bytes(content)
        try:
            text = mapping_text(path)
        except AtlasError as error:
            assert str(error)
            return
    attempt(text.encode("utf-8", "surrogatepass"), content)
