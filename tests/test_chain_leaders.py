"""chain-leaders on a chain worked out by hand.

In park p stand hub, s and t; s and t supply hub, hub supplies far, which stands elsewhere. Hub is stated to
lead. hub makes 30 of 40 cells, rival 10. Partners: hub 2 (s, t). Reach: hub 3, far 3 (hub, then s, t), s and
t 2 (hub, far), rival 0.
"""

from __future__ import annotations

from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries._standing import heads, pagerank, points, tiers
from chainatlas.queries.chain_leaders import QUESTION

CHAIN: list[Fact] = [
    fact("product:cell", "CHAIN_MEMBER", "chain:battery"),
    fact("product:foil", "CHAIN_MEMBER", "chain:battery"),
    fact("product:foil", "FEEDS", "product:cell", basis="reference"),
    *(fact(f"company:{name}", "LOCATED_IN", "park:p") for name in ("hub", "s", "t")),
    fact("company:far", "LOCATED_IN", "park:q"),
    fact("company:hub", "CHAIN_MEMBER", "chain:battery", role="leader"),
    fact("company:s", "SUPPLIES", "company:hub", product="product:foil"),
    fact("company:t", "SUPPLIES", "company:hub", product="product:foil"),
    fact("company:hub", "SUPPLIES", "company:far", product="product:cell"),
    fact("company:hub", "PRODUCES", "product:cell", status="running", capacity=30.0, unit="GWh"),
    fact("company:rival", "PRODUCES", "product:cell", status="running", capacity=10.0, unit="GWh"),
    fact("company:idle", "CHAIN_MEMBER", "chain:battery", role="member"),
]


def answer(store: Store, facts: list[Fact], **given: Any) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, {"chain": "battery"} | given)


def rows(found: Answer) -> dict[str, dict[str, Any]]:
    return {row["leader"]: row for row in found.rows}


def test_the_hub_leads_by_every_kind_of_evidence(store: Store) -> None:
    found = answer(store, CHAIN)
    hub = found.rows[0]
    assert (hub["leader"], hub["rank"], hub["stated"]) == ("hub", 1, True)
    assert [firm["name"] for firm in hub["partners"]] == ["s", "t"]
    assert (hub["suppliers"], hub["customers"]) == (2, 1)
    assert (hub["capacity_share"], [one["name"] for one in hub["share_of"]]) == (0.75, ["cell"])
    assert set(hub["statements"]) <= found.evidence.keys()


def test_reach_counts_suppliers_and_customers_tier_by_tier(store: Store) -> None:
    found = rows(answer(store, CHAIN))
    assert (found["far"]["supplier_tiers"], found["s"]["customer_tiers"]) == ([1, 2, 0], [1, 1, 0])
    assert rows(answer(store, CHAIN, tiers=1))["far"]["suppliers"] == 1


def test_points_are_the_share_of_the_others_that_one_is_above(store: Store) -> None:
    """Reach is hub 3, far 3, s 2, t 2, rival 0: far is above three of four, and half of the hub."""
    found = rows(answer(store, CHAIN))
    assert {name: row["points"]["reach"] for name, row in found.items()} == {
        **{"hub": 0.875, "far": 0.875},
        **{"s": 0.375, "t": 0.375, "rival": 0},
    }
    assert found["hub"]["points"]["stated"] == found["hub"]["points"]["capacity_share"] == 1
    hub = found["hub"]
    assert hub["borda"] == pytest.approx(sum(hub["points"].values()) / 5, abs=1e-4)
    assert hub["spread"] == pytest.approx(max(hub["points"].values()) - min(hub["points"].values()), abs=1e-4)


def test_a_firm_that_is_only_a_member_is_not_compared(store: Store) -> None:
    assert rows(answer(store, CHAIN)).keys() == {"hub", "far", "s", "t", "rival"}


def test_possible_partners_make_an_input_in_the_same_park(store: Store) -> None:
    foil = [fact("company:t", "PRODUCES", "product:foil"), fact("company:far", "PRODUCES", "product:foil")]
    found = rows(answer(store, CHAIN + foil))
    assert [firm["name"] for firm in found["hub"]["possible_partners"]] == ["t"]
    assert [firm["name"] for firm in found["hub"]["partners"]] == ["s", "t"]


def test_a_group_is_compared_as_one_and_supplies_within_it_count_for_nobody(store: Store) -> None:
    parts = [fact("company:hub", "PART_OF", "company:mother"), fact("company:s", "PART_OF", "company:mother")]
    found = rows(answer(store, CHAIN + parts))
    assert found.keys() == {"mother", "far", "t", "rival"}
    assert [firm["name"] for firm in found["mother"]["firms"]] == ["hub", "s"]
    assert [firm["name"] for firm in found["mother"]["partners"]] == ["t"]


