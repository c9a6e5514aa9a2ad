"""What a made-up nation is made of: things by number, and ties between them as arrays, seeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Chance = NDArray[np.float64]
LAYERS = 8
"""Stages of making, from what is mined to what is used; an input is always of an earlier one."""
CHAINS = 30
"""Chains that there are at least, if there are so many products."""
LEAST, MOST, TAIL = 1, 60, 1.45
"""A firm makes this many products at least and at most; the exponent of the Pareto tail between."""
AT_ONCE = (
    ("running",) * 13 + ("under_construction",) * 2 + ("planned", "signed", "trial", "mentioned", "closed")
)
COMING = ("planned", "planned", "signed", "under_construction", "under_construction", "trial")
COURTED = ("contacted", "visited", "in_talks", "signed")


@dataclass(frozen=True)
class Ties:
    """Edges of one kind between things of two labels, by number, and what each says of itself.

    `said` holds a value for all, or numbers beside the words that they stand for.
    """

    name: str
    ends: tuple[str, str]
    source: Numbers
    target: Numbers
    said: Mapping[str, Any] = field(default_factory=dict)
    basis: str = "stated"

    def once(self, *more: Numbers) -> Numbers:
        """Return the places of ties of which no two have the same ends and the same of these."""
        key = self.source * np.int64(1 << 31) + self.target
        for column in more:
            key = key * np.int64(31_337) + column
        return np.sort(np.unique(key, return_index=True)[1])


@dataclass(frozen=True)
class Groups:
    """Things sorted by what they belong to: those of group g are `members[starts[g]:starts[g + 1]]`."""

    members: Numbers
    starts: Numbers

    @classmethod
    def by(cls, of: Numbers, members: Numbers, groups: int) -> Groups:
        """Sort members by the group that each is of."""
        order = np.argsort(of, kind="stable")
        return cls(members[order], np.searchsorted(of[order], np.arange(groups + 1)))

    def sizes(self, chosen: Numbers) -> Numbers:
        """Return how many members each of some groups has."""
        return self.starts[chosen + 1] - self.starts[chosen]

    def one(self, chosen: Numbers, chance: Chance) -> Numbers:
        """Return a member of each of some groups, none of which may be empty."""
        return self.members[self.starts[chosen] + (chance * self.sizes(chosen)).astype(np.int64)]


class Drawn:
    """The draws of a nation of so many parks, firms and products; the same seed gives the same ties."""

    def __init__(self, parks: int, firms: int, products: int, seed: int) -> None:
        """Make the technology and say where each firm is; the rest follows from these."""
        self.random = np.random.default_rng(seed)
        self.counts = {
            "Place": 31 + 333,
            "Park": parks,
            "Company": firms,
            "Product": products,
            "Chain": min(products, max(CHAINS, products // 100)),
            "Project": max(4, firms // 12),
        }
        self.layer = np.arange(products) * LAYERS // products
        self.chain = self._many(products, self.counts["Chain"], 1.6)
        self.in_chain = Groups.by(self.chain, np.arange(products), self.counts["Chain"])
        self.feeds = self._feeds()
        self.park = self._many(firms, parks, 2.0)
        self.park_chains = self._many(parks * 3, self.counts["Chain"], 1.6).reshape(parks, 3)

    def _many(self, count: int, things: int, skew: float) -> Numbers:
        """Draw things, each at least once if there are enough draws, the first ones much more often."""
        drawn = (self.random.random(count) ** skew * things).astype(np.int64)
        drawn[: min(things, count)] = np.arange(min(things, count))
        return drawn

    def _words(self, count: int, words: tuple[str, ...]) -> tuple[Numbers, tuple[str, ...]]:
        return self.random.integers(0, len(words), count), words

    def _feeds(self) -> Ties:
        """Draw up to four inputs for each product, of an earlier layer, mostly of its own chain."""
        outputs = np.repeat(
            np.arange(self.counts["Product"]), self.random.integers(1, 5, self.counts["Product"])
        )
        outputs = outputs[self.layer[outputs] > 0]
        starts = self.in_chain.starts[self.chain[outputs]]
        place = {int(layer): np.searchsorted(self.layer, layer) for layer in range(LAYERS)}
        earlier = np.array([place[layer] for layer in range(LAYERS)])[self.layer[outputs]]
        own = self._before(outputs, earlier)
        chance = np.sqrt(self.random.random(len(outputs)))
        near = self.in_chain.members[starts + (chance * np.maximum(own, 1)).astype(np.int64)]
        far = (chance * earlier).astype(np.int64)
        inputs = np.where((own > 0) & (self.random.random(len(outputs)) < 0.85), near, far)
        ties = Ties("FEEDS", ("Product", "Product"), inputs, outputs, basis="reference")
        kept = ties.once()
        share = np.round(self.random.random(len(kept)) * 0.8 + 0.05, 2)
        said = {"coefficient": share, "unit": "t/t"}
        return Ties("FEEDS", ties.ends, inputs[kept], outputs[kept], said, "reference")

    def _before(self, outputs: Numbers, earlier: Numbers) -> Numbers:
        """Return how many products of its own chain come in a layer before that of each output."""
        products = self.counts["Product"]
        ranks = np.searchsorted(
            self.chain[self.in_chain.members] * products + self.in_chain.members,
            self.chain[outputs] * products + earlier,
        )
        return np.asarray(ranks - self.in_chain.starts[self.chain[outputs]])

    def ties(self) -> Iterator[Ties]:
        """Yield all ties, a kind at a time."""
        yield self.feeds
        yield from self._members()
        yield from self._places()
        made = self._made()
        yield made
        needed = self._needed(made)
        yield needed
        yield self._supplies(made, needed)
        yield from self._firm_ties()
        yield from self._projects()

    def _members(self) -> Iterator[Ties]:
        products = np.arange(self.counts["Product"])
        stage = np.minimum(self.layer * 4 // LAYERS, 2), ("upstream", "midstream", "downstream")
        said = {"stage": stage, "position": self.layer + 1}
        yield Ties("CHAIN_MEMBER", ("Product", "Chain"), products, self.chain, said, "reference")
        firms = np.flatnonzero(self.random.random(self.counts["Company"]) < 0.6)
        yield Ties(
            "CHAIN_MEMBER", ("Company", "Chain"), firms, self._chains(self.park[firms]), {"role": "member"}
        )

    def _chains(self, parks: Numbers) -> Numbers:
        """Return a chain for each of some parks: one of its own, or now and then any."""
        own = self.park_chains[parks, self.random.integers(0, 3, len(parks))]
        return np.where(self.random.random(len(parks)) < 0.75, own, self._any(len(parks), "Chain"))

    def _any(self, count: int, label: str) -> Numbers:
        return self.random.integers(0, self.counts[label], count)

    def _places(self) -> Iterator[Ties]:
        towns = np.arange(31, self.counts["Place"])
        yield Ties("LOCATED_IN", ("Place", "Place"), towns, (towns - 31) % 31, {"status": "running"})
        parks = np.arange(self.counts["Park"])
        yield Ties("LOCATED_IN", ("Park", "Place"), parks, 31 + parks % 333, {"status": "running"})
        inner = parks[9::10]
        yield Ties("LOCATED_IN", ("Park", "Park"), inner, inner // 10, {"status": "running"})
        firms = np.arange(self.counts["Company"])
        said = {"status": self._words(len(firms), AT_ONCE)}
        yield Ties("LOCATED_IN", ("Company", "Park"), firms, self.park, said)

    def _made(self) -> Ties:
        """Draw what firms make: few make much, and most of it belongs to the chains of their park."""
        size = np.minimum(MOST, LEAST + self.random.pareto(TAIL, self.counts["Company"])).astype(np.int64)
        firms = np.repeat(np.arange(self.counts["Company"]), size)
        goods = self.in_chain.one(self._chains(self.park[firms]), self.random.random(len(firms)))
        kept = Ties("PRODUCES", ("Company", "Product"), firms, goods).once()
        capacity = np.round(np.exp(self.random.normal(9, 1.5, len(kept))), 0)
        said = {"status": self._words(len(kept), AT_ONCE), "capacity": capacity, "unit": "t/a"}
        return Ties("PRODUCES", ("Company", "Product"), firms[kept], goods[kept], said)

    def _needed(self, made: Ties) -> Ties:
        """Draw what firms need: an input or two of what they make, as the technology tells."""
        inputs = Groups.by(self.feeds.target, self.feeds.source, self.counts["Product"])
        lines = np.repeat(np.arange(len(made.source)), 1 + (self.random.random(len(made.source)) < 0.3))
        lines = lines[inputs.sizes(made.target[lines]) > 0]
        firms, goods = made.source[lines], inputs.one(made.target[lines], self.random.random(len(lines)))
        kept = Ties("NEEDS", ("Company", "Product"), firms, goods).once()
        return Ties("NEEDS", ("Company", "Product"), firms[kept], goods[kept], {"status": "running"})

    def _supplies(self, made: Ties, needed: Ties) -> Ties:
        """Draw who sells to whom: makers of what the buyer needs, the large firms most; of some, not what."""
        makers = Groups.by(made.target, made.source, self.counts["Product"])
        wants = np.flatnonzero(makers.sizes(needed.target) > 0)
        wants = np.repeat(wants, self.random.integers(1, 3, len(wants)))
        buyers, goods = needed.source[wants], needed.target[wants]
        sellers = makers.one(goods, self.random.random(len(wants)) ** 2)
        unstated = self.random.random(len(wants)) < 0.1
        kept = Ties("SUPPLIES", ("Company", "Company"), sellers, buyers).once(np.where(unstated, -1, goods))
        kept = kept[sellers[kept] != buyers[kept]]
        said = {"status": self._words(len(kept), AT_ONCE), "product": np.where(unstated, -1, goods)[kept]}
        return Ties("SUPPLIES", ("Company", "Company"), sellers[kept], buyers[kept], said)

    def _firm_ties(self) -> Iterator[Ties]:
        firms = self.counts["Company"]
        parts = np.flatnonzero(self.random.random(firms) < 0.08)
        parts = parts[parts > 0]
        heads = (self.random.random(len(parts)) ** 3 * parts).astype(np.int64)
        yield Ties("PART_OF", ("Company", "Company"), parts, heads, {"status": "running", "share": 0.51})
        wanted = np.flatnonzero(self.random.random(firms) < 0.05)
        said = {"stage": self._words(len(wanted), COURTED), "purpose": "investment", "status": "running"}
        yield Ties("COURTS", ("Park", "Company"), self._any(len(wanted), "Park"), wanted, said)

    def _projects(self) -> Iterator[Ties]:
        projects = np.arange(self.counts["Project"])
        owners = self._many(len(projects), self.counts["Company"], 2.0)
        yield Ties("DEVELOPS", ("Company", "Project"), owners, projects, {"status": "running"})
        parks = np.where(
            self.random.random(len(projects)) < 0.6, self.park[owners], self._any(len(projects), "Park")
        )
        said: dict[str, Any] = {"status": self._words(len(projects), COMING)}
        yield Ties("LOCATED_IN", ("Project", "Park"), projects, parks, said)
        goods = self.in_chain.one(self._chains(parks), self.random.random(len(projects)))
        said |= {"capacity": np.full(len(projects), 1e4), "unit": "t/a"}
        yield Ties("PRODUCES", ("Project", "Product"), projects, goods, said)
