"""By which recipe a firm most likely makes its product, and how much it so needs an input."""

from __future__ import annotations

from collections.abc import Iterable

from chainatlas.queries._flows import Use
from chainatlas.queries._question import Row, Vocabulary

GRADES: Vocabulary = {
    "essential": ("必需", "essential"),
    "on this route": ("该工艺必需", "essential on this route"),
    "not stated": ("未载明", "not stated"),
    "not essential": ("非必需", "not essential"),
    "alternative route": ("另一工艺所需", "of another route"),
}
"""From the strongest to the weakest."""
UNWEIGHED = ("not essential", "alternative route")


def best_routes(feeds: Iterable[Row], stated: set[str], lacking: set[str]) -> set[str]:
    """Return the recipes of a product on which a firm most likely works.

    Those with the most inputs that the firm is stated to need, and among them with the fewest essential
    inputs that are lacking; all of them where several are alike.
    """
    inputs: dict[str, dict[str, bool]] = {}
    for feed in feeds:
        if feed["recipe"]:
            inputs.setdefault(feed["recipe"], {})[feed["input"]] = feed["essential"] is not False
    cost = {
        recipe: (
            -len(stated & found.keys()),
            sum(essential and name in lacking for name, essential in found.items()),
        )
        for recipe, found in inputs.items()
    }
    return {recipe for recipe in cost if cost[recipe] == min(cost.values())}


def grade(use: Use, feeds: list[Row], chosen: set[str]) -> str:
    """Return how much a firm needs an input for one of its products."""
    recipe = use.feed.get("recipe")
    if recipe and recipe not in chosen:
        return "alternative route"
    if use.feed.get("essential") is None:
        return "not stated"
    if not use.feed["essential"]:
        return "not essential"
    recipes = {feed["recipe"] for feed in feeds if feed["recipe"]}
    having = {feed["recipe"] for feed in feeds if feed["input"] == use.feed["input"]}
    return "essential" if not recipe or recipes <= having else "on this route"
