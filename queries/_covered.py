"""How much of a chain is made, and what is present, to be filled or extended to: for many parks at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from chainatlas.graph.deadline import heed
from chainatlas.queries._presence import Presence
from chainatlas.queries._technologies import WORD, Amounts, Bits, Flags, Numbers, Technologies, added, any_of

AT_ONCE = 1 << 22
"""How many words of bits are looked at together: a bound on memory."""
DIGITS = 4
"""How many digits of a share are told."""
NEAR = 1e-6
"""How near to the middle between two such shares only the exact value tells which is nearer."""


def measures(found: Presence, technology: Technologies) -> pl.DataFrame:
    """Return each measure of the coverage table as a column, a row a group; null where it has no meaning."""
    chain = found.groups["chain_number"].to_numpy().astype(np.int64)
    count = len(chain)
    products = np.bincount(technology.chain)[chain] if count else chain
    made, weak = (np.bincount(part, minlength=count) for part in (found.pairs, found.pairs[found.weak]))
    fill, extend, linked, bought, supplied = (
        np.concatenate(parts) for parts in zip(*_parts(found, technology, count), strict=True)
    )
    flows = technology.flows
    flowing = added(technology.chain[flows.giver], flows.amount, int(chain.max(initial=-1)) + 1)
    weighed = added(technology.chain, technology.weight, int(chain.max(initial=-1)) + 1)
    return pl.DataFrame(
        {
            "products": products,
            "made": made,
            "coverage": _shares(made, products),
            "stages": _stages(found, technology, chain),
            "weighted": _shares(added(found.pairs, technology.weight[found.member], count), weighed[chain]),
            "links": _shares(linked, flowing[chain]),
            "fill_in": _shares(supplied, bought),
            "present": made - weak,
            "strengthen": weak,
            "fill": fill,
            "extend": extend,
            "build": products - made - fill - extend,
        }
    )


def _shares(parts: Amounts | Numbers, wholes: Amounts | Numbers) -> pl.Series:
    """Return parts of wholes, rounded as `round` does."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(wholes == 0, np.nan, parts / wholes)
    scaled = shares * 10**DIGITS
    rounded = np.rint(scaled) / 10**DIGITS
    middle = np.flatnonzero(np.abs(scaled % 1 - 0.5) < NEAR)
    rounded[middle] = [round(share, DIGITS) for share in shares[middle].tolist()]
    return pl.Series(rounded).fill_nan(None)


def _stages(found: Presence, technology: Technologies, chain: Numbers) -> pl.Series:
    """Return the share of the stages in which something is made."""
    stage = (
        technology.members["stage"].replace("", None).rank("dense").fill_null(0).to_numpy().astype(np.int64)
    )
    every = int(stage.max(initial=0)) + 1
    named = stage > 0
    reached = found.member[named[found.member]]
    places = found.pairs[named[found.member]]
    of_group = np.unique(places * every + stage[reached]) // every
    of_chain = np.unique(technology.chain[named] * every + stage[named]) // every
    count = np.bincount(of_chain, minlength=int(chain.max(initial=-1)) + 1)
    return _shares(np.bincount(of_group, minlength=len(chain)), count[chain])


def _parts(
    found: Presence, technology: Technologies, count: int
) -> Iterator[tuple[Numbers, Numbers, Amounts, Amounts, Amounts]]:
    """Yield for spans of groups what _part returns of them."""
    starts = np.searchsorted(found.pairs, np.arange(count + 1))
    most = max(1, AT_ONCE // technology.own.shape[1])
    first = 0
    while first < count or not first:
        heed()
        fitting = int(np.searchsorted(starts, starts[first] + most, side="right")) - 1
        last = min(max(fitting, first + 1), first + most, count)
        span = slice(starts[first], starts[last])
        yield _part(found.pairs[span] - first, found.member[span], technology, last - first)
        first = max(last, 1)


def _part(
    pairs: Numbers, member: Numbers, technology: Technologies, count: int
) -> tuple[Numbers, Numbers, Amounts, Amounts, Amounts]:
    """Return how many products are to be filled and extended to, and what flows between those made.

    What comes before a product that is made has something made after it, and the other way round. The last
    three are the flows with both ends made, the inputs of what is made, and those of them that are made.
    """
    made, before, after = (
        any_of(bits[member], pairs, count) for bits in (technology.own, technology.above, technology.below)
    )
    fill = np.bitwise_count(before & after & ~made).sum(axis=1, dtype=np.int64)
    extend = np.bitwise_count((before ^ after) & ~made).sum(axis=1, dtype=np.int64)
    flows = technology.flows
    group, flow = _along(flows.giver, pairs, member)
    both = _has(made, group, technology.place[flows.taker[flow]])
    linked = added(group[both], flows.amount[flow[both]], count)
    group, flow = _inputs(flows.taker, pairs, member)
    own = _has(made, group, technology.place[flows.giver[flow]])
    bought = added(group, flows.share[flow], count)
    return fill, extend, linked, bought, added(group[own], flows.share[flow[own]], count)


def _has(bits: Bits, group: Numbers, place: Numbers) -> Flags:
    """Tell whether a group has the bit of a place."""
    word = bits[group, place // WORD] >> (place % WORD).astype(np.uint64)
    return (word & np.uint64(1)).astype(np.bool_)


def _along(ends: Numbers, pairs: Numbers, member: Numbers) -> tuple[Numbers, Numbers]:
    """Return each group with the numbers of the flows that end at its products; the ends are in order."""
    first, last = (np.searchsorted(ends, member, side=side) for side in ("left", "right"))
    sizes = last - first
    offset = np.repeat(first - np.cumsum(sizes) + sizes, sizes)
    return np.repeat(pairs, sizes), offset + np.arange(len(offset))


def _inputs(takers: Numbers, pairs: Numbers, member: Numbers) -> tuple[Numbers, Numbers]:
    """Return each group with the flows into its products, in their order."""
    order = np.argsort(takers, kind="stable")
    group, place = _along(takers[order], pairs, member)
    key = np.sort(group * max(len(takers), 1) + order[place])
    return np.divmod(key, max(len(takers), 1))
