"""The store that a command works on: found, built where there is none, folded as asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chainatlas.commands._config import BUNDLED
from chainatlas.commands._progress import working
from chainatlas.graph.errors import StoreMissing

if TYPE_CHECKING:
    from chainatlas.graph.store import Store
    from chainatlas.loaders._folds import Folding
    from chainatlas.queries._question import Parameter

Settings = dict[str, Any]
"""What was said before the command or in chainatlas.toml: `store` (path, address or None), `lang` (zh or
en), `facts` (folders), `quiet` and `verbose`."""


def folders(settings: Settings, facts: Sequence[str]) -> list[Path]:
    """Return the folders of facts that were named, else those of the settings, else the bundled one."""
    from chainatlas.loaders import curated

    chosen = facts or settings["facts"] or (BUNDLED,)
    return [curated.BUNDLED if name == BUNDLED else Path(name) for name in chosen]


def store_of(settings: Settings) -> Store:
    """Return the store that was named, else the one of the user."""
    from chainatlas.graph.store import open_store

    store = open_store(settings["store"] or _own_store())
    if settings["verbose"]:
        say(f"store: {store.url} ({store.engine})")
    return store


def _own_store() -> Path:
    import platformdirs

    return platformdirs.user_data_path("chainatlas") / "atlas.kgl"


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
        named = " and ".join(settings["facts"]) if settings["facts"] else "the bundled facts"
        say(f"there is no graph at {store.url} yet: building it from {named}")
        build_into(store, folders(settings, ()), None, "brave", [], silent=True)
    if not folding:
        return store
    from chainatlas.loaders._folds import refold

    with working("folding the record anew"):
        return refold(store, folding)


def build_into(
    store: Store,
    folders: Sequence[Path],
    as_of: str | None,
    policy: Any,
    scenarios: Sequence[Path],
    *,
    silent: bool = False,
) -> None:
    """Build the graph of folders of facts into a store, and say what came of it."""
    from chainatlas.graph.statements import record_of
    from chainatlas.loaders._build import build as fold_facts
    from chainatlas.loaders._decided import troubles

    with working("building the graph"):
        graph = fold_facts(folders, as_of=as_of, policy=policy, scenarios=scenarios)
        store.replace(graph)
    for trouble in troubles(record_of(graph)):
        say(trouble)
    if not silent:
        nodes = sum(table.height for table in graph.nodes.values())
        edges = sum(table.height for table in graph.edges.values())
        statements = graph.nodes["Statement"].height
        click.echo(f"{store.url}: {nodes} nodes and {edges} edges from {statements} statements")


def say(text: str) -> None:
    """Write a line to stderr, unless `--quiet` was given."""
    if not click.get_current_context().find_root().obj["quiet"]:
        click.echo(text, err=True)
