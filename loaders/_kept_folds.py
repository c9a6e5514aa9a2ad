"""A fold kept in a file of columns; the engine gets it only where a question walks along its edges."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, ClassVar

from chainatlas.graph.errors import StoreError
from chainatlas.graph.kglite_file import FileColumns, packed, put
from chainatlas.graph.store import BUILT, TIMEOUT, Rows, Store, open_store, refuse_dangling
from chainatlas.graph.tables import Graph

ENDING, WALKED = ".fold", ".kgl"
"""What files of columns end in, and beside them those that the engine walks."""

OPEN = 2
"""How many folds stay open, as many as a question compares."""


class KeptFold(Store):
    """A graph that was folded anew; it can be read, not replaced."""

    engine: ClassVar[str] = "kglite"

    def __init__(self, path: Path) -> None:
        """Remember the file of columns, which `keep` wrote."""
        self.path = path
        self.url = str(path)

    @cached_property
    def columns(self) -> FileColumns:
        """Give whole kinds of nodes and edges as columns."""
        try:
            return FileColumns(self.path)
        except (OSError, ValueError):
            raise StoreError(f"{self.path} is damaged; remove it, and it is made again") from None

    @cached_property
    def _walked(self) -> Store:
        """Give the engine's own store of this graph, written when it is first asked."""
        from chainatlas.graph.stored import read_graph

        store = open_store(self.path.with_suffix(WALKED))
        try:
            store.build()
        except StoreError:
            store.replace(read_graph(self))
        return store

    def build(self, *, unfinished: bool = False) -> dict[str, Any]:
        """Return how the graph was folded."""
        return self.columns.table(("Build",), BUILT).row(0, named=True)

    def query(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """Run a read-only query; see Store.query."""
        return self._walked.query(text, parameters, timeout=timeout, limit=limit)

    def replace(self, graph: Graph) -> None:
        """Refuse to: a fold is what the record says."""
        raise StoreError(f"{self.path} is a fold of another graph; open a store of your own to write one")

    def close(self) -> None:
        """Let go of the files; who still reads evidence in the columns of an answer keeps them till then."""
        self.__dict__.pop("columns", None)
        if "_walked" in self.__dict__:
            self.__dict__.pop("_walked").close()


def kept(path: Path) -> KeptFold | None:
    """Return the fold in a file, None where there is none in the form that this program reads.

    The last ones stay open, with what was decoded and made of their columns, until their file is another.
    """
    try:
        told = path.stat()
        fold = _opened(path, told.st_ino, told.st_size, told.st_mtime_ns)
        fold.build()
    except (OSError, StoreError):
        return None
    os.utime(path, ns=(time.time_ns(), told.st_mtime_ns))
    return fold


@lru_cache(maxsize=OPEN)
def _opened(path: Path, *_told: int) -> KeptFold:
    return KeptFold(path)


def keep(graph: Graph, path: Path) -> None:
    """Write the columns of a graph to a file: wholly, or not at all."""
    refuse_dangling(graph)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, b"", packed(graph))
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}; nothing was changed") from None
