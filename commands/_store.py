"""The store that a command works on: found, built where there is none, folded as asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chainatlas.commands._options import BUNDLED
from chainatlas.graph.errors import StoreMissing

if TYPE_CHECKING:
    from chainatlas.graph.store import Store
    from chainatlas.loaders._folds import Folding
    from chainatlas.queries._question import Parameter

Settings = dict[str, Any]
"""What was said before the command: `store` (path, address or None) and `lang` (zh or en)."""


def folders(facts: Sequence[str]) -> list[Path]:
    from chainatlas.loaders import curated

    return [curated.BUNDLED if name == BUNDLED else Path(name) for name in facts or (BUNDLED,)]


def store_of(settings: Settings) -> Store:
    from chainatlas.graph.store import open_store

    if settings["store"]:
        return open_store(settings["store"])
    import platformdirs

    return open_store(platformdirs.user_data_path("chainatlas") / "atlas.kgl")


def folding_of(given: dict[str, Any], parameters: Iterable[Parameter]) -> Folding:
    """Take the options of a fold out of what was given, but not those that the question has itself."""
    from chainatlas.loaders._folds import Folding

    own = {parameter.name for parameter in parameters}
    names = {"as_of", "policy", "basis", "scenario"} - own
    return Folding.of({name: given.pop(name) for name in names})


def ready(settings: Settings, folding: Folding | None = None) -> Store:
    """Return the store, folded as asked; an embedded one that is not there is built first."""
    store = store_of(settings)
    try:
        store.build()
    except StoreMissing:
        if store.engine != "kglite" or Path(store.url).exists():
            raise
        say(f"there is no graph at {store.url} yet: building it from the bundled facts")
        build_into(store, folders(()), None, "brave", [], quiet=True)
    if not folding:
        return store
    from chainatlas.loaders._folds import refold

    return refold(store, folding)


def build_into(
    store: Store,
    folders: Sequence[Path],
    as_of: str | None,
    policy: Any,
    scenarios: Sequence[Path],
    *,
    quiet: bool = False,
) -> None:
    from chainatlas.loaders._build import build as fold_facts

    graph = fold_facts(folders, as_of=as_of, policy=policy, scenarios=scenarios)
    store.replace(graph)
    if not quiet:
        nodes = sum(table.height for table in graph.nodes.values())
        edges = sum(table.height for table in graph.edges.values())
        statements = graph.nodes["Statement"].height
        click.echo(f"{store.url}: {nodes} nodes and {edges} edges from {statements} statements")


def say(text: str) -> None:
    click.echo(text, err=True)
