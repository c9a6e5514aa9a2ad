"""by-products: who could take whose heat, slag, gas and other by-products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chainatlas.queries._dealt import dealt
from chainatlas.queries._flows import (
    COUNTED,
    PRESENCE,
    Firm,
    Flows,
    apart,
    gathered,
    named,
    partner,
    thing,
)
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, union

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

STATES: Vocabulary = {
    "on record": ("已有供应记录", "a supply on record"),
    "same park": ("同园区可接", "both in one park"),
    "own use": ("可自用", "own use"),
    "apart": ("异地可接", "in different places"),
    "too far": ("相距过远,热不可及", "too far for heat"),
    "giver only": ("仅有产生者", "only who has it is on record"),
    "taker only": ("仅有可用者", "only who could take it is on record"),
    "rule only": ("仅有规则", "rule only, no firm on record"),
}
BASES: Vocabulary = {
    "stated": ("原文", "stated"),
    "same recipe": ("与主产品同工艺", "a main product of the same recipe"),
    "same input": ("与某产品同原料、工艺未载明", "a product of the same input, recipe not stated"),
}
"""Why a firm is taken to have a by-product, from the strongest to the weakest."""
HEAT_UNIT = "GJ"
HEAT_KM = 30.0
"""How far heat is taken to travel between parks; this project's own limit."""


@dataclass(frozen=True)
class Origin:
    """Where a by-product comes from: the rules, the main products of the same input, and who has it.

    `mains` share a named recipe with it, `likely` only the input where no recipe is named.
    """

    rules: list[Row]
    mains: list[Row]
    likely: list[Row]
    givers: dict[str, str]


@dataclass(frozen=True)
class Match:
    """A giver and a taker that are not one firm."""

    giver: Firm
    taker: Firm
    together: bool
    km: float | None

    @property
    def ends(self) -> str:
        """The ids of both."""
        return f"{self.giver.id} {self.taker.id}"


