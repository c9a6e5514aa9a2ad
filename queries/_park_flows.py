"""What the firms of a park deal in, and who deals in that anywhere, out of the columns of a store.

Each function gives the flows that `gathered` makes of the rows of the text which stands for it in Cypher.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_chosen
from chainatlas.queries._edges_at import Edges
from chainatlas.queries._flows import Firm, Flows
from chainatlas.queries._question import Row
from chainatlas.queries._whereabouts import GONE, STOPPED, Whereabouts

DENIED = ("denied",)
SAID = ("statements",)
SOLD = ("product", *SAID)
FED = ("recipe", "essential", "by_product", "statements")
NAMED = ("id", "name", "name_en")
GOOD = (*NAMED, "is_raw", "is_final", "kind", "unit")
NESTED, UPSTREAM = 3, 3
"""How deep parks lie in a park, and how many steps of technology are followed upwards."""


def markets(store: Store, park: str, counted: Collection[str]) -> Flows:
    """Return what the firms of a park make and sell, and who needs it or makes something of it."""
    own = _members(store, park)
    made = Edges(store, "PRODUCES", STOPPED, SAID)
    own_made = made.leaving(own)
    goods = _ids(own_made["target"])
    feeds = Edges(store, "FEEDS", DENIED, FED).leaving(goods)
    using = made.reaching(_ids(feeds["target"]))
    needed = Edges(store, "NEEDS", STOPPED, SAID).reaching(goods)
    sold = Edges(store, "SUPPLIES", STOPPED, SOLD).leaving(_with_developers(store, own))
    return _Edges(pl.concat([own_made, using]), needed, feeds, sold).flows(store, counted)


def inputs(store: Store, park: str, counted: Collection[str]) -> Flows:
    """Return what the firms of a park need and buy, by what recipes, and who makes that."""
    own = _members(store, park)
    made, needed = (Edges(store, kind, STOPPED, SAID) for kind in ("PRODUCES", "NEEDS"))
    own_made, own_needed = made.leaving(own), needed.leaving(own)
    outputs, fed = _ids(own_made["target"]), Edges(store, "FEEDS")
    wanted = _ids(own_needed["target"], fed.reaching(outputs)["source"])
    for _ in range(UPSTREAM):
        outputs = _ids(outputs, fed.reaching(outputs)["source"])
    feeds = Edges(store, "FEEDS", DENIED, FED).reaching(outputs)
    bought = Edges(store, "SUPPLIES", STOPPED, SOLD).reaching(_with_developers(store, own))
    return _Edges(pl.concat([own_made, made.reaching(wanted)]), own_needed, feeds, bought).flows(
        store, counted
    )


def _ids(*columns: pl.Series) -> pl.Series:
    return pl.concat([column.rename("id") for column in columns]).unique().sort()


def _members(store: Store, park: str) -> pl.Series:
    """Return what lies in a park or in the parks in it."""
    zones = pl.Series([park])
    for _ in range(NESTED):
        inner = Edges(store, "LOCATED_IN").reaching(zones)["source"]
        zones = _ids(zones, inner.filter(inner.str.starts_with("park:")))
    return _ids(Edges(store, "LOCATED_IN", GONE).reaching(zones)["source"])


def _with_developers(store: Store, own: pl.Series) -> pl.Series:
    return _ids(own, Edges(store, "DEVELOPS", GONE).reaching(own)["source"])


@dataclass(frozen=True)
class _Edges:
    """Edges with status and statements: who makes and needs what, what goes into what, who sells to whom."""

    made: pl.DataFrame
    needed: pl.DataFrame
    feeds: pl.DataFrame
    sold: pl.DataFrame

    def flows(self, store: Store, counted: Collection[str]) -> Flows:
        """Return the edges of counted statuses by product and firm, with firms and products at their ends."""
        made, needed, sold = (
            table.filter(pl.col("status").is_in(list(counted)))
            for table in (self.made, self.needed, self.sold)
        )
        ids = _ids(made["source"], needed["source"], sold["source"], sold["target"])
        flows = Flows(firms_of(store, ids), self._products(store))
        for table, edges in ((flows.made, made), (flows.needed, needed)):
            for firm, product, edge in _told(edges, ("status", *SAID)):
                known = table[product].setdefault(firm, [])
                known.extend([edge] if edge not in known else [])
        for source, target, edge in _told(self.feeds, FED):
            flows.feeds[source, target, edge["recipe"] or ""] = edge | {"input": source, "output": target}
        for seller, buyer, edge in _told(sold, ("status", *SOLD)):
            product = edge["product"] if edge["product"] in flows.products else ""
            sale = edge | {"seller": seller, "buyer": buyer, "product": product}
            flows.supplies[seller, buyer, product] = sale
        return flows

    def _products(self, store: Store) -> dict[str, Row]:
        tables = (self.made, self.needed)
        ends = [*(table["target"] for table in tables), self.feeds["source"], self.feeds["target"]]
        goods = _ids(*ends, self.sold["product"].drop_nulls())
        found = read_chosen(store, "Product", goods.to_list(), GOOD)
        return {row["id"]: row for row in found.iter_rows(named=True)}


def _told(edges: pl.DataFrame, said: tuple[str, ...]) -> Iterator[tuple[str, str, Row]]:
    return zip(edges["source"], edges["target"], edges.select(said).rows(named=True), strict=True)


def firms_of(store: Store, ids: pl.Series) -> dict[str, Firm]:
    """Return firms and projects with their names, their sites and the areas around these, and their kin."""
    chosen = ids.to_list()
    named = (read_chosen(store, label, chosen, NAMED) for label in ("Company", "Project"))
    firms = {row["id"]: Firm(row["id"], row) for table in named for row in table.rows(named=True)}
    where = Whereabouts.of(store)
    for name, spot, said in where.sites_of(ids).select("source", "target", *SAID).iter_rows():
        firm = firms[name]
        firm.sites[spot], firm.areas[spot] = where.spot(spot)
        firm.evidence.update(said or ())
    for name, other in _kin(store, ids).iter_rows():
        firms[name].kin.add(other)
    return firms


def _kin(store: Store, ids: pl.Series) -> pl.DataFrame:
    """Return the projects of some companies, and the companies of some projects."""
    developed = Edges(store, "DEVELOPS", GONE)
    forth, back = developed.leaving(ids), developed.reaching(ids)
    return pl.concat([forth.select("source", "target"), back.select(source="target", target="source")])
