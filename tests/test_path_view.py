"""The path view: what supply-path answers, from left to right, and what stands there without an answer."""

from __future__ import annotations

import pytest
from _facts import battery, fact, record
from _pictures import by_id, joins

from chainatlas.graph.errors import UnknownName, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._view import Picture
from chainatlas.viz.path import VIEW

FACTS = [
    *battery(),
    fact("company:jia-cell", "SUPPLIES", "company:yi-pack", product="product:cell", status="running"),
    fact("company:yi-pack", "SUPPLIES", "company:yi-car"),
]
ENDS = {"start": "jia-cell", "end": "yi-car"}


@pytest.fixture
def toy(kglite_store: Store) -> Store:
    kglite_store.replace(fold(record(FACTS)))
    return kglite_store


def way(store: Store, **given: object) -> Picture:
    return drawn(store, VIEW, ENDS | given)


def test_the_steps_of_a_path_stand_from_left_to_right(toy: Store) -> None:
    picture = way(toy, over="supplies")
    marks = by_id(picture)
    row = ["company:jia-cell", "company:yi-pack", "company:yi-car"]
    assert [marks[name].x for name in row] == sorted({marks[name].x for name in row})
    assert [marks[name].group for name in row] == ["start", "between", "end"]
    assert joins(picture) == {("SUPPLIES", *row[:2]), ("SUPPLIES", *row[1:])}
    assert all(line.statements for line in picture.lines)
    assert picture.notes[0].en.startswith("1 path,")


def test_a_path_over_technology_is_dashed_and_reads_in_its_direction(toy: Store) -> None:
    picture = drawn(toy, VIEW, {"start": "product:carbonate", "end": "product:car", "over": "technology"})
    first = next(line for line in picture.lines if line.source == "product:carbonate")
    assert (first.kind, first.name.en, first.dashed) == ("FEEDS", "is an input of", True)
    assert {line.kind for line in picture.lines} == {"FEEDS"}


def test_what_was_made_by_a_firm_leads_on_to_it(toy: Store) -> None:
    picture = drawn(toy, VIEW, {"start": "product:cell", "end": "company:yi-car", "over": "supplies"})
    line = next(line for line in picture.lines if line.source == "product:cell")
    assert (line.target, line.kind, line.name.en) == ("company:jia-cell", "PRODUCES", "is made by")


def test_several_paths_stand_in_several_rows_and_a_shared_step_says_all_its_paths(toy: Store) -> None:
    picture = way(toy)
    marks = by_id(picture)
    assert marks["company:jia-cell"].y == marks["company:yi-car"].y
    assert marks["product:cell"].y > marks["company:yi-pack"].y
    numbers = {said.en for line in picture.lines for title, said in line.facts if title.en == "path"}
    assert len(numbers) > 1
    places = {(mark.x, mark.y) for mark in picture.marks}
    assert len(places) == len(picture.marks)


def test_a_supply_says_what_is_sold(toy: Store) -> None:
    lines = {line.source: line for line in way(toy, over="supplies").lines}
    said = {
        source: {title.en: word.en for title, word in line.facts}["product"] for source, line in lines.items()
    }
    assert said == {"company:jia-cell": "cell", "company:yi-pack": "not stated"}
    assert lines["company:jia-cell"].facets == {"status": ("running",), "basis": ("stated",)}


def test_without_a_path_both_ends_stand_there_and_nothing_is_passed_off_as_absent(toy: Store) -> None:
    picture = drawn(toy, VIEW, {"start": "yi-car", "end": "jia-cell", "over": "supplies", "hops": 3})
    assert sorted(by_id(picture)) == ["company:jia-cell", "company:yi-car"]
    assert picture.lines == ()
    assert picture.notes[0].en == (
        "Over supplies no path of at most 3 steps is on record; that does not mean there is none."
    )
    assert by_id(picture)["company:yi-car"].x < by_id(picture)["company:jia-cell"].x


def test_a_path_from_a_thing_to_itself_is_that_thing(toy: Store) -> None:
    picture = way(toy, end="jia-cell")
    assert sorted(by_id(picture)) == ["company:jia-cell"]
    assert "no path" in picture.notes[0].en


def test_supplies_in_a_circle_end(kglite_store: Store) -> None:
    ring = [
        fact(f"company:{one}", "SUPPLIES", f"company:{other}")
        for one, other in ("ab", "bc", "ca", "bd", "cd")
    ]
    kglite_store.replace(fold(record(ring)))
    picture = drawn(kglite_store, VIEW, {"start": "company:a", "end": "company:d"})
    assert len({(mark.x, mark.y) for mark in picture.marks}) == len(picture.marks) == 4
    assert by_id(picture)["company:d"].x == max(mark.x for mark in picture.marks)


def test_a_wrong_end_or_number_is_refused(toy: Store) -> None:
    with pytest.raises(UnknownName, match=r"nearest.*jia-cell"):
        way(toy, end="jia-cel1")
    with pytest.raises(UsageError, match="--over"):
        way(toy, over="magic")
    with pytest.raises(UsageError, match="needs --end"):
        drawn(toy, VIEW, {"start": "jia-cell"})


def test_magnets_reach_goldwind_by_the_supply_and_by_technology(bundled: Store) -> None:
    picture = drawn(bundled, VIEW, {"start": "金力永磁", "end": "金风科技"})
    assert ("SUPPLIES", "company:jl-mag", "company:goldwind") in joins(picture)
    assert {line.kind for line in picture.lines} >= {"SUPPLIES", "FEEDS", "PRODUCES", "DEVELOPS"}
    assert {key for line in picture.lines for key in line.statements} <= picture.evidence.keys()
