"""Who hangs on one single firm or project, by way of what, and who could replace it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from chainatlas.graph.store import Store
from chainatlas.queries._dependence import evidence, kind_of, weakest
from chainatlas.queries._fabric import Fabric
from chainatlas.queries._parts import KINDS, READINGS, Key, Parts
from chainatlas.queries._question import Row
from chainatlas.queries._standstill import Standstill
from chainatlas.queries._ways import Reach, edges_along, edges_of, nearest, spread, things_along, way_down
from chainatlas.queries._web import Flags, Lists, Numbers, Web, distinct
from chainatlas.queries._whereabouts import GONE, inside, things_of, ties

AT_ONCE = 1024
"""How many failures are worked out together: what the parts take in memory grows with it."""


@dataclass(frozen=True)
class Tie:
    """A part that hangs on one source: over how many tiers in both readings, by which way, with whom besides.

    `replaced` tells of the inputs on the way that others could give too, who those are.
    """

    source: int
    kills: int
    part: int
    tier: int
    potential: int | None
    steps: tuple[int, ...]
    others: tuple[int, ...]


class Hanging:
    """The parts of an industry in both readings, and what the failure of each single firm stops."""

    def __init__(self, store: Store, presence: str) -> None:
        """Put numbers to the parts, which are the same in both readings."""
        self.fabric = Fabric.of(store, presence)
        self.observed, self.potential = (Parts.of(self.fabric, reading) for reading in READINGS)

    @cached_property
    def families(self) -> Lists:
        """Return for each firm itself and the projects that it alone develops, if it does anything."""
        ends = self.fabric.families
        return Lists.by(ends["a"].to_numpy(), ends["member"].to_numpy(), len(self.fabric.actors))

    @cached_property
    def makers(self) -> Lists:
        """Return who makes each product."""
        makes = self.fabric.makes
        return Lists.by(makes["p"].to_numpy(), makes["a"].to_numpy(), len(self.fabric.products))

    def family(self, source: int) -> list[int]:
        """Return a firm with the projects that it alone develops."""
        return [source, *(member for member in self.families[source].tolist() if member != source)]

    def kept(self, park: str) -> Numbers:
        """Return the parts that are firms of a park or what they make; without a park, everything."""
        parts = self.observed
        if not park:
            kinds = [KINDS.index("maker"), KINDS.index("product")]
            return np.flatnonzero(np.isin(parts.told["kind"].to_numpy(), kinds))
        sited = ties(self.fabric.store, "LOCATED_IN", gone=GONE)
        here = self.fabric.actors.is_in(sorted(inside(sited, park)))
        firms = np.flatnonzero(here.to_numpy())
        made = self.fabric.makes.filter(pl.col("a").is_in(firms.tolist()))["p"].unique().to_numpy()
        found = np.concatenate([parts.maker[firms], parts.product[made]])
        return np.sort(found[found >= 0])

    def suspects(self, kept: Numbers) -> Numbers:
        """Return the sources that may stop some parts: those of whom the parts go on, and their owners."""
        going = self.observed.web.proof(kept)
        named = self.observed.told[going].filter(pl.col("kind") == KINDS.index("own"))["a"]
        found = self.fabric.families.filter(pl.col("member").is_in(named.implode()))
        return found["a"].unique().sort().to_numpy()

    def stops(self, parts: Parts, sources: Numbers) -> Standstill:
        """Work out what the failure of each source stops."""
        failure, members = self.families.of(sources)
        own = parts.own[members]
        return Standstill(parts.web, own[own >= 0], failure[own >= 0])

    def ties(self, kept: Numbers) -> list[Tie]:
        """Return what hangs on whom, but for what hangs on a project of the same firm too."""
        suspects = self.suspects(kept)
        self._near = {parts.reading: beneath(parts.web, kept) for parts in (self.observed, self.potential)}
        held: set[tuple[int, int]] = set()
        found: list[Tie] = []
        for start in range(0, len(suspects), AT_ONCE):
            batch = suspects[start : start + AT_ONCE]
            observed = self.stops(self.observed, batch)
            told = observed.told(kept)
            held.update((int(kept[part]), int(batch[place])) for part, place in np.argwhere(told))
            found += self._batch(batch, observed, kept, told)
        return [tie for tie in found if not any((tie.part, m) in held for m in self.family(tie.source)[1:])]

    def _batch(self, batch: Numbers, observed: Standstill, kept: Numbers, told: Flags) -> Iterator[Tie]:
        places = {int(part): place for place, part in enumerate(kept)}
        for place, source in enumerate(batch.tolist()):
            for member in self.family(source):
                if (own := places.get(int(self.observed.maker[member]))) is not None:
                    told[own, place] = False
        true = np.flatnonzero(told.any(axis=0))
        if len(true):
            potential = self.stops(self.potential, batch[true])
        for number, place in enumerate(true.tolist()):
            victims = kept[told[:, place]].tolist()
            yield from self._of(int(batch[place]), victims, observed.by(place), potential.by(number))

    def _of(self, source: int, victims: list[int], stopped: Flags, even: Flags) -> Iterator[Tie]:
        """Yield what hangs on one source, given the parts that it stops in both readings."""
        family = self.family(source)
        begun = [int(self.observed.own[member]) for member in self._acting(family)]
        reached = self._reached(self.observed, stopped, begun, victims)
        potential = self._reached(self.potential, even, begun, [part for part in victims if even[part]])
        kills = int(stopped[self._victims].sum() - stopped[self.observed.maker[self._acting(family)]].sum())
        for part in victims:
            steps = way_down(reached, part)
            tier = potential[part].tier if even[part] else None
            yield Tie(source, kills, part, reached[part].tier, tier, tuple(steps), self._others(steps, even))

    def _reached(self, parts: Parts, stopped: Flags, begun: list[int], chosen: list[int]) -> dict[int, Reach]:
        """Return how the failure of a source comes to some parts that it stops, all of them kept."""
        near = self._near[parts.reading]
        begun = [part for part in begun if near[part]]
        on = nearest(parts, stopped & near, begun, chosen) if chosen else {}
        return spread(parts, on, dict.fromkeys(begun, 0))

    @cached_property
    def _victims(self) -> Numbers:
        return self.kept("")

    def _acting(self, members: Sequence[int]) -> list[int]:
        return [member for member in members if self.observed.maker[member] >= 0]

    def _others(self, steps: Sequence[int], even: Flags) -> tuple[int, ...]:
        """Return who else makes the inputs on a way of which not everybody's failure would matter."""
        found: set[int] = set()
        for step in steps:
            if self.observed.kinds[step] == KINDS.index("need") and not even[step]:
                _, actor, product, _ = self.observed.told.row(step)
                makers = self.makers[product]
                lines = self.observed.lines(makers, product)
                found.update(makers[~even[lines] & (makers != actor)].tolist())
        return tuple(sorted(found))


