"""Proposals: which things of a record may be one, found by codes, names and spelling."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from chainatlas.graph.decisions import decisions
from chainatlas.graph.joining import WRITTEN, joined
from chainatlas.graph.tables import Record
from chainatlas.loaders._likeness import Things, compared, shared, things_of
from chainatlas.loaders._near import near
from chainatlas.loaders._rules import RULES, SURE, WEAK, judged

BEST = 3
"""How many partners of one thing are asked about that are only spelt alike."""
MOST = 10
"""How many, where several are equally likely."""
PROPOSED = ("left", "right", "label", "rule", "proposal", "score")


def proposals(record: Record, labels: Collection[str] = (), *, sure: bool = False) -> pl.DataFrame:
    """Return what may be one thing with another, with the columns of PROPOSED, the surest rule first.

    Parameters
    ----------
    record : Record
        Of what is joined already, only the joined one is compared; pairs on which somebody decided are
        left out.
    labels : collection of str
        Kinds of node to compare; all that can be joined by default.
    sure : bool
        Only pairs of sure rules, which is much faster.

    """
    things = _chosen(things_of(joined(record), cores=not sure), labels)
    found = compared(shared(things), things).with_columns(score=pl.lit(None, pl.Float64))
    pairs = judged(_with_rivals(found)).select(PROPOSED)
    if not sure:
        pairs = pl.concat([pairs, _alike(things, pairs)])
        pairs = _unmatched(pairs, things)
    else:
        pairs = pairs.filter(pl.col("rule").is_in(SURE))
    asked = pairs.join(_decided(record), on=["left", "right"], how="anti")
    order = {rule.name: place for place, rule in enumerate(RULES)}
    place = pl.col("rule").replace_strict(order, return_dtype=pl.Int64)
    return asked.sort(place, "label", -pl.col("score").fill_null(0), "left", "right").select(PROPOSED)


def familiar(held: Record, given: Record) -> int:
    """Return how many entities of a given record look like others of the held one, by the sure rules."""
    if not held.statements.height:
        return 0
    known = {name for table in held.entities.values() for name in table["id"]}
    pairs = proposals(held.plus(given), sure=True).filter(pl.col("proposal") == "same")
    fresh = {name for row in pairs.select("left", "right").rows() for name in row} - known
    return sum(1 for row in pairs.select("left", "right").rows() if len(fresh & set(row)) == 1)


def _chosen(things: Things, labels: Collection[str]) -> Things:
    if not labels:
        return things
    kept = pl.col("label").is_in(list(labels))
    return replace(things, table=things.table.filter(kept), keys=things.keys.filter(kept))


def _with_rivals(pairs: pl.DataFrame) -> pl.DataFrame:
    """Tell of each pair whether one of its things is as surely the same with another of the same source."""
    first = judged(pairs.with_columns(rival=pl.lit(value=False)))
    same = first.filter((pl.col("proposal") == "same") & (pl.col("rule") != "code"))
    rivals = pl.concat(
        same.explode(documents).filter(pl.len().over(one, documents) > 1).select("left", "right")
        for one, documents in (("left", "documents_right"), ("right", "documents_left"))
    )
    rivals = rivals.unique().with_columns(rival=pl.lit(value=True))
    return pairs.join(rivals, on=["left", "right"], how="left").with_columns(
        pl.col("rival").fill_null(value=False)
    )


def _alike(things: Things, known: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that are spelt alike and do not differ in a code, beside those that are known.

    Two that a person registered are not asked about: whoever wrote the register had both before the eyes.
    """
    sources = things.table.select("id", source=pl.col("documents").list.join(" "))
    cores = things.keys.filter(pl.col("sort") == "core").select("id", "label", "key")
    found = near(cores, sources).join(known, on=["left", "right"], how="anti")
    none = pl.lit([], pl.List(pl.String))
    pairs = compared(
        found.with_columns(sort=none, sole=pl.lit(value=False), rival=pl.lit(value=False)), things
    )
    registered = pl.all_horizontal(pl.col(end).str.contains(WRITTEN.pattern) for end in ("left", "right"))
    return judged(pairs.filter(~registered)).filter(pl.col("rule") == "spelling").select(PROPOSED)


def _unmatched(pairs: pl.DataFrame, things: Things) -> pl.DataFrame:
    """Leave out weak pairs of things that have a sure partner in the other's source, and all but the best."""
    sources = things.table.select("id", source="documents").explode("source")
    same = pairs.filter(pl.col("proposal") == "same").select("left", "right")
    ends = pl.concat([same, same.select(left="right", right="left")])
    taken = ends.join(sources, left_on="right", right_on="id").select(one="left", source="source").unique()
    weak = pl.col("rule").is_in(WEAK)
    told = pairs.filter(weak)
    for here, there in (("left", "right"), ("right", "left")):
        placed = told.join(sources, left_on=there, right_on="id")
        idle = placed.join(taken, left_on=[here, "source"], right_on=["one", "source"], how="semi")
        told = told.join(idle, on=["left", "right"], how="anti")
    told = told.sort(-pl.col("score").fill_null(100), "left", "right")
    return pl.concat([pairs.filter(~weak), told.filter(_likeliest("left") & _likeliest("right"))])


def _likeliest(end: str) -> pl.Expr:
    """Tell of pairs, the likeliest first, whether one is among the best of a thing; equals stand together."""
    place = (-pl.col("score").fill_null(100)).rank("min").over(end)
    return (place <= BEST) & (pl.int_range(pl.len()).over(end) < MOST)


def _decided(record: Record) -> pl.DataFrame:
    """Return the pairs of the joined record that somebody decided to be different, or both ways."""
    under = {
        one: row["id"]
        for table in joined(record).entities.values()
        if "joined" in table.columns
        for row in table.filter(pl.col("joined").is_not_null()).iter_rows(named=True)
        for one in row["joined"]
    }
    ends = [sorted(under.get(name, name) for name in pair) for pair in decisions(record.statements)]
    return pl.DataFrame(ends, schema={"left": pl.String, "right": pl.String}, orient="row")
