"""Who makes, needs, buys and develops what, and the technology, by columns in which numbers stand for ids."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import polars as pl

from chainatlas.graph.store import Store
from chainatlas.graph.stored import once, read_edges, read_nodes
from chainatlas.queries._dependence import COUNTED, SUPPORTING
from chainatlas.queries._web import Lists, distinct
from chainatlas.queries._whereabouts import GONE, ties

PROOF = ("basis", "contested", "statements")
"""What of an edge tells how well it is known."""


def places_of(ids: pl.Series, chosen: pl.Series) -> pl.Series:
    """Return the places of some ids among others that stand in order, -1 where an id is not among them."""
    if not ids.len():
        return pl.Series([-1] * chosen.len(), dtype=pl.Int64)
    place = ids.search_sorted(chosen).clip(upper_bound=ids.len() - 1)
    return pl.select(
        pl.when(ids.gather(place) == chosen).then(place.cast(pl.Int64)).otherwise(-1)
    ).to_series()


class Rows:
    """A table whose rows are found by the numbers in one of its columns, without going through all."""

    def __init__(self, table: pl.DataFrame) -> None:
        """Take the table; by which numbers its rows are found is worked out when it is first asked for."""
        self._table, self._places = table, dict[str, Lists]()

    def of(self, column: str, numbers: pl.Series) -> pl.DataFrame:
        """Return the rows that have some numbers in a column."""
        if column not in self._places:
            own = self._table[column].to_numpy()
            self._places[column] = Lists.by(own, np.arange(len(own)), 1 + int(own.max(initial=-1)))
        places = self._places[column]
        chosen = distinct(numbers.to_numpy())
        return self._table[places.of(chosen[chosen < len(places.starts) - 1])[1]]


class Fabric:
    """Edges of makers whose status counts, and those between products.

    `actors` are the ids of firms and projects, `products` those of products, both in order; in the tables
    the place of an id stands for it: `a` for whom an edge is about, `p` for the product, `s` for a seller,
    `q` for what a product `n` is an input of.
    """

    def __init__(self, store: Store, presence: str) -> None:
        """Read the ids; edges are read where they are asked for."""
        self.store, self.counted = store, COUNTED[presence]
        firms, projects = (read_nodes(store, label, ["id"])["id"] for label in ("Company", "Project"))
        self.actors = pl.concat([firms, projects]).sort()
        self.supplies = self._counting("SUPPLIES", ["product"])
        sold = self.supplies["product"].drop_nulls()
        self.products = pl.concat([read_nodes(store, "Product", ["id"])["id"], sold]).unique().sort()

    @classmethod
    def of(cls, store: Store, presence: str) -> Fabric:
        """Return the edges of a store whose status counts."""
        return once(store, "fabric", presence, lambda: cls(store, presence))

    def _counting(self, kind: str, wanted: Iterable[str] = ()) -> pl.DataFrame:
        """Return the edges of a status that counts; that of a project only where the project counts."""
        found = ties(self.store, kind, [*wanted, *PROOF], GONE)
        return found.filter(pl.col("status").is_in(self.counted), ~pl.col("source").is_in(self._idle))

    @cached_property
    def _idle(self) -> list[str]:
        own = read_nodes(self.store, "Project", ["id", "status"])
        return own.filter(~pl.col("status").is_in(self.counted))["id"].to_list()

    def actor(self, column: str) -> pl.Expr:
        """Return the numbers of the firms and projects in a column of ids."""
        return pl.col(column).cast(pl.Enum(self.actors)).to_physical().cast(pl.Int64)

    def product(self, column: str) -> pl.Expr:
        """Return the numbers of the products in a column of ids."""
        return pl.col(column).cast(pl.Enum(self.products)).to_physical().cast(pl.Int64)

    @cached_property
    def made(self) -> pl.DataFrame:
        """Return who makes what, an edge a row, with `capacity` and `unit`."""
        found = self._counting("PRODUCES", ["capacity", "unit"])
        return found.with_columns(a=self.actor("source"), p=self.product("target"))

    @cached_property
    def makers(self) -> Rows:
        """Return `made` by its firms and products."""
        return Rows(self.made)

    @cached_property
    def users(self) -> Rows:
        """Return `needed` by its firms and products."""
        return Rows(self.needed)

    @cached_property
    def sales(self) -> Rows:
        """Return `sold` by its buyers and sellers."""
        return Rows(self.sold)

    @cached_property
    def makes(self) -> pl.DataFrame:
        """Return who makes what, each pair once, in order."""
        return self.made.select("a", "p").unique().sort("a", "p")

    @cached_property
    def needed(self) -> pl.DataFrame:
        """Return who needs what, an edge a row."""
        return self._counting("NEEDS", ["unit"]).with_columns(
            a=self.actor("source"), p=self.product("target")
        )

    @cached_property
    def sold(self) -> pl.DataFrame:
        """Return who buys what from whom; `p` is null where the product is not stated."""
        product = pl.when(pl.col("product") != "").then("product")
        found = self.supplies.with_columns(product=product)
        return found.with_columns(a=self.actor("target"), s=self.actor("source"), p=self.product("product"))

    @cached_property
    def bought(self) -> pl.DataFrame:
        """Return who buys what stated product from whom."""
        return self.sold.filter(pl.col("p").is_not_null())

    @cached_property
    def feeds(self) -> pl.DataFrame:
        """Return what goes into what; `recipe` is empty where none is named, `first` where a recipe stands.

        The recipes of a product stand in the order in which they come among its inputs, sorted by id.
        """
        found = ties(self.store, "FEEDS", ["recipe", "essential", *PROOF], GONE)
        # industries feed each other too
        found = found.filter(pl.col("target").is_in(self.products.implode()))
        found = found.with_columns(q=self.product("target"), n=self.product("source"))
        found = found.sort("n", pl.col("recipe").fill_null("None")).with_row_index("first")
        found = found.with_columns(recipe=pl.col("recipe").fill_null(""))
        found = found.unique(["q", "recipe", "n"], keep="last", maintain_order=True)
        needed = pl.col("essential").fill_null(value=True)
        return found.with_columns(first=pl.col("first").min().over("q", "recipe"), needed=needed)

    @cached_property
    def ways(self) -> pl.DataFrame:
        """Return the ways of making each product: `q`, its number `w`, an input `n`, with the edge.

        Inputs without a recipe belong to every way. One recipe alone beside them is a variant, so the
        common inputs by themselves are a way too.
        """
        own, named = self.feeds.filter(pl.col("recipe") == ""), self.feeds.filter(pl.col("recipe") != "")
        recipes = named.select("q", "recipe").unique()
        shared = recipes.join(own.drop("recipe"), on="q").join(named, on=["q", "recipe", "n"], how="anti")
        many = recipes.group_by("q").len().filter(pl.col("len") > 1)
        found = pl.concat(
            [named, shared.select(named.columns), own.join(many, on="q", how="anti")], how="vertical"
        )
        return found.with_columns(w=pl.col("recipe").rank("dense").over("q").cast(pl.Int64) - 1)

    @cached_property
    def counts(self) -> pl.DataFrame:
        """Return how many ways there are of making each product that has any: `q` and `ways`."""
        return self.ways.group_by("q").agg(ways=pl.col("w").n_unique().cast(pl.Int64))

    @cached_property
    def developed(self) -> pl.DataFrame:
        """Return the ties of projects to their developers, unless suspended: `a`, `project`."""
        found = ties(self.store, "DEVELOPS", PROOF)
        return found.with_columns(a=self.actor("source"), project=self.actor("target"))

    @cached_property
    def families(self) -> pl.DataFrame:
        """Return each firm with itself and the projects that it alone develops: `a` and `member`."""
        alone = self.developed.filter(pl.col("a").n_unique().over("project") == 1).select(
            "a", member="project"
        )
        acting = pl.concat([self.acting, self.developed["a"]]).unique().to_frame("a")
        return pl.concat([acting.select("a", member="a"), alone.unique()])

    @cached_property
    def acting(self) -> pl.Series:
        """Return every firm and project that makes, needs, buys or sells something, in order."""
        ends = [self.makes["a"], self.needed["a"], self.sold["a"], self.sold["s"].rename("a")]
        return pl.concat(ends).unique().sort()

    @cached_property
    def common(self) -> pl.Series:
        """Return the products that are raw or come over a net, so that no single maker is missed."""
        kinds = read_nodes(self.store, "Product", ["id", "kind", "is_raw"])
        common = pl.col("is_raw").fill_null(value=False) | pl.col("kind").is_in(list(SUPPORTING)).fill_null(
            value=False
        )
        return kinds.filter(common, pl.col("id").is_in(self._seen)).select(p=self.product("id"))["p"]

    @cached_property
    def _seen(self) -> list[str]:
        """Return the products that stand at an end of an edge; of others nothing is known but the name."""
        ends = [
            read_edges(self.store, kind, label, "Product", ["status"])
            .filter(~pl.col("status").is_in(list(GONE)))
            .select(pl.concat_list(*columns).explode())
            .to_series()
            for kind, label, columns in (
                ("PRODUCES", "Company", ["target"]),
                ("PRODUCES", "Project", ["target"]),
                ("NEEDS", "Company", ["target"]),
                ("NEEDS", "Project", ["target"]),
                ("FEEDS", "Product", ["source", "target"]),
            )
        ]
        return pl.concat(ends).unique().to_list()
