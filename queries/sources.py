"""sources: the documents that the graph rests on, and what they say how much of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.kinds import BASIS
from chainatlas.queries._question import Column, Question, Row, union

CYPHER = """
MATCH (statement:Statement)-[:SUPPORTED_BY]->(document:Document)
RETURN document.id AS document_id, document.name AS document, document.name_en AS document_en,
       document.publisher AS publisher, document.publisher_group AS publisher_group,
       document.published AS published, document.recorded AS recorded, document.url AS url,
       document.file AS file, collect({id: statement.id, basis: statement.basis}) AS said
ORDER BY document_id
"""


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Count the statements of each document by their basis; the newest document first."""
    answer = [_row(row) for row in rows]
    answer.sort(key=lambda row: str(row["document_id"]))
    return sorted(answer, key=lambda row: str(row["recorded"]), reverse=True)


def _row(row: Row) -> Row:
    bases = [said["basis"] for said in row["said"]]
    return {
        **row,
        "publisher_group": row["publisher_group"] or row["publisher"],
        "total": len(bases),
        **{basis: bases.count(basis) for basis in BASIS},
        "statements": union([[said["id"] for said in row["said"]]]),
    }


QUESTION = Question(
    name="sources",
    zh="图谱依据哪些文献,各由谁在何时发布,各有多少陈述?",
    en="On which documents does the graph rest, who published them when, and how many statements has each?",
    cypher=CYPHER,
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
