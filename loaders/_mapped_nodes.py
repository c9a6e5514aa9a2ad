"""Rows become nodes as a mapping says: their values, and which node of the record each row means."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from chainatlas.graph.identity import CODES as CODE_PROPERTIES
from chainatlas.graph.model import ATTRIBUTE, NODES
from chainatlas.loaders._known_names import looked_up, words_of
from chainatlas.loaders._ledger import CELL, PLACE, Ledger, true_of
from chainatlas.loaders._mapped_values import text_of, uscc_valid, with_value
from chainatlas.loaders._mapping import Cell, NodeRule
from chainatlas.loaders._mapping_rules import node_properties
from chainatlas.loaders._names import company_id, normal_name, place_id, text_ids

NO_NAME = "the name is empty"
CODE_IDS: dict[str, tuple[Callable[[str], pl.Expr], str]] = {
    "stock": (company_id, "expected a stock code such as 600000.SH"),
    "uscc": (lambda name: _of_uscc(name), "expected 18 signs with the check digit of GB 32100"),
    "zone": (lambda name: pl.lit("park:") + pl.col(name).str.extract(r"^(\d{8})$", 1), "expected 8 digits"),
    "division": (place_id, "expected a division code of two, four, six or nine digits"),
}
"""The id that each kind of code makes, and what is said of a text that is none."""


def register(rule: NodeRule, rows: pl.DataFrame, ledger: Ledger, *, subject: bool) -> pl.DataFrame:
    """Register rows as nodes; return which `line` makes which `id`, null where it was refused.

    A row that says nothing of such a node is passed over, but refused where the node is what the table
    is about (`subject`).
    """
    named, numbered = text_of(rule.cells["name"]), _id_text(rule)
    if not subject:
        rows = rows.filter(true_of(rows, named.is_not_null() | numbered.is_not_null()))
    asked = ledger.take(rows)
    rows = ledger.refuse(asked, named.is_null(), CELL + rule.cells["name"].where, NO_NAME)
    for name, prop in node_properties(rule.label).items():
        if name in rule.cells and name != "id":
            rows = with_value(rows, prop, rule.cells[name], ledger)
    rows = _own_ids(rule, rows.with_columns(numbered.alias("given")), ledger)
    rows = _as_known(rule, rows, ledger)
    if "aliases" in rows.columns:
        others = pl.col("aliases").list.set_difference(pl.concat_list("name"))
        rows = rows.with_columns(aliases=pl.when(others.list.len() > 0).then(others.list.sort()))
    attributes = NODES[rule.label].attributes
    ledger.nodes(rule.label, rows.drop(attributes, strict=False))
    for name in attributes:
        if name in rule.cells:
            _attribute(rule, name, rows, ledger)
    return asked.select("line").join(rows.select("line", "id"), on="line", how="left", maintain_order="left")


def _id_text(rule: NodeRule) -> pl.Expr:
    return text_of(rule.cells["id"]) if "id" in rule.cells else pl.lit(None, pl.String)


def _of_uscc(name: str) -> pl.Expr:
    return pl.when(uscc_valid(name)).then(pl.lit("company:") + pl.col(name).str.to_lowercase())


def _own_ids(rule: NodeRule, rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Add the id that a row has by itself (`own`): as the mapping says, else by a code, else by its name."""
    prefix = NODES[rule.label].prefix
    cell = rule.cells.get("id", Cell())
    if cell.code:
        make, expected = CODE_IDS[cell.code]
        wrong = pl.col("given").is_not_null() & make("given").is_null()
        rows = ledger.refuse(rows, wrong, CELL + cell.where, expected)
        rows = rows.with_columns(stated=make("given"))
    else:
        rows = slugged(rows, "given", prefix, "stated")
    rows = slugged(_coded(rule, rows), "code_text", prefix, "coded")
    rows = slugged(rows, "name", prefix, "called")
    return rows.with_columns(own=pl.coalesce("stated", "coded", "called"))


