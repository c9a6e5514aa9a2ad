"""Fold and store the statements of made-up nations, and ask for the table of all their parks and chains.

Seconds, memory and file size as nations grow.

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
from collections import deque
from functools import partial
from pathlib import Path

from _told import Cell, tell
from national import sized, timed

from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.queries._ask import ask
from chainatlas.queries.coverage_table import QUESTION

SIZES = (10_000, 100_000, 1_000_000)
COLUMNS = [
    "firms",
    *("statements", "edges", "nodes and edges", "fold s", "store s", "μs a node or edge", "open s"),
    *("peak GB", "file MB", "rows of the table", "table s", "again s", "read whole s", "its peak GB"),
]
STORE, ASK = "--store", "--ask"
NOTE = (
    "Edges are those of facts, without the links of statements to documents, of which each has one. The "
    "table is that of all parks and chains, asked in a process of its own; its rows and evidence stay "
    "columns until they are read, which takes as long as `read whole` says."
)
PATIENCE = 600.0
"""Seconds that the table may take."""


def stored(firms: int, path: Path) -> list[Cell]:
    """Return what folding and storing so many firms took, in this process."""
    record = sized(firms).record()
    statements = record.statements.height
    graph, folding, _ = timed(partial(fold, record))
    del record
    gc.collect()
    size, kinds = graph.size(), graph.edges.items()
    edges = sum(table.height for (name, _, _), table in kinds if name != "SUPPORTED_BY")
    store = KgliteStore(path)
    _, storing, _ = timed(partial(store.replace, graph))
    most = peak()
    del graph, kinds
    gc.collect()
    _, opening, _ = timed(store.build)
    each = (folding + storing) / size * 1e6
    written = path.stat().st_size / 1e6
    return [f"{firms:,}", statements, edges, size, folding, storing, each, opening, most, written]


def asked(path: Path) -> list[Cell]:
    """Return what the table of parks and chains took: first, again, and to read with its evidence."""
    store = KgliteStore(path)
    store.build()
    table = partial(ask, store, QUESTION, {}, timeout=PATIENCE)
    (_, first, _), (answer, again, _) = timed(table), timed(table)
    _, reading, _ = timed(lambda: [deque(part, 0) for part in (answer.rows, answer.evidence.items())])
    return [len(answer.rows), first, again, reading, peak()]


def peak() -> float:
    """Return the most memory that this process had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def apart(*words: str) -> list[Cell]:
    """Measure in a process of its own, so that the peak of its memory is its own."""
    done = subprocess.run([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True, check=True)
    cells: list[Cell] = json.loads(done.stdout)
    return cells


def both(firms: int) -> list[Cell]:
    """Store so many firms and ask for the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "atlas.kgl")
        cells = [*apart(STORE, path, str(firms)), *apart(ASK, path)]
    print(cells, file=sys.stderr, flush=True)
    return cells


def main() -> None:
    if sys.argv[1:2] == [STORE]:
        print(json.dumps(stored(int(sys.argv[3]), Path(sys.argv[2]))))
        return
    if sys.argv[1:2] == [ASK]:
        print(json.dumps(asked(Path(sys.argv[2]))))
        return
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    rows = [both(firms) for firms in sizes]
    tell("scale", max(sizes), COLUMNS, rows, NOTE)


if __name__ == "__main__":
    main()
