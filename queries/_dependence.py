"""What makers make, need and buy, and the technology of the products, as far as a question looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from chainatlas.queries._question import Parameter, Row, Vocabulary, union

RUNNING = ("running", "trial", "mentioned")
COUNTED: Mapping[str, tuple[str, ...]] = {
    "running": RUNNING,
    "building": (*RUNNING, "under_construction"),
    "planned": (*RUNNING, "under_construction", "signed", "planned"),
}
SUPPORTING = ("service", "utility")
"""Kinds of product that everything needs and that come over a net, not from one supplier."""
BASES = ("stated", "implied", "reference", "inferred")
"""From the strongest to the weakest."""

THING_WORDS: Vocabulary = {
    "product": ("产品", "product"),
    "company": ("企业", "firm"),
    "project": ("项目", "project"),
    "park": ("园区", "park"),
}

PRESENCE = Parameter(
    "presence",
    "计入的状态",
    "which makers count: running ones, those being built too, or all planned too",
    words=tuple(COUNTED),
    default="building",
)

Way = Mapping[str, Row]
"""The inputs of one way of making a product, each with its FEEDS edge."""


class Industry:
    """Makers with what they make, need and buy, and the technology of the products, as edges that count."""

    def __init__(self, edges: Iterable[Row], things: Mapping[str, Row]) -> None:
        """Sort the edges by kind; `things` tell of each end of an edge, and of each product sold."""
        self.things = things
        self.makes: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        self.makers: dict[str, list[str]] = defaultdict(list)
        self.needs: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        self.bought: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
        self.unstated: dict[str, dict[str, Row]] = defaultdict(dict)
        self._recipes: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
        self._ways: dict[str, list[Way]] = {}
        for edge in sorted(edges, key=_order):
            self._sort(edge, edge["source"], edge["target"])

    def _sort(self, edge: Row, giver: str, taker: str) -> None:
        match edge["kind"]:
            case "PRODUCES":
                self.makes[giver].setdefault(taker, []).append(edge)
                self.makers[taker] = sorted({*self.makers[taker], giver})
            case "NEEDS":
                self.needs[giver].setdefault(taker, []).append(edge)
            case "SUPPLIES" if edge["product"]:
                self.bought[taker][edge["product"]][giver] = edge
            case "SUPPLIES":
                self.unstated[taker][giver] = edge
            case "FEEDS":
                self._recipes[taker][edge["recipe"] or ""][giver] = edge

    def ways(self, product: str) -> list[Way]:
        """Return the ways of making a product, each with all its inputs.

        Inputs without a recipe belong to every way. One recipe alone beside them is a variant, so the
        common inputs by themselves are a way too.
        """
        if product not in self._ways:
            self._ways[product] = self._ways_of(product)
        return self._ways[product]

    def _ways_of(self, product: str) -> list[Way]:
        named = {name: way for name, way in self._recipes.get(product, {}).items() if name}
        common = self._recipes.get(product, {}).get("", {})
        ways: list[Way] = [{**common, **named[name]} for name in sorted(named)]
        return [common, *ways] if common and len(ways) < 2 else ways

    def named(self, names: Iterable[str]) -> list[Row]:
        """Return things with their names, as a cell of a table shows them."""
        return [{key: self.things[name][key] for key in ("id", "name", "name_en")} for name in names]

    def columns(self, column: str, name: str) -> Row:
        """Return the id, the name and the English name of a thing as three columns."""
        thing = self.things[name]
        return {f"{column}_id": name, column: thing["name"], f"{column}_en": thing["name_en"]}


def kind_of(name: str) -> str:
    """Return what a thing is, from its id.

    >>> kind_of("company:goldwind")
    'company'
    """
    return name.partition(":")[0]


def essential(way: Way) -> list[str]:
    """Return the inputs without which a way of making something does not work."""
    return [name for name in sorted(way) if way[name]["essential"] is not False]


def weakest(edges: Iterable[Row]) -> str:
    """Return the weakest basis among edges, "" of none."""
    return max((edge["basis"] for edge in edges if edge["basis"]), key=BASES.index, default="")


def evidence(edges: Iterable[Row]) -> list[str]:
    """Return the statements that edges rest on."""
    return union(edge["statements"] for edge in edges)


def _order(edge: Row) -> list[str]:
    return [str(edge[key]) for key in ("kind", "source", "target", "product", "recipe", "unit")]
