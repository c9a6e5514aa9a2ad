"""Who makes what in which outermost park: the ground that rows describe, and what is counted on it.

Every row has kind, one, other and said.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from chainatlas.queries._question import Row, union

GONE = ("denied", "closed", "suspended")
RUNNING = ("running", "trial", "mentioned")
BUILDING = ("under_construction",)
PLANNED = ("signed", "planned")
COUNTED: Mapping[str, tuple[str, ...]] = {
    "running": RUNNING,
    "building": (*RUNNING, *BUILDING),
    "planned": (*RUNNING, *BUILDING, *PLANNED),
}
PHASES: Mapping[str, tuple[str, ...]] = {"running": RUNNING, "building": BUILDING, "planned": PLANNED}
STEPS = 3
"""How many parks may lie inside one another."""


@dataclass(frozen=True)
class Ground:
    """The parks with their names, what lies directly in what, and the statements that say so."""

    parks: Mapping[str, Row]
    outer: Mapping[str, Mapping[str, list[str]]]
    sites: Mapping[str, Mapping[str, list[str]]]
    _around: dict[str, dict[str, list[str]]] = field(default_factory=dict, compare=False)
    _tops: dict[str, list[str]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Ground:
        """Take the parks, what is inside what, and what is placed where from rows."""
        parks: dict[str, Row] = {}
        ends: dict[str, dict[str, dict[str, list[str]]]] = {
            "inside": defaultdict(dict),
            "placed": defaultdict(dict),
        }
        for row in rows:
            if row["kind"] == "park":
                parks[row["one"]] = {"id": row["one"], **row["said"]}
            elif row["kind"] in ends:
                ends[row["kind"]][row["one"]][row["other"]] = union([row["said"]["statements"]])
        return cls(parks, dict(ends["inside"]), dict(ends["placed"]))

    def around(self, park: str) -> dict[str, list[str]]:
        """Return the park and the parks around it, each with the statements on the way to it."""
        if park not in self._around:
            self._around[park] = self._reached(park)
        return self._around[park]

    def _reached(self, park: str) -> dict[str, list[str]]:
        reached: dict[str, list[str]] = {park: []}
        edge = [park]
        for _ in range(STEPS):
            steps = [(inner, outer) for inner in edge for outer in sorted(self.outer.get(inner, ()))]
            edge = []
            for inner, outer in steps:
                if outer not in reached:
                    reached[outer] = union((reached[inner], self.outer[inner][outer]))
                    edge.append(outer)
        return reached

    def areas(self, thing: str) -> dict[str, list[str]]:
        """Return every park in which a firm or project lies, with the statements that say so."""
        found: dict[str, list[str]] = {}
        for site, said in self.sites.get(thing, {}).items():
            for area, way in self.around(site).items():
                found[area] = union((found.get(area), said, way))
        return found

    def tops(self, site: str) -> list[str]:
        """Return the outermost parks around a park; of parks in a ring, the first by id."""
        if site not in self._tops:
            around = self.around(site)
            last = [area for area in around if not around.keys() & self.outer.get(area, {}).keys() - {area}]
            self._tops[site] = last or [min(around)]
        return self._tops[site]

    def outermost(self, thing: str) -> dict[str, list[str]]:
        """Return the outermost parks in which a firm or project lies, with the statements that say so."""
        areas = self.areas(thing)
        tops = {top for site in self.sites.get(thing, ()) for top in self.tops(site)}
        return {top: areas[top] for top in sorted(tops)}


def effective(said: Row) -> str:
    """Return the status that counts: that of a stopped project, else the edge's, else the project's own."""
    own = said.get("own") or "mentioned"
    return str(own if own in GONE or said["status"] == "mentioned" else said["status"])


def counted(rows: Iterable[Row], kind: str, presence: str) -> list[Row]:
    """Return the made or needed rows whose status counts, in the order of their ends and units."""
    found = []
    for row in rows:
        if row["kind"] == kind and (status := effective(row["said"])) in COUNTED[presence]:
            said = row["said"] | {"status": status}
            statements = union((said["statements"], said["own_statements"]))
            found.append({"id": row["one"], "product_id": row["other"], **said, "statements": statements})
    return sorted(found, key=lambda one: (one["product_id"], one["id"], str(one["unit"])))


def grouped(things: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Return things by one of their values, in the order in which it first comes."""
    groups: dict[str, list[Row]] = {}
    for thing in things:
        groups.setdefault(thing[key], []).append(thing)
    return groups


def cosine(one: int, other: int, common: int) -> float | None:
    """Return the UNIDO similarity of two parks with equal shares of products; None where one makes nothing.

    They make so many products, and so many in common.

    >>> cosine(2, 2, 1)
    0.5
    """
    return round(common / math.sqrt(one * other), 3) if one and other else None


@cache
def krugman(one: int, other: int, common: int) -> float | None:
    """Return the Krugman index, 0 for the same products to 2 for none in common, with equal shares.

    >>> krugman(2, 2, 1)
    1.0
    """
    if not one or not other:
        return None
    here, there = 1 / one, 1 / other
    apart = [here] * (one - common) + [there] * (other - common)
    return round(math.fsum([*apart, *[abs(here - there)] * common]), 3)


def capacities(makers: Iterable[Row]) -> list[Row]:
    """Return the known capacity in each unit by phase; different units are never added."""
    known = [maker for maker in makers if maker["capacity"] is not None]
    return [_capacity(unit, found) for unit, found in sorted(grouped(known, "unit").items(), key=_unit)]


def _unit(group: tuple[str, list[Row]]) -> str:
    return str(group[0])


def _capacity(unit: str | None, makers: list[Row]) -> Row:
    sums = {
        phase: math.fsum(maker["capacity"] for maker in makers if maker["status"] in words)
        for phase, words in PHASES.items()
    }
    told = "/".join(f"{value:.15g}" for value in sums.values())
    return {"unit": unit, **sums, "name": f"{told} {unit or ''}".strip()}


def phases(makers: Iterable[Row]) -> dict[str, int]:
    """Return how many different makers run, are being built and are planned."""
    things = list(makers)
    return {
        phase: len({maker["id"] for maker in things if maker["status"] in words})
        for phase, words in PHASES.items()
    }
