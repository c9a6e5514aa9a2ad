"""The company view: trade by tier, technology that is not trade, parks, group, projects and chains."""

from __future__ import annotations

import pytest
from _facts import fact
from _pictures import INDUSTRY, around, by_id, facts_in, joins

from chainatlas.graph.errors import UnknownName, UsageError
from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._view import Picture
from chainatlas.viz.company import NO_TRADE, TECHNOLOGY, VIEW, sketch


def firm(name: str = "company:mill", tiers: int = 2) -> Picture:
    return sketch(around(INDUSTRY), {"company": name, "tiers": tiers})


def test_suppliers_stand_left_and_customers_right_tier_by_tier() -> None:
    marks = by_id(firm())
    row = ["company:digger", "company:miner", "company:mill", "company:maker", "company:seller"]
    assert [marks[name].x for name in row] == sorted({marks[name].x for name in row})
    assert len({marks[name].y for name in row}) == 1
    assert [marks[name].group for name in row] == ["supplier"] * 2 + ["focus"] + ["customer"] * 2
    headings = {heading.name.en for heading in firm().headings}
    assert {"suppliers, tier 2", "suppliers, tier 1", "customers, tier 1", "customers, tier 2"} <= headings


def test_only_the_tiers_that_were_asked_for_are_drawn() -> None:
    marks = by_id(firm(tiers=1))
    assert {"company:miner", "company:maker"} <= marks.keys()
    assert not {"company:digger", "company:seller"} & marks.keys()


def test_technology_is_no_trade() -> None:
    picture = firm()
    feeds = next(line for line in picture.lines if line.kind == "FEEDS")
    trade = {line.source: line for line in picture.lines if line.kind == "SUPPLIES"}
    assert (feeds.source, feeds.target, feeds.dashed) == ("product:ore", "product:steel", True)
    assert {said.en for _, said in feeds.facts} >= {"1.6", "furnace", "reference"}
    assert not trade["company:miner"].dashed
    assert trade["company:mill"].dashed, "a planned supply"
    groups = {name: mark.group for name, mark in by_id(picture).items()}
    assert (groups["product:ore"], groups["product:coke"]) == ("technology", "need")
    assert TECHNOLOGY in picture.notes


def test_a_supply_says_its_product_or_that_nobody_states_it() -> None:
    told = {line.source: dict(line.facts) for line in firm().lines if line.kind == "SUPPLIES"}
    said = {source: {title.en: word.en for title, word in facts.items()} for source, facts in told.items()}
    assert said["company:miner"]["product"] == "ore"
    assert said["company:digger"]["product"] == "not stated"


def test_parks_group_chains_and_numbers_are_there() -> None:
    picture = firm()
    assert {
        ("LOCATED_IN", "company:mill", "park:zone"),
        ("PART_OF", "company:mill", "company:holding"),
        ("CHAIN_MEMBER", "product:steel", "chain:steel"),
        ("PRODUCES", "company:mill", "product:steel"),
    } <= joins(picture)
    made = next(line for line in picture.lines if line.kind == "PRODUCES")
    assert {title.en: said.en for title, said in made.facts}["capacity"] == "1,200,000"


def test_a_project_has_its_investor_and_its_park() -> None:
    picture = firm("project:works")
    assert by_id(picture)["company:far"].group == "group"
    assert ("DEVELOPS", "company:far", "project:works") in joins(picture)
    assert ("LOCATED_IN", "project:works", "park:zone") in joins(picture)
    assert NO_TRADE in picture.notes


def test_a_firm_sees_what_its_projects_make_and_who_courts_it() -> None:
    marks = by_id(firm("company:far"))
    assert (marks["project:works"].group, marks["product:tower"].group) == ("project", "product")
    assert ("COURTS", "park:zone", "company:wanted") in joins(firm("company:wanted"))


def test_a_firm_with_one_edge_is_two_marks_and_says_that_no_trade_is_on_record() -> None:
    picture = firm("company:lab")
    assert sorted(by_id(picture)) == ["company:lab", "park:inner"]
    assert picture.notes == (NO_TRADE,)


def test_firms_that_supply_each_other_in_a_circle_stand_once_on_the_nearer_side() -> None:
    ring = [fact(f"company:{one}", "SUPPLIES", f"company:{other}") for one, other in ("ab", "bc", "cd", "da")]
    picture = sketch(around(ring), {"company": "company:a", "tiers": 4})
    groups = {name: mark.group for name, mark in by_id(picture).items()}
    assert groups == {
        "company:a": "focus",
        "company:b": "customer",
        "company:c": "supplier",
        "company:d": "supplier",
    }
    assert len(picture.lines) == 4


def test_the_site_of_a_supplier_is_a_fact_with_its_source_and_a_facet() -> None:
    facts = [*INDUSTRY, fact("company:miner", "LOCATED_IN", "park:pit")]
    miner = by_id(sketch(around(facts), {"company": "company:mill", "tiers": 1}))["company:miner"]
    assert facts_in(miner)["is in"] == "pit"
    assert miner.facets["park"] == ("park:pit",)
    assert len(miner.statements) == 1


def test_a_firm_with_very_many_customers_shows_the_best_documented() -> None:
    facts = [fact("company:hub", "SUPPLIES", f"company:c{number:04}") for number in range(500)]
    picture = sketch(around(facts), {"company": "company:hub", "tiers": 4})
    assert len(picture.marks) == 300
    assert by_id(picture)["company:hub"].group == "focus"
    assert "201 more" in picture.notes[-1].en


def test_what_a_line_joins_is_known_by_name_alias_and_code() -> None:
    known = around(INDUSTRY, mill={"aliases": ["钢厂"], "uscc": "91150000X", "stock_code": "600010.SH"})
    mark = by_id(sketch(known, {"company": "company:mill", "tiers": 1}))["company:mill"]
    assert mark.words == ("钢厂", "91150000X", "600010.SH")
    assert mark.name.en == "mill", "where there is no English name the only one stands"


def test_a_wrong_firm_or_number_of_tiers_is_refused(bundled: Store) -> None:
    with pytest.raises(UnknownName, match=r"nearest.*goldwind"):
        drawn(bundled, VIEW, {"company": "金风科记"})
    with pytest.raises(UsageError, match="1 to 4"):
        drawn(bundled, VIEW, {"company": "金风科技", "tiers": 5})
    with pytest.raises(UnknownName, match="company:nobody"):
        firm("company:nobody")


def test_goldwind_has_the_two_suppliers_that_the_report_names(bundled: Store) -> None:
    picture = drawn(bundled, VIEW, {"company": "金风科技"})
    assert joins(picture, "SUPPLIES") == {
        ("SUPPLIES", "company:jl-mag", "company:goldwind"),
        ("SUPPLIES", "company:titan-wind", "company:goldwind"),
    }
    assert all(line.dashed for line in picture.lines if line.kind == "FEEDS")
    assert by_id(picture)["company:goldwind-equipment"].group == "group"
