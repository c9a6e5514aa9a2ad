"""Loader: what a public module of this package declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
