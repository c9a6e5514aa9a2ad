"""The park view: who is there, what they make and need, how far it all is, and what is not on record."""

from __future__ import annotations

import pytest
from _facts import Fact, fact
from _pictures import INDUSTRY, around, by_id, facts_in, joins

from chainatlas.graph.errors import UnknownName
from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._view import Picture
from chainatlas.viz.park import NOTHING, VIEW, sketch


def zone(*more: Fact) -> Picture:
    return sketch(around([*INDUSTRY, *more]), {"park": "park:zone"})


def test_firms_projects_products_and_chains_stand_from_left_to_right() -> None:
    marks = by_id(zone())
    row = ["park:zone", "park:inner", "company:mill", "project:works", "product:steel", "chain:steel"]
    assert [marks[name].x for name in row] == sorted({marks[name].x for name in row})
    assert marks.keys() == {
        *row,
        *("company:lab", "company:far", "company:wanted"),
        *("product:tower", "product:coke", "chain:wind"),
    }


def test_colours_tell_how_far_things_are() -> None:
    groups = {name: mark.group for name, mark in by_id(zone()).items()}
    assert groups["company:mill"] == groups["product:steel"] == "running"
    assert groups["project:works"] == groups["product:tower"] == "building"
    assert groups["company:lab"] == "planned"
    assert groups["company:wanted"] == "courted"
    assert groups["company:far"] == "owner"
    assert set(zone().groups) == set(groups.values())


def test_what_is_needed_and_not_made_there_is_a_ghost() -> None:
    picture = zone()
    coke = by_id(picture)["product:coke"]
    assert (coke.group, coke.missing) == ("needed", True)
    assert next(line.dashed for line in picture.lines if line.kind == "NEEDS")
    made = zone(fact("company:lab", "PRODUCES", "product:coke", status="planned"))
    assert (by_id(made)["product:coke"].group, by_id(made)["product:coke"].missing) == ("planned", False)


def test_what_is_planned_or_disputed_is_dashed_and_what_runs_is_not() -> None:
    dashed = {(line.kind, line.source): line.dashed for line in zone().lines}
    assert dashed["PRODUCES", "project:works"]
    assert dashed["LOCATED_IN", "company:lab"]
    assert not dashed["PRODUCES", "company:mill"]
    assert not dashed["LOCATED_IN", "company:mill"]


def test_a_line_that_others_show_already_is_told_in_the_panel_with_its_sources() -> None:
    picture = zone(fact("company:far", "LOCATED_IN", "park:zone"))
    assert ("CHAIN_MEMBER", "company:mill", "chain:steel") not in joins(picture)
    assert ("CHAIN_MEMBER", "product:steel", "chain:steel") in joins(picture)
    assert ("LOCATED_IN", "project:works", "park:zone") not in joins(picture)
    mill, works = by_id(picture)["company:mill"], by_id(picture)["project:works"]
    assert facts_in(mill)["chain"] == "steel"
    assert any("chain-member" in statement for statement in mill.statements)
    assert any("located-in" in statement for statement in works.statements)


def test_the_park_tells_its_measures_and_where_it_is() -> None:
    mark = by_id(zone())["park:zone"]
    assert facts_in(mark)["firms running"] == "60 家 (2023)"
    assert facts_in(mark)["is in"] == "town"
    assert any("has-measure" in statement for statement in mark.statements)


def test_marks_and_lines_can_be_filtered_by_park_chain_status_and_basis() -> None:
    picture = zone()
    marks = by_id(picture)
    assert marks["company:lab"].facets["park"] == ("park:inner",)
    assert marks["product:steel"].facets["park"] == ("park:zone",)
    assert marks["company:mill"].facets["chain"] == ("chain:steel",)
    assert marks["chain:wind"].facets["chain"] == ("chain:wind",)
    assert marks["company:lab"].facets["status"] == ("planned",)
    assert {name: words.zh for name, words in picture.values.items()} == {
        "park:zone": "zone",
        "park:inner": "inner",
        "chain:steel": "steel",
        "chain:wind": "wind",
    }
    assert {line.facets["basis"] for line in picture.lines} == {("stated",)}


def test_what_was_denied_or_closed_is_not_in_the_park() -> None:
    gone = [
        fact("company:ghost", "LOCATED_IN", "park:zone", status="denied"),
        fact("company:old", "LOCATED_IN", "park:zone", status="closed"),
    ]
    assert by_id(zone(*gone)).keys() == by_id(zone()).keys()


def test_parks_inside_each_other_in_a_circle_are_drawn_once() -> None:
    picture = sketch(
        around([fact("park:a", "LOCATED_IN", "park:b"), fact("park:b", "LOCATED_IN", "park:a")]),
        {"park": "park:a"},
    )
    assert sorted(by_id(picture)) == ["park:a", "park:b"]
    assert len(picture.lines) == 2


def test_parks_count_three_deep() -> None:
    nest = [fact(f"park:{one}", "LOCATED_IN", f"park:{one - 1}") for one in range(1, 6)]
    firms = [fact(f"company:{one}", "LOCATED_IN", f"park:{one}") for one in range(6)]
    marks = by_id(sketch(around([*nest, *firms]), {"park": "park:0"}))
    assert sorted(name for name in marks if name.startswith("company")) == [f"company:{n}" for n in range(4)]
    assert sorted(name for name in marks if name.startswith("park")) == [f"park:{n}" for n in range(4)]


def test_a_park_with_nothing_on_record_says_so() -> None:
    picture = sketch(around([fact("park:bare", "LOCATED_IN", "place:town")]), {"park": "park:bare"})
    assert (list(by_id(picture)), picture.lines, picture.notes) == (["park:bare"], (), (NOTHING,))
    assert zone().notes == ()


def test_a_large_park_shows_the_best_documented_and_says_how_many_it_does_not() -> None:
    facts = [fact(f"company:f{n:03}", "LOCATED_IN", "park:zone", status="running") for n in range(400)]
    facts += [fact("company:f399", "PRODUCES", "product:steel", status="running")]
    facts += [fact("product:steel", "CHAIN_MEMBER", "chain:steel")]
    picture = sketch(around(facts), {"park": "park:zone"})
    marks = by_id(picture)
    assert len(marks) <= 300
    assert {"park:zone", "company:f399", "product:steel"} <= marks.keys()
    assert picture.notes[0].en == "Only the 300 best documented nodes are drawn; 103 more are on record."
    assert "103" in picture.notes[0].zh


def test_an_unknown_park_is_refused_with_the_nearest(bundled: Store) -> None:
    with pytest.raises(UnknownName, match=r"no park is called '包头高新.*nearest.*baotou-rare-earth"):
        drawn(bundled, VIEW, {"park": "包头高新土区"})
    with pytest.raises(UnknownName, match="park:nowhere"):
        sketch(around(INDUSTRY), {"park": "park:nowhere"})


def test_the_baotou_zone_shows_what_its_report_names(bundled: Store) -> None:
    picture = drawn(bundled, VIEW, {"park": "包头稀土高新区"})
    names = {mark.name.zh for mark in picture.marks}
    assert {"金力永磁", "天顺风能", "滨河新区", "稀土永磁材料", "风电产业链", "华宏科技"} <= names
    assert ("COURTS", "park:baotou-rare-earth", "company:huahong-technology") in joins(picture)
    assert {key for line in picture.lines for key in line.statements} <= picture.evidence.keys()
    assert all(line.statements for line in picture.lines)
