"""What the record says of makers and what they need; the rows of one text that several questions read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

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

CYPHER = """
MATCH (one)-[edge:PRODUCES|NEEDS|SUPPLIES|FEEDS|DEVELOPS|LOCATED_IN]->(other)
WHERE NOT edge.status IN ['denied', 'closed']
RETURN type(edge) AS kind,
       {id: one.id, name: one.name, name_en: one.name_en, status: one.status, kind: one.kind,
        is_raw: one.is_raw} AS giver,
       {id: other.id, name: other.name, name_en: other.name_en, status: other.status, kind: other.kind,
        is_raw: other.is_raw} AS taker,
       edge.product AS product, edge.status AS status, edge.capacity AS capacity, edge.unit AS unit,
       edge.recipe AS recipe, edge.essential AS essential, edge.basis AS basis, edge.contested AS contested,
       edge.statements AS statements
"""

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

Pair = tuple[str, str]
Way = Mapping[str, Row]
"""The inputs of one way of making a product, each with its FEEDS edge."""


class Industry:
    """Makers with what they make, need, buy and belong to, and the technology of the products."""

    def __init__(self, rows: Iterable[Row], presence: str) -> None:
        """Sort the edges by kind; leave out makers, needs and supplies of a status that does not count."""
        self.counted = COUNTED[presence]
        self.things: dict[str, Row] = {}
        self.makes: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        self.makers: dict[str, list[str]] = defaultdict(list)
        self.needs: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        self.bought: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
        self.unstated: dict[str, dict[str, Row]] = defaultdict(dict)
        self.recipes: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
        self.developers: dict[str, dict[str, Row]] = defaultdict(dict)
        self.sites: dict[str, dict[str, Row]] = defaultdict(dict)
        self._ways: dict[str, list[Way]] = {}
        for edge in sorted(rows, key=_order):
            for thing in (edge["giver"], edge["taker"]):
                self.things[thing["id"]] = thing
            self._sort(edge, edge["giver"]["id"], edge["taker"]["id"])

    def _sort(self, edge: Row, giver: str, taker: str) -> None:
        match edge["kind"]:
            case "PRODUCES" if self._counts(edge):
                self.makes[giver].setdefault(taker, []).append(edge)
                self.makers[taker] = sorted({*self.makers[taker], giver})
            case "NEEDS" if self._counts(edge):
                self.needs[giver].setdefault(taker, []).append(edge)
            case "SUPPLIES" if self._counts(edge) and edge["product"]:
                self.bought[taker][edge["product"]][giver] = edge
            case "SUPPLIES" if self._counts(edge):
                self.unstated[taker][giver] = edge
            case "FEEDS":
                self.recipes[taker][edge["recipe"] or ""][giver] = edge
            case "DEVELOPS" if edge["status"] != "suspended":
                self.developers[taker][giver] = edge
            case "LOCATED_IN":
                self.sites[giver][taker] = edge

    def _counts(self, edge: Row) -> bool:
        """Tell whether an edge counts; that of a project counts only where the project itself does."""
        own = edge["giver"]["status"]
        return edge["status"] in self.counted and (own is None or own in self.counted)

    def actors(self) -> list[str]:
        """Return every firm and project that makes, needs, buys or sells something."""
        supplies = [
            *self.unstated.values(),
            *(named for sold in self.bought.values() for named in sold.values()),
        ]
        sellers = {name for named in supplies for name in named}
        return sorted({*self.makes, *self.needs, *self.bought, *self.unstated, *sellers})

    def is_common(self, product: str) -> bool:
        """Tell whether a product is raw or comes over a net, so that no single maker is missed."""
        thing = self.things.get(product, {})
        return bool(thing.get("is_raw")) or thing.get("kind") in SUPPORTING

    def ways(self, product: str) -> list[Way]:
        """Return the ways of making a product, each with all its inputs.

        Inputs without a recipe belong to every way. One recipe alone beside them is a variant, so the
        common inputs by themselves are a way too.
        """
        if product not in self._ways:
            self._ways[product] = self._ways_of(product)
        return self._ways[product]

    def _ways_of(self, product: str) -> list[Way]:
        named = {name: way for name, way in self.recipes.get(product, {}).items() if name}
        common = self.recipes.get(product, {}).get("", {})
        ways: list[Way] = [{**common, **named[name]} for name in sorted(named)]
        return [common, *ways] if common and len(ways) < 2 else ways

    def inputs(self, actor: str) -> dict[str, list[Row]]:
        """Return the inputs of a firm that are on record: those it needs and those it buys."""
        found = {product: list(edges) for product, edges in self.needs.get(actor, {}).items()}
        for product, sellers in self.bought.get(actor, {}).items():
            found.setdefault(product, []).extend(sellers[name] for name in sorted(sellers))
        return {name: found[name] for name in sorted(found)}

    def needing(self, actor: str, product: str) -> set[str]:
        """Return what a firm cannot make without an input.

        Those of its products that the technology makes of it; where it knows of none, all of them.
        """
        made = self.makes.get(actor, {})
        fed = {
            name: way[product]
            for name in made
            for way in self.recipes.get(name, {}).values()
            if product in way
        }
        if not fed:
            return made.keys() - {product}
        return {name for name in fed if fed[name]["essential"] is not False}

    def wants(self, actor: str) -> set[str]:
        """Return the essential inputs of all the ways of making what a firm makes."""
        return {
            name for made in self.makes.get(actor, ()) for way in self.ways(made) for name in essential(way)
        }

    def inner(self, actor: str, product: str) -> set[str]:
        """Return which of its own products a firm needs for another one, whatever the way of making it."""
        ways = [set(essential(way)) for way in self.ways(product)]
        return set.intersection(*ways) & self.makes[actor].keys() - {product} if ways else set()

    def investors(self) -> list[str]:
        """Return the firms that develop a project."""
        return sorted({firm for firms in self.developers.values() for firm in firms})

    def inside(self, area: str) -> set[str]:
        """Return everything that is in an area or in a park inside it, at most four steps deep."""
        found = {area}
        for _ in range(4):
            found |= {thing for thing, sites in self.sites.items() if found & sites.keys()}
        return found - {area}

    def family(self, actor: str) -> list[str]:
        """Return a firm with the projects that it alone develops."""
        return [actor, *sorted(self._alone.get(actor, ()))]

    @cached_property
    def _alone(self) -> dict[str, list[str]]:
        """Return the projects that a firm alone develops."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, firms in self.developers.items():
            if len(firms) == 1:
                found[next(iter(firms))].append(name)
        return found

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
    keys = (
        edge["kind"],
        edge["giver"]["id"],
        edge["taker"]["id"],
        edge["product"],
        edge["recipe"],
        edge["unit"],
    )
    return [str(key) for key in keys]
