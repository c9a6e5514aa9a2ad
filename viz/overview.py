"""overview: parks and chains, joined where a park has a part of a chain, the wider the more of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, log2, sqrt
from typing import Any

from chainatlas.graph.around import StoreAround
from chainatlas.graph.errors import UsageError
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Row
from chainatlas.queries._requirements import WEIGHTS_WORDS
from chainatlas.queries.coverage_table import QUESTION
from chainatlas.viz._layout import columns
from chainatlas.viz._panel import Fact, facts_of, name_of
from chainatlas.viz._view import Heading, Line, Mark, Picture, View, Words

COLUMN = 720.0
ROW = 96.0
WIDEST = 16.0
"""How wide the line of a park that makes all of a chain is."""
TITLES: Mapping[str, Words] = {column.name: Words(column.zh, column.en) for column in QUESTION.columns}
SHARES = ("weighted", "coverage", "stages", "links", "fill_in")
COUNTS = ("present", "strengthen", "fill", "extend", "build")
COVERS = Words("覆盖", "covers")
HAS_PART = Words("有成员", "has members of")
NO_MAKER = Words(
    "有成员在案,未见在产或在建的生产者", "members on record, but no maker that runs or is being built"
)
GROUPS: Mapping[str, Words] = {
    "park": Words("园区", "park"),
    "chain": Words("产业链", "chain"),
    "unrecorded": Words("未记录", "not recorded"),
}
OWN: Mapping[str, tuple[str, ...]] = {"Park": ("level", "kind", "code"), "Chain": ("description",)}
"""What the panel shows of a park and of a chain."""
Places = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Scene:
    """The parks and chains of a store by id, and a row for each park that has a part of a chain."""

    parks: Mapping[str, Row]
    chains: Mapping[str, Row]
    rows: Sequence[Row]

    @cached_property
    def things(self) -> Mapping[str, Row]:
        """Return the parks and the chains."""
        return {**self.parks, **self.chains}

    @cached_property
    def joined(self) -> Counter[str]:
        """Return how many lines each park and chain has."""
        return Counter(row[key] for row in self.rows for key in ("park_id", "chain_id"))

    @cached_property
    def strongest(self) -> Mapping[str, str]:
        """Return for each park with lines the chain of which it makes most."""
        rising = sorted(self.rows, key=lambda row: (_weight(row), row["chain_id"]))
        return {row["park_id"]: row["chain_id"] for row in rising}


def draw(store: Store, parameters: Mapping[str, Any]) -> Picture:
    """Draw the chains in the middle, the parks on both sides, and below what nothing is recorded of."""
    around = StoreAround(store)
    parks, chains = ({row["id"]: row for row in around.every(label)} for label in ("Park", "Chain"))
    if not (parks or chains):
        raise UsageError(
            "expected parks and chains to draw, found none in the graph; build it from facts first"
        )
    rows = list(ask(store, QUESTION, {"presence": parameters["presence"]}).rows)
    scene = Scene(parks, chains, rows)
    places, headings = _placed(scene)
    marks = tuple(_mark(scene, name, places[name]) for name in scene.things)
    lines = tuple(_line(row) for row in rows)
    names = {name: name_of(row) for name, row in chains.items()}
    title = Words("园区与产业链总览", "Parks and chains")
    used = {mark.group for mark in marks}
    groups = {key: words for key, words in GROUPS.items() if key in used}
    return Picture(title, marks, lines, headings, groups, {}, tuple(_notes(scene)), names)


def _placed(scene: Scene) -> tuple[Places, tuple[Heading, ...]]:
    """Place chains in a column between two columns of parks, and the others in rows below."""
    joined = scene.joined
    parks = [name for name in scene.parks if joined[name]]
    chains = [name for name in scene.chains if joined[name]]
    stages = dict.fromkeys(parks, 0) | dict.fromkeys(chains, 1)
    found = dict(columns(stages, [_ends(row) for row in scene.rows]))
    left, middle, right = found.get(0, [])[::2], found.get(1, []), found.get(0, [])[1::2]
    height = max(map(len, (left, middle, right))) * ROW
    places: Places = {}
    for column, names in enumerate((left, middle, right)):
        step = height / max(1, len(names))
        for row, name in enumerate(names):
            places[name] = ((column - 1) * COLUMN, (row + 0.5) * step)
    loose = [name for name in (*scene.parks, *scene.chains) if not joined[name]]
    places |= _grid(loose, height + 1.6 * ROW)
    headings = [Heading(GROUPS["unrecorded"], 0.0, height + 0.8 * ROW)] if loose else []
    return places, tuple(headings)


def _ends(row: Row) -> tuple[str, str]:
    return row["park_id"], row["chain_id"]


def _grid(names: Sequence[str], top: float) -> Places:
    """Return places in rows below the columns, two to a column."""
    across = max(5, ceil(sqrt(2 * len(names))))
    cells = ((name, divmod(number, across)) for number, name in enumerate(names))
    return {name: ((column / 2 - 1) * COLUMN, top + row * ROW) for name, (row, column) in cells}


def _mark(scene: Scene, name: str, place: tuple[float, float]) -> Mark:
    row = scene.things[name]
    label, count = row["label"], scene.joined[name]
    other = "chain" if label == "Park" else "park"
    lines = Words(str(count), str(count)) if count else GROUPS["unrecorded"]
    return Mark(
        id=name,
        name=name_of(row),
        kind=label,
        x=place[0],
        y=place[1],
        group=label.lower() if count else "unrecorded",
        facts=(
            (Words(f"在案{GROUPS[other].zh}", f"{other}s on record"), lines),
            *facts_of(row, *OWN[label]),
        ),
        words=tuple(row.get("aliases") or ()),
        cluster=name if label == "Chain" else scene.strongest.get(name, ""),
        size=round(0.9 + log2(1 + count) / 5, 2),
    )


def _line(row: Row) -> Line:
    made = row["made"] > 0
    return Line(
        *_ends(row),
        "COVERS" if made else "HAS_MEMBERS",
        COVERS if made else HAS_PART,
        dashed=not made,
        facts=tuple(_facts(row)) if made else ((TITLES["made"], NO_MAKER),),
        statements=tuple(row["statements"]),
        width=round(1 + (WIDEST - 1) * _weight(row), 2),
    )


def _weight(row: Row) -> float:
    """Return the share of the chain that the park makes: by weight, else by count."""
    return float(row["coverage"] if row["weighted"] is None else row["weighted"])


def _facts(row: Row) -> Iterator[Fact]:
    made = f"{row['made']} / {row['products']}"
    yield TITLES["made"], Words(made, made)
    for key in SHARES:
        if row[key] is not None:
            yield TITLES[key], Words(f"{row[key]:.0%}", f"{row[key]:.0%}")
    for key in COUNTS:
        yield TITLES[key], Words(str(row[key]), str(row[key]))
    yield TITLES["weights"], Words(*WEIGHTS_WORDS[row["weights"]])


def _notes(scene: Scene) -> Iterator[Words]:
    yield Words(
        "线越宽,园区所产占该链的加权份额越大;虚线:有成员在案,未见生产者。",
        "The wider a line, the more of the chain the park makes, by weight; dashed: members, but no maker.",
    )
    if loose := sum(not scene.joined[name] for name in scene.parks):
        yield Words(
            f"{loose}个园区的产业链未记录,列于图下;未记录不等于没有。",
            f"Of {loose} parks no chain is on record; they stand below. Not recorded does not mean absent.",
        )


VIEW = View(
    name="overview",
    zh="总览:园区与产业链,线宽为覆盖率;无记录的园区单列",
    en="Parks and chains, lines as wide as the coverage; parks of which nothing is recorded stand apart",
    parameters=tuple(parameter for parameter in QUESTION.parameters if parameter.name == "presence"),
    draw=draw,
)
