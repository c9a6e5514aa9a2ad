"""Who makes what in which outermost park: parts of one UNION, and the ground that their rows describe.

Every part returns the columns kind, one, other and said, so that a question takes the parts it needs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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

PARKS = """
MATCH (park:Park)
RETURN 'park' AS kind, park.id AS one, '' AS other, {name: park.name, name_en: park.name_en} AS said
"""
INSIDE = """
MATCH (inner:Park)-[within:LOCATED_IN]->(outer:Park)
WHERE NOT within.status IN ['denied', 'closed']
RETURN 'inside' AS kind, inner.id AS one, outer.id AS other, {statements: within.statements} AS said
"""
PLACED = """
MATCH (thing:Company|Project)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
RETURN 'placed' AS kind, thing.id AS one, site.id AS other, {statements: located.statements} AS said
"""
MADE = """
MATCH (maker:Company|Project)-[made:PRODUCES]->(product:Product)
WHERE NOT made.status IN ['denied', 'closed', 'suspended']
RETURN 'made' AS kind, maker.id AS one, product.id AS other, {
    name: maker.name, name_en: maker.name_en, own: maker.status, own_statements: maker.statements,
    product: product.name, product_en: product.name_en, status: made.status, capacity: made.capacity,
    unit: made.unit, contested: made.contested, statements: made.statements} AS said
"""
SUPPLIED = """
MATCH (seller:Company)-[supply:SUPPLIES]->(buyer:Company)
WHERE NOT supply.status IN ['denied', 'closed', 'suspended']
RETURN 'supplied' AS kind, seller.id AS one, buyer.id AS other, {
    name: seller.name, name_en: seller.name_en, buyer: buyer.name, buyer_en: buyer.name_en,
    statements: supply.statements} AS said
"""
NEEDED = """
MATCH (user:Company|Project)-[need:NEEDS]->(product:Product)
WHERE NOT need.status IN ['denied', 'closed', 'suspended']
RETURN 'needed' AS kind, user.id AS one, product.id AS other, {
    own: user.status, own_statements: user.statements, status: need.status, amount: need.amount,
    unit: need.unit, statements: need.statements} AS said
"""
FED = """
MATCH (input:Product)-[feed:FEEDS]->(output:Product)
WHERE feed.status <> 'denied'
RETURN 'fed' AS kind, input.id AS one, output.id AS other, {statements: feed.statements} AS said
"""


def joined(*parts: str) -> str:
    """Return one text that gives the rows of all parts."""
    return "UNION ALL".join(parts)


@dataclass(frozen=True)
class Ground:
    """The parks with their names, what lies directly in what, and the statements that say so."""

    parks: Mapping[str, Row]
    outer: Mapping[str, Mapping[str, list[str]]]
    sites: Mapping[str, Mapping[str, list[str]]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Ground:
        """Take the parks, what is inside what, and what is placed where from the rows of a UNION."""
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

    def outermost(self, thing: str) -> dict[str, list[str]]:
        """Return the outermost parks in which a firm or project lies; of parks in a ring, the first by id."""
        areas = self.areas(thing)
        tops: set[str] = set()
        for site in self.sites.get(thing, ()):
            around = self.around(site)
            tops.update(
                [area for area in around if not around.keys() & self.outer.get(area, {}).keys() - {area}]
                or [min(around)]
            )
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


def ranges(makers: Iterable[Row], ground: Ground) -> dict[str, set[str]]:
    """Return for each outermost park the products that are made in it."""
    made: dict[str, set[str]] = defaultdict(set)
    for maker in makers:
        for park in ground.outermost(maker["id"]):
            made[park].add(maker["product_id"])
    return dict(sorted(made.items()))


def cosine(one: Collection[str], other: Collection[str]) -> float | None:
    """Return the UNIDO similarity of two parks with equal shares of products; None where one makes nothing.

    >>> cosine({"a", "b"}, {"b", "c"})
    0.5
    """
    if not one or not other:
        return None
    return round(len(set(one) & set(other)) / math.sqrt(len(one) * len(other)), 3)


def krugman(one: Collection[str], other: Collection[str]) -> float | None:
    """Return the Krugman index, 0 for the same products to 2 for none in common, with equal shares.

    >>> krugman({"a", "b"}, {"b", "c"})
    1.0
    """
    if not one or not other:
        return None
    here, there = 1 / len(one), 1 / len(other)
    total = math.fsum(abs(here * (product in one) - there * (product in other)) for product in {*one, *other})
    return round(total, 3)


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


def supplies_between(rows: Iterable[Row], ground: Ground) -> list[Row]:
    """Return the supplies on record from a firm of one outermost park to a firm of another one."""
    found = []
    for row in rows:
        if row["kind"] == "supplied":
            said, sold, bought = row["said"], ground.outermost(row["one"]), ground.outermost(row["other"])
            ends = {(one, other) for one in sold for other in bought if one != other}
            proof = union((said["statements"], *sold.values(), *bought.values()))
            found += [_supply(row, one, other, proof) for one, other in sorted(ends)]
    return sorted(found, key=lambda link: (link["from"], link["to"], link["id"]))


def _supply(row: Row, one: str, other: str, statements: list[str]) -> Row:
    said: Mapping[str, Any] = row["said"]
    english = [said["name_en"] or said["name"], said["buyer_en"] or said["buyer"]]
    return {
        "id": f"{row['one']}>{row['other']}",
        "name": f"{said['name']} → {said['buyer']}",
        "name_en": " → ".join(english),
        "from": one,
        "to": other,
        "statements": statements,
    }
