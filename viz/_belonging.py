"""In which parks and chains things are, so that a legend can filter by them and a picture be grouped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from chainatlas.graph.around import Around
from chainatlas.graph.model import label_of
from chainatlas.queries._parkwide import GONE, STEPS, Ground
from chainatlas.queries._question import Row, union

Belonging = Mapping[str, tuple[str, ...]]
ENDED = ("denied", "closed")


def parks_of(around: Around, ids: Collection[str]) -> Belonging:
    """Return the outermost parks of things: those they lie in, and of a product those it is made in."""
    makers = _makers(around, ids)
    sited = {name for name in {*ids, *union(makers.values())} if label_of(name) in ("Company", "Project")}
    ground = _ground(around, sited, {name for name in ids if label_of(name) == "Park"})
    found: dict[str, tuple[str, ...]] = {}
    for name in ids:
        things = makers.get(name, ()) if label_of(name) == "Product" else [name]
        if parks := union(list(ground.outermost(thing)) for thing in things):
            found[name] = tuple(parks)
    return found


def chains_of(around: Around, ids: Collection[str]) -> Belonging:
    """Return the chains of things: those they are members of, and of a maker those of its products."""
    made = _ends(_kept(around.out(ids, ["PRODUCES"])), "source", "target")
    member = _ends(_kept(around.out({*ids, *union(made.values())}, ["CHAIN_MEMBER"])), "source", "target")
    found: dict[str, tuple[str, ...]] = {}
    for name in ids:
        own = [[name]] if label_of(name) == "Chain" else [member.get(name)]
        if chains := union([*own, *(member.get(product) for product in made.get(name, ()))]):
            found[name] = tuple(chains)
    return found


def _makers(around: Around, ids: Collection[str]) -> dict[str, list[str]]:
    products = [name for name in ids if label_of(name) == "Product"]
    return _ends(_kept(around.into(products, ["PRODUCES"])), "target", "source")


def _ground(around: Around, things: Collection[str], parks: Collection[str]) -> Ground:
    """Return what lies in which parks, and these in others; a park lies in itself."""
    located = [row for row in _located(around, things) if label_of(row["target"]) == "Park"]
    sites: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in located:
        sites[row["source"]][row["target"]] = []
    sites |= {park: {park: []} for park in parks}
    outer: dict[str, dict[str, list[str]]] = {}
    edge = {*parks, *(row["target"] for row in located)}
    for _ in range(STEPS):
        steps = [row for row in _located(around, edge) if label_of(row["target"]) == "Park"]
        for row in steps:
            outer.setdefault(row["source"], {})[row["target"]] = []
        edge = {row["target"] for row in steps} - outer.keys()
    return Ground({}, outer, sites)


def _located(around: Around, ids: Collection[str]) -> list[Row]:
    return [row for row in around.out(ids, ["LOCATED_IN"]) if row.get("status") not in ENDED]


def _kept(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.get("status") not in GONE]


def _ends(rows: Iterable[Row], key: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row[value])
    return dict(found)
