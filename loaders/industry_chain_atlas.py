"""industry-chain-atlas: chains of semiconductors and materials, their segments, firms and supplies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.identity import measure_id
from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, refused
from chainatlas.loaders._firm_names import whose_names
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._names import company_id, product_ids, stock_code
from chainatlas.loaders._yaml import LINE, read_yaml

DOCUMENT = {
    "id": "document:industry-chain-atlas",
    "name": "industry-chain-atlas 产业链图谱(MIT)",
    "name_en": "industry-chain-atlas, commit 0666165 (MIT)",
    "publisher": "JiMoxiao",
    "published": "2026-06-24",
    "recorded": "2026-06-24",
    "url": "https://github.com/JiMoxiao/industry-chain-atlas",
}
FILES = {"chains": ("*.yaml", "*.yml")}
SEGMENTS = {"name": pl.String, "position": pl.String, "tier": pl.String}
FIRMS = {"segment": pl.String, "code": pl.String, "name": pl.String, "role": pl.String}
SUPPLIES = {
    "supplier_code": pl.String,
    "buyer_code": pl.String,
    "product": pl.String,
    "relationship_type": pl.String,
    "confidence": pl.String,
    "notes": pl.String,
}
MEASURES = {
    "segment": pl.String,
    "name": pl.String,
    "current_value": pl.String,
    "unit": pl.String,
    "source_name": pl.String,
    "last_updated": pl.String,
}
STAGES = ("upstream", "midstream", "downstream")
WORTH = 0.18
"""What a supply is worth for each of the at most five points that the file gives it."""
NO_NAME = "the name is empty"
NO_CODE = "no stock code of six digits"
NO_BUYER = "no buyer named by a code"
NO_STAGE = "expected upstream, midstream or downstream"
NO_POINTS = "expected a confidence of 1 to 5"
NO_VALUE = "expected a number"
NO_FIRM = "firm of no segment and not known"
WRONG_NAME = "name of another firm than the code's"
NEW_NAME = "name that is not known for the code"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return the chains of the files; names that do not fit their stock codes are refused."""
    ledger = Ledger(DOCUMENT, base)
    files = sorted({file.name: file for file in found(paths, FILES)["chains"]}.values())
    chains = [(file, read_yaml(file)) for file in files]
    for file, chain in chains:
        if not isinstance(chain.get("industry"), str) or not isinstance(chain.get("segments"), list):
            raise refused(file, "expected a chain with its industry and segments")
    _chains(chains, ledger)
    _segments(chains, ledger)
    _firms(chains, ledger)
    _supplies(chains, ledger)
    _measures(chains, ledger)
    return ledger.loaded()


Chains = Sequence[tuple[Path, Mapping[str, Any]]]
Told = list[tuple[Path, dict[str, Any]]]
"""Entries of files, each with its line."""


def _chains(chains: Chains, ledger: Ledger) -> None:
    rows = [{"file": file.name, "row": chain[LINE], "name": chain["industry"]} for file, chain in chains]
    named = ledger.take(pl.DataFrame(rows)).with_columns(id=_chain_id("file"))
    ledger.nodes("Chain", named)


def _chain_id(column: str) -> pl.Expr:
    stem = pl.col(column).str.replace(r"\.ya?ml$", "").str.to_lowercase()
    return pl.lit("chain:ica-") + stem.str.replace_all(r"[^\p{L}\p{N}]+", "-")


def _entries(value: object) -> Iterator[dict[str, Any]]:
    """Yield the mappings of a list, of which a file may have none."""
    yield from (entry for entry in (value if isinstance(value, list) else ()) if isinstance(entry, dict))


def _rows(told: Told, columns: Mapping[str, Any], ledger: Ledger) -> pl.DataFrame:
    """Take entries of files as rows of text."""
    rows = [
        {name: _text(entry.get(name)) for name in columns} | {"file": file.name, "row": entry[LINE]}
        for file, entry in told
    ]
    schema = dict(columns) | {"file": pl.String, "row": pl.Int64}
    return ledger.take(pl.DataFrame(rows, schema=schema))


