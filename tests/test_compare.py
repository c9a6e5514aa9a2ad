"""compare on parks small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from _facts import GAZETTE, Fact, fact, record

from chainatlas.graph.errors import UnknownName
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries.compare import QUESTION

# Park a makes steel and wire, park b wire and, in its inner park, bolts that are being built:
# they share one of two products each, cosine 1 / 2, Krugman 1/2 + 1/2.
PARKS = [("x", "steel", "a"), ("x", "wire", "a"), ("y", "wire", "b"), ("z", "bolt", "inner")]


def measure(park: str, value: float, period: str, **said: Any) -> Fact:
    told = {"indicator": "output", "unit": "元", "period": period} | said
    return fact(f"park:{park}", "HAS_MEASURE", None, value=value, **told)


def parks() -> list[Fact]:
    facts = [fact("park:inner", "LOCATED_IN", "park:b")]
    for maker, product, park in PARKS:
        status = "under_construction" if product == "bolt" else "running"
        facts.append(fact(f"company:{maker}", "PRODUCES", f"product:{product}", status=status))
        facts.append(fact(f"company:{maker}", "LOCATED_IN", f"park:{park}"))
    members = ("product:steel", "product:wire", "product:rope", "company:y", "park:a")
    return facts + [fact(name, "CHAIN_MEMBER", "chain:metal") for name in members]


def answer(store: Store, facts: list[Fact], **given: str) -> Answer:
    store.replace(fold(record(facts)))
    return ask(store, QUESTION, {"park": "a", "other": "b"} | given)


def lines(found: Answer, aspect: str) -> dict[str, tuple[Any, Any]]:
    """Return the values of the first two parks; of a value with a name, the name."""
    return {
        row["item_id"]: tuple(
            row[side]["name"] if isinstance(row[side], dict) else row[side] for side in ("first", "second")
        )
        for row in found.rows
        if row["aspect"] == aspect
    }


def test_what_is_on_record_stands_side_by_side(store: Store) -> None:
    found = answer(store, parks())
    assert lines(found, "park") == {"name": ("a", "b")}
    assert lines(found, "record") == {"firms": (1, 2), "projects": (0, 0)}
    assert lines(found, "overlap") == {"things": ("", 0)}
    assert lines(found, "similarity") == {"cosine": ("", 0.5), "krugman": ("", 1.0)}
    assert lines(found, "chain") == {"chain:metal": ("2/3", "1/3, 成员1")}
    assert lines(found, "product") == {
        "product:wire": ("投产 (1)", "投产 (1)"),
        "product:bolt": (None, "在建 (1)"),
        "product:steel": ("投产 (1)", None),
    }
    assert [row["third"] for row in found.rows] == [""] * len(found.rows)


def test_a_chain_says_whether_the_park_itself_names_it(store: Store) -> None:
    row = next(row for row in answer(store, parks()).rows if row["aspect"] == "chain")
    assert (row["first"]["named"], row["second"]["named"]) == (True, False)
    assert (row["first"]["coverage"], row["second"]["members"]) == (0.667, ["company:y"])


def test_only_measures_of_one_unit_period_and_scope_share_a_line(store: Store) -> None:
    told = [
        measure("a", 5.0, "2023"),
        measure("b", 7.0, "2023", bound="at_least"),
        measure("b", 8.0, "2024"),
        measure("a", 5.0, "2023", scope="above scale"),
        measure("inner", 9.0, "2023"),
    ]
    rows = [row for row in answer(store, parks() + told).rows if row["aspect"] == "measure"]
    found = [
        (row["period"], row["scope"], *(row[side] and row[side]["name"] for side in ("first", "second")))
        for row in rows
    ]
    assert found == [
        ("2023", None, "5", "≥7"),
        ("2023", "above scale", "5", None),
        ("2024", None, None, "8"),
    ]


def test_a_third_park_has_values_of_its_own(store: Store) -> None:
    third = [fact("company:q", "PRODUCES", "product:rope", status="running")]
    third.append(fact("company:q", "LOCATED_IN", "park:c"))
    found = answer(store, parks() + third, third="c")
    rope = next(row for row in found.rows if row["item"] == "rope")
    assert (rope["first"], rope["second"], rope["third"]["name_en"]) == (None, None, "running (1)")


def test_a_park_and_the_one_around_it_share_what_the_inner_one_has(store: Store) -> None:
    found = answer(store, parks(), park="inner", other="b")
    assert lines(found, "overlap") == {"things": ("", 1)}
    assert lines(found, "product")["product:bolt"] == ("在建 (1)", "在建 (1)")


PRESENCE = {"running": False, "building": True, "planned": True}


@pytest.mark.parametrize(("presence", "shown"), PRESENCE.items())
def test_makers_being_built_count_only_where_asked(store: Store, presence: str, shown: bool) -> None:
    assert ("product:bolt" in lines(answer(store, parks(), presence=presence), "product")) is shown


@pytest.mark.parametrize("status", ["denied", "closed", "suspended"])
def test_a_maker_that_does_not_run_makes_nothing(store: Store, status: str) -> None:
    gone = [fact("company:y", "PRODUCES", "product:steel", status=status)]
    assert lines(answer(store, parks() + gone), "product")["product:steel"] == ("投产 (1)", None)


def test_a_measure_that_is_denied_is_not_shown(store: Store) -> None:
    denied = [measure("a", 5.0, "2023", status="denied", document=GAZETTE["id"])]
    assert lines(answer(store, parks() + denied), "measure") == {}


def test_parks_that_make_nothing_have_no_likeness(store: Store) -> None:
    empty = [fact("company:x", "LOCATED_IN", "park:a"), fact("company:y", "LOCATED_IN", "park:b")]
    assert lines(answer(store, empty), "similarity") == {"cosine": ("", None), "krugman": ("", None)}


def test_an_unrelated_firm_changes_nothing_and_neither_does_the_order(store: Store) -> None:
    other = [fact("company:m", "PRODUCES", "product:milk"), fact("company:m", "LOCATED_IN", "park:c")]
    assert answer(store, [*reversed(parks()), *other]).rows == answer(store, parks()).rows


def test_every_value_on_record_rests_on_statements_that_the_evidence_explains(store: Store) -> None:
    found = answer(store, [*parks(), measure("a", 5.0, "2023")])
    for row in found.rows:
        assert bool(row["statements"]) is (row["item_id"] not in ("name", "things", "projects"))
        assert set(row["statements"]) <= found.evidence.keys()


def test_a_park_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(UnknownName, match="no park is called"):
        answer(store, parks(), other="nowhere")
