"""disruption: what stops, wholly or partly, when a firm, a park or a product fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.errors import UsageError
from chainatlas.queries._dependence import (
    CYPHER,
    PRESENCE,
    THING_WORDS,
    Industry,
    essential,
    evidence,
    kind_of,
    weakest,
)
from chainatlas.queries._outcome import EFFECT_WORDS, REASON_WORDS, Effect, Failure, Outcome
from chainatlas.queries._question import Column, Parameter, Question, Row
from chainatlas.queries._standstill import READINGS
from chainatlas.queries._words import BASIS_WORDS

FAILING = ("firm", "park", "product")


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Let the firm, park or product fail and tell what that does: docs/methods.md, disruption."""
    given = [name for name in FAILING if parameters[name]]
    if len(given) != 1:
        raise UsageError("disruption needs exactly one of --firm, --park, --product")
    industry = Industry(rows, parameters["presence"])
    failure = {"firm": of_firm, "park": of_park, "product": of_product}[given[0]](
        industry, parameters[given[0]]
    )
    observed, potential = (Outcome(industry, reading, failure) for reading in READINGS)
    answer = []
    for name in sorted(industry.things):
        if kind_of(name) in THING_WORDS and (effect := observed.effect(name)):
            answer.append(_row(industry, name, effect, potential))
    order = list(EFFECT_WORDS)
    return sorted(answer, key=lambda row: (row["tier"], order.index(row["observed"]), row["thing_id"]))


def of_firm(industry: Industry, firm: str) -> Failure:
    """Return the failure of a firm with the projects that it alone develops."""
    family = industry.family(firm)
    shared = [name for name, firms in industry.developers.items() if firm in firms and name not in family]
    edges = {name: list(industry.developers.get(name, {}).values()) for name in (*family, *shared)}
    return Failure(set(family), dict.fromkeys(shared, "developer"), edges=edges)


def of_park(industry: Industry, park: str) -> Failure:
    """Return the failure of those in a park of whom a product, a need or a supply is on record.

    What has a site in a park elsewhere too is hit in part.
    """
    inside = {park, *industry.inside(park)}
    firms = sorted(inside & set(industry.actors()))
    parks = {name: {site for site in industry.sites[name] if kind_of(site) == "park"} for name in firms}
    spread = [name for name in firms if parks[name] - inside]
    edges = {name: [edge for site, edge in industry.sites[name].items() if site in inside] for name in firms}
    return Failure(set(firms) - set(spread), dict.fromkeys(spread, "site"), edges=edges)


def of_product(industry: Industry, product: str) -> Failure:
    """Return the failure of a product and of what nobody can make without it, with the steps to it.

    What has a maker on record counts so only where that one stops too.
    """
    stopped = {product}
    while True:
        failure = Failure(products=_unmakeable(industry, product, stopped))
        outcome = Outcome(industry, "potential", failure)
        now = {name for name in industry.makers if ("product", name) in outcome.stopped}
        if now <= stopped:
            return failure
        stopped |= now


def _unmakeable(industry: Industry, product: str, stopped: set[str]) -> dict[str, int]:
    """Return what cannot be made without a product, by any way, with the number of steps to it."""
    found, steps = {product: 0}, 0
    while True:
        steps += 1
        more = [
            name
            for name in sorted(industry.recipes)
            if name not in found
            and not industry.is_common(name)
            and (name in stopped or not industry.makers.get(name))
            and _lacking(industry, name, found)
        ]
        if not more:
            return found
        found |= dict.fromkeys(more, steps)


def _lacking(industry: Industry, product: str, gone: Mapping[str, int]) -> bool:
    ways = industry.ways(product)
    return bool(ways) and all(any(name in gone for name in essential(way)) for way in ways)


def _row(industry: Industry, name: str, effect: Effect, potential: Outcome) -> Row:
    even = potential.effect(name)
    share, unit = _lost_capacity(industry, name, effect)
    return {
        **industry.columns("thing", name),
        "kind": kind_of(name),
        "tier": effect.tier,
        "observed": effect.effect,
        "potential": even.effect if even else "",
        "reason": effect.reason,
        "lost": industry.named(effect.lost),
        "substitutes": _substitutes(industry, name, effect, potential),
        "capacity_lost": share,
        "capacity_unit": unit,
        "basis": weakest(effect.edges),
        "contested": any(edge["contested"] for edge in effect.edges),
        "statements": evidence(effect.edges),
    }


def _substitutes(industry: Industry, name: str, effect: Effect, potential: Outcome) -> list[Row] | None:
    """Return who else still makes the product, or what the firm loses; None where nobody is on record."""
    products = [name] if kind_of(name) == "product" else effect.lost
    found = {
        maker
        for product in products
        for maker in industry.makers.get(product, ())
        if maker != name and potential.makes(maker, product)
    }
    if effect.effect == "fails" or not products:
        return []
    return industry.named(sorted(found)) or None


def _lost_capacity(industry: Industry, product: str, effect: Effect) -> tuple[float | None, str]:
    """Return the share of the capacity on record that is lost, where all of it is known in one unit."""
    if kind_of(product) != "product" or not effect.lost:
        return None, ""
    made = {maker: industry.makes[maker][product] for maker in industry.makers.get(product, ())}
    edges = [edge for found in made.values() for edge in found]
    units = {edge["unit"] for edge in edges}
    if len(edges) != len(made) or len(units) != 1 or not all(edge["capacity"] for edge in edges):
        return None, ""
    lost = sum(found[0]["capacity"] for maker, found in made.items() if maker in effect.lost)
    return round(lost / sum(edge["capacity"] for edge in edges), 3), str(units.pop() or "")


QUESTION = Question(
    name="disruption",
    zh="一家企业、一个园区或一种产品出了问题,什么会停产或部分受影响,在案有谁可以替代?",
    en="What stops, wholly or partly, when a firm, a park or a product fails, and who could step in?",
    cypher=CYPHER,
    parameters=(
        Parameter("firm", "企业或项目", "the firm or project that fails", "Company|Project", default=""),
        Parameter(
            "park",
            "园区",
            "the park that fails, with the parks inside it",
            "Park",
            default="",
            example="包头稀土高新区",
        ),
        Parameter("product", "产品", "the product that cannot be had any more", "Product", default=""),
        PRESENCE,
    ),
    columns=(
        Column("tier", "级", "tier"),
        Column("thing_id", "受影响者标识", "affected id", "never"),
        Column("thing", "受影响者", "affected", "zh"),
        Column("thing_en", "受影响者(英文)", "affected", "en"),
        Column("kind", "类别", "kind", words=THING_WORDS),
        Column("observed", "按在案供应", "with supplies as on record", words=EFFECT_WORDS),
        Column("potential", "若可换供应者", "if any maker may supply", words=EFFECT_WORDS),
        Column("reason", "原因", "why", words=REASON_WORDS),
        Column("lost", "失去", "loses"),
        Column("substitutes", "在案可替代者", "could step in", blank=("未记录", "not recorded")),
        Column("capacity_lost", "损失产能比例", "share of capacity lost"),
        Column("capacity_unit", "产能单位", "unit of capacity", "never"),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
