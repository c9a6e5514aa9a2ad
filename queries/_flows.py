"""Flows: who makes, needs and sells what, and where, gathered from rows that hold one edge each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from chainatlas.queries._question import Parameter, Row, Vocabulary, by_id, union

RUNNING = ("running", "trial", "mentioned")
COUNTED: Mapping[str, tuple[str, ...]] = {
    "running": RUNNING,
    "building": (*RUNNING, "under_construction"),
    "planned": (*RUNNING, "under_construction", "signed", "planned"),
}
SUPPORTING = ("service", "utility")
"""Kinds of product that do not travel from park to park, and that everything needs."""
LEVELS = ("county", "prefecture", "province", "country")
EARTH_KM = 6371.0088
"""Mean radius of the Earth."""

NEEDS_WORDS: Vocabulary = {"stated": ("原文", "stated"), "inferred": ("由工艺推断", "inferred from recipes")}
PRESENCE = Parameter(
    "presence",
    "计入的状态",
    "which makers and users count: running ones, those being built too, or all planned too",
    words=tuple(COUNTED),
    default="building",
)


IN_PARK = """
MATCH (:Park {id: $park})<-[:LOCATED_IN*0..3]-(zone:Park)
MATCH (zone)<-[located:LOCATED_IN]-(member)
WHERE NOT located.status IN ['denied', 'closed']
"""
"""Binds the firms and projects of $park, with the parks inside it, to `member`."""
WITH_AREAS = """
OPTIONAL MATCH (member)-[sited:LOCATED_IN]->(spot)-[:LOCATED_IN*0..6]->(area)
WHERE NOT sited.status IN ['denied', 'closed']
WITH DISTINCT member, edge_found, item, partner, sited, spot, collect(DISTINCT {
         id: area.id, level: area.level, lon: area.lon, lat: area.lat}) AS around
OPTIONAL MATCH (member)-[tie:DEVELOPS]-(relative)
WHERE NOT tie.status IN ['denied', 'closed']
WITH member, edge_found, item, partner, sited, spot, around, collect(DISTINCT relative.id) AS relatives
RETURN type(edge_found) AS kind, {id: member.id, name: member.name, name_en: member.name_en} AS firm,
       relatives AS kin,
       {id: spot.id, name: spot.name, name_en: spot.name_en, statements: sited.statements} AS site,
       around AS areas, {id: item.id, name: item.name, name_en: item.name_en, is_raw: item.is_raw,
       is_final: item.is_final, kind: item.kind, unit: item.unit} AS product,
       {id: partner.id, name: partner.name, name_en: partner.name_en} AS other,
       {status: edge_found.status, statements: edge_found.statements} AS edge
"""
"""Ends a part that binds an edge of a firm: `member`, `edge_found`, `item`, `partner` (may be null)."""
AS_FEEDS = """
RETURN 'FEEDS' AS kind, null AS firm, null AS kin, null AS site, null AS areas,
       {id: input.id, name: input.name, name_en: input.name_en, is_raw: input.is_raw,
       is_final: input.is_final, kind: input.kind, unit: input.unit} AS product,
       {id: output.id, name: output.name, name_en: output.name_en, is_raw: output.is_raw,
       is_final: output.is_final, kind: output.kind, unit: output.unit} AS other,
       {recipe: feed.recipe, essential: feed.essential, by_product: feed.by_product,
       statements: feed.statements} AS edge
