"""Sketches of a product and of a document, as the site draws them from memory."""

from __future__ import annotations

import pytest
from _facts import PRESS, attribute, fact
from _pictures import INDUSTRY, around, by_id, facts_in, joins

from chainatlas.graph.around import TableAround
from chainatlas.graph.errors import UnknownName
from chainatlas.graph.tables import Graph, node_frame
from chainatlas.viz._document import NOTHING as NO_STATEMENT
from chainatlas.viz._document import document
from chainatlas.viz._product import NOTHING as NO_MAKER
from chainatlas.viz._product import product


def test_a_product_stands_between_its_inputs_and_what_is_made_of_it() -> None:
    picture = product(around(INDUSTRY), "product:steel")
    marks = by_id(picture)
    row = ["product:ore", "product:steel", "product:tower", "chain:steel"]
    assert [marks[name].x for name in row] == sorted({marks[name].x for name in row})
    ore = next(line for line in picture.lines if line.source == "product:ore")
    assert {title.en: said.en for title, said in ore.facts}["recipe"] == "furnace"
    assert ore.dashed


def test_makers_stand_in_a_lane_for_each_park_in_its_colour() -> None:
    facts = [
        *INDUSTRY,
        fact("company:lab", "PRODUCES", "product:steel", status="planned"),
        fact("company:nowhere", "PRODUCES", "product:steel"),
    ]
    picture = product(around(facts), "product:steel")
    groups = {name: mark.group for name, mark in by_id(picture).items()}
    assert groups["company:mill"] == "park:zone"
    assert groups["company:lab"] == "park:inner"
    assert groups["company:nowhere"] == "unplaced"
    assert {"zone", "inner", "maker, park not on record"} <= {heading.name.en for heading in picture.headings}
    lowest = max(picture.marks, key=lambda mark: mark.y)
    assert lowest.id == "company:nowhere"


def test_a_product_that_is_needed_and_not_made_says_so() -> None:
    picture = product(around(INDUSTRY), "product:coke")
    assert by_id(picture)["company:mill"].group == "user"
    assert picture.notes == (NO_MAKER,)


def test_a_product_of_itself_and_a_maker_that_closed() -> None:
    facts = [
        fact("product:scrap", "FEEDS", "product:scrap", basis="reference"),
        fact("company:old", "PRODUCES", "product:scrap", status="closed"),
    ]
    picture = product(around(facts), "product:scrap")
    assert list(by_id(picture)) == ["product:scrap"]
    assert joins(picture) == {("FEEDS", "product:scrap", "product:scrap")}


def test_a_document_shows_what_it_states_and_nothing_else() -> None:
    told = fact("company:mill", "PRODUCES", "product:rail", document="document:gazette")
    held = around([*INDUSTRY, told])
    picture = document(held, "document:gazette")
    assert joins(picture) == {("PRODUCES", "company:mill", "product:rail")}
    assert picture.title.en == "Gazette"
    press = document(held, "document:press")
    assert ("PRODUCES", "company:mill", "product:rail") not in joins(press)
    drawn = {statement for line in press.lines for statement in line.statements}
    own = {statement for mark in press.marks for statement in mark.statements}
    assert len(drawn | own) == len(INDUSTRY)


def test_a_document_tells_measures_and_properties_of_what_it_speaks_of() -> None:
    facts = [
        *INDUSTRY,
        attribute("project:works", "investment_cny", "5000000", document="document:gazette"),
        fact("park:zone", "HAS_MEASURE", None, indicator="tax", value=7.0, document="document:gazette"),
    ]
    picture = document(around(facts), "document:gazette")
    marks = by_id(picture)
    assert sorted(marks) == ["park:zone", "project:works"]
    assert facts_in(marks["park:zone"])["tax"] == "7"
    assert "investment in yuan" in facts_in(marks["project:works"])
    assert [len(mark.statements) for mark in picture.marks] == [1, 1]


def test_a_document_shows_also_what_it_denies_dashed() -> None:
    picture = document(around([fact("company:a", "LOCATED_IN", "park:b", status="denied")]), "document:press")
    assert [(line.kind, line.dashed) for line in picture.lines] == [("LOCATED_IN", True)]


def test_two_paragraphs_that_say_the_same_are_one_line_with_two_sources() -> None:
    said = [fact("company:a", "SUPPLIES", "company:b", paragraph=number) for number in (1, 2)]
    lines = document(around(said), "document:press").lines
    assert [len(line.statements) for line in lines] == [2]


def test_products_of_a_document_stand_in_the_order_of_their_inputs_even_in_a_circle() -> None:
    feeds = [fact(f"product:{one}", "FEEDS", f"product:{other}") for one, other in ("ab", "bc", "cb")]
    marks = by_id(document(around(feeds), "document:press"))
    assert marks["product:a"].x < marks["product:b"].x == marks["product:c"].x


def test_a_long_document_shows_a_part_and_says_so() -> None:
    said = [fact(f"company:c{number:03}", "LOCATED_IN", "park:x") for number in range(350)]
    picture = document(around(said), "document:press")
    assert len(picture.marks) == 300
    assert "51 more" in picture.notes[0].en


def test_a_document_without_statements_says_so_and_an_unknown_one_is_refused() -> None:
    held = TableAround(Graph({"Document": node_frame("Document", [PRESS])}, {}))
    assert document(held, "document:press").notes == (NO_STATEMENT,)
    for sketch in (product, document):
        with pytest.raises(UnknownName, match="document:nothing"):
            sketch(held, "document:nothing")
