"""load and loaders: a data set into the store, all or nothing, twice as good as once."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from _outside import csv_file

from chainatlas.cli import run
from chainatlas.graph.kglite_store import KgliteStore

Said = pytest.CaptureFixture[str]
HEADING = "股票代码,股票名称,地区,行业,公司全称,英文名称,上市状态,企业性质"
STEEL = "600001.SH,甲钢,内蒙,普钢,甲钢股份有限公司,Jia,L,民营企业"
SHIPS = "000003.SZ,丙船,火星,船舶,=cmd()|'/c calc'!A0,Bing,L,民营企业"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHAINATLAS_STORE", "atlas.kgl")
    csv_file(tmp_path / "stock_basic.csv", HEADING, STEEL, SHIPS)
    return tmp_path


LOAD = ["load", "--from", "listed-firms", "stock_basic.csv", "--format", "json"]


def added(text: str) -> dict[str, int]:
    return {row["kind"]: row["added"] for row in json.loads(text)}


def test_a_load_says_what_it_added_and_what_became_of_the_rows(folder: Path, capsys: Said) -> None:
    assert run(LOAD) == 0
    told = capsys.readouterr()
    assert added(told.out) == {
        "Place": 1,
        "Company": 2,
        "Industry": 2,
        "Document": 1,
        "Statement": 3,
        "Build": 1,
        "LOCATED_IN": 1,
        "IN_INDUSTRY": 2,
        "SUPPORTED_BY": 3,
    }
    assert "6 rows and links in = 2 nodes + 3 edges + 1 refused + 0 duplicates" in told.err
    assert re.search(r"1  unknown region: refused \(first stock_basic.csv:3\)", told.err)


def test_a_second_load_changes_nothing(folder: Path, capsys: Said) -> None:
    assert run(LOAD) == run(LOAD) == 0
    before = (folder / "atlas.kgl").read_bytes()
    capsys.readouterr()
    assert run([*LOAD[:-2]]) == 0
    assert capsys.readouterr().out == "no difference\n"
    assert (folder / "atlas.kgl").read_bytes() == before


def test_a_newer_file_takes_the_place_of_the_older(folder: Path, capsys: Said) -> None:
    assert run(LOAD) == 0
    csv_file(folder / "stock_basic.csv", HEADING, STEEL)
    capsys.readouterr()
    assert run(LOAD) == 0
    removed = {row["kind"]: row["removed"] for row in json.loads(capsys.readouterr().out)}
    assert {kind for kind, count in removed.items() if count == 1} >= {"Company", "Industry", "Statement"}


def test_rejects_are_written_with_place_value_rule_and_what_was_done(folder: Path) -> None:
    assert run([*LOAD, "--rejects", "拒 收.csv"]) == 0
    with (folder / "拒 收.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "file": "stock_basic.csv",
            "row": "3",
            "column": "地区",
            "value": "火星",
            "rule": "unknown region",
            "done": "refused",
        }
    ]
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_rejects_that_cannot_be_written_stop_the_load(folder: Path, capsys: Said) -> None:
    assert run([*LOAD, "--rejects", "missing/rejects.csv"]) == 1
    assert "cannot write missing/rejects.csv" in capsys.readouterr().err
    assert not (folder / "atlas.kgl").exists()


def test_a_dry_run_changes_nothing(folder: Path, capsys: Said) -> None:
    assert run([*LOAD, "--dry-run"]) == 0
    told = capsys.readouterr()
    assert added(told.out)["Company"] == 2
    assert "atlas.kgl: would change" in told.err
    assert not (folder / "atlas.kgl").exists()


def test_outside_data_stands_beside_the_bundled_facts(folder: Path, capsys: Said) -> None:
    assert run(["build"]) == run(LOAD) == 0
    capsys.readouterr()
    store = KgliteStore(folder / "atlas.kgl")
    named = store.query(
        "MATCH (c:Company) WHERE c.stock_code IN ['600001.SH', '002202.SZ'] RETURN c.name AS name"
    )
    assert sorted(named.rows) == [("甲钢",), ("金风科技",)]


def test_a_graph_of_an_earlier_day_takes_nothing_later(folder: Path, capsys: Said) -> None:
    assert run(["build", "--as-of", "2024-12-31"]) == 0
    before = (folder / "atlas.kgl").read_bytes()
    assert run(LOAD) == 2
    assert "was built as of 2024-12-31 and takes nothing later" in capsys.readouterr().err
    assert (folder / "atlas.kgl").read_bytes() == before


def test_facts_only_leaves_technology_out(folder: Path, capsys: Said) -> None:
    csv_file(folder / "Product.csv", "id,belongToIndustry,hasSupplyChain", "橡胶,化工,轮胎")
    load = ["load", "--from", "kag-supply-chain", ".", "--format", "json"]
    assert run([*load, "--facts-only", "--dry-run"]) == run([*load, "--dry-run"]) == 0
    first, second = capsys.readouterr().out.split("]\n", 1)
    assert "FEEDS" not in added(first + "]")
    assert added(second)["FEEDS"] == 1


@pytest.mark.parametrize("words", [["loaders"], ["load", "--list"]])
def test_the_data_sets_are_listed_with_an_example(words: list[str], capsys: Said) -> None:
    assert run([*words, "--format", "json"]) == 0
    rows = {row["name"]: row["example"] for row in json.loads(capsys.readouterr().out)}
    assert rows.keys() >= {
        *("chain-knowledge-graph", "divisions", "gbt37028", "gbt4754"),
        *("industry-chain-atlas", "io-table", "kag-supply-chain", "listed-firms"),
    }
    assert all(example.startswith(f"chainatlas load --from {name} ") for name, example in rows.items())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["load"], "expected files or folders", id="no path"),
        pytest.param(
            ["load", "--from", "gbt", "x"], "there is no data set 'gbt'; there are:", id="unknown name"
        ),
    ],
)
def test_a_call_without_files_or_name_says_what_to_give(words: list[str], told: str, capsys: Said) -> None:
    assert run(words) == 2
    err = capsys.readouterr().err
    assert told in err and err.count("\n") == 1
