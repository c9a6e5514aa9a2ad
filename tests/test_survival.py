"""A build that is killed at any moment leaves the graph of before, or the new one, and no broken one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chainatlas.graph.kglite_store import KgliteStore

PARKS = "MATCH (park:Park) RETURN count(park) AS parks"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_build_killed_at_any_moment_leaves_a_graph_that_answers(tmp_path: Path) -> None:
    path, draw = tmp_path / "atlas.kgl", random.Random(5)
    command = [sys.executable, "-m", "chainatlas", "--store", str(path), "build"]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    lasted = time.monotonic() - started
    expected = KgliteStore(path).query(PARKS).rows
    for _ in range(8):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as build:
            time.sleep(draw.uniform(0.5, 1.0) * lasted)
            build.send_signal(signal.SIGKILL)
        assert KgliteStore(path).query(PARKS).rows == expected
    (tmp_path / "atlas.kgl.tmp.999999999.0").write_bytes(b"half a graph")
    subprocess.run(command, check=True, capture_output=True)
    assert KgliteStore(path).query(PARKS).rows == expected
    if Path("/proc/self").exists():
        assert [left.name for left in tmp_path.iterdir()] == ["atlas.kgl"]
