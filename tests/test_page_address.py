"""The address keeps selection, filter and language; a map in a page of a site follows that page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _axe import violations
from _pages import BUILT, Opened, Opener, picture

from chainatlas.viz._page import FOLDER, map_payload, map_scripts, map_styles

pytestmark = pytest.mark.browser
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src data: blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
FRAME = """<!DOCTYPE html><html lang="zh-CN" data-lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}"><title>站点</title>
<link rel="stylesheet" href="map.css"><script src="map.js" defer></script></head>
<body><header><h1>站点</h1></header>
<main><section class="map">{% include "map.html" %}</section></main></body></html>"""


def test_the_address_has_one_form(opened: Opener) -> None:
    found = opened(picture())
    found.js("atlas.select('company:mill')")
    found.tab.click("[data-facet=kind][data-key=Project]")
    found.tab.click("[data-facet=group][data-key=missing]")
    found.tab.click("#language")
    assert found.js("location.hash") == "#id=company:mill&hide=group:missing;kind:Project&lang=en"


def test_a_fresh_page_restores_all_of_it(opened: Opener) -> None:
    hash = "#id=company:mill&hide=group:missing;kind:Project&lang=en"
    found = opened(picture(), hash=hash)
    assert found.selected() == ["company:mill"]
    assert [found.is_hidden(name) for name in ("product:tower", "x:image", "product:steel")] == [
        True,
        True,
        False,
    ]
    assert found.texts("#panel h2") == ["steel mill"]
    assert found.js("location.hash") == hash
    found.quiet()


def test_back_takes_a_selection_back(opened: Opener) -> None:
    found = opened(picture())
    found.js("atlas.select('company:mill')")
    found.js("atlas.select('product:steel')")
    found.tab.go_back()
    found.until("atlas.network.getSelectedNodes()[0] === 'company:mill'")
    found.tab.go_back()
    found.until("atlas.network.getSelectedNodes().length === 0")
    found.quiet()


@pytest.mark.parametrize(
    "hash",
    [
        "#id=%E0%A4%A",
        "#hide=nothing:x;:;kind",
        "#lang=fr",
        "#hide=&id=&lang=",
        "#id",
        "#sources",
        "#id=__proto__",
    ],
)
def test_an_address_that_says_nothing_leaves_the_page_as_it_is(opened: Opener, hash: str) -> None:
    found = opened(picture(), hash=hash)
    assert found.selected() == []
    assert not found.is_hidden("product:steel")
    assert found.js("document.documentElement.lang") == "zh-CN"
    found.quiet()


def test_a_link_in_the_panel_keeps_the_filter(opened: Opener) -> None:
    found = opened(picture(), hash="#id=company:mill&hide=kind:Project")
    found.tab.click("#panel a:has-text('钢材') >> nth=0")
    assert found.js("location.hash") == "#id=product:steel&hide=kind:Project"


def test_the_link_is_copied_where_the_clipboard_is_open(opened: Opener) -> None:
    found = opened(picture(), hash="#id=company:mill", permissions=["clipboard-read", "clipboard-write"])
    found.tab.click("#copy")
    found.until("document.getElementById('copy').textContent === '已复制'")
    assert found.js("navigator.clipboard.readText()") == found.js("location.href")
    found.until("document.getElementById('copy').textContent === '链接'")


def test_the_link_stands_selected_where_the_clipboard_is_closed(opened: Opener) -> None:
    found = opened(picture(), hash="#id=company:mill")
    found.js("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    found.tab.click("#copy")
    assert found.tab.input_value("#address") == found.js("location.href")
    assert found.js("getSelection().toString()") == found.js("location.href")
    found.tab.keyboard.press("Escape")
    assert not found.tab.is_visible("#address")
    assert found.selected() == ["company:mill"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_from_what_it_was_built(opened: Opener, lang: str) -> None:
    text = opened(picture(), lang=lang).tab.inner_text("#notes")
    told = {
        "zh": ("文献 3 份", "无争议", "原文、推知"),
        "en": ("3 documents", "uncontested", "stated, implied"),
    }
    for part in (*told[lang], "2023-05-16", BUILT["as_of"], "若建成.toml", "9.9.9", "7"):
        assert str(part) in text


@pytest.fixture
def embedded(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    """Open a page of a site that holds the map, with scripts and styles in files of their own."""
    from jinja2 import DictLoader, Environment, FileSystemLoader
    from jinja2.loaders import ChoiceLoader

    loader = ChoiceLoader([DictLoader({"frame": FRAME}), FileSystemLoader(FOLDER)])
    payload = map_payload(
        picture(), links={"company:mill": "x/mill.html", "no:mark": "no.html"}, embedded=True
    )
    html = (
        Environment(loader=loader, autoescape=True)
        .get_template("frame")
        .render(payload=payload, policy=POLICY)
    )
    (tmp_path / "site.html").write_text(html, "utf-8")
    (tmp_path / "map.js").write_text(map_scripts(), "utf-8")
    (tmp_path / "map.css").write_text(map_styles(), "utf-8")
    tab = browser.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    site = Opened(tab, (tmp_path / "site.html").as_uri(), complaints)

    def go(hash: str = "") -> Opened:
        tab.goto(site.url + hash)
        site.until("Boolean(window.atlas?.picture)")
        return site

    yield go
    assert complaints == []
    tab.close()


def test_an_embedded_map_leaves_title_and_language_to_its_page(embedded: Opener) -> None:
    found = embedded()
    assert found.tab.title() == "站点"
    assert found.texts("#title, #notes, #language") == []
    found.js("document.dispatchEvent(new CustomEvent('chainatlas:language', {detail: 'en'}))")
    assert "nodes" in found.tab.inner_text("#panel")
    assert found.js("[document.documentElement.lang, location.hash]") == ["zh-CN", "#lang=en"]
    assert "9.9.9" in found.tab.inner_text("#panel")


def test_an_embedded_map_links_to_the_page_of_a_mark(embedded: Opener) -> None:
    found = embedded("#id=company:mill&lang=en")
    link = found.tab.locator("#panel .page-link")
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("x/mill.html", "_top")
    assert link.inner_text().startswith("Open")
    found.js("atlas.select('product:steel')")
    assert link.count() == 0


def test_an_embedded_map_tells_its_page_the_language_of_the_address(embedded: Opener) -> None:
    found = embedded()
    listen = "document.addEventListener('chainatlas:language', event => { window.heard = event.detail })"
    found.tab.add_init_script(listen)
    embedded("#lang=en")
    found.tab.reload()
    assert found.js("window.heard") == "en"


def test_the_styles_of_a_map_touch_nothing_outside_it(embedded: Opener) -> None:
    found = embedded()
    assert found.js("getComputedStyle(document.querySelector('h1')).fontSize") != "19px"
    assert found.js("getComputedStyle(document.body).fontFamily") != found.js(
        "getComputedStyle(document.querySelector('.map')).fontFamily"
    )
    assert found.tab.locator("#canvas").bounding_box()["height"] > 300


def test_axe_finds_nothing_serious_in_an_embedded_map(embedded: Opener) -> None:
    assert violations(embedded("#id=company:mill").tab) == []
