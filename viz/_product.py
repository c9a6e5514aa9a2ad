"""A product for its page: its inputs and outputs, who makes it in which park, who needs it, its chains."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from chainatlas.graph.around import Around, Row
from chainatlas.viz._grid import Cell
from chainatlas.viz._marks import PARK
from chainatlas.viz._panel import name_of
from chainatlas.viz._scene import Scene, bounded, lasting, picture, spoken_of, subject
from chainatlas.viz._view import Picture, Words

GROUPS = {
    "focus": Words("本产品", "the product"),
    "input": Words("投入品(参考技术)", "input, by technology"),
    "output": Words("用它生产的产品(参考技术)", "made of it, by technology"),
    "user": Words("在案需要它的企业或项目", "firm or project that needs it, on record"),
    "chain": Words("产业链", "chain"),
    "unplaced": Words("生产者,园区未记录", "maker, park not on record"),
}
"""The colours beside those of the parks, each of which stands for the makers in it."""
CELLS = {
    "input": Cell(0, Words("投入品", "inputs")),
    "focus": Cell(1, Words("产品", "product")),
    "output": Cell(2, Words("用它生产的产品", "made of it")),
    "chain": Cell(3, Words("产业链", "chains")),
    "user": Cell(2, Words("需要它的企业与项目", "firms and projects that need it"), band=1),
}
NOTHING = Words(
    "没有生产者在案;未记录不等于没有。", "No maker is on record; not recorded does not mean absent."
)


def product(around: Around, name: str) -> Picture:
    """Return the picture of a product, from its inputs at the left to what is made of it at the right.

    Raises UnknownName where no node has this id.
    """
    row = subject(around, name)
    edges = lasting(
        (
            *around.into([name], ("FEEDS", "PRODUCES", "NEEDS")),
            *around.out([name], ("FEEDS", "CHAIN_MEMBER")),
        )
    )
    sites = _sites(around, edges)
    nodes = around.nodes({name, *spoken_of((*edges, *sites))})
    sorts = _sorts(edges, sites, name)
    scene = Scene(
        title=name_of(row),
        nodes=nodes,
        edges=edges,
        cells=_cells(sorts, nodes),
        group_of=sorts,
        groups=GROUPS | {sort: name_of(nodes[sort]) for sort in sorted(set(sorts.values())) if sort in nodes},
        told=sites,
        focus=name,
        notes=() if any(edge["kind"] == "PRODUCES" for edge in edges) else (NOTHING,),
    )
    return picture(bounded(scene))


def _sites(around: Around, edges: Collection[Row]) -> list[Row]:
    """Return where the firms and projects of the edges are, and of what chains."""
    actors = {edge["source"] for edge in edges if edge["kind"] in ("PRODUCES", "NEEDS")}
    return lasting(around.out(actors, ("LOCATED_IN", "CHAIN_MEMBER")))


def _sorts(edges: Collection[Row], sites: Collection[Row], name: str) -> dict[str, str]:
    """Return what each thing is to the product: for a maker, the first of its parks."""
    parks: dict[str, str] = {}
    for edge in sites:
        if edge["kind"] == "LOCATED_IN" and edge["target"].startswith(PARK):
            parks[edge["source"]] = min(parks.get(edge["source"], edge["target"]), edge["target"])

    def far(end: str, kind: str) -> set[str]:
        return {edge[end] for edge in edges if edge["kind"] == kind} - {name}

    makers = {maker: parks.get(maker, "unplaced") for maker in far("source", "PRODUCES")}
    return {
        **dict.fromkeys(far("target", "CHAIN_MEMBER"), "chain"),
        **dict.fromkeys(far("target", "FEEDS"), "output"),
        **dict.fromkeys(far("source", "FEEDS"), "input"),
        **dict.fromkeys(far("source", "NEEDS"), "user"),
        **makers,
        name: "focus",
    }


def _cells(sorts: Mapping[str, str], nodes: Mapping[str, Row]) -> dict[str, Cell]:
    """Return the cells: makers in a lane for each park, that of unknown parks last."""
    lanes = sorted(
        set(sorts.values()) - CELLS.keys(),
        key=lambda lane: (lane == "unplaced", str(nodes.get(lane, {}).get("name")), lane),
    )
    makers = {
        lane: Cell(0, name_of(nodes[lane]) if lane in nodes else GROUPS["unplaced"], band)
        for band, lane in enumerate(lanes, 1)
    }
    return {name: (CELLS | makers)[sort] for name, sort in sorts.items()}
