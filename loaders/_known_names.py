"""Which nodes names, aliases and codes stand for, looked up for whole columns at once."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from chainatlas.graph.identity import CODES
from chainatlas.graph.model import NODES
from chainatlas.loaders._names import normal_name

RANKS = {"id": 0, "code": 1, "name": 2, "alias": 3}
"""Of several nodes a word means that of which it is the id, else the code, else the name, else an alias."""
BY = {"": tuple(RANKS.values()), "id": (0,), "code": (1,), "name": (2, 3)}
SCHEMA = {"word": pl.String, "id": pl.String, "rank": pl.Int64}


def words_of(label: str, tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return every word that stands for a node of these tables: `word` in normal form, `id`, `rank`."""
    codes = [prop.name for prop in NODES[label].own if prop.name in CODES]
    found = [pl.DataFrame(schema=SCHEMA)]
    for table in tables:
        found.append(_words(table, "id", "id"))
        found += [_words(table, name, "name") for name in ("name",) if name in table.columns]
        found += [_words(table, name, "alias") for name in ("name_en",) if name in table.columns]
        found += [_words(table, name, "code") for name in codes if name in table.columns]
        if "stock_code" in codes and "stock_code" in table.columns:
            bare = table.select("id", stock_code=pl.col("stock_code").str.slice(0, 6))
            found.append(_words(bare, "stock_code", "code"))
        if "aliases" in table.columns:
            found.append(_words(table.select("id", "aliases").explode("aliases"), "aliases", "alias"))
    return pl.concat(found).drop_nulls().unique()


def _words(table: pl.DataFrame, column: str, rank: str) -> pl.DataFrame:
    named = table.select("id", text=column)
    return named.select(word=normal_name("text"), id="id", rank=pl.lit(RANKS[rank], pl.Int64))


def looked_up(texts: pl.Series, words: pl.DataFrame, by: str = "") -> pl.DataFrame:
    """Return each distinct `text` with the `found` id of the one node that it stands for.

    `found` is null where none or several do; `several` tells how many do.
    """
    asked = pl.DataFrame({"text": texts.unique(maintain_order=True).drop_nulls()})
    asked = asked.with_columns(word=normal_name("text"))
    allowed = words.filter(pl.col("rank").is_in(BY[by]))
    joined = asked.join(allowed, on="word", how="left", maintain_order="left")
    best = joined.filter((pl.col("rank") == pl.col("rank").min().over("text")) | pl.col("rank").is_null())
    counted = best.group_by("text", maintain_order=True).agg(
        pl.col("id").drop_nulls().n_unique().alias("several"), pl.col("id").first()
    )
    one = pl.when(pl.col("several") == 1).then("id")
    return counted.select("text", "several", found=one)
