"""Put a record into another one: what a document says now replaces what it said before."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from chainatlas.graph.errors import StoreMissing, UsageError
from chainatlas.graph.model import SAME_AS
from chainatlas.graph.statements import COUNTED, fold
from chainatlas.graph.stored import read_record
from chainatlas.graph.tables import ENTITY_LABELS, Record, once

if TYPE_CHECKING:
    from chainatlas.graph.difference import Difference
    from chainatlas.graph.store import Store

NAMING = ("subject", "object", "product")
"""Columns of a statement that name entities."""
OTHER = "\x1fother"


def merged(held: Record, given: Record) -> Record:
    """Return the held record with the given one in it.

    Statements of a document that the given record has are replaced by those it gives; entities that only
    the replaced statements named go with them. Of an entity or document that both have, what the given
    one says stands, then what the held one says; another name becomes an alias. Merging the same record
    twice changes nothing more.
    """
    again = held.statements.join(given.documents, left_on="document", right_on="id", how="semi")
    kept = held.statements.join(given.documents, left_on="document", right_on="id", how="anti")
    statements = _over(given.statements, kept)
    dropped = _named(again)
    if dropped.height:
        dropped = dropped.join(_named(statements), on="id", how="anti")
    entities = {
        label: _joined(given.entities[label], held.entities[label].join(dropped, on="id", how="anti"))
        for label in ENTITY_LABELS
    }
    return Record(entities, _over(given.documents, held.documents), statements)


def lost(held: Record, given: Record) -> int:
    """Return how many held statements merging the given record would remove: its documents lack them now."""
    again = held.statements.join(given.documents, left_on="document", right_on="id", how="semi")
    return again.join(given.statements, on="id", how="anti").height


def beside(held: Record, given: Record) -> Record:
    """Return the given record with what the held one has of the same documents, so that nothing goes."""
    again = held.statements.join(given.documents, left_on="document", right_on="id", how="semi")
    entities = {label: _joined(given.entities[label], held.entities[label]) for label in ENTITY_LABELS}
    return Record(entities, given.documents, _over(given.statements, again))


def facts_of(record: Record) -> Record:
    """Return what a record states of firms, parks and places, without technology and what is inferred."""
    stated = record.statements.filter(pl.col("basis") == "stated")
    return Record(record.entities, record.documents, stated)


def held_record(store: Store) -> Record:
    """Return the record of a store, an empty one where there is no graph yet."""
    return read_record(store) if _build(store) else Record.empty()


def merge_into(
    store: Store,
    held: Record,
    given: Record,
    *,
    usual: Mapping[str, Any] = MappingProxyType({}),
    dry_run: bool = False,
) -> Difference:
    """Put a record into the one that a store holds and fold both as the store was folded.

    `usual` tells how a store that holds nothing yet is folded: as_of, policy, basis, scenarios. Returns
    what that changes; with `dry_run` nothing is written. Raises UsageError where the store was built as of
    a day before the record.
    """
    build = _build(store) or dict(usual)
    if build.get("as_of") and build["as_of"] < (given.documents["recorded"].max() or ""):
        raise UsageError(f"the graph was built as of {build['as_of']} and takes nothing later; build it anew")
    graph = fold(
        merged(held, given),
        as_of=build.get("as_of"),
        policy=build.get("policy", "brave"),
        basis=tuple(build.get("basis", COUNTED)),
        scenario_names=build.get("scenarios", ()),
    )
    return store.against(graph) if dry_run else store.update(graph)


def _build(store: Store) -> dict[str, Any]:
    try:
        return store.build(unfinished=True)
    except StoreMissing:
        return {}


def _over(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of both in the order of their ids; of two with one id, the first."""
    return once(pl.concat([first, second]) if second.height else first)


def _joined(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of both; of two with one id, the first with what only the second says."""
    both = first.join(second, on="id", how="inner", suffix=OTHER)
    own = [name for name in first.columns if name not in ("id", "aliases")]
    renamed = pl.when(pl.col(f"name{OTHER}") != pl.col("name")).then(f"name{OTHER}")
    aliases = pl.concat_list(
        pl.col("aliases").fill_null([]), pl.col(f"aliases{OTHER}").fill_null([]), pl.concat_list(renamed)
    )
    aliases = aliases.list.drop_nulls().list.unique(maintain_order=True)
    filled = both.select(
        "id",
        *(pl.coalesce(name, f"{name}{OTHER}").alias(name) for name in own),
        aliases=pl.when(aliases.list.len() > 0).then(aliases),
    )
    return _over(filled.select(first.columns), pl.concat([first, second]))


def _named(statements: pl.DataFrame) -> pl.DataFrame:
    """Return the ids that statements name; a decision on identity alone keeps no entity."""
    told = statements.filter(pl.col("predicate") != SAME_AS)
    columns = [told.select(id=pl.col(name)) for name in NAMING]
    return pl.concat(columns).drop_nulls().unique()
