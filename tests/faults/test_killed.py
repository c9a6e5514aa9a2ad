"""Commands that are killed or interrupted at any moment: the old graph or the new one, never a broken one."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from _faults import command, finish, moments, state, struck
from _neo4j import Neo4jServer
from _outside import csv_file

from chainatlas.graph.store import open_store
from chainatlas.graph.stored import read_graph

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
INDUSTRIES = ("code,name,parent_code,level,description", "A,农业,,1,", "01,种植业,A,2,", "B,采矿业,,1,")


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an older and a newer graph, and a file that can be loaded into the newer one."""
    folder = tmp_path_factory.mktemp("graphs")
    finish(command("--store", folder / "old.kgl", "build", "--as-of", "2024-12-31"))
    finish(command("--store", folder / "new.kgl", "build"))
    csv_file(folder / "industries.csv", *INDUSTRIES)
    return folder


def survives(
    words: list[str], restore: Callable[[], object], found: Callable[[], object], expected: list[object]
) -> None:
    """Kill a command at many moments; each leaves an expected state, and the next run makes it the last."""
    restore()
    finish(words)
    assert found() == expected[-1]
    restore()
    lasts, seen = finish(words), set()  # the first run may have waited for a server to warm up
    restore()
    for moment in moments(lasts, seed=7):
        struck(words, moment, signal.SIGKILL)
        assert found() in expected
        seen.add(str(found()))
        if found() == expected[-1]:
            restore()
    assert str(expected[0]) in seen
    finish(words)
    assert found() == expected[-1]


def test_a_build_that_is_killed(graphs: Path, tmp_path: Path) -> None:
    path = tmp_path / "atlas.kgl"
    survives(
        command("--store", path, "build"),
        lambda: shutil.copyfile(graphs / "old.kgl", path),
        lambda: state(path),
        [state(graphs / "old.kgl"), state(graphs / "new.kgl")],
    )
    assert [left.name for left in tmp_path.iterdir()] == ["atlas.kgl"]


def test_what_a_killed_build_left_behind_is_removed_by_the_next(graphs: Path, tmp_path: Path) -> None:
    shutil.copyfile(graphs / "new.kgl", tmp_path / "atlas.kgl")
    (tmp_path / "atlas.kgl.tmp.999999999.0").write_bytes(b"half a graph")
    finish(command("--store", tmp_path / "atlas.kgl", "build"))
    assert [left.name for left in tmp_path.iterdir()] == ["atlas.kgl"]
    assert state(tmp_path / "atlas.kgl") == state(graphs / "new.kgl")


def test_a_load_that_is_killed(graphs: Path, tmp_path: Path) -> None:
    path, loaded = tmp_path / "atlas.kgl", tmp_path / "loaded.kgl"
    words = ("load", "--from", "gbt4754", graphs / "industries.csv")
    shutil.copyfile(graphs / "new.kgl", loaded)
    finish(command("--store", loaded, *words))
    after = state(loaded)
    loaded.unlink()
    survives(
        command("--store", path, *words),
        lambda: shutil.copyfile(graphs / "new.kgl", path),
        lambda: state(path),
        [state(graphs / "new.kgl"), after],
    )
    assert [left.name for left in tmp_path.iterdir()] == ["atlas.kgl"]


@pytest.mark.neo4j
def test_a_push_that_is_killed(graphs: Path, neo4j_server: Neo4jServer) -> None:
    with open_store(graphs / "old.kgl") as store:
        old = read_graph(store)

    def restore() -> None:
        with open_store(neo4j_server.url) as target:
            target.update(old)

    survives(
        command("--store", graphs / "new.kgl", "push", neo4j_server.url),
        restore,
        lambda: state(neo4j_server.url),
        [state(graphs / "old.kgl"), state(graphs / "new.kgl")],
    )


def test_a_site_whose_writing_is_killed_has_whole_pages_of_before_or_now(
    graphs: Path, tmp_path: Path
) -> None:
    folder, kept = tmp_path / "site", tmp_path / "kept"
    older, newer = (
        command("--store", graphs / name, "atlas", "-o", folder) for name in ("old.kgl", "new.kgl")
    )
    finish(older)
    old = pages(folder)
    shutil.copytree(folder, kept)
    lasts = finish(newer)
    new = pages(folder)
    for moment in moments(lasts, seed=8):
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        struck(newer, moment, signal.SIGKILL)
        assert all(content in (old.get(name), new.get(name)) for name, content in pages(folder).items())
    finish(newer)
    assert pages(folder) == new
    assert {one.name for one in folder.rglob("*") if one.is_file()} == {Path(name).name for name in new} | {
        "atlas.json"
    }


def pages(folder: Path) -> dict[str, bytes]:
    """Return what a reader can open; files that are being written have names that begin with a dot."""
    files = (one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("."))
    return {str(one.relative_to(folder)): one.read_bytes() for one in files if one.name != "atlas.json"}


@pytest.mark.parametrize("task", ["build", "load", "atlas"])
def test_an_interrupt_says_so_in_one_line_and_leaves_nothing_half_written(
    graphs: Path, tmp_path: Path, task: str
) -> None:
    path = tmp_path / "atlas.kgl"
    shutil.copyfile(graphs / "new.kgl", path)
    words = {
        "build": ("build", "--as-of", "2024-12-31"),
        "load": ("load", "--from", "gbt4754", graphs / "industries.csv"),
        "atlas": ("atlas", "-o", tmp_path / "site"),
    }[task]
    before = state(path)
    lasts = finish(command("--store", path, *words))
    after = state(path)
    for moment in moments(lasts, seed=9):
        shutil.copyfile(graphs / "new.kgl", path)
        code, said = struck(command("--store", path, *words), moment, signal.SIGINT)
        assert code in (0, 130, -signal.SIGINT)
        assert "Traceback" not in said or code == -signal.SIGINT
        assert state(path) in (before, after)
    assert not [one for one in tmp_path.rglob("*") if ".tmp" in one.name]
