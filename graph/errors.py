"""Every exception that ChainAtlas raises on purpose.

AtlasError              anything a user can act on; its text is one line
├── DeclarationError    a kind, question, loader or view is declared wrongly (a developer's mistake)
├── UsageError          the call's words are off: an unknown question, view, parameter or format
├── UnknownName          a name is unknown or stands for several things
├── DataError           rows of a source are refused; carries every refusal with its place
└── StoreError          the graph cannot be opened, read or written
    ├── StoreMissing    there is no graph there yet
    ├── StoreLost       the connection broke while it was in use; trying again may help
    └── QueryError      the engine or the read-only guard refuses a query
        └── QueryTimeout    the query ran into its time limit
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class AtlasError(Exception):
    """Anything a user can act on."""


class DeclarationError(AtlasError):
    """A kind, question, loader or view is declared wrongly."""


class UsageError(AtlasError):
    """The words of a call are off."""


class UnknownName(AtlasError):
    """A name is unknown or stands for several things."""


@dataclass(frozen=True, order=True)
class Refusal:
    """One refused cell, row or file, and where it stands."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        """Write the place as file:row:column, leaving out what does not apply, as one line."""
        place = [self.file]
        place += [str(self.row)] if self.row else []
        place += [self.column] if self.column else []
        text = f"{':'.join(place)}: {self.reason}"
        return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


class DataError(AtlasError):
    """Rows of a source are refused; `refusals` holds each with its place."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        """Keep every refusal, in the order of files and rows."""
        self.refusals: Sequence[Refusal] = sorted(set(refusals))
        first = str(self.refusals[0])
        more = len(self.refusals) - 1
        super().__init__(first + (f" (and {more} more; `chainatlas check` lists all)" if more else ""))


class StoreError(AtlasError):
    """The graph cannot be opened, read or written."""


class StoreMissing(StoreError):
    """There is no graph there yet."""


class StoreLost(StoreError):
    """The connection to the store broke while it was in use."""


class QueryError(StoreError):
    """The engine or the read-only guard refuses a query."""


class QueryTimeout(QueryError):
    """The query ran into its time limit."""