def _text(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None


def _segments(chains: Chains, ledger: Ledger) -> None:
    """Take each segment as a product in its chain."""
    told = [(file, entry) for file, chain in chains for entry in _entries(chain["segments"])]
    rows = _rows(told, SEGMENTS, ledger)
    rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
    rows = rows.join(product_ids(rows), on="name", how="left", maintain_order="left")
    ledger.nodes("Product", rows)
    placed = ledger.take(rows.with_columns(subject="id", object=_chain_id("file"), stage="position"))
    placed = ledger.refuse(
        placed, ~pl.col("stage").is_in(STAGES).fill_null(value=False), "position", NO_STAGE
    )
    tier = pl.col("tier").cast(pl.Int64, strict=False)
    _by_file("CHAIN_MEMBER", placed.with_columns(position=tier), "segment", ledger)


def _by_file(predicate: str, rows: pl.DataFrame, part: str, ledger: Ledger, **settings: Any) -> None:
    """State the rows of each file as edges, so that lines of different files stay apart."""
    for name, of_file in rows.group_by("file", maintain_order=True):
        stem = str(name[0]).rpartition(".")[0]
        ledger.edges(predicate, of_file, f"{stem}/{part}", **settings)


def _firms(chains: Chains, ledger: Ledger) -> None:
    """Take the firms of segments as makers of what the segment is."""
    told = [
        (file, firm | {"segment": segment.get("name")})
        for file, chain in chains
        for segment in _entries(chain["segments"])
        for firm in _entries(segment.get("key_companies"))
    ]
    rows = _rows(told, FIRMS, ledger)
    rows = ledger.refuse(rows, company_id("code").is_null(), "code", NO_CODE)
    rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
    rows = rows.with_columns(id=company_id("code"), stock_code=stock_code("code"))
    told_name = pl.concat_str("code", "name", separator=" ")
    rows = rows.with_columns(whose_names(rows, ledger.base), told=told_name)
    rows = ledger.refuse(rows, pl.col("whose") == "another", "told", WRONG_NAME)
    ledger.note(rows, pl.col("whose") == "unknown", "told", NEW_NAME, "kept")
    ledger.mention("Company", rows.select("file", "row", "id", "name", "stock_code"))
    segments = product_ids(rows.select(name="segment")).rename({"name": "segment", "id": "object"})
    made = rows.join(segments, on="segment", how="left", maintain_order="left")
    made = ledger.refuse_unknown(made, "object", "Product", "segment", NO_NAME)
    made = made.with_columns(subject="id", note="role", status=pl.lit("running")).drop("role")
    _by_file("PRODUCES", made, "firm", ledger)


def _supplies(chains: Chains, ledger: Ledger) -> None:
    told = [(file, entry) for file, chain in chains for entry in _entries(chain.get("supply_relationships"))]
    rows = _rows(told, SUPPLIES, ledger)
    rows = ledger.refuse(rows, company_id("supplier_code").is_null(), "supplier_code", NO_CODE)
    rows = ledger.refuse(rows, company_id("buyer_code").is_null(), "notes", NO_BUYER)
    points = pl.col("confidence").cast(pl.Float64, strict=False)
    rows = ledger.refuse(rows, ~points.is_between(1, 5).fill_null(value=False), "confidence", NO_POINTS)
    rows = rows.with_columns(subject=company_id("supplier_code"), object=company_id("buyer_code"))
    for end, column in (("subject", "supplier_code"), ("object", "buyer_code")):
        known = pl.concat([ledger.ids("Company"), ledger.base.entities["Company"]["id"]])
        rows = ledger.refuse(rows, ~pl.col(end).is_in(known.implode()), column, NO_FIRM)
    goods = product_ids(rows.select(name="product")).rename({"name": "product"})
    named = rows.join(goods, on="product", how="left", maintain_order="left")
    ledger.mention(
        "Product", named.filter(pl.col("id").is_not_null()).select("file", "row", "id", name="product")
    )
    rows = named.with_columns(product="id", note="relationship_type", worth=points * WORTH)
    _by_file("SUPPLIES", rows.drop("id"), "supply", ledger, confidence=pl.col("worth"))


def _measures(chains: Chains, ledger: Ledger) -> None:
    """Take the figures of segments as measures of their chain, with the segment as their scope."""
    told = [
        (file, entry | {"segment": segment.get("name")})
        for file, chain in chains
        for segment in _entries(chain["segments"])
        for entry in _entries(segment.get("data_points"))
    ]
    rows = _rows(told, MEASURES, ledger)
    value = pl.col("current_value").cast(pl.Float64, strict=False)
    rows = ledger.refuse(rows, value.is_null() | ~value.is_finite(), "current_value", NO_VALUE)
    rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
    rows = rows.with_columns(
        subject=_chain_id("file"),
        indicator="name",
        value=value,
        period="last_updated",
        scope="segment",
        note="source_name",
    )
    ids = [measure_id(row) for row in rows.iter_rows(named=True)]
    rows = rows.with_columns(object=pl.Series(ids, dtype=pl.String)).drop("name")
    _by_file("HAS_MEASURE", rows, "figure", ledger)


LOADER = DataSet(
    name="industry-chain-atlas",
    zh="industry-chain-atlas:半导体与材料的产业链、环节、企业、供应",
    en="industry-chain-atlas: chains of semiconductors and materials, segments, firms, supplies",
    read=read,
    takes="a folder of YAML files, one a chain, or some of them",
    example="industry-chain-atlas/data",
)
