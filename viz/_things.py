"""The things of a network and what joins them, read in bulk, as marks and lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log2
from statistics import median

from chainatlas.graph.around import Around
from chainatlas.queries._question import Row, union
from chainatlas.viz._belonging import Belonging, chains_of, parks_of
from chainatlas.viz._clusters import REST
from chainatlas.viz._force import ROOM
from chainatlas.viz._marks import CODES, OWN, listed
from chainatlas.viz._marks import line_of as edge_line
from chainatlas.viz._panel import facets_of, facts_of, name_of
from chainatlas.viz._view import FACETS, Heading, Line, Mark, Words

HEADED = 5
"""From how many members on a group has its name over it."""


@dataclass(frozen=True)
class Scene:
    """The things of a network, the edges between them, where they belong, and what else they speak of."""

    nodes: Mapping[str, Row]
    edges: Mapping[tuple[str, str, str], list[Row]]
    parks: Belonging
    chains: Belonging
    mentioned: Mapping[str, Row]
    denied: int

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """Return the ends of every line."""
        return [(source, target) for _, source, target in self.edges]

    @cached_property
    def degree(self) -> Counter[str]:
        """Return how many lines each thing has."""
        return Counter(end for link in self.links for end in link)

    @cached_property
    def proof(self) -> Mapping[str, list[str]]:
        """Return the statements on which it rests where each thing is and of what it is part."""
        held: dict[str, list[list[str]]] = {}
        for (kind, source, _), rows in self.edges.items():
            if kind in ("LOCATED_IN", "CHAIN_MEMBER"):
                held.setdefault(source, []).extend(row.get("statements") or [] for row in rows)
        return {name: union(found) for name, found in held.items()}

    @property
    def names(self) -> dict[str, Words]:
        """Return the names of the things."""
        return {name: name_of(row) for name, row in self.nodes.items()}

    @cached_property
    def called(self) -> Mapping[str, Words]:
        """Return the names of the parks, chains and products that are spoken of."""
        return {name: name_of(row) for name, row in self.mentioned.items()}


def scene_of(around: Around, ids: Collection[str], kinds: Collection[str]) -> Scene:
    """Return those of the things that there are, with the edges of these kinds between them."""
    nodes = _named(around.nodes(ids))
    edges: dict[tuple[str, str, str], list[Row]] = {}
    denied = 0
    for row in around.between(nodes, kinds):
        if row.get("status") == "denied":
            denied += 1
        else:
            edges.setdefault((row["kind"], row["source"], row["target"]), []).append(row)
    parks, chains = parks_of(around, nodes), chains_of(around, nodes)
    products = [row["product"] for rows in edges.values() for row in rows if row.get("product")]
    mentioned = union([*parks.values(), *chains.values(), products])
    return Scene(nodes, edges, parks, chains, _named(around.nodes(mentioned)), denied)


def _named(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return nodes of which each has a name; one without is called by its id."""
    return {name: {**row, "name": row.get("name") or name} for name, row in rows.items()}


def mark_of(scene: Scene, name: str, place: tuple[int, int], group: str, cluster: str) -> Mark:
    """Return a thing as a mark, the larger the more lines it has."""
    row = scene.nodes[name]
    belonging = {"park": scene.parks.get(name, ()), "chain": scene.chains.get(name, ())}
    held = {key: values for key, values in belonging.items() if values}
    told = ((FACETS[key], listed(scene.called[one] for one in values)) for key, values in held.items())
    return Mark(
        id=name,
        name=name_of(row),
        kind=row["label"],
        x=place[0],
        y=place[1],
        group=group,
        facts=(*facts_of(row, *OWN[row["label"]], "contested"), *told),
        statements=tuple(union([row.get("statements"), scene.proof.get(name)])),
        words=(*(row.get("aliases") or ()), *(str(row[code]) for code in CODES if row.get(code))),
        facets=held | facets_of(row),
        cluster=cluster,
        size=round(0.8 + log2(1 + scene.degree[name]) / 5, 2),
    )


def line_of(scene: Scene, rows: Sequence[Row]) -> Line:
    """Return one line for all edges of a kind between two things; dashed where none is sure.

    What technology needs is a kind of line of its own and not dashed here: it would be half of them.
    """
    lines = [edge_line(row, scene.mentioned, ()) for row in rows]
    keys = dict.fromkeys(key for line in lines for key in line.facets)
    facets = {key: tuple(union(line.facets.get(key) for line in lines)) for key in keys}
    return replace(
        lines[0],
        dashed=lines[0].kind != "FEEDS" and all(line.dashed for line in lines),
        facts=tuple(dict.fromkeys(fact for line in lines for fact in line.facts)),
        statements=tuple(union(line.statements for line in lines)),
        facets=facets,
    )


def headings_of(marks: Iterable[Mark], groups: Mapping[str, Words]) -> Iterator[Heading]:
    """Yield the name of each group of some size over its middle, above its uppermost things."""
    members: dict[str, list[Mark]] = {}
    for mark in marks:
        members.setdefault(mark.group, []).append(mark)
    for group, name in groups.items():
        if group not in REST and len(members[group]) >= HEADED:
            top = min(mark.y for mark in members[group])
            yield Heading(name, round(median(mark.x for mark in members[group])), top - ROOM[1] * 0.7)
