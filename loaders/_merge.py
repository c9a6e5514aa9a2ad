"""Put a record into another one: what a document says now replaces what it said before."""

from __future__ import annotations

import polars as pl

from chainatlas.graph.tables import ENTITY_LABELS, Record

NAMING = ("subject", "object", "product")
"""Columns of a statement that name entities."""


def merged(held: Record, given: Record) -> Record:
    """Return the held record with the given one in it.

    Statements of a document that the given record has are replaced by those it gives; entities that only
    the replaced statements named go with them. Of an entity or document that both have, the given one
    stands. Merging the same record twice changes nothing more.
    """
    again = held.statements.join(given.documents, left_on="document", right_on="id", how="semi")
    kept = held.statements.join(given.documents, left_on="document", right_on="id", how="anti")
    statements = _over(given.statements, kept)
    dropped = _named(again).join(_named(statements), on="id", how="anti")
    entities = {
        label: _over(given.entities[label], held.entities[label].join(dropped, on="id", how="anti"))
        for label in ENTITY_LABELS
    }
    return Record(entities, _over(given.documents, held.documents), statements)


def _over(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of both in the order of their ids; of two with one id, the first."""
    return pl.concat([first, second]).unique("id", keep="first", maintain_order=True).sort("id")


def _named(statements: pl.DataFrame) -> pl.DataFrame:
    """Return the ids that statements name."""
    columns = [statements.select(id=pl.col(name)) for name in NAMING]
    return pl.concat(columns).drop_nulls().unique()
