"""What lies in which park and which place, read at once for views of many parks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from chainatlas.graph.around import Around
from chainatlas.queries._flows import COUNTED, LEVELS
from chainatlas.queries._question import Row
from chainatlas.viz._coordinates import Spot, on_earth
from chainatlas.viz._panel import facts_of, name_of
from chainatlas.viz._scene import GONE
from chainatlas.viz._view import Words

UNSTATED = Words("产品未载明", "product not stated")


@dataclass(frozen=True)
class Ground:
    """Nodes by id, what lies in what (`up`), and who is in each park.

    `located_in` holds the edges of each node, `outer` the parks around each park, `inner` those in it.
    `firms` holds the companies and projects in a park or in parks inside it, with a chain only those of
    the chain; `members` what belongs to the chain. `developed` holds the edges to the projects of each
    company, `supplies` the edges that count.
    """

    nodes: Mapping[str, Row]
    parks: Mapping[str, Row]
    located_in: Mapping[str, list[Row]]
    supplies: list[Row]
    members: frozenset[str]
    up: Mapping[str, list[str]]
    outer: Mapping[str, set[str]]
    inner: Mapping[str, list[str]]
    firms: Mapping[str, set[str]]
    developed: Mapping[str, list[Row]]

    @classmethod
    def read(cls, around: Around, chain: str = "") -> Ground:
        """Read parks, places, firms and projects; what is denied or closed lies nowhere."""
        nodes = {
            row["id"]: row for label in ("Park", "Place", "Company", "Project") for row in around.every(label)
        }
        edges = around.out(nodes, ("LOCATED_IN", "DEVELOPS", "SUPPLIES"))
        kept = [row for row in edges if row.get("status") not in GONE]
        located_in = _by_source(kept, "LOCATED_IN")
        up = {name: [row["target"] for row in rows] for name, rows in located_in.items()}
        parks = {name: row for name, row in nodes.items() if row["label"] == "Park"}
        members = _members(around, chain)
        outer = {name: {far for _, far in _above(up, name) if far in parks} for name in parks}
        return cls(
            nodes=nodes,
            parks=parks,
            located_in=located_in,
            supplies=[
                row for row in kept if row["kind"] == "SUPPLIES" and row["status"] in COUNTED["building"]
            ],
            members=members,
            up=up,
            outer=outer,
            inner=_inside(outer),
            firms=_firms(nodes, up, members if chain else frozenset(nodes)),
            developed=_by_source(kept, "DEVELOPS"),
        )

    def name(self, place: str) -> Words:
        """Return the name of a node; "" stands for a place that is not on record."""
        return name_of(self.nodes[place]) if place else Words("地区未记录", "place not on record")

    def located(self, park: str) -> Row | None:
        """Return the nearest place around a park that has coordinates on Earth; of several, the smallest."""
        found = [
            (steps, _level(place), place["id"])
            for steps, name in _above(self.up, park)
            if (place := self.nodes[name])["label"] == "Place" and _spot(place)
        ]
        return self.nodes[min(found)[2]] if found else None

    def spot(self, park: str) -> Spot | None:
        """Return longitude and latitude of the place whose coordinates a park takes, or None."""
        place = self.located(park)
        return _spot(place) if place else None

    def area(self, park: str, levels: tuple[str, ...]) -> str:
        """Return the place around a park of the first of these levels that there is, or ""."""
        around = [self.nodes[name] for _, name in _above(self.up, park)]
        found = [
            (levels.index(place["level"]), place["id"]) for place in around if place.get("level") in levels
        ]
        return min(found)[1] if found else ""

    def sales(self, units: Collection[str]) -> dict[tuple[str, str], list[Row]]:
        """Return the supplies between firms of two of these parks, neither of which lies in the other.

        A company without a park of its own is where its projects are, as in the question complements.
        """
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.supplies:
            for one in self._homes(row["source"], units):
                for other in self._homes(row["target"], units):
                    if one != other and one not in self.outer[other] and other not in self.outer[one]:
                        found[one, other].append(row)
        return dict(sorted(found.items()))

    def _homes(self, firm: str, units: Collection[str]) -> list[str]:
        own = {name for _, name in _above(self.up, firm) if name in units}
        of_projects = (self._homes(row["target"], units) for row in self.developed.get(firm, ()))
        return sorted(own or {name for found in of_projects for name in found})


def sale(ground: Ground, row: Row, products: Mapping[str, Row]) -> Words:
    """Say who sells what to whom, and how far it has come."""
    seller, buyer = (name_of(ground.nodes[row[end]]) for end in ("source", "target"))
    item = name_of(products[row["product"]]) if row.get("product") else UNSTATED
    status = facts_of(row, "status")[0][1]
    return Words(
        f"{seller.zh}→{buyer.zh}({item.zh}),{status.zh}", f"{seller.en} → {buyer.en} ({item.en}), {status.en}"
    )


def _by_source(edges: list[Row], kind: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in edges:
        if row["kind"] == kind:
            found[row["source"]].append(row)
    return dict(found)


def _inside(outer: Mapping[str, set[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(outer):
        for far in outer[name]:
            found[far].append(name)
    return dict(found)


def _above(up: Mapping[str, list[str]], name: str) -> Iterator[tuple[int, str]]:
    """Yield what a node lies in, each once, with how many steps away it is; a circle ends where it began."""
    seen, level, steps = {name}, [name], 0
    while level:
        steps += 1
        level = sorted({far for near in level for far in up.get(near, ())} - seen)
        seen.update(level)
        yield from ((steps, far) for far in level)


def _firms(
    nodes: Mapping[str, Row], up: Mapping[str, list[str]], counted: Collection[str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, row in nodes.items():
        if row["label"] in ("Company", "Project") and name in counted:
            for _, far in _above(up, name):
                found[far].add(name)
    return dict(found)


def _members(around: Around, chain: str) -> frozenset[str]:
    """Return the members of a chain, and who makes a product of it."""
    if not chain:
        return frozenset()
    members = {row["source"] for row in around.into([chain], ("CHAIN_MEMBER",)) if row["status"] not in GONE}
    made = around.into([name for name in members if name.startswith("product:")], ("PRODUCES",))
    return frozenset(members | {row["source"] for row in made if row["status"] not in GONE})


def _spot(place: Row) -> Spot | None:
    return on_earth(place.get("lon"), place.get("lat"))


def _level(place: Row) -> int:
    return LEVELS.index(place["level"]) if place.get("level") in LEVELS else len(LEVELS)
