"""Merging records: a document's statements are replaced as a whole, and nothing is counted twice."""

from __future__ import annotations

import polars as pl
import pytest

from chainatlas.graph.statements import fold, record_of
from chainatlas.graph.tables import ENTITY_LABELS, Record, digest, node_frame
from chainatlas.loaders._build import build
from chainatlas.loaders._merge import merged


@pytest.fixture(scope="module")
def whole() -> Record:
    return record_of(build())


def part(record: Record, *documents: str) -> Record:
    """Return what some documents say, with the entities that they name."""
    statements = record.statements.filter(pl.col("document").is_in(documents))
    names = {*statements["subject"], *statements["object"], *statements["product"]}
    entities = {label: record.entities[label].filter(pl.col("id").is_in(names)) for label in ENTITY_LABELS}
    return Record(entities, record.documents.filter(pl.col("id").is_in(documents)), statements)


def aliased(*rows: tuple[str, list[str] | None, str | None]) -> Record:
    columns = ("id", "aliases", "name_en")
    firms = node_frame("Company", (dict(zip(columns, row, strict=True)) for row in rows))
    nothing = Record.empty()
    return Record({**nothing.entities, "Company": firms}, nothing.documents, nothing.statements)


def without(record: Record, document: str) -> Record:
    rest = [name for name in record.documents["id"] if name != document]
    return Record(record.entities, part(record, *rest).documents, part(record, *rest).statements)


HOHHOT = "document:hohhot-2023"


def test_a_record_in_itself_is_itself(whole: Record) -> None:
    assert digest(merged(whole, whole)) == digest(whole)
    assert digest(merged(merged(Record.empty(), whole), whole)) == digest(whole)


def test_parts_put_together_in_any_order_are_the_whole(whole: Record) -> None:
    one, rest = part(whole, HOHHOT), without(whole, HOHHOT)
    assert one.statements.height > 20
    assert digest(merged(rest, one)) == digest(merged(one, rest)) == digest(whole)


def test_what_a_document_no_longer_says_goes_and_so_does_what_only_it_named(whole: Record) -> None:
    one = part(whole, HOHHOT)
    silent = Record(Record.empty().entities, one.documents, one.statements.clear())
    found = merged(whole, silent)
    assert HOHHOT not in set(found.statements["document"])
    assert HOHHOT in set(found.documents["id"])
    gone = set(whole.entities["Company"]["id"]) - set(found.entities["Company"]["id"])
    named = {*found.statements["subject"], *found.statements["object"]}
    assert gone and gone.isdisjoint(named)
    assert set(found.entities["Chain"]["id"]) == set(whole.entities["Chain"]["id"])


def test_a_merged_record_folds_without_loose_ends(whole: Record) -> None:
    one = part(whole, HOHHOT)
    silent = Record(Record.empty().entities, one.documents, one.statements.clear())
    graph = fold(merged(whole, silent))
    ids = {name for table in graph.nodes.values() for name in table["id"]}
    assert all({*edges["source"], *edges["target"]} <= ids for edges in graph.edges.values())


def test_of_an_entity_that_both_have_the_given_one_stands(whole: Record) -> None:
    parks = whole.entities["Park"].head(1).with_columns(name=pl.lit("改了名的园区"))
    given = Record(
        {**Record.empty().entities, "Park": parks}, whole.documents.clear(), whole.statements.clear()
    )
    found = merged(whole, given).entities["Park"]
    assert found.filter(pl.col("id") == parks["id"][0])["name"].to_list() == ["改了名的园区"]
    assert found.height == whole.entities["Park"].height


def test_records_that_say_different_things_have_different_digests() -> None:
    told = [
        aliased(("company:a", None, None)),
        aliased(("company:a", [], None)),
        aliased(("company:a", [""], None)),
        aliased(("company:a", ["a", "b"], None)),
        aliased(("company:a", ["ab"], None)),
        aliased(("company:a", None, "")),
        aliased(("company:a", ["a"], None), ("company:b", ["b"], None)),
        aliased(("company:a", ["a", "b"], None), ("company:b", [], None)),
        aliased(("company:ac", None, None), ("company:b", None, None)),
        aliased(("company:a", None, None), ("company:cb", None, None)),
    ]
    assert len({digest(record) for record in told}) == len(told)


def test_a_digest_does_not_tell_the_order_of_rows() -> None:
    rows = [("company:a", ["a"], None), ("company:b", None, "B")]
    assert digest(aliased(*rows)) == digest(aliased(*reversed(rows)))
