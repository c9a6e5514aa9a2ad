"""How long an answer may take: a limit for one thread, which whatever reads a store for it heeds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from chainatlas.graph.errors import QueryTimeout

LEAST = 0.001
"""Seconds that a text is given at least: an engine takes none for no limit."""


@dataclass(frozen=True)
class Limit:
    """How many seconds were given, and the reading of the clock when they are over."""

    seconds: float
    end: float


_limit: ContextVar[Limit | None] = ContextVar("limit", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give what this thread does here so many seconds; raise QueryTimeout where it takes longer.

    The clock is looked at where `heed` or `left` is called and at the end, so that a step between two calls
    always runs to its end. Of two limits, one inside the other, the one that ends first holds.
    """
    own, outer = Limit(seconds, time.monotonic() + seconds), _limit.get()
    limit = min(own, outer or own, key=lambda one: one.end)
    token = _limit.set(limit)
    try:
        yield
        heed()
    except QueryTimeout:
        raise _over(limit) from None
    finally:
        _limit.reset(token)


def heed() -> None:
    """Raise QueryTimeout where the limit of this thread is over; without one do nothing."""
    limit = _limit.get()
    if limit and time.monotonic() >= limit.end:
        raise _over(limit)


def left(usual: float) -> float:
    """Return how many seconds a text may take: what is left of the limit, without one as many as usual."""
    heed()
    limit = _limit.get()
    return max(LEAST, limit.end - time.monotonic()) if limit else usual


def _over(limit: Limit) -> QueryTimeout:
    return QueryTimeout(f"the question ran longer than {limit.seconds:g} s and was stopped")
