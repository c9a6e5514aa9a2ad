"""Store: the contract that both engines keep, and open_store, which picks one by its address."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar

from chainatlas.graph.errors import StoreError, StoreMissing
from chainatlas.graph.version import LAYOUT

if TYPE_CHECKING:
    from chainatlas.graph.columns import Columns
    from chainatlas.graph.difference import Difference
    from chainatlas.graph.tables import Graph

NEO4J_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
TIMEOUT = 30.0
"""How many seconds a query may take unless told otherwise."""
UNFINISHED = -1
"""What stands for the layout of a graph while an update of several transactions goes on."""
BUILT = ("layout", "version", "as_of", "policy", "basis", "scenarios", "digest")
"""What a graph tells of how it was built."""
BUILD = f"MATCH (build:Build) RETURN {', '.join(f'build.{name} AS {name}' for name in BUILT)}"


@dataclass(frozen=True)
class Rows:
    """The answer of a query: names of columns, rows of plain values, and whether rows were cut off."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    truncated: bool = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dictionary."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)


class Store(ABC):
    """A place that keeps one graph: read it with Cypher, replace it as a whole."""

    engine: ClassVar[str]
    url: str

    @property
    def columns(self) -> Columns | None:
        """Give whole kinds of nodes and edges as columns, where the store keeps them so."""
        return None

    @abstractmethod
    def query(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """Run a read-only query.

        Raises QueryError where it writes, is misspelt or fails, QueryTimeout after `timeout` seconds,
        StoreMissing where there is no graph, StoreError where the store cannot be read.
        """

    @abstractmethod
    def replace(self, graph: Graph) -> None:
        """Put this graph in the place of the one before: wholly, or not at all."""

    def update(self, graph: Graph) -> Difference:
        """Make the graph this one and return what that changed: wholly, or not at all.

        A store that can write parts writes only the difference.
        """
        found = self.against(graph)
        if found:
            self.replace(graph)
        return found

    def against(self, graph: Graph) -> Difference:
        """Return what the graph of this store has to become another one, changing nothing."""
        from chainatlas.graph.difference import difference
        from chainatlas.graph.stored import read_graph
        from chainatlas.graph.tables import Graph

        try:
            self.build(unfinished=True)
        except StoreMissing:
            return difference(Graph({}, {}), graph)
        return difference(read_graph(self), graph)

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

    def build(self, *, unfinished: bool = False) -> dict[str, Any]:
        """Return how the graph was built; raise StoreMissing or StoreError where it cannot be used.

        With `unfinished`, a graph whose last update was interrupted will do: to write it, not to ask it.
        """
        found = list(self.query(BUILD))
        if not found:
            raise StoreMissing(f"{self.url} holds no ChainAtlas graph; run `chainatlas build` first")
        if found[0]["layout"] == UNFINISHED and unfinished:
            return found[0]
        if found[0]["layout"] == UNFINISHED:
            raise StoreError(
                f"the last update of {self.url} was interrupted; run it again, or `chainatlas build`"
            )
        if found[0]["layout"] != LAYOUT:
            raise StoreError(
                f"{self.url} was written in layout {found[0]['layout']}, this program reads {LAYOUT}; "
                "run `chainatlas build` to write it anew"
            )
        return found[0]

    def __enter__(self) -> Store:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def open_store(url: str | Path) -> Store:
    """Open the store at a path (embedded) or at a bolt:// or neo4j:// address.

    Raises StoreError for an address of another kind. Nothing is read before the first query.
    """
    if str(url).partition("://")[0] in NEO4J_SCHEMES:
        from chainatlas.graph.neo4j_store import Neo4jStore

        return Neo4jStore(str(url))
    if "://" in str(url):
        expected = "a path, bolt://… or neo4j://… (+s or +ssc for TLS)"
        raise StoreError(f"expected the store as {expected}, got {str(url)!r}")
    from chainatlas.graph.kglite_store import KgliteStore

    return KgliteStore(Path(url))


def dangling(graph: Graph) -> Sequence[str]:
    """Return the ids at which an edge of the graph ends without a node of the expected label."""
    missing: set[str] = set()
    for (_, source, target), edges in graph.edges.items():
        for column, label in (("source", source), ("target", target)):
            nodes = graph.nodes.get(label)
            ids = (
                edges[column]
                if nodes is None
                else edges.join(nodes, left_on=column, right_on="id", how="anti")[column]
            )
            missing.update(ids)
    return sorted(missing)


def refuse_dangling(graph: Graph) -> None:
    """Raise StoreError where an edge ends at a node that is not there."""
    if missing := dangling(graph):
        raise StoreError(f"{len(missing)} ends of edges are not nodes of the graph, first {missing[0]!r}")
