"""Pages in a real Chromium: offline, safe, searchable, and what was put in is what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pages import Opener, picture

from chainatlas.graph.errors import DeclarationError, StoreError, UsageError
from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import page, write_page
from chainatlas.viz._view import Line, Mark, Picture, Words
from chainatlas.viz.chain import VIEW

pytestmark = pytest.mark.browser


def test_a_page_opens_without_complaint_and_loads_nothing(opened: Opener) -> None:
    found = opened(picture())
    found.tab.wait_for_timeout(300)
    found.quiet()
    assert len(found.requests) == 1


def test_positions_and_counts_are_those_of_the_picture(opened: Opener) -> None:
    shown = picture()
    found = opened(shown)
    places = found.js("atlas.network.getPositions()")
    assert places == {mark.id: {"x": mark.x, "y": mark.y} for mark in shown.marks}
    assert found.js("atlas.sets.edges.length") == len(shown.lines)


@pytest.mark.parametrize("text", ["塔筒", "wind tower", "WIND TOW", "product:tower"])
def test_a_search_selects_what_it_names(opened: Opener, text: str) -> None:
    found = opened(picture())
    found.tab.fill("#search", text)
    found.tab.press("#search", "Enter")
    assert found.js("atlas.network.getSelectedNodes()") == ["product:tower"]
    assert "塔筒" in found.tab.inner_text("#panel h2")
    found.quiet()


def test_another_name_is_found_too_and_nothing_says_so(opened: Opener) -> None:
    found = opened(picture())
    found.tab.fill("#search", "中厚板")
    assert found.tab.inner_text("#hits").startswith("钢材")
    found.tab.fill("#search", "没有这个")
    assert found.tab.inner_text("#hits") == "没有找到"


def test_a_click_on_a_node_shows_its_sources(opened: Opener) -> None:
    found = opened(picture())
    box = found.tab.locator("#canvas").bounding_box()
    spot = found.js("atlas.network.canvasToDOM(atlas.network.getPosition('product:steel'))")
    found.tab.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    found.tab.wait_for_selector(".chosen")
    text = found.tab.inner_text("#side")
    assert all(
        part in text for part in ("钢材", "steel", "示例报道", "示例日报", "2023-05-16", "第 18 段", "原文")
    )
    found.quiet()


def test_the_address_restores_the_selection_in_a_fresh_page(opened: Opener) -> None:
    first = opened(picture())
    first.js("atlas.select('company:mill')")
    address = first.js("location.hash")
    second = opened(picture(), hash=address)
    assert second.js("atlas.network.getSelectedNodes()") == ["company:mill"]
    assert opened(picture(), hash="#id=nobody").js("atlas.network.getSelectedNodes()") == []


def test_escape_clears_the_selection(opened: Opener) -> None:
    found = opened(picture(), hash="#id=company:mill")
    found.tab.keyboard.press("Escape")
    assert found.js("[atlas.network.getSelectedNodes().length, location.hash]") == [0, ""]


def test_the_language_switches_everywhere(opened: Opener) -> None:
    found = opened(picture(), hash="#id=product:tower")
    assert found.js("atlas.sets.nodes.get('product:tower').label") == "塔筒"
    found.tab.click("#language")
    assert found.js("atlas.sets.nodes.get('product:tower').label") == "wind tower"
    assert found.tab.inner_text("#panel h2") == "wind tower"
    assert found.js("document.documentElement.lang") == "en"


def test_a_legend_entry_hides_its_nodes_and_their_lines(opened: Opener) -> None:
    found = opened(picture())
    found.tab.click("[data-facet=missing]")
    assert found.js("atlas.sets.nodes.get('product:tower').hidden")
    assert found.js("atlas.sets.edges.get(0).hidden")
    assert not found.js("atlas.sets.nodes.get('product:steel').hidden")
    found.tab.click("#show-all")
    assert not found.js("atlas.sets.nodes.get('product:tower').hidden")


def test_missing_products_are_dashed(opened: Opener) -> None:
    found = opened(picture())
    dashed = "id => Boolean(atlas.sets.nodes.get(id).shapeProperties.borderDashes)"
    assert found.tab.evaluate(dashed, "product:tower")
    assert not found.tab.evaluate(dashed, "product:steel")


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_sideways(opened: Opener, width: int, scheme: str) -> None:
    found = opened(
        picture(), viewport={"width": width, "height": 800}, color_scheme=scheme, hash="#id=x:long"
    )
    assert found.js("document.documentElement.scrollWidth <= innerWidth")
    found.quiet()


def test_every_control_has_a_name(opened: Opener) -> None:
    found = opened(picture())
    unnamed = """[...document.querySelectorAll('button, input, [role=group], aside, section')]
        .filter(one => !(one.getAttribute('aria-label') || one.textContent.trim())).length"""
    assert found.js(unnamed) == 0


def test_the_map_of_the_bundled_wind_chain_opens_whole(opened: Opener, bundled: Store) -> None:
    shown = drawn(bundled, VIEW, {"chain": "chain:wind-power"})
    found = opened(shown)
    assert found.js("atlas.sets.nodes.length") == len(shown.marks)
    found.tab.fill("#search", "金风科技")
    found.tab.press("#search", "Enter")
    assert found.js("atlas.network.getSelectedNodes()") == ["company:goldwind"]
    assert "天顺风能" in found.tab.inner_text("#panel")
    found.quiet()


def test_firms_stand_below_the_products_and_do_not_cover_each_other(bundled: Store) -> None:
    shown = drawn(bundled, VIEW, {"chain": "chain:wind-power"})
    lowest = max(mark.y for mark in shown.marks if mark.kind == "Product")
    assert all(mark.y > lowest for mark in shown.marks if mark.kind != "Product")
    assert len({(mark.x, mark.y) for mark in shown.marks}) == len(shown.marks)


def test_a_map_of_a_park_marks_as_missing_what_the_question_calls_a_gap(bundled: Store) -> None:
    shown = drawn(bundled, VIEW, {"chain": "chain:wind-power", "park": "park:baotou-rare-earth"})
    missing = {mark.id: mark.missing for mark in shown.marks if mark.kind == "Product"}
    assert (missing["product:pm-generator"], missing["product:wind-nacelle"]) == (True, False)
    (generator,) = [mark for mark in shown.marks if mark.id == "product:pm-generator"]
    assert (Words("判断", "verdict"), Words("补链", "补链 fill")) in generator.facts
    assert set(generator.statements) <= shown.evidence.keys()


def test_a_page_is_small_and_always_the_same(bundled: Store) -> None:
    shown = drawn(bundled, VIEW, {"chain": "chain:wind-power"})
    assert len(page(shown).encode()) < 1_000_000
    assert page(picture()) == page(picture())


def test_a_page_of_nothing_says_so(opened: Opener) -> None:
    found = opened(Picture(Words("空", "empty"), (), ()))
    found.quiet()
    assert "0 个节点" in found.tab.inner_text("#panel")


STEEL = Mark("product:steel", Words("钢材", "steel"), "Product", 0, 0)
WRONG = {
    "two marks of one id": (STEEL, STEEL),
    "a mark nowhere": (Mark("product:x", Words("x", "x"), "Product", float("nan"), 0),),
}


@pytest.mark.parametrize("marks", WRONG.values(), ids=WRONG)
def test_a_picture_that_cannot_be_drawn_is_refused(marks: tuple[Mark, ...]) -> None:
    with pytest.raises(DeclarationError):
        page(Picture(Words("x", "x"), marks, ()))


def test_a_line_to_nowhere_and_a_language_nobody_speaks_are_refused() -> None:
    line = Line("product:steel", "product:tower", "FEEDS", Words("x", "x"))
    with pytest.raises(DeclarationError, match="product:tower"):
        page(Picture(Words("x", "x"), (STEEL,), (line,)))
    with pytest.raises(UsageError, match="zh, en"):
        page(picture(), lang="fr")


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder that exists"):
        write_page(picture(), tmp_path / "missing" / "x.html", lang="zh")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError):
        write_page(picture(), tmp_path / "folder", lang="zh")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
