"""The picture of one chain: products from upstream to downstream, the firms below, what is missing dashed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from chainatlas.graph.around import Around, Row
from chainatlas.graph.kinds import STAGES
from chainatlas.graph.model import label_of
from chainatlas.queries._words import DIRECTION_WORDS, KNOWLEDGE_WORDS, VERDICT_WORDS
from chainatlas.viz._chain_scene import Scene, scene_of
from chainatlas.viz._layout import columns
from chainatlas.viz._panel import edge_name, facets_of, facts_of, name_of
from chainatlas.viz._view import Heading, Line, Mark, Picture, Words

COLUMN = 250.0
ROW = 62.0
FIRM_ROW = 100.0
"""Firms have their names below them, in up to two lines."""
STAGE_ORDER = tuple(STAGES)


def picture(around: Around, chain: str, park: str = "", gaps: Iterable[Row] = ()) -> Picture:
    """Draw the products in columns from upstream to downstream, and the firms below, a lane for each park.

    With a park, only its firms are drawn, and `gaps` are the rows of the question chain-gaps.
    """
    scene = scene_of(around, chain, park, gaps)
    places, headings = _place(scene)
    marks = (*_product_marks(scene, places), *_firm_marks(scene, places))
    title = _title(around, chain, park)
    return Picture(title, marks, tuple(_lines(scene)), headings, _groups(scene))


def _title(around: Around, chain: str, park: str) -> Words:
    found = around.nodes([name for name in (park, chain) if name])
    names = [name_of(found[name]) for name in (park, chain) if name in found]
    return Words(" · ".join(name.zh for name in names), " · ".join(name.en for name in names))


Places = dict[str, tuple[float, float]]


def _place(scene: Scene) -> tuple[Places, tuple[Heading, ...]]:
    stage_of = {row["id"]: STAGE_ORDER.index(row["stage"] or "service") for row in scene.products}
    found = columns(stage_of, [(row["source"], row["target"]) for row in scene.feeds])
    places: Places = {}
    for number, (_, names) in enumerate(found):
        for row, name in enumerate(names):
            places[name] = (number * COLUMN, (row - (len(names) - 1) / 2) * ROW)
    bottom = max((y for _, y in places.values()), default=0.0)
    headings = [*_stage_headings(found, -bottom - 1.6 * ROW)]
    headings += _lanes(scene, places, found, bottom + 2.2 * ROW)
    return places, tuple(headings)


def _stage_headings(found: list[tuple[int, list[str]]], y: float) -> Iterator[Heading]:
    for stage in sorted({stage for stage, _ in found}):
        numbers = [number for number, (other, _) in enumerate(found) if other == stage]
        word = STAGE_ORDER[stage]
        yield Heading(Words(STAGES[word], word), sum(numbers) / len(numbers) * COLUMN, y)


def _lanes(scene: Scene, places: Places, found: list[tuple[int, list[str]]], top: float) -> Iterator[Heading]:
    """Place the firms in one lane a park, each under the products it makes; yield the lanes' headings."""
    for lane, names in _by_lane(scene):
        taken: Counter[int] = Counter()
        for name in names:
            column = _column(scene, name, places, found)
            places[name] = (column * COLUMN, top + taken[column] * FIRM_ROW)
            taken[column] += 1
        yield Heading(_lane_name(scene, lane), 0.0, top - 0.9 * ROW)
        top += max(taken.values()) * FIRM_ROW + ROW


def _by_lane(scene: Scene) -> list[tuple[str, list[str]]]:
    lanes: dict[str, list[str]] = {}
    for name, row in sorted(scene.firms.items()):
        lanes.setdefault(row["park_id"] or "", []).append(name)
    return sorted(lanes.items(), key=lambda lane: (lane[0] == "", lane[0]))


def _lane_name(scene: Scene, lane: str) -> Words:
    if not lane:
        return Words("园区未记录", "park not on record")
    return name_of(next(row for row in scene.firms.values() if row["park_id"] == lane), "park")


