"""Fold the statements of made-up nations and store them: seconds, memory and file size as nations grow.

python benchmarks/scale.py                        # 10,000, 100,000 and a million firms, one after another
python benchmarks/scale.py 10000 100000           # these sizes; a million take 20 GB and some minutes
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from _told import Cell, tell
from national import sized, timed

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold

SIZES = (10_000, 100_000, 1_000_000)
COLUMNS = [
    "firms",
    *("statements", "edges", "nodes and edges", "fold s", "store s", "μs a node or edge", "open s"),
    *("peak GB", "file MB"),
]


def measured(firms: int) -> dict[str, Any]:
    """Return what folding and storing so many firms took, in this process."""
    record = sized(firms).record()
    statements = record.statements.height
    graph, folding, _ = timed(partial(fold, record))
    del record
    gc.collect()
    size, kinds = graph.size(), graph.edges.items()
    edges = sum(table.height for (name, _, _), table in kinds if name != "SUPPORTED_BY")
    with tempfile.TemporaryDirectory() as folder:
        store = KgliteStore(Path(folder) / "atlas.kgl")
        _, storing, _ = timed(partial(store.replace, graph))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        del graph, kinds
        gc.collect()
        started = time.perf_counter()
        store.build()
        opening, written = time.perf_counter() - started, store.path.stat().st_size / 1e6
    each = (folding + storing) / size * 1e6
    cells = [f"{firms:,}", statements, edges, size, folding, storing, each, opening, peak, written]
    return {"cells": cells}


def apart(firms: int) -> list[Cell]:
    """Measure in a process of its own, so that the peak of its memory is its own."""
    command = [sys.executable, __file__, "--one", str(firms)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    cells: list[Cell] = json.loads(done.stdout)["cells"]
    print(cells, file=sys.stderr, flush=True)
    return cells


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measured(int(sys.argv[2]))))
        return
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    rows = [apart(firms) for firms in sizes]
    note = "Edges are those of facts, without the links of statements to documents, of which each has one."
    tell("scale", max(sizes), COLUMNS, rows, note)


if __name__ == "__main__":
    main()
