"""unsourced: edges, stated properties and statements that no document stands behind."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground
from chainatlas.graph.model import NODES


def find(ground: Ground) -> pl.DataFrame:
    """Find edges without statements, statements without SUPPORTED_BY, properties that nobody stated."""
    return faults([_edges(ground), _statements(ground), *_properties(ground)])


def _edges(ground: Ground) -> pl.DataFrame:
    bare = ground.links.filter(_none("statements"))
    return bare.select(
        ids=pl.concat_list("source", "target"), found="kind", statements=pl.lit([], pl.List(pl.String))
    )


def _statements(ground: Ground) -> pl.DataFrame:
    evidence = ground.edges("SUPPORTED_BY", "Statement", "Document")
    bare = ground.statements.join(evidence, left_on="id", right_on="source", how="anti")
    alone = pl.concat_list("id")
    return bare.select(ids=alone, found=pl.lit("Statement"), statements=alone)


def _properties(ground: Ground) -> Iterator[pl.DataFrame]:
    for label, kind in NODES.items():
        for name in kind.attributes:
            said = ground.nodes(label).filter(pl.col(name).is_not_null() & _none("statements"))
            yield said.select(ids=pl.concat_list("id"), found=pl.lit(f"{label}.{name}"))


def _none(column: str) -> pl.Expr:
    return pl.col(column).list.drop_nulls().list.len().fill_null(0) == 0


CHECK = Check(
    name="unsourced",
    zh="没有出处的关系、属性和陈述",
    en="edges, properties and statements without a source",
    next_zh="补上出处,或从文献重新构建",
    next_en="state where it was read, or build again from the documents",
    find=find,
)
