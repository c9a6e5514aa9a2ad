"""Whether the edges that a loader states lead from and to what is known, and are those of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.kinds import EdgeKind
from chainatlas.graph.model import ATTRIBUTE, NODES, STATED_EDGES
from chainatlas.graph.tables import completed

ENDS = ("predicate", "subject", "object")
NO_EDGES = (ATTRIBUTE, "HAS_MEASURE")
"""Predicates whose object is no node that a loader registers."""


def check_ends(loader: str, said: pl.DataFrame, entities: Iterable[Mapping[str, pl.DataFrame]]) -> None:
    """Raise DeclarationError where a statement joins what the model does not, or names nothing known.

    An entity is known by an id that begins as those of its label do.
    """
    told = [(NODES[label].prefix, table["id"]) for each in entities for label, table in each.items()]
    known = pl.concat([ids.filter(ids.str.starts_with(prefix)) for prefix, ids in told], rechunk=True)
    edges = completed(said, dict.fromkeys(ENDS, pl.String)).filter(~pl.col("predicate").is_in(NO_EDGES))
    ends = pl.concat([edges["subject"], edges["object"]])
    unknown = ends.filter(~ends.is_in(known.implode()).fill_null(value=False))
    if unknown.len():
        raise DeclarationError(f"the loader of {loader} states edges of {unknown[0]!r}, which is no node")
    for (predicate,), part in edges.partition_by("predicate", as_dict=True).items():
        for row in part.filter(~_joined_by(STATED_EDGES[predicate])).head(1).iter_rows():
            raise DeclarationError(f"the loader of {loader} states what the model does not: {row}")


def _joined_by(kind: EdgeKind) -> pl.Expr:
    """Tell of statements whether a kind of edge may join their ends, by what the ids begin with."""
    return pl.any_horizontal(
        pl.col("subject").str.starts_with(NODES[source].prefix)
        & pl.col("object").str.starts_with(NODES[target].prefix)
        for source, target in kind.ends
    ).fill_null(value=False)
