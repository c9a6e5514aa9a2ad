"""The technology of all chains at once, as arrays: what lies around each product and what it weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chainatlas.queries._requirements import NOT_FINAL
from chainatlas.queries._verdicts import SUPPORTING

Numbers = NDArray[np.int64]
Amounts = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]
WORD = 64
"""How many products of a chain share a word of bits."""


@dataclass(frozen=True)
class Flows:
    """Inputs of products of one chain, by the numbers of their members, in the order of giver and taker.

    `share` is the input per unit of output, `amount` what flows for all that the final products need.
    """

    giver: Numbers
    taker: Numbers
    share: Amounts
    amount: Amounts


@dataclass(frozen=True)
class Technologies:
    """The products of chains, numbered in the order of chain and product; each number is a member.

    `above` and `below` hold a bit for each product of the same chain that comes before or after a member,
    `own` the bit of the member itself; its number within the chain tells word and bit. What is computed is
    what `closures` and `requirements` tell of one chain after the other.
    """

    members: pl.DataFrame
    """chain, product, stage, kind, is_final."""
    chain: Numbers
    """The number of the chain of each member."""
    place: Numbers
    """The number of each member within its chain."""
    own: Bits
    above: Bits
    below: Bits
    weight: Amounts
    flows: Flows
    coefficients: Flags
    """Whether the weights of each chain come from coefficients, not from uniform shares."""

    @property
    def chains(self) -> list[str]:
        """Return the chains in the order of their numbers."""
        return self.members["chain"].unique(maintain_order=True).to_list()


def technologies(members: pl.DataFrame, feeds: pl.DataFrame) -> Technologies:
    """Work out the technology of each chain.

    `members` has chain, product, stage, kind and is_final, `feeds` giver, taker, recipe, coefficient, unit
    and by_product; a feed counts in each chain that both its ends are members of.
    """
    members = members.sort("chain", "product").with_row_index("member")
    chain, place = numbered(members)
    lines = lines_of(members, feeds)
    own = own_bits(place)
    above, below = closures_of(lines, own)
    inputs = _inputs(lines)
    coefficients = _known(inputs, chain)
    flows, weight = _weighed(members, inputs, coefficients, chain)
    return Technologies(members.drop("member"), chain, place, own, above, below, weight, flows, coefficients)


def added(places: Numbers, amounts: Amounts, count: int) -> Amounts:
    """Return the sum of the amounts at each place, added up in their order as `sum` does."""
    total: Amounts = np.bincount(places, amounts, count).astype(np.float64)
    return total


def numbered(members: pl.DataFrame) -> tuple[Numbers, Numbers]:
    """Return the number of the chain of each member, and its own within the chain; they are in order."""
    chain = members["chain"].rank("dense").cast(pl.Int64).to_numpy() - 1
    return chain, np.arange(len(chain)) - np.searchsorted(chain, chain)


def lines_of(members: pl.DataFrame, feeds: pl.DataFrame) -> pl.DataFrame:
    """Return each feed by the numbers of its ends, once for each chain that has both, in their order."""
    known = members.select("member", "chain", "product", "kind").cast({"member": pl.Int64})
    takers = known.select("chain", into="member", taker="product")
    givers = known.select("chain", "kind", of="member", giver="product")
    lines = feeds.join(takers, on="taker").join(givers, on=("chain", "giver"))
    return lines.filter(~pl.col("kind").is_in(SUPPORTING).fill_null(value=False)).sort("of", "into")


def own_bits(place: Numbers, words: int = 0) -> Bits:
    """Return for each place a row of words, as many as it takes or as given, in which only its bit is set."""
    own = np.zeros((len(place), words or int(place.max(initial=0)) // WORD + 1), np.uint64)
    own[np.arange(len(place)), place // WORD] = np.uint64(1) << (place % WORD).astype(np.uint64)
    return own


def closures_of(lines: pl.DataFrame, own: Bits) -> tuple[Bits, Bits]:
    """Return what comes before and after each member; what lies on a cycle with it is neither."""
    of, into = lines["of"].to_numpy(), lines["into"].to_numpy()
    above, below = _reached(of, into, own), _reached(into, of, own)
    return above & ~below, below & ~above


def any_of(bits: Bits, groups: Numbers, count: int) -> Bits:
    """Return for each of so many groups the bits that any of its rows has; rows are in order of groups."""
    found = np.zeros((count, bits.shape[1]), np.uint64)
    named, starts = np.unique(groups, return_index=True)
    if len(named):
        found[named] = np.bitwise_or.reduceat(bits, starts)
    return found


def _reached(start: Numbers, end: Numbers, own: Bits) -> Bits:
    """Return a bit for all from which each member is reached, by going on until nothing is added."""
    order = np.argsort(end, kind="stable")
    start, (ends, firsts) = start[order], np.unique(end[order], return_index=True)
    reached = np.zeros_like(own)
    while len(ends):
        found = reached[ends] | np.bitwise_or.reduceat((reached | own)[start], firsts)
        if np.array_equal(found, reached[ends]):
            break
        reached[ends] = found
    return reached


def _inputs(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the inputs of each way to make a product; an input without recipe belongs to every one.

    What a process yields by the way is not what its inputs are bought for, so by-products need nothing.
    """
    bought = lines.filter(~pl.col("by_product").fill_null(value=False), pl.col("of") != pl.col("into"))
    bought = bought.with_columns(pl.col("recipe").fill_null(""))
    named, common = bought.filter(pl.col("recipe") != ""), bought.filter(pl.col("recipe") == "")
    without = common.select("into", "recipe").join(named, on="into", how="anti")
    ways = pl.concat([named.select("into", "recipe"), without]).unique()
    found = pl.concat(
        [part.select(*COLUMNS) for part in (named, common.drop("recipe").join(ways, on="into"))]
    )
    return found.with_columns(
        ways=pl.col("recipe").n_unique().over("into"),
        uniform=1 / pl.col("of").n_unique().over("into", "recipe"),
    )


