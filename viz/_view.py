"""View: what a public module of this package declares, and the Picture that it makes of a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.store import Store
from chainatlas.queries._question import Parameter

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Mark:
    """One node of a picture, at a fixed place (pixels, x to the right and y down).

    `kind` is its label in the graph, `group` what its colour stands for (a park, say), and `missing`
    is true for what is not on record and is drawn as a dashed ghost. `facts` are shown in the panel
    in their order, `statements` are the ids of its evidence, `words` what a search finds it by.
    """

    id: str
    name: Words
    kind: str
    x: float
    y: float
    group: str = ""
    missing: bool = False
    facts: tuple[tuple[Words, Words], ...] = ()
    statements: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One edge of a picture, drawn from source to target; `dashed` where an end is missing."""

    source: str
    target: str
    kind: str
    name: Words
    dashed: bool = False
    facts: tuple[tuple[Words, Words], ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """Words written over the picture at a place, such as the stage above its columns."""

    name: Words
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """All that a page shows: marks and lines with their evidence, and what it was built from.

    `groups` names the colours of the legend in order; `evidence` maps a statement id to a row with
    title, publisher, recorded, paragraph, locator, basis; `notes` are sentences shown under the title.
    """

    title: Words
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...] = ()
    groups: Mapping[str, Words] = field(default_factory=dict)
    evidence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class View:
    """One way to draw the graph; `draw` takes a store and checked parameters with names as ids."""

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    draw: Callable[[Store, Mapping[str, Any]], Picture]

    def __post_init__(self) -> None:
        """Refuse a name that is not kebab-case and a missing description."""
        if not KEBAB.fullmatch(self.name):
            raise DeclarationError(f"expected a kebab-case name for a view, got {self.name!r}")
        if not (self.zh and self.en):
            raise DeclarationError(f"view {self.name!r} says nothing of what it shows")
