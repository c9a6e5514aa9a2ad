"""duplicates: products made or planned in several parks, and whether that is redundancy or a cluster."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from chainatlas.queries._parkwide import (
    COUNTED,
    FED,
    INSIDE,
    MADE,
    NEEDED,
    PARKS,
    PLACED,
    SUPPLIED,
    Ground,
    capacities,
    cosine,
    counted,
    grouped,
    joined,
    krugman,
    phases,
    ranges,
    supplies_between,
)
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, union

Sites = Mapping[str, Mapping[str, list[str]]]
"""For each maker its outermost parks with the statements that place it there."""

CYPHER = joined(PARKS, INSIDE, PLACED, MADE, SUPPLIED, NEEDED, FED)

USED = 0.75
"""Utilisation of capacity below which a product counts as in serious excess."""

READING_WORDS: Vocabulary = {
    "cluster": ("偏集群", "cluster"),
    "possible duplicate": ("疑似重复", "possible duplicate"),
    "not recorded": ("依据不足,未记录", "not recorded"),
}


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put the makers of each product together by outermost park: docs/methods-parks.md, duplicates."""
    ground = Ground.of(rows)
    makers = counted(rows, "made", parameters["presence"])
    record = {
        "ground": ground,
        "ranges": ranges(makers, ground),
        "supplies": supplies_between(rows, ground),
        "needs": grouped(counted(rows, "needed", parameters["presence"]), "product_id"),
        "feeds": sorted((row for row in rows if row["kind"] == "fed"), key=_ends),
        "names": {maker["product_id"]: _product(maker) for maker in makers},
    }
    asked = parameters["park"]
    answer = []
    for product, found in grouped(makers, "product_id").items():
        sites = {maker["id"]: ground.outermost(maker["id"]) for maker in found}
        parks = sorted({park for tops in sites.values() for park in tops})
        here = not asked or any(asked in ground.areas(maker["id"]) for maker in found)
        if len(parks) > 1 and here:
            answer.append(_row(product, found, sites, parks, record))
    return sorted(answer, key=lambda row: (-len(row["parks"]), row["product_id"]))


def _row(product: str, found: list[Row], sites: Sites, parks: list[str], record: Row) -> Row:
    placed = [maker for maker in found if sites[maker["id"]]]
    links = [link for link in record["supplies"] if link["from"] in parks and link["to"] in parks]
    needs = record["needs"].get(product, [])
    excess = excess_of(placed, needs)
    technology, technical = _technology(parks, record)
    return {
        "product_id": product,
        **record["names"][product],
        "parks": [_park(park, placed, sites, record["ground"]) for park in parks],
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


def _park(park: str, makers: list[Row], sites: Sites, ground: Ground) -> Row:
    """Return a park with its makers; the capacity of a maker in several parks is given to none of them."""
    here = [maker for maker in makers if park in sites[maker["id"]]]
    return {
        **ground.parks[park],
        "makers": sorted({maker["id"] for maker in here}),
        **phases(here),
        "capacity": capacities(maker for maker in here if len(sites[maker["id"]]) == 1),
    }


def _similar(parks: list[str], record: Row) -> list[Row]:
    """Return each pair of parks with its similarity over all that they make, the most alike first."""
    pairs = []
    for one, other in combinations(parks, 2):
        made = record["ranges"][one], record["ranges"][other]
        here, there = record["ground"].parks[one], record["ground"].parks[other]
        value = cosine(*made)
        pairs.append(
            {
                "parks": [one, other],
                "cosine": value,
                "krugman": krugman(*made),
                "name": f"{here['name']}-{there['name']} {value}",
                "name_en": f"{_english(here)}-{_english(there)} {value}",
            }
        )
    return sorted(pairs, key=lambda pair: (-pair["cosine"], pair["parks"]))


def _technology(parks: list[str], record: Row) -> tuple[list[Row], list[str]]:
    """Return what one of the parks makes and feeds a product of another, and the statements of it."""
    found: dict[tuple[str, str], Row] = {}
    proof = []
    for feed in record["feeds"]:
        start = {park for park in parks if feed["one"] in record["ranges"][park]}
        end = {park for park in parks if feed["other"] in record["ranges"][park]}
        if any(one != other for one in start for other in end):
            one, other = record["names"][feed["one"]], record["names"][feed["other"]]
            found[_ends(feed)] = {
                "input": feed["one"],
                "output": feed["other"],
                "name": f"{one['product']} → {other['product']}",
                "name_en": " → ".join(side["product_en"] or side["product"] for side in (one, other)),
            }
            proof.append(feed["said"]["statements"])
    return list(found.values()), union(proof)


def _ends(row: Row) -> tuple[str, str]:
    return row["one"], row["other"]


def _product(maker: Row) -> Row:
    return {"product": maker["product"], "product_en": maker["product_en"]}


def _english(park: Row) -> str:
    return str(park["name_en"] or park["name"])


QUESTION = Question(
    name="duplicates",
    zh="哪些产品在多个园区生产或拟建,是重复建设还是产业集群?",
    en="Which products are made or planned in several parks, and is that redundancy or a cluster?",
    cypher=CYPHER,
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
    refine=refine,
)
