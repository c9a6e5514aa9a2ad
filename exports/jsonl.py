"""jsonl: one JSON object a line, nodes first; a node has a label, an edge a type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chainatlas.exports._format import Format, Part
from chainatlas.exports._rows import edges_of, nodes_of
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


FORMAT = Format(
    name="jsonl",
    zh="JSON Lines:每行一个节点或一条关系",
    en="JSON Lines: a node or an edge a line",
    endings=(".jsonl", ".ndjson"),
    write=write,
)
