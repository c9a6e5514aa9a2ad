"""node-link: the JSON that networkx's node_link_graph and D3 read."""

from __future__ import annotations

import json
from pathlib import Path

from chainatlas.exports._format import Format, Part
from chainatlas.exports._rows import edges_of, nodes_of


def write(part: Part, target: Path) -> None:
    """Write nodes and edges as two lists; an edge has the key that a networkx MultiDiGraph gives it."""
    told = {
        "directed": True,
        "multigraph": True,
        "graph": {"name": part.title.en, "name_zh": part.title.zh},
        "nodes": [{"label": label} | row for label, row in nodes_of(part.graph)],
        "edges": [{"type": kind, "key": key} | row for kind, key, row in edges_of(part.graph)],
    }
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
    target.write_bytes((text + "\n").encode())


FORMAT = Format(
    name="node-link",
    zh="node-link JSON,供 networkx 与 D3 读取",
    en="Node-link JSON, for networkx and D3",
    endings=(".json",),
    write=write,
)
