"""Stores for tests: a file in a temporary folder, and a real Neo4j that the run starts for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium
from _neo4j import Neo4jServer, require_or_skip
from _pages import Opened, Opener

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.store import Store
from chainatlas.loaders._build import build
from chainatlas.viz._page import write_page
from chainatlas.viz._view import Picture

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "PASSWORD", "DATABASE"):
        monkeypatch.delenv(f"NEO4J_{name}", raising=False)
    for name in ("CHAINATLAS_STORE", "CHAINATLAS_LANG", "NO_COLOR", "LC_ALL", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setattr("chainatlas.commands._progress.PATIENCE", 600.0)  # a slow machine says no more


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """Give a Neo4j without password; only ever a server that this run started."""
    require_or_skip()
    with Neo4jServer() as server:
        yield server


@pytest.fixture
def neo4j_store(neo4j_server: Neo4jServer) -> Iterator[Store]:
    with Neo4jStore(neo4j_server.url) as store:
        yield store


@pytest.fixture
def kglite_store(tmp_path: Path) -> Store:
    return KgliteStore(tmp_path / "atlas.kgl")


@pytest.fixture(params=["kglite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> Store:
    """Give each engine in turn."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Give the graph of the bundled facts on the embedded engine; not to be changed."""
    store = KgliteStore(tmp_path_factory.mktemp("bundled") / "atlas.kgl")
    store.replace(build())
    return store


@pytest.fixture(scope="session")
def sources() -> Path:
    """Give the folder of the press texts, which are not part of the project."""
    folder = SHARED / "sources"
    if not folder.is_dir():
        pytest.skip(f"the press texts are not part of the project and not at {folder}")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Give a Chromium; one at a time, as each holds the loop of Playwright."""
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    """Give a function that writes a picture and opens its page."""
    contexts = []

    def go(shown: Picture, *, hash: str = "", lang: str = "zh", **settings: Any) -> Opened:
        path = tmp_path / "页 面.html"
        write_page(shown, path, lang=lang)
        contexts.append(browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | settings)))
        found = Opened(contexts[-1].new_page(), path.as_uri())
        found.tab.on("console", found.hear)
        found.tab.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.tab.on("request", lambda request: found.requests.append(request.url))
        found.tab.goto(found.url + hash)
        found.until("Boolean(window.atlas?.picture)")
        return found

    yield go
    for context in contexts:
        context.close()
