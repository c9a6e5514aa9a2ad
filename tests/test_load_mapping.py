"""load --mapping as a new user would: propose, load, look up, ask; on both engines, twice as good as once."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from _mapping import FIRM, MAKES, mapped, mapping_file
from _outside import csv_file

from chainatlas.cli import run
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Record
from chainatlas.loaders._merge import held_record, merge_into

Said = pytest.CaptureFixture[str]
LINES = (
    "企业名称,所在园区,主要产品,状态,联系人",
    "甲电机有限公司,包头稀土高新区,永磁发电机,投产,王",
    "乙塔筒有限公司,包头稀土高新区,塔筒、叶片,在建,李",
    ",包头稀土高新区,塔筒,,",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHAINATLAS_STORE", "atlas.kgl")
    csv_file(tmp_path / "firms.csv", *LINES)
    assert run(["mapping-for", "firms.csv", "-o", "m.toml"]) == 0
    return tmp_path


LOAD = ["load", "--mapping", "m.toml", "firms.csv", "--format", "json"]


def added(text: str) -> dict[str, int]:
    return {row["kind"]: row["added"] for row in json.loads(text)}


def test_a_table_goes_into_an_empty_store(folder: Path, capsys: Said) -> None:
    capsys.readouterr()
    assert run(LOAD) == 0
    told = capsys.readouterr()
    assert {kind: added(told.out)[kind] for kind in ("Company", "Park", "Product", "PRODUCES")} == {
        **{"Company": 2, "Park": 1, "Product": 3, "PRODUCES": 3}
    }
    assert "10 rows and links in = 2 nodes + 5 edges + 3 refused + 0 duplicates" in told.err
    assert "1  the name is empty: refused (first firms.csv:4)" in told.err
    assert run(["find", "甲电机", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "company:甲电机有限公司"


def test_a_table_stands_beside_the_bundled_facts_and_questions_use_it(folder: Path, capsys: Said) -> None:
    gaps = ["ask", "chain-gaps", "--park", "包头稀土高新区", "--chain", "风电", "--format", "json"]
    assert run(["build"]) == 0
    capsys.readouterr()
    assert run(gaps) == 0
    before = {row["product_id"]: row["verdict"] for row in json.loads(capsys.readouterr().out)["rows"]}
    assert run(LOAD) == 0
    assert added(capsys.readouterr().out).get("Park", 0) == 0
    assert run(gaps) == 0
    after = {row["product_id"]: row["verdict"] for row in json.loads(capsys.readouterr().out)["rows"]}
    assert (before["product:pm-generator"], after["product:pm-generator"]) == ("补链", "强链")


def test_the_sources_of_a_firm_name_the_table_and_the_row(folder: Path, capsys: Said) -> None:
    assert run(LOAD) == 0
    capsys.readouterr()
    assert run(["show", "甲电机有限公司"]) == 0
    assert "firms.csv 2" in capsys.readouterr().out


def test_a_second_load_changes_nothing(folder: Path, capsys: Said) -> None:
    assert run(["build"]) == run(LOAD) == 0
    before = (folder / "atlas.kgl").read_bytes()
    capsys.readouterr()
    assert run(LOAD[:-2]) == 0
    assert capsys.readouterr().out == "no difference\n"
    assert (folder / "atlas.kgl").read_bytes() == before


def test_a_newer_table_takes_the_place_of_the_older(folder: Path, capsys: Said) -> None:
    assert run(LOAD) == 0
    csv_file(folder / "firms.csv", *LINES[:2])
    capsys.readouterr()
    assert run(LOAD) == 0
    removed = {row["kind"]: row["removed"] for row in json.loads(capsys.readouterr().out)}
    assert (removed["Company"], removed["Product"], removed["PRODUCES"]) == (1, 2, 2)


def test_rejects_and_dry_run_are_those_of_every_load(folder: Path, capsys: Said) -> None:
    assert run([*LOAD, "--rejects", "拒 收.csv", "--dry-run"]) == 0
    assert "would change" in capsys.readouterr().err and not (folder / "atlas.kgl").exists()
    with (folder / "拒 收.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["row"], row["column"], row["done"]) for row in csv.DictReader(file)]
    assert ("4", "企业名称", "refused") in rows and ("1", "header", "left out") in rows
    assert sum(done == "refused" for _, _, done in rows) == 3


def test_facts_only_leaves_technology_out(folder: Path, capsys: Said) -> None:
    with (folder / "m.toml").open("a", encoding="utf-8") as file:
        file.write('basis = { value = "inferred" }\n')
    capsys.readouterr()
    assert run([*LOAD, "--facts-only"]) == 0
    kinds = added(capsys.readouterr().out)
    assert "PRODUCES" not in kinds and kinds["LOCATED_IN"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["load", "--mapping", "m.toml"], "expected files or folders to load"),
        (
            ["load", "--mapping", "m.toml", "--from", "divisions", "firms.csv"],
            "--from NAME or --mapping FILE, got both",
        ),
        (["load", "--rejects", "r.csv", "firms.csv"], "go with --from NAME or --mapping FILE"),
    ],
    ids=["no file", "both", "rejects alone"],
)
def test_a_call_that_is_off_says_what_to_give(
    words: list[str], told: str, folder: Path, capsys: Said
) -> None:
    capsys.readouterr()
    assert run(words) == 2
    err = capsys.readouterr().err
    assert told in err and err.count("\n") == 1


def test_both_engines_hold_the_same(store: Store, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "企业,产品", "甲,塔筒、叶片", "乙,")
    store.replace(fold(Record.empty()))
    for changed in (True, False):
        held = held_record(store)
        found = merge_into(store, held, mapped(tmp_path, FIRM + MAKES, path, base=held))
        assert bool(found) == changed
    text = (
        "MATCH (c:Company)-[:PRODUCES]->(p:Product) RETURN c.id AS firm, p.name AS product ORDER BY product"
    )
    assert store.query(text).rows == [("company:甲", "叶片"), ("company:甲", "塔筒")]
    assert mapping_file(tmp_path, "").exists()
