"""Build a graph: read folders of facts and scenario files, and fold them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chainatlas.graph.errors import StoreError
from chainatlas.graph.statements import Policy, fold
from chainatlas.graph.store import Store, open_store
from chainatlas.graph.tables import Graph, Record
from chainatlas.graph.version import LAYOUT
from chainatlas.loaders import curated, scenario
from chainatlas.loaders._folds import cache_folder, check_date


def build(
    folders: Sequence[Path] = (curated.BUNDLED,),
    *,
    as_of: str | None = None,
    policy: Policy = "brave",
    scenarios: Sequence[Path] = (),
) -> Graph:
    """Return the graph of folders of facts; raise DataError with every refused row.

    `as_of` is a whole ISO date. A scenario may name whatever the record names.
    """
    if as_of is not None:
        check_date(as_of)
    record = curated.read(folders, Record.empty())
    supposed = [scenario.read(scenarios, record)] if scenarios else []
    names = [path.name for path in scenarios]
    return fold(record, as_of=as_of, policy=policy, scenarios=supposed, scenario_names=names)


def bundled_store() -> Store:
    """Return the store of the bundled facts in the cache, built when it is not there, or not to be read."""
    graph = build()
    digest = graph.nodes["Build"]["digest"][0]
    store = open_store(cache_folder() / "bundled" / f"{digest[:32]}-{LAYOUT}.kgl")
    try:
        store.build()
    except StoreError:
        store.replace(graph)
    return store
