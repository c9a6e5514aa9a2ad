"""Where things with longitude and latitude stand in a picture: projected, and none covering another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chainatlas.queries._flows import EARTH_KM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Spot = tuple[float, float]
"""Longitude and latitude in degrees, or x and y in pixels."""
WIDTH, HEIGHT = 1600.0, 760.0
"""The least room of a picture, in pixels; more marks get more."""
CELL = (116.0, 72.0)
"""The room that a mark takes with its label below it."""
ROOMY = 5.0
"""How many times the room of all marks a picture has."""
STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30)
"""Degrees between the figures at the edges; the first that gives at most LABELS of them is taken."""
LABELS = 8
PASSES = 400
KM_A_DEGREE = math.radians(EARTH_KM)


def on_earth(lon: object, lat: object) -> Spot | None:
    """Return longitude and latitude as a spot, or None where one is missing or not on Earth.

    >>> on_earth(109.84, 40.66), on_earth(109.84, None), on_earth(40.66, 109.84)
    ((109.84, 40.66), None, None)
    """
    if not (isinstance(lon, int | float) and isinstance(lat, int | float)):
        return None
    return (float(lon), float(lat)) if abs(lon) <= 180 and abs(lat) <= 90 else None


class Projection:
    """Equirectangular, true to scale at the mean latitude of the spots, north up, centred on them.

    x = k (lon - lon0) cos(lat0), y = -k (lat - lat0), k in pixels a degree of latitude.
    """

    def __init__(self, spots: Sequence[Spot], marks: int) -> None:
        """Choose middle and scale so that the spots fill the room that so many marks need."""
        longitudes, latitudes = [lon for lon, _ in spots] or [0.0], [lat for _, lat in spots] or [0.0]
        self.west, self.east = min(longitudes), max(longitudes)
        self.south, self.north = min(latitudes), max(latitudes)
        self.shrink = math.cos(math.radians((self.south + self.north) / 2))
        grow = max(1.0, math.sqrt(ROOMY * marks * CELL[0] * CELL[1] / (WIDTH * HEIGHT)))
        across = max((self.east - self.west) * self.shrink, 1e-6)
        along = max(self.north - self.south, 1e-6)
        self.scale = min(grow * WIDTH / across, grow * HEIGHT / along, 2000.0)

    def place(self, spot: Spot) -> Spot:
        """Return where a spot stands, in pixels."""
        lon, lat = spot
        east = (lon - (self.west + self.east) / 2) * self.shrink * self.scale
        return round(east, 1), round(((self.south + self.north) / 2 - lat) * self.scale, 1)

    def kilometres(self, one: Spot, other: Spot) -> float:
        """Return how far two places of the picture are apart on the ground, along straight lines of it."""
        return math.dist(one, other) / self.scale * KM_A_DEGREE

    def longitudes(self) -> Iterator[float]:
        """Yield the round longitudes between the westernmost and the easternmost spot."""
        yield from _round(self.west, self.east)

    def latitudes(self) -> Iterator[float]:
        """Yield the round latitudes between the southernmost and the northernmost spot."""
        yield from _round(self.south, self.north)


def _round(low: float, high: float) -> Iterator[float]:
    step = next((step for step in STEPS if (high - low) / step <= LABELS), STEPS[-1])
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield round(number * step, 2)


def spread(wanted: Mapping[str, Spot]) -> dict[str, Spot]:
    """Return a place for each mark near the one it wants, so that none lies over another.

    Marks whose rooms overlap push each other apart along the side where less is missing, half the way
    each, until none do (or PASSES are over, in a crowd). Marks at one spot start on a small spiral.
    The same marks give the same places.
    """
    if not wanted:
        return {}
    import numpy as np
    from scipy.spatial import cKDTree

    names = sorted(wanted)
    points = np.array([wanted[name] for name in names]) / CELL + _spirals([wanted[name] for name in names])
    for _ in range(PASSES):
        pairs = cKDTree(points).query_pairs(1.0 - 1e-6, p=np.inf, output_type="ndarray")
        if not len(pairs):
            break
        points += _pushed(points, pairs[np.lexsort(pairs.T)])
    return {
        name: (round(float(x), 1), round(float(y), 1))
        for name, (x, y) in zip(names, points * CELL, strict=True)
    }


def _spirals(spots: Sequence[Spot]) -> NDArray[np.float64]:
    """Return a small step for each mark beyond the first at one spot, each in another direction."""
    import numpy as np

    before: Counter[Spot] = Counter()
    steps = []
    for spot in spots:
        number = before[spot]
        before[spot] += 1
        angle = number * math.pi * (3 - math.sqrt(5))
        steps.append((0.05 * math.sqrt(number) * math.cos(angle), 0.05 * math.sqrt(number) * math.sin(angle)))
    return np.array(steps)


def _pushed(points: NDArray[np.float64], pairs: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how far each mark is pushed by those that it overlaps with."""
    import numpy as np

    gap = points[pairs[:, 1]] - points[pairs[:, 0]]
    lacking = 1.0 - np.abs(gap)
    side = np.argmin(lacking, axis=1)
    row = np.arange(len(pairs))
    push = np.zeros_like(gap)
    push[row, side] = np.where(gap[row, side] < 0, -1.0, 1.0) * (lacking[row, side] + 1e-3) / 2
    moved = np.zeros_like(points)
    np.add.at(moved, pairs[:, 0], -push)
    np.add.at(moved, pairs[:, 1], push)
    return moved
