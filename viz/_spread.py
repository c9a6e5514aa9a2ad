"""Spreading places over a plane: force sweeps, room for labels, components packed side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Places = NDArray[np.float64]
NEAREST = 10
CLOSE = 3.0
"""Distance from which on things no longer push each other away."""
SWEEPS = 60
RENEWED = 4
"""Sweeps after which the nearest things are looked up anew."""
PUSHES = 250
GROWTH = 0.06
OVERLAP = 0.97
"""Distance in rooms from which two rooms count as apart."""
WIDE = 1.6
"""Width over height of what is packed."""


def swept(places: Places, ends: Numbers, weights: Places) -> Places:
    """Move things towards those they are linked to and away from their nearest, in cooling sweeps.

    Forces are those of Fruchterman and Reingold (1991) with an ideal distance of 1. Only the nearest
    things that are close push, and the pull of long links grows as their logarithm (Noack 2007), which
    keeps communities apart.
    """
    degree = np.bincount(ends.ravel(), minlength=len(places))
    share = weights / np.sqrt(np.minimum(degree[ends[:, 0]], degree[ends[:, 1]]))
    for sweep, heat in enumerate(np.linspace(0.6, 0.02, SWEEPS)):
        if sweep % RENEWED == 0:
            near = _nearest(places)
        force = _repulsion(places, near) + _attraction(places, ends, share)
        length = np.maximum(np.hypot(*force.T), 1e-9)
        places = places + force * (np.minimum(length, heat) / length)[:, None]
    return places


def _nearest(places: Places) -> Numbers:
    """Return the numbers of the nearest other things of each, a row for each of the nearest."""
    from scipy.spatial import cKDTree

    _, found = cKDTree(places).query(places, k=min(NEAREST + 1, len(places)))
    return np.array(found, dtype=np.int64)[:, 1:].T.copy()


def _repulsion(places: Places, near: Numbers) -> Places:
    x, y = places.T
    across, down = x - x[near], y - y[near]
    square = across**2 + down**2
    weight = (square < CLOSE**2) / np.maximum(square, 0.01)
    return np.stack([(across * weight).sum(axis=0), (down * weight).sum(axis=0)], axis=1)


def _attraction(places: Places, ends: Numbers, share: Places) -> Places:
    way = places[ends[:, 1]] - places[ends[:, 0]]
    distance = np.maximum(np.hypot(*way.T), 1e-9)
    pull = way * (share * np.log1p(distance) / distance)[:, None] * 2
    return np.stack(
        [
            np.bincount(ends[:, 0], pull[:, axis], len(places))
            - np.bincount(ends[:, 1], pull[:, axis], len(places))
            for axis in (0, 1)
        ],
        axis=1,
    )


def mean_of(steps: Places, ends: Numbers, count: int) -> Places:
    """Return how far each of `count` things moves: the mean of its steps, which its other ends take back."""
    both = np.concatenate([ends[:, 0], ends[:, 1]])
    times = np.maximum(np.bincount(both, minlength=count), 1)
    moved = [np.bincount(both, np.concatenate([steps[:, axis], -steps[:, axis]]), count) for axis in (0, 1)]
    found: Places = np.stack(moved, axis=1) / times[:, None]
    return found


def scaled(places: Places) -> Places:
    """Scale places so that half of the things have their nearest no farther than 1."""
    from scipy.spatial import cKDTree

    found, _ = cKDTree(places).query(places, k=2)
    middle = float(np.median(np.array(found)[:, 1]))
    return places / middle if middle > 0 else places


def apart(places: Places, room: Places) -> Places:
    """Push things apart until the rooms around them, a width and a height, no longer overlap.

    Of two rooms that overlap, each moves half of the overlap along the axis where it is least
    (force transfer, Huang, Lai, Sajeev, Gao 2007).
    """
    from scipy.spatial import cKDTree

    unit = places / room
    for push in range(PUSHES):
        pairs = cKDTree(unit).query_pairs(OVERLAP, p=np.inf, output_type="ndarray")
        if not len(pairs):
            break
        unit = _pushed(unit, pairs[np.lexsort(pairs.T)]) * (1 + GROWTH * (push % 10 == 9))
    return unit * room


def _pushed(unit: Places, pairs: Numbers) -> Places:
    way = unit[pairs[:, 1]] - unit[pairs[:, 0]]
    lap = 1.0 - np.abs(way)
    axis = lap.argmin(axis=1)
    rows = np.arange(len(pairs))
    side = np.where(way[rows, axis] < 0, -1.0, 1.0)
    step = np.zeros_like(way)
    step[rows, axis] = side * lap[rows, axis] / 2
    moved = unit.copy()
    np.add.at(moved, pairs[:, 0], -step)
    np.add.at(moved, pairs[:, 1], step)
    return moved


def packed(places: Places, component: Numbers, room: Places, radii: Places | None = None) -> Places:
    """Move components beside each other in rows, the largest first, around the origin.

    `room` is left around every place, or its own radii where they are given.
    """
    half = room / 2 if radii is None else radii
    _, number = np.unique(component, return_inverse=True)
    low, high = np.full((number.max() + 1, 2), np.inf), np.full((number.max() + 1, 2), -np.inf)
    np.minimum.at(low, number, places - half)
    np.maximum.at(high, number, places + half)
    corners = _shelves(high - low + room)
    moved: Places = places - low[number] + corners[number]
    middle: Places = (moved.min(axis=0) + moved.max(axis=0)) / 2
    return moved - middle


def _shelves(sizes: Places) -> Places:
    """Return the upper left corners of boxes set in rows, higher boxes first."""
    order = np.lexsort((np.arange(len(sizes)), -sizes[:, 0], -sizes[:, 1]))
    wide = max(float(sizes[:, 0].max()), float(np.sqrt(sizes.prod(axis=1).sum() * WIDE)))
    corners = np.zeros_like(sizes)
    x = y = height = 0.0
    for box in order.tolist():
        if x and x + sizes[box, 0] > wide:
            x, y, height = 0.0, y + height, 0.0
        corners[box] = x, y
        x, height = x + sizes[box, 0], max(height, float(sizes[box, 1]))
    return corners


def distinct(places: Places) -> Numbers:
    """Round places to whole pixels; what would stand on a spot that is taken moves to the next free one."""
    spots: Numbers = np.rint(places).astype(np.int64)
    _, first = np.unique(spots, axis=0, return_index=True)
    if len(first) < len(spots):
        taken = set(map(tuple, spots[first].tolist()))
        for row in np.setdiff1d(np.arange(len(spots)), first).tolist():
            x, y = spots[row].tolist()
            while (x, y) in taken:
                x += 1
            taken.add((x, y))
            spots[row] = x, y
    return spots
