"""coverage-table: how much of each chain each park makes, and how many of its products are to be filled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chainatlas.queries._question import Column, Parameter, Question, Row, union
from chainatlas.queries._requirements import WEIGHTS_WORDS, Requirements, requirements
from chainatlas.queries._verdicts import COUNTED, closures, weakness

CYPHER = """
MATCH (chain:Chain)<-[member:CHAIN_MEMBER]-(product:Product)
WHERE member.status <> 'denied' AND ($chain = '' OR chain.id = $chain)
OPTIONAL MATCH (product)<-[made:PRODUCES]-(maker)
WHERE NOT made.status IN ['denied', 'closed', 'suspended']
WITH chain, product, member,
     collect(CASE WHEN maker IS NULL THEN NULL ELSE {
         id: maker.id, status: made.status, capacity: made.capacity, unit: made.unit,
         statements: made.statements} END) AS makers
OPTIONAL MATCH (product)<-[feed:FEEDS]-(input:Product)
WHERE feed.status <> 'denied'
WITH chain, product, member, makers, collect(DISTINCT input.id) AS inputs,
     collect(CASE WHEN feed IS NULL THEN NULL ELSE {
         input: input.id, recipe: feed.recipe, coefficient: feed.coefficient, unit: feed.unit,
         by_product: feed.by_product} END) AS feeds
RETURN 'product' AS fact, {
           chain_id: chain.id, chain: chain.name, chain_en: chain.name_en, product_id: product.id,
           kind: product.kind, is_final: product.is_final, stage: member.stage,
           makers: makers, inputs: inputs, feeds: feeds
       } AS details
UNION ALL
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
RETURN 'park' AS fact, {id: park.id, name: park.name, name_en: park.name_en} AS details
UNION ALL
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
MATCH (park)<-[:LOCATED_IN*0..3]-(site:Park)
MATCH (site)<-[located:LOCATED_IN]-(thing)
WHERE NOT located.status IN ['denied', 'closed']
RETURN 'inside' AS fact, {park_id: park.id, id: thing.id, statements: located.statements} AS details
UNION ALL
MATCH (thing)-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE role.status <> 'denied' AND NOT thing.id STARTS WITH 'product:'
  AND ($chain = '' OR chain.id = $chain)
RETURN 'member' AS fact, {id: thing.id, chain_id: chain.id, statements: role.statements} AS details
"""


@dataclass(frozen=True)
class Technology:
    """One chain: its products, what comes before and after each, and what each weighs."""

    products: list[Row]
    above: Mapping[str, list[str]]
    below: Mapping[str, list[str]]
    needs: Requirements

    @cached_property
    def _bit_of(self) -> dict[str, int]:
        return {row["product_id"]: 1 << number for number, row in enumerate(self.products)}

    @cached_property
    def _bits(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return for each product what comes before it and what comes after, a bit for each product."""
        before, after = (
            {name: sum(self._bit_of[other] for other in near[name]) for name in self._bit_of}
            for near in (self.above, self.below)
        )
        return before, after

    @cached_property
    def _stage_of(self) -> dict[str, str]:
        return {row["product_id"]: row["stage"] for row in self.products if row["stage"]}

    def judged(self, makers: Mapping[str, list[Row]]) -> Counter[str]:
        """Return how many products have each verdict where these makers are.

        What comes before a product that is made has something made after it, and the other way round.
        """
        before, after = self._bits
        weak = sum(bool(weakness(found)) for found in makers.values())
        upstream = downstream = 0
        for name in makers:
            upstream |= after[name]
            downstream |= before[name]
        rest = ~sum(self._bit_of[name] for name in makers)
        kinds = (upstream & downstream & rest, (upstream ^ downstream) & rest)
        fill, extend = (kind.bit_count() for kind in kinds)
        build = len(self.products) - len(makers) - fill - extend
        found = {"present": len(makers) - weak, "强链": weak, "补链": fill, "延链": extend, "建链": build}
        return Counter(found)

    def stages(self, made: list[str]) -> float | None:
        """Return the share of the stages in which something is made."""
        reached = {self._stage_of[product] for product in made if product in self._stage_of}
        return len(reached) / len(set(self._stage_of.values())) if self._stage_of else None


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Measure each chain against each park that has a member of it or a maker of its products."""
    counted = COUNTED[parameters["presence"]]
    chains, sites = dict(_chains(rows)), _sited(rows)
    made, roles = _makers(rows), _roles(rows)
    answer = []
    for park in sorted(_details(rows, "park"), key=lambda park: str(park["id"])):
        sited = sites[park["id"]]
        there = (park["id"], *sited)
        named = {chain for thing in there for chain in (*made[thing], *roles[thing])}
        for name in sorted(named & chains.keys()):
            found = [maker for thing in sited for maker in made[thing].get(name, ())]
            makers = _local(maker for maker in found if maker["status"] in counted)
            told = [stated for thing in there for stated in roles[thing].get(name, ())]
            evidence = [*told, *_evidence(makers, sited)]
            answer.append(_row(park, chains[name], makers) | {"statements": union(evidence)})
    return answer


def _details(rows: list[Row], fact: str) -> list[Row]:
    return [row["details"] for row in rows if row["fact"] == fact]


def _sited(rows: list[Row]) -> dict[str, dict[str, list[str]]]:
    """Return for each park the things in it and the statements that say so."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in sorted(_details(rows, "inside"), key=lambda row: (str(row["id"]), str(row["statements"]))):
        found[row["park_id"]][row["id"]] = row["statements"]
    return found