COLUMNS = ("of", "into", "recipe", "coefficient", "unit")


def _known(inputs: pl.DataFrame, chain: Numbers) -> Flags:
    """Tell of each chain whether all its inputs have coefficients in one unit."""
    told = inputs.with_columns(pl.Series("chain", chain).gather(inputs["into"])).group_by("chain")
    known = told.agg(
        ((pl.col("coefficient") > 0).fill_null(value=False).all() & (pl.col("unit").n_unique() == 1)).alias(
            "known"
        )
    ).filter("known")
    flags = np.zeros(int(chain.max(initial=-1)) + 1, np.bool_)
    flags[known["chain"].to_numpy()] = True
    return flags


def _weighed(
    members: pl.DataFrame, inputs: pl.DataFrame, known: Flags, chain: Numbers
) -> tuple[Flows, Amounts]:
    """Return what flows between each two products and what each weighs; see Requirements."""
    giver, taker, share = _shares(inputs, known[chain[inputs["into"].to_numpy()]])
    used = np.zeros(len(chain), np.bool_)
    used[giver] = True
    built_for = ~members["kind"].is_in(NOT_FINAL).fill_null(value=False).to_numpy()
    final = members["is_final"].fill_null(value=False).to_numpy() | (~used & built_for)
    weight, demand = np.zeros(len(chain)), final.astype(np.float64)
    size = np.bincount(chain)[chain] if len(chain) else chain
    for rounds in range(int(size.max(initial=0))):
        demand[size <= rounds] = 0.0
        if not demand.any():
            break
        demand = added(giver, share * demand[taker], len(chain))
        weight += demand
    return Flows(giver, taker, share, share * (weight[taker] + final[taker])), weight


def _shares(inputs: pl.DataFrame, known: Flags) -> tuple[Numbers, Numbers, Amounts]:
    """Return input per unit of output, as the mean over the recipes of the output."""
    share = pl.when(pl.Series(known, dtype=pl.Boolean)).then("coefficient").otherwise("uniform")
    told = inputs.select("of", "into", share=share / pl.col("ways")).sort("of", "into", "share")
    ends = told.select("of", "into").unique(maintain_order=True)
    number = told.select((pl.struct("of", "into").rle_id()).cast(pl.Int64)).to_series().to_numpy()
    total = added(number, told["share"].to_numpy(), ends.height)
    return ends["of"].to_numpy(), ends["into"].to_numpy(), total
