"""Time every question on the bundled facts: p50 and p95 over many choices of its parameters.

python benchmarks/questions.py                       # the embedded engine
python benchmarks/questions.py bolt://localhost:7687  # and a Neo4j, which is filled with the bundled facts
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from chainatlas import queries
from chainatlas.graph.discover import all_declared
from chainatlas.graph.store import Store, open_store
from chainatlas.loaders._build import build
from chainatlas.loaders._folds import Folding, refold
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Parameter, Question

ROUNDS = 15
SPECIAL: dict[str, list[dict[str, Any]]] = {
    "chain-gaps": [
        {"park": park, "chain": "chain:wind-power"} for park in ("park:baotou-rare-earth", "park:xingan-edz")
    ],
    "what-if": [{"project": "project:goldwind-baotou-assembly"}] * 3,
    "disruption": [{"park": "park:baotou-rare-earth"}, {"product": "product:ndfeb-magnet"}] * 3,
}
"""Questions that need one of several parameters, none of which is required by itself."""


def choices(store: Store, question: Question, draw: random.Random) -> list[dict[str, Any]]:
    """Return some choices of the parameters that a question needs."""
    return [
        {p.name: choice(store, p, draw) for p in question.parameters if p.default is None}
        for _ in range(ROUNDS)
    ]


def choice(store: Store, parameter: Parameter, draw: random.Random) -> Any:
    if parameter.free:
        return "2023-12-31"
    if parameter.words:
        return draw.choice(parameter.words)
    label = draw.choice(parameter.label.split("|"))
    return draw.choice([row["id"] for row in store.query(f"MATCH (n:{label}) RETURN n.id AS id ORDER BY id")])


def seconds(store: Store, question: Question, given: dict[str, Any]) -> float:
    started = time.perf_counter()
    ask(store, question, given, fold=lambda wishes: refold(store, Folding.of(wishes)))
    return time.perf_counter() - started


def main() -> None:
    graph = build()
    with tempfile.TemporaryDirectory() as folder:
        stores = [open_store(Path(folder) / "atlas.kgl"), *map(open_store, sys.argv[1:])]
        for store in stores:
            store.replace(graph)
        print("| question | " + " | ".join(f"{store.engine} p50 ms | p95 ms" for store in stores) + " |")
        print("| --- |" + " ---: | ---: |" * len(stores))
        for question in all_declared(queries, Question):
            cells = []
            for store in stores:
                draw = random.Random(0)
                given = choices(stores[0], question, draw)
                given = SPECIAL.get(question.name, given)
                seconds(store, question, given[0])
                times = [seconds(store, question, one) * 1000 for one in given]
                cells += [statistics.median(times), statistics.quantiles(times, n=20)[18]]
            print(f"| {question.name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    main()
