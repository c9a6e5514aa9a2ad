"""As much of an industry as feels a failure: who is hit, what they deal in, and who deals in that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from chainatlas.graph.stored import read_chosen
from chainatlas.graph.tables import NODE_SCHEMAS
from chainatlas.queries._dependence import Industry
from chainatlas.queries._edges_at import Edges
from chainatlas.queries._fabric import PROOF, Fabric, places_of
from chainatlas.queries._fall import Fall
from chainatlas.queries._outcome import Failure
from chainatlas.queries._parts import KINDS
from chainatlas.queries._question import Row
from chainatlas.queries._whereabouts import GONE

THING = ("id", "name", "name_en", "status", "kind", "is_raw")
SAID = ("source", "target", "product", "capacity", "unit", "recipe", "essential", *PROOF)
FELT = ("PRODUCES", "NEEDS", "SUPPLIES", "FEEDS", "DEVELOPS", "LOCATED_IN")
"""The kinds of edge by which a thing can be part of an industry at all."""


@dataclass(frozen=True)
class Hit:
    """Firms and products that a failure may hit, and all products that it may take from somebody."""

    actors: pl.DataFrame
    goods: pl.DataFrame
    lost: pl.DataFrame

    @classmethod
    def of(cls, fabric: Fabric, failure: Failure, fall: Fall) -> Hit:
        """Find who stops, who buys from or needs what these gave, and what that is."""
        whole = _places(fabric.actors, failure.whole, "a")
        failing = _places(fabric.products, failure.products, "p")
        stopped = {kind: fall.told.filter(pl.col("kind") == KINDS.index(kind)) for kind in KINDS}
        silent = pl.concat([stopped["line"].select("a"), stopped["maker"].select("a"), whole]).unique()
        gone = pl.concat([failing, stopped["product"].select("p")]).unique()
        sold = fabric.sales.of("s", silent["a"])
        users = fabric.users.of("p", gone["p"]).select("a")
        outputs = fabric.feeds.join(gone, left_on="n", right_on="p", how="semi").select(p="q")
        makers = fabric.makers.of("p", outputs["p"]).select("a")
        partly = _places(fabric.actors, failure.partly, "a")
        actors = pl.concat([silent, partly, sold.select("a"), users, makers]).unique()
        goods = pl.concat([gone, stopped["line"].select("p")]).unique()
        lost = pl.concat([goods, stopped["need"].select("p"), sold.select("p").drop_nulls()]).unique()
        return cls(actors, goods, lost)

    def names(self, fabric: Fabric) -> list[str]:
        """Return the ids of the firms and products."""
        return [*fabric.actors.gather(self.actors["a"]), *fabric.products.gather(self.goods["p"])]


def _places(ids: pl.Series, chosen: Iterable[str], column: str) -> pl.DataFrame:
    found = places_of(ids, pl.Series(sorted(chosen), dtype=pl.String))
    return found.filter(found >= 0).rename(column).to_frame()


def industry_around(fabric: Fabric, hit: Hit) -> Industry:
    """Return the industry as far as effects on what is hit depend on it."""
    own = fabric.makers.of("a", hit.actors["a"])
    bought = fabric.sales.of("a", hit.actors["a"])
    dealing = pl.concat([hit.actors["a"], bought["s"].rename("a")])
    made = pl.concat([fabric.makers.of("a", dealing), fabric.makers.of("p", hit.lost["p"])])
    outputs = pl.concat([own.select("p"), hit.goods]).unique()
    tables = {
        "PRODUCES": made.unique(["a", "p", "unit"]),
        "NEEDS": fabric.users.of("a", hit.actors["a"]),
        "SUPPLIES": bought,
        "FEEDS": fabric.feeds.join(outputs, left_on="q", right_on="p", how="semi"),
    }
    ends = [table[end] for table in tables.values() for end in ("source", "target")]
    ids = pl.concat([*ends, bought["product"].drop_nulls()]).unique().to_list()
    things = things_of(fabric, [*ids, *hit.names(fabric)])
    return Industry((row for kind, table in tables.items() for row in _rows(kind, table)), things)


def things_of(fabric: Fabric, ids: Collection[str]) -> dict[str, Row]:
    """Return firms, projects and products of these ids with what is known of them."""
    found: dict[str, Row] = {}
    for label in ("Company", "Project", "Product"):
        chosen = sorted({name for name in ids if name.startswith(label.lower())})
        wanted = [name for name in THING if name in NODE_SCHEMAS[label]]
        for row in read_chosen(fabric.store, label, chosen, wanted).iter_rows(named=True):
            found[row["id"]] = {key: row.get(key) for key in THING}
    return found


def _rows(kind: str, table: pl.DataFrame) -> Iterator[Row]:
    for row in table.iter_rows(named=True):
        yield {"kind": kind} | {key: row.get(key) for key in SAID}


def on_record(fabric: Fabric, names: Collection[str]) -> set[str]:
    """Return which things are an end of any edge of an industry that is neither denied nor closed."""
    chosen = pl.Series(sorted(names), dtype=pl.String)
    found: set[str] = set()
    for kind in FELT:
        edges = Edges(fabric.store, kind, GONE)
        found.update(edges.leaving(chosen)["source"], edges.reaching(chosen)["target"])
    return found
