"""How far things lie from each other, by the places in which they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt

from chainatlas.queries._question import Row

EARTH_KM = 6371.0
LEVELS = ("county", "prefecture", "province", "country")
POSITION = """RETURN 'place' AS fact,
       {id: thing.id, level: place.level, lon: place.lon, lat: place.lat} AS details"""
PLACED = f"""MATCH (thing)-[:LOCATED_IN*1..4]->(place:Place)
WHERE place.lon IS NOT NULL AND place.lat IS NOT NULL
{POSITION}"""
"""Tells where the parks are that are bound to `thing`."""
PLACES = f"""
MATCH (thing:Park)
{PLACED}
UNION ALL
MATCH (place:Place)<-[located:LOCATED_IN]-(thing)
WHERE (thing.id STARTS WITH 'company:' OR thing.id STARTS WITH 'project:')
  AND place.lon IS NOT NULL AND place.lat IS NOT NULL AND NOT located.status IN ['denied', 'closed']
{POSITION}
"""
"""The last branches of a text whose rows are a fact and its details."""

Point = tuple[float, float]
Positions = Mapping[str, tuple[Point, ...]]


def positions(places: Iterable[Row]) -> Positions:
    """Return for each thing the points of its places of the narrowest level that has any."""
    found: dict[str, dict[int, set[Point]]] = {}
    for place in places:
        level = LEVELS.index(place["level"]) if place["level"] in LEVELS else len(LEVELS)
        point = (float(place["lon"]), float(place["lat"]))
        found.setdefault(place["id"], {}).setdefault(level, set()).add(point)
    return {name: tuple(sorted(levels[min(levels)])) for name, levels in found.items()}


def nearest(where: Positions, one: Iterable[str], other: Iterable[str]) -> float | None:
    """Return the least distance in km between two sets of things; None where no place is known.

    >>> nearest({"park:a": ((109.84, 40.66),), "park:b": ((111.75, 40.84),)}, ["park:a"], ["park:b"])
    162.1
    """
    ends = [point for name in other for point in where.get(name, ())]
    found = [kilometres(start, end) for name in one for start in where.get(name, ()) for end in ends]
    return round(min(found), 1) if found else None


def by_distance(kilometres: float | None) -> tuple[bool, float]:
    """Return a key that sorts the nearest first and unknown distances last."""
    return kilometres is None, kilometres or 0.0


def kilometres(one: Point, other: Point) -> float:
    """Return the great-circle distance between two points, each longitude and latitude in degrees."""
    (x, y), (u, v) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((v - y) / 2) ** 2 + cos(y) * cos(v) * sin((u - x) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))
