"""The view flows: who feeds whom, what is on record told apart from what is possible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from _facts import Fact, battery, fact, record
from _tab import map_of

from chainatlas.graph.errors import UnknownName, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._layout import columns, forward
from chainatlas.viz._lines import bowed
from chainatlas.viz._page import page
from chainatlas.viz._view import Line, Picture, Words
from chainatlas.viz.flows import ON_RECORD, POSSIBLE, VIEW

SALE = fact("company:jia-cell", "SUPPLIES", "company:yi-pack", product="product:cell", status="running")


def flows(store: Store, facts: list[Fact], properties: Any = None, **given: str) -> Picture:
    store.replace(fold(record(facts, **(properties or {}))))
    return drawn(store, VIEW, given)


def ends(picture: Picture) -> set[tuple[str, str, str, bool]]:
    return {(line.source[5:], line.target[5:], line.kind, line.dashed) for line in picture.lines}


def test_possible_flows_are_dashed_and_run_from_maker_to_user(store: Store) -> None:
    found = flows(store, battery())
    assert ends(found) == {("jia", "yi", POSSIBLE, True), ("yi", "jia", POSSIBLE, True)}
    assert {mark.id: mark.group for mark in found.marks} == {"park:jia": "both", "park:yi": "both"}


def test_a_supply_on_record_is_a_solid_line_beside_the_possible_one(store: Store) -> None:
    found = flows(store, [*battery(), SALE])
    assert ("jia", "yi", ON_RECORD, False) in ends(found)
    assert ("jia", "yi", POSSIBLE, True) in ends(found)
    bends = [line.bend for line in found.lines]
    assert len({(line.source, line.bend) for line in found.lines}) == len(bends) == 3


def test_each_line_rests_on_its_own_statements(store: Store) -> None:
    found = flows(store, [*battery(), SALE])
    kinds = {
        line.kind: {statement.split("/")[1] for statement in line.statements}
        for line in found.lines
        if line.source == "park:jia"
    }
    assert kinds == {
        ON_RECORD: {"supplies", "located-in"},
        POSSIBLE: {"feeds", "produces", "located-in"},
    }
    assert {name for line in found.lines for name in line.statements} <= found.evidence.keys()


def test_a_line_names_products_makers_users_and_how_the_need_is_known(store: Store) -> None:
    [line] = [line for line in flows(store, battery()).lines if line.source == "park:jia"]
    said = {key.en: value.en for key, value in line.facts}
    assert said == {
        "cell": "jia-cell → yi-pack; need inferred from recipes; not made in the taking park",
        "apart": "places not on record",
    }
    assert line.facets == {"basis": ("inferred",)}


def test_the_width_counts_what_is_there(store: Store) -> None:
    widths = {line.source: line.width for line in flows(store, battery()).lines}
    assert widths == {"park:jia": 2.0, "park:yi": 3.0}


def test_one_park_shows_only_what_it_gives_and_takes(bundled: Store) -> None:
    found = drawn(bundled, VIEW, {"park": "park:xingan-edz"})
    assert found.lines
    assert all("park:xingan-edz" in (line.source, line.target) for line in found.lines)
    assert found.title.zh.startswith("兴安盟经济技术开发区")


def test_a_park_without_flows_stands_alone_and_the_picture_says_so(store: Store) -> None:
    found = flows(store, [fact("company:x", "LOCATED_IN", "park:x")], park="park:x")
    assert [(mark.id, mark.group) for mark in found.marks] == [("park:x", "none")]
    assert (found.lines, found.notes[0].en) == ((), "No flow between parks, on record or possible.")


def test_a_graph_without_parks_gives_an_empty_picture(store: Store) -> None:
    found = flows(store, [fact("product:a", "FEEDS", "product:b")])
    assert (found.marks, found.lines) == ((), ())
    assert "No flow" in page(found)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"park": "没有这个园区"}, UnknownName),
        ({"presence": "ever"}, UsageError),
        ({"chain": "x"}, UsageError),
    ],
)
def test_wrong_words_are_refused(bundled: Store, given: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        drawn(bundled, VIEW, given)


def test_givers_stand_left_of_takers_even_in_a_circle() -> None:
    weights = {("a", "b"): 3.0, ("b", "c"): 2.0, ("c", "a"): 1.0, ("b", "a"): 1.0}
    assert forward(weights) == [("a", "b"), ("b", "c")]
    found = columns(dict.fromkeys("abc", 0), forward(weights))
    assert [names for _, names in found] == [["a"], ["b"], ["c"]]
    assert forward({("a", "a"): 1.0}) == []


def test_lines_that_share_their_ends_part() -> None:
    def line(one: str, other: str) -> Line:
        return Line(one, other, "X", Words("x", "x"))

    found = list(bowed([line("a", "b"), line("a", "b"), line("b", "a"), line("b", "c")]))
    assert len({found[0].bend, found[1].bend}) == 2
    assert found[2].bend > 0
    assert found[3].bend == 0


@pytest.mark.browser
def test_flows_open_in_a_browser_and_show_hostile_names_as_text(
    browser: Any, kglite_store: Store, tmp_path: Path
) -> None:
    hostile = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    found = flows(kglite_store, [*battery(), SALE], {"jia": {"name": hostile}, "cell": {"name": hostile}})
    with map_of(browser, tmp_path, found) as tab:
        assert tab.js("atlas.select('park:jia')")
        assert tab.page.inner_text("#panel h2") == hostile
        tab.page.locator("#panel button.verb").first.click()
        assert hostile in tab.page.inner_text("#panel")
        assert tab.js("[0, 1, 2].map(id => atlas.sets.edges.get(id).dashes)") == [False, [6, 5], [6, 5]]
        tab.quiet()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found
