"""Decisions on identity: what the fold joins, what it keeps apart, and that nothing is lost by it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from _facts import Fact, fact, record
from _identities import different, same

from chainatlas.graph.decisions import decisions, identities_in
from chainatlas.graph.difference import difference
from chainatlas.graph.errors import DataError
from chainatlas.graph.joining import joined, loops
from chainatlas.graph.statements import fold, record_of
from chainatlas.graph.tables import Graph, Record, digest

MAKES = [
    fact("company:mill", "PRODUCES", "product:steel"),
    fact("company:600001", "PRODUCES", "product:steel", document="document:gazette"),
]
CODED: dict[str, dict[str, Any]] = {
    "600001": {"name": "甲钢", "stock_code": "600001.SH"},
    "mill": {"name": "甲钢厂", "uscc": None},
}
NEWER: dict[str, Any] = {"document": "document:gazette"}


def edges(graph: Graph, kind: str) -> set[tuple[str, str]]:
    found = (
        table.select("source", "target").rows() for ends, table in graph.edges.items() if ends[0] == kind
    )
    return {row for rows in found for row in rows}


def firms(graph: Graph) -> list[str]:
    return graph.nodes["Company"]["id"].to_list()


def test_what_is_said_of_ids_that_are_one_thing_is_said_of_one_node() -> None:
    graph = fold(record([*MAKES, same("company:mill", "company:600001")], **CODED))
    assert firms(graph) == ["company:600001"]
    assert edges(graph, "PRODUCES") == {("company:600001", "product:steel")}
    (row,) = graph.edges["PRODUCES", "Company", "Product"].to_dicts()
    assert len(row["statements"]) == 2
    assert row["confidence"] == pytest.approx(0.99)


def test_the_node_has_the_names_codes_and_ids_of_all_and_each_as_it_was_registered() -> None:
    graph = fold(record([*MAKES, same("company:mill", "company:600001")], **CODED))
    (row,) = graph.nodes["Company"].to_dicts()
    assert (row["name"], row["aliases"], row["joined"]) == ("甲钢", ["甲钢厂"], ["company:mill"])
    assert row["registered"] == [
        '{"id": "company:600001", "name": "甲钢", "stock_code": "600001.SH"}',
        '{"id": "company:mill", "name": "甲钢厂"}',
    ]


CANONICAL = {
    "the one with a code": ({"b": {"uscc": "9115"}}, "company:b"),
    "of several codes the one that a person wrote": (
        {"002202": {"stock_code": "002202.SZ"}, "b": {"stock_code": "002202.SZ"}},
        "company:b",
    ),
    "else the smallest": ({}, "company:a"),
}


@pytest.mark.parametrize(("codes", "chosen"), CANONICAL.values(), ids=CANONICAL)
def test_the_id_of_the_node_is(codes: dict[str, dict[str, Any]], chosen: str) -> None:
    facts = [fact(f"company:{name}", "PRODUCES", "product:x") for name in ("a", "b", "002202")]
    decided = [same("company:a", "company:b"), same("company:b", "company:002202")]
    assert firms(fold(record([*facts, *decided], **codes))) == [chosen]


def test_a_code_that_differs_stays_findable_as_another_name() -> None:
    known: dict[str, dict[str, Any]] = {"a": {"stock_code": "000022.SZ"}, "b": {"stock_code": "001872.SZ"}}
    facts = [fact(f"company:{name}", "PRODUCES", "product:x") for name in known]
    (row,) = fold(record([*facts, same("company:a", "company:b")], **known)).nodes["Company"].to_dicts()
    assert row["stock_code"] == "000022.SZ"
    assert row["aliases"] == ["b", "001872.SZ"]


def test_statements_keep_the_ids_that_they_were_made_with() -> None:
    graph = fold(record([*MAKES, same("company:mill", "company:600001")], **CODED))
    told = graph.nodes["Statement"].filter(document="document:press", predicate="PRODUCES")
    (row,) = told.to_dicts()
    assert row["subject"] == "company:600001"
    assert row["given"] == ["company:mill", "product:steel", ""]
    assert row["name"].startswith("company:mill ")


def test_the_product_that_is_supplied_is_renamed_too() -> None:
    sale = fact("company:a", "SUPPLIES", "company:b", product="product:钢")
    graph = fold(record([sale, same("product:steel", "product:钢")]))
    (row,) = graph.edges["SUPPLIES", "Company", "Company"].to_dicts()
    assert row["product"] == graph.nodes["Product"]["id"][0] == "product:steel"
    assert graph.nodes["Statement"].filter(predicate="SUPPLIES")["product"][0] == "product:steel"


def test_measures_of_one_thing_and_period_are_one_and_contested_where_they_differ() -> None:
    told: dict[str, Any] = {"indicator": "Revenue", "period": "2023"}
    said = [
        fact("company:a", "HAS_MEASURE", value=1.0, **told),
        fact("company:b", "HAS_MEASURE", value=2.0, document="document:reprint", **told),
    ]
    apart = fold(record(said))
    graph = fold(record([*said, same("company:a", "company:b")]))
    assert apart.nodes["Measure"].height == 2
    (row,) = graph.edges["HAS_MEASURE", "Company", "Measure"].to_dicts()
    assert (row["source"], row["contested"]) == ("company:a", True)
    assert graph.nodes["Measure"]["id"].to_list() == [row["target"]]


def test_groups_are_transitive_and_of_one_kind_only() -> None:
    facts = [fact(f"company:{name}", "PRODUCES", "product:x") for name in "abc"]
    decided = [same("company:c", "company:b"), same("company:b", "company:a"), same("company:a", "product:x")]
    graph = fold(record([*facts, *decided]))
    assert edges(graph, "PRODUCES") == {("company:a", "product:x")}
    assert identities_in(record([*facts, *decided])).groups == (("company:a", "company:b", "company:c"),)


def test_a_group_is_joined_also_by_way_of_an_id_that_is_not_there() -> None:
    facts = [fact(f"company:{name}", "PRODUCES", "product:x") for name in "ac"]
    made = record([*facts, same("company:a", "company:gone"), same("company:gone", "company:c")])
    firm = made.entities["Company"].filter(~(made.entities["Company"]["id"] == "company:gone"))
    held = Record({**made.entities, "Company": firm}, made.documents, made.statements)
    assert firms(fold(held)) == ["company:a"]


def test_two_that_are_different_within_a_group_contradict_and_nothing_is_joined() -> None:
    facts = [fact(f"company:{name}", "PRODUCES", "product:x") for name in "abc"]
    decided = [
        same("company:a", "company:b"),
        same("company:b", "company:c"),
        different("company:c", "company:a"),
    ]
    found = record([*facts, *decided])
    assert firms(fold(found)) == ["company:a", "company:b", "company:c"]
    group = ("company:a", "company:b", "company:c")
    assert identities_in(found).contradictions == ((group, ("company:a", "company:c")),)


def test_both_decisions_of_one_day_contradict() -> None:
    pair = ("company:600001", "company:mill")
    said = record([*MAKES, same(*pair), different(*pair)], **CODED)
    assert decisions(said.statements)[pair].same is None
    assert firms(fold(said)) == ["company:600001", "company:mill"]
    assert identities_in(said).contradictions == ((pair, pair),)


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    pair = ("company:mill", "company:600001")
    apart = record([*MAKES, same(*pair), different(*pair, **NEWER)], **CODED)
    again = record([*MAKES, different(*pair), same(*pair, **NEWER)], **CODED)
    assert firms(fold(apart)) == ["company:600001", "company:mill"]
    assert firms(fold(again)) == firms(fold(again, policy="cautious")) == ["company:600001"]


def test_a_decision_of_better_rank_prevails_and_a_deprecated_one_counts_for_nothing() -> None:
    pair = ("company:mill", "company:600001")
    held = [different(*pair, rank="preferred"), same(*pair, **NEWER)]
    assert len(firms(fold(record([*MAKES, *held], **CODED)))) == 2
    assert len(firms(fold(record([*MAKES, same(*pair, rank="deprecated")], **CODED)))) == 2


def test_a_fold_as_of_an_earlier_day_shows_the_world_before_the_decision() -> None:
    decided = record([*MAKES, same("company:mill", "company:600001", **NEWER)], **CODED)
    before = fold(record(MAKES, **CODED), as_of="2023-12-31")
    assert not difference(before, fold(decided, as_of="2023-12-31"))
    assert firms(fold(decided, as_of="2024-01-01")) == ["company:600001"]


def test_a_link_that_joining_leads_from_a_thing_to_itself_is_left_out_and_told() -> None:
    sale = fact("company:mill", "SUPPLIES", "company:600001", product="product:steel")
    held = record([*MAKES, sale, same("company:mill", "company:600001")], **CODED)
    graph = fold(held)
    assert not edges(graph, "SUPPLIES")
    assert loops(held).select("subject", "object").rows() == [("company:mill", "company:600001")]
    assert graph.nodes["Statement"].filter(predicate="SUPPLIES").height == 1


def test_a_link_that_led_to_itself_before_is_no_loop_that_joining_made() -> None:
    cycle = fact("product:a", "FEEDS", "product:a", recipe="return")
    held = record([cycle, same("product:b", "product:c")])
    assert edges(fold(held), "FEEDS") == {("product:a", "product:a")}
    assert not loops(held).height


def test_a_decision_alone_brings_nothing_into_the_graph() -> None:
    held = record([*MAKES, same("company:v", "company:w"), different("company:x", "company:y")], **CODED)
    assert firms(fold(held)) == ["company:600001", "company:mill"]
    assert fold(held).nodes["Statement"].filter(predicate="SAME_AS").height == 2


def test_the_record_of_the_graph_is_the_record_that_was_folded() -> None:
    held = record([*MAKES, same("company:mill", "company:600001", **NEWER)], **CODED)
    graph = fold(held)
    back = record_of(graph)
    assert digest(back) == digest(held) == graph.nodes["Build"]["digest"][0]
    assert not difference(fold(back), graph)


def test_a_record_without_decisions_is_left_as_it_is() -> None:
    held = record(MAKES)
    assert joined(held) is held
    assert fold(held).nodes["Company"]["joined"].null_count() == 2


def random_facts(drawn: random.Random) -> tuple[list[Fact], list[Fact]]:
    firm = [f"company:{letter}" for letter in "abcdef"]
    facts = [fact(one, "PRODUCES", f"product:{drawn.choice('xyz')}") for one in firm]
    sales = {(drawn.choice(firm), drawn.choice(firm), drawn.choice("xy")) for _ in range(8)}
    facts += [fact(one, "SUPPLIES", other, product=f"product:{good}") for one, other, good in sorted(sales)]
    pairs = {tuple(sorted(drawn.sample(firm, 2))) for _ in range(4)} | {("product:x", "product:y")}
    return facts, [drawn.choice((same, same, different))(*pair) for pair in sorted(pairs)]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_joined_can_be_taken_apart_and_the_order_of_rows_does_not_matter(seed: int) -> None:
    drawn = random.Random(seed)
    facts, decided = random_facts(drawn)
    held = record([*facts, *decided])
    graph = fold(held)
    back = record_of(graph)
    assert digest(back) == digest(held)
    told = back.statements.filter(back.statements["predicate"] != "SAME_AS")
    assert not difference(fold(Record(back.entities, back.documents, told)), fold(record(facts)))
    drawn.shuffle(facts)
    assert not difference(fold(record([*decided, *facts])), graph)


DAMAGED = {
    "no JSON": ["{", "expected JSON"],
    "no object": ["[]", "expected properties of a Company"],
    "another id": ['{"id": "company:x", "name": "x"}', "expected the node itself"],
    "a strange property": [
        '{"id": "company:mill", "name": "x", "evil": 1}',
        "expected properties of a Company",
    ],
    "a value of another kind": ['{"id": "company:mill", "name": 1}', "'name' has a value of another kind"],
    "a list of numbers": ['{"id": "company:mill", "name": "x", "aliases": [1]}', "'aliases' has a value"],
}


@pytest.mark.parametrize(("text", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_what_was_registered_is_read_back_strictly(text: str, reason: str) -> None:
    graph = fold(record([*MAKES, same("company:mill", "company:600001")], **CODED))
    firm = graph.nodes["Company"]
    (row,) = firm.to_dicts()
    broken = type(firm)([row | {"registered": [row["registered"][0], text]}], schema=firm.schema)
    with pytest.raises(DataError, match=reason):
        record_of(Graph({**graph.nodes, "Company": broken}, graph.edges))
