"""A page in a browser, with whatever it complained of or asked the network for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chainatlas.viz._page import write_page
from chainatlas.viz._view import Picture

DRAWN = "window.atlas?.network"


@dataclass
class Tab:
    """One page in its own window."""

    page: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def js(self, text: str, argument: object = None) -> Any:
        return self.page.main_frame.evaluate(text, argument)

    def hear(self, said: Any) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def quiet(self) -> None:
        """Assert that nothing went wrong, nothing else was loaded and no name was run."""
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith((self.url, "about:"))] == []
        assert [
            frame for frame in self.page.frames if frame.evaluate("typeof window.hacked") != "undefined"
        ] == []


@contextmanager
def tab(browser: Any, path: Path, **settings: Any) -> Iterator[Tab]:
    """Open a file in a window of its own."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | settings))
    found = Tab(context.new_page(), path.as_uri())
    found.page.on("console", found.hear)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.goto(found.url)
    yield found
    context.close()


@contextmanager
def map_of(browser: Any, folder: Path, picture: Picture, **settings: Any) -> Iterator[Tab]:
    """Write the page of a picture and open it when it is drawn."""
    path = folder / "地 图.html"
    write_page(picture, path)
    with tab(browser, path, **settings) as found:
        found.page.wait_for_function(DRAWN)
        yield found
