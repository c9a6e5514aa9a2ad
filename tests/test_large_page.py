"""Pictures of thousands of marks in a real Chromium: clusters that open, and a plain canvas."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from _large import box_of, click, clusters_of, colours, large_picture, png, renamed, said
from _pages import HOSTILE, Opener

from chainatlas.viz._page import FOLDER, page
from chainatlas.viz._renderer import MOST_CLUSTERS, MOST_MARKS, renderer
from chainatlas.viz._view import Picture, Words

pytestmark = pytest.mark.browser

WIDTHS = [1280, 390]
DECLARED = r"^(?:async )?(?:function|const|let|class) (\w+)"


@pytest.fixture(scope="module")
def clustered() -> Picture:
    """Return a picture of 3,000 marks in 12 clusters."""
    return large_picture(3000, clusters=12)


@pytest.fixture(scope="module")
def whole() -> Picture:
    """Return the same, to be drawn at once."""
    return large_picture(3000, clusters=12, whole=True)


@pytest.mark.parametrize(
    ("count", "clusters", "whole", "wanted"),
    [
        (MOST_MARKS, 5, False, "vis"),
        (MOST_MARKS, 5, True, "vis"),
        (MOST_MARKS + 1, 5, False, "clusters"),
        (MOST_MARKS + 1, 5, True, "plain"),
        (MOST_MARKS + 1, 1, False, "plain"),
        (2 * MOST_MARKS, MOST_CLUSTERS + 1, False, "plain"),
    ],
)
def test_the_number_of_marks_chooses_the_renderer(
    count: int, clusters: int, whole: bool, wanted: str
) -> None:
    assert renderer(large_picture(count, 1, clusters, whole=whole)) == wanted


def test_a_page_brings_only_the_library_that_it_needs(whole: Picture, clustered: Picture) -> None:
    plain, grouped = page(whole), page(clustered)
    assert ("d3js.org" in plain, "d3js.org" in grouped) == (True, False)
    assert ("visjs.github.io" in plain, "visjs.github.io" in grouped) == (False, True)
    assert len(plain) < len(grouped) - 350_000


def test_columns_hold_every_mark_and_line_of_the_picture(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered)
    lines = found.js(
        "atlas.picture.lines.map(({source, target, kind, dashed}) => [source, target, kind, dashed])"
    )
    assert lines == [[line.source, line.target, line.kind, line.dashed] for line in clustered.lines]
    marks = found.js(
        "atlas.picture.marks.map(mark => [mark.id, mark.name, mark.group, mark.missing, mark.size])"
    )
    assert marks == [
        [mark.id, {"zh": mark.name.zh, "en": mark.name.en}, mark.group, mark.missing, mark.size]
        for mark in clustered.marks
    ]


def test_a_picture_with_clusters_starts_with_them_closed(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered)
    shown = found.js("atlas.shown()")
    assert (found.js("atlas.count()"), shown["marks"], shown["lines"]) == (0, [], [])
    assert sum(cluster["count"] for cluster in shown["clusters"]) == 3000
    assert "3000 个在" in said(found)
    found.quiet()


def test_ties_count_the_lines_between_closed_clusters(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered)
    cluster = {mark.id: mark.cluster for mark in clustered.marks}
    crossing = [line for line in clustered.lines if cluster[line.source] != cluster[line.target]]
    ties = found.js("atlas.shown().ties")
    halves = sum(tie["count"] for tie in ties)
    assert halves >= len(crossing)
    assert all(tie["count"] == tie["forward"] + tie["backward"] for tie in ties)


def test_a_click_opens_a_cluster_and_a_click_on_its_handle_closes_it(
    opened: Opener, clustered: Picture
) -> None:
    found = opened(clustered, reduced_motion="reduce")
    (last,) = sorted(clusters_of(found), key=lambda cluster: int(cluster["count"]))[:1]
    click(found, box_of(found, last["id"]))
    assert found.js("atlas.count()") == last["count"]
    assert f"{3000 - last['count']} 个在" in said(found)
    (handle,) = found.js("atlas.handles()")
    click(found, handle)
    assert found.js("atlas.count()") == 0
    found.quiet()


def test_marks_of_an_open_cluster_stand_at_their_places(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered, hash="#id=x:5-0")
    places = found.js("atlas.network.getPositions()")
    at = found.js("Object.fromEntries(atlas.shown().marks.map(mark => [mark.id, [mark.x, mark.y]]))")
    assert len(at) == sum(mark.cluster == "park:5" for mark in clustered.marks)
    assert all(abs(places[id]["x"] - x) <= 1 and abs(places[id]["y"] - y) <= 1 for id, (x, y) in at.items())


def test_the_list_of_clusters_opens_and_closes_them_by_keyboard(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered)
    found.tab.locator("details.drawn summary").focus()
    found.tab.keyboard.press("Enter")
    found.tab.locator(".cluster-list button").last.focus()
    found.tab.keyboard.press("Enter")
    assert found.js("atlas.count()") > 0
    assert found.js("document.activeElement.getAttribute('aria-pressed')") == "true"
    found.tab.keyboard.press("Enter")
    assert found.js("atlas.count()") == 0


def test_arrows_reach_a_cluster_and_enter_opens_it(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered)
    found.tab.locator("#canvas").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        found.tab.keyboard.press(key)
    assert found.js("atlas.count()") > 0


@pytest.mark.parametrize("text", ["Firm 7-3", "x:7-3"])
def test_a_search_for_a_hidden_mark_opens_its_cluster(opened: Opener, clustered: Picture, text: str) -> None:
    found = opened(clustered)
    found.tab.fill("#search", text)
    found.tab.press("#search", "Enter")
    assert found.selected() == ["x:7-3"]
    assert {mark["cluster"] for mark in found.js("atlas.shown().marks")} == {"park:7"}
    assert "#id=x:7-3" in found.js("location.hash")
    found.quiet()


def test_the_address_restores_selection_and_open_cluster(opened: Opener, clustered: Picture) -> None:
    first = opened(clustered)
    first.js("atlas.select('x:4-2')")
    second = opened(clustered, hash=first.js("location.hash"))
    assert second.selected() == ["x:4-2"]
    assert second.js("atlas.count()") == first.js("atlas.count()") > 0


def test_no_more_is_drawn_than_can_be_moved_and_what_is_closed_is_said(
    opened: Opener, clustered: Picture
) -> None:
    found = opened(clustered)
    while clusters_of(found) and "收起了" not in said(found):
        found.js("id => atlas.enter(id)", clusters_of(found)[0]["id"])
        assert found.js("atlas.count()") <= MOST_MARKS
    assert "为打开" in said(found)


def test_a_filter_leaves_fewer_in_a_cluster_and_says_so(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered)
    found.tab.click("[data-facet=kind][data-key=Company]")
    rest = sum(mark.kind != "Company" for mark in clustered.marks)
    assert sum(cluster["count"] for cluster in clusters_of(found)) == rest
    assert f"筛选隐藏 {3000 - rest} 个" in said(found)


@pytest.mark.parametrize("shown", ["whole", "clustered"])
def test_a_large_picture_is_a_png_that_is_not_blank(
    opened: Opener, shown: str, request: pytest.FixtureRequest
) -> None:
    found = opened(request.getfixturevalue(shown))
    assert png(found).startswith(b"\x89PNG\r\n\x1a\n")
    assert colours(found) > 20


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_clusters_and_marks_run_nothing(
    opened: Opener, clustered: Picture, whole: Picture, name: str
) -> None:
    text = HOSTILE[name]
    for shown in (clustered, whole):
        found = opened(renamed(shown, Words(text, text)), hash="#id=x:3-0")
        found.tab.wait_for_timeout(200)
        assert found.texts("#panel h2")[0].replace("\x00", "�") == text.replace("\x00", "�")
        found.js("document.querySelector('details.drawn')?.setAttribute('open', '')")
        found.tab.wait_for_timeout(100)
        assert found.js("document.querySelectorAll('img, iframe, object').length") == 0
        found.quiet()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_large_pictures_do_not_stick_out(
    opened: Opener, clustered: Picture, whole: Picture, width: int, scheme: str
) -> None:
    for shown in (clustered, whole):
        found = opened(shown, viewport={"width": width, "height": 800}, color_scheme=scheme)
        assert found.js("document.documentElement.scrollWidth <= innerWidth")
        assert found.js("atlas.boxOf ? true : false")
        found.quiet()


def test_the_language_changes_what_is_said_of_the_drawing(opened: Opener, clustered: Picture) -> None:
    found = opened(clustered, lang="en")
    assert said(found).startswith("0 nodes drawn; 3000 in ")
    found.tab.click("#language")
    assert said(found).startswith("已绘 0 个节点")


def test_a_hundred_thousand_marks_open_by_clusters(opened: Opener) -> None:
    shown = large_picture(100_000, 2, clusters=200)
    begun = time.perf_counter()
    found = opened(shown)
    assert sum(cluster["count"] for cluster in clusters_of(found)) == 100_000
    assert found.js("atlas.select('x:7-7')")
    assert 0 < found.js("atlas.count()") <= MOST_MARKS
    assert time.perf_counter() - begun < 120
    found.quiet()


def test_no_two_scripts_of_the_page_declare_the_same_name() -> None:
    texts = [path.read_text("utf-8") for path in sorted(FOLDER.glob("*.js"))]
    names = Counter(name for text in texts for name in re.findall(DECLARED, text, re.MULTILINE))
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []
