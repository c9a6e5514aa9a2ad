"""future-dates: what is said to have been published, recorded or begun after today."""

from __future__ import annotations

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground

BEGUN = ("trial", "running", "suspended", "closed")
"""Statuses of what has begun; what is planned or signed may well begin later."""


def find(ground: Ground) -> pl.DataFrame:
    """Find days in the future where only past ones make sense.

    A statement's own day of record counts only where it is not that of its document.
    """
    documents, said = ground.nodes("Document"), ground.statements
    days = documents.select(pl.col("recorded").alias("of_document"), document="id")
    own = said.join(days, on="document", how="left")
    own = own.filter(~pl.col("recorded").eq_missing(pl.col("of_document")))
    begun = said.filter(pl.col("status").is_in(BEGUN))
    parts = [_later(documents, name, ground.today, "Document") for name in ("published", "recorded")]
    parts.append(_later(own, "recorded", ground.today, "Statement"))
    parts.append(_later(begun, "valid_from", ground.today, "Statement"))
    parts.append(_later(said, "complete_on", ground.today, "Statement"))
    return faults(parts)


def _later(table: pl.DataFrame, column: str, today: str, label: str) -> pl.DataFrame:
    late = table.filter(pl.col(column) > today)
    evidence = [pl.concat_list("id").alias("statements")] if label == "Statement" else []
    return late.select(
        *evidence, ids=_concerned(label), found=pl.lit(f"{label}.{column}: ").add(pl.col(column))
    )


def _concerned(label: str) -> pl.Expr:
    if label == "Document":
        return pl.concat_list("id")
    return pl.concat_list("subject", "object").list.drop_nulls()


CHECK = Check(
    name="future-dates",
    zh="晚于今天的日期",
    en="dates in the future",
    next_zh="改正日期;尚未开始的用状态 planned 或 signed",
    next_en="correct the date; what has not begun has the status planned or signed",
    find=find,
)
