"""profile of the nodes of a record told by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import GAZETTE, PRESS, Fact, attribute, fact, record

from chainatlas.graph.errors import UnknownName
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.profile import QUESTION

TOLD = [
    fact("company:x", "PRODUCES", "product:steel", status="running", capacity=60.0, unit="t"),
    fact("company:x", "LOCATED_IN", "park:a"),
    fact("company:x", "SUPPLIES", "company:y", product="product:steel"),
    fact("park:a", "COURTS", "company:x", stage="visited", purpose="orders"),
    fact(
        "park:a", "HAS_MEASURE", None, indicator="area", value=12.0, unit="亩", period="2023", bound="about"
    ),
    attribute("project:mill", "status", "planned"),
    attribute("project:mill", "expected_on", "2025"),
]


def answer(store: Store, node: str, facts: list[Fact] = TOLD) -> Answer:
    store.replace(fold(record(facts, steel={"name_en": "steel", "is_raw": False})))
    return ask(store, QUESTION, {"node": node})


def facts_of(found: Answer) -> list[tuple[str, str, str, list[str]]]:
    return [
        (row["relation"], row["way"], row["other"], [thing["name"] for thing in row["details"]])
        for row in found.rows
        if row["relation"] != "property"
    ]


def properties(found: Answer) -> dict[str, Any]:
    return {
        row["other_id"]: row["details"][0]["value"] for row in found.rows if row["relation"] == "property"
    }


def test_a_firm_has_its_place_its_trade_its_products_and_its_suitors(store: Store) -> None:
    found = answer(store, "x")
    assert properties(found) == {"id": "company:x", "name": "x"}
    assert facts_of(found) == [
        ("LOCATED_IN", "out", "a", []),
        ("SUPPLIES", "out", "y", ["steel"]),
        ("PRODUCES", "out", "steel", ["产能 60 t"]),
        ("COURTS", "in", "a", ["进展 visited", "目的 orders"]),
    ]


def test_a_product_has_its_makers_and_who_trades_it(store: Store) -> None:
    found = answer(store, "product:steel")
    assert properties(found)["is_raw"] is False
    assert facts_of(found) == [
        ("SUPPLIES", "traded", "y", ["x"]),
        ("PRODUCES", "in", "x", ["产能 60 t"]),
    ]


def test_a_measure_shows_its_value_with_bound_unit_and_period(store: Store) -> None:
    found = answer(store, "park:a")
    assert facts_of(found)[-1] == ("HAS_MEASURE", "out", "area", ["≈12 亩", "期间 2023"])


def test_a_measure_itself_has_its_value_and_who_reports_it(store: Store) -> None:
    found = answer(store, "area")
    assert (properties(found)["value"], properties(found)["unit"]) == (12.0, "亩")
    assert [(row["way"], row["other_id"]) for row in found.rows if row["relation"] == "HAS_MEASURE"] == [
        ("in", "park:a")
    ]


def test_what_statements_say_of_a_project_rests_on_them(store: Store) -> None:
    rows = {row["other_id"]: row for row in answer(store, "mill").rows}
    assert [thing["name"] for thing in rows["status"]["details"]] == ["拟建"]
    assert [len(rows[name]["statements"]) for name in ("id", "status", "expected_on")] == [0, 1, 1]


def test_a_document_lists_the_statements_read_in_it(store: Store) -> None:
    found = answer(store, PRESS["name"])
    read = [row for row in found.rows if row["relation"] == "SUPPORTED_BY"]
    assert sorted(row["other_id"] for row in read) == sorted(found.evidence)
    assert len(read) == len(TOLD)


def test_a_firm_that_sells_to_itself_does_so_once(store: Store) -> None:
    own = fact("company:y", "SUPPLIES", "company:y")
    found = facts_of(answer(store, "y", [*TOLD, own]))
    assert found == [("SUPPLIES", "in", "x", ["steel"]), ("SUPPLIES", "out", "y", [])]


def test_what_is_denied_or_contested_is_shown_as_such(store: Store) -> None:
    denied = fact("company:x", "LOCATED_IN", "park:a", status="denied", document=GAZETTE["id"])
    row = next(row for row in answer(store, "x", [*TOLD, denied]).rows if row["relation"] == "LOCATED_IN")
    assert (row["status"], row["contested"], len(row["statements"])) == ("denied", True, 2)


def test_an_unrelated_firm_changes_nothing_and_neither_does_the_order(store: Store) -> None:
    other = [fact("company:m", "PRODUCES", "product:milk"), fact("company:m", "LOCATED_IN", "park:b")]
    assert answer(store, "x", [*reversed(TOLD), *other]).rows == answer(store, "x").rows


def test_every_edge_rests_on_statements_that_the_evidence_explains(store: Store) -> None:
    found = answer(store, "x")
    assert all(row["statements"] for row in found.rows if row["relation"] != "property")
    assert all(set(row["statements"]) <= found.evidence.keys() for row in found.rows)


def test_a_name_of_two_kinds_of_node_must_be_told_apart(store: Store) -> None:
    twins = [fact("company:x", "LOCATED_IN", "park:x")]
    with pytest.raises(UnknownName, match="may be any of 2"):
        answer(store, "x", twins)
    assert properties(answer(store, "park:x", twins))["id"] == "park:x"


def test_a_name_nobody_has_is_refused(store: Store) -> None:
    with pytest.raises(UnknownName, match="is called 'nobody'"):
        answer(store, "nobody")
