"""The frame of the site in a real Chromium: policy, language, hostile names, narrow screens, axe-core."""

from __future__ import annotations

import pytest
from _axe import violations
from _site_pages import HOMES, HOSTILE, Opener

pytest_plugins = ("_site_browser",)
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("name", ["index.html", "parks/a.html", "many.html"])
def test_a_page_opens_without_complaint_and_asks_for_nothing_else(
    visited: Opener, home: str, name: str
) -> None:
    found = visited(name, home=home)
    found.tab.wait_for_timeout(300)
    found.quiet()
    assert found.js("getComputedStyle(document.querySelector('.site-header')).borderBottomWidth") == "1px"


@pytest.mark.parametrize("home", HOMES)
def test_a_script_in_the_page_or_markup_from_a_string_is_refused(visited: Opener, home: str) -> None:
    found = visited(home=home)
    refused = """text => { try { document.body.innerHTML = text; return false } catch { return true } }"""
    assert found.js(refused, "<b>x</b>") and found.js(refused, HOSTILE["image"])
    found.js(
        """() => { const s = document.createElement('script'); s.append('window.hacked=1');
            document.body.append(s) }"""
    )
    assert found.js("typeof window.hacked") == "undefined"
    assert len(found.complaints) >= 3


@pytest.mark.parametrize("home", HOMES)
def test_the_language_is_kept_from_page_to_page(visited: Opener, home: str) -> None:
    found = visited("parks/a.html", home=home)
    assert found.tab.inner_text("h1") == "甲园"
    found.tab.click("#site-language")
    assert (found.tab.inner_text("h1"), found.tab.title()) == ("Park A", "Park A · ChainAtlas")
    assert found.tab.get_attribute("#site-search", "aria-label") == "Search the whole atlas"
    found.tab.click("#back")
    found.tab.wait_for_selector("#firms")
    assert found.tab.inner_text("h1") == "Atlas of chains"
    assert found.js("document.documentElement.lang") == "en"
    assert found.tab.get_by_label("Filter: Companies").count() == 1


def test_without_storage_links_carry_the_language(visited: Opener) -> None:
    off = """Object.defineProperty(window, 'localStorage',
        {get() { throw new DOMException('no', 'SecurityError') }})"""
    found = visited("parks/a.html", script=off)
    found.tab.click("#site-language")
    found.tab.click("#back")
    found.tab.wait_for_selector("#firms")
    assert found.tab.url.endswith("index.html?lang=en")
    assert found.tab.inner_text("h1") == "Atlas of chains"
    found.quiet()


def test_the_address_names_the_language_and_follows_the_switch(visited: Opener) -> None:
    found = visited("parks/a.html?lang=en")
    assert found.tab.inner_text("h1") == "Park A"
    found.tab.click("#site-language")
    assert found.tab.url.endswith("?lang=zh")
    found.tab.reload()
    assert found.tab.inner_text("h1") == "甲园"
    assert visited("parks/a.html?lang=fr").tab.inner_text("h1") == "甲园"


def test_a_map_and_the_page_agree_on_the_language(visited: Opener) -> None:
    found = visited()
    found.js(
        """() => { window.told = [];
            document.addEventListener('chainatlas:language', e => told.push(e.detail)) }"""
    )
    found.tab.click("#site-language")
    assert found.js("told") == ["en"]
    found.js("document.dispatchEvent(new CustomEvent('chainatlas:language', {detail: 'zh'}))")
    assert found.tab.inner_text("h1") == "产业链图谱"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_letter_for_letter_in_every_part(visited: Opener, name: str) -> None:
    found = visited(f"hostile-{name}.html")
    found.tab.wait_for_timeout(200)
    evil = HOSTILE[name]
    places = [
        "h1 .zh",
        "#t td .zh",
        "#t th .zh",
        ".heat th .zh",
        ".heat td a",
        "figcaption .zh",
        ".evidence bdi",
        ".totals b",
        ".evil",
        ".crumbs .zh",
    ]
    text = "place => document.querySelector(place).textContent"
    assert {place: found.js(text, place) == evil for place in places} == dict.fromkeys(places, True)
    assert found.js("document.querySelectorAll('img, iframe, object').length") == 0
    found.tab.click("#site-language")
    assert found.js("document.querySelector('#t td').title") == evil + "?"
    assert found.js("document.documentElement.scrollWidth <= innerWidth")
    assert found.js("document.querySelector('.map').offsetTop") < 4000
    found.quiet()


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("name", ["index.html", "parks/a.html", "hostile-long.html", "many.html"])
def test_nothing_sticks_out_sideways(visited: Opener, name: str, width: int) -> None:
    found = visited(name, viewport={"width": width, "height": 800})
    assert found.js("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_narrow_screen_the_navigation_opens_on_demand(visited: Opener) -> None:
    found = visited(viewport={"width": 390, "height": 800})
    assert not found.tab.is_visible("#site-nav")
    found.tab.click("#site-menu")
    assert (
        found.tab.is_visible("#site-nav") and found.tab.get_attribute("#site-menu", "aria-expanded") == "true"
    )
    assert found.tab.get_attribute("#site-nav [aria-current=page]", "href") == "index.html"


def test_without_scripts_a_page_is_whole(visited: Opener) -> None:
    found = visited("index.html", java_script_enabled=False, viewport={"width": 390, "height": 800})
    assert found.tab.is_visible("#site-nav") and not found.tab.is_visible("#site-search")
    assert found.tab.locator("#firms tbody tr").count() == 30
    assert "企业" in found.tab.inner_text("#firms") and "company" not in found.tab.inner_text("#firms")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "parks/a.html", "hostile-script.html"])
def test_axe_finds_nothing_serious(visited: Opener, name: str, scheme: str) -> None:
    found = visited(name, color_scheme=scheme, bypass_csp=True)
    found.tab.fill("#site-search", "金风")
    found.tab.wait_for_selector("#site-hits [role=option]")
    assert violations(found.tab) == []