def gather(store: Store, _parameters: Mapping[str, Any]) -> list[Row]:
    """Return who makes and needs what by-products come from, are and go into, and their supplies."""
    return dealt(store)


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put by-products beside those who could take them: docs/methods.md, section on by-products."""
    flows, park = gathered(rows, COUNTED[parameters["presence"]]), parameters["park"]
    answer = []
    for product in sorted({feed["output"] for feed in flows.feeds.values() if feed["by_product"]}):
        origin = _origin(flows, product)
        for output in _outputs(flows, product):
            takers = _takers(flows, product, output)
            if not park or any(flows.firms[name].inside(park) for name in {*origin.givers, *takers}):
                answer.append(_row(flows, (product, output), origin, takers, park))
    states = list(STATES)
    return sorted(
        answer, key=lambda row: (states.index(row["state"]), row["by_product_id"], row["use_id"] or "")
    )


def _origin(flows: Flows, product: str) -> Origin:
    """Return the origin of a by-product; its main products share input and recipe with it."""
    rules = [feed for feed in flows.inputs(product) if feed["by_product"]]
    ends = {(rule["input"], rule["recipe"]) for rule in rules}
    shared = [
        feed
        for name in sorted({rule["input"] for rule in rules})
        for feed in flows.outputs(name)
        if not feed["by_product"] and (name, feed["recipe"]) in ends and feed["output"] != product
    ]
    mains = [feed for feed in shared if feed["recipe"]]
    likely = [feed for feed in shared if not feed["recipe"]]
    givers: dict[str, str] = {}
    for basis, feeds in (("same input", likely), ("same recipe", mains)):
        givers |= {name: basis for feed in feeds for name in flows.made.get(feed["output"], ())}
    givers |= dict.fromkeys(flows.made.get(product, ()), "stated")
    return Origin(rules, mains, likely, givers)


def _outputs(flows: Flows, product: str) -> list[str]:
    """Return what a by-product goes into; "" stands for a stated need whose product is not told."""
    outputs = sorted({feed["output"] for feed in flows.outputs(product)} - {product})
    return outputs + [""] * bool(_takers(flows, product, "") or not outputs)


def _takers(flows: Flows, product: str, output: str) -> dict[str, str]:
    """Return who could take a by-product for an output, and whether a need of it is stated."""
    needed = flows.needed.get(product, {}).keys()
    if output:
        return {name: "stated" if name in needed else "inferred" for name in flows.made.get(output, {})}
    told = {name for feed in flows.outputs(product) for name in flows.made.get(feed["output"], ())}
    return dict.fromkeys(sorted(needed - told), "stated")


def _matches(givers: Iterable[Firm], takers: list[Firm], park: str) -> list[Match]:
    """Return the pairs of a giver and a taker that are not one firm, the nearest first."""
    pairs = [
        Match(giver, taker, bool(common(giver, taker, park)), apart(giver, taker))
        for giver in givers
        for taker in takers
        if not giver.is_of(taker)
    ]
    return sorted(pairs, key=lambda pair: (not pair.together, pair.km is None, pair.km or 0.0, pair.ends))


def common(one: Firm, other: Firm, park: str) -> set[str]:
    """Return the parks that two firms share; only the one asked for, if one is."""
    mine, theirs = (
        {name for areas in firm.areas.values() for name in areas if name.startswith("park:")}
        for firm in (one, other)
    )
    return mine & theirs & ({park} if park else mine)


def _row(flows: Flows, ends: tuple[str, str], origin: Origin, takers: Mapping[str, str], park: str) -> Row:
    product, output = ends
    giving, taking = ([flows.firms[name] for name in sorted(found)] for found in (origin.givers, takers))
    matches = _matches(giving, taking, park)
    sales = [
        sale
        for firm in taking
        for sale in flows.bought(firm)
        if sale["product"] == product and not flows.firms[sale["seller"]].is_of(firm)
    ]
    item, use = flows.products[product], flows.products.get(output, {})
    return {
        "by_product_id": product,
        "by_product": item["name"],
        "by_product_en": item["name_en"],
        "use_id": output or None,
        "use": use.get("name"),
        "use_en": use.get("name_en"),
        "state": _state(bool(sales), matches, giving, taking, item["unit"] == HEAT_UNIT),
        "basis": min(origin.givers.values(), key=list(BASES).index, default=None),
        "recipes": sorted({rule["recipe"] for rule in origin.rules if rule["recipe"]}),
        "mains": _named(flows, origin.mains),
        "likely": _named(flows, origin.likely),
        "givers": [thing(firm) | {"basis": origin.givers[firm.id]} for firm in giving],
        "takers": [thing(firm) | {"basis": takers[firm.id]} for firm in taking],
        "nearest": [_pair(pair) for pair in matches[:1]],
        "km": matches[0].km if matches else None,
        "suppliers": [partner(flows.firms[sale["seller"]], sale) for sale in sales],
        "statements": _evidence(flows, ends, origin, takers, sales),
    }


def _state(sold: bool, matches: list[Match], giving: list[Firm], taking: list[Firm], heat: bool) -> str:
    """Return how a by-product and a use of it meet, the best state first that holds."""
    near = [pair for pair in matches if not heat or pair.together or (pair.km or 0.0) <= HEAT_KM]
    states = {
        "on record": sold,
        "same park": any(pair.together for pair in matches),
        "own use": any(giver.is_of(taker) for giver in giving for taker in taking),
        "apart": bool(near),
        "too far": bool(matches),
        "giver only": bool(giving),
        "taker only": bool(taking),
        "rule only": True,
    }
    return next(word for word, holds in states.items() if holds)


def _named(flows: Flows, feeds: list[Row]) -> list[Row]:
    return [named(flows.products[name]) for name in sorted({feed["output"] for feed in feeds})]


def _pair(pair: Match) -> Row:
    giver, taker = pair.giver.names, pair.taker.names
    return {
        "id": pair.ends,
        "name": f"{giver['name']}→{taker['name']}",
        "name_en": f"{giver['name_en'] or giver['name']} → {taker['name_en'] or taker['name']}",
    }


def _evidence(
    flows: Flows, ends: tuple[str, str], origin: Origin, takers: Mapping[str, str], sales: list[Row]
) -> list[str]:
    product, output = ends
    shared = [*origin.mains, *origin.likely]
    mains = {feed["output"] for feed in shared} | {product}
    feeds = [*origin.rules, *shared]
    feeds += [feed for feed in flows.outputs(product) if feed["output"] == output]
    made = [
        flows.evidence(name, firm)
        for name in sorted(mains)
        for firm in sorted(flows.made.get(name, ()))
        if firm in origin.givers
    ]
    taken = [flows.evidence(output, firm) for firm in takers]
    needed = [edge["statements"] for firm in takers for edge in flows.needed.get(product, {}).get(firm, [])]
    return union([*(row["statements"] for row in (*feeds, *sales)), *made, *taken, *needed])


QUESTION = Question(
    name="by-products",
    zh="谁的余热、废渣、二氧化碳、尾气等副产物可以给谁用?",
    en="Who could take whose waste heat, slag, carbon dioxide, tail gas and other by-products?",
    cypher="",
    gather=gather,
    parameters=(
        Parameter("park", "园区", "only where a firm of this park has or could take it", "Park", default=""),
        PRESENCE,
    ),
    columns=(
        Column("by_product_id", "副产物标识", "by-product id", "never"),
        Column("by_product", "副产物", "by-product", "zh"),
        Column("by_product_en", "副产物(英文)", "by-product", "en"),
        Column("use_id", "用途标识", "use id", "never"),
        Column("use", "可用于", "goes into", "zh", blank=("未载明", "not stated")),
        Column("use_en", "可用于(英文)", "goes into", "en", blank=("未载明", "not stated")),
        Column("state", "衔接", "match", words=STATES),
        Column("givers", "产生者", "had by"),
        Column("takers", "可用者", "could be taken by"),
        Column("nearest", "最近一对", "nearest pair"),
        Column("km", "相距(公里)", "km apart"),
        Column("suppliers", "供应记录", "suppliers on record"),
        Column("basis", "依据", "had because of", words=BASES),
        Column("mains", "主产品", "main products"),
        Column("likely", "或为主产品", "perhaps main products"),
        Column("recipes", "工艺路线", "recipes"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
