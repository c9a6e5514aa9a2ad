"""init, doctor, completion, settings, quiet and verbose: what surrounds the work with a graph."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chainatlas.cli import run
from chainatlas.graph.store import Store


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_of_ones_own_builds_as_it_is_and_keeps_its_settings(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "mine", "--source", "yearbook"]) == 0
    assert "mine/facts/yearbook/source.toml" in capsys.readouterr().out
    monkeypatch.chdir(folder / "mine" / "facts")
    assert run(["check"]) == 0
    assert run(["build"]) == 0
    assert (folder / "mine" / "atlas.kgl").is_file()
    assert run(["ask", "coverage", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("{")[1] + "}" or "{}") is not None


def test_init_writes_into_no_folder_that_holds_something(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "full").mkdir()
    (folder / "full" / "thesis.txt").write_text("x", "utf-8")
    assert run(["init", "full"]) == 2
    assert "which holds files" in capsys.readouterr().err
    assert [path.name for path in (folder / "full").iterdir()] == ["thesis.txt"]
    (folder / "file").write_text("x", "utf-8")
    assert run(["init", "file"]) == 1
    assert "cannot write file" in capsys.readouterr().err


WRONG = {
    "an unknown setting": ('stor = "x.kgl"', "there is no setting 'stor'; there are: store, lang, facts"),
    "a setting of another kind": ('facts = "mine"', "expected facts as list, got 'mine'"),
    "no TOML": ("store = ", "cannot be read"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG)
def test_settings_that_cannot_be_read_are_one_line(
    text: str, reason: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "chainatlas.toml").write_text(text, "utf-8")
    assert run(["stats"]) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1


def test_what_is_said_goes_before_the_environment_and_that_before_the_settings(
    folder: Path, bundled: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "chainatlas.toml").write_text('store = "own.kgl"\nlang = "zh"\n', "utf-8")
    monkeypatch.setenv("CHAINATLAS_STORE", bundled.url)
    assert run(["--verbose", "find", "jfkj"]) == 0
    told = capsys.readouterr()
    assert f"store: {bundled.url} (kglite)" in told.err
    assert told.err.rstrip().endswith(" s")
    monkeypatch.delenv("CHAINATLAS_STORE")
    assert run(["doctor", "--format", "json"]) == 0
    store = next(row for row in json.loads(capsys.readouterr().out) if row["what"] == "store")
    assert (store["state"], "own.kgl" in store["found"]) == ("missing", True)


def test_quiet_says_nothing_but_errors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--quiet", "--store", "new.kgl", "find", "jfkj"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["--quiet", "--store", "new.kgl", "show", "没有"]) == 1
    assert capsys.readouterr().err.startswith("Error: ")


def test_the_doctor_tells_a_broken_store_and_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.kgl").write_bytes(b"not a graph")
    assert run(["--store", "bad.kgl", "doctor", "--format", "json"]) == 1
    told = capsys.readouterr()
    (store,) = [row for row in json.loads(told.out) if row["state"] == "broken"]
    assert (store["what"], store["remedy"]) == ("store", "chainatlas build writes it anew")
    assert told.err == "Error: broken: store\n"


def test_the_doctor_looks_at_the_neo4j_of_the_environment(
    bundled: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHAINATLAS_STORE", bundled.url)
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    assert run(["doctor", "--format", "json"]) == 1
    found = {row["what"]: row["state"] for row in json.loads(capsys.readouterr().out)}
    assert (found["store"], found["evidence"], found["NEO4J_URI"]) == ("ok", "ok", "broken")


def completed(bundled: Store, *words: str) -> list[str]:
    settings = {
        "_CHAINATLAS_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["chainatlas", *words]),
        "COMP_CWORD": str(len(words)),
        "CHAINATLAS_STORE": bundled.url,
    }
    done = subprocess.run(
        [sys.executable, "-m", "chainatlas"],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


COMPLETED = {
    "a command": (("pu",), "push"),
    "a question": (("ask", "chain-g"), "chain-gaps"),
    "a view": (("map", "cha"), "chain"),
    "a park": (("ask", "chain-gaps", "--park", "包头"), "包头稀土高新技术产业开发区"),
    "a park by its alias": (("ask", "profile", "--node", "包头稀土高新区"), "包头稀土高新技术产业开发区"),
    "a chain by its id": (("map", "chain", "--chain", "chain:wi"), "chain:wind-power"),
    "a word": (("ask", "chain-gaps", "--presence", "run"), "running"),
    "a card": (("show", "金力"), "金力永磁"),
}


@pytest.mark.parametrize(("words", "expected"), COMPLETED.values(), ids=COMPLETED)
def test_a_shell_completes(words: tuple[str, ...], expected: str, bundled: Store) -> None:
    assert expected in completed(bundled, *words)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert f"{shell}_complete" in capsys.readouterr().out


def test_what_takes_long_is_said_on_stderr_and_quiet_says_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("chainatlas.commands._progress.PATIENCE", 0.001)
    assert run(["--store", "one.kgl", "build"]) == 0
    assert "building the graph …\n" in capsys.readouterr().err
    assert run(["--quiet", "--store", "two.kgl", "build"]) == 0
    assert capsys.readouterr().err == ""
