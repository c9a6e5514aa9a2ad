"""Time the loading of ChainKnowledgeGraph, side by side with the plain ways of doing it.

python benchmarks/loading.py data/chainkg/raw                        # the embedded engine
python benchmarks/loading.py data/chainkg/raw bolt://localhost:7687  # and a Neo4j, which is emptied first
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import py2neo

from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store, open_store
from chainatlas.graph.tables import Graph, Record
from chainatlas.loaders._data_sets import data_set
from chainatlas.loaders._merge import held_record, merge_into

ROUNDS = 5
BATCH = 10_000
PART = 200
"""Rows that go one statement each."""
ONE = "MATCH (a:BareProduct), (b:BareProduct) WHERE a.name = $a AND b.name = $b CREATE (a)-[:OLD]->(b)"


def best(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the least seconds on the clock and of the processor that some work took."""
    walls, processors = [], []
    for _ in range(rounds):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def plain_json(folder: Path) -> int:
    """Read and parse every line of every file with the json of Python."""
    rows = []
    for path in sorted(folder.iterdir()):
        with path.open(encoding="utf-8") as file:
            rows.append([json.loads(line) for line in file])
    return sum(map(len, rows))


def load_into(store: Store, folder: Path) -> None:
    """Do what `chainatlas load` does."""
    held = held_record(store)
    merge_into(store, held, data_set("chain-knowledge-graph").read([folder], held))


def embedded(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        load_into(open_store(Path(place) / "atlas.kgl"), folder)


def batches(graph: Graph) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the statements of a bare loop with their rows, as ready Python data."""
    for label, nodes in graph.nodes.items():
        text = f"UNWIND $rows AS row CREATE (node:Bare{label}) SET node = row"
        yield from ((text, part) for part in parts(nodes.to_dicts()))
    for (name, source, target), edges in graph.edges.items():
        rows = [
            {"source": row.pop("source"), "target": row.pop("target"), "properties": said(row)}
            for row in edges.to_dicts()
        ]
        ends = f"MATCH (a:Bare{source} {{id: row.source}}) MATCH (b:Bare{target} {{id: row.target}})"
        text = f"UNWIND $rows AS row {ends} CREATE (a)-[edge:{name}]->(b) SET edge = row.properties"
        yield from ((text, part) for part in parts(rows))


def said(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = [said(row) for row in rows]
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def bare_loop(driver: neo4j.Driver, work: list[tuple[str, list[dict[str, Any]]]]) -> None:
    with driver.session() as session:
        for text, rows in work:
            session.run(text, rows=rows).consume()


def one_by_one(url: str, graph: Graph) -> float:
    """Return how many edges a second the way of the data set's own loader makes: a statement for each."""
    names = dict(graph.nodes["Product"].select("id", "name").rows())
    edges = graph.edges["FEEDS", "Product", "Product"].select("source", "target").head(PART).rows()
    server = py2neo.Graph(url)
    started = time.perf_counter()
    for source, target in edges:
        server.run(ONE, a=names[source], b=names[target])
    return PART / (time.perf_counter() - started)


def on_neo4j(folder: Path, url: str) -> None:
    """Compare with a bare loop of batches and with a statement for each row, on an emptied server."""
    graph = fold(data_set("chain-knowledge-graph").read([folder], Record.empty()))
    size = sum(table.height for table in (*graph.nodes.values(), *graph.edges.values()))
    driver = neo4j.GraphDatabase.driver(url)
    driver.execute_query("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS")
    for label in graph.nodes:
        driver.execute_query(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Bare{label}) REQUIRE n.id IS UNIQUE")
    work = list(batches(graph))
    with Neo4jStore(url) as store:
        bare, _ = best(lambda: bare_loop(driver, work), 1)
        own, _ = best(lambda: load_into(store, folder), 1)
    single = one_by_one(url, graph)
    for name, seconds in (("bare loop of batches", bare), ("load into Neo4j", own)):
        print(f"{name:24} {seconds:7.2f} s  {size / seconds:8.0f} nodes and edges/s  {bare / seconds:.2f} ×")
    print(f"one statement a row                 {single:8.0f} edges/s  load: {size / own / single:.0f} ×")


def main() -> None:
    folder = Path(sys.argv[1])
    wall, processor = best(lambda: plain_json(folder))
    own_wall, own_processor = best(lambda: embedded(folder))
    print(f"plain json               {wall:7.2f} s  {processor:7.2f} s of processor")
    print(
        f"load into one file       {own_wall:7.2f} s  {own_processor:7.2f} s of processor  "
        f"{own_wall / wall:.1f} ×  {own_processor / processor:.1f} ×"
    )
    for url in sys.argv[2:]:
        on_neo4j(folder, url)


if __name__ == "__main__":
    main()
