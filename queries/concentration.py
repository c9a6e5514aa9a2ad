"""concentration: how each product is spread over the parks, by Herfindahl index and location quotient."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.queries._parkwide import COUNTED, Ground, counted, grouped
from chainatlas.queries._question import Column, Parameter, Question, Row, union

if TYPE_CHECKING:
    import polars as pl

    from chainatlas.graph.store import Store
    from chainatlas.queries._country import Country


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read how many makers each park has, and the makers of the products that are asked for."""
    import polars as pl

    from chainatlas.graph.stored import once
    from chainatlas.queries._country import Country, rows_of
    from chainatlas.queries._makers import made_around, places

    country, presence = Country(store), parameters["presence"]
    whole = once(store, "makers of parks", presence, lambda: _whole(country, country.made(presence)))
    members = country.members(pl.Series([parameters["chain"]]), ("denied",)) if parameters["chain"] else []
    goods = {row["one"] for row in members} if parameters["chain"] else None
    made = made_around(country, presence, parameters["park"], goods)
    return [
        *country.rows,
        *members,
        *places(country, made["one"]),
        *country.told(made),
        *rows_of("whole", whole, ("makers",)),
    ]


def _whole(country: Country, made: pl.DataFrame) -> pl.DataFrame:
    """Return the makers of all products of each park, added up product by product: one, makers."""
    import polars as pl

    from chainatlas.queries._technologies import added

    ends = made.select("one", "other").unique().join(country.tops, on="one")
    share = 1 / pl.len().over("one", "other")
    spread = ends.with_columns(share=share).group_by("park", "other")
    counts = spread.agg(whole=(pl.col("share") == 1).sum(), parts=pl.col("share").filter(pl.col("share") < 1))
    counts = counts.sort("park", "other")
    makers = [math.fsum((whole, *parts)) for whole, parts in counts.select("whole", "parts").iter_rows()]
    parks = counts["park"].unique(maintain_order=True)
    place = counts["park"].rle_id().cast(pl.Int64).to_numpy()
    total = pl.Series(added(place, pl.Series(makers, dtype=pl.Float64).to_numpy(), parks.len()))
    return pl.DataFrame({"one": parks, "other": [""] * parks.len(), "makers": total})


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Spread the makers of each product over the outermost parks: docs/methods-parks.md, concentration."""
    ground = Ground.of(rows)
    makers = [
        {**maker, "tops": ground.outermost(maker["id"])}
        for maker in counted(rows, "made", parameters["presence"])
    ]
    members = {row["one"]: row["said"]["statements"] for row in rows if row["kind"] == "member"}
    whole = {row["one"]: row["said"]["makers"] for row in rows if row["kind"] == "whole"}
    total = math.fsum(whole.values())
    wanted = ground.around(parameters["park"]).keys() if parameters["park"] else ground.parks.keys()
    answer = []
    for product, found in grouped(makers, "product_id").items():
        spread = spread_of(found)
        for park in spread.keys() & wanted:
            row = _row(park, found, spread, whole[park], total)
            row["statements"] = union((row["statements"], members.get(product)))
            answer.append({**row, **ground.parks[park], "park_id": park})
    return [_named(row) for row in sorted(answer, key=_order)]


def spread_of(makers: Iterable[Row]) -> dict[str, float]:
    """Return for each park how many makers of a product it has; a maker in two parks is half in each."""
    shares: dict[str, list[float]] = defaultdict(list)
    for things in grouped(makers, "id").values():
        tops = things[0]["tops"]
        for park in tops:
            shares[park].append(1 / len(tops))
    return {park: math.fsum(shares[park]) for park in sorted(shares)}


def herfindahl(sizes: Iterable[float]) -> float | None:
    """Return the sum of squared shares, 1 / n where n are equal, 1 where one has all; None of nothing.

    >>> herfindahl([1, 1, 2])
    0.375
    """
    sizes = list(sizes)
    total = math.fsum(sizes)
    return round(math.fsum((size / total) ** 2 for size in sizes), 3) if total else None


def quotient(here: float, park: float, product: float, whole: float) -> float:
    """Return the location quotient: the product's share of the park's makers over its share of all makers.

    >>> quotient(1, 2, 2, 8)
    2.0
    """
    return round((here / park) / (product / whole), 3)


def capacity_index(makers: Iterable[Row]) -> float | None:
    """Return the Herfindahl index of known capacities, all in one unit and each in one park; else None."""
    makers = list(makers)
    if len({maker["unit"] for maker in makers}) != 1:
        return None
    if any(not maker["capacity"] or len(maker["tops"]) != 1 for maker in makers):
        return None
    sizes: dict[str, list[float]] = defaultdict(list)
    for maker in makers:
        sizes[min(maker["tops"])].append(maker["capacity"])
    return herfindahl(math.fsum(sizes[park]) for park in sorted(sizes))


def _row(park: str, makers: list[Row], spread: Mapping[str, float], in_park: float, in_all: float) -> Row:
    placed = [maker for maker in makers if maker["tops"]]
    total = math.fsum(spread.values())
    return {
        **{key: makers[0][key] for key in ("product_id", "product", "product_en")},
        "parks": len(spread),
        "makers": len({maker["id"] for maker in placed}),
        "unplaced": len({maker["id"] for maker in makers if not maker["tops"]}),
        "hhi": herfindahl(spread.values()),
        "hhi_capacity": capacity_index(placed),
        "here": spread[park],
        "share": round(spread[park] / total, 3),
        "lq": quotient(spread[park], in_park, total, in_all),
        "statements": union(
            part for maker in placed for part in (maker["statements"], *maker["tops"].values())
        ),
    }


def _named(row: Row) -> Row:
    return {**row, "park": row["name"], "park_en": row["name_en"]}


def _order(row: Row) -> tuple[float, str, float, str]:
    return -row["parks"], row["product_id"], -row["here"], row["park_id"]


QUESTION = Question(
    name="concentration",
    zh="每种产品在各园区间有多集中,哪些园区专门生产它?",
    en="How concentrated is each product over the parks, and which parks specialise in it?",
    cypher="",
    parameters=(
        Parameter(
            "park", "园区", "only the outermost park that this is or lies in", label="Park", default=""
        ),
        Parameter("chain", "产业链", "only products of this chain", label="Chain", default=""),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("product_id", "产品标识", "product id", "never"),
        Column("product", "产品", "product", "zh"),
        Column("product_en", "产品(英文)", "product", "en"),
        Column("parks", "园区数", "parks"),
        Column("makers", "生产者", "makers"),
        Column("unplaced", "园区未记录", "makers in no park on record"),
        Column("hhi", "集中度(按生产者)", "HHI by makers"),
        Column("hhi_capacity", "集中度(按产能)", "HHI by capacity", blank=("未记录", "not recorded")),
        Column("park_id", "园区标识", "park id", "never"),
        Column("park", "园区", "park", "zh"),
        Column("park_en", "园区(英文)", "park", "en"),
        Column("here", "本园区生产者", "makers in the park"),
        Column("share", "占比", "share of makers"),
        Column("lq", "区位商", "location quotient"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
