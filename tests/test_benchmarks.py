"""What benchmarks find is kept, and written into the page between its marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from _told import keep, spread, table, tell
from conftest import ROOT
from questions import GivenUp, cells, patience, ratio
from write import PLACE, section, written

PAGE = "before\n<!-- begin some-thing -->\nold\n<!-- end some-thing -->\nafter\n"
RESULT: dict[str, Any] = {
    "name": "some-thing",
    "size": 10,
    "columns": ["what", "ms"],
    "rows": [["a", 1.234], ["b", None]],
    "note": "A note.",
    "command": "python benchmarks/some.py 10",
    "machine": "2 processors",
    "day": "2026-01-01",
}


def test_a_table_has_numbers_to_the_right_and_nothing_for_nothing() -> None:
    lines = table(["what", "n"], [["a", 12345], ["b", None]]).splitlines()
    assert lines == ["| what | n |", "| --- | ---: |", "| a | 12,345 |", "| b |  |"]


def test_the_spread_of_one_value_is_the_value() -> None:
    assert spread([2.0]) == "2"
    assert spread([1.0, 2.0, 4.0]) == "2 (1–4)"


def test_a_result_replaces_one_of_the_same_name_and_size(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for size, note in ((10, "old"), (2, "small"), (10, "new")):
        keep(path, RESULT | {"size": size, "note": note})
    held = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(line["size"], line["note"]) for line in held] == [(2, "small"), (10, "new")]


def test_a_result_is_kept_only_where_a_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CHAINATLAS_BENCH", raising=False)
    tell("some-thing", 1, ["ms"], [[1.5]])
    monkeypatch.setenv("CHAINATLAS_BENCH", str(tmp_path / "kept.jsonl"))
    tell("some-thing", 1, ["ms"], [[1.5]], "A note.")
    assert capsys.readouterr().out.count("| 1.5 |") == 2
    kept = json.loads((tmp_path / "kept.jsonl").read_text("utf-8"))
    assert kept["rows"] == [[1.5]]
    assert {"command", "machine", "day"} <= kept.keys()


def test_results_are_written_between_their_marks_and_again_to_the_same_page() -> None:
    page = written(PAGE, [RESULT])
    assert page.startswith("before\n<!-- begin some-thing -->\n")
    assert page.endswith("<!-- end some-thing -->\nafter\n")
    assert "old" not in page
    assert "`python benchmarks/some.py 10` on 2026-01-01: 2 processors." in page
    assert written(page, [RESULT]) == page


def test_a_result_without_a_place_is_refused() -> None:
    with pytest.raises(SystemExit, match="no place for 'other'"):
        written(PAGE, [RESULT | {"name": "other"}])


def test_the_page_holds_what_the_results_say() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    lines = (ROOT / "docs" / "benchmarks.jsonl").read_text("utf-8").splitlines()
    results = [json.loads(line) for line in lines]
    assert {result["name"] for result in results} == {match["name"] for match in PLACE.finditer(page)}
    assert written(page, results) == page
    assert all(section(result) in page for result in results)


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(GivenUp), patience(0.05):
        while True:
            pass
    with patience(5.0):
        pass


def test_times_become_p50_p95_and_a_ratio() -> None:
    times = [(float(second), 0.5) for second in range(1, 12)]
    assert cells(times)[0] == 6000.0
    assert cells(times)[2] == 500.0
    assert cells([])[0] == "> 30,000"
    assert ratio([[(1.0, 1.0)], [(4.0, 0.0)]]) == [0.25]
    assert ratio([[(1.0, 1.0)], []]) == [None]
    assert ratio([[(1.0, 1.0)]]) == []
