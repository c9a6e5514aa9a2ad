"""The firms that have to do with a chain, their groups, and what ties them, chosen from columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl

from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_edges, read_nodes
from chainatlas.queries._parkwide import GONE
from chainatlas.queries._question import Row
from chainatlas.queries._sited import MAKERS, NOT_THERE, edges_of, nesting
from chainatlas.queries._standing import heads
from chainatlas.queries._verdicts import SUPPORTING

NAMED = ("id", "name", "name_en")


class ChainFirms:
    """Who makes products of a chain, belongs to it or deals in its products, with all of their groups."""

    def __init__(self, store: Store, chain: str) -> None:
        """Read the chain and the firms that own others."""
        self.store, self.chain = store, chain
        parts = read_edges(store, "CHAIN_MEMBER", "Product", "Chain", ("status",))
        parts = parts.filter(pl.col("target") == chain)
        self.products = parts["source"].unique()
        self.standing = parts.filter(pl.col("status") != "denied")["source"].unique()
        owned = edges_of(store, "PART_OF", ("Company",), "Company", NOT_THERE, ("share",))
        self.owned = owned.select("share", "statements", id="source", of="target")
        self.head_of = heads(self.owned.select("id", "of", "share").iter_rows(named=True))

    def facts(self, park: str) -> Iterable[tuple[str, pl.DataFrame]]:
        """Yield the tables of facts that the question is worked out of, with the names of the facts."""
        dealt = self.supply.join(self.firms, left_on="id", right_on="firm", how="semi")
        dealt = dealt.join(self.firms, left_on="to", right_on="firm", how="semi")
        firms = read_nodes(self.store, "Company", NAMED).select(NAMED)
        yield "firm", firms.join(self.firms, left_on="id", right_on="firm", how="semi")
        yield "part", self.owned.join(self.firms, left_on="id", right_on="firm", how="semi")
        yield "role", self.role
        yield "made", self.made
        yield "supply", dealt
        yield "invest", self.invest
        yield "stand", self._standing_in(park)
        yield "feed", self._feeds()

    @cached_property
    def firms(self) -> pl.DataFrame:
        """Give the firms of all groups of which a firm has to do with the chain: firm."""
        makers = self.made.filter(pl.col("id").str.starts_with("company:"))
        inside = self.supply.filter("inside")
        named = [self.role["id"], self.invest["id"], makers["id"], inside["id"], inside["to"]]
        own = {self.head_of.get(name, name) for name in pl.concat(named).unique()}
        every = own | {name for name, head in self.head_of.items() if head in own}
        return pl.DataFrame({"firm": list(every)}, {"firm": pl.String})

    @cached_property
    def role(self) -> pl.DataFrame:
        """Give the firms that are said to belong to the chain."""
        found = edges_of(self.store, "CHAIN_MEMBER", ("Company",), "Chain", ("denied",), ("role",))
        return found.filter(pl.col("target") == self.chain).select("role", "statements", id="source")

    @cached_property
    def develops(self) -> pl.DataFrame:
        """Give who invests in which project."""
        return edges_of(self.store, "DEVELOPS", ("Company",), "Project", NOT_THERE)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Give who makes products of the chain, as far as it is not given up."""
        made = edges_of(self.store, "PRODUCES", MAKERS, "Product", GONE, ("capacity", "unit"))
        return made.filter(pl.col("target").is_in(self.products.implode()))

    @cached_property
    def made(self) -> pl.DataFrame:
        """Give who makes products of the chain; a project is counted for each firm that invests in it."""
        lines = self.lines.filter(pl.col("target").is_in(self.standing.implode()))
        owners = self.develops.select(owner="source", source="target")
        names = read_nodes(self.store, "Product", NAMED).select(NAMED)
        told = lines.join(owners, on="source", how="left").join(names, left_on="target", right_on="id")
        said = ("name", "name_en", "status", "capacity", "unit", "statements")
        return told.select(*said, id=pl.coalesce("owner", "source"), maker="source", product="target")

    @cached_property
    def supply(self) -> pl.DataFrame:
        """Give who supplies a product of the chain, or one that nobody states, to whom."""
        found = edges_of(self.store, "SUPPLIES", ("Company",), "Company", NOT_THERE, ("product",))
        inside = pl.col("product").is_in(self.products.implode()).fill_null(value=False)
        found = found.filter(inside | pl.col("product").is_null())
        return found.select("statements", id="source", to="target", inside=inside)

    @cached_property
    def invest(self) -> pl.DataFrame:
        """Give who invests in a project of the chain, or of one of its products."""
        roles = read_edges(self.store, "CHAIN_MEMBER", "Project", "Chain", ("status",))
        roles = roles.filter(pl.col("status") != "denied", pl.col("target") == self.chain)
        inside = pl.concat([roles["source"], self.lines["source"]]).unique()
        chosen = self.develops.filter(pl.col("target").is_in(inside.implode()))
        return chosen.select("statements", id="source", to="target")

    def _standing_in(self, park: str) -> pl.DataFrame:
        """Return in which parks the firms and their projects stand."""
        parks = read_nodes(self.store, "Park", ("id",))["id"]
        sites = nesting(parks, read_edges(self.store, "LOCATED_IN", "Park", "Park", ()))
        sites = sites.filter(pl.col("park") == park) if park else sites
        projects = read_edges(self.store, "DEVELOPS", "Company", "Project", ())
        things = pl.concat(
            [
                self.firms.select("firm", thing="firm"),
                projects.select(firm="source", thing="target").join(self.firms, on="firm", how="semi"),
            ]
        )
        located = edges_of(self.store, "LOCATED_IN", MAKERS, "Park", NOT_THERE)
        found = things.join(located, left_on="thing", right_on="source")
        found = found.join(sites, left_on="target", right_on="site")
        return found.select("park", "statements", id="firm")

    def _feeds(self) -> pl.DataFrame:
        """Return what feeds the products of the chain; services and utilities feed everything."""
        feeds = read_edges(self.store, "FEEDS", "Product", "Product", ("status",))
        kinds = read_nodes(self.store, "Product", ("id", "kind"))
        common = kinds.filter(pl.col("kind").is_in(SUPPORTING))["id"]
        return feeds.filter(
            pl.col("status") != "denied",
            pl.col("target").is_in(self.products.implode()),
            ~pl.col("source").is_in(common.implode()),
        ).select(id="source", to="target")


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Return the facts that the question is worked out of as rows: fact and details."""
    found = ChainFirms(store, parameters["chain"]).facts(parameters["park"])
    return [{"fact": fact, "details": row} for fact, table in found for row in table.iter_rows(named=True)]
