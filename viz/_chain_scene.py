"""What stands around one chain: its products, who makes them where, what feeds what, who trades with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from chainatlas.graph.around import Around, Row
from chainatlas.graph.model import NODES
from chainatlas.queries._question import union
from chainatlas.queries.chain_gaps import COUNTED
from chainatlas.viz._scene import lasting

FIRM = tuple(NODES[label].prefix for label in ("Company", "Project"))
PRODUCT, PARK = NODES["Product"].prefix, NODES["Park"].prefix
STEPS = 3
"""How many parks may lie in each other, as in every question of a park."""
NOWHERE: Row = {"site_id": None, "park_id": None, "local": False, "statements": ()}


@dataclass(frozen=True)
class Scene:
    """What the store tells of one chain: rows of the queries, and verdicts where a park is asked for."""

    products: list[Row]
    feeds: list[Row]
    makers: list[Row]
    firms: dict[str, Row]
    ties: list[Row]
    stages: Mapping[str, str | None]
    gaps: Mapping[str, Row]
    park: str

    def missing(self, product: str) -> bool:
        """Tell whether nobody on record makes a product, in the park where one is asked for."""
        if self.park:
            return self.gaps[product]["verdict"] not in ("present", "强链")
        counted = COUNTED["building"]
        return not any(row["target"] == product and row["status"] in counted for row in self.makers)


def scene_of(around: Around, chain: str, park: str, gaps: Iterable[Row]) -> Scene:
    """Read what stands around a chain; with a park, its firms only and the rows of chain-gaps for it."""
    members = [row for row in around.into([chain], ("CHAIN_MEMBER",)) if row.get("status") != "denied"]
    products = [row for row in members if row["source"].startswith(PRODUCT)]
    ids = {row["source"] for row in products}
    makers = lasting(around.into(ids, ("PRODUCES",)))
    stages = {row["source"]: row.get("stage") for row in members if row["source"].startswith(FIRM)}
    firms = _firms(around, {*stages, *(row["source"] for row in makers)}, park)
    return Scene(
        products=_products(around, products),
        feeds=_feeds(around, ids),
        makers=[row for row in makers if row["source"] in firms],
        firms=firms,
        ties=_ties(around, firms),
        stages=stages,
        gaps={row["product_id"]: row for row in gaps},
        park=park,
    )


def _products(around: Around, members: Iterable[Row]) -> list[Row]:
    """Return the products of a chain, each once, with its stage and where that was read."""
    said = {row["source"]: {"stage": row.get("stage"), "statements": row["statements"]} for row in members}
    return [row | said[name] for name, row in around.nodes(said).items()]


def _feeds(around: Around, products: Collection[str]) -> list[Row]:
    """Return what feeds what, several recipes as one."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in around.between(products, ("FEEDS",)):
        if row.get("status") != "denied":
            found[row["source"], row["target"]].append(row)
    return [
        {
            "source": source,
            "target": target,
            "statements": union(row["statements"] for row in rows),
            "basis": max(row["basis"] for row in rows),
            "confidence": max(row["confidence"] for row in rows),
        }
        for (source, target), rows in found.items()
    ]


def _firms(around: Around, names: Collection[str], park: str) -> dict[str, Row]:
    """Return firms and projects with their site and the outermost park around it; those of a park only.

    A firm of several parks stands in the one that is asked for, else in the last by id; one whose park is
    not on record stays.
    """
    sites: dict[str, list[Row]] = defaultdict(list)
    for row in lasting(around.out(names, ("LOCATED_IN",))):
        if row["target"].startswith(PARK):
            sites[row["source"]].append(row)
    up = _parks_above(around, {row["target"] for rows in sites.values() for row in rows})
    parks = around.nodes({*up, *(far for above in up.values() for far in above)})
    found: dict[str, Row] = {}
    for name, row in around.nodes(names).items():
        spots = [_spot(site, up, parks, park) for site in sites[name]]
        spot = max(
            spots, key=lambda one: (one["local"], one["site_id"], one["park_id"] or ""), default=NOWHERE
        )
        if not park or spot["local"] or not spot["site_id"]:
            found[name] = row | spot
    return found


def _parks_above(around: Around, sites: Iterable[str]) -> dict[str, set[str]]:
    """Return the parks that each park directly lies in, of these and of all around them."""
    up: dict[str, set[str]] = {}
    fresh = set(sites)
    for _ in range(STEPS + 1):
        up |= {name: set() for name in fresh}
        for row in around.out(fresh, ("LOCATED_IN",)):
            if row["target"].startswith(PARK):
                up[row["source"]].add(row["target"])
        fresh = {far for name in fresh for far in up[name]} - up.keys()
    return up


def _spot(site: Row, up: Mapping[str, set[str]], parks: Mapping[str, Row], park: str) -> Row:
    """Return the park of a firm, the outermost park around it, and whether it lies in the one asked for."""
    around, level = {site["target"]}, {site["target"]}
    for _ in range(STEPS):
        level = {far for name in level for far in up.get(name, ())} - around
        around |= level
    outer = max((name for name in around if not up.get(name)), default=None)
    spot = {
        "site_id": site["target"],
        "park_id": outer,
        "local": park in around,
        "statements": site["statements"],
    }
    for key, name in (("site", site["target"]), ("park", outer)):
        if found := parks.get(name or ""):
            spot |= {key: found["name"], f"{key}_en": found.get("name_en")}
    return spot


def _ties(around: Around, firms: Collection[str]) -> list[Row]:
    """Return who sells to, invests in or belongs to whom, with the names of what is sold."""
    kept = lasting(around.between(firms, ("SUPPLIES", "DEVELOPS", "PART_OF")))
    goods = around.nodes(row["product"] for row in kept if row.get("product"))
    return [row | _named(goods.get(row.get("product", ""))) for row in kept]


def _named(product: Row | None) -> Row:
    return (
        {"product": product["name"], "product_en": product.get("name_en")} if product else {"product": None}
    )
