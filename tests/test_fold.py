"""The fold: which statements count, what they give, and that order and repetition do not matter."""

from __future__ import annotations

import random

import polars as pl
import pytest
from _facts import DOCUMENTS, Fact, attribute, fact, record
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from chainatlas.graph.kinds import BASIS, RANKS, STATUS
from chainatlas.graph.statements import Policy, fold, record_of
from chainatlas.graph.tables import Graph, Record

STEEL = "product:steel"
MILL = "company:mill"


def edges(graph: Graph, name: str) -> list[dict[str, object]]:
    return [row for (kind, _, _), table in graph.edges.items() if kind == name for row in table.to_dicts()]


def only(graph: Graph, name: str) -> dict[str, object]:
    (row,) = edges(graph, name)
    return row


def keys(graph: Graph) -> set[tuple[str, ...]]:
    own = ("product", "unit", "recipe", "purpose", "covers")
    return {
        (name, row["source"], row["target"], *(str(row.get(key)) for key in own))
        for (name, _, _), table in graph.edges.items()
        for row in table.to_dicts()
    }


def same(one: Graph, other: Graph) -> None:
    assert one.nodes.keys() == other.nodes.keys()
    assert one.edges.keys() == other.edges.keys()
    for label in one.nodes:
        assert_frame_equal(one.nodes[label], other.nodes[label])
    for ends in one.edges:
        assert_frame_equal(one.edges[ends], other.edges[ends])


def shuffled(known: Record, seed: int) -> Record:
    order = random.Random(seed)

    def mixed(table: pl.DataFrame) -> pl.DataFrame:
        return table[order.sample(range(table.height), table.height)]

    entities = {label: mixed(table) for label, table in known.entities.items()}
    return Record(entities, mixed(known.documents), mixed(known.statements))


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    """Draw statements of a few kinds over a few nodes, so that many share a merge key."""
    pick = st.sampled_from
    found = []
    for _ in range(draw(st.integers(1, 14))):
        said = {
            "document": draw(pick(sorted(DOCUMENTS))),
            "status": draw(pick([None, *STATUS])),
            "basis": draw(pick(list(BASIS))),
            "rank": draw(pick(RANKS)),
            "confidence": draw(pick([0.03, 0.2, 0.5, 0.9, 1.0])),
        }
        firm, product = f"company:c{draw(st.integers(0, 2))}", f"product:p{draw(st.integers(0, 2))}"
        kind = draw(pick(["PRODUCES", "SUPPLIES", "HAS_MEASURE", "ATTRIBUTE"]))
        if kind == "PRODUCES":
            said |= {"capacity": draw(pick([None, 1.0, 2.0])), "unit": draw(pick([None, "t", "MW"]))}
            found.append(fact(firm, kind, product, **said))
        elif kind == "SUPPLIES":
            found.append(fact(firm, kind, "company:c9", **said, product=draw(pick([None, product]))))
        elif kind == "HAS_MEASURE":
            said |= {"value": draw(pick([1.0, 2.0])), "period": draw(pick([None, "2023"]))}
            found.append(fact(firm, kind, None, **said, indicator="output", unit="t"))
        else:
            found.append(attribute("project:x", "investment_cny", draw(pick(["10", "20"])), **said))
    return found


POLICIES: list[Policy] = ["brave", "cautious"]


@given(facts(), st.integers(0, 99), st.sampled_from(POLICIES))
@settings(max_examples=60, deadline=None)
def test_the_order_of_statements_does_not_matter(stated: list[Fact], seed: int, policy: Policy) -> None:
    known = record(stated)
    same(fold(known, policy=policy), fold(shuffled(known, seed), policy=policy))


@given(facts(), st.sampled_from(POLICIES))
@settings(max_examples=60, deadline=None)
def test_folding_what_a_fold_left_gives_the_same_graph(stated: list[Fact], policy: Policy) -> None:
    once = fold(record(stated), policy=policy)
    same(fold(record_of(once), policy=policy), once)


@given(facts())
@settings(max_examples=40, deadline=None)
def test_saying_everything_twice_changes_nothing(stated: list[Fact]) -> None:
    known = record(stated)
    twice = Record(known.entities, known.documents, pl.concat([known.statements, known.statements]))
    same(fold(twice), fold(known))


@given(facts(), st.sampled_from(["2023-05-15", "2023-05-16", "2023-06-01", "2023-12-31", "2024-01-01"]))
@settings(max_examples=60, deadline=None)
def test_a_fold_as_of_a_date_knows_nothing_later(stated: list[Fact], date: str) -> None:
    graph = fold(record(stated), as_of=date)
    earlier = [one for one in stated if DOCUMENTS[one[3]["document"]]["recorded"] <= date]
    expected = fold(record(earlier), as_of=date)
    same(graph, expected)
    assert all(row["recorded"] <= date for row in graph.nodes["Statement"].to_dicts())


@given(facts())
@settings(max_examples=60, deadline=None)
def test_what_the_cautious_know_the_brave_know_too(stated: list[Fact]) -> None:
    known = record(stated)
    cautious, brave = fold(known, policy="cautious"), fold(known, policy="brave")
    assert keys(cautious) <= keys(brave)
    assert not any(row["contested"] for row in edges(cautious, "PRODUCES"))
    for label in cautious.nodes.keys() - {"Build"}:
        assert set(cautious.nodes[label]["id"]) <= set(brave.nodes[label]["id"])


