"""What was refused, repaired or doubted in rows from outside: written as a file, and counted by rule."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from chainatlas.graph.errors import StoreError
from chainatlas.graph.formulas import defused_texts
from chainatlas.loaders._loader import Loaded


def write_rejects(rejects: pl.DataFrame, path: Path) -> None:
    """Write rejects as CSV, wholly or not at all: file, row, column, value, rule and what was done."""
    write_csv(rejects, path, "nothing was loaded")


def write_csv(table: pl.DataFrame, path: Path, outcome: str) -> None:
    """Write a table as CSV for a spreadsheet, wholly or not at all.

    Raises StoreError where it cannot be written, with what that means for the user as `outcome`.
    """
    handle = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(
                "\N{BYTE ORDER MARK}".encode()
            )  # a spreadsheet takes a file without it for another encoding
            defused_texts(table).write_csv(file)
        Path(name).replace(path)
    except OSError as error:
        if handle is not None:
            Path(name).unlink(missing_ok=True)
        raise StoreError(f"cannot write {path}: {error.strerror}; {outcome}") from None


def account(loaded: Loaded) -> Iterator[str]:
    """Yield the account of a load: rows in and what became of them, then how often each rule applied."""
    total = loaded.tally.select(pl.exclude("file")).sum().row(0, named=True)
    yield (
        f"{total['rows']} rows and links in = {total['nodes']} nodes + {total['edges']} edges "
        f"+ {total['refused']} refused + {total['duplicates']} duplicates"
    )
    yield from counts_by_rule(loaded.rejects)


def counts_by_rule(rejects: pl.DataFrame) -> Iterator[str]:
    """Yield a line for each rule and what was done about it: how often, and where at first."""
    counts = rejects.group_by("rule", "done", maintain_order=True).agg(
        pl.len(), pl.col("file", "row").first()
    )
    for rule, done, count, file, row in counts.sort("len", descending=True, maintain_order=True).rows():
        yield f"{count:>7}  {rule}: {done} (first {file}:{row})"
