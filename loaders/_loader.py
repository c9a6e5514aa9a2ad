"""Loader and DataSet: what a public module of this package declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.tables import Record

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Loader:
    """One kind of outside input.

    `read` takes the paths and the record known so far, whose names the input may use, and returns
    what the input adds; it raises DataError with every refused row, and then adds nothing.
    """

    name: str
    zh: str
    en: str
    read: Callable[[Sequence[Path], Record], Record]

    def __post_init__(self) -> None:
        """Refuse a name that is not kebab-case and a missing description."""
        if not KEBAB.fullmatch(self.name):
            raise DeclarationError(f"expected a kebab-case name for a loader, got {self.name!r}")
        if not (self.zh and self.en):
            raise DeclarationError(f"loader {self.name!r} says nothing of what it reads")


@dataclass(frozen=True)
class Loaded(Record):
    """What a data set says, what of it was refused or repaired, and the account of its rows.

    `rejects` has the columns of REJECT_SCHEMA, `tally` those of TALLY_SCHEMA (loaders/_ledger.py).
    """

    rejects: pl.DataFrame
    tally: pl.DataFrame


@dataclass(frozen=True)
class DataSet(Loader):
    """A public data set, read as its publisher gives it.

    `read` raises DataError for files that cannot be used at all; rows that cannot be used are left out
    and stand among the rejects. `takes` names the files, `example` the paths that a user would give.
    """

    read: Callable[[Sequence[Path], Record], Loaded]
    takes: str
    example: str

    def __post_init__(self) -> None:
        """Refuse a data set that does not say what files it takes, or gives no example."""
        super().__post_init__()
        if not (self.takes and self.example):
            raise DeclarationError(f"loader {self.name!r} does not say what files it takes")
