"""chain: one industrial chain from upstream to downstream, who makes each product, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.around import StoreAround
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Parameter
from chainatlas.queries.chain_gaps import QUESTION
from chainatlas.viz._chain import picture
from chainatlas.viz._view import Picture, View


def draw(store: Store, parameters: Mapping[str, Any]) -> Picture:
    """Draw a chain; with a park, what the park has of it and what it lacks."""
    chain, park = str(parameters["chain"]), str(parameters["park"])
    gaps = ask(store, QUESTION, {"park": park, "chain": chain}).rows if park else []
    return picture(StoreAround(store), chain, park, gaps)


VIEW = View(
    name="chain",
    zh="产业链图:从上游到下游的产品、生产它们的企业、缺失的环节",
    en="A chain from upstream to downstream: its products, who makes them, and what is missing",
    parameters=(
        Parameter("chain", "产业链", "the chain", label="Chain"),
        Parameter(
            "park", "园区", "show only this park's firms, and what the park lacks", label="Park", default=""
        ),
    ),
    draw=draw,
)
