"""Small graphs in memory for tests of pictures, and pictures as plain values that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from _facts import Fact, fact, record

from chainatlas.graph.around import TableAround
from chainatlas.graph.statements import fold
from chainatlas.graph.tables import Graph
from chainatlas.viz._view import Mark, Picture

INDUSTRY = [
    fact("park:inner", "LOCATED_IN", "park:zone"),
    fact("company:mill", "LOCATED_IN", "park:zone", status="running"),
    fact("company:lab", "LOCATED_IN", "park:inner", status="planned"),
    fact("project:works", "LOCATED_IN", "park:zone", status="under_construction"),
    fact("company:far", "DEVELOPS", "project:works", status="under_construction"),
    fact("company:mill", "PRODUCES", "product:steel", status="running", capacity=1200000.0, unit="t"),
    fact("project:works", "PRODUCES", "product:tower", status="under_construction"),
    fact("company:mill", "NEEDS", "product:coke"),
    fact("product:ore", "FEEDS", "product:steel", coefficient=1.6, recipe="furnace", basis="reference"),
    fact("product:steel", "FEEDS", "product:tower", basis="reference"),
    fact("product:steel", "CHAIN_MEMBER", "chain:steel"),
    fact("company:mill", "CHAIN_MEMBER", "chain:steel"),
    fact("project:works", "CHAIN_MEMBER", "chain:wind"),
    fact("company:miner", "SUPPLIES", "company:mill", product="product:ore", status="running"),
    fact("company:digger", "SUPPLIES", "company:miner", status="running"),
    fact("company:mill", "SUPPLIES", "company:maker", status="planned"),
    fact("company:maker", "SUPPLIES", "company:seller"),
    fact("company:mill", "PART_OF", "company:holding"),
    fact("park:zone", "COURTS", "company:wanted", stage="in_talks", purpose="investment"),
    fact("park:zone", "HAS_MEASURE", None, indicator="firms_running", value=60.0, unit="家", period="2023"),
    fact("park:zone", "LOCATED_IN", "place:town"),
]
"""A zone with a park inside, a mill with two tiers on either side, a project, and a firm that is courted."""


def graph(facts: Iterable[Fact], **properties: dict[str, Any]) -> Graph:
    """Return the graph of facts; see _facts.record."""
    return fold(record(facts, **properties))


def around(facts: Iterable[Fact], **properties: dict[str, Any]) -> TableAround:
    """Return what is around the nodes of the graph of facts."""
    return TableAround(graph(facts, **properties))


def by_id(picture: Picture) -> dict[str, Mark]:
    """Return the marks of a picture by their ids."""
    return {mark.id: mark for mark in picture.marks}


def joins(picture: Picture, *kinds: str) -> set[tuple[str, str, str]]:
    """Return the lines of a picture as kind, source and target; of these kinds only, if any are named."""
    found = {(line.kind, line.source, line.target) for line in picture.lines}
    return {line for line in found if not kinds or line[0] in kinds}


def facts_in(mark: Mark) -> dict[str, str]:
    """Return what the panel says of a mark, in English."""
    return {title.en: said.en for title, said in mark.facts}


def seen(picture: Picture) -> set[object]:
    """Return what is drawn of a picture, by names and not by ids."""
    names = {mark.id: mark.name.zh for mark in picture.marks}
    found: set[object] = {*picture.headings, *picture.notes}
    for mark in picture.marks:
        found.add((mark.name.zh, mark.kind, mark.x, mark.y, mark.missing, mark.facts))
    for line in picture.lines:
        found.add((line.kind, names[line.source], names[line.target], line.dashed, line.facts))
    return found
