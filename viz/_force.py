"""Where the things of a network stand: communities apart, neighbours near, room for a label at each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from chainatlas.viz._spread import apart, distinct, mean_of, packed, scaled, swept

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = NDArray[np.int64]
Places = NDArray[np.float64]
PIVOTS = 50
DISC_SWEEPS = 120
ROOM = np.array([132.0, 84.0])
"""Width and height in pixels of the room that a thing has for its label."""
REACH = 0.62
"""Radius of a community of n things over the square root of n, in rooms."""
TURN = np.pi * (3 - np.sqrt(5))
"""The golden angle, which spreads points over a disc (Vogel 1979)."""


def communities(ids: Collection[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the number of the community of each thing, the largest community first.

    Communities are those of the Louvain method (Blondel, Guillaume, Lambiotte, Lefebvre 2008), with
    links taken as undirected and once. The same network in any order gives the same numbers.
    """
    names = sorted(set(ids))
    found = _communities(_matrix(len(names), _ends(names, links)))
    return dict(zip(names, found.tolist(), strict=True))


def positions(
    ids: Collection[str], links: Iterable[tuple[str, str]], parts: Mapping[str, object] | None = None
) -> dict[str, tuple[int, int]]:
    """Place the things of a network, in whole pixels, x to the right and y down.

    Parameters
    ----------
    ids : collection of str
        The things.
    links : iterable of pairs of ids
        What draws things together; directions, repetitions and loops do not matter.
    parts : mapping of str to object, optional
        To which part of the picture each thing belongs; by default its community.

    Returns
    -------
    dict of str to (int, int)
        No two things stand on one spot. The same network in any order gives the same places.

    """
    names = sorted(set(ids))
    if not names:
        return {}
    ends = _ends(names, links)
    if parts is None:
        part = _communities(_matrix(len(names), ends))
    else:
        part = np.unique([str(parts[name]) for name in names], return_inverse=True)[1]
    places = distinct(_placed(len(names), ends, part))
    return {name: (int(x), int(y)) for name, (x, y) in zip(names, places.tolist(), strict=True)}


def _ends(names: list[str], links: Iterable[tuple[str, str]]) -> Numbers:
    """Return the links as rows of two numbers, the smaller first, each once and in order, without loops."""
    number = {name: place for place, name in enumerate(names)}
    pairs = [(number[one], number[other]) for one, other in links]
    ends = np.sort(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=1)
    return np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)


def _matrix(count: int, ends: Numbers, weights: Places | None = None) -> csr_array:
    """Return the symmetric matrix of links; parallel ones are added up."""
    from scipy.sparse import coo_array

    values = np.ones(len(ends)) if weights is None else weights
    half = coo_array((values, (ends[:, 0], ends[:, 1])), shape=(count, count))
    return (half + half.T).tocsr()


def _communities(matrix: csr_array) -> Numbers:
    """Return the number of the community of each row; without links each is its own."""
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Louvain

    count = matrix.shape[0]
    if matrix.nnz == 0:
        return np.arange(count)
    found = Louvain(random_state=0).fit_predict(csr_matrix(matrix))
    _, first, inverse, sizes = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[inverse]


def _placed(count: int, ends: Numbers, part: Numbers) -> Places:
    """Place linked things by parts and forces, component beside component; the others in rows below."""
    from scipy.sparse.csgraph import connected_components

    component = connected_components(_matrix(count, ends), directed=False)[1].astype(np.int64)
    linked = np.zeros(count, dtype=bool)
    linked[ends] = True
    places = np.zeros((count, 2))
    if linked.any():
        number = np.cumsum(linked) - 1
        places[linked] = _network(number[ends], part[linked], component[linked])
    return packed(places, component, ROOM)


def _network(ends: Numbers, part: Numbers, component: Numbers) -> Places:
    """Place things that all have links: pieces first, then inside each, then forces, then room for labels."""
    _, piece = np.unique(np.stack([component, part]), axis=1, return_inverse=True)
    piece = piece.ravel()
    places = _centres(ends, piece, component)[piece] + _inside(ends, piece)
    inner = piece[ends[:, 0]] == piece[ends[:, 1]]
    places = swept(places, ends, np.where(inner, 1.0, 0.15))
    return apart(scaled(places) * ROOM, ROOM)


def _centres(ends: Numbers, piece: Numbers, component: Numbers) -> Places:
    """Place the pieces as discs: those with links between them near each other, and none in another."""
    sizes = np.bincount(piece)
    radii = REACH * np.sqrt(sizes)
    across = np.sort(piece[ends[piece[ends[:, 0]] != piece[ends[:, 1]]]], axis=1)
    pairs, counts = np.unique(across, axis=0, return_counts=True)
    owner = np.zeros(len(sizes), dtype=np.int64)
    owner[piece] = component
    places = np.zeros((len(sizes), 2))
    for group in _groups(owner):
        if len(group) > 1:
            places[group] = _discs(group, pairs, counts, radii)
    room = np.stack([radii, radii], axis=1)
    return packed(places, owner, np.array([1.0, 1.0]), room)


