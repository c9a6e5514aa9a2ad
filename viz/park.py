"""park: a park with the parks inside it, its firms and projects, their products, and the chains of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chainatlas.graph.around import Around, Row
from chainatlas.graph.model import NODES
from chainatlas.queries._question import Parameter
from chainatlas.viz._grid import Cell
from chainatlas.viz._panel import facts_of, name_of
from chainatlas.viz._scene import Scene, bounded, fewer, lasting, picture, spoken_of, subject
from chainatlas.viz._view import Picture, View, Words

DEEP = 3
"""How many parks may lie in each other, as in every question of a park."""
PARK, PROJECT = NODES["Park"].prefix, NODES["Project"].prefix
GROUPS = {
    "running": Words("投产", "running"),
    "building": Words("在建", "under construction"),
    "planned": Words("拟建或签约", "planned or signed"),
    "recorded": Words("在案,状态未载明", "on record, status not stated"),
    "stopped": Words("停产、关闭或否认", "suspended, closed or denied"),
    "courted": Words("招引中", "courted"),
    "owner": Words("投资方,在园区内无在案地点", "investor with no site here on record"),
    "needed": Words("需要,园区内未见生产者", "needed, no maker on record here"),
    "chain": Words("产业链", "chain"),
    "park": Words("园区", "park"),
}
"""What the colours stand for: how far things are, the furthest first, then what has no such state."""
PRESENCE = {
    "running": "running",
    "trial": "running",
    "under_construction": "building",
    "planned": "planned",
    "signed": "planned",
    "suspended": "stopped",
    "closed": "stopped",
    "denied": "stopped",
}
CELLS = {
    "park": Cell(-1, Words("园区", "park")),
    "inside": Cell(0, Words("其中的园区", "parks inside it")),
    "firm": Cell(1, Words("企业", "firms")),
    "project": Cell(2, Words("项目", "projects")),
    "product": Cell(3, Words("产品", "products")),
    "chain": Cell(4, Words("产业链", "chains")),
    "courted": Cell(1, Words("招引中的企业", "firms that are courted"), band=1),
}
NOTHING = Words(
    "没有企业、项目、招引对象或产业链在案;未记录不等于没有。",
    "No firm, project, courted firm or chain is on record here; not recorded does not mean absent.",
)


RANKS = {group: rank for rank, group in enumerate(GROUPS)}


@dataclass(frozen=True)
class Found:
    """What the graph tells of a park: `sites` are the park and those inside it, `told` is not drawn."""

    sites: set[str]
    edges: list[Row]
    told: list[Row]

    def ends(self, end: str, *kinds: str) -> set[str]:
        """Return what stands at one end of the edges of these kinds."""
        return {edge[end] for edge in self.edges if edge["kind"] in kinds}


def sketch(around: Around, parameters: Mapping[str, Any]) -> Picture:
    """Draw the park, its firms with their projects, products and chains, from left to right."""
    park = str(parameters["park"])
    row = subject(around, park)
    found = _found(around, park)
    nodes = around.nodes({park, *spoken_of((*found.edges, *found.told))})
    drawn, shown = fewer(found.edges)
    cells, states = _cells(found) | {park: "park"}, _states(found, nodes)
    groups = {name: _group(cell, states.get(name)) for name, cell in cells.items()}
    firms = [name for name in states if "status" not in nodes[name] and cells.get(name) == "firm"]
    scene = Scene(
        title=name_of(row),
        nodes=nodes,
        edges=drawn,
        cells={name: CELLS[cell] for name, cell in cells.items()},
        group_of=groups,
        groups=GROUPS,
        told=[*found.told, *shown],
        focus=park,
        missing={name for name, group in groups.items() if group == "needed"},
        facts={name: facts_of({"status": states[name]}, "status") for name in firms},
        notes=(NOTHING,) if found.sites == cells.keys() else (),
    )
    return picture(bounded(scene))


def _found(around: Around, park: str) -> Found:
    sites, placed = _sites(around, park)
    actors = {edge["source"] for edge in placed if not edge["source"].startswith(PARK)}
    own = around.out(sites, ("COURTS", "CHAIN_MEMBER", "HAS_MEASURE", "LOCATED_IN"))
    edges = [edge for edge in own if edge["kind"] in ("COURTS", "CHAIN_MEMBER")]
    edges += around.out(actors, ("PRODUCES", "NEEDS", "CHAIN_MEMBER", "SUPPLIES", "PART_OF"))
    edges += around.into([name for name in actors if name.startswith(PROJECT)], ("DEVELOPS",))
    goods = [edge["target"] for edge in edges if edge["kind"] in ("PRODUCES", "NEEDS")]
    edges += around.out(goods, ("CHAIN_MEMBER",))
    told = [edge for edge in own if edge["kind"] == "HAS_MEASURE" or _outside(edge, sites)]
    return Found(sites, placed + lasting(edges), lasting(told))


def _sites(around: Around, park: str) -> tuple[set[str], list[Row]]:
    """Return the park with the parks inside it, and the edges that place things in them."""
    sites, placed, fresh = {park}, list[Row](), {park}
    for depth in range(DEEP + 1):
        placed += lasting(around.into(fresh, ("LOCATED_IN",)))
        fresh = {edge["source"] for edge in placed if edge["source"].startswith(PARK)} - sites
        sites |= fresh if depth < DEEP else set()
    return sites, placed


def _outside(edge: Row, sites: set[str]) -> bool:
    return edge["kind"] == "LOCATED_IN" and edge["target"] not in sites


def _cells(found: Found) -> dict[str, str]:
    """Return the cell of each thing; where several could hold it, the last one named here."""
    actors = {name for name in found.ends("source", "LOCATED_IN") if not name.startswith(PARK)}
    projects = {name for name in actors if name.startswith(PROJECT)}
    sorts = (
        ("courted", found.ends("target", "COURTS")),
        ("product", found.ends("target", "PRODUCES", "NEEDS")),
        ("chain", found.ends("target", "CHAIN_MEMBER")),
        ("firm", found.ends("source", "DEVELOPS") | (actors - projects)),
        ("project", projects),
        ("inside", found.sites),
    )
    return {name: cell for cell, names in sorts for name in names}


def _states(found: Found, nodes: Mapping[str, Row]) -> dict[str, str]:
    """Return how far things have come: a project by itself, a firm by its sites, a product by its makers."""
    told: dict[str, str] = {}
    for edge in found.edges:
        if edge["kind"] in ("LOCATED_IN", "PRODUCES"):
            name = edge["source" if edge["kind"] == "LOCATED_IN" else "target"]
            status = nodes[edge["source"]].get("status") or edge.get("status") or "mentioned"
            told[name] = min(told.get(name, status), status, key=_rank)
    return told


def _rank(status: str) -> tuple[int, str]:
    return RANKS[PRESENCE.get(status, "recorded")], status


def _group(cell: str, status: str | None) -> str:
    if cell in ("park", "inside", "chain", "courted"):
        return "park" if cell == "inside" else cell
    if status is None:
        return "needed" if cell == "product" else "owner"
    return PRESENCE.get(status, "recorded")


VIEW = View(
    name="park",
    zh="园区图:园区内的企业与项目、它们的产品与需求、所属产业链、招引对象",
    en="A park: the firms and projects in it, what they make and need, their chains, and whom it courts",
    parameters=(Parameter("park", "园区", "the park", label="Park"),),
    sketch=sketch,
)
