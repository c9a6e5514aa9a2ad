"""Several ids that are one thing become one node of the graph, which tells what it was made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from chainatlas.graph.decisions import JOINED_LABELS, identities_in
from chainatlas.graph.errors import DataError, Refusal
from chainatlas.graph.identity import CODES, measure_id
from chainatlas.graph.kinds import JOINED, storage
from chainatlas.graph.model import EDGES, NODES, SAME_AS, label_of
from chainatlas.graph.tables import NODE_SCHEMAS, STATEMENT_SCHEMA, Record, frame

ENDS = ("subject", "object", "product")
"""The columns of a statement that name entities, in the order of its property `given`."""
WRITTEN = re.compile(r"^[a-z]+:([a-wyz]|x[^-]|[0-9./-]+[a-z])[a-z0-9./-]*$")
"""An id that a person wrote: a slug with letters; loaders make ids from codes, Chinese names and hashes."""
NOT_REGISTERED = {prop.name for prop in JOINED}
SORTS: Mapping[str, type | tuple[type, ...]] = {
    "text": str,
    "number": (int, float),
    "integer": int,
    "flag": bool,
    "texts": list,
}


def joined(record: Record) -> Record:
    """Return a record in which each group of ids that are one thing has one entity.

    Its id is that of the member with an official code, of several the one that a person wrote, of several
    the smallest; it has the names of all, what only others say, their ids in `joined` and all of them as
    they were in `registered`. Statements name it, and keep in `given` the ids that they were made with.
    """
    groups = identities_in(record).groups
    if not groups:
        return record
    entities = dict(record.entities)
    under: dict[str, str] = {}
    for label in JOINED_LABELS:
        rows = _rows(entities[label], [group for group in groups if label_of(group[0]) == label])
        for group in rows:
            under |= {row["id"]: group[0]["id"] for row in group[1:]}
        entities[label] = _with_joined(label, entities[label], rows)
    return Record(entities, record.documents, _renamed(record.statements, under))


def makes_edges() -> pl.Expr:
    """Tell of a statement whether it can make an edge: it is no decision, nor a loop that joining made."""
    loop = pl.col("given").is_not_null() & (pl.col("subject") == pl.col("object"))
    return (pl.col("predicate") != SAME_AS) & ~loop.fill_null(value=False)


def loops(record: Record) -> pl.DataFrame:
    """Return the statements of a record, as they were made, whose ends became one thing."""
    told = joined(record).statements.filter(~makes_edges() & (pl.col("predicate") != SAME_AS))
    return given_back(told).sort("id")


def parted(record: Record) -> Record:
    """Return the record that `joined` made one of; a record without joined entities is itself.

    Raises DataError where the property `registered` does not hold what was joined.
    """
    entities = {label: _parted(label, table) for label, table in record.entities.items()}
    return Record(entities, record.documents, given_back(record.statements))


def _rows(table: pl.DataFrame, groups: Iterable[tuple[str, ...]]) -> list[list[dict[str, Any]]]:
    """Return the rows of each group, the one first under whose id the others are joined."""
    names = [name for group in groups for name in group]
    held = {row["id"]: row for row in table.filter(pl.col("id").is_in(names)).iter_rows(named=True)}
    return [sorted((held[name] for name in group), key=_precedence) for group in groups]


def _precedence(row: Mapping[str, Any]) -> tuple[bool, bool, str]:
    coded = any(row.get(code) for code in CODES)
    return not coded, not WRITTEN.fullmatch(row["id"]), row["id"]


def _with_joined(label: str, table: pl.DataFrame, groups: list[list[dict[str, Any]]]) -> pl.DataFrame:
    gone = [row["id"] for group in groups for row in group]
    made = frame(map(_as_one, groups), NODE_SCHEMAS[label])
    return pl.concat([table.filter(~pl.col("id").is_in(gone)), made]) if groups else table


def _as_one(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what rows say together: of each property what the first says that says anything."""
    one = {name: next((row[name] for row in rows if row[name] is not None), None) for name in rows[0] if name}
    words = [word for row in rows for word in (row["name"], row["name_en"], *(row["aliases"] or ()))]
    words += [row[code] for row in rows for code in CODES if row.get(code) and row[code] != one[code]]
    own = (one["name"], one["name_en"])
    one["aliases"] = [word for word in dict.fromkeys(words) if word and word not in own] or None
    one["joined"] = [row["id"] for row in rows[1:]]
    one["registered"] = [_as_registered(row) for row in rows]
    return one


