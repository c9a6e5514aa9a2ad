"""dangling: ids that lead nowhere, at the end of an edge or in what a node or edge says."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground
from chainatlas.graph.model import EDGES, SAME_AS
from chainatlas.graph.statements import COUNTED


def find(ground: Ground) -> pl.DataFrame:
    """Find ends of edges, and ids in properties, that are no nodes of the graph."""
    return faults([*_ends(ground), *_properties(ground), *_evidence(ground), *_statements(ground)])


def _ends(ground: Ground) -> Iterator[pl.DataFrame]:
    for (kind, *labels), edges in ground.graph.edges.items():
        for end, label in zip(("source", "target"), labels, strict=True):
            lost = edges.join(ground.nodes(label), left_on=end, right_on="id", how="anti")
            yield _fault(lost, f"{kind} → ", end, pl.concat_list("source", "target"))


def _properties(ground: Ground) -> Iterator[pl.DataFrame]:
    for (kind, _, _), edges in ground.graph.edges.items():
        for prop in EDGES[kind].properties:
            if prop.kind == "id":
                said = edges.filter(pl.col(prop.name).is_not_null())
                lost = said.join(ground.nodes(prop.label), left_on=prop.name, right_on="id", how="anti")
                ids = pl.concat_list("source", "target")
                yield _fault(lost, f"{kind}.{prop.name} → ", prop.name, ids)


def _evidence(ground: Ground) -> Iterator[pl.DataFrame]:
    """Yield edges and nodes whose statements are not there."""
    links = ground.links.select(ids=pl.concat_list("source", "target"), what="kind", said="statements")
    attested = [
        table.select(ids=pl.concat_list("id"), what=pl.lit(label), said="statements")
        for label, table in ground.graph.nodes.items()
        if "statements" in table.columns
    ]
    said = pl.concat([links, *attested]).explode("said").filter(pl.col("said").is_not_null())
    lost = said.join(ground.statements.select("id"), left_on="said", right_on="id", how="anti")
    yield lost.select("ids", found=pl.format("{}.statements → {}", "what", "said"))


def _statements(ground: Ground) -> Iterator[pl.DataFrame]:
    """Yield statements whose document, subject, object or product is not there.

    The Measure of a statement whose basis does not count is not made at all, and a decision that two things
    are one names what is gone since.
    """
    known = ground.named.select("id")
    builds = ground.nodes("Build")["basis"].to_list()
    counted = builds[0] if builds else list(COUNTED)
    idle = (pl.col("predicate") == "HAS_MEASURE") & ~pl.col("basis").is_in(counted)
    for column in ("document", "subject", "object", "product"):
        said = ground.statements.filter(pl.col(column).is_not_null(), pl.col("predicate") != SAME_AS)
        said = said.filter(~idle) if column == "object" else said
        lost = said.join(known, left_on=column, right_on="id", how="anti")
        yield _fault(lost, f"Statement.{column} → ", column, pl.concat_list("id")).with_columns(
            statements=pl.col("ids")
        )


def _fault(lost: pl.DataFrame, told: str, column: str, ids: pl.Expr) -> pl.DataFrame:
    evidence = [pl.col("statements")] if "statements" in lost.columns else []
    return lost.select(ids.alias("ids"), pl.lit(told).add(pl.col(column)).alias("found"), *evidence)


CHECK = Check(
    name="dangling",
    zh="指向不存在之物的标识",
    en="ids that lead to nothing",
    next_zh="登记缺少的条目或改正标识,然后重新构建",
    next_en="register what is missing or correct the id, and build again",
    find=find,
)
