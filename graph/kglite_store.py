"""The embedded store: one file, replaced atomically. The only module that imports kglite.

The engine holds what questions walk along. Statements, most of all there is and never walked along, stay in
columns until a query wants to see them.
"""

from __future__ import annotations

import datetime
import glob
import os
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

from chainatlas.graph.columns import Columns, GraphColumns
from chainatlas.graph.dialect import KGLITE
from chainatlas.graph.errors import QueryError, QueryTimeout, StoreError, StoreMissing
from chainatlas.graph.faults import refuse_wrong_answers
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.kglite_file import FileColumns, alone, packed, put
from chainatlas.graph.reach import may_find_statements
from chainatlas.graph.store import TIMEOUT, Rows, Store, refuse_dangling
from chainatlas.graph.tables import LINKS, NODE_SCHEMAS, Graph
from chainatlas.graph.version import LAYOUT

os.environ.setdefault("MIMALLOC_PURGE_DELAY", "500")
# The allocator inside the engine reads this once: it keeps memory for half a second, as that of Polars does,
# where 10 ms of its own make every table that is loaded fetch it from the system again.
import kglite

WORK_LIMIT = 200_000_000
"""How many units of work the engine may spend on a query; a bound on memory, beside the time limit."""
MEMORY = "(memory)"
"""What stands for the path of a store that has no file."""
MAGIC = b"RGF"
"""What every file of the engine begins with."""
STATEMENT = "Statement"
"""What the engine holds, with its links, only where a query asks for it."""
ENGINE_KEYS = ("title", "type")
"""What the engine adds to the properties of whole nodes and edges."""

kglite.set_query_warning_policy("silent")


