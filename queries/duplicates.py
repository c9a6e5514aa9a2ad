"""duplicates: products made or planned in several parks, and whether that is redundancy or a cluster."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.queries._parkwide import COUNTED, capacities, phases
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, union

if TYPE_CHECKING:
    from chainatlas.graph.store import Store
    from chainatlas.queries._overlap import Overlap, Sites

USED = 0.75
"""Utilisation of capacity below which a product counts as in serious excess."""

READING_WORDS: Vocabulary = {
    "cluster": ("偏集群", "cluster"),
    "possible duplicate": ("疑似重复", "possible duplicate"),
    "not recorded": ("依据不足,未记录", "not recorded"),
}


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Put the makers of each product together by outermost park: docs/methods-parks.md, duplicates."""
    from chainatlas.queries._overlap import Overlap

    overlap = Overlap(store, parameters["park"], parameters["presence"])
    return [_row(product, overlap) for product in overlap.makers]


def refine(rows: list[Row], _parameters: Mapping[str, Any]) -> list[Row]:
    """Return those products first that are made in most parks."""
    return sorted(rows, key=lambda row: (-len(row["parks"]), row["product_id"]))


def _row(product: str, overlap: Overlap) -> Row:
    found, needs, sites = overlap.makers[product], overlap.needs.get(product, []), overlap.sites[product]
    placed = [maker for maker in found if sites[maker["id"]]]
    links, excess = overlap.links(product), excess_of(placed, needs)
    technology, technical = overlap.technology(product)
    return {
        "product_id": product,
        "product": found[0]["product"],
        "product_en": found[0]["product_en"],
        "parks": _parks(overlap.parks(product), placed, sites, overlap),
        **phases(placed),
        "capacity": capacities(placed),
        "own_use": len({maker["id"] for maker in placed} & {need["id"] for need in needs}),
        "unknown": sum(maker["capacity"] is None for maker in placed),
        "similarity": overlap.similar(product),
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


def _parks(parks: list[str], makers: list[Row], sites: Sites, overlap: Overlap) -> list[Row]:
    """Return parks with their makers; the capacity of a maker in several parks is given to none of them."""
    there: dict[str, list[Row]] = defaultdict(list)
    for maker in makers:
        for park in sites[maker["id"]]:
            there[park].append(maker)
    return [
        {
            **overlap.ground.parks[park],
            "makers": sorted({maker["id"] for maker in there[park]}),
            **phases(there[park]),
            "capacity": capacities(maker for maker in there[park] if len(sites[maker["id"]]) == 1),
        }
        for park in parks
    ]


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
