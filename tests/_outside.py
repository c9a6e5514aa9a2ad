"""Small hand-made files in the form of the public data sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
from conftest import SHARED

from chainatlas.graph.tables import Record
from chainatlas.loaders._data_sets import data_set
from chainatlas.loaders._loader import Loaded

DATA = SHARED / "data"


def real(name: str) -> Path:
    """Return a folder or file of the real data sets, which are not part of the project, or skip the test."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the public data sets are not part of the project and not at {path}")
    return path


def loaded(name: str, *paths: Path, base: Record | None = None) -> Loaded:
    """Return what a loader makes of files."""
    return data_set(name).read(paths, base or Record.empty())


def json_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows as lines of JSON."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def csv_file(path: Path, *lines: str) -> Path:
    """Write lines as a CSV file."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rules(given: Loaded) -> dict[tuple[str, str], int]:
    """Return how often each rule applied, with what was done."""
    counts = given.rejects.group_by("rule", "done").len()
    return {(rule, done): count for rule, done, count in counts.rows()}


def of_rule(given: Loaded, rule: str) -> pl.DataFrame:
    """Return the rejects of one rule."""
    return given.rejects.filter(pl.col("rule") == rule)


def edges(given: Loaded, predicate: str) -> set[tuple[str, str]]:
    """Return the edges of one type that were stated, by the names of their ends."""
    names = {row[0]: row[1] for table in given.entities.values() for row in table.select("id", "name").rows()}
    said = given.statements.filter(pl.col("predicate") == predicate)
    return {(names[one], names[other]) for one, other in said.select("subject", "object").rows()}


def total(given: Loaded) -> Mapping[str, int]:
    """Return the account of all files together."""
    found: Mapping[str, int] = given.tally.select(pl.exclude("file")).sum().row(0, named=True)
    return found


def balanced(given: Loaded) -> bool:
    """Tell whether every file's rows are nodes, edges, refused or duplicates."""
    outcomes: Sequence[str] = ("nodes", "edges", "refused", "duplicates")
    return bool((given.tally["rows"] == given.tally.select(outcomes).sum_horizontal()).all())
