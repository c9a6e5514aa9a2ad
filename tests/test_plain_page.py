"""Pictures that are drawn at once on a plain canvas, in a real Chromium: mouse, keys, filters."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from _large import MIDDLE, box_of, click, large_picture, png, renamed, said
from _pages import Opener

from chainatlas.viz._page import map_payload
from chainatlas.viz._view import Picture, Words

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def whole() -> Picture:
    """Return the same, to be drawn at once."""
    return large_picture(3000, clusters=12, whole=True)


def test_pinyin_finds_a_mark_of_a_large_picture(opened: Opener, whole: Picture) -> None:
    found = opened(renamed(whole, Words("长春重工", "works")))
    for typed in ("changchunzhonggong", "zczg"):
        found.tab.fill("#search", typed)
        assert found.texts("#hits .hit-name")[0] == "长春重工"


def test_the_plain_canvas_draws_all_at_once(opened: Opener, whole: Picture) -> None:
    found = opened(whole)
    assert found.js("atlas.count()") == 3000
    assert said(found) == "已绘 3000 个节点、9000 条连线"
    found.quiet()
    assert len(found.requests) == 1


def test_a_click_on_the_plain_canvas_selects_and_escape_clears(opened: Opener, whole: Picture) -> None:
    found = opened(whole, reduced_motion="reduce")
    found.js("atlas.select('x:2-0')")
    found.tab.keyboard.press("Escape")
    found.tab.wait_for_timeout(500)
    click(found, box_of(found, "x:2-0"))
    assert "#id=x:2-0" in found.js("location.hash")
    assert found.texts("#panel h2")[0] == next(mark.name.zh for mark in whole.marks if mark.id == "x:2-0")
    found.tab.keyboard.press("Escape")
    assert found.js("location.hash") == ""
    found.quiet()


def test_what_is_pointed_at_is_named(opened: Opener, whole: Picture) -> None:
    found = opened(whole, hash="#id=x:2-0", reduced_motion="reduce")
    found.tab.wait_for_timeout(500)
    place, (x, y) = found.tab.locator("#canvas").bounding_box(), found.js(MIDDLE, box_of(found, "x:2-0"))
    found.tab.mouse.move(place["x"] + x, place["y"] + y)
    assert "Firm 2-0" in found.texts(".plain-tip")[0]
    assert found.js("document.querySelector('.plain-tip').hidden") is False


def test_the_wheel_and_the_keys_move_the_plain_canvas_and_fit_brings_it_back(
    opened: Opener, whole: Picture
) -> None:
    found = opened(whole)
    before = box_of(found, "x:0-0")
    found.tab.locator("#canvas").hover()
    found.tab.mouse.wheel(0, -400)
    found.tab.wait_for_timeout(200)
    wheeled = box_of(found, "x:0-0")
    found.tab.locator("#canvas").focus()
    found.tab.keyboard.press("+")
    assert before != wheeled != box_of(found, "x:0-0")
    found.tab.click("#fit")
    assert box_of(found, "x:0-0") == before


def test_a_filter_hides_marks_and_lines_of_the_plain_canvas(opened: Opener, whole: Picture) -> None:
    found = opened(whole)
    found.tab.click("[data-facet=kind][data-key=Company]")
    rest = {mark.id for mark in whole.marks if mark.kind != "Company"}
    kept = [line for line in whole.lines if {line.source, line.target} <= rest]
    assert found.js("atlas.count()") == len(rest)
    assert found.js("atlas.shown().lines.length") == len(kept)
    assert f"筛选隐藏 {3000 - len(rest)} 个" in said(found)


def test_a_fine_screen_gets_as_many_pixels_as_it_has(opened: Opener, whole: Picture) -> None:
    found = opened(whole, device_scale_factor=2)
    ratio = "document.querySelector('.plain').width / document.querySelector('.plain').clientWidth"
    assert found.js(ratio) == 2
    found.tab.set_viewport_size({"width": 900, "height": 700})
    found.tab.wait_for_timeout(300)
    assert found.js(ratio) == 2


def test_twenty_thousand_marks_open(opened: Opener) -> None:
    found = opened(large_picture(20_000, whole=True))
    assert found.js("atlas.count()") == 20_000
    found.js("atlas.select('x:3-3')")
    found.quiet()


def test_the_payload_of_a_large_picture_has_no_nodes_twice(whole: Picture) -> None:
    payload = map_payload(whole)
    assert (payload["nodes"], payload["edges"]) == ("[]", "[]")
    assert json.loads(payload["data"])["picture"]["marks"]["count"] == 3000


def test_two_lines_between_the_same_marks_stand_apart(opened: Opener, whole: Picture) -> None:
    twice = [(replace(line, bend=0.3), replace(line, bend=-0.3)) for line in whole.lines[:50]]
    straight = replace(whole, lines=whole.lines[:50])
    bent = replace(whole, lines=tuple(line for pair in twice for line in pair))
    assert png(opened(straight)) != png(opened(bent))
