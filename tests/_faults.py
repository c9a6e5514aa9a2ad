"""What goes wrong in the world: processes that are killed, lines that are cut, delayed or stalled."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from chainatlas.graph.store import open_store

MOMENTS = int(os.environ.get("CHAINATLAS_FAULTS", "8"))
"""How often each command is killed: 8 in CI, 30 with `make faults`."""
CHUNK = 4096


def command(*words: object) -> list[str]:
    """Return a command line of ChainAtlas as a process of its own."""
    return [sys.executable, "-m", "chainatlas", *map(str, words)]


def finish(words: Sequence[str]) -> float:
    """Run a command to its end, which must be a good one, and return how many seconds it took."""
    started = time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def moments(lasts: float, seed: int) -> Iterator[float]:
    """Yield moments of a command that lasts so long, most of them after Python has started."""
    draw = random.Random(seed)
    for _ in range(MOMENTS):
        yield draw.uniform(0.3, 1.0) * lasts


def struck(words: Sequence[str], moment: float, sort: signal.Signals) -> tuple[int, str]:
    """Start a command, send it a signal after some seconds, and return its exit code and what it said."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(moment)
        process.send_signal(sort)
        said = process.communicate(timeout=120)
    return process.returncode, said[1]


def state(url: str | Path) -> tuple[Any, ...]:
    """Return what tells one graph from another: its record's digest, and how many nodes and edges."""
    with open_store(str(url)) as store:
        nodes = store.query("MATCH (node) WHERE NOT node:Build RETURN count(node) AS number").rows
        edges = store.query("MATCH ()-[edge]->() RETURN count(edge) AS number").rows
        return store.build()["digest"], nodes, edges


class Line:
    """A line to a server on loopback that can be cut after so many bytes, delayed or stalled for a while.

    `url` is where the line begins. `trouble` is asked for each piece that goes to the server, with how many
    bytes went before; it may wait, or raise ConnectionError to cut the line. New connections are let through.
    """

    def __init__(self, url: str, trouble: Callable[[int], None] = lambda sent: None) -> None:
        """Take the address of the server; nothing listens yet."""
        self.target = ("127.0.0.1", int(url.rpartition(":")[2]))
        self.trouble = trouble
        self.cuts = 0
        self._sent = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Listen."""
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no new connections."""
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self.target)
                threading.Thread(target=self._carry, args=(near, far, self._count), daemon=True).start()
                threading.Thread(
                    target=self._carry, args=(far, near, lambda piece: None), daemon=True
                ).start()

    def _count(self, piece: bytes) -> None:
        try:
            self.trouble(self._sent)
        except ConnectionError:
            self.cuts += 1
            raise
        self._sent += len(piece)

    def _carry(self, one: socket.socket, other: socket.socket, ask: Callable[[bytes], None]) -> None:
        with one, other, suppress(OSError):
            try:
                while piece := one.recv(CHUNK):
                    ask(piece)
                    other.sendall(piece)
            finally:
                for end in (one, other):  # closing alone would not wake whoever waits for it
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Give a file system of so many bytes, where this process may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        raise PermissionError("mounting a small disk takes the rights of root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
