"""View: what a public module of this package declares, and the Picture that it makes of a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chainatlas.graph.around import Around
from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.store import Store
from chainatlas.queries._question import Parameter

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str
    en: str


FACETS: Mapping[str, Words] = {
    "park": Words("园区", "park"),
    "chain": Words("产业链", "chain"),
    "status": Words("状态", "status"),
    "basis": Words("依据", "basis"),
}
"""What the legend filters by beside kind and colour, in its order."""
Facts = tuple[tuple[Words, Words], ...]


@dataclass(frozen=True)
class Mark:
    """One node of a picture, at a fixed place (pixels, x to the right and y down).

    `kind` is its label in the graph, `group` what its colour stands for (a park, say), and `missing`
    is true for what is not on record and is drawn as a dashed ghost. `size` is 1 for a usual mark and
    scales its width. `facts` are shown in the panel in their order, `statements` are the ids of its
    evidence, `words` what a search finds it by beside its names. `facets` maps a key of FACETS to the
    values that hold of it. `cluster` is the group that stands for it in a picture too large to draw whole.
    """

    id: str
    name: Words
    kind: str
    x: float
    y: float
    group: str = ""
    missing: bool = False
    facts: Facts = ()
    statements: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cluster: str = ""
    size: float = 1.0


@dataclass(frozen=True)
class Line:
    """One edge of a picture, drawn from source to target; `dashed` where an end is missing.

    `width` is 1 for a usual line; `bend` is how far it bows out to the right of its way, as a share of
    its length, where another line joins the same marks. `facets` are as those of a mark; a line has
    status and basis.
    """

    source: str
    target: str
    kind: str
    name: Words
    dashed: bool = False
    facts: Facts = ()
    statements: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    width: float = 1.0
    bend: float = 0.0


@dataclass(frozen=True)
class Heading:
    """Words written over the picture at a place, such as the stage above its columns."""

    name: Words
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """All that a page shows: marks and lines with their evidence, and what it was built from.

    `groups` names the colours of the legend in order; `clusters` the clusters of marks, `values` the
    parks and chains of facets (status and basis are named by the model). `evidence` maps a statement id
    to a row with title, publisher, recorded, paragraph, locator, basis; `notes` are sentences shown
    under the title. `built` tells how the graph was folded: as_of, policy, basis, scenarios, version,
    and counts of documents and statements behind the picture. With `whole`, a large picture is drawn
    at once instead of by clusters.
    """

    title: Words
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...] = ()
    groups: Mapping[str, Words] = field(default_factory=dict)
    evidence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()
    clusters: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    built: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True)
class View:
    """One way to draw the graph, from checked parameters with names as ids.

    `draw` takes a store; `sketch` takes what stands around nodes, so that the site can draw thousands
    from memory. A view declares one of them; evidence, notes and `built` are added by `drawn`.
    """

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    draw: Callable[[Store, Mapping[str, Any]], Picture] | None = None
    sketch: Callable[[Around, Mapping[str, Any]], Picture] | None = None

    def __post_init__(self) -> None:
        """Refuse a name that is not kebab-case, a missing description, and a view that cannot draw."""
        if not KEBAB.fullmatch(self.name):
            raise DeclarationError(f"expected a kebab-case name for a view, got {self.name!r}")
        if not (self.zh and self.en):
            raise DeclarationError(f"view {self.name!r} says nothing of what it shows")
        if (self.draw is None) == (self.sketch is None):
            raise DeclarationError(f"view {self.name!r} needs one of draw and sketch")
