"""sources: the documents that the graph rests on, and what they say how much of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.graph.kinds import BASIS
from chainatlas.queries._question import Column, Question, Row

if TYPE_CHECKING:
    import polars as pl

    from chainatlas.graph.store import Store
    from chainatlas.queries._table import Table

CYPHER = """
MATCH (document:Document)
RETURN document.id AS document_id, document.name AS document, document.name_en AS document_en,
       document.publisher AS publisher, document.publisher_group AS publisher_group,
       document.published AS published, document.recorded AS recorded, document.url AS url,
       document.file AS file
ORDER BY document_id
"""


def gather(store: Store, _parameters: Mapping[str, Any]) -> list[Row]:
    """Return how many statements of each basis were read in each document, and the places of which."""
    from chainatlas.graph.stored import once, read_nodes

    said = read_nodes(store, "Statement", ["id", "document", "basis"])
    return [{"said": once(store, "sources", None, lambda: _counted(said)), "ids": said["id"]}]


def _counted(said: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    counted = [(pl.col("basis") == basis).sum().alias(basis) for basis in BASIS]
    placed = said.select("basis", document_id="document", place=pl.int_range(pl.len(), dtype=pl.UInt32))
    return placed.group_by("document_id").agg("place", pl.len().alias("total"), *counted)


def refine(rows: list[Row], _parameters: Mapping[str, Any]) -> Table:
    """Put documents and their statements together; the newest document first."""
    import polars as pl

    from chainatlas.queries._table import Table

    *documents, told = rows
    documents.sort(key=lambda row: str(row["recorded"]), reverse=True)
    columns = [column.name for column in QUESTION.columns]
    texts = [name for name in columns if name not in ("total", "statements", *BASIS)]
    found = pl.DataFrame(documents, dict.fromkeys(texts, pl.String))
    group = pl.col("publisher_group").replace("", None).fill_null(pl.col("publisher"))
    found = found.with_columns(group).join(told["said"], on="document_id", maintain_order="left")

    def cut(first: int, last: int) -> pl.DataFrame:
        part = found[first:last].with_row_index()
        placed = part.select("index", "place").explode("place")
        said = placed.select("index", statements=told["ids"].gather(placed["place"]))
        said = said.sort("index", "statements").group_by("index", maintain_order=True).agg("statements")
        return part.with_columns(said["statements"]).select(columns)

    return Table(found.height, cut)


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
