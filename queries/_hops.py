"""Hops from one thing to the next as numbers, and the shortest ways over them."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chainatlas.graph.store import Store
from chainatlas.graph.stored import once, read_nodes
from chainatlas.queries._question import Row
from chainatlas.queries._web import Lists, Numbers, distinct
from chainatlas.queries._whereabouts import GONE, STOPPED, ties

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "": ("supplies", "makes", "feeds", "needed by", "made by", "develops", "developed by"),
    "supplies": ("supplies", "makes", "develops"),
    "makes": ("feeds", "needed by"),
    "feeds": ("feeds", "needed by", "made by"),
    "needed by": ("makes", "supplies", "developed by"),
    "made by": ("supplies", "developed by"),
    "develops": ("makes", "supplies"),
    "developed by": ("supplies",),
}
"""What may come after each kind of hop: two who make the same product do not supply each other."""
OWNING = {"made by", "develops", "developed by"}
"""Hops that by themselves lead nowhere: from a product to who makes it, from a firm to its project."""
EDGES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "PRODUCES": (("makes", "source", "target"), ("made by", "target", "source")),
    "NEEDS": (("needed by", "target", "source"),),
    "FEEDS": (("feeds", "source", "target"),),
    "SUPPLIES": (("supplies", "source", "target"),),
    "DEVELOPS": (("develops", "source", "target"), ("developed by", "target", "source")),
}
"""The hops that each kind of edge allows; what a firm makes can be followed both ways."""
SAID = ("basis", "contested", "statements")
FAR = 127
"""How many hops are left where the end cannot be reached."""
NOTHING: Numbers = np.zeros(0, np.int64)

Steps = NDArray[np.int8]
Hop = tuple[str, int, int]
"""The kind, from what, to what."""


@dataclass(frozen=True)
class Hops:
    """Hops of each kind between things by number: `ends` say from what to what, `sold` what is supplied."""

    count: int
    ends: Mapping[str, tuple[Numbers, Numbers]]
    sold: Numbers = field(default_factory=lambda: NOTHING)

    @cached_property
    def _out(self) -> dict[str, Lists]:
        """Return the places of the hops of each kind from each thing."""
        return {kind: _places(ends[0], self.count) for kind, ends in self.ends.items()}

    @cached_property
    def _into(self) -> dict[str, Lists]:
        return {kind: _places(ends[1], self.count) for kind, ends in self.ends.items()}

    def between(self, hop: Hop) -> Numbers:
        """Return the places of the edges behind a hop."""
        kind, giver, taker = hop
        places = self._out[kind][giver]
        return np.asarray(places[self.ends[kind][1][places] == taker])

    def left(self, end: int, most: int) -> dict[str, Steps]:
        """Return in how few hops the end can be reached from each thing, by the hop that led to it."""
        left = {kind: np.full(self.count, FAR, np.int8) for kind in FOLLOWS}
        edge = {kind: np.array([end]) for kind in self.ends if kind != "develops"}
        for kind in edge:
            left[kind][end] = 0
        for steps in range(1, most + 1):
            before = {
                kind: distinct(self.ends[kind][0][self._into[kind].of(takers)[1]])
                for kind, takers in edge.items()
            }
            edge = {}
            for kind, after in FOLLOWS.items():
                found = [givers for hop, givers in before.items() if hop in after]
                givers = distinct(np.concatenate([NOTHING, *found]))
                givers = givers[left[kind][givers] == FAR]
                left[kind][givers] = steps
                if kind in self.ends:
                    edge[kind] = givers
        return left

    def uses(self, product: int, maker: int) -> set[int]:
        """Return what a firm makes of a product, as far as the technology tells."""
        if "feeds" not in self.ends:
            return set()
        outputs, made = (self._takers(kind, thing) for kind, thing in (("feeds", product), ("makes", maker)))
        return set(np.intersect1d(outputs, made).tolist())

    def _takers(self, kind: str, giver: int) -> Numbers:
        return self.ends[kind][1][self._out[kind][giver]]

    def onwards(self, kind: str, giver: int, before: tuple[str, int]) -> list[int]:
        """Return where hops of a kind lead that may carry on the hop before, given by its kind and start.

        A firm sells what it makes, not another product; and what it needs goes into what the technology
        knows to be made of it, where it knows any of the firm's products to be.
        """
        takers = self._takers(kind, giver)
        if (before[0], kind) == ("made by", "supplies"):
            sold = self.sold[self._out[kind][giver]]
            takers = takers[(sold < 0) | (sold == before[1])]
        if (before[0], kind) == ("needed by", "makes") and (known := self.uses(before[1], giver)):
            takers = takers[np.isin(takers, sorted(known))]
        found: list[int] = distinct(takers).tolist()
        return found


def _places(of: Numbers, count: int) -> Lists:
    return Lists.by(of, np.arange(len(of)), count)


def simple_paths(hops: Hops, start: int, end: int, most: int) -> Iterator[tuple[Hop, ...]]:
    """Yield the paths of at most so many hops that pass through nothing twice, the shortest first.

    Of two equally long ones the one whose numbers come first is first.
    """
    left = hops.left(end, most)
    queue: list[tuple[int, tuple[int, ...], tuple[str, ...]]] = []
    if start != end and left[""][start] <= most:
        queue.append((int(left[""][start]), (start,), ("",)))
    while queue:
        _, names, kinds = heapq.heappop(queue)
        if names[-1] == end:
            if set(kinds[1:]) - OWNING and kinds[-1] != "develops":
                yield tuple(zip(kinds[1:], names, names[1:], strict=False))
            continue
        before = (kinds[-1], names[-2] if len(names) > 1 else -1)
        for kind in FOLLOWS[kinds[-1]]:
            for taker in hops.onwards(kind, names[-1], before) if kind in hops.ends else ():
                total = len(names) + int(left[kind][taker])
                if total <= most and taker not in names:
                    heapq.heappush(queue, (total, (*names, taker), (*kinds, kind)))


class Ground:
    """The edges over which goods may go, of which hops are made."""

    def __init__(self, store: Store, kinds: Collection[str]) -> None:
        """Read the edges that these kinds of hop follow; a maker that stands still gives nothing."""
        self.store = store
        labels = ("Company", "Project", "Product")
        self.ids = pl.concat([read_nodes(store, label, ["id"])["id"] for label in labels]).sort()
        self._tables = {
            name: self._read(name) for name, hops in EDGES.items() if {hop for hop, _, _ in hops} & set(kinds)
        }
        ends = {
            hop: (self._tables[name][one].to_numpy(), self._tables[name][other].to_numpy())
            for name, hops in EDGES.items()
            for hop, one, other in hops
            if hop in kinds
        }
        sold = self._tables["SUPPLIES"]["product"].to_numpy() if "supplies" in kinds else NOTHING
        self.hops = Hops(len(self.ids), ends, sold)

    @classmethod
    def of(cls, store: Store, kinds: Sequence[str]) -> Ground:
        """Return the edges of a store that these kinds of hop follow."""
        return once(store, "ground", tuple(kinds), lambda: cls(store, kinds))

    def number(self, name: str) -> int:
        """Return the number of a thing."""
        return int(self.ids.search_sorted(name))

    def _read(self, name: str) -> pl.DataFrame:
        both = name in ("PRODUCES", "DEVELOPS")
        wanted = [*SAID, *(["product"] if name == "SUPPLIES" else [])]
        found = ties(self.store, name, wanted, STOPPED if both else GONE)
        found = found.filter(pl.col("source").is_in(self.ids.implode()))
        if both:
            own = read_nodes(self.store, "Project", ["id", "status"])
            still = own.filter(pl.col("status").is_in(list(STOPPED)))["id"].to_list()
            found = found.filter(~pl.col("source").is_in(still), ~pl.col("target").is_in(still))
        columns = ("source", "target", *wanted[len(SAID) :])
        return found.with_columns(self._number(column) for column in columns)

    def _number(self, column: str) -> pl.Expr:
        numbers = pl.col(column).cast(pl.Enum(self.ids), strict=False).to_physical().cast(pl.Int64)
        return numbers.fill_null(-1)

    def edges(self, hop: Hop) -> list[Row]:
        """Return the edges behind a hop, with `product` as an id, sorted by that and their statements."""
        name = next(name for name, hops in EDGES.items() if any(kind == hop[0] for kind, _, _ in hops))
        rows = self._tables[name][self.hops.between(hop).tolist()].to_dicts()
        for row in rows:
            number = row.get("product", -1)
            row["product"] = self.ids[number] if number >= 0 else None
        return sorted(rows, key=lambda row: (str(row["product"]), row["statements"]))
