"""orphans: nodes that nothing joins to anything."""

from __future__ import annotations

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground
from chainatlas.graph.tables import ENTITY_LABELS


def find(ground: Ground) -> pl.DataFrame:
    """Find entities and measures without any edge, and documents in which no statement was read.

    What is only a lead (a statement whose basis does not count) joins a node; a property of it does not.
    """
    labels = pl.col("label").is_in([*ENTITY_LABELS, "Measure"])
    alone = ground.named.filter(labels).join(ground.linked, on="id", how="anti")
    idle = ground.nodes("Document").join(ground.statements, left_on="id", right_on="document", how="anti")
    unread = idle.select("id", label=pl.lit("Document"))
    lost = pl.concat([alone.select("id", "label"), unread])
    return faults([lost.select(ids=pl.concat_list("id"), found="label")])


CHECK = Check(
    name="orphans",
    zh="与任何事物都无联系的节点",
    en="nodes that nothing is joined to",
    next_zh="补上把它与其他事物联系起来的陈述,或删去该条目",
    next_en="state what joins it to something, or take it out",
    find=find,
)
