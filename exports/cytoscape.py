"""cytoscape: the JSON that Cytoscape, Cytoscape.js and networkx's cytoscape_graph read, with positions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chainatlas.exports._format import Format, Part
from chainatlas.exports._places import Places, places_of
from chainatlas.exports._rows import Row, edge_id, edges_of, nodes_of

MEASURED = "measure_value"
"""What the property `value` is called here: networkx takes the `value` of a node for its key."""


def write(part: Part, target: Path) -> None:
    """Write nodes and edges as elements; the id of an edge is its source, key and target."""
    places = places_of(part.graph)
    told = {
        "format_version": "1.0",
        "generated_by": "chainatlas",
        "data": {"name": part.title.en, "name_zh": part.title.zh},
        "directed": True,
        "multigraph": True,
        "elements": {
            "nodes": [_node(label, row, places) for label, row in nodes_of(part.graph)],
            "edges": [_edge(kind, key, row) for kind, key, row in edges_of(part.graph)],
        },
    }
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
    target.write_bytes((text + "\n").encode())


def _node(label: str, row: Row, places: Places) -> dict[str, Any]:
    if "value" in row:
        row[MEASURED] = row.pop("value")
    x, y = places[row["id"]]
    return {"data": {"label": label, "value": row["id"]} | row, "position": {"x": x, "y": y}}


def _edge(kind: str, key: str, row: Row) -> dict[str, Any]:
    name = edge_id(row["source"], key, row["target"])
    return {"data": {"id": name, "type": kind, "interaction": kind, "key": key} | row}


FORMAT = Format(
    name="cytoscape",
    zh="Cytoscape JSON,含位置",
    en="Cytoscape JSON, with positions",
    endings=(".cyjs",),
    write=write,
)
