"""What the pages of a site are made of, read at once: the graph, its evidence, answers on parks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from typing import Any

from chainatlas.graph.around import Row, TableAround
from chainatlas.graph.model import EDGES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.queries._ask import named_question, rows_of
from chainatlas.queries._verdicts import COUNTED
from chainatlas.viz._draw import built
from chainatlas.viz._scene import lasting
from chainatlas.viz._site_slugs import FOLDERS, address
from chainatlas.viz._view import Words

PATIENCE = 600.0
"""Seconds for a question about the whole graph."""
DEEP = 3
"""How many parks may lie in each other, as in every question of a park."""
KINDS = tuple(EDGES)


@dataclass(frozen=True)
class Reading:
    """One graph in memory, with what questions say of all its parks and chains.

    `coverage` maps a park to its row of the question coverage; `table` are the rows of coverage-table.
    """

    store: Store
    around: TableAround
    build: Row
    coverage: Mapping[str, Row]
    table: list[Row]
    _busiest: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def evidence(self) -> dict[str, Row]:
        """Return where each statement stands, as pictures and answers have it."""
        documents = {row["id"]: row for row in self.around.every("Document")}
        return {row["id"]: _source(row, documents[row["document"]]) for row in self.around.every("Statement")}

    @cached_property
    def built(self) -> Row:
        """Return how the graph was folded, and what it was built from."""
        documents = self.around.every("Document")
        newest = max((row["recorded"] for row in documents), default=None)
        told = built(self.build, self.evidence)
        return told | {"documents": len(documents), "newest": newest}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Return the page of each thing that has one: all parks, chains and documents, most others."""
        return {row["id"]: address(label, row["id"]) for label in FOLDERS for row in self.paged(label)}

    def paged(self, label: str) -> Iterator[Row]:
        """Yield the nodes of a label that have pages of their own."""
        for row in self.around.every(label):
            if label == "Company" and len(self.edges(row["id"])) < 2:
                continue
            if label == "Product" and not self.around.out([row["id"]], ["CHAIN_MEMBER"]):
                continue
            yield row

    def edges(self, name: str) -> list[Row]:
        """Return all edges at a node."""
        return [*self.around.out([name], KINDS), *self.around.into([name], KINDS)]

    def busiest(self, label: str) -> list[str]:
        """Return the nodes of a label with most edges."""
        if label not in self._busiest:
            names = [row["id"] for row in self.around.every(label)]
            self._busiest[label] = nsmallest(5, names, key=lambda name: (-len(self.edges(name)), name))
        return self._busiest[label]

    def home(self, name: str) -> str:
        """Return the page on which a thing is found: its own, else that of the first thing beside it."""
        if name in self.addresses:
            return self.addresses[name]
        beside = (end for edge in self.edges(name) for end in (edge["target"], edge["source"]))
        return next((self.addresses[end] for end in beside if end in self.addresses), "")

    def row(self, name: str) -> Row:
        """Return a node; one that is not there is known by its id alone."""
        return self.around.nodes([name]).get(name) or {"label": "", "id": name}

    def name(self, name: str) -> Words:
        """Return what a node is called; one without name, by its id."""
        row = self.row(name)
        called = str(row.get("name") or name)
        return Words(called, str(row.get("name_en") or called))

    def sites(self, park: str) -> set[str]:
        """Return a park with the parks inside it."""
        found, fresh = {park}, {park}
        for _ in range(DEEP):
            inside = {edge["source"] for edge in self.around.into(fresh, ["LOCATED_IN"])}
            fresh = {name for name in inside if name.startswith("park:")} - found
            found |= fresh
        return found

    @cached_property
    def by_park(self) -> dict[str, list[Row]]:
        """Return the rows of coverage-table by park."""
        return _grouped(self.table, "park_id")

    @cached_property
    def by_chain(self) -> dict[str, list[Row]]:
        """Return the rows of coverage-table by chain."""
        return _grouped(self.table, "chain_id")

    @cached_property
    def measured(self) -> dict[str, tuple[int, int, int]]:
        """Return of each chain how many products it has, how many of them are made, and its members."""
        return {row["id"]: self._measured(row["id"]) for row in self.around.every("Chain")}

    def _measured(self, chain: str) -> tuple[int, int, int]:
        edges = [
            edge for edge in self.around.into([chain], ["CHAIN_MEMBER"]) if edge.get("status") != "denied"
        ]
        products = [edge["source"] for edge in edges if edge["source"].startswith("product:")]
        members = [edge["source"] for edge in edges if edge["source"].startswith(("company:", "project:"))]
        made = {edge["target"] for edge in self.around.into(products, ["PRODUCES"]) if counts(edge)}
        return len(products), len(made), len(members)

    def made_in(self, park: str) -> int:
        """Return how many products have a maker in a park."""
        placed = lasting(self.around.into(self.sites(park), ["LOCATED_IN"]))
        made = self.around.out([edge["source"] for edge in placed], ["PRODUCES"])
        return len({edge["target"] for edge in lasting(made)})

    @cached_property
    def traded(self) -> dict[str, list[Row]]:
        """Return the supplies of which a product is named, by product."""
        firms = [row["id"] for row in self.around.every("Company")]
        supplies = self.around.out(firms, ["SUPPLIES"])
        return _grouped((row for row in supplies if row.get("product")), "product")

    @cached_property
    def told(self) -> dict[str, list[Row]]:
        """Return the statements of each document."""
        return _grouped(self.around.every("Statement"), "document")


def read(store: Store) -> Reading:
    """Read all that a site needs: every node and edge once, and meanwhile two questions about all parks."""
    build = store.build()
    with ThreadPoolExecutor(max_workers=1) as asking:
        coverage, table = (asking.submit(_answers, store, name) for name in ("coverage", "coverage-table"))
        around = TableAround(read_graph(store))
        covered = {row["park_id"]: row for row in coverage.result()}
        return Reading(store, around, build, covered, table.result())


def counts(edge: Row) -> bool:
    """Tell whether a maker makes a product or is building to, as the questions count by default."""
    return edge.get("status") in COUNTED["building"]


def _answers(store: Store, name: str) -> list[Row]:
    """Return the answer to a question about everything, without looking up the evidence of its rows."""
    question = named_question(name)
    values: dict[str, Any] = {parameter.name: parameter.default for parameter in question.parameters}
    rows = rows_of(store, question, values, PATIENCE)
    return list(question.refine(rows, values)) if question.refine else rows


def _source(statement: Row, document: Row) -> Row:
    told = {key: statement.get(key) for key in ("paragraph", "locator", "recorded", "basis", "confidence")}
    return {
        "document": document["id"],
        "title": document.get("name") or document["id"],
        "publisher": document.get("publisher"),
    } | told


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found