def _column(scene: Scene, firm: str, places: Places, found: list[tuple[int, list[str]]]) -> int:
    """Return the column under which a firm stands: that of its products, else that of its stage."""
    made = [places[row["target"]][0] / COLUMN for row in scene.makers if row["source"] == firm]
    stage = scene.stages.get(firm)
    staged = [number for number, (other, _) in enumerate(found) if stage and STAGE_ORDER[other] == stage]
    near = made or staged or range(len(found))
    return round(sum(near) / max(1, len(near)))


def _product_marks(scene: Scene, places: Places) -> Iterator[Mark]:
    for row in scene.products:
        missing = scene.missing(row["id"])
        gap = scene.gaps.get(row["id"])
        yield Mark(
            id=row["id"],
            name=name_of(row),
            kind="Product",
            x=places[row["id"]][0],
            y=places[row["id"]][1],
            group="missing" if missing else "made",
            missing=missing,
            facts=(*(_verdict(gap) if gap else ()), *facts_of(row, "stage", "unit")),
            statements=tuple(gap["statements"] if gap else row["statements"]),
            words=tuple(row.get("aliases") or ()),
        )


def _verdict(gap: Row) -> Iterator[tuple[Words, Words]]:
    chinese, english = VERDICT_WORDS[gap["verdict"]]
    towards = DIRECTION_WORDS.get(gap["direction"], ("", ""))
    yield (
        Words("判断", "verdict"),
        Words(f"{chinese} {towards[0]}".strip(), f"{english} {towards[1]}".strip()),
    )
    yield Words("记录", "knowledge"), Words(*KNOWLEDGE_WORDS[gap["knowledge"]])
    if gap["elsewhere"]:
        makers = [name_of(maker) for maker in gap["elsewhere"]]
        yield (
            Words("别处生产者", "made elsewhere by"),
            Words("、".join(maker.zh for maker in makers), ", ".join(maker.en for maker in makers)),
        )


def _firm_marks(scene: Scene, places: Places) -> Iterator[Mark]:
    for name, row in scene.firms.items():
        site = name_of(row, "site") if row["site_id"] else None
        yield Mark(
            id=name,
            name=name_of(row),
            kind=label_of(name),
            x=places[name][0],
            y=places[name][1],
            group=row["park_id"] or "unplaced",
            facts=((Words("园区", "park"), site),) if site else (),
            statements=tuple(row["statements"]),
            words=tuple(row.get("aliases") or ()),
            facets={"park": (row["park_id"],)} if row["park_id"] else {},
        )


def _lines(scene: Scene) -> Iterator[Line]:
    for row in scene.feeds:
        dashed = scene.missing(row["source"]) or scene.missing(row["target"])
        yield _line("FEEDS", row, dashed=dashed)
    for row in scene.makers:
        yield _line("PRODUCES", row)
    for row in scene.ties:
        yield _line(row["kind"], row)


def _line(kind: str, row: Row, *, dashed: bool = False) -> Line:
    facts = facts_of(row, "status", "capacity", "unit", "basis", "confidence", "contested")
    if row.get("product"):
        facts = ((Words("产品", "product"), name_of(row, "product")), *facts)
    stated = tuple(row["statements"])
    return Line(
        row["source"], row["target"], kind, edge_name(kind), dashed, facts, stated, facets=facets_of(row)
    )


def _groups(scene: Scene) -> dict[str, Words]:
    groups = {
        "made": Words("有生产者在案", "maker on record"),
        "missing": Words("未见生产者", "no maker on record"),
    }
    if scene.park:
        groups = {
            "made": Words("园区内有", "made in the park"),
            "missing": Words("园区内未见", "not recorded in the park"),
        }
    return groups | {lane or "unplaced": _lane_name(scene, lane) for lane, _ in _by_lane(scene)}
