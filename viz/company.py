"""company: a firm with its suppliers and customers by tier, its products and inputs, parks and group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from chainatlas.graph.around import Around, Row
from chainatlas.queries._question import Parameter
from chainatlas.viz._grid import Cell
from chainatlas.viz._panel import name_of
from chainatlas.viz._scene import Scene, bounded, fewer, lasting, picture, spoken_of, subject
from chainatlas.viz._view import Picture, View, Words

MOST_TIERS = 4
OWN = ("PRODUCES", "NEEDS", "LOCATED_IN", "CHAIN_MEMBER", "PART_OF", "HAS_MEASURE")
GROUPS = {
    "focus": Words("所看的企业或项目", "the firm or project itself"),
    "supplier": Words("供货商,有在案供货", "supplier, by a supply on record"),
    "customer": Words("客户,有在案供货", "customer, by a supply on record"),
    "project": Words("其投资的项目", "project it invests in"),
    "group": Words("集团成员或投资方", "of its group, or its investor"),
    "product": Words("其产品", "what it makes"),
    "need": Words("其所需,在案", "what it needs, on record"),
    "technology": Words("参考技术的投入品,不是交易", "input by technology, not a trade"),
    "chain": Words("产业链", "chain"),
    "site": Words("所在或招引它的园区、地区", "park or place it is in, or courted by"),
}
CELLS = {
    "site": Cell(1, Words("园区与地区", "parks and places"), band=3),
    "chain": Cell(2, Words("产业链", "chains"), band=2),
    "technology": Cell(-1, Words("投入品", "inputs"), band=2),
    "need": Cell(-1, Words("投入品", "inputs"), band=2),
    "product": Cell(1, Words("产品", "products"), band=2),
    "group": Cell(-1, Words("集团与投资方", "group and investors"), band=0),
    "project": Cell(0, Words("项目", "projects"), band=2),
}
TECHNOLOGY = Words(
    "虚线的投入品是参考技术:做这种产品一般用什么,不表示有交易。",
    "Dashed inputs are technology: what such a product is usually made of, not a trade.",
)
NO_TRADE = Words(
    "没有供货商或客户在案;未记录不等于没有。",
    "No supplier or customer is on record; not recorded does not mean absent.",
)


def sketch(around: Around, parameters: Mapping[str, Any]) -> Picture:
    """Draw a firm or project in the middle, suppliers to the left, customers to the right, the rest below."""
    focus = str(parameters["company"])
    row = subject(around, focus)
    tiers = _tiers(around, focus, int(parameters["tiers"]))
    edges = _edges(around, focus, tiers)
    sorts = _sorts(edges, focus, tiers)
    drawn, shown = fewer(edges)
    firms = {name for name, sort in sorts.items() if sort in ("supplier", "customer", "group")}
    told = [*shown, *lasting(around.out(firms, ("LOCATED_IN", "CHAIN_MEMBER")))]
    scene = Scene(
        title=name_of(row),
        nodes=around.nodes({focus, *spoken_of((*edges, *told))}),
        edges=drawn,
        cells={name: _cell(sort, tiers.get(name, 0)) for name, sort in sorts.items()},
        group_of=sorts,
        groups=GROUPS,
        told=told,
        focus=focus,
        notes=_notes(edges, tiers),
    )
    return picture(bounded(scene))


def _tiers(around: Around, firm: str, most: int) -> dict[str, int]:
    """Return how many supplies away firms are, suppliers below zero; of two ways the nearer, then supply."""
    tiers = {firm: 0}
    seen, fresh = {-1: {firm}, 1: {firm}}, {-1: {firm}, 1: {firm}}
    for tier in range(1, most + 1):
        for side, look, far in ((-1, around.into, "source"), (1, around.out, "target")):
            reached = {edge[far] for edge in lasting(look(fresh[side], ("SUPPLIES",)))}
            fresh[side] = reached - seen[side]
            seen[side] |= reached
            tiers = dict.fromkeys(fresh[side], side * tier) | tiers
    return tiers


def _edges(around: Around, focus: str, tiers: Collection[str]) -> list[Row]:
    """Return the edges of the firm, its projects and its trade, and the technology of its products."""
    held = lasting(
        (*around.out([focus], ("DEVELOPS",)), *around.into([focus], ("DEVELOPS", "PART_OF", "COURTS")))
    )
    projects = [edge["target"] for edge in held if edge["kind"] == "DEVELOPS"]
    own = lasting(around.out({focus, *projects}, OWN))
    made = [edge["target"] for edge in own if edge["kind"] == "PRODUCES"]
    technology = (*around.into(made, ("FEEDS",)), *around.out(made, ("CHAIN_MEMBER",)))
    return [*held, *own, *lasting(around.between(tiers, ("SUPPLIES",))), *lasting(technology)]


def _sorts(edges: Collection[Row], focus: str, tiers: Mapping[str, int]) -> dict[str, str]:
    """Return what each thing is to the firm; where it is several things, the last one named here."""

    def far(end: str, *kinds: str) -> set[str]:
        return {edge[end] for edge in edges if edge["kind"] in kinds}

    sorts = (
        ("site", far("target", "LOCATED_IN") | far("source", "COURTS")),
        ("chain", far("target", "CHAIN_MEMBER")),
        ("technology", far("source", "FEEDS")),
        ("need", far("target", "NEEDS")),
        ("product", far("target", "PRODUCES")),
        ("group", far("source", "PART_OF", "DEVELOPS") | far("target", "PART_OF")),
        ("project", far("target", "DEVELOPS")),
        ("customer", {name for name, tier in tiers.items() if tier > 0}),
        ("supplier", {name for name, tier in tiers.items() if tier < 0}),
        ("focus", {focus}),
    )
    return {name: sort for sort, names in sorts for name in names}


def _cell(sort: str, tier: int) -> Cell:
    if sort in CELLS:
        return CELLS[sort]
    names = {
        "focus": GROUPS["focus"],
        "supplier": Words(f"{-tier}级供货商", f"suppliers, tier {-tier}"),
        "customer": Words(f"{tier}级客户", f"customers, tier {tier}"),
    }
    return Cell(tier, names[sort], band=1)


def _notes(edges: Collection[Row], tiers: Collection[str]) -> tuple[Words, ...]:
    technology = any(edge["kind"] == "FEEDS" for edge in edges)
    return (*((TECHNOLOGY,) if technology else ()), *((NO_TRADE,) if len(tiers) == 1 else ()))


VIEW = View(
    name="company",
    zh="企业图:一家企业或项目的供货商与客户(分级)、产品与投入品、园区、集团、产业链",
    en="A firm or project: its suppliers and customers by tier, products and inputs, parks, group and chains",
    parameters=(
        Parameter("company", "企业或项目", "the firm or project", label="Company|Project"),
        Parameter(
            "tiers", "级数", "how many tiers of suppliers and customers, 1 to 4", most=MOST_TIERS, default=2
        ),
    ),
    sketch=sketch,
)
