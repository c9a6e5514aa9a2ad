"""Check: one kind of fault, declared with what it means, how it is found and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from chainatlas.checks._ground import Ground
from chainatlas.graph.errors import DeclarationError

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FOUND_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "ids": pl.List(pl.String),
    "found": pl.String,
    "statements": pl.List(pl.String),
}
"""What a check returns, a row a fault: the nodes it concerns, what is wrong there, whose statements it is.

Where `statements` is null, they are all those that speak of the nodes.
"""


@dataclass(frozen=True)
class Check:
    """One kind of fault: `find` returns a frame of FOUND_SCHEMA, `next` says what to do about a fault."""

    name: str
    zh: str
    en: str
    next_zh: str
    next_en: str
    find: Callable[[Ground], pl.DataFrame]

    def __post_init__(self) -> None:
        """Refuse a name that is not kebab-case, and a check that does not say what to do."""
        if not KEBAB.fullmatch(self.name):
            raise DeclarationError(f"expected a kebab-case name for a check, got {self.name!r}")
        if not all((self.zh, self.en, self.next_zh, self.next_en)):
            raise DeclarationError(f"check {self.name!r} does not say what it finds or what to do")


def faults(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return parts that each have some columns of FOUND_SCHEMA as one frame in one order."""
    whole = pl.concat([pl.DataFrame(schema=FOUND_SCHEMA), *parts], how="diagonal")
    return whole.select(list(FOUND_SCHEMA)).sort(pl.col("ids").list.join("\x1f"), "found")
