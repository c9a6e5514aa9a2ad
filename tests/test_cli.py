"""The command line as a user meets it: forms, formats, languages, exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from _neo4j import Neo4jServer, require_or_skip

from chainatlas.cli import run
from chainatlas.viz import _tables

GAPS = ["ask", "chain-gaps", "--park", "包头稀土高新区", "--chain", "风电"]


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the command line at a graph that is not there yet."""
    path = tmp_path / "atlas.kgl"
    monkeypatch.setenv("CHAINATLAS_STORE", str(path))
    return path


def out(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    assert run(arguments) == 0
    return capsys.readouterr().out


def test_the_first_question_builds_the_graph_and_says_so(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(GAPS) == 0
    told = capsys.readouterr()
    assert f"there is no graph at {atlas} yet" in told.err
    assert "not recorded" in told.out
    assert atlas.is_file()
    assert run(GAPS) == 0
    assert capsys.readouterr().err == ""


def test_build_says_what_it_built(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "edges from" in out(capsys, ["build"])


def test_the_json_of_an_answer_is_one_object_with_its_evidence(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(out(capsys, [*GAPS, "--format", "json"]))
    assert list(found) == ["question", "parameters", "columns", "rows", "evidence", "coverage", "engine"]
    assert found["parameters"]["park"] == "park:baotou-rare-earth"
    assert set(found["rows"][0]) == set(found["columns"])
    some = next(iter(found["evidence"].values()))
    assert {"document", "paragraph", "recorded", "basis"} <= some.keys()


def test_chain_gaps_without_a_park_is_a_table_of_all_parks_and_chains(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(out(capsys, ["ask", "chain-gaps", "--chain", "风电", "--format", "json"]))
    assert found["question"] == "coverage-table"
    assert {row["park_id"] for row in found["rows"]} >= {"park:baotou-rare-earth", "park:xingan-edz"}
    assert "包头稀土高新技术产业开发区" in out(capsys, ["--lang", "zh", "ask", "chain-gaps"])


def test_the_json_of_a_query_is_a_list_of_objects(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "MATCH (park:Park {id: $id}) RETURN park.id AS id, park.code AS code"
    found = json.loads(
        out(capsys, ["query", text, "--param", "id=park:baotou-rare-earth", "--format", "json"])
    )
    assert found == [{"id": "park:baotou-rare-earth", "code": "15103001"}]


def test_parameters_of_a_query_may_be_json(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["query", "RETURN $n + 1 AS n, $word AS word", "--param", "n=2", "--param", "word=two=2"]
    assert json.loads(out(capsys, [*arguments, "--format", "json"])) == [{"n": 3, "word": "two=2"}]


def test_csv_has_every_column_and_a_row_for_each_product(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(csv.DictReader(io.StringIO(out(capsys, [*GAPS, "--format", "csv"]))))
    assert len(rows) >= 14
    assert {"product_id", "verdict", "statements"} <= rows[0].keys()


def test_markdown_is_a_table(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = out(capsys, ["--lang", "zh", *GAPS, "--format", "md"]).splitlines()
    assert lines[0].startswith("| 环节 | 产品 |")
    assert set(lines[1]) == set("| -")


def test_tables_speak_the_language_asked_for(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "永磁同步发电机" in out(capsys, ["--lang", "zh", *GAPS])
    assert "rotor blade" in out(capsys, ["--lang", "en", *GAPS])


def test_the_columns_of_a_table_line_up_with_chinese_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.cells import cell_len

    columns = _tables.plain_columns(["名称", "n"])
    rows: list[dict[str, Any]] = [{"名称": "塔筒", "n": 1}, {"名称": "tower", "n": 22}]
    lines = _tables.as_table(columns, rows, "zh").splitlines()
    assert {cell_len(line[: line.index(digit)]) for line, digit in zip(lines[2:], "12", strict=True)} == {9}


def test_evidence_is_listed_under_a_table(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, ["ask", "suppliers", "--company", "金风科技", "--evidence"])
    assert "not stated" in text
    assert "中国有色网" in text


def test_the_questions_are_listed_in_both_languages(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, ["ask", "--list"])
    assert "chain-gaps" in text
    assert "这个园区的这条产业链缺什么" in text
    assert "What does a chain lack" in text


def test_a_build_as_of_a_date_knows_nothing_later(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out(capsys, ["build", "--as-of", "2023-12-31", "--policy", "cautious"])
    text = "MATCH (firm:Company) RETURN firm.id AS id"
    ids = {row["id"] for row in json.loads(out(capsys, ["query", text, "--format", "json"]))}
    assert "company:titan-wind" in ids
    assert "company:dajin-xingan" not in ids
    coverage = json.loads(out(capsys, [*GAPS, "--format", "json"]))["coverage"]
    assert (coverage["as_of"], coverage["policy"]) == ("2023-12-31", "cautious")


SCENARIO = """
title = "a tower plant comes to Baotou"
[[company]]
id = "company:tower-x"
name = "假设塔筒厂"
[[statement]]
predicate = "LOCATED_IN"
subject = "company:tower-x"
object = "包头稀土高新区"
[[statement]]
predicate = "PRODUCES"
subject = "假设塔筒厂"
object = "塔筒"
status = "running"
"""


def test_a_scenario_fills_a_gap(atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "if.toml").write_text(SCENARIO, "utf-8")
    out(capsys, ["build", "--scenario", str(tmp_path / "if.toml")])
    found = json.loads(out(capsys, [*GAPS, "--format", "json"]))
    (tower,) = [row for row in found["rows"] if row["product"] == "塔筒"]
    assert (tower["knowledge"], [maker["id"] for maker in tower["makers"]]) == (
        "on record",
        ["company:tower-x"],
    )
    assert found["coverage"]["scenarios"] == ["if.toml"]


def test_check_tells_that_the_facts_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert "are in order" in out(capsys, ["check"])


def test_check_looks_up_every_term(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "accounted for" in out(capsys, ["check", "--sources", str(sources)])


def test_a_map_is_one_file(atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "风电 map.html"
    assert out(capsys, ["map", "chain", "--chain", "风电", "-o", str(page)]).strip() == str(page)
    assert page.read_text("utf-8").lstrip().lower().startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["atlas.kgl", "风电 map.html"]


HELPED = [[], ["build"], ["ask"], ["ask", "chain-gaps"], ["ask", "suppliers"], ["query"], ["map"], ["check"]]


@pytest.mark.parametrize("command", HELPED, ids=" ".join)
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, [*command, "--help"])
    assert "Usage: chainatlas" in text
    assert all(line.rstrip() for line in text.splitlines() if line.strip().startswith("--"))


def test_the_module_runs_like_the_command() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "chainatlas", "--version"], capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith("chainatlas, version ")


def test_a_reader_that_goes_away_is_no_error(atlas: Path) -> None:
    assert run(["build"]) == 0
    command = f"{sys.executable} -m chainatlas -q ask chain-gaps --park 包头稀土高新区 --chain 风电 | head -1"
    found = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert found.stderr == ""


@pytest.mark.neo4j
def test_neo4j_gives_the_same_rows_as_the_embedded_engine(
    neo4j_server: Neo4jServer, atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out(capsys, ["--store", neo4j_server.url, "build"])
    theirs = json.loads(out(capsys, ["--store", neo4j_server.url, *GAPS, "--format", "json"]))
    ours = json.loads(out(capsys, [*GAPS, "--format", "json"]))
    assert (ours.pop("engine"), theirs.pop("engine")) == ("kglite", "neo4j")
    assert ours == theirs


@pytest.mark.neo4j
def test_a_wrong_password_and_a_server_that_goes_away_are_one_clear_line_each(
    atlas: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_or_skip()
    with Neo4jServer(password="right-horse") as server:
        for password in ("wrong-horse", ""):
            monkeypatch.setenv("NEO4J_PASSWORD", password)
            assert run(["--store", server.url, "build"]) == 1
            assert "set NEO4J_USERNAME and NEO4J_PASSWORD" in one_line(capsys)
        monkeypatch.setenv("NEO4J_PASSWORD", "right-horse")
        out(capsys, ["--store", server.url, "build"])
        monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
        assert run(["--store", server.url, *GAPS]) == 1
        assert "NEO4J_DATABASE" in one_line(capsys)
        server.kill()
        assert run(["--store", server.url, *GAPS]) == 1
        assert "cannot be reached" in one_line(capsys)


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Error: ")
    assert told.err.count("\n") == 1
    return told.err


def test_a_page_goes_to_standard_output(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-q", "map", "chain", "--chain", "风电", "-o", "-"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert [path.name for path in atlas.parent.iterdir()] == ["atlas.kgl"]


@pytest.mark.parametrize("width", [80, 110, 200])
def test_a_table_of_many_columns_loses_nothing_and_spells_no_word_letter_by_letter(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    columns = _tables.plain_columns(["park", *(f"reported figures {place}" for place in range(7))])
    row = {column.name: "0.689" for column in columns} | {"park": "Hinggan League Development Zone"}
    lines = _tables.as_table(columns, [row], "en").splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.count("0.689") for line in lines) == 7
    assert any("Hinggan" in line for line in lines)
