"""Mappings and tables for tests: a source that is always the same, and rules after it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._mapped import read_mapped
from chainatlas.loaders._mapped_values import SIGNS, WEIGHTS
from chainatlas.loaders._mapping_file import read_mapping

SOURCE = """\
[source]
id = "document:firms"
name = "企业名单"
publisher = "开发区管委会"
recorded = 2026-01-31
"""
FIRM = """
[[node]]
label = "Company"
name = "企业"
"""
MAKES = """
[[edge]]
relation = "PRODUCES"
from = "company"
to = { column = "产品", split = "、", unknown = "make" }
"""


def mapping_file(folder: Path, rules: str, source: str = SOURCE) -> Path:
    """Write a mapping."""
    path = folder / "mapping.toml"
    path.write_text(source + rules, encoding="utf-8")
    return path


def mapped(folder: Path, rules: str, *files: Path, base: Record | None = None) -> Loaded:
    """Return what files say under a mapping."""
    return read_mapped(read_mapping(mapping_file(folder, rules)), files, base or Record.empty())


def said(given: Loaded, predicate: str, *columns: str) -> list[tuple[object, ...]]:
    """Return columns of the statements of one type, in the order of their ids."""
    rows = given.statements.filter(pl.col("predicate") == predicate).sort("id")
    return rows.select(columns).rows()


def credit_code(start: str) -> str:
    """Return a unified social credit code: 17 signs and the check digit that they have."""
    total = sum(SIGNS[sign] * weight for sign, weight in zip(start, WEIGHTS, strict=True))
    signs = {value: sign for sign, value in SIGNS.items()}
    return start + signs[(31 - total % 31) % 31]
