"""stages: products that a chain puts further down than what is made of them."""

from __future__ import annotations

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground

DOWNWARDS = {"upstream": 0, "midstream": 1, "downstream": 2}
"""The stages that come one after another; service stands beside them."""


def find(ground: Ground) -> pl.DataFrame:
    """Find edges FEEDS whose input stands in a later stage of a chain than the output."""
    members = ground.edges("CHAIN_MEMBER", "Product", "Chain").select(
        "statements", "stage", id="source", chain="target", order=_order()
    )
    both = ground.inputs.select("source", "target", fed="statements")
    both = both.join(members.rename({"id": "source"}), on="source")
    both = both.join(members.rename({"id": "target"}), on=["target", "chain"], suffix="_made")
    wrong = both.filter(pl.col("order") > pl.col("order_made"))
    names = ground.nodes("Chain").select(chain="id", chain_name="name")
    return faults([wrong.join(names, on="chain", how="left").select(*_told())])


def _order() -> pl.Expr:
    return pl.col("stage").replace_strict(DOWNWARDS, default=None, return_dtype=pl.Int64)


def _told() -> list[pl.Expr]:
    chain = pl.coalesce("chain_name", "chain")
    evidence = [pl.col(name).fill_null([]) for name in ("fed", "statements", "statements_made")]
    return [
        pl.concat_list("source", "target", "chain").alias("ids"),
        pl.format("{}: {} → {}", chain, "stage", "stage_made").alias("found"),
        pl.concat_list(evidence).list.unique().list.sort().alias("statements"),
    ]


CHECK = Check(
    name="stages",
    zh="环节与投入关系相矛盾的产品",
    en="stages that contradict what feeds what",
    next_zh="改正产品在该链中的环节,或改正投入关系",
    next_en="correct the stage of either product in that chain, or the input",
    find=find,
)
