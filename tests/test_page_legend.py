"""The legend filters by kind, colour, line, record and every facet, and never eats the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from _pages import Opened, Opener, picture

from chainatlas.viz._view import Line, Mark, Picture, Words

pytestmark = pytest.mark.browser


def press(found: Opened, facet: str, key: str) -> None:
    """Press the switch of one entry, wherever in the legend it is."""
    found.js(
        "([facet, key]) => [...document.querySelectorAll(`#legend [data-facet=${facet}]`)]"
        ".find(one => one.dataset.key === key).click()",
        [facet, key],
    )


def crowd(parks: int) -> Picture:
    """Return firms in as many parks, with as many colours."""
    names = {f"park:{number}": Words(f"园区{number}", f"park {number}") for number in range(parks)}
    marks = tuple(
        Mark(f"company:{number}", name, "Company", 80.0 * number, 0, key, facets={"park": (key,)})
        for number, (key, name) in enumerate(names.items())
    )
    return Picture(Words("群", "crowd"), marks, (), groups=names, values=names)


def test_a_facet_stands_in_the_menu_where_two_values_occur(opened: Opener) -> None:
    found = opened(picture())
    rows = found.js("[...document.querySelectorAll('#more-body .facet')].map(one => one.ariaLabel)")
    assert rows == ["颜色", "产业链", "状态", "依据"]
    assert found.texts("#more-body [data-facet=status]") == ["拟建", "投产"]
    assert found.texts("#more-body [data-facet=basis]") == ["原文", "推知"]


def test_names_of_values_come_from_the_picture(opened: Opener) -> None:
    found = opened(picture(), lang="en")
    assert "wind power" in found.texts("#more-body [data-facet=chain]")
    assert found.texts("#more-body [data-facet=basis]") == ["stated", "implied"]


def test_a_mark_is_hidden_when_all_its_values_are(opened: Opener) -> None:
    both = Mark("product:both", Words("二", "two"), "Product", 0, 0, facets={"chain": ("a", "b")})
    one = Mark("product:one", Words("一", "one"), "Product", 99, 0, facets={"chain": ("a",)})
    none = Mark("product:none", Words("无", "none"), "Product", 199, 0)
    found = opened(Picture(Words("链", "chains"), (both, one, none), ()))
    press(found, "chain", "a")
    assert [found.is_hidden(mark.id) for mark in (both, one, none)] == [False, True, False]
    press(found, "chain", "b")
    assert [found.is_hidden(mark.id) for mark in (both, one, none)] == [True, True, False]


def test_a_line_is_hidden_by_its_own_status_and_basis(opened: Opener) -> None:
    found = opened(picture())
    press(found, "status", "planned")
    assert found.js("[0, 1, 2].map(id => Boolean(atlas.sets.edges.get(id).hidden))") == [False, True, False]
    press(found, "basis", "implied")
    assert found.js("[0, 1, 2].map(id => Boolean(atlas.sets.edges.get(id).hidden))") == [False, True, True]


def test_a_kind_of_line_and_a_kind_of_mark_are_hidden(opened: Opener) -> None:
    found = opened(picture())
    press(found, "line", "FEEDS")
    assert found.js("Boolean(atlas.sets.edges.get(0).hidden)")
    press(found, "kind", "Company")
    assert found.is_hidden("company:mill")
    assert not found.is_hidden("product:steel")


def test_none_of_a_facet_leaves_one_click_to_a_single_value(opened: Opener) -> None:
    found = opened(crowd(5))
    found.tab.click("#more summary")
    found.tab.click("#more-body .facet button:text('全不选')")
    press(found, "park", "park:3")
    assert [found.is_hidden(f"company:{number}") for number in range(5)] == [True, True, True, False, True]
    found.tab.click("#more-body .facet button:text('全选')")
    assert not any(found.is_hidden(f"company:{number}") for number in range(5))


def test_what_is_hidden_is_counted_and_shown_again(opened: Opener) -> None:
    found = opened(picture())
    assert not found.tab.is_visible("#show-all")
    press(found, "group", "park:x")
    assert found.texts("#show-all") == ["全部显示（已隐藏 1）"]
    found.tab.click("#show-all")
    assert not found.is_hidden("company:mill")
    assert not found.tab.is_visible("#show-all")


def test_what_is_selected_and_then_hidden_is_no_longer_selected(opened: Opener) -> None:
    found = opened(picture(), hash="#id=company:mill")
    press(found, "kind", "Company")
    assert found.selected() == []
    assert found.js("location.hash") == "#hide=kind:Company"


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_a_legend_of_two_hundred_parks_leaves_the_page_to_the_canvas(opened: Opener, width: int) -> None:
    found = opened(crowd(200), viewport={"width": width, "height": 800})
    assert found.tab.locator("#legend").bounding_box()["height"] < 160
    assert found.tab.locator("#canvas").bounding_box()["height"] > 400
    found.tab.click("#more summary")
    box = found.tab.locator("#more-body").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 800
    found.quiet()


def test_an_entry_of_many_is_found_by_its_name(opened: Opener) -> None:
    found = opened(crowd(200))
    found.tab.click("#more summary")
    found.tab.fill("#more-body input", "区19")
    assert found.tab.locator("#more-body [data-facet=park]:visible").count() == 11
    press(found, "park", "park:190")
    assert found.is_hidden("company:190")


def test_every_group_has_one_switch(opened: Opener) -> None:
    found = opened(crowd(30))
    keys = found.js(
        "[...document.querySelectorAll('#legend [data-facet=group]')].map(one => one.dataset.key)"
    )
    assert sorted(keys) == sorted(f"park:{number}" for number in range(30))
    assert found.tab.locator("#legend-rows [data-facet=group]").count() == 12


def test_a_picture_without_facets_has_no_menu(opened: Opener) -> None:
    bare = replace(crowd(2), marks=(Mark("company:1", Words("一", "one"), "Company", 0, 0),), groups={})
    found = opened(bare)
    assert not found.tab.is_visible("#more")


def test_escape_closes_the_menu_before_it_clears_the_selection(opened: Opener) -> None:
    found = opened(picture(), hash="#id=company:mill")
    found.tab.click("#more summary")
    found.tab.keyboard.press("Escape")
    assert (found.tab.is_visible("#more-body"), found.selected()) == (False, ["company:mill"])
    found.tab.keyboard.press("Escape")
    assert found.selected() == []


def test_a_click_elsewhere_closes_the_menu(opened: Opener) -> None:
    line = Line("company:0", "company:1", "SUPPLIES", Words("供应", "supplies"))
    found = opened(replace(crowd(3), lines=(line,)))
    found.tab.click("#more summary")
    found.tab.click("#title")
    assert not found.tab.is_visible("#more-body")
