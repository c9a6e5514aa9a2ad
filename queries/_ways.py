"""How a failure comes to the parts that it stops, and the edges that this rests on."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from chainatlas.queries._fabric import PROOF
from chainatlas.queries._parts import KINDS, Key, Parts
from chainatlas.queries._question import Row
from chainatlas.queries._web import Flags, Lists, Numbers

MANY = 2.0**20
"""More steps than any way has, of which a tier weighs as much."""


@dataclass(frozen=True)
class Reach:
    """How a failure came to a part: over how many tiers, and from which part; None where it began."""

    tier: int
    below: int | None


def below(parts: Parts, stopped: Numbers) -> dict[int, list[int]]:
    """Return for each stopped part, in order, the stopped ones that it hangs on."""
    found: dict[int, list[int]] = {part: [] for part in stopped.tolist()}
    owner, lower = parts.web.on.of(stopped)
    for part, one in zip(stopped[owner].tolist(), lower.tolist(), strict=True):
        if one in found:
            found[part].append(one)
    return found


def nearest(
    parts: Parts, stopped: Flags, begun: Sequence[int], chosen: Iterable[int]
) -> dict[int, list[int]]:
    """Return for some stopped parts, and all over which a failure comes to them in fewest tiers, those below.

    Of the parts that each hangs on, only those are told that are on such a way.
    """
    among = np.flatnonzero(stopped)
    upper, lower = parts.web.on.of(among)
    held = stopped[lower]
    upper, lower = upper[held], np.searchsorted(among, lower[held])
    step = parts.taking[among[upper]] & parts.giving[among[lower]]
    ties = csr_array((1.0 + MANY * step, (lower, upper)), shape=(len(among), len(among)))
    tier = dijkstra(ties, indices=np.searchsorted(among, np.array(begun)), min_only=True) // MANY
    short = tier[upper] == tier[lower] + step
    on = Lists(np.searchsorted(upper[short], np.arange(len(among) + 1)), among[lower[short]])
    found: dict[int, list[int]] = {}
    queue = list(chosen)
    while queue:
        part = queue.pop()
        if part not in found:
            found[part] = on[int(np.searchsorted(among, part))].tolist()
            queue += found[part]
    return {part: found[part] for part in sorted(found)}


def spread(parts: Parts, on: Mapping[int, Sequence[int]], begun: Mapping[int, int]) -> dict[int, Reach]:
    """Return how failures come to stopped parts on the shortest way from where they begin.

    A tier is one step from a maker to its product or from a seller to what its buyer needs.
    """
    hanging: dict[int, list[int]] = {part: [] for part in on}
    for part, lower in on.items():
        for one in lower:
            hanging[one].append(part)
    found = {part: Reach(tier, None) for part, tier in begun.items() if part in on}
    queue = deque(found)
    while queue:
        part = queue.popleft()
        for higher in hanging[part]:
            step = int(parts.taking[higher] and parts.giving[part])
            tier = found[part].tier + step
            if higher not in found or tier < found[higher].tier:
                found[higher] = Reach(tier, part)
                (queue.append if step else queue.appendleft)(higher)
    return found


def way_down(reached: Mapping[int, Reach], part: int) -> list[int]:
    """Return the parts from one that stops down to where that began."""
    found = [part]
    while (lower := reached[found[-1]].below) is not None:
        found.append(lower)
    return found


def things_along(keys: Sequence[Key]) -> list[str]:
    """Return the firms and products of the parts of a way, each once where several follow each other."""
    names = [key[2] if key[0] == "need" else key[1] for key in keys]
    return [name for name, _ in groupby(names)]


def edges_along(edges: Mapping[Key, Sequence[Row]], keys: Sequence[Key]) -> list[Row]:
    """Return the edges that the parts of a way rest on; of a way of making, only the input in question."""
    found = list(edges[keys[0]])
    for key, lower in pairwise(keys):
        if lower[0] in ("product", "need"):
            found += edges[lower]
        if key[0] == "line":
            found += edges[key]
        elif key[0] == "way":
            found += [edge for edge in edges[key] if edge["source"] == lower[-1]]
    return found


def edges_of(parts: Parts, numbers: Collection[int]) -> dict[Key, list[Row]]:
    """Return the edges that some parts rest on, with `source`, basis, whether contested, and statements."""
    chosen = sorted(set(numbers))
    keys = parts.keys(chosen)
    told = parts.describe(np.array(chosen, np.int64)).with_columns(place=pl.int_range(pl.len()))
    found: dict[Key, list[Row]] = {key: [] for key in keys}
    for table in _resting(parts, told):
        for row in table.select("place", "source", *PROOF).iter_rows(named=True):
            found[keys[row.pop("place")]].append(row)
    return found


def _resting(parts: Parts, told: pl.DataFrame) -> Iterable[pl.DataFrame]:
    fabric = parts.fabric
    kinds = {name: told.filter(pl.col("kind") == place).drop("kind") for place, name in enumerate(KINDS)}
    lines, needs = kinds["line"], kinds["need"]
    yield lines.join(fabric.makers.of("a", lines["a"]), on=["a", "p"])
    yield needs.join(fabric.users.of("a", needs["a"]), on=["a", "p"])
    yield needs.join(fabric.sales.of("a", needs["a"]), on=["a", "p"])
    ways = fabric.ways.filter(pl.col("n") != pl.col("q"))
    yield kinds["way"].join(ways, left_on=["p", "w"], right_on=["q", "w"])
    scarce = kinds["product"].join(fabric.common.to_frame("p"), on="p", how="anti")
    yield scarce.drop("a").join(fabric.makers.of("p", scarce["p"]), on="p")
