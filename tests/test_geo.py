"""The view geo: north is up, whose coordinates they are is said, and nothing covers anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from _facts import Fact, battery, fact, record
from _tab import map_of
from hypothesis import given, settings
from hypothesis import strategies as st

from chainatlas.graph.around import TableAround
from chainatlas.graph.errors import UnknownName, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.viz import flows
from chainatlas.viz._coordinates import CELL, Projection, Spot, on_earth, spread
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import page
from chainatlas.viz._view import Mark, Picture
from chainatlas.viz.geo import NOWHERE, VIEW

BAOTOU = {"lon": 109.84, "lat": 40.66, "level": "prefecture", "name": "包头市", "name_en": "Baotou"}
OTOG = {"lon": 107.98, "lat": 39.09, "level": "county"}
IN = "LOCATED_IN"
TWO = [
    fact("park:north", IN, "place:baotou"),
    fact("park:south", IN, "place:otog"),
    fact("company:a", IN, "park:north"),
    fact("company:b", IN, "park:south"),
    fact("project:p", IN, "park:south"),
]
PLACES = {"baotou": BAOTOU, "otog": OTOG}


def geo(store: Store, facts: list[Fact], properties: Mapping[str, Any] = PLACES, **given: str) -> Picture:
    store.replace(fold(record(facts, **properties)))
    return drawn(store, VIEW, given)


def marks(picture: Picture) -> dict[str, Mark]:
    return {mark.id.partition(":")[2]: mark for mark in picture.marks}


def said(mark: Mark) -> dict[str, str]:
    return {key.en: value.en for key, value in mark.facts}


def test_north_is_up_and_east_is_right(store: Store) -> None:
    found = marks(geo(store, TWO))
    assert found["north"].y < found["south"].y
    assert found["north"].x > found["south"].x


def test_a_park_says_that_the_coordinates_are_those_of_its_place(store: Store) -> None:
    found = marks(geo(store, TWO))["north"]
    assert said(found)["coordinates"] == "109.84°, 40.66° of Baotou, not the park's own"
    assert found.group == "place:baotou"
    assert found.statements


def test_the_nearest_place_with_coordinates_counts(store: Store) -> None:
    facts = [
        fact("park:inner", IN, "park:outer"),
        fact("park:outer", IN, "place:county"),
        fact("place:county", IN, "place:baotou"),
    ]
    found = marks(geo(store, facts, PLACES | {"county": {"level": "county"}}, inner="show"))
    assert "Baotou" in said(found["inner"])["coordinates"]
    assert {mark.group for mark in found.values()} == {"place:baotou"}


def test_firms_and_projects_are_counted_where_they_are_and_further_out(store: Store) -> None:
    facts = [*TWO, fact("park:inner", IN, "park:north"), fact("company:c", IN, "park:inner")]
    found = marks(geo(store, facts))
    assert set(found) == {"north", "south"}
    assert (said(found["north"])["firms on record"], said(found["south"])["projects on record"]) == ("2", "1")
    assert said(found["north"])["parks inside it"] == "inner"
    assert "inner" in found["north"].words


def test_inner_parks_are_drawn_on_demand_with_what_they_are_part_of(store: Store) -> None:
    found = geo(store, [*TWO, fact("park:inner", IN, "park:north")], inner="show")
    assert {(line.source, line.target, line.kind) for line in found.lines} == {
        ("park:inner", "park:north", IN)
    }
    places = [(mark.x, mark.y) for mark in found.marks]
    assert len(set(places)) == 3


def test_lines_are_the_supplies_that_flows_calls_on_record(store: Store) -> None:
    sale = fact("company:a", "SUPPLIES", "company:b", product="product:cell", status="running")
    facts = [*TWO, *battery(), sale, fact("company:b", "SUPPLIES", "company:jia-cell", status="running")]
    found = geo(store, facts)
    solid = {(line.source, line.target) for line in drawn(store, flows.VIEW, {}).lines if not line.dashed}
    assert {(line.source, line.target) for line in found.lines} == solid
    assert ("park:north", "park:south") in solid
    [line] = [line for line in found.lines if line.source == "park:north"]
    assert line.facts[0][1].en == "a → b (cell), running"


def test_a_company_without_a_park_sells_where_its_project_is(store: Store) -> None:
    facts = [*TWO, fact("company:c", "DEVELOPS", "project:p"), fact("company:a", "SUPPLIES", "company:c")]
    assert [(line.source, line.target) for line in geo(store, facts).lines] == [("park:north", "park:south")]


def test_a_chain_leaves_the_parks_that_have_a_part_of_it(store: Store) -> None:
    facts = [
        *TWO,
        fact("company:b", "PRODUCES", "product:cell"),
        fact("product:cell", "CHAIN_MEMBER", "chain:x"),
    ]
    found = geo(store, facts, chain="x")
    assert set(marks(found)) == {"south"}
    assert said(marks(found)["south"])["firms on record"] == "1"
    assert said(marks(found)["south"])["projects on record"] == "0"


ABSURD = {
    "no coordinates": {},
    "half a pair": {"lon": 109.0},
    "not on Earth": {"lon": 999.0, "lat": 40.0},
    "the pair the wrong way round": {"lon": 40.66, "lat": 109.84},
    "not a number": {"lon": float("nan"), "lat": 40.0},
}


@pytest.mark.parametrize("place", ABSURD.values(), ids=ABSURD)
def test_a_park_without_usable_coordinates_stands_apart_and_says_so(
    store: Store, place: dict[str, float]
) -> None:
    found = geo(store, TWO, {"baotou": BAOTOU, "otog": place})
    south = marks(found)["south"]
    assert said(south)["coordinates"] == "not on record"
    assert south.x < marks(found)["north"].x - CELL[0]
    assert NOWHERE in [heading.name for heading in found.headings]
    assert page(found)


def test_a_graph_without_places_or_parks_gives_a_page_all_the_same(store: Store) -> None:
    found = geo(store, [fact("company:a", IN, "park:lost")], {})
    assert [mark.group for mark in found.marks] == [""]
    assert geo(store, [fact("company:a", "SUPPLIES", "company:b")], {}).marks == ()


def test_parks_that_lie_in_each_other_do_not_hang(store: Store) -> None:
    found = geo(store, [fact("park:a", IN, "park:b"), fact("park:b", IN, "park:a")], {}, inner="show")
    assert set(marks(found)) == {"a", "b"}


@pytest.mark.parametrize(
    ("given", "error"),
    [({"chain": "没有这条链"}, UnknownName), ({"inner": "maybe"}, UsageError), ({"park": "x"}, UsageError)],
)
def test_wrong_words_are_refused(bundled: Store, given: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        drawn(bundled, VIEW, given)


def test_the_bundled_parks_all_have_a_place_and_columns_give_the_same_picture(bundled: Store) -> None:
    from chainatlas.graph.stored import read_graph

    found = drawn(bundled, VIEW, {"inner": "show"})
    assert len(found.marks) == len(bundled.query("MATCH (park:Park) RETURN park.id AS id"))
    assert NOWHERE not in [heading.name for heading in found.headings]
    assert VIEW.sketch
    sketched = VIEW.sketch(TableAround(read_graph(bundled)), {"chain": "", "inner": "show"})
    assert (sketched.marks, sketched.lines) == (found.marks, found.lines)


SPOTS = st.lists(st.tuples(st.floats(-900, 900), st.floats(-500, 500)), max_size=40)


@given(SPOTS)
@settings(max_examples=40, deadline=None)
def test_no_mark_covers_another(spots: list[Spot]) -> None:
    wanted = {f"p{number:02}": spot for number, spot in enumerate(spots)}
    found = spread(wanted)
    assert found.keys() == wanted.keys()
    for one, other in combinations(found.values(), 2):
        assert abs(one[0] - other[0]) > 0.8 * CELL[0] or abs(one[1] - other[1]) > 0.8 * CELL[1]
    assert spread(dict(reversed(wanted.items()))) == found


def test_marks_with_room_stay_where_they_are() -> None:
    wanted = {"a": (0.0, 0.0), "b": (300.0, 0.0), "c": (0.0, 300.0)}
    assert spread(wanted) == wanted


def test_a_degree_north_is_as_long_everywhere_and_east_shrinks_with_the_latitude() -> None:
    projection = Projection([(100.0, 59.0), (120.0, 61.0)], 2)
    (west, top), (east, bottom) = projection.place((109.0, 60.5)), projection.place((111.0, 59.5))
    assert (east - west) / (bottom - top) == pytest.approx(1.0, abs=0.01)  # two degrees east at 60° N
    assert projection.kilometres((0, 0), (0, bottom - top)) == pytest.approx(111.2, abs=0.1)
    assert on_earth(180, -90) == (180.0, -90.0)


@pytest.mark.browser
def test_the_parks_open_in_a_browser_and_show_hostile_names_as_text(
    browser: Any, kglite_store: Store, tmp_path: Path
) -> None:
    hostile = "\"'`</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\u2028"
    found = geo(
        kglite_store, TWO, {"baotou": BAOTOU | {"name": hostile}, "otog": OTOG, "south": {"name": hostile}}
    )
    with map_of(browser, tmp_path, found) as tab:
        assert tab.js("atlas.select('park:south')")
        assert tab.js("document.querySelector('#panel h2').textContent") == hostile
        tab.js("atlas.select('park:north')")
        assert hostile in tab.js("document.querySelector('#panel').textContent")
        assert tab.js("document.documentElement.scrollWidth <= innerWidth")
        tab.quiet()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found
