"""Who makes what in which outermost park, as columns, and as rows those parts that an answer needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import polars as pl

from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_chosen, read_edges, read_nodes
from chainatlas.queries._parkwide import COUNTED, GONE, Ground
from chainatlas.queries._question import Row
from chainatlas.queries._sited import MAKERS, NOT_THERE, edges_of

NAMED = ("id", "name", "name_en")
OWN = ("id", "own", "own_statements")
MADE = ("capacity", "unit", "contested")


class Country:
    """The parks of a store, what lies in them and what is made there.

    Its rows are as _parkwide takes them: kind, one, other and said.
    """

    def __init__(self, store: Store) -> None:
        """Read the parks and what is inside what; the rest when it is first asked for."""
        self.store = store
        parks = read_nodes(store, "Park", NAMED).rename({"id": "one"})
        within = edges_of(store, "LOCATED_IN", ("Park",), "Park", NOT_THERE)
        self.rows = [
            *rows_of("park", parks.with_columns(other=pl.lit("")), NAMED[1:]),
            *rows_of("inside", ended(within), ("statements",)),
        ]
        self.ground = Ground.of(self.rows)

    @cached_property
    def placed(self) -> pl.DataFrame:
        """Give which firm or project lies in which park: one, other, statements."""
        return ended(edges_of(self.store, "LOCATED_IN", MAKERS, "Park", NOT_THERE))

    @cached_property
    def tops(self) -> pl.DataFrame:
        """Give the outermost parks of each firm and project: one, park."""
        found = [(site, top) for site in self.placed["other"].unique() for top in self.ground.tops(site)]
        tops = pl.DataFrame(found, {"other": pl.String, "park": pl.String}, orient="row")
        return self.placed.select("one", "other").join(tops, on="other").select("one", "park").unique()

    def within(self, parks: Collection[str]) -> pl.DataFrame:
        """Return what lies in any of some parks or in a park inside of them: one, other, statements."""
        sites = self.placed["other"].unique()
        near = [site for site in sites if not self.ground.around(site).keys().isdisjoint(parks)]
        return self.placed.filter(pl.col("other").is_in(near))

    def linked(self, name: str, more: Sequence[str]) -> pl.DataFrame:
        """Return what firms and projects make or need, where it counts: one, other and what is said of it."""
        edges = ended(edges_of(self.store, name, MAKERS, "Product", GONE, more))
        return edges.join(self.owned, on="one", how="left")

    @cached_property
    def owned(self) -> pl.DataFrame:
        """Give the status that each project itself has: one, own, own_statements."""
        projects = read_nodes(self.store, "Project", ("id", "status", "statements"))
        return projects.select(one="id", own="status", own_statements="statements")

    def made(self, presence: str) -> pl.DataFrame:
        """Return who makes what, as far as its status is counted."""
        return self.linked("PRODUCES", MADE).filter(counts(presence))

    def told(self, made: pl.DataFrame) -> list[Row]:
        """Return makers as rows, with their names and those of their products."""
        makers = pl.concat([self.names(made["one"], label) for label in MAKERS])
        products = self.names(made["other"], "Product").rename({"name": "product", "name_en": "product_en"})
        told = made.join(makers, left_on="one", right_on="id").join(products, left_on="other", right_on="id")
        return rows_of("made", told, [name for name in told.columns if name not in ("one", "other")])

    def names(self, ids: pl.Series, label: str) -> pl.DataFrame:
        """Return id, name and English name of those that are of a label."""
        return read_chosen(self.store, label, ids.unique().to_list(), NAMED)

    def places(self, things: Iterable[pl.Series]) -> list[Row]:
        """Return where some firms and projects lie as rows."""
        chosen = pl.concat([part.rename("one") for part in things]).unique().to_frame()
        return rows_of("placed", self.placed.join(chosen, on="one", how="semi"), ("statements",))

    def members(self, chains: pl.Series, gone: Sequence[str]) -> list[Row]:
        """Return the products of some chains as rows."""
        found = ended(edges_of(self.store, "CHAIN_MEMBER", ("Product",), "Chain", gone))
        return rows_of("member", found.filter(pl.col("other").is_in(chains.to_list())), ("statements",))

    def feeds(self, products: pl.DataFrame) -> list[Row]:
        """Return what feeds what among some products, which stand in the column `other`, as rows."""
        feeds = ended(read_edges(self.store, "FEEDS", "Product", "Product", ("status", "statements")))
        feeds = feeds.filter(pl.col("status") != "denied")
        for end in ("one", "other"):
            feeds = feeds.join(products, left_on=end, right_on="other", how="semi")
        return rows_of("fed", feeds, ("statements",))


def counts(presence: str) -> pl.Expr:
    """Tell whether the `status` of an edge, and that of the project itself, `own`, counts."""
    own = pl.col("own").fill_null("mentioned")
    stopped = own.is_in(GONE) | (pl.col("status") == "mentioned")
    return pl.when(stopped).then(own).otherwise("status").is_in(COUNTED[presence])


def ended(edges: pl.DataFrame) -> pl.DataFrame:
    """Return edges with their ends as one and other."""
    return edges.rename({"source": "one", "target": "other"})


def rows_of(kind: str, table: pl.DataFrame, said: Sequence[str]) -> list[Row]:
    """Return a table as rows that say so."""
    return table.select(pl.lit(kind).alias("kind"), "one", "other", said=pl.struct(said)).to_dicts()