def _as_registered(row: Mapping[str, Any]) -> str:
    told = {name: value for name, value in row.items() if value is not None and name not in NOT_REGISTERED}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _renamed(said: pl.DataFrame, under: Mapping[str, str]) -> pl.DataFrame:
    """Put the ids of joined entities in the place of those that statements were made with."""
    renamed = [pl.col(name).replace(dict(under)).alias(f"{name}\x1fnew") for name in ENDS]
    told = said.with_columns(renamed)
    moved = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}\x1fnew")) for name in ENDS)
    moved &= pl.col("predicate") != SAME_AS
    given = pl.concat_list(pl.col(name).fill_null("") for name in ENDS)
    ends = [pl.when(moved).then(f"{name}\x1fnew").otherwise(name).alias(name) for name in ENDS]
    told = told.with_columns(*ends, given=pl.when(moved).then(given)).select(list(STATEMENT_SCHEMA))
    return _measured(told)


def _measured(said: pl.DataFrame) -> pl.DataFrame:
    """Let measures of joined entities be one, where they are of one indicator, unit, period and scope."""
    moved = pl.col("given").is_not_null() & (pl.col("predicate") == "HAS_MEASURE")
    columns = ["id", "subject", *EDGES["HAS_MEASURE"].key]
    rows = said.filter(moved).select(columns).unique("id").iter_rows(named=True)
    objects = {row["id"]: measure_id(row) for row in rows}
    if not objects:
        return said
    new = pl.col("id").replace_strict(objects, default=None, return_dtype=pl.String)
    return said.with_columns(object=pl.when(moved).then(new).otherwise("object"))


def given_back(said: pl.DataFrame) -> pl.DataFrame:
    """Return statements with the ids that they were made with."""
    if not said["given"].count():
        return said
    moved = pl.col("given").is_not_null()
    held = (pl.col("given").list.get(place, null_on_oob=True) for place in range(len(ENDS)))
    ends = {
        name: pl.when(moved).then(pl.when(end != "").then(end)).otherwise(name)
        for name, end in zip(ENDS, held, strict=True)
    }
    return said.with_columns(given=pl.lit(None, pl.List(pl.String)), **ends)


def _parted(label: str, table: pl.DataFrame) -> pl.DataFrame:
    if label not in JOINED_LABELS or not table["joined"].count():
        return table
    whole = table.filter(pl.col("joined").is_null())
    several = table.filter(pl.col("joined").is_not_null())
    rows = [row for one in several.iter_rows(named=True) for row in _registered(label, one)]
    return pl.concat([whole, frame(rows, NODE_SCHEMAS[label])]).sort("id")


def _registered(label: str, one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entities that were joined into one; raise DataError where they are not told rightly."""
    rows = [_read(label, one["id"], text) for text in one["registered"] or ()]
    if [row["id"] for row in rows] != [one["id"], *one["joined"]]:
        raise _damaged(one["id"], "expected the node itself and each of its joined ids")
    yield from rows


def _read(label: str, name: str, text: str) -> dict[str, Any]:
    kinds = {prop.name: SORTS[storage(prop)] for prop in NODES[label].properties}
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        raise _damaged(name, "expected JSON") from None
    if not isinstance(row, dict) or not {"id", "name"} <= row.keys() <= kinds.keys() - NOT_REGISTERED:
        raise _damaged(name, f"expected properties of a {label} with id and name")
    if wrong := [key for key, value in row.items() if not _fits(value, kinds[key])]:
        raise _damaged(name, f"{wrong[0]!r} has a value of another kind")
    return row


def _fits(value: object, kind: Any) -> bool:
    if isinstance(value, list):
        return kind is list and all(isinstance(item, str) for item in value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _damaged(name: str, reason: str) -> DataError:
    return DataError([Refusal(name, 0, "registered", f"{reason}; build the graph anew")])
