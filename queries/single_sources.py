"""single-sources: which firms and products hang on one single supplier, at whatever tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chainatlas.queries._dependence import (
    CYPHER,
    PRESENCE,
    THING_WORDS,
    Industry,
    evidence,
    kind_of,
    weakest,
)
from chainatlas.queries._question import Column, Parameter, Question, Row
from chainatlas.queries._standstill import (
    READINGS,
    Key,
    Part,
    Reach,
    Reading,
    above,
    edges_along,
    parts_of,
    spread,
    standstill,
    things_along,
    way_down,
)
from chainatlas.queries._words import BASIS_WORDS, KNOWLEDGE_WORDS


@dataclass
class Hanging:
    """Which parts each single firm or project stops, in one reading; one bit stands for each of them."""

    industry: Industry
    reading: Reading
    parts: dict[Key, Part] = field(init=False)
    sources: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Let every firm fail with the projects that it alone develops, and work out all at once."""
        self.parts = parts_of(self.industry, self.reading)
        self.above = above(self.parts)
        actors = self.industry.actors()
        self.families = {name: self.industry.family(name) for name in {*actors, *self.industry.investors()}}
        self.sources = sorted(self.families)
        failures: dict[Key, int] = {}
        for place, source in enumerate(self.sources):
            for name in self.families[source]:
                failures["own", name] = failures.get(("own", name), 0) | 1 << place
        self.stopped: dict[str, set[Key]] = {source: set() for source in self.sources}
        for key, stops in standstill(self.parts, failures).items():
            for place in _bits(stops):
                self.stopped[self.sources[place]].add(key)

    def ways(self, source: str) -> dict[Key, Reach]:
        """Return the parts that one source stops, each with how its failure comes there."""
        stopped = self.stopped[source]
        begun: dict[Key, int] = {("own", name): 0 for name in self.families[source]}
        return spread(self.above, stopped, begun)

    def victims(self, source: str, reached: Mapping[Key, Reach]) -> list[Key]:
        """Return the makers and products among the parts, without the source and its own projects."""
        own = self.families[source]
        return [key for key in sorted(reached) if key[0] in ("maker", "product") and key[1] not in own]


def _bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, which must not be all of them.

    >>> list(_bits(0b1010))
    [1, 3]
    """
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Find for each maker and product those who alone can stop it: docs/methods.md, single sources."""
    industry = Industry(rows, parameters["presence"])
    observed, potential = (Hanging(industry, reading) for reading in READINGS)
    kept = _kept(industry, parameters["park"])
    reached = {source: observed.ways(source) for source in observed.sources}
    answer = []
    for source, ways in reached.items():
        plants = observed.families[source][1:]
        even = potential.ways(source) if ways else {}
        victims = observed.victims(source, ways)
        for key in victims:
            if key[1] in kept and not any(key in reached.get(plant, ()) for plant in plants):
                row = _row(observed, ways, even, key)
                answer.append(industry.columns("source", source) | {"kills": len(victims)} | row)
    return sorted(
        answer, key=lambda row: (-row["kills"], row["source_id"], row["tier_observed"], row["dependent_id"])
    )


def _kept(industry: Industry, park: str) -> set[str]:
    """Return the firms of a park and what they make; without a park, everything."""
    if not park:
        return set(industry.things)
    inside = industry.inside(park)
    return inside | {product for name in inside for product in industry.makes.get(name, ())}


def _row(observed: Hanging, ways: Mapping[Key, Reach], even: Mapping[Key, Reach], key: Key) -> Row:
    industry = observed.industry
    steps = way_down(ways, key)
    edges = edges_along(observed.parts, steps)
    inputs = [step for step in steps if step[0] == "need" and step not in even]
    others = sorted(
        maker
        for _, actor, product in inputs
        for maker in industry.makers.get(product, ())
        if maker != actor and ("line", maker, product) not in even
    )
    return industry.columns("dependent", key[1]) | {
        "kind": kind_of(key[1]),
        "tier_observed": ways[key].tier,
        "tier_potential": even[key].tier if key in even else None,
        "via": industry.named(things_along(steps)[1:-1]),
        "others": "not recorded" if key in even else "on record",
        "substitutes": industry.named(dict.fromkeys(others)),
        "basis": weakest(edges),
        "contested": any(edge["contested"] for edge in edges),
        "statements": evidence(edges),
    }


QUESTION = Question(
    name="single-sources",
    zh="哪些企业和产品只靠一家供应,经过几级?谁停产会让最多的企业和产品停下?",
    en="Which firms and products hang on one single supplier, at which tier, and who can stop most?",
    cypher=CYPHER,
    parameters=(
        Parameter(
            "park", "园区", "only what hangs in this park, with the parks inside it", "Park", default=""
        ),
        PRESENCE,
    ),
    columns=(
        Column("source_id", "单一来源标识", "single source id", "never"),
        Column("source", "单一来源", "single source", "zh"),
        Column("source_en", "单一来源(英文)", "single source", "en"),
        Column("kills", "可致停数", "how many it can stop"),
        Column("dependent_id", "依赖者标识", "dependent id", "never"),
        Column("dependent", "依赖者", "what hangs on it", "zh"),
        Column("dependent_en", "依赖者(英文)", "what hangs on it", "en"),
        Column("kind", "类别", "kind", words=THING_WORDS),
        Column("tier_observed", "级(按在案供应)", "tier (supplies on record)"),
        Column(
            "tier_potential", "级(含可能供应)", "tier (any maker may supply)", blank=("有替代", "replaceable")
        ),
        Column("via", "经由", "by way of"),
        Column("others", "其他供应者", "other suppliers", words=KNOWLEDGE_WORDS),
        Column("substitutes", "可替代者", "could replace it"),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
