"""Which products change their verdict in which parks between two folds of the record, from columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from chainatlas.queries._question import Row
from chainatlas.queries._sited import Tables
from chainatlas.queries._technologies import (
    WORD,
    Bits,
    Numbers,
    any_of,
    closures_of,
    lines_of,
    numbered,
    own_bits,
)
from chainatlas.queries._two_folds import names_of

NOTHING = "建链"
"""The verdict of every product where a park makes nothing of a chain."""
VERDICTS = (NOTHING, "延链", "补链", "present")
PAIR = ("group", "member")


@dataclass(frozen=True)
class Side:
    """What a fold says of groups, each a chain in a park, and of members, each a product in a chain.

    `makers` has a row for each maker of a member in a group. `above` and `below` hold a bit for what comes
    before and after each member; the last three hold, for each group, a bit for what is made, what is made
    from that, and what that is made from.
    """

    tables: Tables
    members: pl.DataFrame
    makers: pl.DataFrame
    above: Bits
    below: Bits
    made: Bits
    onward: Bits
    inward: Bits

    def verdicts(self) -> tuple[Bits, Bits]:
        """Return a bit for each product to be filled or made, and for each to be extended to or made."""
        fill, extend = self.onward & self.inward, self.onward ^ self.inward
        return (fill & ~self.made) | self.made, (extend & ~self.made) | self.made


def verdict_changes(before: Tables, after: Tables, counted: Collection[str]) -> Iterator[tuple[Row, Row]]:
    """Yield each product of a chain in a park whose verdict differs, as either side tells it."""
    ends = pl.concat([tables["member"].select("chain", "product") for tables in (before, after)])
    members = ends.unique().sort("chain", "product").with_row_index("member")
    found = [_makers(tables, members, counted) for tables in (before, after)]
    groups = pl.concat([makers.select("park", "chain") for _, makers in found])
    groups = groups.unique().sort("park", "chain").with_row_index("group")
    _, place = numbered(members)
    bits = own_bits(place)
    around = _closures(
        [(own, tables["feed"]) for tables, (own, _) in zip((before, after), found, strict=True)], bits
    )
    sides = [
        _side(tables, own, makers, bits, near, groups)
        for tables, (own, makers), near in zip((before, after), found, around, strict=True)
    ]
    first = members.select("chain", start="member").unique("chain", keep="first")
    starts = groups.join(first, on="chain", how="left", maintain_order="left")["start"].to_numpy()
    group, bit = _differing(sides)
    yield from _told(sides, groups, members, group, starts[group] + bit, bit)


def _makers(
    tables: Tables, members: pl.DataFrame, counted: Collection[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the members of a fold with their numbers, and who makes them in which park."""
    own = members.join(tables["member"], on=("chain", "product"), maintain_order="left")
    made = tables["made"].with_row_index("line").filter(pl.col("status").is_in(counted))
    there = made.select("thing", "product", "line").join(tables["inside"], on="thing")
    return own, there.join(own.select("member", "chain", "product"), on="product").drop("product")


def _closures(told: Sequence[tuple[pl.DataFrame, pl.DataFrame]], bits: Bits) -> list[tuple[Bits, Bits]]:
    """Return what comes before and after each member, worked out once where both folds tell the same."""
    first, last = told
    found = closures_of(lines_of(*first), bits)
    alike = all(one.equals(other) for one, other in zip(first, last, strict=True))
    return [found, found if alike else closures_of(lines_of(*last), bits)]


def _side(
    tables: Tables,
    own: pl.DataFrame,
    makers: pl.DataFrame,
    bits: Bits,
    around: tuple[Bits, Bits],
    groups: pl.DataFrame,
) -> Side:
    makers = makers.join(groups, on=("park", "chain")).drop("park", "chain")
    pairs = makers.select(PAIR).unique().sort(PAIR)
    group, member = (pairs[name].cast(pl.Int64).to_numpy() for name in PAIR)
    above, below = around
    made, onward, inward = (any_of(part[member], group, groups.height) for part in (bits, below, above))
    return Side(tables, own, makers, above, below, made, onward, inward)


def _differing(sides: Sequence[Side]) -> tuple[Numbers, Numbers]:
    """Return the groups, and the places in their chains, whose verdicts are not the same on both sides."""
    fills, extends = zip(*(side.verdicts() for side in sides), strict=True)
    return _places((fills[0] ^ fills[1]) | (extends[0] ^ extends[1]))


def _places(bits: Bits) -> tuple[Numbers, Numbers]:
    """Return the row and the place of each bit that is set, in order."""
    rows = np.flatnonzero(bits.any(axis=1))
    octets = np.ascontiguousarray(bits[rows].astype("<u8")).view(np.uint8)
    found, place = np.nonzero(np.unpackbits(octets, axis=1, bitorder="little"))
    return rows[found], place


def _told(
    sides: Sequence[Side],
    groups: pl.DataFrame,
    members: pl.DataFrame,
    group: Numbers,
    member: Numbers,
    place: Numbers,
) -> Iterator[tuple[Row, Row]]:
    ends = [groups["park"][group], members["chain"][member], members["product"][member]]
    called = [names_of(side.tables["name"], pl.concat(ends)) for side in sides]
    values = [_values(side, group, place) for side in sides]
    proofs = [_evidence(side, members, group, member, place) for side in sides]
    making = np.flatnonzero(sides[1].made.any(axis=1))
    last = np.isin(group, making) & np.isin(member, sides[1].members["member"].to_numpy())
    for number, names in enumerate(zip(*ends, strict=True)):
        things = [called[int(last[number])][name] for name in names]
        told = dict(zip(("park", "chain", "thing"), things, strict=True))
        one, other = (
            told | {"value": value[number], "statements": proof[number]}
            for value, proof in zip(values, proofs, strict=True)
        )
        yield one, other


def _values(side: Side, group: Numbers, place: Numbers) -> list[str]:
    word, shift = place // WORD, (place % WORD).astype(np.uint64)
    fill, extend = ((bits[group, word] >> shift) & np.uint64(1) for bits in side.verdicts())
    return [VERDICTS[code] for code in (2 * fill + extend).tolist()]


def _evidence(
    side: Side, members: pl.DataFrame, group: Numbers, member: Numbers, place: Numbers
) -> list[list[str]]:
    """Return for each product of a group the statements of what is made there of it and around it."""
    own = own_bits(place, side.made.shape[1])
    row, near = _places((own | side.above[member] | side.below[member]) & side.made[group])
    cited = pl.DataFrame({"row": row, "group": group[row], "member": member[row] - place[row] + near})
    cited = cited.with_columns(pl.col(PAIR).cast(pl.UInt32)).join(side.makers, on=PAIR)
    made = cited.select("row", statement=side.tables["made"]["statements"].gather(cited["line"]))
    located = cited.select("row", "thing").unique().join(side.tables["located"], on="thing")
    said = [made.explode("statement"), located.select("row", statement="statements").explode("statement")]
    lists = pl.concat(said).drop_nulls().unique().sort("row", "statement")
    lists = lists.group_by("row", maintain_order=True).agg("statement")
    found: list[list[str]] = [[] for _ in group]
    for number, statements in lists.iter_rows():
        found[number] = statements
    return found
