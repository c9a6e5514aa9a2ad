"""disruption: what stops, wholly or partly, when a firm, a park or a product fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.graph.errors import UsageError
from chainatlas.queries._dependence import (
    PRESENCE,
    THING_WORDS,
    Industry,
    evidence,
    kind_of,
    weakest,
)
from chainatlas.queries._outcome import EFFECT_WORDS, REASON_WORDS, Effect, Outcome
from chainatlas.queries._question import Column, Parameter, Question, Row
from chainatlas.queries._words import BASIS_WORDS

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

FAILING = ("firm", "park", "product")


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Let the firm, park or product fail and tell what that does: docs/methods.md, disruption."""
    from chainatlas.queries._fabric import Fabric
    from chainatlas.queries._failing import of_firm, of_park, of_product
    from chainatlas.queries._fall import falls
    from chainatlas.queries._parts import READINGS
    from chainatlas.queries._surroundings import Hit, industry_around, on_record

    given = [name for name in FAILING if parameters[name]]
    if len(given) != 1:
        raise UsageError("disruption needs exactly one of --firm, --park, --product")
    fabric = Fabric.of(store, parameters["presence"])
    failing = {"firm": of_firm, "park": of_park, "product": of_product}[given[0]]
    failure = failing(fabric, parameters[given[0]])
    fallen = falls(fabric, READINGS, failure)
    hit = Hit.of(fabric, failure, fallen[0])
    industry = industry_around(fabric, hit)
    observed, potential = (Outcome(industry, failure, fall) for fall in fallen)
    return [
        _row(industry, name, effect, potential)
        for name in sorted(on_record(fabric, hit.names(fabric)))
        if kind_of(name) in THING_WORDS and (effect := observed.effect(name))
    ]


def refine(rows: list[Row], _parameters: Mapping[str, Any]) -> list[Row]:
    """Return what fails first, then what it stops, then what it hits in part, tier by tier."""
    order = list(EFFECT_WORDS)
    return sorted(rows, key=lambda row: (row["tier"], order.index(row["observed"]), row["thing_id"]))


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
    cypher="",
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
    gather=gather,
    refine=refine,
)