class KgliteStore(Store):
    """A graph in one file, held in memory while it is read."""

    engine: ClassVar[str] = "kglite"

    def __init__(self, path: Path) -> None:
        """Remember the path; the file is read at the first query."""
        self.path = path
        self.url = str(path)
        self._graph: Any = None
        self._columns: Columns | None = None
        self._whole = False

    @property
    def columns(self) -> Columns:
        """Give whole kinds of nodes and edges as columns."""
        self._loaded()
        assert self._columns is not None
        return self._columns

    @classmethod
    def holding(cls, graph: Graph) -> KgliteStore:
        """Return a store that keeps a graph in memory only; it can be read, not replaced."""
        refuse_dangling(graph)
        store = cls(Path(MEMORY))
        store._columns = GraphColumns(graph)
        store._graph = built(_walked(graph))
        store._graph.read_only(True)
        return store

    def query(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """Run a read-only query; see Store.query."""
        refuse_writes(text)
        refuse_wrong_answers(text)
        graph = self._whole_graph() if may_find_statements(text) else self._loaded()
        try:
            result = graph.cypher(
                text,
                params=dict(parameters or {}),
                timeout_ms=max(1, round(timeout * 1000)),
                max_work_units=WORK_LIMIT,
                row_limit=None if limit is None else limit + 1,
                disable_optimizer=True,
            )
        except kglite.CypherTimeoutError:
            raise QueryTimeout(f"the query ran longer than {timeout:g} s and was stopped") from None
        except (kglite.KgError, ValueError, TypeError, OverflowError) as error:
            raise QueryError(f"kglite refuses the query: {one_line(error)}") from None
        names = tuple(result.columns)
        rows = [
            tuple([value if type(value := row[name]) in SIMPLE else plain(value) for name in names])
            for row in result
        ]
        cut = limit is not None and len(rows) > limit
        return Rows(names, rows[:limit] if cut else rows, cut)

    def replace(self, graph: Graph) -> None:
        """Write the graph beside the file and put it in its place; a failure leaves the old one."""
        if self.url == MEMORY:
            raise StoreError("this graph is held in memory only; open a store with a path to write one")
        with ThreadPoolExecutor(max_workers=1) as beside:
            columns = beside.submit(packed, graph)
            refuse_dangling(graph)
            engine = built(_walked(graph)).to_bytes()
        self._refuse_foreign()
        self.close()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with alone(self.path):
                self._clear_away()
                put(self.path, engine, columns.result())
        except OSError as error:
            raise StoreError(f"cannot write {self.path}: {error.strerror}; nothing was changed") from None

    def close(self) -> None:
        """Forget the graph in memory."""
        self._graph = self._columns = None
        self._whole = False

    def _whole_graph(self) -> Any:
        """Return the engine's graph after putting the statements into it, where they are not yet."""
        graph = self._loaded()
        if not self._whole:
            from chainatlas.graph.kglite_fill import fill

            statements = self.columns.table((STATEMENT,), list(NODE_SCHEMAS[STATEMENT]))
            links = self.columns.table(LINKS, ["source", "target"])
            graph.read_only(False)
            fill(graph, Graph({STATEMENT: statements}, {LINKS: links}))
            graph.read_only(True)
            self._whole = True
        return graph

    def _loaded(self) -> Any:
        if self._graph is None:
            if not self._is_file():
                raise StoreMissing(f"there is no graph at {self.path}; run `chainatlas build` first")
            self._graph = self._load()
        return self._graph

    def _load(self) -> Any:
        try:
            self._columns = columns = FileColumns(self.path)
            graph = kglite.from_bytes(columns.engine())
        except (kglite.FileFormatError, ValueError):
            raise StoreError(
                f"{self.path} is damaged or is no graph of ChainAtlas in layout {LAYOUT}; "
                "write it anew with `chainatlas build`, or move it away"
            ) from None
        except (kglite.KgError, OSError) as error:
            raise StoreError(f"cannot read {self.path}: {one_line(error)}") from None
        graph.read_only(True)
        return graph

    def _is_file(self) -> bool:
        """Tell whether there is a file; refuse what is neither a file nor nothing."""
        try:
            mode = self.path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise StoreError(f"cannot use {self.path}: {error.strerror}") from None
        if not stat.S_ISREG(mode):
            kind = "folder" if stat.S_ISDIR(mode) else "device"
            raise StoreError(f"expected the store as a file, got the {kind} {self.path}")
        return True

    def _clear_away(self) -> None:
        """Remove what builds that were killed left half-written beside the file."""
        for left in self.path.parent.glob(f"{glob.escape(self.path.name)}.tmp.*"):
            process = left.name.removeprefix(f"{self.path.name}.tmp.").partition(".")[0]
            if process.isdigit() and not Path("/proc", process).exists() and Path("/proc/self").exists():
                left.unlink(missing_ok=True)

    def _refuse_foreign(self) -> None:
        """Refuse to write over a file that is not a graph, even a damaged one."""
        if not self._is_file():
            return
        with self.path.open("rb") as file:
            start = file.read(len(MAGIC))
        if start not in (b"", MAGIC):
            raise StoreError(f"{self.path} is no graph of ChainAtlas; move it away, or name another store")


def _walked(graph: Graph) -> Graph:
    """Return a graph without its statements."""
    nodes = {label: table for label, table in graph.nodes.items() if label != STATEMENT}
    return Graph(nodes, {ends: table for ends, table in graph.edges.items() if ends != LINKS})


def built(graph: Graph) -> Any:
    """Return the graph in the engine's memory, with its indexes; they are made before it is large."""
    from chainatlas.graph.kglite_fill import fill

    made = kglite.KnowledgeGraph()
    fill(made, Graph(graph.nodes, {}))
    for statement in KGLITE.schema():
        made.cypher(statement)
    fill(made, Graph({}, graph.edges))
    return made


SIMPLE = frozenset((str, int, float, bool, type(None)))
"""What nearly all values are: a whole graph has millions, which need not be looked at any further."""


def plain(value: Any) -> Any:
    """Return a value of the engine as plain data, nodes and edges in the form both stores give them."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [item if type(item) in SIMPLE else plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"id", "labels", "properties"}:
        return {"labels": sorted(value["labels"]), "properties": _own(value["properties"])}
    if value.keys() == {"id", "start", "end", "type", "properties"}:
        return {"type": value["type"], "properties": _own(value["properties"])}
    return {key: item if type(item) in SIMPLE else plain(item) for key, item in value.items()}


def _own(properties: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: plain(item) for key, item in properties.items() if key not in ENGINE_KEYS}
    return {key: kept[key] for key in sorted(kept) if kept[key] is not None}


def one_line(error: Exception) -> str:
    """Return the first line of an error, without the engine's own prefix."""
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
