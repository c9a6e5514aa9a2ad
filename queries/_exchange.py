"""What parks could give each other and do: who makes what in one and needs it in another, by columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from chainatlas.graph.store import Store
from chainatlas.graph.stored import once, read_nodes
from chainatlas.queries._edges_at import Edges
from chainatlas.queries._flows import COUNTED, SUPPORTING, Firm, apart, thing
from chainatlas.queries._question import Row
from chainatlas.queries._whereabouts import STOPPED, Whereabouts, names_of, outer, ties

Pair = tuple[str, str]
"""The park that gives and the one that takes."""
PAIR = ("one", "other")
SAID = ("statements",)


class Trade:
    """Makers, users and supplies that count, each firm with the outermost parks that it is in.

    Firms of a park that is asked for count for it even where it lies in another one.
    """

    def __init__(self, store: Store, asked: str, presence: str) -> None:
        """Read the edges whose status counts."""
        self.store, self.asked = store, asked
        self.where = Whereabouts.of(store)
        if asked and store.columns:
            told = self._told_around(presence)
        else:
            told = once(store, "trade", presence, lambda: _told(store, presence))
        self.made, self.needed, self.feeds, self.sold = told

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Return in which parks each firm is: the outermost, and the one asked for."""
        own = self.where.homes({self.asked} - self.where.outermost)
        return pl.concat([self.where.outermost_homes, own])

    @cached_property
    def _here(self) -> pl.DataFrame:
        return self.homes.filter(pl.col("unit") == self.asked)

    def _told_around(self, presence: str) -> tuple[pl.DataFrame, ...]:
        """Return as much of what is told as the park that is asked for has to do with; some of it twice."""
        made, needed, sold = (
            Edges(self.store, kind, STOPPED, wanted)
            for kind, wanted in (("PRODUCES", SAID), ("NEEDS", SAID), ("SUPPLIES", ("product", *SAID)))
        )
        here = self._here["firm"].unique().sort()
        own_made, own_needed = made.leaving(here), needed.leaving(here)
        feeds = _fed(self.store)
        outputs = pl.col("output").is_in(own_made["target"].unique().implode())
        ends = [own_made["target"], own_needed["target"], feeds.filter(outputs)["product"]]
        goods = _ids(*ends)
        taking = feeds.filter(pl.col("product").is_in(goods.implode()))["output"]
        owners = _ids(here, self.where.kin.join(here.to_frame("other"), on="other", how="semi")["firm"])
        bought = sold.reaching(owners).filter(~pl.col("source").is_in(owners.implode()))
        return (
            _counted(pl.concat([own_made, made.reaching(_ids(goods, taking))]), presence),
            _counted(pl.concat([own_needed, needed.reaching(goods)]), presence),
            feeds,
            pl.concat([sold.leaving(owners), bought]).filter(pl.col("status").is_in(COUNTED[presence])),
        )

    @cached_property
    def goods(self) -> pl.DataFrame:
        """Return the products in question that travel; with a park asked for, what it makes or needs."""
        kinds = read_nodes(self.store, "Product", ["id", "kind"])
        goods = kinds.filter(~pl.col("kind").is_in(list(SUPPORTING)).fill_null(value=False))
        if self.asked:
            here = [table.join(self._here, on="firm", how="semi") for table in (self.made, self.needed)]
            fed = (
                here[0].join(self.feeds, left_on="product", right_on="output").select(product="product_right")
            )
            mine = pl.concat([*(table.select("product") for table in here), fed])
            goods = goods.join(mine, left_on="id", right_on="product", how="semi")
        return goods.select(product="id")

    @cached_property
    def makers(self) -> pl.DataFrame:
        """Return who makes the products in question in which park: `product`, `one`, `maker`."""
        made = self.made.join(self.goods, on="product", how="semi").select("firm", "product").unique()
        return made.join(self.homes, on="firm").select("product", one="unit", maker="firm")

    @cached_property
    def uses(self) -> pl.DataFrame:
        """Return each reason why a firm needs one of the products: `firm`, `product`, `statements`."""
        stated = self.needed.join(self.goods, on="product", how="semi")
        feeds = self.feeds.join(self.goods, on="product", how="semi")
        made = feeds.join(self.made.rename({"product": "output"}), on="output")
        both = pl.concat_list(*(pl.col(name).fill_null([]) for name in ("fed", "statements")))
        columns = ["firm", "product", "statements"]
        return pl.concat([stated.select(columns), made.with_columns(statements=both).select(columns)])

    @cached_property
    def users(self) -> pl.DataFrame:
        """Return who needs the products in question in which park: `product`, `other`, `user`."""
        found = self.uses.select("firm", "product").unique().join(self.homes, on="firm")
        return found.select("product", other="unit", user="firm")

    @cached_property
    def plants(self) -> pl.DataFrame:
        """Return the parks of each company, or those of its projects where it is in none itself."""
        own = self.homes
        of_projects = self.where.kin.join(own, left_on="other", right_on="firm").select("firm", "unit")
        rest = of_projects.join(own, on="firm", how="anti")
        return pl.concat([own, rest.unique()])

    @cached_property
    def sales(self) -> pl.DataFrame:
        """Return the supplies from one park to another: the edge with `one` and `other`."""
        sold = self.sold
        if self.asked:
            here = self.plants.filter(pl.col("unit") == self.asked)["firm"].to_list()
            sold = sold.filter(pl.col("source").is_in(here) | pl.col("target").is_in(here))
        for end, unit in (("source", "one"), ("target", "other")):
            sold = sold.join(self.plants.rename({"firm": end, "unit": unit}), on=end)
        known = read_nodes(self.store, "Product", ["id"])["id"].to_list()
        named = pl.when(pl.col("product").is_in(known)).then("product").otherwise(pl.lit(""))
        return self._wanted(sold.with_columns(product=named)).sort("source", "target", "product")

    def _wanted(self, found: pl.DataFrame) -> pl.DataFrame:
        """Return what joins two parks, one of which is the one asked for."""
        found = found.filter(pl.col("one") != pl.col("other"))
        mine = (pl.col("one") == self.asked) | (pl.col("other") == self.asked)
        return found.filter(mine) if self.asked else found

    def _offers(self) -> pl.DataFrame:
        """Return which product one park makes and another needs, whoever it is."""
        made, used = (
            self.makers.select("product", "one").unique(),
            self.users.select("product", "other").unique(),
        )
        if not self.asked:
            return self._wanted(made.join(used, on="product"))
        mine, own = (pl.col(name) == self.asked for name in PAIR)
        found = [made.filter(mine).join(used, on="product"), made.join(used.filter(own), on="product")]
        return self._wanted(pl.concat(found))

    def _within(self) -> pl.DataFrame:
        """Return makers and users that are one firm, or a company and its project."""
        itself = self.makers.with_columns(user="maker")
        kin = self.makers.join(self.where.kin.rename({"firm": "maker", "other": "user"}), on="maker")
        return self._wanted(pl.concat([itself, kin]).join(self.users, on=["product", "user"]))

    def sides(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the makers and the users of each product that one park could give another.

        A maker counts where somebody of the other park needs the product who is not of the same firm;
        a user likewise.
        """
        offers, within = self._offers(), self._within()
        sides = []
        for mine, theirs in (("maker", "user"), ("user", "maker")):
            table, facing = (self.makers, self.users) if mine == "maker" else (self.users, self.makers)
            unit, far = PAIR if mine == "maker" else PAIR[::-1]
            many = facing.group_by("product", far).len("facing")
            own = within.group_by("product", *PAIR, mine).agg(own=pl.col(theirs).n_unique())
            found = offers.join(table, on=["product", unit]).join(many, on=["product", far])
            found = found.join(own, on=["product", *PAIR, mine], how="left")
            left = found.filter(pl.col("own").fill_null(0) < pl.col("facing"))
            sides.append(left.select(*PAIR, "product", firm=mine))
        return sides[0], sides[1]


def _told(store: Store, presence: str) -> tuple[pl.DataFrame, ...]:
    """Return what is made, needed, an input of something and sold, where the status counts."""
    made, needed = (_counted(ties(store, kind, SAID), presence) for kind in ("PRODUCES", "NEEDS"))
    sold = ties(store, "SUPPLIES", ["product", *SAID])
    return made, needed, _fed(store), sold.filter(pl.col("status").is_in(COUNTED[presence]))


def _fed(store: Store) -> pl.DataFrame:
    feeds = ties(store, "FEEDS", SAID, ["denied"])
    return feeds.select(product="source", output="target", fed="statements")


def _counted(edges: pl.DataFrame, presence: str) -> pl.DataFrame:
    counted = edges.filter(pl.col("status").is_in(COUNTED[presence]))
    return counted.select("statements", firm="source", product="target")


def _ids(*columns: pl.Series) -> pl.Series:
    return pl.concat([column.rename("id") for column in columns]).unique().sort()


@dataclass(frozen=True)
class Shown:
    """What the rows of an answer show of firms and products, each made once."""

    firms: Mapping[str, Row]
    products: Mapping[str, Row]


def exchange(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Return a row for each park and another that it gives, or could give, something."""
    trade = Trade(store, parameters["park"], parameters["presence"])
    makers, users = trade.sides()
    parks = trade.where.parks
    evidence = _evidence(trade, makers, users)
    shown = _shown(trade, makers, users)
    items, sales = _items(trade, makers, users, shown), _sales(trade.sales, shown)
    return [
        _row(parks[one], parks[other], sales.get((one, other), []), items.get((one, other), []))
        | {"statements": evidence.get((one, other), [])}
        for one, other in {**items, **sales}
        if one not in outer(parks[other]) and other not in outer(parks[one])
    ]


def _row(one: Firm, other: Firm, sales: Sequence[Row], items: Sequence[tuple[bool, Row]]) -> Row:
    return {
        "from_id": one.id,
        "from": one.names["name"],
        "from_en": one.names["name_en"],
        "to_id": other.id,
        "to": other.names["name"],
        "to_en": other.names["name_en"],
        "on_record": sales,
        "fills": [item for there, item in items if not there],
        "also_made": [item for there, item in items if there],
        "km": apart(one, other),
    }


def _shown(trade: Trade, makers: pl.DataFrame, users: pl.DataFrame) -> Shown:
    ends = [trade.sales[end] for end in ("source", "target")]
    ids = pl.concat([makers["firm"], users["firm"], *ends]).unique().to_list()
    goods = pl.concat([makers["product"], trade.sales["product"]]).unique().to_list()
    firms = {name: thing(firm) for name, firm in trade.where.placed(ids).items()}
    return Shown(firms, names_of(trade.store, "Product", goods))


def _items(
    trade: Trade, makers: pl.DataFrame, users: pl.DataFrame, shown: Shown
) -> dict[Pair, list[tuple[bool, Row]]]:
    """Return for each pair the products, and whether the park that takes makes them too."""
    key = [*PAIR, "product"]
    made, used = (
        table.sort(*key, "firm").group_by(key, maintain_order=True).agg("firm") for table in (makers, users)
    )
    there = trade.makers.select("product", other="one", there=pl.lit(value=True)).unique()
    told = users.join(trade.needed, on=["firm", "product"], how="semi").select(*key, told=pl.lit(value=True))
    found = made.join(used, on=key, suffix="_users").join(there, on=["product", "other"], how="left")
    items: dict[Pair, list[tuple[bool, Row]]] = defaultdict(list)
    for row in found.join(told.unique(), on=key, how="left").sort(key).iter_rows(named=True):
        item = shown.products[row["product"]] | {
            "makers": [shown.firms[name] for name in row["firm"]],
            "users": [shown.firms[name] for name in row["firm_users"]],
            "needs": "stated" if row["told"] else "inferred",
        }
        items[row["one"], row["other"]].append((bool(row["there"]), item))
    return items


def _sales(sales: pl.DataFrame, shown: Shown) -> dict[Pair, list[Row]]:
    found: dict[Pair, list[Row]] = defaultdict(list)
    for sale in sales.iter_rows(named=True):
        found[sale["one"], sale["other"]].append(_sale(sale, shown))
    return found


def _sale(sale: Row, shown: Shown) -> Row:
    """Return a supply on record as a value of a column."""
    seller, buyer = shown.firms[sale["source"]], shown.firms[sale["target"]]
    item = shown.products.get(sale["product"], {"name": "产品未载明", "name_en": "product not stated"})
    return {
        "id": f"{sale['source']} {sale['target']} {sale['product']}".strip(),
        "name": f"{seller['name']}→{buyer['name']}({item['name']})",
        "name_en": " → ".join(str(end["name_en"] or end["name"]) for end in (seller, buyer))
        + f" ({item['name_en'] or item['name']})",
        "status": sale["status"],
    }


def _evidence(trade: Trade, makers: pl.DataFrame, users: pl.DataFrame) -> dict[Pair, list[str]]:
    """Return the statements that each pair rests on: what is made, needed and sold, and where those are."""
    ends = [trade.sales.select(*PAIR, firm=end) for end in ("source", "target")]
    firms = pl.concat([*(table.select(*PAIR, "firm") for table in (makers, users)), *ends]).unique()
    parts = [
        makers.join(trade.made, on=["firm", "product"]),
        users.join(trade.uses, on=["firm", "product"]),
        firms.join(trade.where.sites_of(_ids(firms["firm"])), left_on="firm", right_on="source"),
        trade.sales,
    ]
    said = pl.concat([part.select(*PAIR, "statements") for part in parts]).explode("statements").drop_nulls()
    found = said.unique().sort("statements").group_by(PAIR, maintain_order=True).agg("statements")
    return {(one, other): statements for one, other, statements in found.iter_rows()}
