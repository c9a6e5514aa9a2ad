"""The search of the site in a real Chromium: names, codes and pinyin, and which addresses it may open."""

from __future__ import annotations

import pytest
from _site_pages import HOMES, HOSTILE, Opener

pytest_plugins = ("_site_browser",)
pytestmark = pytest.mark.browser


SEARCHES = {
    "chinese": ("金风科技", "金风科技股份有限公司"),
    "english": ("goldw", "金风科技股份有限公司"),
    "alias": ("包头", "甲园"),
    "code": ("002202", "金风科技股份有限公司"),
    "pinyin": ("jinfeng keji", "金风科技股份有限公司"),
    "initials": ("jfkj", "金风科技股份有限公司"),
    "the name itself first": ("金风", "金风"),
    "two parts": ("goldwind 2202", "金风科技股份有限公司"),
}


@pytest.mark.parametrize(("text", "first"), SEARCHES.values(), ids=SEARCHES)
def test_the_search_finds_what_is_meant(visited: Opener, text: str, first: str) -> None:
    found = visited("parks/a.html")
    found.tab.fill("#site-search", text)
    found.tab.wait_for_selector("#site-hits [aria-selected=true]:not(.none)")
    assert found.js("document.querySelector('#site-hits .hit-name').textContent") == first
    found.quiet()


@pytest.mark.parametrize("home", HOMES)
def test_enter_opens_the_page_that_was_found(visited: Opener, home: str) -> None:
    found = visited("parks/a.html", home=home)
    assert not any("search-index" in url for url in found.requests)
    found.tab.keyboard.press("/")
    found.tab.keyboard.type("jf")
    found.tab.wait_for_selector("#site-hit-1")
    found.tab.keyboard.press("ArrowDown")
    assert found.tab.get_attribute("#site-search", "aria-activedescendant") == "site-hit-1"
    found.tab.keyboard.press("Enter")
    found.tab.wait_for_url("**/companies/goldwind.html")
    found.quiet()


def test_nothing_found_is_said_and_a_foreign_address_is_not_visited(visited: Opener) -> None:
    found = visited()
    found.tab.fill("#site-search", "没有这个")
    found.tab.wait_for_selector("#site-hits :text-is('没有找到')")
    found.tab.fill("#site-search", "</script>")
    found.tab.click("#site-hit-0")
    assert found.tab.inner_text("#site-hit-0 .hit-name") == HOSTILE["script"]
    assert found.tab.url.endswith("index.html")
    found.quiet()


def test_a_missing_index_is_said(visited: Opener) -> None:
    found = visited(home="server")
    found.tab.route("**/search-index.js", lambda route: route.abort())
    found.tab.fill("#site-search", "金风")
    found.tab.wait_for_selector("#site-hits :text-is('读不到搜索索引')")


def test_a_bar_opens_no_page_of_another_host(visited: Opener) -> None:
    found = visited()
    for address in ("https://example.org/", "javascript:window.hacked=1", "//example.org/x"):
        found.js("address => site.open(address)", address)
    found.tab.wait_for_timeout(200)
    assert found.tab.url.endswith("index.html")
    found.quiet()
