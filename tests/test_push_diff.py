"""push and diff: a graph goes from store to store, and what differs is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _neo4j import Neo4jServer

from chainatlas.cli import run
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.store import open_store
from chainatlas.graph.stored import read_graph


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give two graphs: what was known at the end of 2024, and what is known now."""
    monkeypatch.chdir(tmp_path)
    assert run(["--store", "old.kgl", "build", "--as-of", "2024-12-31"]) == 0
    assert run(["--store", "new.kgl", "build"]) == 0
    return tmp_path


def test_a_difference_is_counted_by_kind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["diff", "old.kgl", "new.kgl", "--format", "json"]) == 0
    counts = {row["kind"]: row["added"] for row in json.loads(capsys.readouterr().out)}
    assert (counts["Company"], counts["COURTS"]) == (19, 9)
    assert run(["diff", "new.kgl", "new.kgl"]) == 0
    assert capsys.readouterr().out == "no difference\n"


def test_every_row_that_differs_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["diff", "new.kgl", "old.kgl", "--rows", "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "change,kind,id,target"
    assert sum(line.startswith("removed,Company,company:") for line in lines) == 19
    assert sum(line.startswith("removed,COURTS,park:") for line in lines) == 9


@pytest.mark.neo4j
def test_a_push_brings_all_then_nothing_then_the_difference(
    folder: Path, neo4j_server: Neo4jServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with Neo4jStore(neo4j_server.url) as target:
        assert run(["--store", "old.kgl", "push", target.url]) == 0
        assert "changed" in capsys.readouterr().err
        assert run(["--store", "old.kgl", "push", target.url]) == 0
        assert "already the same" in capsys.readouterr().err
        assert run(["--store", "new.kgl", "push", target.url, "--dry-run"]) == 0
        assert "would change" in capsys.readouterr().err
        assert not target.against(read_graph(open_store("old.kgl")))
        assert run(["--store", "new.kgl", "push", target.url]) == 0
        assert not target.against(read_graph(open_store("new.kgl")))


def test_a_push_to_nowhere_and_a_diff_of_nothing_are_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["--store", "new.kgl", "push", "bolt://127.0.0.1:1"]) == 1
    assert "cannot be reached" in capsys.readouterr().err
    assert run(["diff", "new.kgl", "missing.kgl"]) == 1
    assert "there is no graph at missing.kgl" in capsys.readouterr().err
    assert not (folder / "missing.kgl").exists()
