"""The documentation site: built strictly, complete, and searched without a network."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from _tab import DRAWN
from conftest import ROOT

from chainatlas import queries
from chainatlas.graph import errors
from chainatlas.graph.discover import module_names

NEEDED = ("mkdocs", "material", "mkdocstrings_handlers", "nbclient", "ipykernel")
FETCHED = re.compile(
    r"<(?:script|img|iframe|source)[^>]+?src=\"?(https?:)?//|<link[^>]+?stylesheet[^>]+?https?://"
)


def require_docs() -> None:
    """Skip where the extra is not installed, but fail in CI."""
    missing = [name for name in NEEDED if not find_spec(name)]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"CI must build the site: {', '.join(missing)} missing", pytrace=False)
    if missing:
        pytest.skip(f"no {', '.join(missing)} here; run: pip install 'chainatlas[docs]'")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site; a warning is an error."""
    require_docs()
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", ["site_docstrings", "site_pages"])
def test_the_examples_of_what_makes_the_site_hold(name: str) -> None:
    require_docs()
    result = doctest.testmod(importlib.import_module(name))
    assert (result.failed, result.attempted > 0) == (0, True)


def page(site: Path, name: str) -> str:
    return (site / f"{name}.html").read_text("utf-8")


def test_every_page_of_the_folder_and_of_the_root_is_published(site: Path) -> None:
    own = {
        path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")
    }
    made = {"index", "index.zh", "changelog", "security", "tutorial"}
    found = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert own | made <= found
    assert found - own - made == {"404", "tutorial-map-1"}


def test_no_program_and_no_notebook_is_published(site: Path) -> None:
    assert [path.name for path in site.rglob("*") if path.suffix in {".py", ".ipynb"}] == []


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    pages = [path for path in site.rglob("*.html") if path.name != "tutorial-map-1.html"]
    assert [path.name for path in pages if FETCHED.search(path.read_text("utf-8"))] == []


def test_every_question_command_and_error_has_its_place(site: Path) -> None:
    for name in module_names(queries):
        assert f'id="{name}"' in page(site, "questions")
        assert f'id="ask-{name}"' in page(site, "commands")
    known = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert [
        one.__name__
        for one in known
        if f'id="chainatlas.graph.errors.{one.__name__}"' not in page(site, "api")
    ] == []


@pytest.mark.parametrize("name", ["Atlas.ask", "Atlas.map", "Atlas.export", "Atlas.network"])
def test_the_python_api_is_read_from_the_code(site: Path, name: str) -> None:
    assert f'id="chainatlas.{name}"' in page(site, "api")


def test_examples_and_the_tree_of_errors_stand_as_code(site: Path) -> None:
    text = page(site, "api")
    assert re.search(r"<code>AtlasError.*?├── DeclarationError", text, re.DOTALL)
    assert "&gt;&gt;&gt; " in text
    assert "<blockquote>" not in text


def test_the_tutorial_shows_what_its_cells_gave_and_its_map(site: Path) -> None:
    text = page(site, "tutorial")
    assert "gap closed" in text
    assert re.search(r'<iframe [^>]*src="tutorial-map-1.html"', text)
    assert page(site, "tutorial-map-1").startswith("<!DOCTYPE html>")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found


@pytest.fixture
def asked(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """Give a page, and the addresses beyond the folder that it asked for."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        found, beyond = context.new_page(), list[str]()
        local = ("file:", "data:", "blob:", "about:")
        found.on("request", lambda one: None if one.url.startswith(local) else beyond.append(one.url))
        yield found, beyond


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "wanted"),
    [("candidates", "questions"), ("补链", "methods"), ("整理", "curating.zh"), ("QueryTimeout", "api")],
)
def test_the_search_works_in_a_page_opened_as_a_file(
    site: Path, asked: tuple[Any, list[str]], words: str, wanted: str
) -> None:
    found, beyond = asked
    found.goto((site / "index.html").as_uri())
    found.wait_for_function("typeof __index === 'object'")
    found.keyboard.press("/")
    found.wait_for_selector("[data-md-component=search-query]:focus")
    found.keyboard.type(words)
    found.keyboard.press(
        "End"
    )  # the search waits for a key to go up, as at the end of any way to type a sign
    found.wait_for_selector(
        f".md-search-result__link[href*='/{wanted}.html']", state="attached", timeout=20_000
    )
    assert beyond == []


@pytest.mark.browser
def test_the_map_of_the_tutorial_is_drawn_in_its_page(site: Path, asked: tuple[Any, list[str]]) -> None:
    found, beyond = asked
    found.goto((site / "tutorial.html").as_uri())
    found.locator("iframe[src^=tutorial-map]").scroll_into_view_if_needed()
    frame = found.frame(url=re.compile("tutorial-map-1"))
    frame.wait_for_function(DRAWN)
    assert frame.evaluate("atlas.sets.nodes.get('product:pm-generator') !== null")
    assert beyond == []
