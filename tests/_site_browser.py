"""The small site in a real Chromium, from its folder and from a server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from _site_pages import Opened, Opener, write_site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a") / "图 谱"
    write_site(folder)
    return folder


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(small_site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(small_site))) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_port}/"
        found.shutdown()


@pytest.fixture
def visited(browser: Any, small_site: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Give a function that opens a page of the site, from its folder or from the server."""
    contexts = []

    def go(name: str = "index.html", *, home: str = "folder", script: str = "", **settings: Any) -> Opened:
        contexts.append(browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | settings)))
        base = request.getfixturevalue("served") if home == "server" else small_site.as_uri() + "/"
        found = Opened(contexts[-1].new_page(), base)
        found.tab.on("console", found.hear)
        found.tab.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.tab.on("request", lambda asked: found.requests.append(asked.url))
        if script:
            found.tab.add_init_script(script)
        found.go(name)
        return found

    yield go
    for context in contexts:
        context.close()
