"""Everything of a page is reached without a mouse and without eyes."""

from __future__ import annotations

from typing import Any

import pytest
from _axe import violations
from _large import large_picture
from _pages import HOSTILE, Opened, Opener, picture

from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._view import Mark, Picture, Words
from chainatlas.viz.chain import VIEW

pytestmark = pytest.mark.browser


def grid() -> Picture:
    """Return nine marks in three rows and columns, named by their row and column."""
    marks = tuple(
        Mark(
            f"company:{row}{column}",
            Words(f"企业{row}{column}", f"firm {row}{column}"),
            "Company",
            200 * column,
            150 * row,
        )
        for row in range(3)
        for column in range(3)
    )
    return Picture(Words("方阵", "grid"), marks, ())


def pressed(found: Opened, *keys: str) -> str:
    """Press keys on the canvas; return what the page says to a screen reader."""
    found.tab.focus("#canvas")
    for key in keys:
        found.tab.keyboard.press(key)
    return found.texts("#status")[0]


def test_arrows_go_from_mark_to_mark_and_say_where_they_are(opened: Opener) -> None:
    found = opened(grid())
    assert pressed(found, "ArrowRight") == "企业00，企业，连线 0 条"
    assert pressed(found, "ArrowRight").startswith("企业01")
    assert pressed(found, "ArrowDown").startswith("企业11")
    assert pressed(found, "ArrowLeft").startswith("企业10")
    assert pressed(found, "ArrowUp").startswith("企业00")
    assert pressed(found, "ArrowUp").startswith("企业00")
    assert found.selected() == []


def test_enter_selects_then_leads_to_the_panel_and_escape_clears(opened: Opener) -> None:
    found = opened(grid())
    pressed(found, "ArrowRight", "ArrowDown", "Enter")
    assert found.selected() == ["company:10"]
    pressed(found, "Enter")
    assert found.js("document.activeElement.textContent") == "企业10"
    found.tab.keyboard.press("Escape")
    assert found.selected() == []
    assert pressed(found, "ArrowRight").startswith("企业11")


def test_a_ring_stands_around_the_mark_at_which_the_keys_are(opened: Opener) -> None:
    found = opened(grid())
    pressed(found, "ArrowRight", "ArrowRight")
    spot = found.js("atlas.network.canvasToDOM(atlas.network.getPosition('company:01'))")
    ring = found.tab.locator("#ring").bounding_box()
    canvas = found.tab.locator("#canvas").bounding_box()
    assert ring["x"] < canvas["x"] + spot["x"] < ring["x"] + ring["width"]
    assert ring["y"] < canvas["y"] + spot["y"] < ring["y"] + ring["height"]
    found.tab.focus("#search")
    found.until("document.getElementById('ring').hidden")


def test_keys_zoom_and_show_all_again(opened: Opener) -> None:
    found = opened(grid())
    before = found.js("atlas.network.getScale()")
    pressed(found, "+", "+")
    assert found.js("atlas.network.getScale()") == pytest.approx(before * 1.25**2)
    pressed(found, "-")
    assert found.js("atlas.network.getScale()") == pytest.approx(before * 1.25)
    pressed(found, "0")
    assert found.js("atlas.network.getScale()") == pytest.approx(before)


def test_hidden_marks_are_passed_over_and_missing_ones_named(opened: Opener) -> None:
    found = opened(picture(), hash="#hide=kind:Company,Project")
    assert pressed(found, "ArrowRight").startswith("钢材")
    assert "未见记录" in pressed(found, "ArrowRight")
    assert pressed(found, "ArrowDown").startswith("塔筒")


def test_keys_of_the_browser_are_left_to_it(opened: Opener) -> None:
    found = opened(grid())
    pressed(found, "Control+ArrowRight", "Alt+ArrowRight", "x")
    assert found.texts("#status") == [""]


def test_tab_reaches_every_control(opened: Opener) -> None:
    found = opened(picture())
    reached = set()
    for _ in range(60):
        found.tab.keyboard.press("Tab")
        reached.add(found.js("document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    assert {
        "search",
        "fit",
        "copy",
        "downloads",
        "language",
        "legend-rows",
        "more",
        "canvas",
        "list",
    } <= reached
    found.quiet()


def test_a_search_is_made_by_keys_alone(opened: Opener) -> None:
    found = opened(picture())
    found.tab.focus("#search")
    found.tab.keyboard.type("gang")
    assert found.texts("#hits .hit-name") == ["钢材", "钢厂"]
    found.tab.keyboard.press("ArrowDown")
    found.tab.keyboard.press("Enter")
    assert found.selected() == ["company:mill"]


def open_legend(found: Opened) -> None:
    found.tab.click("#more summary")


def open_downloads(found: Opened) -> None:
    found.tab.click("#downloads summary")


def open_list(found: Opened) -> None:
    found.js("document.getElementById('list').open = true")


def search_for(found: Opened) -> None:
    found.tab.fill("#search", "风")


STATES: dict[str, tuple[str, Any]] = {
    "nothing selected": ("", None),
    "a mark selected": ("#id=company:goldwind", None),
    "the legend open": ("", open_legend),
    "the downloads open": ("", open_downloads),
    "the list open": ("#hide=kind:Company", open_list),
    "a search": ("", search_for),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious(opened: Opener, bundled: Store, state: str, scheme: str) -> None:
    hash, act = STATES[state]
    found = opened(drawn(bundled, VIEW, {"chain": "chain:wind-power"}), hash=hash, color_scheme=scheme)
    if act:
        act(found)
    assert violations(found.tab) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_among_hostile_names(opened: Opener, width: int) -> None:
    found = opened(picture(), hash="#id=x:long", viewport={"width": width, "height": 800}, lang="en")
    open_legend(found)
    open_list(found)
    found.tab.wait_for_timeout(100)
    assert violations(found.tab) == []
    assert HOSTILE["long"] in found.texts("#panel h2")


def test_axe_is_heard_when_something_is_wrong(opened: Opener) -> None:
    found = opened(grid())
    found.js("document.getElementById('search').removeAttribute('aria-label')")
    found.js("document.getElementById('search').removeAttribute('placeholder')")
    assert any(one.startswith("label (critical)") for one in violations(found.tab))


def test_a_cluster_is_reached_ringed_and_opened_by_keys(opened: Opener) -> None:
    found = opened(large_picture(2500))
    assert "回车展开" in pressed(found, "ArrowRight")
    assert not found.js("document.getElementById('ring').hidden")
    before = found.js("atlas.count()")
    pressed(found, "Enter")
    assert found.js("atlas.count()") > before
    found.quiet()
