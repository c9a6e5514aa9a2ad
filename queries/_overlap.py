"""What is on record of products that are made in several parks, and of these parks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import polars as pl

from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_nodes
from chainatlas.queries._country import NAMED, Country, ended, rows_of
from chainatlas.queries._parkwide import Ground, cosine, counted, grouped, krugman
from chainatlas.queries._question import Row, union
from chainatlas.queries._ranges import Ranges
from chainatlas.queries._web import Numbers, distinct

Sites = dict[str, dict[str, list[str]]]
"""For each maker its outermost parks with the statements that place it there."""


@dataclass(frozen=True)
class Firm:
    """What a supply shows of a firm at either end: its names, and what says in which parks it is."""

    name: str
    name_en: str
    statements: list[str]


class Overlap:
    """The makers and users of products of several parks, and what these parks have to do with each other.

    `makers` and `needs` stand under the id of their product, `ground` tells where makers are.
    """

    def __init__(self, store: Store, park: str, presence: str) -> None:
        """Read what concerns the products of a park, or of the whole country."""
        self._country = Country(store)
        self._ranges = Ranges.of(self._country, presence)
        goods = self._ranges.spread()
        if park:
            goods &= self._ranges.made_by(self._country.within([park])["one"])
        made = ended(self._ranges.makers(goods)).join(self._country.owned, on="one", how="left")
        self.makers = grouped(counted(self._country.told(made), "made", presence), "product_id")
        self.needs = grouped(counted(self._needed(made["other"]), "needed", presence), "product_id")
        self.ground = self._ground(made["one"])
        self._pairs: dict[tuple[str, str], Row] = {}
        self._items: dict[int, Row] = {}

    def _needed(self, goods: pl.Series) -> list[Row]:
        needs = self._country.linked("NEEDS", ("amount", "unit"))
        needs = needs.filter(pl.col("other").is_in(goods.unique().implode()))
        return rows_of("needed", needs, [name for name in needs.columns if name not in ("one", "other")])

    def _ground(self, *things: pl.Series) -> Ground:
        return Ground.of([*self._country.rows, *self._country.places(things)])

    @cached_property
    def sites(self) -> dict[str, Sites]:
        """Return for each product its makers, in which outermost parks they are, and who says so."""
        return {
            product: {maker["id"]: self.ground.outermost(maker["id"]) for maker in found}
            for product, found in self.makers.items()
        }

    def parks(self, product: str) -> list[str]:
        """Return the outermost parks in which a product is made."""
        return sorted({park for tops in self.sites[product].values() for park in tops})

    @cached_property
    def _links(self) -> dict[str, Numbers]:
        """Return the places of the supplies between the parks of each product."""
        every = self._ranges.parks.len()
        numbers = {product: self._ranges.numbers(self.parks(product)) for product in self.makers}
        return {product: self._ranges.links.among(parks, every) for product, parks in numbers.items()}

    @cached_property
    def _told(self) -> dict[int, Row]:
        """Return the supplies between any of these parks in their order, by their places."""
        places = distinct(np.concatenate([np.zeros(0, np.int64), *self._links.values()]))
        links = self._ranges.links
        sold = self._ranges.sold[links.edge[places]]
        ground = self._ground(sold["source"], sold["target"])
        names = self._country.names(pl.concat([sold["source"], sold["target"]]), "Company")
        firms = {
            name: Firm(zh, en or zh, union(ground.outermost(name).values()))
            for name, zh, en in names.iter_rows()
        }
        ends = (self._ranges.parks.gather(end[places]) for end in (links.start, links.end))
        found = {}
        for place, row, *parks in zip(places.tolist(), sold.iter_rows(named=True), *ends, strict=True):
            found[place] = _supply(row, parks[0], parks[1], firms)
        order = sorted(found, key=lambda place: _order(found[place]))
        return {place: found[place] for place in order}

    @cached_property
    def _rank(self) -> Numbers:
        """Return for the place of each of these supplies where it stands in their order."""
        found = np.zeros(len(self._ranges.links.edge), np.int64)
        found[list(self._told)] = np.arange(len(self._told))
        return found

    def links(self, product: str) -> list[Row]:
        """Return the supplies on record between the parks of a product."""
        places = self._links[product]
        return [self._told[place] for place in places[np.argsort(self._rank[places])].tolist()]

    def similar(self, product: str) -> list[Row]:
        """Return each pair of parks with its similarity over all that they make, the most alike first."""
        parks = self.parks(product)
        common = self._ranges.common(self._ranges.numbers(parks)).tolist()
        pairs = [
            self._pair(parks[one], parks[other], common[one][one], common[other][other], common[one][other])
            for one, other in combinations(range(len(parks)), 2)
        ]
        return sorted(pairs, key=lambda pair: (-pair["cosine"], pair["parks"]))

    def _pair(self, one: str, other: str, count: int, others: int, common: int) -> Row:
        if (one, other) not in self._pairs:
            first, second = self.ground.parks[one], self.ground.parks[other]
            value = cosine(count, others, common)
            self._pairs[one, other] = {
                "parks": [one, other],
                "cosine": value,
                "krugman": krugman(count, others, common),
                "name": f"{first['name']}-{second['name']} {value}",
                "name_en": f"{_english(first)}-{_english(second)} {value}",
            }
        return self._pairs[one, other]

    def technology(self, product: str) -> tuple[list[Row], list[str]]:
        """Return what one of the parks makes and feeds a product of another, and the statements of it."""
        feeds = self._ranges.feeding(self._ranges.numbers(self.parks(product)))
        said = self._ranges.feeds["statements"].gather(feeds).to_list()
        ends = zip(self._ranges.inputs[feeds].tolist(), self._ranges.outputs[feeds].tolist(), strict=True)
        return [self._item(*pair) for pair in dict.fromkeys(ends)], union(said)

    def _item(self, one: int, other: int) -> Row:
        key = one * len(self._products) + other
        if key not in self._items:
            (giver, zh, en), (taker, into, into_en) = self._products[one], self._products[other]
            self._items[key] = {
                "input": giver,
                "output": taker,
                "name": f"{zh} → {into}",
                "name_en": f"{en or zh} → {into_en or into}",
            }
        return self._items[key]

    @cached_property
    def _products(self) -> Sequence[tuple[str, str, str | None]]:
        """Return the ids and names of all products in their order."""
        return read_nodes(self._country.store, "Product", NAMED).select(NAMED).sort("id").rows()


def _supply(row: Row, one: str, other: str, firms: Mapping[str, Firm]) -> Row:
    """Return a supply from a firm of one outermost park to a firm of another."""
    seller, buyer = firms[row["source"]], firms[row["target"]]
    return {
        "id": f"{row['source']}>{row['target']}",
        "name": f"{seller.name} → {buyer.name}",
        "name_en": f"{seller.name_en} → {buyer.name_en}",
        "from": one,
        "to": other,
        "statements": union((row["statements"], seller.statements, buyer.statements)),
    }


def _order(link: Row) -> tuple[str, str, str, list[str]]:
    return link["from"], link["to"], link["id"], link["statements"]


def _english(park: Row) -> str:
    return str(park["name_en"] or park["name"])