def _discs(group: Numbers, pairs: Numbers, counts: Numbers, radii: Places) -> Places:
    """Place the pieces of one component."""
    chosen = np.isin(pairs[:, 0], group)
    local = np.searchsorted(group, pairs[chosen])
    lengths = radii[pairs[chosen]].sum(axis=1)
    start = pivot_mds(_matrix(len(group), local, lengths)) + _spiral(len(group), 0.01)
    sizes = radii[group]
    strength = np.log1p(counts[chosen]) / np.log1p(counts.max())
    for _ in range(DISC_SWEEPS):
        start = _pulled(start, local, lengths, strength)
        start = _unlapped(start, sizes)
    return start


def _pulled(places: Places, ends: Numbers, lengths: Places, strength: Places) -> Places:
    """Move linked discs a little towards touching, the more the more links join them."""
    way = places[ends[:, 1]] - places[ends[:, 0]]
    distance = np.maximum(np.hypot(*way.T), 1e-9)
    step = way * (0.2 * strength * np.maximum(0.0, 1 - lengths / distance))[:, None]
    return places + mean_of(step, ends, len(places))


def _unlapped(places: Places, radii: Places) -> Places:
    """Push discs that overlap apart."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(places).query_pairs(2 * radii.max(), output_type="ndarray")
    way = places[pairs[:, 1]] - places[pairs[:, 0]]
    distance = np.maximum(np.hypot(*way.T), 1e-9)
    lap = np.maximum(0.0, radii[pairs].sum(axis=1) - distance)
    over = lap > 0
    return places - mean_of((way * (lap / distance / 2)[:, None])[over], pairs[over], len(places))


def _inside(ends: Numbers, piece: Numbers) -> Places:
    """Return the places of things around the centre of their piece, inside its disc."""
    inner = ends[piece[ends[:, 0]] == piece[ends[:, 1]]]
    inner = inner[np.argsort(piece[inner[:, 0]], kind="stable")]
    bounds = np.searchsorted(piece[inner[:, 0]], np.arange(piece.max() + 2))
    places = np.zeros((len(piece), 2))
    for number, group in enumerate(_groups(piece)):
        if len(group) > 1:
            local = np.searchsorted(group, inner[bounds[number] : bounds[number + 1]])
            places[group] = _filled(pivot_mds(_matrix(len(group), local)))
    return places


def _filled(places: Places) -> Places:
    """Spread places over the disc of their piece, keeping their order from the centre outwards."""
    count = len(places)
    places = places - places.mean(axis=0) + _spiral(count, 1e-3)
    distance = np.hypot(*places.T)
    rank = np.empty(count)
    rank[np.argsort(distance, kind="stable")] = np.sqrt(np.arange(count) + 0.5)
    spread: Places = places / np.maximum(distance, 1e-9)[:, None] * (REACH * rank)[:, None]
    return spread


def _spiral(count: int, reach: float) -> Places:
    """Return points spread evenly over a disc, so that equal places come apart."""
    turn = TURN * np.arange(count)
    radius = reach * np.sqrt((np.arange(count) + 0.5) / max(1, count))
    return np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius[:, None]


def pivot_mds(matrix: csr_array) -> Places:
    """Return places whose distances are near those along the links, scaled to about one a link.

    Pivot MDS (Brandes, Pich 2007): the squared distances to a few pivots, centred on both sides, projected
    on the two main axes of their k × k product. Pivots are spread evenly over the rows; what a pivot does
    not reach stands one link beyond the farthest.
    """
    from scipy.linalg import eigh
    from scipy.sparse.csgraph import dijkstra

    count = matrix.shape[0]
    pivots = np.unique(np.linspace(0, count - 1, PIVOTS).round().astype(np.int64))
    distances = dijkstra(matrix, directed=False, indices=pivots).T
    reached = np.isfinite(distances)
    distances[~reached] = distances[reached].max() + 1
    squares = distances**2
    centred = -0.5 * (squares - squares.mean(0) - squares.mean(1, keepdims=True) + squares.mean())
    last = len(pivots) - 1
    _, vectors = eigh(centred.T @ centred, subset_by_index=[max(0, last - 1), last])
    axes = vectors[:, ::-1]
    axes = axes * np.where(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])] < 0, -1.0, 1.0)
    found = centred @ axes
    wide = np.hypot(*found.T).max()
    return found * (distances.max() / 2 / wide) if wide else np.zeros((count, 2))


def _groups(numbers: Numbers) -> list[Numbers]:
    """Return the rows that have each number, in order."""
    order = np.argsort(numbers, kind="stable")
    return np.split(order, np.cumsum(np.bincount(numbers))[:-1])
