"""ChainAtlas: a knowledge graph of industrial parks, companies and industrial chains."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from chainatlas.graph.model import VERSION as __version__

if TYPE_CHECKING:
    import networkx as nx

    from chainatlas.graph.store import Rows, Store
    from chainatlas.loaders._folds import Folding
    from chainatlas.queries._ask import Answer

__all__ = ["Atlas", "__version__"]


class Atlas:
    """A graph to ask, query and draw; `Atlas.open()` gives the bundled one.

    >>> atlas = Atlas.open()
    >>> answer = atlas.ask("suppliers", company="金风科技")
    >>> [row["supplier"] for row in answer.rows]
    ['金力永磁', '天顺风能']
    """

    def __init__(self, store: Store) -> None:
        """Keep the store; see `open` for the usual way."""
        self.store = store

    @classmethod
    def open(cls, store: str | Path | None = None) -> Atlas:
        """Open a store by path or by bolt:// or neo4j:// address.

        Without one, the graph of the bundled facts, built in the cache when it is not there yet.
        Raises StoreError where the store cannot be used.
        """
        from chainatlas.graph.store import open_store
        from chainatlas.loaders._build import bundled_store

        opened = bundled_store() if store is None else open_store(store)
        opened.build()
        return cls(opened)

    def ask(self, question: str, **given: Any) -> Answer:
        """Ask a question by its name; parameters are those of the command line.

        `as_of`, `policy`, `basis` (words) and `scenario` (files) fold the record anew for this answer.
        Raises UsageError for an unknown question or parameter, UnknownName for an unknown name.
        """
        from chainatlas.queries._ask import ask, named_question

        folding = _folding(given)
        known = named_question(question)
        return ask(
            self._folded(folding), known, {name.replace("_", "-"): value for name, value in given.items()}
        )

    def query(self, cypher: str, *, timeout: float = 30.0, **parameters: Any) -> Rows:
        """Run read-only Cypher; raises QueryError, or QueryTimeout after `timeout` seconds."""
        return self.store.query(cypher, parameters, timeout=timeout)

    def network(
        self, kinds: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> nx.MultiDiGraph[str]:
        """Return the graph, or these kinds of node and edge of it, as a networkx graph."""
        from chainatlas.graph.network import network

        return network(self.store, kinds, edges)

    def map(self, view: str, path: str | Path, *, lang: Literal["zh", "en"] = "zh", **given: Any) -> Path:
        """Draw a view as one HTML page at `path`; parameters are those of the command line."""
        from chainatlas import viz
        from chainatlas.graph.discover import declared
        from chainatlas.queries._ask import resolved
        from chainatlas.viz._page import write_page
        from chainatlas.viz._view import View

        store = self._folded(_folding(given))
        known = declared(viz, view, View)
        write_page(
            known.draw(store, resolved(store, known.name, known.parameters, given)), Path(path), lang=lang
        )
        return Path(path)

    def questions(self) -> Sequence[str]:
        """Return the names of the questions."""
        from chainatlas import queries
        from chainatlas.graph.discover import module_names

        return module_names(queries)

    def _folded(self, folding: Folding) -> Store:
        from chainatlas.loaders._folds import refold

        return refold(self.store, folding)


def _folding(given: dict[str, Any]) -> Folding:
    """Take the wishes for a fold out of what was given."""
    from chainatlas.loaders._folds import Folding

    files = given.pop("scenario", ())
    words = given.pop("basis", ())
    return Folding(
        as_of=given.pop("as_of", None),
        policy=given.pop("policy", None),
        basis=tuple(sorted(words.split(",") if isinstance(words, str) else words)),
        scenarios=tuple(map(Path, [files] if isinstance(files, str | Path) else files)),
    )
