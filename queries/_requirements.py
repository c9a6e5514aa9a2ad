"""How much of each product the final products of a chain need, and what of that a park covers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from chainatlas.queries._question import Row, Vocabulary
from chainatlas.queries._verdicts import SUPPORTING

Key = TypeVar("Key")
Basis = Literal["coefficients", "uniform"]
Flows = Mapping[tuple[str, str], float]
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

    def covered(self, made: Collection[str]) -> float | None:
        """Return which share of the requirements of the final products is made."""
        return _share(self.weight, made)

    def gain(self, product: str) -> float:
        """Return by how much the coverage grows when a product comes to be made."""
        return _share(self.weight, (product,)) or 0.0

    def linked(self, made: Collection[str]) -> float | None:
        """Return which share of the flows of the chain has both ends made."""
        whole = {
            ends: share * (self.weight[ends[1]] + (ends[1] in self.final))
            for ends, share in self.coefficients.items()
        }
        return _share(whole, [ends for ends in whole if set(ends) <= set(made)])

    def supplied(self, made: Collection[str]) -> float | None:
        """Return which share of the inputs of what is made is made too."""
        needed = {ends: share for ends, share in self.coefficients.items() if ends[1] in made}
        return _share(needed, [ends for ends in needed if ends[0] in made])


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
        passed = dict.fromkeys(products, 0.0)
        for (name, product), share in coefficients.items():
            passed[name] += share * demand[product]
        for name in products:
            weight[name] += passed[name]
        demand = passed
    return weight


def _share(parts: Mapping[Key, float], of: Iterable[Key]) -> float | None:
    total = sum(parts.values())
    chosen = set(of)
    return sum(value for key, value in parts.items() if key in chosen) / total if total else None
