"""Every kind of page of the site in a real Chromium, from a folder and from the server of `--serve`."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _axe import violations
from _browser import chromium, require_or_skip

from chainatlas.cli import run
from chainatlas.graph.store import Store
from chainatlas.viz._site import write_site

pytestmark = pytest.mark.browser
KINDS = {
    "start": "index.html",
    "parks": "parks.html",
    "products": "products.html",
    "questions": "questions.html",
    "coverage": "coverage.html",
    "park": "parks/baotou-rare-earth.html",
    "chain": "chains/wind-power.html",
    "company": "companies/goldwind.html",
    "product": "products/ndfeb-magnet.html",
    "document": "documents/baotou-2023-05-16.html",
}


@dataclass
class Opened:
    """A page in the browser, with whatever it complained of or asked for."""

    tab: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)


Opener = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(bundled: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the site of the bundled facts."""
    path = tmp_path_factory.mktemp("site") / "图 谱"
    write_site(bundled, path)
    return path


@pytest.fixture(scope="module")
def served(bundled: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address at which the command serves the site; end it as Ctrl-C does."""
    path = tmp_path_factory.mktemp("served")
    command = [sys.executable, "-m", "chainatlas", "--store", bundled.url, "--lang", "zh", "atlas", "--serve"]
    process = subprocess.Popen([*command, "-o", str(path)], stdout=subprocess.PIPE, stderr=-1, text=True)
    assert process.stdout and process.stderr
    assert process.stdout.readline().strip() == str(path / "index.html")
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, 130)
    assert "Traceback" not in process.stderr.read()


@pytest.fixture
def opened(browser: Any) -> Iterator[Opener]:
    contexts = []

    def go(address: str, **settings: Any) -> Opened:
        contexts.append(browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | settings)))
        found = Opened(contexts[-1].new_page())
        found.tab.on("console", found.hear)
        found.tab.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.tab.on("request", lambda request: found.requests.append(request.url))
        found.tab.goto(address)
        found.tab.wait_for_function("document.documentElement.dataset.live !== undefined")
        if found.tab.query_selector("section.map"):
            found.tab.wait_for_function("window.atlas && atlas.count() > 0")
        return found

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_from_a_folder_without_complaint(opened: Opener, folder: Path, kind: str) -> None:
    found = opened((folder / KINDS[kind]).as_uri())
    assert found.complaints == []
    outside = [url for url in found.requests if not url.startswith((folder.as_uri() + "/", "data:", "blob:"))]
    assert outside == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_from_the_server_without_complaint(opened: Opener, served: str, kind: str) -> None:
    found = opened(served + KINDS[kind])
    assert found.complaints == []
    assert [url for url in found.requests if not url.startswith((served, "data:", "blob:"))] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_serious(opened: Opener, folder: Path, kind: str, lang: str) -> None:
    found = opened((folder / KINDS[kind]).as_uri() + f"?lang={lang}")
    assert violations(found.tab) == []


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_sticks_out_sideways(opened: Opener, folder: Path, kind: str, width: int) -> None:
    found = opened((folder / KINDS[kind]).as_uri(), viewport={"width": width, "height": 800})
    assert found.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_search_opens_the_page_of_a_firm(opened: Opener, folder: Path) -> None:
    found = opened((folder / "index.html").as_uri())
    found.tab.fill("#site-search", "jfkj")
    found.tab.wait_for_selector("#site-hits [role=option]")
    found.tab.press("#site-search", "Enter")
    found.tab.wait_for_url("**/companies/goldwind.html*")
    assert "金风科技" in found.tab.inner_text("h1")


def test_a_source_leads_to_the_statement_that_it_names(opened: Opener, folder: Path) -> None:
    found = opened((folder / "companies/goldwind.html").as_uri())
    found.tab.click("#suppliers-table .sources a >> nth=0")
    found.tab.wait_for_url("**/documents/*.html#*")
    said = found.tab.evaluate("document.querySelector(':target').textContent")
    assert "金力永磁" in said or "天顺风能" in said


def test_a_cell_of_the_heat_table_opens_the_chains_of_the_park(opened: Opener, folder: Path) -> None:
    found = opened((folder / "index.html").as_uri())
    found.tab.click("table.heat td a >> nth=0")
    found.tab.wait_for_url("**/parks/*.html*#chains")
    assert found.complaints == []


def test_a_thing_on_a_map_opens_its_page(opened: Opener, folder: Path) -> None:
    found = opened((folder / "companies/goldwind.html").as_uri() + "#id=chain:wind-power")
    found.tab.click("#panel a[href*='chains/wind-power.html']")
    found.tab.wait_for_url("**/chains/wind-power.html*")
    assert "风电产业链" in found.tab.inner_text("h1")


def test_the_language_goes_along_to_the_map(opened: Opener, folder: Path) -> None:
    found = opened((folder / "chains/wind-power.html").as_uri())
    found.tab.click("#site-language")
    assert found.tab.evaluate("document.documentElement.lang") == "en"
    assert "Wind power" in found.tab.inner_text("h1")
    assert "nodes" in found.tab.inner_text("section.map")


def test_the_server_answers_nobody_but_this_machine(served: str) -> None:
    assert served.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(served + "index.html") as answer:
        assert answer.status == 200 and answer.headers["Cache-Control"] == "no-cache"


def test_a_port_that_is_taken_is_told_in_one_line(
    served: str, bundled: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = served.rstrip("/").rpartition(":")[2]
    given = ["--store", bundled.url, "-q", "atlas", "-o", str(tmp_path / "x"), "--serve", "--port", port]
    assert run(given) == 2
    assert "name another --port" in capsys.readouterr().err