"""
"""Ends a part that binds what goes into what: `input`, `feed`, `output`."""


def one_text(*parts: str) -> str:
    """Return the parts of a text as one whose rows `gathered` reads."""
    return "UNION".join(parts)


@dataclass
class Firm:
    """A company or a project, its companies and projects (`kin`), and where it is."""

    id: str
    names: Row
    kin: set[str] = field(default_factory=set)
    sites: dict[str, Row] = field(default_factory=dict)
    areas: dict[str, dict[str, Row]] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)

    def inside(self, park: str) -> bool:
        """Tell whether one of its sites is the park or in it."""
        return any(park in areas for areas in self.areas.values())

    def is_of(self, other: Firm) -> bool:
        """Tell whether two firms are one, or one is a project of the other."""
        return self.id == other.id or other.id in self.kin or self.id in other.kin

    @cached_property
    def points(self) -> list[tuple[float, float]]:
        """Return longitude and latitude of its sites, as far as known."""
        found = (point(areas.values()) for areas in self.areas.values())
        return [place for place in found if place]


@dataclass(frozen=True)
class Use:
    """A reason why a firm needs an input: a stated need, or a recipe of what it makes."""

    output: str
    feed: Row
    statements: tuple[str, ...]


@dataclass
class Flows:
    """Edges by product and firm; firms and products by id."""

    firms: dict[str, Firm] = field(default_factory=dict)
    products: dict[str, Row] = field(default_factory=dict)
    made: dict[str, dict[str, list[Row]]] = field(default_factory=lambda: defaultdict(dict))
    needed: dict[str, dict[str, list[Row]]] = field(default_factory=lambda: defaultdict(dict))
    feeds: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    supplies: dict[tuple[str, str, str], Row] = field(default_factory=dict)

    @cached_property
    def _into(self) -> dict[str, list[Row]]:
        return _grouped((self.feeds[key] for key in sorted(self.feeds)), "output")

    @cached_property
    def _out_of(self) -> dict[str, list[Row]]:
        return _grouped((self.feeds[key] for key in sorted(self.feeds)), "input")

    @cached_property
    def _by_seller(self) -> dict[str, list[Row]]:
        return _grouped((self.supplies[key] for key in sorted(self.supplies)), "seller")

    @cached_property
    def _by_buyer(self) -> dict[str, list[Row]]:
        return _grouped((self.supplies[key] for key in sorted(self.supplies)), "buyer")

    def makers(self, product: str) -> list[Firm]:
        """Return who makes a product, by id."""
        return [self.firms[name] for name in sorted(self.made.get(product, ()))]

    def inputs(self, product: str) -> list[Row]:
        """Return the feeds of a product, by input and recipe."""
        return self._into.get(product, [])

    def outputs(self, product: str) -> list[Row]:
        """Return the feeds that a product is an input of, by output and recipe."""
        return self._out_of.get(product, [])

    def sold(self, firm: Firm) -> list[Row]:
        """Return what a firm, or a company or project of it, sells."""
        return [sale for name in sorted({firm.id, *firm.kin}) for sale in self._by_seller.get(name, [])]

    def bought(self, firm: Firm) -> list[Row]:
        """Return what a firm, or a company or project of it, buys."""
        return [sale for name in sorted({firm.id, *firm.kin}) for sale in self._by_buyer.get(name, [])]

    def evidence(self, product: str, firm: str) -> list[str]:
        """Return the statements that a firm makes a product, and where it is."""
        edges = self.made.get(product, {}).get(firm, [])
        return union([*(edge["statements"] for edge in edges), sorted(self.firms[firm].evidence)])

    def uses(self) -> dict[tuple[str, str], list[Use]]:
        """Return for each firm and input why the firm needs it: first what is stated, then recipes."""
        found: dict[tuple[str, str], list[Use]] = defaultdict(list)
        for product, users in self.needed.items():
            for firm, edges in users.items():
                found[firm, product].append(Use("", {}, tuple(union(edge["statements"] for edge in edges))))
        for feed in (self.feeds[key] for key in sorted(self.feeds)):
            for firm in sorted(self.made.get(feed["output"], ())):
                edges = self.made[feed["output"]][firm]
                said = union([feed["statements"], *(edge["statements"] for edge in edges)])
                found[firm, feed["input"]].append(Use(feed["output"], feed, tuple(said)))
        return found


def gathered(rows: Iterable[Row], counted: Iterable[str]) -> Flows:
    """Return the flows of rows (kind, firm, kin, site, areas, product, other, edge) of counted statuses.

    A row of kind LOCATED_IN, or of none, only says where a firm is.
    """
    flows, statuses = Flows(), set(counted)
    for row in rows:
        kind, edge, product = row["kind"], row["edge"], row["product"]
        if row["firm"]:
            _placed(flows, row)
        if kind in (None, "LOCATED_IN") or (kind != "FEEDS" and edge["status"] not in statuses):
            continue
        if product["id"]:
            flows.products[product["id"]] = product
        if kind == "FEEDS":
            output = flows.products.setdefault(row["other"]["id"], row["other"])["id"]
            feed = {**edge, "input": product["id"], "output": output}
            flows.feeds[feed["input"], output, edge["recipe"] or ""] = feed
        elif kind == "SUPPLIES":
            ends = {"seller": row["firm"]["id"], "buyer": row["other"]["id"], "product": product["id"] or ""}
            flows.supplies[ends["seller"], ends["buyer"], ends["product"]] = {**edge, **ends}
        else:
            table = flows.made if kind == "PRODUCES" else flows.needed
            edges = table[product["id"]].setdefault(row["firm"]["id"], [])
            edges.extend([edge] if edge not in edges else [])
    return flows


def flows_of(rows: list[Row], counted: Iterable[str]) -> Flows:
    """Return the flows that a store gave out of its columns, or else those of the rows of Cypher."""
    told: Flows | None = rows[0].get("flows") if rows else None
    return told or gathered(rows, counted)


def _placed(flows: Flows, row: Row) -> None:
    """Remember a firm of a row with where that row puts it."""
    names = row["firm"]
    firm = flows.firms.setdefault(names["id"], Firm(names["id"], names))
    firm.kin.update(row["kin"] or ())
    site = row["site"]
    if site and site["id"]:
        firm.sites[site["id"]] = {key: site[key] for key in ("id", "name", "name_en")}
        firm.areas.setdefault(site["id"], {}).update({area["id"]: area for area in row["areas"]})
        firm.evidence.update(site["statements"] or ())


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def point(areas: Iterable[Row]) -> tuple[float, float] | None:
    """Return longitude and latitude of the smallest of some areas that has them."""
    known = [area for area in areas if area["lon"] is not None and area["lat"] is not None]
    place = {level: size for size, level in enumerate(LEVELS)}
    least = min(known, key=lambda area: (place.get(area["level"], len(LEVELS)), area["id"]), default=None)
    return (least["lon"], least["lat"]) if least else None


@lru_cache(maxsize=1 << 16)
def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two points in whole kilometres, by the haversine formula.

    >>> kilometres((109.84, 40.66), (113.30, 40.08))
    300.0
    """
    (east, north), (far_east, far_north) = (
        tuple(math.radians(angle) for angle in place) for place in (one, other)
    )
    square = (
        math.sin((far_north - north) / 2) ** 2
        + math.cos(north) * math.cos(far_north) * math.sin((far_east - east) / 2) ** 2
    )
    return float(round(2 * EARTH_KM * math.asin(math.sqrt(min(1.0, square)))))


