"""Spans of places, one after the other: what lists that lie in one column are read by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spans(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all numbers from each first one to the last before its end, one span after the other.

    >>> spans(np.array([3, 7]), np.array([5, 8])).tolist()
    [3, 4, 7]
    """
    sizes = last.astype(np.int64) - first
    begin = np.cumsum(sizes) - sizes
    return np.repeat(first - begin, sizes) + np.arange(sizes.sum())
