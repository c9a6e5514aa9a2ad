"""Full disks, two writers, readers during a rebuild, a clock that goes back."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from _faults import command, finish, small_disk, state


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of a megabyte."""
    try:
        with small_disk(tmp_path / "disk", 1024 * 1024) as folder:
            yield folder
    except (PermissionError, FileNotFoundError) as error:
        pytest.skip(str(error))


def filled(folder: Path) -> None:
    """Leave no room on a disk but a few kilobytes."""
    with (folder / "ballast").open("wb") as file:
        file.write(bytes(shutil.disk_usage(folder).free - 16 * 1024))


def test_a_build_on_a_full_disk_keeps_the_graph_and_says_why(disk: Path) -> None:
    path = disk / "atlas.kgl"
    finish(command("--store", path, "build", "--as-of", "2024-12-31"))
    before = state(path)
    filled(disk)
    done = subprocess.run(command("--store", path, "build"), capture_output=True, text=True)
    assert done.returncode == 1
    assert "cannot write" in done.stderr and "Traceback" not in done.stderr
    assert state(path) == before
    assert sorted(one.name for one in disk.iterdir()) == ["atlas.kgl", "ballast"]


@pytest.mark.parametrize("task", ["atlas", "export", "map"])
def test_an_output_on_a_full_disk_is_refused_in_one_line(disk: Path, tmp_path: Path, task: str) -> None:
    path = tmp_path / "atlas.kgl"
    finish(command("--store", path, "build"))
    filled(disk)
    words = {
        "atlas": ("atlas", "-o", disk / "site"),
        "export": ("export", "--format", "graphml", "-o", disk / "graph.graphml"),
        "map": ("map", "network", "-o", disk / "map.html"),
    }[task]
    done = subprocess.run(command("--store", path, *words), capture_output=True, text=True)
    assert done.returncode == 1
    assert "No space left" in done.stderr and "Traceback" not in done.stderr
    assert not [one for one in disk.glob("*.*") if one.name != "ballast"]


def test_two_builds_at_once_leave_a_whole_graph(tmp_path: Path) -> None:
    path = tmp_path / "atlas.kgl"
    words = [command("--store", path, "build"), command("--store", path, "build", "--as-of", "2024-12-31")]
    states = []
    for one in words:
        finish(one)
        states.append(state(path))
    for _ in range(4):
        both = [subprocess.Popen(one, stderr=subprocess.PIPE, text=True) for one in words]
        said = [one.communicate(timeout=120)[1] for one in both]
        assert 0 in [one.returncode for one in both]
        assert all(
            one.returncode == 0 or "another process" in text for one, text in zip(both, said, strict=True)
        )
        assert state(path) in states
    assert [one.name for one in tmp_path.iterdir()] == ["atlas.kgl"]


def test_a_reader_during_rebuilds_sees_a_whole_graph_each_time(tmp_path: Path) -> None:
    path = tmp_path / "atlas.kgl"
    words = [command("--store", path, "build", "--as-of", "2024-12-31"), command("--store", path, "build")]
    states = []
    for one in words:
        finish(one)
        states.append(state(path))
    seen = set()
    for one in words * 2:
        with subprocess.Popen(one, stderr=subprocess.DEVNULL) as writing:
            while writing.poll() is None:
                seen.add(str(state(path)))
                time.sleep(0.05)
    assert seen <= set(map(str, states))
    assert len(seen) == 2


def test_a_clock_that_went_back_changes_nothing(tmp_path: Path) -> None:
    path, site = tmp_path / "atlas.kgl", tmp_path / "site"
    finish(command("--store", path, "build"))
    finish(command("--store", path, "atlas", "-o", site))
    before = state(path)
    later = time.time() + 10 * 365 * 86_400
    for one in (path, *site.rglob("*")):
        os.utime(one, (later, later))
    finish(command("--store", path, "build"))
    assert state(path) == before
    done = subprocess.run(command("--store", path, "atlas", "-o", site), capture_output=True, text=True)
    assert "0 files written" in done.stderr
    finish(command("--store", path, "ask", "coverage"))