def test_a_later_statement_gives_the_status_and_keeps_the_capacity_it_does_not_speak_of() -> None:
    graph = fold(
        record(
            [
                fact(MILL, "PRODUCES", STEEL, status="under_construction", capacity=200.0, unit="t"),
                fact(MILL, "PRODUCES", STEEL, status="running", unit="t", document="document:gazette"),
            ]
        )
    )
    edge = only(graph, "PRODUCES")
    assert (edge["status"], edge["capacity"], edge["contested"]) == ("running", 200.0, False)
    assert edge["recorded"] == "2024-01-01"
    assert len(edge["statements"]) == 2  # type: ignore[arg-type]


def test_the_best_rank_prevails_over_a_newer_statement() -> None:
    graph = fold(
        record(
            [
                fact(MILL, "PRODUCES", STEEL, status="closed", rank="preferred"),
                fact(MILL, "PRODUCES", STEEL, status="running", document="document:gazette"),
            ]
        )
    )
    assert only(graph, "PRODUCES")["status"] == "closed"


def test_a_deprecated_statement_makes_no_edge_and_no_node() -> None:
    graph = fold(record([fact(MILL, "PRODUCES", STEEL, rank="deprecated")]))
    assert graph.counts() == {"Build": 1}


def test_facts_of_different_units_stay_two_edges() -> None:
    graph = fold(
        record(
            [
                fact(MILL, "PRODUCES", STEEL, capacity=1.0, unit="t"),
                fact(MILL, "PRODUCES", STEEL, capacity=2.0, unit="MW"),
            ]
        )
    )
    assert {(row["capacity"], row["unit"]) for row in edges(graph, "PRODUCES")} == {(1.0, "t"), (2.0, "MW")}


DISAGREEING = {
    "two capacities on one day": [{"capacity": 1.0}, {"capacity": 2.0}],
    "two states on one day": [{"status": "running"}, {"status": "planned"}],
    "denied later": [{"status": "running"}, {"status": "denied", "document": "document:gazette"}],
}
AGREEING = {
    "progress": [{"status": "planned"}, {"status": "running", "document": "document:gazette"}],
    "a mere mention": [{"status": "running"}, {"status": "mentioned"}],
    "a better rank": [{"status": "running", "rank": "preferred"}, {"status": "planned"}],
    "one says nothing of it": [{"capacity": 1.0}, {"status": "running"}],
}


@pytest.mark.parametrize("said", DISAGREEING.values(), ids=DISAGREEING.keys())
def test_statements_disagree_over(said: list[dict[str, object]]) -> None:
    known = record([fact(MILL, "PRODUCES", STEEL, **one) for one in said])
    assert only(fold(known), "PRODUCES")["contested"]
    assert not edges(fold(known, policy="cautious"), "PRODUCES")


@pytest.mark.parametrize("said", AGREEING.values(), ids=AGREEING.keys())
def test_statements_do_not_disagree_over(said: list[dict[str, object]]) -> None:
    known = record([fact(MILL, "PRODUCES", STEEL, **one) for one in said])
    assert not only(fold(known), "PRODUCES")["contested"]


def test_measures_of_one_period_disagree_whatever_their_dates() -> None:
    said = {"indicator": "firms_running", "unit": "家", "period": "2023"}
    graph = fold(
        record(
            [
                fact("park:x", "HAS_MEASURE", None, value=8.0, **said),
                fact("park:x", "HAS_MEASURE", None, value=9.0, **said, document="document:gazette"),
            ]
        )
    )
    assert graph.nodes["Measure"]["value"].to_list() == [9.0]
    assert only(graph, "HAS_MEASURE")["contested"]


def test_confidence_multiplies_doubt_over_publishers_but_not_over_reprints() -> None:
    said = [(0.03, "press"), (0.02, "reprint"), (0.20, "gazette")]
    stated = [fact(MILL, "PRODUCES", STEEL, confidence=c, document=f"document:{d}") for c, d in said]
    assert only(fold(record(stated)), "PRODUCES")["confidence"] == pytest.approx(0.224)  # 1 − 0.97 × 0.80


def test_the_strongest_basis_counts() -> None:
    stated = [fact(MILL, "PRODUCES", STEEL, basis=basis) for basis in ("implied", "stated", "inferred")]
    assert only(fold(record(stated)), "PRODUCES")["basis"] == "stated"


def test_attributes_of_a_project_come_from_statements() -> None:
    graph = fold(
        record(
            [
                fact(MILL, "DEVELOPS", "project:plant"),
                attribute("project:plant", "investment_cny", "1030000000"),
                attribute("project:plant", "status", "under_construction"),
                attribute("project:plant", "status", "running", document="document:gazette"),
            ]
        )
    )
    (project,) = graph.nodes["Project"].to_dicts()
    assert (project["investment_cny"], project["status"]) == (1.03e9, "running")
    assert len(project["statements"]) == 3


def test_a_scenario_is_heard_whatever_the_date_and_prevails() -> None:
    base = record([fact(MILL, "PRODUCES", STEEL, status="planned")])
    supposed = record([fact(MILL, "PRODUCES", STEEL, status="running", rank="preferred")])
    graph = fold(base, as_of="2023-05-16", scenarios=[supposed], scenario_names=["if.toml"])
    edge = only(graph, "PRODUCES")
    assert (edge["status"], edge["contested"]) == ("running", False)
    assert graph.nodes["Build"]["scenarios"].to_list() == [["if.toml"]]


def test_only_mentioned_nodes_are_in_the_graph() -> None:
    known = record(
        [fact(MILL, "PRODUCES", STEEL), fact("company:late", "PRODUCES", STEEL, document="document:gazette")]
    )
    assert fold(known, as_of="2023-12-31").nodes["Company"]["id"].to_list() == [MILL]
