"""What must not change any answer: an unrelated firm, other names, the order of rows; and an empty graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from _facts import battery, fact, record

from chainatlas import queries
from chainatlas.graph.discover import all_declared
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Record
from chainatlas.loaders._folds import Folding, refold
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Question

QUESTIONS = all_declared(queries, Question)
IDS = [question.name for question in QUESTIONS]
GIVEN: dict[str, Any] = {
    "park": "park:jia",
    "other": "park:yi",
    "chain": "chain:battery",
    "company": "company:jia-cell",
    "product": "product:electrolyte",
    "start": "product:carbonate",
    "end": "product:car",
    "node": "park:jia",
    "since": "2023-12-31",
}
OWN: dict[str, dict[str, Any]] = {
    "what-if": {"project": "project:lab"},
    "disruption": {"firm": "company:jia-cell"},
}
FACTS = [
    *battery(),
    fact("company:jia-cell", "SUPPLIES", "company:yi-pack", product="product:cell"),
    fact("company:jia-cathode", "SUPPLIES", "company:jia-cell"),
    fact("project:lab", "PRODUCES", "product:electrolyte", status="planned"),
    fact("project:lab", "LOCATED_IN", "park:jia", status="planned"),
    fact("company:jia-cell", "DEVELOPS", "project:lab", status="planned", document="document:gazette"),
    fact("park:jia", "HAS_MEASURE", None, indicator="firms_running", value=5.0, unit="n"),
]
STRANGER = [
    fact("company:stranger", "PRODUCES", "product:milk"),
    fact("company:stranger", "LOCATED_IN", "park:far"),
    fact("company:jia-cell", "IN_INDUSTRY", "industry:cells"),
    fact("product:cell", "IN_INDUSTRY", "industry:cells"),
    fact("industry:chemistry", "FEEDS", "industry:cells", basis="reference", coefficient=0.2),
    fact("industry:cells", "SUBCLASS_OF", "industry:machines"),
    fact("product:round-cell", "SUBCLASS_OF", "product:cell", basis="reference"),
]
EVERYWHERE = ("sources", "concentration", "coverage", "duplicates", "timeline", "single-sources")
"""Questions of the whole record, which a stranger may rightly enter."""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path / "cache"))


def rows(store: Store, question: Question, known: Record) -> str:
    """Return the answer's rows as text, with the mark of a renamed name taken out."""
    store.replace(fold(known))
    needed = {p.name: GIVEN[p.name] for p in question.parameters if p.default is None}
    given = OWN.get(question.name, needed | ({"park": "park:jia"} if question.name == "chain-gaps" else {}))
    found = ask(store, question, given, fold=lambda wishes: refold(store, Folding.of(wishes)))
    return json.dumps(list(found.rows), ensure_ascii=False, indent=1).replace("改", "")


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_an_unrelated_firm_changes_no_answer(question: Question, kglite_store: Store) -> None:
    if question.name in EVERYWHERE:
        pytest.skip("asks of the whole record, of which the stranger is a part")
    before = rows(kglite_store, question, record(FACTS))
    assert rows(kglite_store, question, record(FACTS + STRANGER)) == before


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_other_names_change_no_structure(question: Question, kglite_store: Store) -> None:
    known = record(FACTS)
    other = pl.col("name") + "改"
    renamed = {label: table.with_columns(name=other) for label, table in known.entities.items()}
    changed = rows(kglite_store, question, Record(renamed, known.documents, known.statements))
    assert changed == rows(kglite_store, question, known)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_the_order_of_the_record_changes_no_answer(question: Question, kglite_store: Store) -> None:
    known = record(FACTS)
    order = list(range(known.statements.height))[::-1]
    turned = Record(known.entities, known.documents, known.statements[order])
    assert rows(kglite_store, question, turned) == rows(kglite_store, question, known)


OPEN = [question for question in QUESTIONS if not any(p.default is None for p in question.parameters)]


@pytest.mark.parametrize("question", OPEN, ids=[question.name for question in OPEN])
def test_an_empty_graph_has_no_answers(question: Question, tmp_path: Path) -> None:
    if question.name in OWN:
        pytest.skip("needs one of several parameters, which an empty graph cannot have")
    store = KgliteStore(tmp_path / "empty.kgl")
    store.replace(fold(Record.empty()))
    assert not ask(store, question, {}).rows
