"""What stands around a node: nodes by id and the edges at them, out of a store or out of columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from chainatlas.graph.model import EDGES, NODES, label_of
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Graph

Row = dict[str, Any]
Places = dict[tuple[str, str], list[int]]
"""Where the edges of each node and kind are among all edges."""
ENDS = itemgetter("kind", "source", "target")
HELD = tuple(dict.fromkeys(prop.name for kind in EDGES.values() for prop in kind.properties))
"""Every property that some kind of edge has."""


class Around(ABC):
    """Nodes and edges as rows of plain values.

    The row of a node has its `label` and the properties that are not empty; that of an edge `kind`,
    `source`, `target` and the properties that are not empty. The same graph gives the same rows in the
    same order from every engine.
    """

    @abstractmethod
    def nodes(self, ids: Iterable[str]) -> dict[str, Row]:
        """Return the nodes of these ids that there are, in the order of their ids."""

    @abstractmethod
    def every(self, label: str) -> list[Row]:
        """Return all nodes of one label, in the order of their ids."""

    @abstractmethod
    def out(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that leave nodes of these ids."""

    @abstractmethod
    def into(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that reach nodes of these ids."""

    def between(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that join two nodes of these ids."""
        inside = set(ids)
        return [row for row in self.out(inside, kinds) if row["target"] in inside]


class StoreAround(Around):
    """Reads what is asked for out of a store, one query a label."""

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self.store = store

    def nodes(self, ids: Iterable[str]) -> dict[str, Row]:
        """Return the nodes of these ids that there are, in the order of their ids."""
        found: dict[str, Row] = {}
        for label, chosen in _by_label(ids):
            found |= {row["id"]: row for row in self._read(label, chosen)}
        return {name: found[name] for name in sorted(found)}

    def every(self, label: str) -> list[Row]:
        """Return all nodes of one label, in the order of their ids."""
        return self._read(label)

    def out(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that leave nodes of these ids."""
        return self._edges(ids, kinds, "(here:{label} {{id: wanted}})-[edge:{kind}]->(there)", 0)

    def into(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that reach nodes of these ids."""
        return self._edges(ids, kinds, "(here:{label} {{id: wanted}})<-[edge:{kind}]-(there)", 1)

    def _read(self, label: str, ids: list[str] | None = None) -> list[Row]:
        columns = ", ".join(f"node.{prop.name} AS {prop.name}" for prop in NODES[label].properties)
        node = (
            f"MATCH (node:{label})"
            if ids is None
            else f"UNWIND $ids AS wanted MATCH (node:{label} {{id: wanted}})"
        )
        found = self.store.query(f"{node} RETURN {columns} ORDER BY id", {} if ids is None else {"ids": ids})
        return [_node(label, row) for row in found]

    def _edges(self, ids: Iterable[str], kinds: Collection[str], pattern: str, side: int) -> list[Row]:
        ends = [("here.id", "there.id"), ("there.id", "here.id")][side]
        found: list[Row] = []
        for label, chosen in _by_label(ids):
            for kind in _possible(label, kinds, side):
                properties = "".join(f", edge.{prop.name} AS {prop.name}" for prop in EDGES[kind].properties)
                text = (
                    f"UNWIND $ids AS wanted MATCH {pattern.format(label=label, kind=kind)} "
                    f"RETURN {ends[0]} AS source_id, {ends[1]} AS target_id{properties}"
                )
                found += (_edge(kind, row) for row in self.store.query(text, {"ids": chosen}))
        return _ordered(found)


class TableAround(Around):
    """Answers from columns that were read at once; for those who ask about everything."""

    def __init__(self, graph: Graph) -> None:
        """Index the nodes by id and the edges by both ends."""
        self._nodes: dict[str, Row] = {}
        for label, table in sorted(graph.nodes.items()):
            for row in table.sort("id").iter_rows(named=True):
                self._nodes[row["id"]] = _node(label, row)
        edges = (
            {"kind": kind} | _filled(row)
            for (kind, _, _), table in graph.edges.items()
            for row in table.iter_rows(named=True)
        )
        self._edges = _ordered(edges)
        self._out: Places = defaultdict(list)
        self._into: Places = defaultdict(list)
        for number, edge in enumerate(self._edges):
            self._out[edge["source"], edge["kind"]].append(number)
            self._into[edge["target"], edge["kind"]].append(number)

    def nodes(self, ids: Iterable[str]) -> dict[str, Row]:
        """Return the nodes of these ids that there are, in the order of their ids."""
        return {name: self._nodes[name] for name in sorted(set(ids)) if name in self._nodes}

    def every(self, label: str) -> list[Row]:
        """Return all nodes of one label, in the order of their ids."""
        return [row for row in self._nodes.values() if row["label"] == label]

    def out(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that leave nodes of these ids."""
        return self._found(self._out, ids, kinds)

    def into(self, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        """Return the edges of these kinds that reach nodes of these ids."""
        return self._found(self._into, ids, kinds)

    def _found(self, held: Places, ids: Iterable[str], kinds: Collection[str]) -> list[Row]:
        ends = ((name, kind) for name in set(ids) for kind in set(kinds))
        return [
            self._edges[number] for number in sorted(number for end in ends for number in held.get(end, ()))
        ]


def order(edge: Row) -> tuple[str, ...]:
    """Return what edges are sorted by: kind, ends, then what they say."""
    return (edge["kind"], edge["source"], edge["target"], *(str(edge.get(name, "")) for name in HELD))


def _ordered(edges: Iterable[Row]) -> list[Row]:
    """Return edges sorted by `order`, of which most need only look at kind and ends."""
    runs = (list(run) for _, run in groupby(sorted(edges, key=ENDS), key=ENDS))
    return [edge for run in runs for edge in (sorted(run, key=order) if len(run) > 1 else run)]


def _by_label(ids: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(ids)):
        grouped[label_of(name)].append(name)
    yield from ((label, names) for label, names in sorted(grouped.items()) if label)


def _possible(label: str, kinds: Collection[str], side: int) -> Iterator[str]:
    """Yield the kinds of edge that nodes of a label can have at this end."""
    for kind in EDGES:
        if kind in kinds and any(ends[side] == label for ends in EDGES[kind].ends):
            yield kind


def _node(label: str, row: Mapping[str, Any]) -> Row:
    """Return the row of a node; one without a name is called by its id."""
    return {"label": label, "name": row["id"]} | _filled(row)


def _edge(kind: str, row: Row) -> Row:
    source, target = row.pop("source_id"), row.pop("target_id")
    return {"kind": kind, "source": source, "target": target} | _filled(row)


def _filled(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if value is not None}
