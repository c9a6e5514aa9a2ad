"""same-names: nodes of one kind that have the same name and may be one thing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground
from chainatlas.graph.identity import normal
from chainatlas.graph.model import NODES, SAME_AS
from chainatlas.graph.tables import ENTITY_LABELS

TELLING = ("code", "uscc", "publisher")
"""Properties that tell two nodes of one name apart where every one of them has its own."""
PLACED = ("Place", "Park", "Project")
"""Kinds of which there may be one of the same name elsewhere."""


def find(ground: Ground) -> pl.DataFrame:
    """Find nodes whose names are equal but for case, width and white space.

    Official codes tell nodes of one name apart, as does lying in different places, or a decision.
    """
    return faults(_alike(ground, label) for label in (*ENTITY_LABELS, "Document"))


def _alike(ground: Ground, label: str) -> pl.DataFrame:
    nodes = ground.nodes(label)
    spelt = nodes.select("id", "name").drop_nulls()
    spelt = spelt.with_columns(form=pl.Series([normal(name) for name in spelt["name"]], dtype=pl.String))
    several = spelt.filter(pl.col("form").is_duplicated())
    for telling in (*_codes(nodes, label), *_places(ground, label)):
        several = _without_told_apart(several, telling)
    groups = several.group_by("form").agg(pl.col("id").sort().alias("ids"), pl.col("name").sort().first())
    apart = _decided(ground)
    undecided = [any(pair not in apart for pair in combinations(ids, 2)) for ids in groups["ids"]]
    return groups.filter(pl.Series(undecided, dtype=pl.Boolean)).select("ids", found="name")


def _decided(ground: Ground) -> set[tuple[str, str]]:
    """Return the pairs of ids of which somebody decided that they are two things."""
    decided = pl.col("predicate") == SAME_AS, pl.col("status") == "denied"
    pairs = ground.statements.filter(*decided).select("subject", "object").rows()
    return {(min(pair), max(pair)) for pair in pairs}


def _without_told_apart(several: pl.DataFrame, telling: pl.DataFrame) -> pl.DataFrame:
    own = several.join(telling, on="id", how="left")
    every = (pl.col("told").n_unique() == pl.len()) & (pl.col("told").null_count() == 0)
    return own.filter(~every.over("form")).drop("told")


def _codes(nodes: pl.DataFrame, label: str) -> Iterator[pl.DataFrame]:
    for prop in NODES[label].properties:
        if prop.name in TELLING:
            yield nodes.select("id", told=prop.name)


def _places(ground: Ground, label: str) -> Iterator[pl.DataFrame]:
    if label in PLACED:
        located = ground.links.filter(pl.col("kind") == "LOCATED_IN", pl.col("source_label") == label)
        placed = located.group_by("source").agg(pl.col("target").sort())
        yield placed.select(id="source", told=pl.col("target").list.join("\x1f"))


CHECK = Check(
    name="same-names",
    zh="名称相同的同类节点",
    en="nodes of one kind with the same name",
    next_zh="若为同一事物则合并为一条;否则补上官方代码或改用全称",
    next_en="make them one where they are one thing, else give each its code or its full name",
    find=find,
)
