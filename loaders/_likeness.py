"""Pairs of things of several sources that have a code, a name or a part of a name in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from chainatlas.graph.decisions import JOINED_LABELS
from chainatlas.graph.joining import ENDS
from chainatlas.graph.model import SAME_AS
from chainatlas.graph.tables import Record
from chainatlas.loaders._name_forms import core, legal, plain, short, without_form

CODES: Mapping[str, str] = {
    "uscc": r"^[0-9A-HJ-NPQRTUWXY]{18}$",
    "stock_code": r"^(\d{6})(?:\.(?:SH|SZ|BJ))?$",
    "code": r"^(\d{6,9})$",
}
"""Official codes and what they look like; a value of another form proves nothing."""
HOLDERS = 20
"""Of how many things a word may be; one that more have tells none of them apart."""
SURE_SORTS = ("uscc", "stock_code", "code", "legal", "name", "word")
KEYS = {"id": pl.String, "label": pl.String, "sort": pl.String, "key": pl.String}


@dataclass(frozen=True)
class Things:
    """What may be one thing with another: a row each in `table`, and in `keys` a row for each of its words.

    `table` has id, label, name, the official codes, `legal` (legal names), `documents` and `provinces`;
    `keys` has id, label, sort and key.
    """

    table: pl.DataFrame
    keys: pl.DataFrame


def things_of(record: Record, *, cores: bool = True) -> Things:
    """Return the things of a record that sources speak of; without `cores`, only what makes sure pairs."""
    table = pl.concat([_table(label, record.entities[label]) for label in JOINED_LABELS])
    table = table.join(documents_of(record), on="id").join(_provinces(record), on="id", how="left").sort("id")
    rows = table.select("id", "label", "name", "words").iter_rows()
    keys = pl.DataFrame(list(_keys(rows, cores=cores)), schema=KEYS, orient="row")
    legal_names = keys.filter(pl.col("sort") == "legal").group_by("id").agg(legal="key")
    table = table.join(legal_names, on="id", how="left", maintain_order="left")
    return Things(table, pl.concat([keys, *(_coded(table, code) for code in CODES)]).unique())


def documents_of(record: Record) -> pl.DataFrame:
    """Return of each `id` the `documents` that speak of it; a decision on identity does not."""
    told = record.statements.filter(pl.col("predicate") != SAME_AS)
    mentions = pl.concat([told.select("document", id=end) for end in ENDS]).drop_nulls().unique()
    return mentions.group_by("id").agg(pl.col("document").sort().alias("documents"))


def shared(things: Things) -> pl.DataFrame:
    """Return the pairs that share a key: `left`, `right`, `label` and a flag for each sort of key.

    `sole` tells of a pair whether nothing else has the key that it shares.
    """
    held = things.keys.with_columns(holders=pl.len().over("label", "sort", "key"))
    held = held.filter(pl.col("holders").is_between(2, HOLDERS))
    pairs = held.join(held, on=["label", "sort", "key"], suffix="_right").filter(
        pl.col("id") < pl.col("id_right")
    )
    return pairs.group_by(left="id", right="id_right", label="label").agg(
        pl.col("sort").unique(), sole=((pl.col("holders") == 2) & pl.col("sort").is_in(SURE_SORTS)).any()
    )


def compared(pairs: pl.DataFrame, things: Things) -> pl.DataFrame:
    """Add to pairs what speaks for and against them; pairs that one source has both of are left out.

    `other_code`, `other_stock` and `other_legal` tell that both have one and that they differ, `other_place`
    that they are in different provinces.
    """
    facts = things.table.drop("label", "words")
    both = pairs.join(facts.rename(lambda name: f"{name}_left"), left_on="left", right_on="id_left")
    both = both.join(facts.rename(lambda name: f"{name}_right"), left_on="right", right_on="id_right")
    both = both.filter(~_meet("documents"))
    return both.with_columns(
        other_code=_differs("uscc") | _differs("code"),
        other_stock=_differs("stock_code"),
        other_legal=~_meet("legal", unknown=True),
        other_place=~_meet("provinces", unknown=True),
    )


def _differs(name: str) -> pl.Expr:
    return (pl.col(f"{name}_left") != pl.col(f"{name}_right")).fill_null(value=False)


def _meet(name: str, *, unknown: bool = False) -> pl.Expr:
    """Tell whether two lists have something in common; `unknown` is told where there is none of one."""
    common = pl.col(f"{name}_left").list.set_intersection(pl.col(f"{name}_right"))
    return (common.list.len() > 0).fill_null(value=unknown)


def _table(label: str, entities: pl.DataFrame) -> pl.DataFrame:
    words = pl.concat_list(pl.concat_list("name"), pl.concat_list("name_en"), pl.col("aliases").fill_null([]))
    codes = {
        code: pl.col(code).str.to_uppercase().str.extract(form, 1 if "(" in form else 0)
        if code in entities.columns
        else pl.lit(None, pl.String)
        for code, form in CODES.items()
    }
    return entities.select("id", label=pl.lit(label), name="name", words=words.list.drop_nulls(), **codes)


def _keys(rows: Iterator[tuple[Any, ...]], *, cores: bool) -> Iterator[tuple[str, str, str, str]]:
    for name, label, called, words in rows:
        for sort, key in dict.fromkeys(_words(label, called, words, cores=cores)):
            if key:
                yield name, label, sort, key


def _words(label: str, called: str, words: list[str], *, cores: bool) -> Iterator[tuple[str, str]]:
    form = short if label == "Company" else plain
    yield "name", form(called)
    for word in words:
        yield "word", form(word)
        if label == "Company":
            yield "legal", legal(word)
        if cores:
            yield "core", core(word, label)
            if label == "Company":
                yield "form", without_form(word)


def _coded(table: pl.DataFrame, code: str) -> pl.DataFrame:
    rows = table.filter(pl.col(code).is_not_null())
    return rows.select("id", "label", sort=pl.lit(code), key=code)


def _provinces(record: Record) -> pl.DataFrame:
    """Return the provinces in which firms and parks are, at once or by way of a park or place."""
    said = record.statements.filter(pl.col("predicate") == "LOCATED_IN")
    inside = said.select(id="subject", at="object").unique()
    places = record.entities["Place"].drop_nulls("code").select(at="id", province=pl.col("code").str.head(2))
    further = inside.join(inside.rename({"id": "at", "at": "beyond"}), on="at")
    every = pl.concat([inside, further.select("id", at="beyond")])
    return every.join(places, on="at").group_by("id").agg(provinces=pl.col("province").unique().sort())