def test_a_minority_share_makes_no_group(store: Store) -> None:
    found = rows(answer(store, [*CHAIN, fact("company:hub", "PART_OF", "company:fund", share=0.2)]))
    assert "fund" not in found
    assert "hub" in found


CAPACITIES = {
    "one capacity not known": fact("company:x", "PRODUCES", "product:cell", status="running"),
    "two units": fact("company:x", "PRODUCES", "product:cell", status="running", capacity=1.0, unit="t"),
}


@pytest.mark.parametrize("other", CAPACITIES.values(), ids=CAPACITIES.keys())
def test_shares_are_told_only_where_all_capacities_are_known_in_one_unit(store: Store, other: Fact) -> None:
    hub = rows(answer(store, [*CHAIN, other]))["hub"]
    assert (hub["capacity_share"], hub["share_of"]) == (None, [])
    assert "capacity_share" not in hub["points"]


def test_a_closed_maker_and_a_denied_supply_count_for_nothing(store: Store) -> None:
    gone = [fact("company:x", "PRODUCES", "product:cell", status="closed", capacity=60.0, unit="GWh")]
    gone.append(fact("company:x", "SUPPLIES", "company:hub", product="product:foil", status="denied"))
    assert answer(store, CHAIN + gone).rows == answer(store, CHAIN).rows


def test_a_supply_of_an_unstated_product_counts_only_between_firms_of_the_chain(store: Store) -> None:
    facts = [
        fact("company:rival", "SUPPLIES", "company:far"),
        fact("company:cook", "SUPPLIES", "company:hub"),
    ]
    found = rows(answer(store, CHAIN + facts))
    assert "cook" not in found
    assert (found["rival"]["customers"], found["hub"]["suppliers"]) == (1, 2)


def test_a_project_lends_its_product_and_its_weight_to_who_invests(store: Store) -> None:
    project = [fact("company:z", "DEVELOPS", "project:new"), fact("project:new", "LOCATED_IN", "park:p")]
    project.append(fact("project:new", "PRODUCES", "product:foil", status="planned"))
    assert "share_of" in rows(answer(store, CHAIN + project, presence="planned"))["z"]
    found = rows(answer(store, CHAIN + project, park="p"))
    assert found.keys() == {"hub", "s", "t", "z"}
    assert found["z"]["centrality"] > found["s"]["centrality"]


def test_an_unrelated_firm_changes_nothing_and_the_order_of_facts_neither(store: Store) -> None:
    other = [fact("company:x", "PRODUCES", "product:milk"), fact("company:x", "SUPPLIES", "company:y")]
    before = answer(store, CHAIN).rows
    assert answer(store, CHAIN + other).rows == before
    assert answer(store, CHAIN[::-1]).rows == before


def test_pagerank_is_that_of_networkx() -> None:
    pytest.importorskip("scipy")
    import networkx as nx

    ties = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("d", "e"), ("e", "e")]
    expected = nx.pagerank(nx.DiGraph(ties), tol=1e-13, max_iter=1000)
    assert pagerank(ties, "abcde") == pytest.approx(expected, abs=1e-9)
    assert pagerank([], []) == {}


def test_points_leave_out_what_is_unknown_and_what_does_not_tell_apart() -> None:
    assert points({"a": 1.0, "b": 1.0}) == points({"a": 1.0, "b": None}) == points({}) == {}


OWNERS = {
    "a line": ([("a", "b", None), ("b", "c", 0.6)], {"a": "c", "b": "c"}),
    "two owners": ([("a", "b", 0.5), ("a", "c", 0.5)], {"a": "b"}),
    "a minority": ([("a", "b", 0.4)], {}),
    "a circle": ([("a", "c", None), ("c", "b", None), ("b", "c", None)], {"a": "b", "b": "b", "c": "b"}),
}


@pytest.mark.parametrize(("parts", "found"), OWNERS.values(), ids=OWNERS.keys())
def test_the_head_of_a_group(parts: list[tuple[str, str, float | None]], found: dict[str, str]) -> None:
    assert heads([{"id": one, "of": other, "share": share} for one, other, share in parts]) == found


def test_tiers_pass_each_name_once_even_in_a_circle() -> None:
    assert tiers({"a": ["b", "c"], "b": ["c"], "c": ["a"]}, "a", 3) == [2, 0, 0]
