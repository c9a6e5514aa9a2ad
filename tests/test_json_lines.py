"""Lines of JSON: files that are read at once give what reading line by line gives."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from chainatlas.graph.tables import Record
from chainatlas.loaders import _rows
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._rows import json_tables

COLUMNS = {"name": pl.String, "share": pl.Float64}
HEAD = [{"name": f"产品{number}", "share": number / 1000, "rel": "主营"} for number in range(150)]


def account() -> Ledger:
    return Ledger({"id": "document:test", "name": "试", "recorded": "2026-01-01"}, Record.empty())


def written(folder: Path, *lines: str) -> Path:
    path = folder / "rows.json"
    told = [json.dumps(row, ensure_ascii=False) for row in HEAD]
    path.write_text("\n".join((*told, *lines)) + "\n", encoding="utf-8")
    return path


def refusals(ledger: Ledger) -> list[tuple[object, ...]]:
    return pl.concat(ledger.rejects).rows() if ledger.rejects else []


ODD = {
    "escapes": r'{"name": "\"管\":材\\", "share": 1, "rel": "x"}',
    "begins with a colon": '{"name": ":管", "share": 1, "rel": "x"}',
    "other order": '{"share": 0.5, "rel": "x", "name": "管"}',
    "no spaces": '{"name":"管","share":0.5,"rel":"x"}',
    "spaces before colons": '{"name" : "管", "share" : 0.5, "rel" : "x"}',
    "a key is missing": '{"name": "管", "rel": "x"}',
    "nothing in a cell": '{"name": null, "share": 0.5, "rel": "x"}',
    "another key": '{"name": "管", "share": 0.5, "rel": "x", "unit": "吨"}',
    "another key in the place of one": '{"name": "管", "share": 0.5, "unit": "吨"}',
    "one key twice": '{"name": "管", "name": "板", "share": 0.5, "rel": "x"}',
    "a number for a text": '{"name": 5, "share": 0.5, "rel": "x"}',
    "a flag for a text": '{"name": true, "share": 0.5, "rel": "x"}',
    "a list for a text": '{"name": ["管"], "share": 0.5, "rel": "x"}',
    "an object for a text": '{"name": {"管": "板"}, "share": 0.5, "rel": "x"}',
    "a text for a number": '{"name": "管", "share": "0.5", "rel": "x"}',
    "a number and a list make up for each other": '{"name": 5, "share": 1, "rel": ["x", "y"]}',
    "no object": "[1]",
    "no JSON": "{",
    "an empty line": "",
}


def rows_of(path: Path, ledger: Ledger) -> pl.DataFrame:
    return json_tables({"": path}, {"": COLUMNS}, ledger, ("rel",))[""]


@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_a_line_unlike_those_before_is_read_as_it_would_be_alone(line: str, tmp_path: Path) -> None:
    path = written(tmp_path, line, json.dumps(HEAD[0], ensure_ascii=False))
    ledger, strict = account(), account()
    given = rows_of(path, ledger)
    alone = _rows._one_by_one(path, COLUMNS, strict, ("rel",))
    assert_frame_equal(given, alone)
    assert refusals(ledger) == refusals(strict)


def test_lines_that_are_alike_are_not_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(_rows, "_one_by_one")
    rows = rows_of(written(tmp_path, ODD["escapes"], ODD["other order"]), account())
    assert rows["row"].to_list() == list(range(1, 153))
    assert rows["name"].to_list() == [*(row["name"] for row in HEAD), '"管":材\\', "管"]


def test_a_key_that_only_a_late_line_has_is_told(tmp_path: Path) -> None:
    ledger = account()
    rows_of(written(tmp_path, ODD["another key"]), ledger)
    assert [(row[3], row[4]) for row in refusals(ledger)] == [("unit", "nothing is read from this column")]
