"""Rows that stay columns until they are read are the same as rows made at once."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from _facts import battery, fact, record
from hypothesis import given
from hypothesis import strategies as st

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.loaders._folds import Folding, refold
from chainatlas.queries import _table
from chainatlas.queries._ask import Answer, ask, evidence
from chainatlas.queries._question import Row
from chainatlas.queries._table import Evidence, Table
from chainatlas.queries.coverage_table import QUESTION
from chainatlas.viz._tables import as_json, json_parts

ROWS: list[Row] = [{"name": f"row {number}", "statements": [f"s{number}", "s0"]} for number in range(7)]


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_table, "AT_ONCE", 3)


def table(rows: list[Row]) -> Table:
    frame = pl.DataFrame(rows, schema={"name": pl.String, "statements": pl.List(pl.String)})
    return Table(len(rows), lambda first, last: frame[first:last])


def proven(rows: list[Row], unknown: str = "") -> Evidence:
    """Return evidence in which each statement stands in a document of its own, but one nowhere."""
    return Evidence(table(rows), lambda ids: {name: {"document": name} for name in ids if name != unknown})


def asked(store: Store) -> Answer:
    store.replace(fold(record([*battery(), fact("park:yi", "CHAIN_MEMBER", "chain:battery")])))
    return ask(store, QUESTION, {})


@given(st.slices(7))
def test_a_slice_of_a_table_is_that_of_its_rows(part: slice) -> None:
    assert table(ROWS)[part] == ROWS[part]


def test_a_table_is_equal_to_its_rows_and_to_no_others() -> None:
    assert list(table(ROWS)) == ROWS == table(ROWS) == table(ROWS)
    assert table(ROWS) != ROWS[:6]
    assert table(ROWS) != [*ROWS[:6], ROWS[0]]
    assert table([]) == []
    assert table(ROWS) != 7


def test_one_row_is_found_from_either_end_and_none_beyond() -> None:
    assert [table(ROWS)[place] for place in (0, 6, -1)] == [ROWS[0], ROWS[6], ROWS[6]]
    with pytest.raises(IndexError):
        table(ROWS)[7]


def test_evidence_is_a_mapping_in_the_order_of_its_ids() -> None:
    found = proven(ROWS)
    assert dict(found) == {f"s{number}": {"document": f"s{number}"} for number in range(7)}
    assert list(found) == sorted(found)
    assert len(found) == 7


@pytest.mark.parametrize("name", ["", "r", "s3", "s9", "t"])
def test_a_statement_that_is_not_there_has_no_evidence(name: str) -> None:
    found = proven(ROWS, unknown="s3")
    assert name not in found
    assert "s4" in found
    with pytest.raises(KeyError):
        found[name]


def test_no_more_statements_are_looked_up_together_than_agreed() -> None:
    calls: list[int] = []

    def read(ids: object) -> dict[str, Row]:
        assert isinstance(ids, list)
        calls.append(len(ids))
        return {name: {} for name in ids}

    found = Evidence(table(ROWS), read)
    assert not calls
    assert len(dict(found)) == 7
    assert max(calls) == 3


@pytest.mark.parametrize("rows", [ROWS, ROWS[:3], ROWS[:1], []], ids=len)
def test_json_in_parts_is_json_at_once(rows: list[Row]) -> None:
    told = {"question": "x\ny", "rows": table(rows), "evidence": proven(rows), "coverage": {"a": [1, {}]}}
    whole = told | {"rows": rows, "evidence": dict(proven(rows))}
    assert "".join(json_parts(told)) == as_json(whole)
    assert json.loads("".join(json_parts(told))) == whole


def test_what_json_has_no_number_for_is_null_in_parts_too() -> None:
    frame = pl.DataFrame({"share": [0.5, float("nan"), float("inf"), None]})
    told = Table(4, lambda first, last: frame[first:last])
    assert json.loads("".join(json_parts({"rows": told})))["rows"][1:] == [{"share": None}] * 3


def test_both_engines_tell_the_evidence_of_a_table_as_of_any_rows(store: Store) -> None:
    found = asked(store)
    assert isinstance(found.rows, Table)
    assert found.evidence == evidence(store, found.rows)
    assert list(found.evidence) == sorted({name for row in found.rows for name in row["statements"]})


def test_the_rows_of_a_table_have_the_columns_that_its_question_declares(store: Store) -> None:
    found = asked(store)
    assert [list(row) for row in found.rows] == [found.columns] * len(found.rows)
    assert found.to_polars().columns == found.columns


def test_an_answer_is_plain_data_as_a_dictionary(store: Store) -> None:
    told = asked(store).as_dict()
    assert isinstance(told["rows"], list)
    assert isinstance(told["evidence"], dict)
    assert json.loads(as_json(told)) == told


def test_frames_of_an_answer_have_its_rows(store: Store) -> None:
    found = asked(store)
    assert found.to_polars().to_dicts() == found.rows
    assert found.to_pandas()["park"].tolist() == [row["park"] for row in found.rows]


def test_what_an_answer_rests_on_is_read_as_it_was_when_the_question_was_asked(store: Store) -> None:
    found, rows = asked(store), list(asked(store).rows)
    store.replace(fold(record([fact("company:x", "PRODUCES", "product:milk")])))
    assert found.rows == rows
    assert found.evidence.keys() == {name for row in rows for name in row["statements"]}
    assert {row["document"] for row in found.evidence.values()} == {"document:press"}


def test_the_evidence_of_a_fold_outlives_its_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path / "cache"))
    store = KgliteStore(tmp_path / "atlas.kgl")
    store.replace(fold(record(battery())))
    with refold(store, Folding.of({"as_of": "2999-12-31"})) as folded:
        found = ask(folded, QUESTION, {})
    assert found.evidence.keys() == ask(store, QUESTION, {}).evidence.keys()
