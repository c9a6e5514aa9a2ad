"""The ledger: columns of rows become nodes and statements, and every row is accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from chainatlas.graph.errors import DataError, DeclarationError, Refusal
from chainatlas.graph.joining import ENDS
from chainatlas.graph.kinds import CONFIDENCE
from chainatlas.graph.model import ATTRIBUTE
from chainatlas.graph.tables import (
    ENTITY_LABELS,
    NODE_SCHEMAS,
    STATEMENT_SCHEMA,
    Record,
    completed,
    node_frame,
)
from chainatlas.loaders._ends import check_ends
from chainatlas.loaders._loader import Loaded

REJECT_SCHEMA = {
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "rule": pl.String,
    "done": pl.String,
}
TALLY_SCHEMA = {
    "file": pl.String,
    "rows": pl.Int64,
    "nodes": pl.Int64,
    "edges": pl.Int64,
    "refused": pl.Int64,
    "duplicates": pl.Int64,
}
"""`rows` counts what a file says: its rows, and each link that a row or an entry of a list names."""
PLACE = ("file", "row")
REFUSED = "refused"
TO_ITSELF = "leads to itself"
CELL = "\x1f"
"""Put before the name of a column as it was read, to tell it from a property; rejects leave it out."""


def true_of(rows: pl.DataFrame, condition: pl.Expr) -> pl.Series:
    """Return for each row whether a condition is true of it; one without columns is the same for all.

    Polars 2.1 refuses to filter many rows by a condition without columns.
    """
    return rows.with_columns(condition.fill_null(value=False).alias(CELL))[CELL]


NEVER_TOLD = ("given",)
"""Properties of statements that only joining gives; a loader may have a column of its own of that name."""


class Ledger:
    """Takes rows with the columns `file` and `row`, and gives what they say as a Loaded.

    Every row that is taken must become a node or an edge, be refused or be a duplicate; `loaded` raises
    DeclarationError where the sum is not right, which would be a mistake of the loader.
    """

    def __init__(self, document: Mapping[str, Any], base: Record) -> None:
        """Begin the account of one document; `base` is what is known already."""
        self.document = document
        self.base = base
        self.slug = str(document["id"]).partition(":")[2]
        self.entities: dict[str, list[pl.DataFrame]] = {label: [] for label in ENTITY_LABELS}
        self.mentioned: dict[str, list[pl.DataFrame]] = {label: [] for label in ENTITY_LABELS}
        self.said: list[pl.DataFrame] = []
        self.rejects: list[pl.DataFrame] = []
        self.counts: list[pl.DataFrame] = []

    def take(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Take rows into the account and return them."""
        self._count(rows, "rows")
        return rows

    def refuse(self, rows: pl.DataFrame, where: pl.Expr, column: str, rule: str) -> pl.DataFrame:
        """Refuse the rows for which a condition is true, and return the others."""
        mask = true_of(rows, where)
        refused = rows.filter(mask)
        if not refused.height:
            return rows
        self._count(refused, "refused")
        self._reject(refused, column, rule, pl.lit(REFUSED))
        return rows.filter(~mask)

    def refuse_all(self, refusals: list[Refusal], value: str = "") -> None:
        """Take into the account rows that could not even be read, and refuse them."""
        if refusals:
            rows = pl.DataFrame(
                {"file": [one.file for one in refusals], "row": [one.row for one in refusals]}
            )
            self._count(self.take(rows), "refused")
            self.rejects.append(
                rows.with_columns(
                    column=pl.Series([one.column for one in refusals], dtype=pl.String),
                    value=pl.lit(value),
                    rule=pl.Series([one.reason for one in refusals], dtype=pl.String),
                    done=pl.lit(REFUSED),
                ).cast(REJECT_SCHEMA)  # type: ignore[arg-type]
            )

    def refuse_unknown(
        self, rows: pl.DataFrame, end: str, label: str, column: str, rule: str
    ) -> pl.DataFrame:
        """Refuse the rows whose `end` is the id of no node registered so far; `column` is what they say."""
        known = pl.col(end).is_in(self.ids(label).implode()).fill_null(value=False)
        return self.refuse(rows, ~known, column, rule)

    def ids(self, label: str) -> pl.Series:
        """Return the ids of the nodes of one label that are registered so far."""
        parts = [part["id"] for part in (*self.entities[label], *self.mentioned[label])]
        return pl.concat(parts) if parts else pl.Series("id", dtype=pl.String)

    def note(
        self, rows: pl.DataFrame, where: pl.Expr, column: str, rule: str, done: str | pl.Expr
    ) -> pl.DataFrame:
        """List the rows for which a condition is true with what is done about them; return all rows."""
        noted = rows.filter(true_of(rows, where))
        self._reject(noted, column, rule, pl.lit(done) if isinstance(done, str) else done)
        return rows

    def nodes(self, label: str, rows: pl.DataFrame) -> None:
        """Register rows (`id`, `name`, own properties) as nodes; a repeated id is a duplicate."""
        new = self._new(label, self.unregistered(label, rows))
        self._count(rows, "duplicates", less=new)
        self._count(new, "nodes")
        self.entities[label].append(new)

    def mention(self, label: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Take nodes that rows only name, where no row registers them; return the rows that name them.

        They are no rows of the account: what names them is. Where the base has such a node, it stands.
        """
        unknown = self.unregistered(label, rows)
        self.mentioned[label].append(self._new(label, unknown))
        return unknown.filter(pl.col("id").is_not_null())

    def unregistered(self, label: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose `id` is that of no node registered or mentioned so far."""
        for known in (*self.entities[label], *self.mentioned[label]):
            rows = rows.join(known, on="id", how="anti", maintain_order="left")
        return rows

    def edges(
        self,
        predicate: str,
        rows: pl.DataFrame,
        part: str,
        *,
        basis: str = "stated",
        confidence: pl.Expr | float | None = None,
        loops: bool = False,
    ) -> None:
        """State rows as edges of one type: `subject`, `object` and own properties.

        `part` tells statements of different files, or of different columns of one row, apart. A row that
        says the same as one before is a duplicate; one that leads to itself is refused unless `loops`.
        """
        if not loops:
            rows = self.refuse(rows, pl.col("subject") == pl.col("object"), "object", TO_ITSELF)
        own = [name for name in rows.columns if name in STATEMENT_SCHEMA and name not in ("locator", "note")]
        new = rows.filter(pl.struct(own).is_first_distinct())
        self._count(rows, "duplicates", less=new)
        self._count(new, "edges")
        number = pl.col("row").cast(pl.String)
        if "entry" in rows.columns:
            number = pl.concat_str(number, pl.col("entry"), separator="-")
        new = new.with_columns(
            id=pl.lit(f"statement:{self.slug}/{part}/") + number,
            predicate=pl.lit(predicate),
            basis=pl.lit(basis),
            confidence=CONFIDENCE[basis] if confidence is None else confidence,
        )
        self.said.append(self._statements(new))

    def loaded(self) -> Loaded:
        """Return what was said, after checking that every row is accounted for."""
        entities = {label: self._entities(label) for label in ENTITY_LABELS}
        said = pl.concat([*self.said, self._names(entities)], how="diagonal").rechunk()
        frames = {label: table.select(list(NODE_SCHEMAS[label])) for label, table in entities.items()}
        check_ends(self.slug, said, (frames, self.base.entities))
        rejects = pl.concat([pl.DataFrame(schema=REJECT_SCHEMA), *self.rejects])
        if not said.height:
            raise DataError([self._nothing_left(rejects)])
        return Loaded(
            entities=frames,
            documents=node_frame("Document", [self.document]),
            statements=completed(said, STATEMENT_SCHEMA),
            rejects=rejects,
            tally=self._tally(),
        )

    def _new(self, label: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the first row of each id as a node."""
        schema = NODE_SCHEMAS[label]
        kept = [name for name in rows.columns if name in schema or name in PLACE]
        new = rows.select(kept).filter(pl.col("id").is_first_distinct())
        return new.cast({name: schema[name] for name in kept if name in schema})

    def _entities(self, label: str) -> pl.DataFrame:
        schema = NODE_SCHEMAS[label] | {"file": pl.String, "row": pl.Int64}
        held = self.base.entities[label]
        unheld = [part.join(held, on="id", how="anti") for part in self.mentioned[label]]
        parts = [part.cast({"row": pl.Int64}) for part in (*self.entities[label], *unheld)]
        return pl.concat([pl.DataFrame(schema=schema), *parts], how="diagonal")

    def _names(self, entities: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """State the names of nodes of which nothing else is said, so that these have a source too."""
        nodes = pl.concat([table.select("id", "name", *PLACE) for table in entities.values()], rechunk=True)
        ends = [part[column] for part in self.said for column in ENDS if column in part.columns]
        told = pl.concat([pl.Series(dtype=pl.String), *ends], rechunk=True)
        alone = nodes.filter(~pl.col("id").is_in(told.implode()))
        return self._statements(
            alone.select(
                *PLACE,
                subject="id",
                property=pl.lit("name"),
                property_value="name",
                id=pl.lit(f"statement:{self.slug}/name/") + pl.col("id").str.replace(":", "/", literal=True),
                predicate=pl.lit(ATTRIBUTE),
                basis=pl.lit("stated"),
                confidence=pl.lit(CONFIDENCE["stated"]),
            )
        )

    def _statements(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows as statements of the document, with the columns that they have."""
        ends = [pl.col(name) for name in ("subject", "predicate", "object") if name in rows.columns]
        given = {
            "name": pl.concat_str(ends, separator=" ", ignore_nulls=True),
            "locator": pl.concat_str("file", pl.lit(" "), "row"),
            "rank": pl.lit("normal"),
            "document": pl.lit(self.document["id"]),
            "recorded": pl.lit(self.document["recorded"]),
        }
        told = [name for name in rows.columns if name in STATEMENT_SCHEMA and name not in NEVER_TOLD]
        known = {name: pl.col(name) for name in told} | given
        return rows.select(
            known[name].cast(kind).alias(name) for name, kind in STATEMENT_SCHEMA.items() if name in known
        )

    def _reject(self, rows: pl.DataFrame, column: str, rule: str, done: pl.Expr) -> None:
        if rows.height:
            value = pl.col(column).cast(pl.String) if column in rows.columns else pl.lit(None, pl.String)
            shown = rows.select(
                *PLACE,
                column=pl.lit(column.removeprefix(CELL)),
                value=value,
                rule=pl.lit(rule),
                done=done.cast(pl.String),
            )
            self.rejects.append(shown.cast(REJECT_SCHEMA))  # type: ignore[arg-type]

    def _count(self, rows: pl.DataFrame, column: str, less: pl.DataFrame | None = None) -> None:
        counts = rows.group_by("file").len(column)
        if less is not None:
            kept = less.group_by("file").len("kept")
            counts = counts.join(kept, on="file", how="left").select(
                "file", (pl.col(column).cast(pl.Int64) - pl.col("kept").fill_null(0)).alias(column)
            )
        self.counts.append(counts.cast({column: pl.Int64}))

    def _tally(self) -> pl.DataFrame:
        names = list(TALLY_SCHEMA)
        tally = pl.concat([pl.DataFrame(schema=TALLY_SCHEMA), *self.counts], how="diagonal")
        tally = tally.group_by("file").agg(pl.col(names[1:]).sum()).sort("file")
        wrong = tally.filter(pl.col("rows") != pl.sum_horizontal(names[2:]))
        if wrong.height:
            raise DeclarationError(f"the loader of {self.slug} loses rows: {wrong.row(0, named=True)}")
        return tally

    def _nothing_left(self, rejects: pl.DataFrame) -> Refusal:
        if not rejects.height:
            return Refusal(str(self.document["name"]), 0, "", "the files hold no rows")
        first = rejects.row(0, named=True)
        return Refusal(
            first["file"], first["row"], first["column"], f"no row can be used; this one: {first['rule']}"
        )
