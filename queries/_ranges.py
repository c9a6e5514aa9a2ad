"""What each outermost park makes, what feeds what and which parks supply each other, by numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from chainatlas.graph.stored import once, read_edges, read_nodes
from chainatlas.queries._country import Country, counts
from chainatlas.queries._parkwide import GONE
from chainatlas.queries._sited import MAKERS
from chainatlas.queries._web import Flags, Lists, Numbers

NOBODY, SEVERAL = -1, -2
"""What stands for the park that makes a product where none or several do."""
MADE = ("status", "statements", "capacity", "unit", "contested")
"""What is told of a product that somebody makes."""


@dataclass(frozen=True)
class Links:
    """The supplies from one outermost park to another: the place of each edge, and the parks."""

    edge: Numbers
    start: Numbers
    end: Numbers
    by_start: Lists

    def among(self, parks: Numbers, every: int) -> Numbers:
        """Return the places of the links between some of so many parks."""
        chosen = np.zeros(every, bool)
        chosen[parks] = True
        found = self.by_start.of(parks)[1]
        return found[chosen[self.end[found]]]


class Ranges:
    """Who makes what in which outermost park, as far as the status counts.

    The place of an id among `parks` or `products` stands for it, and the place of an edge among those of
    its ends for the edge.
    """

    def __init__(self, country: Country, presence: str) -> None:
        """Read the edges, and put numbers to those that count."""
        store = country.store
        self.parks, self.products = (
            read_nodes(store, label, ["id"])["id"].sort() for label in ("Park", "Product")
        )
        self.edges = {label: read_edges(store, "PRODUCES", label, "Product", MADE) for label in MAKERS}
        self.places = {label: _counted(edges, country, presence) for label, edges in self.edges.items()}
        self.goods = {
            label: _numbers(self.edges[label]["target"].gather(places), self.products)
            for label, places in self.places.items()
        }
        tops = country.tops.select("one", park=_coded("park", self.parks))
        self.made = self._made(tops)
        self.sold = read_edges(store, "SUPPLIES", "Company", "Company", ["status", "statements"])
        self.links = self._links(tops)
        feeds = read_edges(store, "FEEDS", "Product", "Product", ["status", "statements"])
        self.feeds = feeds.filter(pl.col("status") != "denied").sort("source", "target", maintain_order=True)
        self.inputs, self.outputs = (_numbers(self.feeds[end], self.products) for end in ("source", "target"))

    @classmethod
    def of(cls, country: Country, presence: str) -> Ranges:
        """Return those of a store."""
        return once(country.store, "ranges", presence, lambda: cls(country, presence))

    def _made(self, tops: pl.DataFrame) -> Lists:
        """Return the products of each park."""
        parts = [
            pl.DataFrame({"one": self.edges[label]["source"].gather(places), "good": self.goods[label]})
            for label, places in self.places.items()
        ]
        pairs = pl.concat(parts).join(tops, on="one").select("park", "good").unique()
        return Lists.by(pairs["park"].to_numpy(), pairs["good"].to_numpy(), self.parks.len())

    def _links(self, tops: pl.DataFrame) -> Links:
        """Return the supplies between the parks."""
        sold = self.sold.select("source", "target", "status").with_row_index("edge")
        sold = sold.filter(~pl.col("status").is_in(GONE)).join(tops, left_on="source", right_on="one")
        ends = sold.join(tops, left_on="target", right_on="one", suffix="_to")
        ends = ends.filter(pl.col("park") != pl.col("park_to"))
        edge, start, end = (ends[name].cast(pl.Int64).to_numpy() for name in ("edge", "park", "park_to"))
        return Links(edge, start, end, Lists.by(start, np.arange(len(start)), self.parks.len()))

    def spread(self) -> Flags:
        """Tell which products are made in several parks."""
        found: Flags = np.bincount(self.made.items, minlength=self.products.len()) > 1
        return found

    def made_by(self, makers: pl.Series) -> Flags:
        """Tell which products some firms and projects make."""
        found = np.zeros(self.products.len(), bool)
        for label, places in self.places.items():
            theirs = self.edges[label]["source"].gather(places).is_in(makers.implode())
            found[self.goods[label][theirs.to_numpy()]] = True
        return found

    def makers(self, goods: Flags) -> pl.DataFrame:
        """Return who makes some products, with what is said of it."""
        parts = [
            self.edges[label][places.filter(goods[self.goods[label]])]
            for label, places in self.places.items()
        ]
        return pl.concat([part.select("source", "target", *MADE) for part in parts])

    def numbers(self, parks: Iterable[str]) -> Numbers:
        """Return the numbers of some parks."""
        return np.array([self._number[park] for park in parks], np.int64)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {park: number for number, park in enumerate(self.parks)}

    def common(self, parks: Numbers) -> Numbers:
        """Return how many products each two of some parks make, and each by itself."""
        from scipy.sparse import csr_array

        owner, goods = self.made.of(parks)
        shape = (len(parks), self.products.len())
        made = csr_array((np.ones(len(goods), np.int32), (owner, goods)), shape=shape)
        found: Numbers = (made @ made.T).toarray()
        return found

    def feeding(self, parks: Numbers) -> Numbers:
        """Return the places of the feeds from what one of some parks makes to what another one makes."""
        owner, goods = self.made.of(parks)
        maker = np.full(self.products.len(), NOBODY)
        maker[goods] = owner
        maker[np.bincount(goods, minlength=len(maker)) > 1] = SEVERAL
        start, end = maker[self.inputs], maker[self.outputs]
        apart = (start != end) | (start == SEVERAL)
        return np.flatnonzero((start != NOBODY) & (end != NOBODY) & apart)


def _counted(edges: pl.DataFrame, country: Country, presence: str) -> pl.Series:
    """Return the places of the edges from makers to products that count."""
    found = edges.select("source", "status").with_row_index("place").filter(~pl.col("status").is_in(GONE))
    found = found.join(country.owned, left_on="source", right_on="one", how="left", maintain_order="left")
    return found.filter(counts(presence))["place"]


def _coded(column: str, ids: pl.Series) -> pl.Expr:
    return pl.col(column).cast(pl.Enum(ids)).to_physical().cast(pl.Int64)


def _numbers(names: pl.Series, ids: pl.Series) -> Numbers:
    found: Numbers = names.to_frame("name").select(_coded("name", ids)).to_series().to_numpy()
    return found
