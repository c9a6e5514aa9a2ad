"""What differs between two folds of drawn facts, against the gaps and the edges of either fold by itself."""

from __future__ import annotations

from typing import Any

from _facts import Fact, fact, record
from hypothesis import given, settings
from hypothesis import strategies as st

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask, named_question
from chainatlas.queries._differences import differences, gather
from chainatlas.queries._two_folds import KINDS

PARKS, CHAINS = ("park:a", "park:b", "park:c"), ("chain:x", "chain:y")
GOODS = tuple(f"product:p{number}" for number in range(5))
FIRMS = tuple(f"company:c{number}" for number in range(3))
STATUS = ("running", "planned", "under_construction", "closed", "denied")
EDGES = f"""
MATCH (one)-[edge:{"|".join(KINDS)}]->(other)
RETURN one.id AS one, type(edge) AS kind, other.id AS other, edge.status AS status
"""


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    """Draw who makes what where, chains and their technology, half of it said later."""
    pick = st.sampled_from
    found = [fact(name, "CHAIN_MEMBER", chain) for name in GOODS[:3] for chain in CHAINS]
    ends = {
        "PRODUCES": (FIRMS, GOODS),
        "LOCATED_IN": ((*FIRMS, *PARKS), PARKS),
        "FEEDS": (GOODS, GOODS),
        "CHAIN_MEMBER": (GOODS, CHAINS),
        "SUPPLIES": (FIRMS, FIRMS),
    }
    for _ in range(draw(st.integers(1, 30))):
        kind = draw(pick(sorted(ends)))
        one, other = (draw(pick(side)) for side in ends[kind])
        if one != other:
            document = draw(pick(["document:press", "document:gazette"]))
            found.append(fact(one, kind, other, status=draw(pick(STATUS)), document=document))
    return found


def verdicts(store: Store, park: str, chain: str) -> dict[tuple[str, str, str], str]:
    rows = ask(store, named_question("chain-gaps"), {"park": park, "chain": chain}).rows
    told = ((row["product_id"], str(row["verdict"])) for row in rows)
    return {(park, chain, product): "present" if word == "强链" else word for product, word in told}


def names(store: Store, label: str) -> list[str]:
    return [row["id"] for row in store.query(f"MATCH (node:{label}) RETURN node.id AS id")]


def gaps(store: Store) -> dict[tuple[str, str, str], str]:
    every = [(park, chain) for park in names(store, "Park") for chain in names(store, "Chain")]
    return {key: word for ends in every for key, word in verdicts(store, *ends).items()}


def differing(stated: list[Fact]) -> tuple[Store, Store, list[dict[str, Any]]]:
    """Return the folds before and after the gazette, and what differs between them."""
    wishes = {"park": "", "chain": "", "presence": "building"}
    folds = [fold(record(stated), as_of=date) for date in ("2023-12-31", None)]
    before, after = (KgliteStore.holding(graph) for graph in folds)
    return before, after, differences(gather(before, wishes), gather(after, wishes), wishes)


@given(facts())
@settings(max_examples=40, deadline=None)
def test_the_verdicts_that_differ_are_those_of_the_gaps_of_either_fold(stated: list[Fact]) -> None:
    before, after, rows = differing(stated)
    one, other = gaps(before), gaps(after)
    expected = {
        (*key, one.get(key, "建链"), other.get(key, "建链"))
        for key in one.keys() | other.keys()
        if one.get(key, "建链") != other.get(key, "建链")
    }
    told = [row for row in rows if row["park"]]
    assert {
        (*(row[name]["id"] for name in ("park", "chain", "thing")), row["before"], row["after"])
        for row in told
    } == expected
    assert len(told) == len(expected)


@given(facts())
@settings(max_examples=40, deadline=None)
def test_the_statuses_that_differ_are_those_of_the_edges_of_either_fold(stated: list[Fact]) -> None:
    before, after, rows = differing(stated)
    one, other = ({row[:3]: row[3] for row in store.query(EDGES).rows} for store in (before, after))
    expected = {
        (*key, one.get(key, ""), other.get(key, ""))
        for key in one.keys() | other.keys()
        if one.get(key) != other.get(key)
    }
    told = [row for row in rows if not row["park"]]
    found = {
        (row["thing"]["id"], row["edge"], row["target"]["id"], row["before"], row["after"]) for row in told
    }
    assert found == expected
    assert all(row["statements"] for row in told)
