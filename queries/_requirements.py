"""How much of each product the final products of a chain need, and what of that a park covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from chainatlas.queries._question import Row, Vocabulary
from chainatlas.queries._verdicts import SUPPORTING

Basis = Literal["coefficients", "uniform"]
Pair = tuple[str, str]
Flows = Mapping[Pair, float]
WEIGHTS_WORDS: Vocabulary = {
    "coefficients": ("投入系数", "coefficients"),
    "uniform": ("均摊", "uniform shares"),
}
NOT_FINAL = (*SUPPORTING, "by_product")
"""Kinds of product that no chain is built for, though nothing in it uses them."""


@dataclass(frozen=True)
class Requirements:
    """What a chain needs: input per unit of output, and each product per unit of every final product.

    `weight` leaves out the unit of a final product itself, so it is 0 where only the end user takes it.
    """

    coefficients: Flows
    weight: Mapping[str, float]
    final: frozenset[str]
    basis: Basis

    @cached_property
    def _flows(self) -> Flows:
        """Return what flows between each two products, for all that the final products need."""
        return {
            ends: share * (self.weight[ends[1]] + (ends[1] in self.final))
            for ends, share in self.coefficients.items()
        }

    @cached_property
    def _ends_of(self) -> tuple[dict[str, list[Pair]], dict[str, list[Pair]]]:
        """Return the flows that leave each product and those that reach it."""
        leaving: dict[str, list[Pair]] = defaultdict(list)
        reaching: dict[str, list[Pair]] = defaultdict(list)
        for ends in self.coefficients:
            leaving[ends[0]].append(ends)
            reaching[ends[1]].append(ends)
        return dict(leaving), dict(reaching)

    @cached_property
    def _weighed(self) -> float:
        return sum(self.weight.values())

    @cached_property
    def _flowing(self) -> float:
        return sum(self._flows.values())

    def covered(self, made: Collection[str]) -> float | None:
        """Return which share of the requirements of the final products is made."""
        return _share((self.weight.get(name, 0.0) for name in sorted(set(made))), self._weighed)

    def gain(self, product: str) -> float:
        """Return by how much the coverage grows when a product comes to be made."""
        return self.covered((product,)) or 0.0

    def linked(self, made: Collection[str]) -> float | None:
        """Return which share of the flows of the chain has both ends made."""
        leaving, _ = self._ends_of
        chosen = set(made)
        both = sorted(ends for name in chosen for ends in leaving.get(name, ()) if ends[1] in chosen)
        return _share((self._flows[ends] for ends in both), self._flowing)

    def supplied(self, made: Collection[str]) -> float | None:
        """Return which share of the inputs of what is made is made too."""
        _, reaching = self._ends_of
        chosen = set(made)
        needed = sorted(ends for name in chosen for ends in reaching.get(name, ()))
        whole = sum(self.coefficients[ends] for ends in needed)
        return _share((self.coefficients[ends] for ends in needed if ends[0] in chosen), whole)


def requirements(products: Iterable[Row]) -> Requirements:
    """Solve w = e + A w for the products of one chain; see the methods of recruiting questions.

    Each row has product_id, kind, is_final and feeds: input, recipe, coefficient, unit, by_product.
    """
    rows = sorted(products, key=lambda row: str(row["product_id"]))
    kinds = {row["product_id"]: row["kind"] for row in rows}
    recipes = {row["product_id"]: _recipes(row, kinds) for row in rows}
    basis = basis_of(feed for found in recipes.values() for recipe in found for feed in recipe)
    coefficients = _coefficients(recipes, basis)
    used = {name for name, _ in coefficients}
    final = frozenset(
        row["product_id"]
        for row in rows
        if row["is_final"] or (row["product_id"] not in used and row["kind"] not in NOT_FINAL)
    )
    return Requirements(coefficients, _weights(list(kinds), coefficients, final), final, basis)


def basis_of(feeds: Iterable[Row]) -> Basis:
    """Tell whether all inputs of a chain have coefficients in one unit; otherwise none of them is used."""
    found = list(feeds)
    known = all((feed["coefficient"] or 0) > 0 for feed in found)
    return "coefficients" if found and known and len({feed["unit"] for feed in found}) == 1 else "uniform"


def _recipes(row: Row, kinds: Mapping[str, str]) -> list[list[Row]]:
    """Return the inputs of each recipe of a product; an input without recipe belongs to every one.

    What a process yields by the way is not what its inputs are bought for, so by-products need nothing.
    """
    feeds = [
        feed
        for feed in row["feeds"]
        if feed["input"] in kinds and kinds[feed["input"]] not in SUPPORTING
        if not feed["by_product"] and feed["input"] != row["product_id"]
    ]
    common = [feed for feed in feeds if not feed["recipe"]]
    names = sorted({feed["recipe"] for feed in feeds if feed["recipe"]})
    named = [[feed for feed in feeds if feed["recipe"] == name] for name in names]
    return [common + part for part in named] or ([common] if common else [])


def _coefficients(
    recipes: Mapping[str, Sequence[Sequence[Row]]], basis: Basis
) -> dict[tuple[str, str], float]:
    """Return input per unit of output, as the mean over the recipes of the output."""
    parts: dict[tuple[str, str], list[float]] = {}
    for product, found in recipes.items():
        for recipe in found:
            inputs = sorted({feed["input"] for feed in recipe})
            for feed in recipe:
                share = feed["coefficient"] if basis == "coefficients" else 1 / len(inputs)
                parts.setdefault((feed["input"], product), []).append(share / len(found))
    return {ends: sum(sorted(parts[ends])) for ends in sorted(parts)}


def _weights(products: Sequence[str], coefficients: Flows, final: Collection[str]) -> dict[str, float]:
    """Return the sum of A e, A² e, … up to as many rounds as there are products: exact without cycles."""
    weight = dict.fromkeys(products, 0.0)
    demand = {name: float(name in final) for name in products}
    for _ in products:
        if not any(demand.values()):
            break
        passed = dict.fromkeys(products, 0.0)
        for (name, product), share in coefficients.items():
            passed[name] += share * demand[product]
        for name in products:
            weight[name] += passed[name]
        demand = passed
    return weight


def _share(parts: Iterable[float], whole: float) -> float | None:
    return sum(parts) / whole if whole else None