def _makers(rows: list[Row]) -> dict[str, dict[str, list[Row]]]:
    """Return for each maker, by chain, the products that it makes."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    for row in _details(rows, "product"):
        for maker in row["makers"]:
            product = maker | {"product_id": row["product_id"]}
            found[maker["id"]].setdefault(row["chain_id"], []).append(product)
    return found


def _roles(rows: list[Row]) -> dict[str, dict[str, list[list[str]]]]:
    """Return for each park, firm or project the statements that it belongs to a chain, by chain."""
    found: dict[str, dict[str, list[list[str]]]] = defaultdict(dict)
    for row in _details(rows, "member"):
        found[row["id"]].setdefault(row["chain_id"], []).append(row["statements"])
    return found


def _chains(rows: list[Row]) -> Iterator[tuple[str, Technology]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["fact"] == "product":
            found.setdefault(row["details"]["chain_id"], []).append(row["details"])
    for name in sorted(found):
        yield name, Technology(found[name], *closures(found[name]), requirements(found[name]))


def _local(makers: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the makers of each product that has any."""
    found: dict[str, list[Row]] = {}
    for maker in sorted(makers, key=lambda maker: (str(maker["id"]), str(maker["unit"]))):
        found.setdefault(maker["product_id"], []).append(maker)
    return found


def _evidence(makers: Mapping[str, list[Row]], sited: Mapping[str, list[str]]) -> Iterator[list[str]]:
    for found in makers.values():
        for maker in found:
            yield maker["statements"]
            yield sited[maker["id"]]


def _row(park: Row, technology: Technology, makers: Mapping[str, list[Row]]) -> Row:
    made = sorted(makers)
    first, needs, judged = technology.products[0], technology.needs, technology.judged(makers)
    return {
        "park_id": park["id"],
        "park": park["name"],
        "park_en": park["name_en"],
        **{key: first[key] for key in ("chain_id", "chain", "chain_en")},
        "products": len(technology.products),
        "made": len(made),
        "coverage": round(len(made) / len(technology.products), 4),
        "stages": _rounded(technology.stages(made)),
        "weighted": _rounded(needs.covered(made)),
        "links": _rounded(needs.linked(made)),
        "fill_in": _rounded(needs.supplied(made)),
        "present": judged["present"],
        "strengthen": judged["强链"],
        "fill": judged["补链"],
        "extend": judged["延链"],
        "build": judged["建链"],
        "weights": needs.basis,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


QUESTION = Question(
    name="coverage-table",
    zh="园区×产业链 覆盖表:每个园区对每条产业链覆盖多少,已有、强链、补链、延链、建链各多少环节?",
    en="How much of each chain does each park make, and how many products are present, to be strengthened, "
    "filled, extended to or built up?",
    cypher=CYPHER,
    parameters=(
        Parameter("park", "园区", "only this park, with the parks inside it", label="Park", default=""),
        Parameter("chain", "产业链", "only this chain", label="Chain", default=""),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("park_id", "园区标识", "park id", "never"),
        Column("park", "园区", "park", "zh"),
        Column("park_en", "园区(英文)", "park", "en"),
        Column("chain_id", "产业链标识", "chain id", "never"),
        Column("chain", "产业链", "chain", "zh"),
        Column("chain_en", "产业链(英文)", "chain", "en"),
        Column("products", "环节数", "products"),
        Column("made", "有生产者", "made"),
        Column("coverage", "覆盖率(计数)", "coverage by count"),
        Column("stages", "环节段覆盖率", "stages covered"),
        Column("weighted", "覆盖率(加权)", "coverage by weight"),
        Column("links", "链路完整度", "links complete"),
        Column(
            "fill_in", "潜在本地配套率", "inputs made locally", blank=("未记录投入", "no inputs on record")
        ),
        Column("present", "已有", "present"),
        Column("strengthen", "强链", "强链 strengthen"),
        Column("fill", "补链", "补链 fill"),
        Column("extend", "延链", "延链 extend"),
        Column("build", "建链", "建链 build"),
        Column("weights", "权重依据", "weights from", words=WEIGHTS_WORDS),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
