"""Edges found by the things at either end of them, out of the columns of a store, not going through all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chainatlas.graph.model import EDGES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import once, read_edges
from chainatlas.graph.tables import EdgeEnds
from chainatlas.queries._spans import spans

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class EdgesAt:
    """The edges of one type between two labels; a store keeps them in the order of their sources."""

    store: Store
    ends: EdgeEnds

    @classmethod
    def of(cls, store: Store, ends: EdgeEnds) -> EdgesAt:
        """Return the edges of a store, which keeps by which ends they are found."""
        return once(store, f"edges at {' '.join(ends)}", None, lambda: cls(store, ends))

    def sources(self, ids: pl.Series) -> Numbers:
        """Return the places of the edges that begin at some things."""
        own = read_edges(self.store, *self.ends, [])["source"]
        return spans(*(own.search_sorted(ids, side).to_numpy() for side in ("left", "right")))

    def targets(self, ids: pl.Series) -> Numbers:
        """Return the places of the edges that end at some things."""
        names, starts, order = self._by_target
        if not names.len():
            return np.zeros(0, np.int64)
        place = np.minimum(names.search_sorted(ids).to_numpy(), names.len() - 1)
        place = place[(names.gather(place) == ids).to_numpy()]
        return order[spans(starts[place], starts[place + 1])].astype(np.int64)

    @cached_property
    def _by_target(self) -> tuple[pl.Series, Numbers, NDArray[np.uint32]]:
        """Return all targets in order, where the edges of each begin, and the edges in that order."""
        targets = read_edges(self.store, *self.ends, [])["target"]
        names = targets.unique().sort()
        codes = targets.cast(pl.Enum(names)).to_physical().to_numpy()
        starts = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=names.len()))])
        return names, starts, np.argsort(codes, kind="stable").astype(np.uint32)

    def at(self, places: Numbers, wanted: tuple[str, ...]) -> pl.DataFrame:
        """Return the edges at some places, with their ends and some properties."""
        return read_edges(self.store, *self.ends, wanted)[places]


class Edges:
    """The edges of a kind between whatever labels, with their status, of which none is gone."""

    def __init__(self, store: Store, kind: str, gone: Iterable[str] = (), wanted: Iterable[str] = ()) -> None:
        """Remember what of which edges is wanted."""
        self._store, self._kind = store, kind
        self._gone, self._wanted = list(gone), ("status", *wanted)

    def leaving(self, ids: pl.Series) -> pl.DataFrame:
        """Return the edges that begin at some things."""
        if not self._store.columns:
            return self._held(self._all.filter(pl.col("source").is_in(ids.implode())))
        return self._held(pl.concat([held.at(held.sources(ids), self._wanted) for held in self._found()]))

    def reaching(self, ids: pl.Series) -> pl.DataFrame:
        """Return the edges that end at some things."""
        if not self._store.columns:
            return self._held(self._all.filter(pl.col("target").is_in(ids.implode())))
        return self._held(pl.concat([held.at(held.targets(ids), self._wanted) for held in self._found()]))

    def _found(self) -> list[EdgesAt]:
        return [EdgesAt.of(self._store, (self._kind, *ends)) for ends in EDGES[self._kind].ends]

    @cached_property
    def _all(self) -> pl.DataFrame:
        """Return all edges, for a store that does not keep columns."""
        parts = [read_edges(self._store, self._kind, *ends, self._wanted) for ends in EDGES[self._kind].ends]
        return pl.concat(parts)

    def _held(self, edges: pl.DataFrame) -> pl.DataFrame:
        return edges.filter(~pl.col("status").is_in(self._gone)) if self._gone else edges
