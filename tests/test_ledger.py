"""The ledger: what is mentioned, what is the same, and what no loader may state."""

from __future__ import annotations

import polars as pl
import pytest

from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.tables import Record
from chainatlas.loaders._ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    account = Ledger({"id": "document:test", "name": "试", "recorded": "2026-01-01"}, Record.empty())
    account.nodes("Company", account.take(rows("company:a", "company:b", "company:a")))
    return account


def rows(*ids: str | None) -> pl.DataFrame:
    numbers = range(1, len(ids) + 1)
    return pl.DataFrame(
        {"file": "f", "row": numbers, "id": ids, "name": ids}, schema_overrides={"id": pl.String}
    )


def links(*ends: tuple[str | None, str | None]) -> pl.DataFrame:
    told = pl.DataFrame(ends, schema={"subject": pl.String, "object": pl.String}, orient="row")
    return told.with_columns(file=pl.lit("links"), row=pl.int_range(1, pl.len() + 1))


def test_a_node_that_is_registered_is_not_mentioned_again(ledger: Ledger) -> None:
    added = ledger.mention("Company", rows("company:b", "company:c", None, "company:c"))
    assert added["row"].to_list() == [2, 4]
    assert ledger.mention("Company", rows("company:c")).is_empty()


def test_each_row_of_which_nothing_else_is_said_has_its_name_stated_once(ledger: Ledger) -> None:
    ledger.edges("SUPPLIES", ledger.take(links(("company:a", "company:b"))), "links")
    ledger.mention("Company", rows("company:c"))
    said = ledger.loaded().statements
    assert said.filter(pl.col("property") == "name")["subject"].to_list() == ["company:c"]
    assert said["predicate"].to_list() == ["SUPPLIES", "ATTRIBUTE"]


def test_rows_that_say_the_same_are_duplicates_of_the_first(ledger: Ledger) -> None:
    twice = [("company:a", "company:b"), ("company:b", "company:a"), ("company:a", "company:b")]
    shares = ledger.take(links(*twice)).with_columns(share=pl.Series([None, 0.5, None]))
    ledger.edges("PART_OF", shares, "links")
    given = ledger.loaded()
    assert [name.rpartition("/")[2] for name in given.statements["id"]] == ["1", "2"]
    assert given.tally.filter(pl.col("file") == "links")["duplicates"].to_list() == [1]


STRANGE = {
    "an end that nobody registered": ("SUPPLIES", ("company:a", "company:z")),
    "no end": ("SUPPLIES", ("company:a", None)),
    "no start": ("SUPPLIES", (None, "company:b")),
    "a pair that the model does not have": ("PRODUCES", ("company:a", "company:b")),
}


@pytest.mark.parametrize(("predicate", "ends"), STRANGE.values(), ids=STRANGE)
def test_a_loader_may_not_state(ledger: Ledger, predicate: str, ends: tuple[str | None, str | None]) -> None:
    ledger.edges(predicate, ledger.take(links(ends)), "links")
    with pytest.raises(DeclarationError, match="the loader of test states"):
        ledger.loaded()


def test_an_id_that_begins_with_another_label_is_no_end(ledger: Ledger) -> None:
    ledger.nodes("Product", ledger.take(rows("company:p")))
    ledger.edges("SUPPLIES", ledger.take(links(("company:a", "company:p"))), "links")
    with pytest.raises(DeclarationError, match="company:p"):
        ledger.loaded()