def apart(one: Firm, other: Firm) -> float | None:
    """Return the least distance between the sites of two firms, or None where a place is not known."""
    pairs = ((here, there) for here in one.points for there in other.points)
    return min((kilometres(here, there) for here, there in pairs), default=None)


def nearest_first(firm: Firm, others: Iterable[Firm]) -> list[Row]:
    """Return firms as things with sites and distance, the nearest first, unknown distances last by name."""
    things = [thing(other) | {"km": apart(firm, other)} for other in others]
    return sorted(things, key=lambda row: (row["km"] is None, row["km"] or 0.0, row["name"], row["id"]))


def thing(firm: Firm) -> Row:
    """Return a firm as a value of a column."""
    return {**firm.names, "sites": by_id(firm.sites.values())}


def named(product: Row) -> Row:
    """Return a product as a value of a column."""
    return {key: product[key] for key in ("id", "name", "name_en")}


def partner(firm: Firm, sale: Row) -> Row:
    """Return a seller or buyer on record; its name says where the product of the sale is not stated."""
    found = thing(firm)
    told = bool(sale["product"])
    names = {
        "name": found["name"] + ("" if told else "(产品未载明)"),
        "name_en": found["name_en"] and found["name_en"] + ("" if told else " (product not stated)"),
    }
    return found | names | {"product_stated": told, "status": sale["status"]}