def beneath(web: Web, parts: Numbers) -> Flags:
    """Tell which parts some others hang on, directly or by way of others, these among them."""
    found = np.zeros(len(web.every), bool)
    while len(parts):
        found[parts] = True
        lower = distinct(web.on.of(parts)[1])
        parts = lower[~found[lower]]
    return found


def hanging(store: Store, park: str, presence: str) -> list[Row]:
    """Return a row for each firm, project or product of a park and each source that alone can stop it."""
    found = Hanging(store, presence)
    ties_ = found.ties(found.kept(park))
    steps = sorted({step for tie in ties_ for step in tie.steps})
    keys = dict(zip(steps, found.observed.keys(steps), strict=True))
    actors = found.fabric.actors
    names = {name for key in keys.values() for name in key[1:3]}
    names |= {actors[number] for tie in ties_ for number in (tie.source, *tie.others)}
    shown = Shown(actors, things_of(store, names), edges_of(found.observed, steps))
    return [shown.row(tie, [keys[step] for step in tie.steps]) for tie in ties_]


@dataclass(frozen=True)
class Shown:
    """The ids of firms, the names of things and the edges of parts, of which rows are made."""

    actors: pl.Series
    things: dict[str, Row]
    edges: dict[Key, list[Row]]

    def _columns(self, column: str, name: str) -> Row:
        thing = self.things[name]
        return {f"{column}_id": name, column: thing["name"], f"{column}_en": thing["name_en"]}

    def row(self, tie: Tie, keys: list[Key]) -> Row:
        """Return a row of the answer."""
        edges, name = edges_along(self.edges, keys), keys[0][1]
        return {
            **self._columns("source", self.actors[tie.source]),
            "kills": tie.kills,
            **self._columns("dependent", name),
            "kind": kind_of(name),
            "tier_observed": tie.tier,
            "tier_potential": tie.potential,
            "via": [self.things[thing] for thing in things_along(keys)[1:-1]],
            "others": "on record" if tie.potential is None else "not recorded",
            "substitutes": [self.things[self.actors[number]] for number in tie.others],
            "basis": weakest(edges),
            "contested": any(edge["contested"] for edge in edges),
            "statements": evidence(edges),
        }
