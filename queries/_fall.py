"""What a failure stops in one reading, and how that comes about: parts by kind and id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import polars as pl

from chainatlas.queries._fabric import Fabric, places_of
from chainatlas.queries._outcome import Failure
from chainatlas.queries._parts import Key, Parts, Reading
from chainatlas.queries._question import Row
from chainatlas.queries._standstill import Standstill
from chainatlas.queries._ways import Reach, below, edges_along, edges_of, spread, way_down
from chainatlas.queries._web import Numbers


class Fall:
    """The parts that a failure stops, each with how it comes there."""

    def __init__(self, parts: Parts, failure: Failure) -> None:
        """Work out what stops."""
        self._parts, begun = parts, _begun(parts, failure)
        numbers = np.fromiter(begun, np.int64, len(begun))
        self.numbers: Numbers = Standstill(parts.web, numbers, np.zeros_like(numbers)).stopped(0)
        on = below(parts, self.numbers)
        self._reached = spread(parts, on, begun)
        self._keys = dict(zip(self.numbers.tolist(), parts.keys(self.numbers.tolist()), strict=True))
        self.stopped = {key: number for number, key in self._keys.items()}

    def reached(self, key: Key) -> Reach | None:
        """Return how the failure comes to a part, None where it does not."""
        return self._reached.get(self.stopped.get(key, -1))

    def proof(self, key: Key) -> list[Row]:
        """Return the edges that the way of the failure to a part rests on."""
        way = way_down(self._reached, self.stopped[key])
        return edges_along(self._edges, [self._keys[number] for number in way])

    @cached_property
    def _edges(self) -> dict[Key, list[Row]]:
        """Return the edges that the parts rest on."""
        return edges_of(self._parts, self.numbers.tolist())

    @cached_property
    def told(self) -> pl.DataFrame:
        """Return the kind, the firm `a` and the product `p` of each part that stops."""
        return self._parts.describe(self.numbers)


def falls(fabric: Fabric, readings: Iterable[Reading], failure: Failure) -> list[Fall]:
    """Return what a failure stops in some readings."""
    return [Fall(Parts.of(fabric, reading), failure) for reading in readings]


def _begun(parts: Parts, failure: Failure) -> dict[int, int]:
    """Return the parts at which a failure begins, each with its tier."""
    fabric = parts.fabric
    steps = {"id": list(failure.products), "step": list(failure.products.values())}
    goods = pl.DataFrame(steps, schema={"id": pl.String, "step": pl.Int64})
    known = goods.with_columns(p=places_of(fabric.products, goods["id"])).filter(pl.col("p") >= 0)
    firms = places_of(fabric.actors, pl.Series(sorted(failure.whole), dtype=pl.String))
    return parts.failing(firms.filter(firms >= 0).to_numpy(), known.select("p", "step"))
