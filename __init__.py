"""ChainAtlas: a knowledge graph of industrial parks, companies and industrial chains."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from chainatlas.graph.version import VERSION as __version__

if TYPE_CHECKING:
    import networkx as nx

    from chainatlas.checks._survey import Finding
    from chainatlas.graph.store import Rows, Store
    from chainatlas.queries._ask import Answer
    from chainatlas.viz._drawing import Drawing

Lang = Literal["zh", "en"]
FOLD_WISHES = ("as_of", "policy", "basis", "scenario")
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
    def open(cls, store: str | Path | nx.Graph[str] | None = None) -> Atlas:
        """Open a store by path or by bolt:// or neo4j:// address, or a graph that `network` gave.

        Without one, the graph of the bundled facts, built in the cache when it is not there yet.
        Raises StoreError where the store cannot be used, DataError where a networkx graph holds what the
        model does not have.
        """
        from chainatlas.graph.store import open_store
        from chainatlas.loaders._build import bundled_store

        if store is not None and not isinstance(store, str | Path):
            from chainatlas.graph.kglite_store import KgliteStore
            from chainatlas.graph.network import graph_of

            return cls(KgliteStore.holding(graph_of(store)))
        opened = bundled_store() if store is None else open_store(store)
        opened.build()
        return cls(opened)

    def ask(self, question: str, **given: Any) -> Answer:
        """Ask a question by its name; parameters are those of the command line.

        `as_of`, `policy`, `basis` (words) and `scenario` (files) fold the record anew for this answer.
        Raises UsageError for an unknown question or parameter, UnknownName for an unknown name, QueryTimeout
        where the answer takes more than `timeout` seconds, which are 30 where nothing else is given.
        """
        return self._asked(question, given)[1]

    def _asked(self, question: str, given: dict[str, Any]) -> tuple[Store, Answer]:
        """Return an answer with the store, folded as wished, that gave it."""
        from chainatlas.graph.store import TIMEOUT
        from chainatlas.loaders._folds import Folding, refold
        from chainatlas.queries._ask import ask, named_question

        known = named_question(question)
        own = {parameter.name for parameter in known.parameters}
        wishes = {name: given.pop(name) for name in FOLD_WISHES if name in given and name not in own}
        store = refold(self.store, Folding.of(wishes))
        seconds = given.pop("timeout", TIMEOUT)
        return store, ask(
            store, known, given, fold=lambda other: refold(store, Folding.of(other)), timeout=seconds
        )

    def query(self, cypher: str, *, timeout: float = 30.0, **parameters: Any) -> Rows:
        """Run read-only Cypher; raises QueryError, or QueryTimeout after `timeout` seconds."""
        return self.store.query(cypher, parameters, timeout=timeout)

    def quality(self, *checks: str) -> list[Finding]:
        """Look for faults with these checks, with all where none is named; see docs/commands.md, quality.

        Each finding has `check`, `found`, `ids`, `names`, `names_en` and the `sources` that say it.
        Raises UsageError for an unknown check.
        """
        import datetime

        from chainatlas.checks._ground import Ground
        from chainatlas.checks._survey import all_checks, findings

        chosen = all_checks(checks)
        return findings(Ground.of(self.store, datetime.date.today().isoformat()), chosen)

    def network(
        self, kinds: Collection[str] | None = None, edges: Collection[str] | None = None
    ) -> nx.MultiDiGraph[str]:
        """Return the graph, or these kinds of node and edge of it, as a networkx graph."""
        from chainatlas.graph.network import network

        return network(self.store, kinds, edges)

    @overload
    def map(self, view: str, path: None = None, *, lang: Lang = "zh", **given: Any) -> Drawing: ...

    @overload
    def map(self, view: str, path: str | Path, *, lang: Lang = "zh", **given: Any) -> Path: ...

    def map(
        self, view: str, path: str | Path | None = None, *, lang: Lang = "zh", **given: Any
    ) -> Drawing | Path:
        """Draw a view; parameters are those of the command line.

        Without `path`, the drawing, which shows itself in a notebook; with it, the path of the page that
        was written there.
        """
        from chainatlas import viz
        from chainatlas.graph.discover import declared
        from chainatlas.loaders._folds import Folding, refold
        from chainatlas.viz._draw import drawn
        from chainatlas.viz._drawing import Drawing
        from chainatlas.viz._view import View

        wishes = {name: given.pop(name) for name in FOLD_WISHES if name in given}
        store = refold(self.store, Folding.of(wishes))
        drawing = Drawing(drawn(store, declared(viz, view, View), given), lang)
        return drawing if path is None else drawing.write(path)

    def map_answer(self, question: str, *, lang: Lang = "zh", **given: Any) -> Drawing:
        """Ask a question and draw what its answer names; parameters are those of `ask`."""
        from chainatlas.viz._answer import answer_picture
        from chainatlas.viz._drawing import Drawing

        store, answer = self._asked(question, given)
        return Drawing(answer_picture(store, answer), lang)

    def export(
        self,
        path: str | Path,
        format: str | None = None,
        *,
        lang: Literal["zh", "en"] = "zh",
        **selection: Any,
    ) -> Path:
        """Write the graph, or a part of it, in a format for another program; see docs/exports.md.

        The format follows from the path's ending unless it is named. The part is one of `park`, `chain`,
        `around` (with `hops`) and `question` (with `parameters`, a dictionary); without one it is all.
        Raises UsageError for an unknown format or selection, StoreError where nothing can be written.
        """
        from chainatlas.exports._export import write_export
        from chainatlas.exports._format import format_of
        from chainatlas.exports._selection import Selection, part_of
        from chainatlas.loaders._folds import Folding, refold

        chosen = format_of(str(path), format)
        wishes = {name: selection.pop(name) for name in FOLD_WISHES if name in selection}
        store = refold(self.store, Folding.of(wishes))
        write_export(part_of(store, Selection.of(selection), lang), chosen, Path(path))
        return Path(path)

    def _repr_html_(self) -> str:
        """Show in a notebook which graph it is, and how many nodes and edges of each kind it holds."""
        from html import escape

        from chainatlas.graph.stats import counts

        totals: dict[str, int] = {}
        for row in counts(self.store):
            if row["what"] in ("nodes", "edges"):
                totals[str(row["kind"])] = totals.get(str(row["kind"]), 0) + int(row["count"] or 0)
        build = self.store.build()
        folded = f"as of {build['as_of'] or 'now'}, {build['policy']}"
        lines = "".join(f"<tr><td>{escape(kind)}</td><td>{count}</td></tr>" for kind, count in totals.items())
        return f"<p>ChainAtlas: {escape(self.store.url)}, {escape(folded)}</p><table>{lines}</table>"

    def questions(self) -> Sequence[str]:
        """Return the names of the questions."""
        from chainatlas import queries
        from chainatlas.graph.discover import module_names

        return module_names(queries)

    def site(self, path: str | Path, *, lang: Literal["zh", "en"] = "zh") -> Path:
        """Write the static site of the graph into a folder, empty or an older site; return its start page."""
        from chainatlas.viz._site import write_site

        write_site(self.store, Path(path), lang=lang)
        return Path(path) / "index.html"
