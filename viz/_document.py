"""A document for its page: the things and edges that its statements speak of, as it states them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from chainatlas.graph.around import Around, Row
from chainatlas.graph.model import ATTRIBUTE, NODES, SAME_AS
from chainatlas.viz._grid import Cell
from chainatlas.viz._layout import columns
from chainatlas.viz._marks import SAID
from chainatlas.viz._panel import Fact, facts_of, name_of
from chainatlas.viz._scene import Scene, bounded, picture, spoken_of, subject
from chainatlas.viz._view import Picture, Words

ORDER = ("Place", "Park", "Company", "Project", "Product", "Chain")
"""From left to right; products take as many columns as their inputs need."""
GROUPS = {label: Words(NODES[label].zh, NODES[label].en) for label in ORDER}
DECIDED = Words(
    "此文献判定哪些标识同指一物,没有可画的关系。",
    "This document decides which ids are one thing; it states nothing that can be drawn.",
)
NOTHING = Words("没有取自此文献的陈述。", "No statement comes from this document.")


def document(around: Around, name: str) -> Picture:
    """Return the picture of all that a document states, also what others deny or what no longer holds.

    Raises UnknownName where no node has this id.
    """
    row = subject(around, name)
    every = around.nodes(edge["source"] for edge in around.into([name], ("SUPPORTED_BY",))).values()
    said = [one for one in every if one["predicate"] != SAME_AS]
    edges = _edges(said)
    measures = {
        one["object"]: one | {"label": "Measure"} for one in said if one["predicate"] == "HAS_MEASURE"
    }
    nodes = around.nodes(spoken_of(edges) - measures.keys() | {one["subject"] for one in said}) | measures
    shown = {one: node["label"] for one, node in nodes.items() if node["label"] in ORDER}
    scene = Scene(
        title=name_of(row),
        nodes=nodes,
        edges=edges,
        cells=_cells(shown, edges),
        group_of=shown,
        groups=GROUPS,
        facts=_facts(said),
        notes=() if said else (DECIDED if every else NOTHING,),
    )
    return picture(bounded(scene))


def _edges(said: Iterable[Row]) -> list[Row]:
    """Return statements as edges; those that say the same of the same things are one."""
    edges: dict[tuple[str, ...], Row] = {}
    for one in said:
        kind = one["predicate"]
        edge = {"kind": kind, "source": one["subject"], "target": one.get("object", "")}
        edge |= {key: one[key] for key in SAID.get(kind, ()) if key in one}
        same = edges.setdefault(tuple(map(str, edge.items())), edge | {"statements": []})
        same["statements"].append(one["id"])
    return list(edges.values())


def _cells(shown: Mapping[str, str], edges: Iterable[Row]) -> dict[str, Cell]:
    """Return a column for each label, and several for products that are made of each other."""
    goods = {name: 0 for name, label in shown.items() if label == "Product"}
    layers = columns(goods, [(edge["source"], edge["target"]) for edge in edges if edge["kind"] == "FEEDS"])
    layer = {name: number for number, (_, names) in enumerate(layers) for name in names}
    after = {label: number for number, label in enumerate(ORDER)} | {"Chain": len(ORDER) + len(layers)}
    return {
        name: Cell(after[label] + layer.get(name, 0), None if layer.get(name) else GROUPS[label])
        for name, label in shown.items()
    }


def _facts(said: Iterable[Row]) -> dict[str, tuple[Fact, ...]]:
    """Return the properties that statements say of things."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for one in said:
        if one["predicate"] == ATTRIBUTE:
            facts[one["subject"]] += facts_of({one["property"]: one["property_value"]}, one["property"])
    return {name: tuple(dict.fromkeys(found)) for name, found in facts.items()}
