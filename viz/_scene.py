"""Scene: what a sketch shows before it has places, and the picture that is made of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from chainatlas.graph.around import Around, Row
from chainatlas.graph.errors import UnknownName
from chainatlas.viz._grid import Cell, placed
from chainatlas.viz._marks import PARK, Belongings, line_of, mark_of
from chainatlas.viz._panel import Fact
from chainatlas.viz._view import Picture, Words

MOST_MARKS = 300
GONE = ("denied", "closed")
"""Status of an edge that no longer holds; views of what there is leave it out."""


@dataclass(frozen=True)
class Scene:
    """Things and edges, with a cell and a colour for each thing that is drawn.

    `nodes` holds the rows of everything that is spoken of, drawn or not. `edges` are drawn where both
    ends have a cell; `told` are edges that only tell of parks, chains and measures in facts and facets.
    `focus` is what the picture is about, which is never left out. `groups` names all colours that
    `group_of` may give, in the order of the legend; `facts` come before those of the rows; `missing`
    are things that are drawn because they are not on record.
    """

    title: Words
    nodes: Mapping[str, Row]
    edges: Collection[Row]
    cells: Mapping[str, Cell]
    group_of: Mapping[str, str]
    groups: Mapping[str, Words]
    told: Collection[Row] = ()
    focus: str = ""
    missing: Collection[str] = ()
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()


def picture(scene: Scene) -> Picture:
    """Return the picture of a scene: everything at its place, with facts, facets and evidence."""
    order = sorted(scene.cells, key=lambda name: (_called(scene.nodes[name]), name))
    drawn, left = _parted(scene.edges, scene.cells)
    kinds = {name: str(scene.nodes[name]["label"]) for name in order}
    links = [(edge["source"], edge["target"]) for edge in drawn]
    places, headings = placed({name: scene.cells[name] for name in order}, kinds, links)
    held = Belongings(scene.nodes, drawn, [*left, *scene.told])
    marks = tuple(
        mark_of(
            scene.nodes[name],
            places[name],
            scene.group_of[name],
            held,
            scene.facts.get(name, ()),
            missing=name in scene.missing,
        )
        for name in order
    )
    lines = tuple(line_of(edge, scene.nodes, scene.missing) for edge in drawn)
    used = {mark.group for mark in marks}
    groups = {key: words for key, words in scene.groups.items() if key in used}
    return Picture(scene.title, marks, lines, headings, groups, notes=scene.notes, values=held.values(marks))


def bounded(scene: Scene, most: int = MOST_MARKS) -> Scene:
    """Return a scene of at most so many marks, the best documented, and note how many are left out."""
    if len(scene.cells) <= most:
        return scene
    said = _said(scene)
    best = sorted(
        scene.cells, key=lambda name: (name != scene.focus, -said[name], _called(scene.nodes[name]), name)
    )
    kept = set(best[:most])
    joined = {edge[end] for edge in scene.edges if _joins(edge, kept) for end in ("source", "target")}
    lost = {name for name in kept - joined if said[name] and name != scene.focus}
    cells = {name: cell for name, cell in scene.cells.items() if name in kept - lost}
    return replace(scene, cells=cells, notes=(*scene.notes, _left_out(len(cells), len(scene.cells))))


def _said(scene: Scene) -> Counter[str]:
    """Return how many statements the edges at each thing rest on."""
    said: Counter[str] = Counter()
    for edge in scene.edges:
        for end in ("source", "target"):
            said[edge[end]] += len(edge.get("statements") or ())
    return said


def _left_out(shown: int, total: int) -> Words:
    return Words(
        f"只画出记录最多的{shown}个节点,另有{total - shown}个在案而未画出。",
        f"Only the {shown} best documented nodes are drawn; {total - shown} more are on record.",
    )


def _parted(edges: Iterable[Row], names: Collection[str]) -> tuple[list[Row], list[Row]]:
    """Part edges into those that join two of the names and the others."""
    inside, outside = list[Row](), list[Row]()
    for edge in edges:
        (inside if _joins(edge, names) else outside).append(edge)
    return inside, outside


def _joins(edge: Row, names: Collection[str]) -> bool:
    return edge["source"] in names and edge["target"] in names


def _called(row: Row) -> tuple[str, ...]:
    """Return what marks are ordered by, so that ids do not decide what stands where."""
    return str(row["label"]), str(row["name"]), str(row.get("name_en") or "")


def fewer(edges: Collection[Row]) -> tuple[list[Row], list[Row]]:
    """Part edges into those to draw and those that say what other lines show already.

    What a thing makes shows its chain, what is in a park the park's, and where an investor stands is
    where its project does. The panel still tells of what is not drawn, with its sources.
    """
    said = {(edge["kind"], edge["source"], edge["target"]) for edge in edges}
    below: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for kind, source, target in said:
        if kind in ("PRODUCES", "DEVELOPS"):
            below[source].add(target)
        if kind == "DEVELOPS":
            owners[target].add(source)
        if kind == "LOCATED_IN" and not source.startswith(PARK):
            below[target].add(source)

    def is_shown(edge: Row) -> bool:
        near = {"CHAIN_MEMBER": below, "LOCATED_IN": owners}.get(edge["kind"], {})
        return any((edge["kind"], one, edge["target"]) in said for one in near.get(edge["source"], ()))

    drawn, shown = list[Row](), list[Row]()
    for edge in edges:
        (shown if is_shown(edge) else drawn).append(edge)
    return drawn, shown


def subject(around: Around, name: str) -> Row:
    """Return the node that a sketch is about; raise UnknownName where there is none of this id."""
    if not (found := around.nodes([name])):
        raise UnknownName(f"nothing in the graph has the id {name!r}; build it anew, or ask for another")
    return found[name]


def lasting(edges: Iterable[Row]) -> list[Row]:
    """Return the edges that still hold."""
    return [edge for edge in edges if edge.get("status") not in GONE]


def ends(edges: Iterable[Row]) -> set[str]:
    """Return everything that edges join."""
    return {edge[end] for edge in edges for end in ("source", "target")}


def spoken_of(edges: Iterable[Row]) -> set[str]:
    """Return everything that edges join or name as their product."""
    found = list(edges)
    return ends(found) | {edge["product"] for edge in found if edge.get("product")}
