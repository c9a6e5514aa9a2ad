"""sources: the documents that the graph rests on, and what they say how much of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from chainatlas.graph.kinds import BASIS
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_nodes
from chainatlas.queries._question import Column, Question, Row

CYPHER = """
MATCH (document:Document)
RETURN document.id AS document_id, document.name AS document, document.name_en AS document_en,
       document.publisher AS publisher, document.publisher_group AS publisher_group,
       document.published AS published, document.recorded AS recorded, document.url AS url,
       document.file AS file
ORDER BY document_id
"""


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Return how many statements of each basis were read in each document, and which."""
    said = read_nodes(store, "Statement", ["id", "document", "basis"])
    counted = [(pl.col("basis") == basis).sum().alias(basis) for basis in BASIS]
    found = said.group_by(said_in="document").agg(
        pl.col("id").sort().alias("statements"), pl.len().alias("total"), *counted
    )
    return found.rows(named=True)


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put documents and their statements together; the newest document first."""
    said = {row["said_in"]: row for row in rows if "said_in" in row}
    answer = [row | said[row["document_id"]] for row in rows if row.get("document_id") in said]
    for row in answer:
        row["publisher_group"] = row["publisher_group"] or row["publisher"]
    return sorted(answer, key=lambda row: str(row["recorded"]), reverse=True)


QUESTION = Question(
    name="sources",
    zh="图谱依据哪些文献,各由谁在何时发布,各有多少陈述?",
    en="On which documents does the graph rest, who published them when, and how many statements has each?",
    cypher=CYPHER,
    gather=gather,
    columns=(
        Column("document_id", "文献标识", "document id", "never"),
        Column("document", "文献", "document", "zh"),
        Column("document_en", "文献(英文)", "document", "en"),
        Column("publisher", "发布者", "publisher"),
        Column("publisher_group", "发布者组", "publishers that copy each other", "never"),
        Column("published", "发布日期", "published", blank=("未记录", "not recorded")),
        Column("recorded", "记录日期", "recorded"),
        Column("total", "陈述数", "statements"),
        *(Column(basis, zh, basis) for basis, zh in BASIS.items()),
        Column("url", "网址", "address", "never"),
        Column("file", "文件名", "file name", "never"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
