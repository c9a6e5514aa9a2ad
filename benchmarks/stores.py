"""A made-up nation into the stores, beside the bare ways of each engine with the same rows, in one run.

python benchmarks/stores.py                 # 10,000 firms into the embedded store
python benchmarks/stores.py 1000 neo4j      # and into a Neo4j that the run starts itself: online and offline
"""

from __future__ import annotations

import gc
import resource
import sys
import tempfile
from pathlib import Path

import kglite
import neo4j
from _told import Cell, tell
from loading import bare_loop, batches
from national import sized, timed

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from _neo4j import Neo4jServer
from _neo4j_import import import_full

from chainatlas.exports import neo4j_admin
from chainatlas.exports._format import Part
from chainatlas.graph.kglite_fill import pandas_frame
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.statements import fold
from chainatlas.graph.tables import Graph
from chainatlas.viz._view import Words

FIRMS = 10_000
COLUMNS = ["", "rows", "s", "s of processors", "rows a second", "share of the bare way"]


def embedded(firms: int, scratch: Path) -> tuple[Graph, list[list[Cell]]]:
    """Fold and store, beside the engine's own bulk copy of the folded rows into a file."""
    record = sized(firms).record()
    graph, folding, folding_cpu = timed(lambda: fold(record))
    gc.collect()
    size = graph.size()
    nodes = {label: pandas_frame(table) for label, table in graph.nodes.items() if table.height}
    edges = {ends: pandas_frame(table) for ends, table in graph.edges.items() if table.height}

    def bare() -> None:
        made = kglite.KnowledgeGraph()
        for label, frame in nodes.items():
            made.add_nodes(frame, label, "id")
        for (name, source, target), frame in edges.items():
            made.add_relationships(frame, name, source, "source", target, "target")
        made.save(str(scratch / "bare.kgl"))

    _, copying, copying_cpu = timed(bare)
    nodes.clear()
    edges.clear()
    gc.collect()
    _, storing, storing_cpu = timed(lambda: KgliteStore(scratch / "atlas.kgl").replace(graph))
    both, both_cpu = folding + storing, folding_cpu + storing_cpu
    return graph, [
        ["bare bulk copy of the engine", size, copying, copying_cpu, size / copying, 1.0],
        ["store a folded graph", size, storing, storing_cpu, size / storing, copying / storing],
        ["fold and store", size, both, both_cpu, size / both, copying / both],
    ]


def on_neo4j(graph: Graph, scratch: Path) -> list[list[Cell]]:
    """Push online beside a bare loop of batches, and through the offline importer."""
    size = graph.size()
    work = list(batches(graph))
    with Neo4jServer(java=("-Xmx1g",)) as server, neo4j.GraphDatabase.driver(server.url) as driver:
        for label in graph.nodes:
            text = f"CREATE CONSTRAINT FOR (node:Bare{label}) REQUIRE node.id IS UNIQUE"
            driver.execute_query(text)
        _, bare, bare_cpu = timed(lambda: bare_loop(driver, work))
        with Neo4jStore(server.url) as store:
            _, own, own_cpu = timed(lambda: store.update(graph))
    part, folder = Part(graph, Words("国家", "nation")), scratch / "admin"
    folder.mkdir()
    _, written, written_cpu = timed(lambda: neo4j_admin.write(part, folder))
    command = neo4j_admin.command(part)
    _, read, read_cpu = timed(lambda: import_full(command, folder, scratch / "home"))
    offline, offline_cpu = written + read, written_cpu + read_cpu
    return [
        ["Neo4j: bare loop of batches", size, bare, bare_cpu, size / bare, 1.0],
        ["Neo4j: push", size, own, own_cpu, size / own, bare / own],
        ["Neo4j: export and offline importer", size, offline, offline_cpu, size / offline, bare / offline],
    ]


def main() -> None:
    firms = int(sys.argv[1]) if sys.argv[1:] else FIRMS
    with tempfile.TemporaryDirectory() as scratch:
        graph, rows = embedded(firms, Path(scratch))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        if sys.argv[2:]:
            rows += on_neo4j(graph, Path(scratch))
    note = (
        f"{firms:,} firms, {graph.size():,} nodes and edges; peak memory {peak:.1f} GB, with the record and "
        "the bare copy. Seconds of processors are of this process, not of a server."
    )
    tell("stores", firms, COLUMNS, rows, note)


if __name__ == "__main__":
    main()
