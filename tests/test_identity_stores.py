"""Identity in stores: both engines join, find by every id, and give back what was there before an undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from _facts import attribute, fact, record
from _identities import same

from chainatlas.exports._export import write_export
from chainatlas.exports._format import formats
from chainatlas.exports._selection import Selection, part_of
from chainatlas.graph.around import StoreAround, TableAround
from chainatlas.graph.difference import difference
from chainatlas.graph.identity import find
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.search import search
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph, read_record
from chainatlas.graph.tables import Record, digest
from chainatlas.loaders._decided import Change, decided, taken_back
from chainatlas.loaders._merge import held_record, merge_into
from chainatlas.loaders._review import Verdict
from chainatlas.loaders._table import Row
from chainatlas.queries._ask import ask, named_question
from chainatlas.viz._document import document

NAMES: dict[str, dict[str, Any]] = {
    "goldwind": {"name": "金风科技", "aliases": ["金风"]},
    "002202": {"name": "金风科技股份", "stock_code": "002202.SZ", "ownership": "其他"},
}
FACTS = [
    fact("company:goldwind", "LOCATED_IN", "park:baotou"),
    fact("company:goldwind", "PRODUCES", "product:turbine", capacity=5.0, unit="GW"),
    fact("company:goldwind", "HAS_MEASURE", indicator="Staff", value=9.0, period="2023"),
    fact("company:002202", "LOCATED_IN", "place:xinjiang", document="document:gazette"),
    fact("company:002202", "SUPPLIES", "company:buyer", product="product:风机", document="document:gazette"),
    attribute("project:p", "status", "running"),
    fact("company:002202", "DEVELOPS", "project:p", document="document:gazette"),
]
ONE, OTHER = PAIR = ("company:002202", "company:goldwind")


def verdict(one: str, other: str, *, joins: bool = True) -> Verdict:
    return Verdict(Row("review.csv", 2, {}), (one, other), joins, "code", "")


def keep(store: Store, *verdicts: Verdict, on: str = "2026-01-01") -> None:
    held = held_record(store)
    merge_into(store, held, decided(held, verdicts, "李娜", on).record)


def put(store: Store, change: Change) -> None:
    merge_into(store, held_record(store), change.record)


@pytest.fixture
def filled(store: Store) -> Store:
    store.replace(fold(record(FACTS, **NAMES)))
    return store


def test_merge_and_undo_leave_the_graph_as_it_was(filled: Store) -> None:
    before = read_graph(filled)
    keep(filled, verdict(*PAIR))
    assert read_graph(filled).nodes["Company"]["id"].to_list() == [ONE, "company:buyer"]
    put(filled, taken_back(held_record(filled), OTHER, ONE))
    assert not difference(before, read_graph(filled))


def test_the_record_of_the_store_has_both_entities_as_they_were(filled: Store) -> None:
    before = read_record(filled)
    keep(filled, verdict(*PAIR))
    after = read_record(filled)
    assert after.entities["Company"].equals(before.entities["Company"])
    rest = after.statements.filter(after.statements["predicate"] != "SAME_AS")
    assert digest(Record(after.entities, before.documents, rest)) == digest(before)
    assert not filled.update(fold(after))


def test_the_same_decision_twice_changes_nothing_and_a_later_one_parts_again(filled: Store) -> None:
    keep(filled, verdict(*PAIR))
    joined = read_graph(filled)
    keep(filled, verdict(*PAIR), on="2026-01-02")
    assert not difference(joined, read_graph(filled))
    keep(filled, verdict(*PAIR, joins=False), on="2026-01-03")
    assert OTHER in read_graph(filled).nodes["Company"]["id"]
    before = fold(read_record(filled), as_of="2026-01-02")
    assert before.nodes["Company"].equals(joined.nodes["Company"])


def test_the_node_is_found_by_every_id_name_and_code(filled: Store) -> None:
    keep(filled, verdict(*PAIR))
    for text in (ONE, OTHER, "金风科技", "金风", "金风科技股份", "002202.SZ"):
        assert find(filled, "Company", text) == ONE
        assert search(filled, text)[0]["id"] == ONE


def test_the_profile_of_either_id_shows_what_is_said_of_both_and_who_joined_them(filled: Store) -> None:
    keep(filled, verdict(*PAIR))
    answers = [ask(filled, named_question("profile"), {"node": name}) for name in PAIR]
    assert answers[0].rows == answers[1].rows
    told = {(row["relation"], row["other_id"]) for row in answers[0].rows}
    assert {("LOCATED_IN", "park:baotou"), ("LOCATED_IN", "place:xinjiang"), ("property", "joined")} <= told
    assert not [row for row in answers[0].rows if row["other_id"] == "registered"]
    (row,) = [row for row in answers[0].rows if row["other_id"] == "joined"]
    assert answers[0].evidence[row["statements"][0]]["publisher"] == "李娜"


def test_a_document_joined_or_deciding_is_drawn(filled: Store) -> None:
    keep(filled, verdict(*PAIR))
    graph = read_graph(filled)
    (review,) = [name for name in graph.nodes["Document"]["id"] if name.startswith("document:identities")]
    for around in (StoreAround(filled), TableAround(graph)):
        drawn = document(around, "document:press")
        assert {mark.id for mark in drawn.marks} >= {ONE, "park:baotou"}
        assert OTHER not in {mark.id for mark in drawn.marks}
        assert "decides which ids" in document(around, review).notes[0].en


def test_loading_a_source_again_keeps_the_decision_and_its_entities(filled: Store) -> None:
    keep(filled, verdict(*PAIR))
    joined = read_graph(filled)
    merge_into(filled, held_record(filled), record(FACTS, **NAMES))
    assert not difference(joined, read_graph(filled))
    merge_into(filled, held_record(filled), record(FACTS[:1], **NAMES).plus(_silent()))
    assert read_graph(filled).nodes["Company"]["id"].to_list() == [OTHER]
    merge_into(filled, held_record(filled), record(FACTS, **NAMES))
    assert not difference(joined, read_graph(filled))


def _silent() -> Record:
    """Return the gazette without what it said."""
    said = record(FACTS, **NAMES)
    return Record(Record.empty().entities, said.documents, said.statements.clear())


READ = [form.name for form in formats() if form.read]


@pytest.mark.parametrize("name", READ)
def test_an_export_keeps_what_was_joined(name: str, tmp_path: Path) -> None:
    from chainatlas.commands._files import record_of_files

    store = KgliteStore(tmp_path / "atlas.kgl")
    store.replace(fold(record([*FACTS, same(*PAIR)], **NAMES)))
    (form,) = [form for form in formats() if form.name == name]
    target = tmp_path / f"out{'' if form.folder else form.endings[0]}"
    write_export(part_of(store, Selection()), form, target)
    files = record_of_files([target])
    assert not files.parts
    assert not difference(read_graph(store), fold(files.record))


def test_a_part_of_the_graph_takes_the_decisions_with_it(tmp_path: Path) -> None:
    store = KgliteStore(tmp_path / "atlas.kgl")
    store.replace(fold(record([*FACTS, same(*PAIR), same("product:a", "product:b")], **NAMES)))
    part = part_of(store, Selection(park="park:baotou")).graph
    assert ONE in part.nodes["Company"]["id"]
    said = part.nodes["Statement"].filter(predicate="SAME_AS")
    assert said.select("subject", "object").rows() == [PAIR]
