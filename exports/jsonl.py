"""jsonl: one JSON object a line, nodes first; a node has a label, an edge a type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chainatlas.exports._format import Format, Part
from chainatlas.exports._reading import Tables, tables_of_rows
from chainatlas.exports._rows import edges_of, nodes_of
from chainatlas.graph.errors import DataError, Refusal
from chainatlas.graph.tables import Graph


def write(part: Part, target: Path) -> None:
    """Write every node and every edge on a line of its own, lists as lists."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for row in _rows(part.graph):
            file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def _rows(graph: Graph) -> Iterator[dict[str, Any]]:
    for label, row in nodes_of(graph):
        yield {"label": label} | row
    for kind, _, row in edges_of(graph):
        yield {"type": kind} | row


def read(source: Path) -> Tables:
    """Return the lines of a file as tables; raise DataError with every line that is no node and no edge."""
    nodes: list[tuple[str, dict[str, Any]]] = []
    edges: list[tuple[str, dict[str, Any]]] = []
    refusals: list[Refusal] = []
    with source.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            row = _parsed(line)
            if isinstance(row.get("label"), str):
                nodes.append((row.pop("label"), row))
            elif isinstance(row.get("type"), str):
                edges.append((row.pop("type"), row))
            else:
                reason = "expected a JSON object with a label or a type"
                refusals.append(Refusal(str(source), number, "", reason))
    if refusals:
        raise DataError(refusals)
    return tables_of_rows(str(source), nodes, edges)


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


FORMAT = Format(
    name="jsonl",
    zh="JSON Lines:每行一个节点或一条关系",
    en="JSON Lines: a node or an edge a line",
    endings=(".jsonl", ".ndjson"),
    write=write,
    read=read,
)
