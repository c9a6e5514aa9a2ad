"""Format: one way to write a graph down for another program, declared with its endings and its files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chainatlas import exports
from chainatlas.graph.discover import all_declared, declared
from chainatlas.graph.errors import DeclarationError, UsageError
from chainatlas.viz._view import Words

if TYPE_CHECKING:
    from chainatlas.exports._reading import Tables
    from chainatlas.graph.tables import Graph

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ENDING = re.compile(r"(\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class Part:
    """What is exported: nodes and edges in order, what they are together, and the language of headings."""

    graph: Graph
    title: Words
    lang: str = "zh"


@dataclass(frozen=True)
class Format:
    """One way to write a part of the graph.

    `write` puts it at a path: a new file, or an empty folder where `files` names all the files that a
    folder of this format may hold. `endings` are what names in this format end with. `command` tells
    what to run next, inside the folder. `read` takes the tables back out of what was written.
    """

    name: str
    zh: str
    en: str
    endings: tuple[str, ...]
    write: Callable[[Part, Path], None]
    files: frozenset[str] = frozenset()
    command: Callable[[Part], str] | None = None
    read: Callable[[Path], Tables] | None = None

    def __post_init__(self) -> None:
        """Refuse a name that is not kebab-case, and a format without description or ending."""
        if not KEBAB.fullmatch(self.name):
            raise DeclarationError(f"expected a kebab-case name for a format, got {self.name!r}")
        if not (self.zh and self.en):
            raise DeclarationError(f"format {self.name!r} says nothing of itself")
        if not self.endings or not all(map(ENDING.fullmatch, self.endings)):
            raise DeclarationError(f"format {self.name!r}: expected endings such as .csv, got {self.endings}")

    @property
    def folder(self) -> bool:
        """Tell whether the format is a folder of files."""
        return bool(self.files)


def formats() -> list[Format]:
    """Return every format there is."""
    return all_declared(exports, Format)


def format_of(target: str, name: str | None) -> Format:
    """Return the format of this name or, without one, the format that the target's ending tells.

    Raises UsageError for an unknown name, an unknown ending, and a folder that is to go to "-".
    """
    if name:
        found = declared(exports, name, Format)
    elif target == "-":
        raise UsageError("expected --format with `-o -`: standard output has no ending to tell it")
    else:
        found = _ended(target)
    if target == "-" and found.folder:
        raise UsageError(f"expected a folder to write {found.name} to, got -: it is several files")
    return found


def _ended(target: str) -> Format:
    known = formats()
    lower = Path(target).name.lower()
    for form in known:
        if lower.endswith(form.endings):
            return form
    endings = ", ".join(ending for form in known for ending in form.endings)
    raise UsageError(f"expected a name that ends with one of {endings}, or --format, got {target!r}")
