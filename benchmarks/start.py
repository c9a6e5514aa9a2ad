"""How long the program takes to start and how much memory its commands take, each in a process of its own.

python benchmarks/start.py        # fails where `--help` or a repeated `ask` takes longer than its bar
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from _told import Cell, spread, tell

HELP_BAR = 1.5
"""How many times as long as a bare click program `--help` may take."""
ASK_BAR, ASK_TIMES = 1.0, 3.0
"""Seconds that a repeated `ask` may take, or so many times the import of click and the engine."""
RUNS, HEAVY_RUNS = 9, 1
BARE = """
import click
@click.group()
def cli():
    "A bare program."
@cli.command()
def one():
    "One command."
cli()
"""
PARK, CHAIN = "包头稀土高新区", "风电"


@dataclass
class Runs:
    """What runs of one command took: seconds on the clock, seconds of processors, and peak memory in MB."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self, command: list[str]) -> None:
        """Run a command once as a whole process; raise CalledProcessError where it fails."""
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        self.wall.append(time.perf_counter() - started)
        self.processor.append(used.ru_utime + used.ru_stime)
        self.memory.append(used.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024))
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)

    def row(self, name: str) -> list[Cell]:
        return [name, spread(self.wall), spread(self.processor), round(max(self.memory))]


def commands(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the commands that are run in turns, many times, and those that are run after them."""
    bare = folder / "bare.py"
    bare.write_text(BARE, "utf-8")
    program = [sys.executable, "-m", "chainatlas", "--store", str(folder / "atlas.kgl"), "--quiet"]
    light = {
        "bare click": [sys.executable, str(bare), "--help"],
        "import click and the engine": [sys.executable, "-c", "import click, kglite"],
        "chainatlas --help": [sys.executable, "-m", "chainatlas", "--help"],
        "chainatlas ask, again": [*program, "ask", "chain-gaps", "--park", PARK, "--chain", CHAIN],
    }
    heavy = {
        "chainatlas build": [*program, "build"],
        "chainatlas map": [*program, "map", "chain", "--chain", CHAIN, "-o", str(folder / "map.html")],
        "chainatlas atlas": [*program, "atlas", "-o", str(folder / "site")],
    }
    return light, heavy


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        light, heavy = commands(Path(name))
        found = {what: Runs() for what in (*light, *heavy)}
        for what, command in heavy.items():
            for _ in range(HEAVY_RUNS):
                found[what].run(command)
        for _ in range(RUNS):
            for what, command in light.items():
                found[what].run(command)
    middle = {what: statistics.median(runs.processor) for what, runs in found.items()}
    start = middle["chainatlas --help"] / middle["bare click"]
    asked = middle["chainatlas ask, again"] / max(ASK_BAR, ASK_TIMES * middle["import click and the engine"])
    note = (
        f"By seconds of processors, --help takes {start:.2f} times a bare click program (bar {HELP_BAR}), "
        f"a repeated ask {asked:.2f} of its bar."
    )
    rows = [runs.row(what) for what, runs in found.items()]
    tell("start", 0, ["", "s", "s of processors", "peak MB"], rows, note)
    return int(start > HELP_BAR or asked > 1)


if __name__ == "__main__":
    sys.exit(main())
