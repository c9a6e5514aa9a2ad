"""duplicates: products made or planned in several parks, and whether that is redundancy or a cluster."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from chainatlas.queries._parkwide import (
    COUNTED,
    Ground,
    capacities,
    cosine,
    counted,
    grouped,
    krugman,
    phases,
    supplies_between,
)
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, union

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

Sites = Mapping[str, Mapping[str, list[str]]]
"""For each maker its outermost parks with the statements that place it there."""

USED = 0.75
"""Utilisation of capacity below which a product counts as in serious excess."""

READING_WORDS: Vocabulary = {
    "cluster": ("偏集群", "cluster"),
    "possible duplicate": ("疑似重复", "possible duplicate"),
    "not recorded": ("依据不足,未记录", "not recorded"),
}


@dataclass(frozen=True)
class Record:
    """What is on record of the parks in the answer.

    `made` has the products of each outermost park, `bits` the same with a bit for each product; `names` has
    the names of products, `supplies` those that leave a park, `feeds` what a product feeds.
    """

    ground: Ground
    names: Mapping[str, Row]
    made: Mapping[str, list[str]]
    bits: Mapping[str, int]
    supplies: Mapping[str, list[Row]]
    needs: Mapping[str, list[Row]]
    feeds: Mapping[str, list[Row]]

    @classmethod
    def of(cls, rows: list[Row], ground: Ground, presence: str) -> Record:
        """Take it from rows."""
        told = grouped(rows, "kind")
        names = {row["one"]: row["said"] for row in told.get("product", [])}
        bit = {name: 1 << place for place, name in enumerate(names)}
        made = {row["one"]: row["said"]["products"] for row in told.get("range", [])}
        return cls(
            ground,
            names,
            made,
            {park: sum(bit[name] for name in products) for park, products in made.items()},
            grouped(supplies_between(rows, ground), "from"),
            grouped(counted(rows, "needed", presence), "product_id"),
            grouped(sorted(told.get("fed", []), key=_ends), "one"),
        )


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read the products that are made in several outermost parks, and what is on record of these parks."""
    import polars as pl

    from chainatlas.queries._country import Country, rows_of, several, supplies_among

    country = Country(store)
    every = country.made(parameters["presence"])
    made = several(country, every, parameters["park"])
    parks = made.select("one").join(country.tops, on="one").select("park").unique()
    ranges = every.select("one", "other").join(country.tops, on="one").join(parks, on="park", how="semi")
    lists = ranges.group_by(one="park").agg(products=pl.col("other").unique())
    names = country.names(ranges["other"], "Product").with_columns(one="id", other=pl.lit(""))
    needs = country.linked("NEEDS", ("amount", "unit")).join(made, on="other", how="semi")
    told = [name for name in needs.columns if name not in ("one", "other")]
    sold = supplies_among(country, made, parks, asked=bool(parameters["park"]))
    return [
        *country.rows,
        *country.places([made["one"], sold["one"], sold["other"]]),
        *country.told(made),
        *rows_of("range", lists.with_columns(other=pl.lit("")), ("products",)),
        *rows_of("product", names, ("name", "name_en")),
        *rows_of("needed", needs, told),
        *country.feeds(ranges.select("other").unique()),
        *rows_of("supplied", sold, ("name", "name_en", "buyer", "buyer_en", "statements")),
    ]


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put the makers of each product together by outermost park: docs/methods-parks.md, duplicates."""
    ground = Ground.of(rows)
    record = Record.of(rows, ground, parameters["presence"])
    answer = []
    for product, found in grouped(counted(rows, "made", parameters["presence"]), "product_id").items():
        sites = {maker["id"]: ground.outermost(maker["id"]) for maker in found}
        answer.append(_row(product, found, sites, record))
    return sorted(answer, key=lambda row: (-len(row["parks"]), row["product_id"]))


def _row(product: str, found: list[Row], sites: Sites, record: Record) -> Row:
    parks = sorted({park for tops in sites.values() for park in tops})
    placed = [maker for maker in found if sites[maker["id"]]]
    links = [link for park in parks for link in record.supplies.get(park, ()) if link["to"] in {*parks}]
    needs = record.needs.get(product, [])
    excess = excess_of(placed, needs)
    technology, technical = _technology(parks, record)
    return {
        "product_id": product,
        "product": found[0]["product"],
        "product_en": found[0]["product_en"],
        "parks": _parks(parks, placed, sites, record.ground),
        **phases(placed),
        "capacity": capacities(placed),
        "own_use": len({maker["id"] for maker in placed} & {need["id"] for need in needs}),
        "unknown": sum(maker["capacity"] is None for maker in placed),
        "similarity": _similar(parks, record),
        "supplies": links,
        "technology": technology,
        "excess": excess,
        "reading": reading(bool(links), excess),
        "statements": union((*_proof((*placed, *needs, *links), sites), technical)),
    }


def _proof(things: Iterable[Row], sites: Sites) -> Iterator[list[str]]:
    """Yield the statements of makers, needs and supplies, and those that place the makers."""
    yield from (thing["statements"] for thing in things)
    yield from (said for tops in sites.values() for said in tops.values())


def excess_of(makers: Iterable[Row], needs: Iterable[Row]) -> float | None:
    """Return 1 - demand / capacity, at least 0; None unless all of both is known in one and the same unit.

    Demand is what firms on record say they need, so the true excess is at most this.
    """
    makers, needs = list(makers), list(needs)
    amounts = [need["amount"] for need in needs]
    sizes = [maker["capacity"] for maker in makers]
    units = {thing["unit"] for thing in (*makers, *needs)}
    if not amounts or len(units) != 1 or None in amounts or None in sizes or not any(sizes):
        return None
    return round(max(0.0, 1 - math.fsum(amounts) / math.fsum(sizes)), 3)


def reading(linked: bool, excess: float | None) -> str:
    """Return what the record tells: supplies between the parks or enough demand make a cluster."""
    if linked or (excess is not None and excess <= 1 - USED):
        return "cluster"
    return "not recorded" if excess is None else "possible duplicate"


def _parks(parks: list[str], makers: list[Row], sites: Sites, ground: Ground) -> list[Row]:
    """Return parks with their makers; the capacity of a maker in several parks is given to none of them."""
    there: dict[str, list[Row]] = defaultdict(list)
    for maker in makers:
        for park in sites[maker["id"]]:
            there[park].append(maker)
    return [
        {
            **ground.parks[park],
            "makers": sorted({maker["id"] for maker in there[park]}),
            **phases(there[park]),
            "capacity": capacities(maker for maker in there[park] if len(sites[maker["id"]]) == 1),
        }
        for park in parks
    ]


def _similar(parks: list[str], record: Record) -> list[Row]:
    """Return each pair of parks with its similarity over all that they make, the most alike first."""
    made = {park: (record.bits[park], len(record.made[park])) for park in parks}
    pairs = []
    for one, other in combinations(parks, 2):
        (here, count), (there, others) = made[one], made[other]
        common = (here & there).bit_count()
        value = cosine(count, others, common)
        first, second = record.ground.parks[one], record.ground.parks[other]
        pairs.append(
            {
                "parks": [one, other],
                "cosine": value,
                "krugman": krugman(count, others, common),
                "name": f"{first['name']}-{second['name']} {value}",
                "name_en": f"{_english(first)}-{_english(second)} {value}",
            }
        )
    return sorted(pairs, key=lambda pair: (-pair["cosine"], pair["parks"]))


def _technology(parks: list[str], record: Record) -> tuple[list[Row], list[str]]:
    """Return what one of the parks makes and feeds a product of another, and the statements of it."""
    where: dict[str, str] = {}
    for park in parks:
        for product in record.made[park]:
            where[product] = "" if product in where else park
    found: dict[tuple[str, str], Row] = {}
    proof = []
    for feed in (feed for name in sorted(where) for feed in record.feeds.get(name, ())):
        start, end = where[feed["one"]], where.get(feed["other"])
        if end is not None and (start != end or not start):
            one, other = record.names[feed["one"]], record.names[feed["other"]]
            found[_ends(feed)] = {
                "input": feed["one"],
                "output": feed["other"],
                "name": f"{one['name']} → {other['name']}",
                "name_en": " → ".join(side["name_en"] or side["name"] for side in (one, other)),
            }
            proof.append(feed["said"]["statements"])
    return list(found.values()), union(proof)


def _ends(row: Row) -> tuple[str, str]:
    return row["one"], row["other"]


def _english(park: Row) -> str:
    return str(park["name_en"] or park["name"])


QUESTION = Question(
    name="duplicates",
    zh="哪些产品在多个园区生产或拟建,是重复建设还是产业集群?",
    en="Which products are made or planned in several parks, and is that redundancy or a cluster?",
    cypher="",
    parameters=(
        Parameter("park", "园区", "only what is made in this park too", label="Park", default=""),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="planned",
        ),
    ),
    columns=(
        Column("product_id", "产品标识", "product id", "never"),
        Column("product", "产品", "product", "zh"),
        Column("product_en", "产品(英文)", "product", "en"),
        Column("parks", "园区", "parks"),
        Column("running", "已投产", "running"),
        Column("building", "在建", "being built"),
        Column("planned", "拟建", "planned"),
        Column("capacity", "产能(投产/在建/拟建)", "capacity (running/being built/planned)"),
        Column("unknown", "产能未记录", "capacity not recorded"),
        Column("own_use", "自用者", "makers that use it themselves"),
        Column("similarity", "园区相似度", "similarity of the parks"),
        Column("supplies", "园区间供应(在案)", "supplies between the parks (on record)"),
        Column("technology", "园区间供应(潜在)", "supplies between the parks (potential)"),
        Column("excess", "过剩比例(至多)", "excess, at most", blank=("未记录", "not recorded")),
        Column("reading", "判断", "reading", words=READING_WORDS),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
