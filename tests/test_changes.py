"""changes and what-if on the toy battery chain, where one firm, one project and one closure come later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from _facts import battery, fact, record

from chainatlas.graph.errors import DataError, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.loaders._folds import Folding, refold
from chainatlas.queries._ask import ask, named_question

GAZETTE = {"document": "document:gazette"}
FACTS = [
    *battery(),
    # In 2024 the gazette says: a firm makes packs in 甲, and the cell maker of 甲 has closed its line.
    fact("company:late", "PRODUCES", "product:pack", status="running", **GAZETTE),
    fact("company:late", "LOCATED_IN", "park:jia", **GAZETTE),
    fact("company:jia-cell", "PRODUCES", "product:cell", status="closed", **GAZETTE),
    # A project for electrolyte in 甲 is planned from the beginning.
    fact("project:lab", "PRODUCES", "product:electrolyte", status="planned"),
    fact("project:lab", "LOCATED_IN", "park:jia", status="planned"),
]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path / "cache"))


def asked(store: Store, name: str, **given: str) -> list[dict[str, Any]]:
    store.replace(fold(record(FACTS)))
    answer = ask(store, named_question(name), given, fold=lambda wishes: refold(store, Folding.of(wishes)))
    return list(answer.rows)


def told(rows: list[dict[str, Any]], change: str) -> set[tuple[str, ...]]:
    park = [(row["park"] or {"id": ""})["id"] for row in rows]
    return {
        (place, row["thing"]["id"], row["before"], row["after"])
        for place, row in zip(park, rows, strict=True)
        if row["change"] == change
    }


def test_between_two_dates_a_gap_closed_and_another_opened(store: Store) -> None:
    rows = asked(store, "changes", since="2023-12-31")
    assert told(rows, "gap closed") == {("park:jia", "product:pack", "延链", "present")}
    assert told(rows, "gap opened") == {("park:jia", "product:cell", "present", "补链")}


def test_what_lay_between_changes_its_verdict(store: Store) -> None:
    # Before, 甲 made carbonate, cathode, cell: the car was an extension downstream of the cell, and still is.
    # Anode and separator fed only the cell: once the pack is made they still lie upstream of something made.
    rows = asked(store, "changes", since="2023-12-31")
    assert told(rows, "verdict") == set()


def test_statuses_that_moved_are_listed_with_what_is_new(store: Store) -> None:
    rows = asked(store, "changes", since="2023-12-31")
    assert told(rows, "status") == {("", "company:jia-cell", "running", "closed")}
    assert told(rows, "new") == {
        ("", "company:late", "", "running"),
        ("", "company:late", "", "mentioned"),
    }
    assert all(row["statements"] for row in rows if row["change"] != "verdict")


def test_nothing_changed_where_nothing_was_said(store: Store) -> None:
    assert asked(store, "changes", since="2023-05-16", until="2023-12-31") == []


def test_a_planned_project_that_runs_fills_its_gap(store: Store) -> None:
    rows = asked(store, "what-if", project="lab")
    assert told(rows, "gap closed") == {("park:jia", "product:electrolyte", "补链", "present")}
    assert told(rows, "status") == {("", "project:lab", "planned", "running")}


def test_a_supposition_says_what_loading_it_as_fact_would_say(store: Store, tmp_path: Path) -> None:
    text = '[[statement]]\npredicate = "PRODUCES"\nsubject = "late"\nobject = "separator"\n'
    (tmp_path / "if.toml").write_text(text, "utf-8")
    rows = asked(store, "what-if", scenario=str(tmp_path / "if.toml"))
    assert told(rows, "gap closed") == {("park:jia", "product:separator", "延链", "present")}
    store.replace(fold(record([*FACTS, fact("company:late", "PRODUCES", "product:separator")])))
    gaps = ask(store, named_question("chain-gaps"), {"park": "jia", "chain": "battery"}).rows
    assert [row["verdict"] for row in gaps if row["product"] == "separator"] == ["强链"]


def test_a_park_or_chain_narrows_the_answer(store: Store) -> None:
    assert told(asked(store, "changes", since="2023-12-31", park="yi"), "gap closed") == set()


WRONG = [
    ("what-if", {}),
    ("changes", {"since": "2024-02-01", "until": "2023-01-01"}),
    ("changes", {"since": "soon"}),
]


@pytest.mark.parametrize(("name", "given"), WRONG)
def test_a_call_that_compares_nothing_is_refused(
    kglite_store: Store, name: str, given: dict[str, str]
) -> None:
    with pytest.raises(UsageError):
        asked(kglite_store, name, **given)


def test_a_project_of_which_nothing_is_said_cannot_be_supposed_to_run(kglite_store: Store) -> None:
    kglite_store.replace(fold(record([fact("park:x", "HAS_MEASURE", None, indicator="n", value=1.0)])))
    with pytest.raises(DataError, match="no statement says"):
        refold(kglite_store, Folding(running="project:nobody"))
