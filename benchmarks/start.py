"""How long the program takes to start, beside a bare click program, run in turns.

python benchmarks/start.py        # fails where `chainatlas --help` takes more than 1.5 times as long
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BAR = 1.5
RUNS = 31
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


def seconds(command: list[str]) -> float:
    """Return how long a command takes as a whole process."""
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> int:
    """Print medians and least times of both, and return 1 above the bar."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bare.py")
        path.write_text(BARE, "utf-8")
        commands = {
            "bare click": [sys.executable, str(path), "--help"],
            "chainatlas --help": [sys.executable, "-m", "chainatlas", "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    print("| program | least ms | median ms |\n| --- | ---: | ---: |")
    for name, found in times.items():
        print(f"| {name} | {1000 * min(found):.0f} | {1000 * statistics.median(found):.0f} |")
    bare, ours = times.values()
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"\nratio of medians {ratio:.2f} (bar {BAR}), of the least {min(ours) / min(bare):.2f}")
    return int(ratio > BAR)


if __name__ == "__main__":
    sys.exit(main())
