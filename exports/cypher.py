"""cypher: a script for Neo4j that can be run again and again: constraints, then nodes, then edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from chainatlas.exports._cypher import literal
from chainatlas.exports._format import Format, Part
from chainatlas.exports._rows import Row, filled
from chainatlas.graph.dialect import MARK, NEO4J
from chainatlas.graph.model import EDGES
from chainatlas.graph.tables import EdgeEnds, Graph

BATCH = 500
"""Rows of one statement; Neo4j plans a text of this many in well under a second."""


def write(part: Part, target: Path) -> None:
    """Write statements that end with a semicolon and a line end, which no text inside them does."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for statement in _statements(part.graph):
            file.write(statement + ";\n")


def _statements(graph: Graph) -> Iterator[str]:
    yield from NEO4J.schema()
    yield "CALL db.awaitIndexes(300)"
    for label, nodes in graph.nodes.items():
        for rows in _batches(map(filled, nodes.iter_rows(named=True))):
            yield f"UNWIND {rows} AS row\nMERGE (node:{label} {{id: row.id}})\nSET node = row, node:{MARK}"
    for ends, edges in graph.edges.items():
        names = tuple(name for name in EDGES[ends[0]].key if name in edges.columns)
        for given, chosen in _by_key(edges, names):
            for rows in _batches(map(_edge, chosen.iter_rows(named=True))):
                absent = tuple(name for name in names if name not in given)
                yield f"UNWIND {rows} AS row\n{_merged(ends, given, absent)}"


def _by_key(edges: pl.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """Yield edges by which properties of their merge key they have: MERGE takes no null."""
    if not names:
        yield (), edges
        return
    has = [pl.col(name).is_not_null().alias(f"has {name}") for name in names]
    parts = edges.with_columns(has).partition_by([f"has {name}" for name in names], as_dict=True)
    for flags, rows in sorted(parts.items()):
        yield (
            tuple(name for name, there in zip(names, flags, strict=True) if there),
            rows.select(edges.columns),
        )


def _merged(ends: EdgeEnds, given: tuple[str, ...], absent: tuple[str, ...]) -> str:
    """Return what makes the edge of a row, or finds the one that is already there, and says all of it."""
    name, source, target = ends
    found = f"MATCH (source:{source} {{id: row.source}})\nMATCH (target:{target} {{id: row.target}})\n"
    said = "SET edge = row.properties"
    if not absent:
        key = ", ".join(f"{prop}: row.properties.{prop}" for prop in given)
        return f"{found}MERGE (source)-[edge:{name}{f' {{{key}}}' if key else ''}]->(target)\n{said}"
    same = [f"old.{prop} IS NULL" for prop in absent]
    same += [f"old.{prop} = row.properties.{prop}" for prop in given]
    return (
        f"{found}OPTIONAL MATCH (source)-[old:{name}]->(target) WHERE {' AND '.join(same)}\n"
        f"FOREACH (_ IN CASE WHEN old IS NULL THEN [1] ELSE [] END |\n"
        f"  CREATE (source)-[edge:{name}]->(target) {said})\n"
        f"FOREACH (edge IN CASE WHEN old IS NULL THEN [] ELSE [old] END | {said})"
    )


def _edge(row: Row) -> Row:
    return {"source": row.pop("source"), "target": row.pop("target"), "properties": filled(row)}


def _batches(rows: Iterable[Row]) -> Iterator[str]:
    written = [literal(row) for row in rows]
    for start in range(0, len(written), BATCH):
        yield "[\n" + ",\n".join(written[start : start + BATCH]) + "\n]"


FORMAT = Format(
    name="cypher",
    zh="Cypher 脚本,可重复运行",
    en="A Cypher script that can be run again",
    endings=(".cypher", ".cql"),
    write=write,
)
