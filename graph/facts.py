"""Statements that say the same of the same things become one fact, which tells where they disagree."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from chainatlas.graph.kinds import BASIS, RANKS
from chainatlas.graph.model import ATTRIBUTE, STATED_EDGES
from chainatlas.graph.tables import filled

SEPARATOR = "\x1f"
OWN = tuple(dict.fromkeys(prop.name for kind in STATED_EDGES.values() for prop in kind.own))
SAID = (*OWN, "property_value", "status", "valid_from", "valid_to")
"""The columns of a statement that tell something of its edge; the merge key takes some of them."""
ALWAYS = ("key", "predicate", "subject", "object", "property", "status", "recorded", "basis", "confidence")
"""The columns that statements keep while they are folded even where none says anything in them."""
FACTS = ("key", "predicate", "subject", "object", "property", *SAID)
FACTS += ("recorded", "basis", "statements", "contested", "confidence")
"""The columns of a folded fact."""


def keyed(table: pl.DataFrame) -> pl.DataFrame:
    """Return statements in the order of their merge keys, with the place of the key as `key`.

    Columns that say nothing are left out.
    """
    key = pl.when(pl.col("predicate") == ATTRIBUTE).then(pl.col("property")).otherwise(pl.lit(""))
    for name, kind in STATED_EDGES.items():
        if kind.key:
            key = pl.when(pl.col("predicate") == name).then(_joined(kind.key)).otherwise(key)
    ends = [pl.col("predicate"), pl.col("subject"), pl.col("object").fill_null("")]
    keys = table.select(key=pl.concat_str(*ends, key, separator=SEPARATOR), row=pl.int_range(pl.len()))
    keys = keys.sort("key", "row")
    return filled(table, "id", *ALWAYS)[keys["row"]].with_columns(key=keys["key"].rle_id())


def repeated() -> pl.Expr:
    """Tell of statements in the order of their keys whether another one has the same."""
    same = (pl.col("key") == pl.col("key").shift(1)).fill_null(value=False)
    return same | same.shift(-1, fill_value=False)


def _joined(columns: Sequence[str]) -> pl.Expr:
    return pl.concat_str([pl.col(name).fill_null("") for name in columns], separator=SEPARATOR)


def judge(table: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Mark the keys on which statements disagree; none of them is deprecated.

    Statements of one key disagree where one denies what another says, or where two of the best rank
    and of the same, newest day (of any day for a Measure, whose period is in its key) differ in a value.
    """
    groups = documents.select(document="id", group=pl.col("publisher_group").fill_null(pl.col("publisher")))
    table = table.join(groups, on="document", how="left")
    table = table.with_columns(_ordinal("rank", RANKS, "normal").alias("order"))
    best = pl.col("order") == pl.col("order").min().over("key")
    newest = pl.col("recorded") == pl.col("recorded").filter(best).max().over("key")
    front = best & (newest | (pl.col("predicate") == "HAS_MEASURE"))
    return table.with_columns(front=front).with_columns(contested=_disagreement())


def _disagreement() -> pl.Expr:
    told = [pl.col(name) for name in (*OWN, "property_value")]
    told.append(pl.when(pl.col("status") != "mentioned").then(pl.col("status")))
    differ = [value.filter(pl.col("front")).drop_nulls().n_unique().over("key") > 1 for value in told]
    denied = pl.col("status").fill_null("mentioned") == "denied"
    both = denied.any().over("key") & (~denied).any().over("key")
    return pl.any_horizontal([*differ, both])


def alive() -> pl.Expr:
    """Tell of a statement whether its source still stands by it."""
    return pl.col("rank").fill_null("normal") != "deprecated"


def _ordinal(column: str, words: Sequence[str], default: str) -> pl.Expr:
    ranks = {word: place for place, word in enumerate(words)}
    return pl.col(column).fill_null(default).replace_strict(ranks, return_dtype=pl.Int64)


def folded(kept: pl.DataFrame) -> pl.DataFrame:
    """Fold each merge key into one row: the newest statement of the best rank that says a thing gives it."""
    ordered = kept.sort(["key", "order", "recorded", "id"], descending=[False, False, True, False])
    said = pl.when(pl.col("status") != "mentioned").then(pl.col("status"))
    facts = ordered.with_columns(status=said).group_by("key", maintain_order=True)
    return (
        facts.agg(
            pl.col("predicate", "subject", "object", "property").first(),
            pl.col(SAID).drop_nulls().first(),
            pl.col("recorded").max(),
            _ordinal("basis", tuple(BASIS), "inferred").min().alias("basis"),
            pl.col("id").sort().alias("statements"),
            pl.col("contested").any(),
        )
        .with_columns(
            status=pl.col("status").fill_null("mentioned"),
            basis=pl.col("basis").replace_strict(dict(enumerate(BASIS)), return_dtype=pl.String),
        )
        .join(_confidence(kept), on="key")
        .select(FACTS)
    )


def folded_alone(kept: pl.DataFrame) -> pl.DataFrame:
    """Return what `folded` makes of statements alone with their keys, which most of a large record are.

    Columns that they do not have say nothing.
    """
    facts = kept.with_columns(
        status=pl.col("status").fill_null("mentioned"),
        basis=pl.col("basis").fill_null("inferred"),
        statements=pl.concat_list("id"),
        contested=pl.lit(value=False),
        confidence=pl.col("confidence").round(12),
    )
    return facts.select(name for name in FACTS if name in facts.columns)


def _confidence(kept: pl.DataFrame) -> pl.DataFrame:
    """Return 1 − Π over publisher groups of (1 − the group's highest confidence), for each key.

    Noisy-or across independent groups, the maximum within a group of publishers that copy each other.
    """
    groups = kept.group_by("key", "group").agg(pl.col("confidence").max()).sort("key", "group")
    doubt = (1 - pl.col("confidence")).product()
    return groups.group_by("key", maintain_order=True).agg((1 - doubt).round(12).alias("confidence"))
