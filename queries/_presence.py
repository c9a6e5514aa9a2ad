"""Which parks have to do with which chains, and what of a chain is made in a park, from columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from chainatlas.queries._sited import Tables
from chainatlas.queries._technologies import Flags, Numbers, Technologies, added
from chainatlas.queries._verdicts import CONCENTRATED

ENDS = ("park_number", "chain_number")


@dataclass(frozen=True)
class Fact:
    """Which facts of one kind some groups rest on, by number, in the order of groups.

    `statements` are those of all facts of the kind.
    """

    group: Numbers
    number: pl.Series
    statements: pl.Series

    @classmethod
    def of(cls, groups: pl.DataFrame, name: str, statements: pl.Series) -> Fact:
        """Take from a table the numbers of groups, and of facts in the column of this name."""
        used = groups.select("group", name).unique().sort("group")
        return cls(used["group"].to_numpy(), used[name], statements)

    def said(self, first: int, last: int) -> pl.DataFrame:
        """Return each statement of groups from a number to below another: `group`, `statement`."""
        start, end = np.searchsorted(self.group, (first, last))
        facts = self.statements.gather(self.number[start:end]).rename("statement")
        told = pl.DataFrame([pl.Series("group", self.group[start:end]), facts])
        return told.explode("statement").drop_nulls()


@dataclass(frozen=True)
class Presence:
    """Parks and chains that have to do with each other, and the products of the chain made in the park.

    `groups` has the numbers of park and chain; `pairs` and `member` are the numbers of a group and of a
    product that is made there, in this order, and `weak` tells which of these hang on too few makers.
    `facts` is what groups rest on.
    """

    groups: pl.DataFrame
    pairs: Numbers
    member: Numbers
    weak: Flags
    facts: Sequence[Fact]

    def statements(self, first: int, last: int) -> pl.Series:
        """Return for each group from a number to below another its statements, each once, in order."""
        said = pl.concat([fact.said(first, last) for fact in self.facts])
        lists = said.group_by("group").agg(pl.col("statement").unique().sort())
        every = pl.DataFrame({"group": pl.int_range(first, last, dtype=pl.UInt32, eager=True)})
        found = every.join(lists, on="group", how="left", maintain_order="left")["statement"]
        return found.fill_null([]).rename("statements")


def presence(tables: Tables, technology: Technologies, counted: Collection[str]) -> Presence:
    """Return what parks have to do with chains; only makers whose status is counted make something.

    Parks and chains are numbered in their order in the tables and in the technology; sites are in the order
    of what stands there, so that makers of a product in a park are in order by their sites.
    """
    parks = _numbered(tables["park"]["id"], "park")
    sites = tables["inside"].join(parks, on="park").sort("thing").with_row_index("site")
    makers = _makers(tables["made"], sites, technology)
    roles = _roles(tables["role"], sites, parks, technology)
    groups = pl.concat([part.select(ENDS) for part in (makers, roles)]).unique().sort(ENDS)
    groups = groups.with_row_index("group")
    made = makers.filter(pl.col("status").is_in(counted)).join(groups, on=ENDS)
    named = roles.join(groups, on=ENDS)
    told = [(made, "line", tables["made"]), (made, "site", sites), (named, "role", tables["role"])]
    facts = [Fact.of(part, name, table["statements"]) for part, name, table in told]
    units = pl.Enum(made["unit"].fill_null("None").unique().sort())
    made = made.sort("group", "member", "site", pl.col("unit").fill_null("None").cast(units))
    return Presence(groups, *_pairs(made), facts)


def _numbered(names: pl.Series, column: str) -> pl.DataFrame:
    return names.rename(column).to_frame().with_row_index(f"{column}_number")


def _makers(made: pl.DataFrame, sites: pl.DataFrame, technology: Technologies) -> pl.DataFrame:
    """Return who makes a product of a chain in a park: numbers of all that, and what is said of it."""
    members = technology.members.select(
        "product", member=pl.int_range(pl.len()), chain_number=pl.Series(technology.chain, dtype=pl.UInt32)
    )
    lines = made.drop("statements").with_row_index("line")
    there = lines.join(sites.select("thing", "park_number", "site"), on="thing")
    return there.join(members, on="product").drop("product")


def _roles(
    role: pl.DataFrame, sites: pl.DataFrame, parks: pl.DataFrame, technology: Technologies
) -> pl.DataFrame:
    """Return what belongs to a chain and is in a park, or is that park."""
    chains = _numbered(pl.Series(technology.chains, dtype=pl.String), "chain")
    roles = role.select("thing", "chain").with_row_index("role").join(chains, on="chain")
    own = parks.select("park_number", thing="park")
    return roles.join(pl.concat([sites.select("park_number", "thing"), own]), on="thing")


def _pairs(made: pl.DataFrame) -> tuple[Numbers, Numbers, Flags]:
    """Return each group with each product made there, and whether that hangs on too few makers.

    The same as `weakness` tells of the makers one by one.
    """
    ends = made.select("group", "member").to_numpy().astype(np.int64)
    new = np.ones(len(ends), np.bool_)
    new[1:] = (ends[1:] != ends[:-1]).any(axis=1)
    starts, number = np.flatnonzero(new), np.cumsum(new) - 1
    pairs, member = ends[starts, 0], ends[starts, 1]
    unit = made["unit"].cast(pl.Categorical).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    size = made["capacity"].fill_null(0.0).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = size / added(number, size, len(starts))[number]
    index = added(number, share * share, len(starts))
    few = np.bincount(number, minlength=len(starts)) == 1
    if not len(starts):
        return pairs, member, few
    alike = np.minimum.reduceat(unit, starts) == np.maximum.reduceat(unit, starts)
    known = np.logical_and.reduceat(size != 0, starts)
    return pairs, member, few | (alike & known & (index > CONCENTRATED))