def _coded(rule: NodeRule, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what a code makes of the id, null where there is none; the code of an industry needs its scheme."""
    codes = [pl.col(name) for name in ("stock_code", "uscc", "code") if name in rows.columns]
    if rule.label == "Company" and "stock_code" in rows.columns:
        codes[0] = codes[0].str.slice(0, 6)
    if rule.label == "Industry" and codes:
        schemes = [pl.col("scheme")] if "scheme" in rows.columns else []
        codes = [pl.concat_str(*schemes, codes[0], separator="-", ignore_nulls=False)]
    return rows.with_columns(code_text=pl.coalesce(codes) if codes else pl.lit(None, pl.String))


def slugged(rows: pl.DataFrame, column: str, prefix: str, name: str) -> pl.DataFrame:
    """Add the ids that a column of texts makes; a text that has the prefix already is one."""
    rest = rows.select("line", text=pl.col(column).str.strip_prefix(prefix))
    ids = text_ids(rest.select(name="text"), prefix).rename({"name": "text", "id": name})
    found = rest.select("text").join(ids, on="text", how="left", maintain_order="left")[name]
    whole = pl.col(column).str.contains(rf"^{prefix}[\p{{L}}\p{{N}}]+([-./][\p{{L}}\p{{N}}]+)*$")
    return rows.with_columns(found).with_columns(pl.when(whole).then(column).otherwise(name).alias(name))


def _as_known(rule: NodeRule, rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Add the `id` of each row: a node that the record knows by that id, code or name, else its own.

    A name does not count where the row has a stated id, or another code than the node of that name. A node
    that was found by its code or name keeps its name, and what the row calls it becomes an alias.
    """
    held = ledger.base.entities[rule.label]
    words = words_of(rule.label, [held])
    own = [name for name in CODE_PROPERTIES if name in rows.columns]
    by_code: list[pl.Expr] = []
    for name in own if rule.label != "Industry" else ():  # whose codes are of one scheme only
        rows = found_in(rows, name, words, "code", f"by_{name}")
        by_code.append(pl.col(f"by_{name}"))
    rows = found_in(rows, "name", words, "name", "by_name")
    codes = [*own, *(name for name in ("scheme",) if name in rows.columns)]
    told = held.select("id", *(pl.col(name).alias(f"held_{name}") for name in ("name", *codes)))
    rows = rows.join(
        told.select(pl.col("id").alias("by_name"), pl.exclude("id", "held_name")),
        on="by_name",
        how="left",
        maintain_order="left",
    )
    other = pl.any_horizontal(
        pl.lit(value=False),
        *((pl.col(f"held_{name}") != pl.col(name)).fill_null(value=False) for name in codes),
    )
    by_name = pl.when(pl.col("stated").is_null() & ~other).then("by_name")
    itself = pl.when(pl.col("own").is_in(held["id"].implode())).then("own")
    rows = rows.with_columns(id=pl.coalesce(itself, *by_code, by_name, "own"))
    return _named_as_known(rows, told)


def _named_as_known(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    rows = rows.join(told.select("id", known="held_name"), on="id", how="left", maintain_order="left")
    keeps = pl.col("known").is_not_null() & (pl.col("id") != pl.col("own"))
    again = keeps & (normal_name("known") != normal_name("name"))
    called = pl.concat_list(pl.when(again).then("name")).list.drop_nulls()
    aliases = pl.col("aliases").fill_null([]) if "aliases" in rows.columns else pl.lit([], pl.List(pl.String))
    both = pl.concat_list(aliases, called).list.unique(maintain_order=True)
    return rows.with_columns(aliases=pl.when(both.list.len() > 0).then(both)).with_columns(
        name=pl.when(keeps).then("known").otherwise("name")
    )


def found_in(rows: pl.DataFrame, column: str, words: pl.DataFrame, by: str, name: str) -> pl.DataFrame:
    """Add the ids of the nodes that the texts of a column stand for, and of how many (`name`_several)."""
    found = looked_up(rows[column], words, by)
    found = found.select(
        pl.col("text").alias(column), pl.col("found").alias(name), pl.col("several").alias(f"{name}_several")
    )
    return rows.join(found, on=column, how="left", maintain_order="left")


def _attribute(rule: NodeRule, name: str, rows: pl.DataFrame, ledger: Ledger) -> None:
    """State a property that statements give, such as the status of a project."""
    value = pl.col(name)
    if rows.schema[name] == pl.Float64:
        whole = value == value.floor()
        value = pl.when(whole).then(value).cast(pl.Int64).cast(pl.String).fill_null(value.cast(pl.String))
    said = ledger.take(rows.filter(pl.col(name).is_not_null()))
    entry = [name for name in ("entry",) if name in said.columns]
    stated = said.select(
        *PLACE,
        *entry,
        subject="id",
        object=pl.lit(None, pl.String),
        property=pl.lit(name),
        property_value=value.cast(pl.String),
    )
    ledger.edges(ATTRIBUTE, stated, f"{rule.name}-{name.replace('_', '-')}")
