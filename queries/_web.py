"""Parts by number of which some hang on others, and the order in which they can begin to work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from chainatlas.queries._spans import spans

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
RINGS = -1
"""The rank of parts that cannot begin to work."""


def distinct(numbers: Numbers) -> Numbers:
    """Return numbers from 0 on in order, each once; by sorting, a tenth of what hashing in numpy takes.

    >>> distinct(np.array([3, 0, 3])).tolist()
    [0, 3]
    """
    found = np.sort(numbers)
    return found[np.diff(found, prepend=-1) > 0]


@dataclass(frozen=True)
class Lists:
    """Many lists of numbers in one: list i is `items[starts[i]:starts[i + 1]]`."""

    starts: Numbers
    items: Numbers

    @classmethod
    def by(cls, of: Numbers, items: Numbers, count: int) -> Lists:
        """Sort items into the lists that each is of, in ascending order."""
        width = 1 + int(items.max(initial=0))
        own, sorted_items = np.divmod(np.sort(of.astype(np.int64) * width + items), width)
        return cls(np.searchsorted(own, np.arange(count + 1)), sorted_items)

    def __getitem__(self, number: int) -> Numbers:
        """Return one list."""
        return self.items[self.starts[number] : self.starts[number + 1]]

    def sizes(self, chosen: Numbers) -> Numbers:
        """Return how long some lists are."""
        return self.starts[chosen + 1] - self.starts[chosen]

    def of(self, chosen: Numbers) -> tuple[Numbers, Numbers]:
        """Return the items of some lists one after the other, each with the place of its list among them."""
        owner = np.repeat(np.arange(len(chosen)), self.sizes(chosen))
        return owner, self.items[spans(self.starts[chosen], self.starts[chosen + 1])]


@dataclass(frozen=True)
class Web:
    """Parts that stop where one of `on` stops (`every` is needed), or where all of them do.

    A part that hangs on nothing never stops by itself. `above` are those that hang on a part.
    """

    every: Flags
    on: Lists
    above: Lists

    @classmethod
    def of(cls, every: Flags, upper: Numbers, lower: Numbers) -> Web:
        """Tie parts of which each upper one hangs on the lower one at the same place."""
        count = len(every)
        return cls(every, Lists.by(upper, lower, count), Lists.by(lower, upper, count))

    @cached_property
    def _upper(self) -> Numbers:
        return np.repeat(np.arange(len(self.every)), np.diff(self.on.starts))

    @cached_property
    def rank(self) -> Numbers:
        """Return after how many rounds each part can begin to work, each after something that it hangs on."""
        sizes = np.diff(self.on.starts)
        return _rounds(self.above, np.where(self.every, sizes, np.minimum(1, sizes)))

    @cached_property
    def early(self) -> Flags:
        """Tell which parts can begin before something else that they hang on."""
        found = np.zeros(len(self.every), bool)
        found[self._upper[self.rank[self.on.items] >= self.rank[self._upper]]] = True
        return found & (self.rank > RINGS)

    @cached_property
    def level(self) -> Numbers:
        """Return how far up each part is: over all that it hangs on, but for those that hang on it too."""
        count = len(self.every)
        pattern = csr_array(
            (np.ones(len(self.on.items), np.int8), self.on.items, self.on.starts), (count, count)
        )
        groups, group = connected_components(pattern, connection="strong")
        upper, lower = group[self._upper], group[self.on.items]
        upper, lower = upper[upper != lower], lower[upper != lower]
        rounds = _rounds(Lists.by(lower, upper, groups), np.bincount(upper, minlength=groups))
        return np.asarray(rounds[group])

    @cached_property
    def levels(self) -> Lists:
        """Return the parts of each level."""
        return Lists.by(self.level, np.arange(len(self.level)), int(self.level.max(initial=-1)) + 1)

    @cached_property
    def support(self) -> Numbers:
        """Return for each part of which any below is enough the one that begins to work first, else -1."""
        count, found = len(self.every), np.full(len(self.every), -1)
        chosen = np.flatnonzero(~self._bound & (np.diff(self.on.starts) > 0))
        owner, below = self.on.of(chosen)
        if len(below):
            rank = np.where(self.rank[below] == RINGS, count, self.rank[below])
            least = np.minimum.reduceat(rank * count + below, np.flatnonzero(np.diff(owner, prepend=-1)))
            found[chosen] = least % count
        return found

    @cached_property
    def _bound(self) -> Flags:
        """Tell which parts may stop with any of those that they hang on."""
        found: Flags = self.every | (self.rank == RINGS)
        return found

    def shaken(self, parts: Numbers) -> Numbers:
        """Return in order all parts that may stop where some do, these among them.

        A part of which any below is enough goes on while the one that began first does; as that began before
        it, no ring holds itself up.
        """
        return self._reached(
            parts, lambda lower, higher: self._bound[higher] | (self.support[higher] == lower)
        )

    def closure(self, parts: Numbers, among: Flags) -> Numbers:
        """Return in order the parts among some that hang on others, in any way, with these others."""
        return self._reached(parts, lambda _, higher: among[higher])

    def _reached(self, parts: Numbers, led: Callable[[Numbers, Numbers], Flags]) -> Numbers:
        found, edge = np.zeros(len(self.every), bool), distinct(parts)
        every = [edge]
        while len(edge):
            found[edge] = True
            owner, higher = self.above.of(edge)
            edge = distinct(higher[~found[higher] & led(edge[owner], higher)])
            every.append(edge)
        return np.sort(np.concatenate(every))

    def proof(self, parts: Numbers) -> Numbers:
        """Return parts without any failure of which some others go on.

        Of what any of several can do, the one that begins to work first is enough.
        """
        seen = np.zeros(len(self.every), bool)
        rank = np.where(self.rank == RINGS, len(self.every), self.rank)
        while len(parts):
            seen[parts] = True
            owner, below = self.on.of(parts)
            order = np.lexsort((rank[below], owner))
            owner, below = owner[order], below[order]
            first = np.diff(owner, prepend=-1) > 0
            below = below[first | self.every[parts[owner]]]
            parts = distinct(below[~seen[below]])
        return np.flatnonzero(seen)


def _rounds(above: Lists, waits: Numbers) -> Numbers:
    """Return in which round each node comes, after so many that it waits for; those that never do, RINGS."""
    waits, found = waits.copy(), np.full(len(waits), RINGS)
    ready, number = np.flatnonzero(waits == 0), 0
    while len(ready):
        found[ready] = number
        freed = above.of(ready)[1]
        higher = distinct(freed)
        np.subtract.at(waits, freed, 1)
        ready, number = higher[(waits[higher] <= 0) & (found[higher] == RINGS)], number + 1
    return found
