"""path: the answer of supply-path as a picture, every path from its start at the left to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chainatlas.graph.around import StoreAround
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Row, union
from chainatlas.queries.supply_path import QUESTION, WORDS
from chainatlas.viz._grid import Cell
from chainatlas.viz._layout import columns
from chainatlas.viz._marks import NOT_STATED, listed, unsure
from chainatlas.viz._panel import TITLES, facets_of, facts_of, name_of
from chainatlas.viz._scene import Scene, lasting, picture, spoken_of
from chainatlas.viz._view import Line, Picture, View, Words

KINDS = {
    "supplies": "SUPPLIES",
    "makes": "PRODUCES",
    "made by": "PRODUCES",
    "feeds": "FEEDS",
    "needed by": "NEEDS",
    "develops": "DEVELOPS",
    "developed by": "DEVELOPS",
}
"""The type of the edge behind each kind of hop, which may be followed against its direction."""
GROUPS = {
    "start": Words("起点", "start"),
    "end": Words("终点", "end"),
    "between": Words("途经", "on the way"),
}
PATH = Words("路径", "path")
OVER = {
    "supplies": Words("供货关系", "supplies"),
    "technology": Words("参考技术", "technology"),
    "both": Words("供货关系与参考技术", "supplies and technology"),
}
Hop = tuple[str, str, str]
"""From what, by which relation, to what."""


def draw(store: Store, parameters: Mapping[str, Any]) -> Picture:
    """Ask for the paths and draw what lies on them; without any, the two ends and that none is on record."""
    start, end = str(parameters["start"]), str(parameters["end"])
    rows = ask(store, QUESTION, parameters).rows
    hops = _hops(rows)
    around = StoreAround(store)
    on_way = {start, end, *(name for giver, _, taker in hops for name in (giver, taker))}
    told = lasting(around.out(on_way, ("LOCATED_IN", "CHAIN_MEMBER")))
    nodes = around.nodes(on_way | spoken_of(told))
    scene = Scene(
        title=_title(nodes[start], nodes[end]),
        nodes=nodes,
        edges=[_edge(hop, found) for hop, found in hops.items()],
        cells=_cells(on_way, hops, start, end),
        group_of=dict.fromkeys(on_way, "between") | {end: "end", start: "start"},
        groups=GROUPS,
        told=told,
        notes=_notes(rows, parameters),
    )
    return replace(picture(scene), lines=tuple(_line(hop, found) for hop, found in hops.items()))


def _hops(rows: Sequence[Row]) -> dict[Hop, list[Row]]:
    """Return the hops of all paths, each with its rows."""
    hops: dict[Hop, list[Row]] = {}
    for row in rows:
        hops.setdefault((row["giver_id"], row["hop"], row["taker_id"]), []).append(row)
    return hops


def _edge(hop: Hop, rows: Sequence[Row]) -> Row:
    giver, relation, taker = hop
    kept = {key: rows[0][key] for key in ("status", "basis", "contested", "statements")}
    return {"kind": KINDS[relation], "source": giver, "target": taker} | kept


def _line(hop: Hop, rows: Sequence[Row]) -> Line:
    """Return the line of a hop, which reads in the direction of the path whichever way its edge points."""
    edge = _edge(hop, rows)
    numbers = ", ".join(str(row["path"]) for row in rows)
    facts = [(PATH, Words(numbers, numbers)), *facts_of(edge, "status", "basis", "contested")]
    if hop[1] == "supplies":
        goods = [name_of(thing) for thing in rows[0]["products"]]
        facts.insert(1, (TITLES["product"], listed(goods) if goods else NOT_STATED))
    return Line(
        source=hop[0],
        target=hop[2],
        kind=edge["kind"],
        name=Words(*WORDS[hop[1]]),
        dashed=unsure(edge),
        facts=tuple(facts),
        statements=tuple(union([edge["statements"]])),
        facets=facets_of(edge),
    )


def _cells(names: set[str], hops: Mapping[Hop, Sequence[Row]], start: str, end: str) -> dict[str, Cell]:
    """Return a column for each thing, right of all that comes before it, and the row of its first path.

    So no path runs through the marks of another; the ends stand in the row of the shortest.
    """
    links = [(giver, taker) for giver, _, taker in hops] or [(start, end)]
    found = columns(dict.fromkeys(sorted(names), 0), links)
    column = {name: number for number, (_, inside) in enumerate(found) for name in inside}
    rows = {start: 0, end: 0}
    for (giver, _, taker), told in hops.items():
        for name in (giver, taker):
            rows.setdefault(name, told[0]["path"])
    headings = {end: GROUPS["end"], start: GROUPS["start"]}
    return {name: Cell(column[name], headings.get(name), rows[name]) for name in sorted(names)}


def _title(start: Row, end: Row) -> Words:
    one, other = name_of(start), name_of(end)
    return Words(f"{one.zh} → {other.zh}", f"{one.en} → {other.en}")


def _notes(rows: Sequence[Row], parameters: Mapping[str, Any]) -> tuple[Words, ...]:
    over, hops = OVER[parameters["over"]], parameters["hops"]
    if not rows:
        zh = f"在案的{over.zh}中没有{hops}步以内的路径;未记录不等于没有。"
        en = f"Over {over.en} no path of at most {hops} steps is on record; that does not mean there is none."
        return (Words(zh, en),)
    count = max(row["path"] for row in rows)
    zh = f"{count}条路径,从最短的起;连线上写明属于第几条。"
    en = f"{count} path{'s' * (count > 1)}, the shortest first; each line says which it belongs to."
    return (Words(zh, en),)


VIEW = View(
    name="path",
    zh="路径图:从一家企业或一种产品到另一家,货物经过的在案供货与参考技术",
    en="Paths: how what one firm or product gives comes to another, over supplies on record or technology",
    parameters=QUESTION.parameters,
    draw=draw,
)
