"""What one graph has to become another: nodes and edges added, removed and changed, as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, EdgeEnds, Graph, by_id, stand_in_order


@dataclass(frozen=True)
class Changes:
    """Rows of one kind of node or edge: new ones, gone ones, and those that say something else now.

    `changed` has the rows as they become; all three have the columns of the kind's schema.
    """

    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.added.height or self.removed.height or self.changed.height)


@dataclass(frozen=True)
class Difference:
    """What differs, by label of node and by type and ends of edge; kinds that do not differ are left out."""

    nodes: Mapping[str, Changes]
    edges: Mapping[EdgeEnds, Changes]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.nodes or self.edges)

    def size(self) -> int:
        """Return how many nodes and edges differ."""
        changes = (changes for _, changes in self._kinds())
        return sum(part.added.height + part.removed.height + part.changed.height for part in changes)

    def counts(self) -> list[dict[str, str | int]]:
        """Return how many rows of each kind are added, removed and changed; edges are summed by type."""
        totals: dict[str, list[int]] = {}
        for name, changes in self._kinds():
            total = totals.setdefault(name, [0, 0, 0])
            for place, table in enumerate((changes.added, changes.removed, changes.changed)):
                total[place] += table.height
        return [
            {"kind": name, "added": added, "removed": removed, "changed": changed}
            for name, (added, removed, changed) in totals.items()
        ]

    def rows(self) -> list[dict[str, str | None]]:
        """Return a row for each node and edge that differs: change, kind, id, and the target of an edge."""
        return [
            {
                "change": change,
                "kind": name,
                "id": row.get("id") or row["source"],
                "target": row.get("target"),
            }
            for name, changes in self._kinds()
            for change in ("added", "removed", "changed")
            for row in getattr(changes, change).iter_rows(named=True)
        ]

    def _kinds(self) -> Iterator[tuple[str, Changes]]:
        yield from self.nodes.items()
        for (name, _, _), changes in self.edges.items():
            yield name, changes


def difference(old: Graph, new: Graph) -> Difference:
    """Return what the old graph has to become the new one."""
    nodes = {
        label: _changes(old.nodes.get(label), new.nodes.get(label), ["id"], NODE_SCHEMAS[label])
        for label in NODES
    }
    edges = {
        ends: _changes(old.edges.get(ends), new.edges.get(ends), edge_key(ends[0]), EDGE_SCHEMAS[ends[0]])
        for ends in sorted({*old.edges, *new.edges})
    }
    return Difference(
        {label: changes for label, changes in nodes.items() if changes},
        {ends: changes for ends, changes in edges.items() if changes},
    )


def edge_key(name: str) -> list[str]:
    """Return the columns that tell one edge of a type from every other."""
    return ["source", "target", *(own for own in EDGES[name].key if own in EDGE_SCHEMAS[name])]


def _changes(
    old: pl.DataFrame | None, new: pl.DataFrame | None, key: Sequence[str], schema: Mapping[str, object]
) -> Changes:
    empty = pl.DataFrame(schema=schema)  # type: ignore[arg-type]
    before, after = ((empty if table is None else table).select(list(schema)) for table in (old, new))
    if not before.height:
        return Changes(_sorted(after, key), empty, empty)
    added = after.join(before, on=key, how="anti", nulls_equal=True)
    removed = before.join(after, on=key, how="anti", nulls_equal=True)
    return Changes(*(_sorted(part, key) for part in (added, removed, _changed(before, after, key))))


def _sorted(table: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    if key == ["id"]:
        return by_id(table)
    return table if stand_in_order(table) else table.sort(key)


def _changed(before: pl.DataFrame, after: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    told = [name for name in after.columns if name not in key]
    if not told:
        return after.clear()
    both = after.join(before, on=key, how="inner", suffix="\x1fold", nulls_equal=True)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}\x1fold")) for name in told)
    return both.filter(differs).select(after.columns)
