"""Whether ChainAtlas can work here: versions, libraries, the store, and what to do where it cannot."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from chainatlas.graph.errors import AtlasError, StoreMissing
from chainatlas.graph.store import Store
from chainatlas.graph.version import LAYOUT, VERSION

ENGINES = ("kglite", "neo4j")
EXTRAS = {
    "connectorx": ("sql", "tables of a database server"),
    "duckdb": ("sql", "tables in DuckDB files"),
    "py2neo": ("py2neo", "graphs from and to py2neo"),
}
"""Libraries that are not installed by themselves: the extra that brings each, and what it is for."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is in order, what was found, and what to do."""

    what: str
    state: Literal["ok", "missing", "broken"]
    found: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the finding as plain data."""
        return asdict(self)


def examined(store: Store) -> list[Finding]:
    """Return what was found of the program, its libraries and a store; nothing is changed."""
    return [*_program(), *_libraries(), *_store(store), *_server()]


def _program() -> Iterator[Finding]:
    yield Finding("chainatlas", "ok", f"{VERSION}, layout {LAYOUT}")
    yield Finding("python", "ok", f"{platform.python_version()} on {platform.system()}, {sys.executable}")


def _libraries() -> Iterator[Finding]:
    for name in ENGINES:
        yield Finding(name, "ok", importlib.metadata.version(name))
    for name, (extra, use) in EXTRAS.items():
        if importlib.util.find_spec(name):
            yield Finding(name, "ok", importlib.metadata.version(name))
        else:
            yield Finding(name, "missing", f"wanted for {use}", f"pip install 'chainatlas[{extra}]'")


def _store(store: Store) -> Iterator[Finding]:
    try:
        build = store.build()
    except StoreMissing as error:
        yield Finding("store", "missing", str(error), "chainatlas build")
        return
    except AtlasError as error:
        yield Finding("store", "broken", str(error), "chainatlas build writes it anew")
        return
    folded = f"as of {build['as_of'] or 'now'}, {build['policy']}"
    yield Finding("store", "ok", f"{store.url} ({store.engine}), {folded}")
    yield from _evidence(store)


def _evidence(store: Store) -> Iterator[Finding]:
    """Look whether every statement leads to a document, as every answer relies on it."""
    from chainatlas.graph.stored import read_evidence

    said = read_evidence(store)
    lost = said.filter(said["document"].is_null())["statements"].sum()
    if lost:
        yield Finding("evidence", "broken", f"{lost} statements without document", "chainatlas build")
    else:
        yield Finding("evidence", "ok", f"{said['statements'].sum()} statements, each with its document")


def _server() -> Iterator[Finding]:
    """Look at the Neo4j that the environment names, if it names one."""
    if not (url := os.environ.get("NEO4J_URI")):
        yield Finding("NEO4J_URI", "missing", "no Neo4j is named", "only needed for `chainatlas push`")
        return
    from chainatlas.graph.store import open_store

    try:
        with open_store(url) as server:
            list(server.query("RETURN 1 AS one"))
        yield Finding("NEO4J_URI", "ok", f"{url} answers")
    except AtlasError as error:
        yield Finding("NEO4J_URI", "broken", str(error), "see docs/neo4j.md")
