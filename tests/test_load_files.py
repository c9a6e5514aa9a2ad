"""load without --from: what export wrote and folders of facts, whole or not at all, twice as once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _neo4j import Neo4jServer

from chainatlas.cli import run
from chainatlas.exports._format import formats
from chainatlas.graph.difference import difference
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.store import Store, open_store
from chainatlas.graph.stored import read_graph

ENDINGS = {form.name: form.endings[0] for form in formats() if form.read}


@pytest.fixture
def folder(tmp_path: Path, bundled: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the bundled graph as all.kgl."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "all.kgl").write_bytes(Path(bundled.url).read_bytes())
    return tmp_path


def same(one: str, other: str) -> bool:
    return not difference(read_graph(open_store(one)), read_graph(open_store(other)))


@pytest.mark.parametrize("name", ENDINGS)
def test_what_export_writes_is_loaded_whole_and_twice_is_once(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = f"copy{ENDINGS[name]}"
    assert run(["--store", "all.kgl", "export", "-o", target, "--format", name]) == 0
    assert run(["--store", "new.kgl", "load", target]) == 0
    assert same("new.kgl", "all.kgl")
    capsys.readouterr()
    assert run(["--store", "new.kgl", "load", target]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("no difference\n", "new.kgl: already the same\n")


def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", "all.kgl", "export", "-o", "park.jsonl", "--park", "兴安盟经济技术开发区"]) == 0
    capsys.readouterr()
    assert run(["--store", "new.kgl", "load", "park.jsonl", "--dry-run", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert {row["kind"] for row in json.loads(told.out)} >= {"Park", "Statement", "LOCATED_IN"}
    assert told.err == "new.kgl: would change\n"
    assert not (folder / "new.kgl").exists()


def test_what_a_document_no_longer_says_is_removed_when_that_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", "all.kgl", "export", "-o", "copy.csv"]) == 0
    statements = folder / "copy.csv" / "nodes" / "Statement.csv"
    lines = statements.read_text("utf-8").splitlines(keepends=True)
    gone = [line for line in lines if "statement:hohhot-2023/courts" not in line]
    assert 0 < len(lines) - len(gone) < 20
    for name in ("Park-COURTS-Company", "Park-COURTS-Project", "Statement-SUPPORTED_BY-Document"):
        path = folder / "copy.csv" / "edges" / f"{name}.csv"
        if path.exists():
            kept = [
                row
                for row in path.read_text("utf-8").splitlines(keepends=True)
                if "hohhot-2023/courts" not in row
            ]
            path.write_text("".join(kept), "utf-8")
    statements.write_text("".join(gone), "utf-8")
    capsys.readouterr()
    assert run(["--store", "all.kgl", "load", "copy.csv"]) == 2
    assert "say --part add to keep them, --part replace to remove them" in capsys.readouterr().err
    assert run(["--store", "all.kgl", "load", "copy.csv", "--part", "replace", "--format", "json"]) == 0
    changed = {row["kind"]: row["removed"] for row in json.loads(capsys.readouterr().out)}
    assert changed["COURTS"] > 0
    assert changed["Statement"] == len(lines) - len(gone)


def test_a_part_of_the_graph_goes_back_into_it_without_loss(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", "all.kgl", "export", "-o", "park.jsonl", "--park", "包头稀土高新区"]) == 0
    before = (folder / "all.kgl").read_bytes()
    assert run(["--store", "all.kgl", "load", "park.jsonl"]) == 2
    assert "holds a part of what its documents say" in capsys.readouterr().err
    assert (folder / "all.kgl").read_bytes() == before
    assert run(["--store", "all.kgl", "load", "park.jsonl", "--part", "add"]) == 0
    assert capsys.readouterr().out == "no difference\n"


def test_a_folder_of_facts_is_loaded(folder: Path) -> None:
    facts = Path(__file__).parent.parent / "loaders" / "facts"
    assert run(["--store", "new.kgl", "load", str(facts)]) == 0
    assert same("new.kgl", "all.kgl")


@pytest.mark.neo4j
def test_files_go_into_neo4j_too(folder: Path, neo4j_server: Neo4jServer) -> None:
    assert run(["--store", "all.kgl", "export", "-o", "all.parquet"]) == 0
    with Neo4jStore(neo4j_server.url) as store:
        assert run(["--store", "all.kgl", "push", store.url]) == 0
        assert run(["--store", store.url, "load", "all.parquet"]) == 0
        assert not difference(read_graph(store), read_graph(open_store("all.kgl")))


REFUSED = {
    "a path to nothing": (["nowhere.csv"], 1, "there is no such file or folder"),
    "an ending nobody knows": (["all.kgl"], 2, "expected a file that ends with"),
    "no path": ([], 2, "expected files or folders to load"),
    "rejects without --from": (["x.csv", "--rejects", "r.csv"], 2, "--rejects and --facts-only go with"),
    "an unknown data set": (["all.kgl", "--from", "moon"], 2, "there is no data set 'moon'; there are: "),
}


@pytest.mark.parametrize(("arguments", "code", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_call_is_one_line_and_changes_nothing(
    arguments: list[str], code: int, reason: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", "new.kgl", "load", *arguments]) == code
    told = capsys.readouterr().err
    assert reason in told
    assert told.startswith("Error: ")
    assert told.count("\n") == 1
    assert not (folder / "new.kgl").exists()


def test_a_file_that_is_refused_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.jsonl").write_text('{"label": "Park", "id": "park:x", "colour": "red"}\n', "utf-8")
    before = (folder / "all.kgl").read_bytes()
    assert run(["--store", "all.kgl", "load", "bad.jsonl"]) == 1
    assert "the model has no such property" in capsys.readouterr().err
    assert (folder / "all.kgl").read_bytes() == before
