"""units: amounts of a product in units that cannot be turned into the product's own."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainatlas.checks._check import Check, faults
from chainatlas.checks._ground import Ground
from chainatlas.checks._units import agree

SIDES = ("source", "target")


def find(ground: Ground) -> pl.DataFrame:
    """Find capacities, needs and input coefficients whose unit does not fit the unit of their product."""
    amounts = (*_amounts(ground, "PRODUCES"), *_amounts(ground, "NEEDS"), *_coefficients(ground))
    return faults(_disagreeing(part, ground) for part in amounts)


def _amounts(ground: Ground, kind: str) -> Iterator[pl.DataFrame]:
    for maker in ("Company", "Project"):
        edges = ground.edges(kind, maker, "Product")
        yield edges.select(*SIDES, "statements", kind=pl.lit(kind), product="target", said="unit")


def _coefficients(ground: Ground) -> Iterator[pl.DataFrame]:
    """Yield either half of units such as t/MW: tons of the input for a megawatt of the output."""
    feeds = ground.edges("FEEDS", "Product", "Product")
    halves = pl.col("unit").str.split("/")
    for place, end in enumerate(SIDES):
        half = pl.when(halves.list.len() <= 2).then(halves.list.get(place, null_on_oob=True))
        yield feeds.select(*SIDES, "statements", kind=pl.lit("FEEDS"), product=end, said=half)


def _disagreeing(amounts: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    own = ground.nodes("Product").select(product="id", own="unit")
    both = amounts.join(own, on="product").filter(pl.all_horizontal(pl.col("said", "own").is_not_null()))
    pairs = both.select("said", "own").unique().rows()
    wrong = pl.DataFrame(
        [pair for pair in pairs if not agree(*pair)], {"said": pl.String, "own": pl.String}, orient="row"
    )
    return both.join(wrong, on=["said", "own"], how="semi").select(
        "statements",
        ids=pl.concat_list(*SIDES),
        found=pl.format("{}: {} ≠ {}", "kind", "said", "own"),
    )


CHECK = Check(
    name="units",
    zh="与产品单位无法换算的数量单位",
    en="units that do not match the unit of the product",
    next_zh="改正该行的单位,或产品登记的单位",
    next_en="correct the unit of the row, or the unit of the product",
    find=find,
)
