"""Which failures stop which parts, many at once: a bit of a word stands for each failure."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from chainatlas.queries._web import RINGS, Flags, Lists, Numbers, Web, distinct

Bits = NDArray[np.uint64]
WORD = 64
ALL = np.uint64(2**WORD - 1)


class Standstill:
    """The failures that stop each part of a web.

    A ring of parts cannot feed itself, so nothing is taken for granted that hangs on nothing but
    itself. But a ring that nothing outside feeds must run by something that is not on record; of its
    parts the least fixpoint is taken: they stop each other and are stopped by what they hang on.
    """

    def __init__(self, web: Web, failing: Numbers, failure: Numbers) -> None:
        """Work out the parts, of which each one `failing` is stopped by the `failure` at its place."""
        self.web, self.count = web, 1 + int(failure.max(initial=0))
        self.bits: Bits = np.zeros((len(web.every), -(-self.count // WORD)), np.uint64)
        self._own, self._place = self._failures(failing, failure)
        self._hit = web.shaken(failing)
        ring = web.rank[self._hit] == RINGS
        self._founded, self._rings = self._hit[~ring], self._hit[ring]
        self._work_out_all()

    def _failures(self, failing: Numbers, failure: Numbers) -> tuple[Bits, Numbers]:
        """Return the failures of parts that fail themselves, first of none, and where those of each are."""
        parts, place = np.unique(failing, return_inverse=True)
        own: Bits = np.zeros((len(parts) + 1, self.bits.shape[1]), np.uint64)
        bit = np.uint64(1) << (failure % WORD).astype(np.uint64)
        np.bitwise_or.at(own, (place + 1, failure // WORD), bit)
        places = np.zeros(len(self.bits), np.int64)
        places[parts] = np.arange(1, len(parts) + 1)
        return own, places

    def _work_out_all(self) -> None:
        """Work out the founded parts, then rings; where these have changed, what hangs on them anew."""
        founded, rings = self._flags(self._founded), self._flags(self._rings)
        self._work_out(self._founded, founded)
        changed = self._settle(self._rings, rings)
        while len(changed):
            hanging = self.web.closure(changed, founded)
            hanging = hanging[founded[hanging]]
            self._work_out(hanging, self._flags(hanging))
            again = distinct(self.web.above.of(self._founded)[1])
            changed = self._settle(again[rings[again]], rings)

    def _flags(self, parts: Numbers) -> Flags:
        found = np.zeros(len(self.bits), bool)
        found[parts] = True
        return found

    def _work_out(self, parts: Numbers, among: Flags) -> None:
        """Take founded parts for stopped, and work them out by rank, then from each other."""
        self.bits[parts] = ALL
        rank = self.web.rank[parts]
        by_rank = Lists.by(rank, parts, int(rank.max(initial=-1)) + 1)
        for place in distinct(rank).tolist():
            self.bits[by_rank[place]] = self._worked_out(by_rank[place])
        self._settle(parts[self.web.early[parts]], among)

    def _settle(self, begun: Numbers, among: Flags) -> Numbers:
        """Work out parts from each other until nothing changes; return those that did.

        A part is looked at again where something that it hangs on has changed, those of the lowest level
        first. What a part is worked out from only grows, or only shrinks, so that the order in which this
        happens changes nothing.
        """
        waiting, ever = np.zeros(len(self.bits), bool), np.zeros(len(self.bits), bool)
        waiting[begun] = True
        levels = distinct(self.web.level[begun]).tolist()
        while levels:
            queue = self.web.levels[heapq.heappop(levels)]
            queue = queue[waiting[queue]]
            waiting[queue] = False
            found = self._worked_out(queue)
            new = (found != self.bits[queue]).any(axis=1)
            changed = queue[new]
            self.bits[changed], ever[changed] = found[new], True
            higher = self.web.above.of(changed)[1]
            higher = higher[among[higher]]
            waiting[higher] = True
            for level in set(distinct(self.web.level[higher]).tolist()).difference(levels):
                heapq.heappush(levels, level)
        return np.flatnonzero(ever)

    def _worked_out(self, parts: Numbers) -> Bits:
        """Return what stops parts: their own failures, and what stops any, or all, of what they hang on."""
        found: Bits = self._own[self._place[parts]]
        hanging = self.web.on.sizes(parts) > 0
        for ufunc, chosen in (
            (np.bitwise_or, hanging & self.web.every[parts]),
            (np.bitwise_and, hanging & ~self.web.every[parts]),
        ):
            owner, below = self.web.on.of(parts[chosen])
            if len(below):
                starts = np.flatnonzero(np.diff(owner, prepend=-1))
                found[chosen] |= ufunc.reduceat(self.bits[below], starts, axis=0)
        return found

    def by(self, failure: int) -> Flags:
        """Tell which parts a failure stops."""
        return self._flags(self.stopped(failure))

    def stopped(self, failure: int) -> Numbers:
        """Return in order the parts that a failure stops."""
        word, bit = divmod(failure, WORD)
        held: Flags = (self.bits[self._hit, word] >> np.uint64(bit) & np.uint64(1)).astype(bool)
        return self._hit[held]

    def told(self, parts: Numbers) -> Flags:
        """Tell for some parts, one a row, which failures stop them, one a column."""
        found = np.unpackbits(self.bits[parts].view(np.uint8), axis=1, bitorder="little")
        return found[:, : self.count].astype(bool)
