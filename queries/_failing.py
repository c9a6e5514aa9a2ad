"""What fails with a firm, a park or a product: things as a whole or in part, and where that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import polars as pl

from chainatlas.queries._edges_at import Edges
from chainatlas.queries._fabric import PROOF, Fabric, places_of
from chainatlas.queries._fall import falls
from chainatlas.queries._outcome import Failure
from chainatlas.queries._question import Row
from chainatlas.queries._whereabouts import DEEP, GONE


def of_firm(fabric: Fabric, firm: str) -> Failure:
    """Return the failure of a firm with the projects that it alone develops."""
    developed = fabric.developed.filter(pl.col("target").is_in(_developed(fabric, firm)))
    edges: dict[str, list[Row]] = {firm: []}
    for row in developed.select("source", "target", *PROOF).sort("target", "source").iter_rows(named=True):
        edges.setdefault(row["target"], []).append(row)
    many = developed.group_by("target").agg(pl.col("source").n_unique() > 1)
    shared = {name for name, several in many.iter_rows() if several}
    if firm in fabric.developed["target"]:
        edges[firm] = fabric.developed.filter(pl.col("target") == firm).select("source", *PROOF).to_dicts()
    return Failure(set(edges) - shared, dict.fromkeys(sorted(shared), "developer"), edges=edges)


def _developed(fabric: Fabric, firm: str) -> list[str]:
    return fabric.developed.filter(pl.col("source") == firm)["target"].to_list()


def of_park(fabric: Fabric, park: str) -> Failure:
    """Return the failure of those in a park of whom a product, a need or a supply is on record.

    What has a site in a park elsewhere too is hit in part.
    """
    sited = Edges(fabric.store, "LOCATED_IN", GONE, PROOF)
    within = _within(sited, park)
    acting = fabric.acting.to_frame("a").filter(pl.col("a").is_in(places_of(fabric.actors, within).implode()))
    firms = fabric.actors.gather(acting["a"])
    own = sited.leaving(firms)
    there = pl.col("target").is_in(within.implode())
    here = own.filter(there)
    away = own.filter(pl.col("target").str.starts_with("park:"), ~there)
    edges: dict[str, list[Row]] = defaultdict(list)
    for row in here.select("source", *PROOF).iter_rows(named=True):
        edges[row["source"]].append(row)
    spread = sorted(set(away["source"]))
    return Failure(set(firms) - set(spread), dict.fromkeys(spread, "site"), edges=edges)


def _within(sited: Edges, park: str) -> pl.Series:
    """Return a park and everything in it or in a park inside it, in order."""
    found = pl.Series([park])
    for _ in range(DEEP):
        found = pl.concat([found, sited.reaching(found)["source"].rename("")]).unique().sort()
    return found


def of_product(fabric: Fabric, product: str) -> Failure:
    """Return the failure of a product and of what nobody can make without it, with the steps to it.

    What has a maker on record counts so only where that one stops too.
    """
    made = set(fabric.products[fabric.makes["p"].unique().to_list()])
    stopped = {product}
    while True:
        failure = Failure(products=_unmakeable(fabric, product, made - stopped))
        [fall] = falls(fabric, ["potential"], failure)
        now = {key[1] for key in fall.stopped if key[0] == "product" and key[1] in made}
        if now <= stopped:
            return failure
        stopped |= now


def _unmakeable(fabric: Fabric, product: str, made: Collection[str]) -> dict[str, int]:
    """Return what cannot be made without a product, by any way, with the number of steps to it."""
    found, steps = {product: 0}, 0
    common = set(fabric.products[fabric.common.to_list()])
    ways = fabric.ways.filter("needed").select("w", "source", "target")
    counts = dict(fabric.ways.group_by("target").agg(pl.col("w").n_unique()).iter_rows())
    while True:
        steps += 1
        hit = ways.filter(pl.col("source").is_in(list(found))).select("target", "w").unique()
        more = [
            name
            for name, lacking in sorted(hit.group_by("target").len().iter_rows())
            if lacking == counts[name] and name not in found and name not in common and name not in made
        ]
        if not more:
            return found
        found |= dict.fromkeys(more, steps)
