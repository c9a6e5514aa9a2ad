"""Time every question, of the bundled facts or of a made-up nation: p50 and p95 over choices of parameters.

python benchmarks/questions.py                          # the bundled facts, on the embedded engine
python benchmarks/questions.py 10000                    # a nation of so many firms
python benchmarks/questions.py 10000 neo4j              # and a Neo4j that the run starts for it
python benchmarks/questions.py 1000000 -single-sources  # without a question that would take all memory
"""

from __future__ import annotations

import random
import signal
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import neo4j
from _neo4j import Neo4jServer
from _neo4j_import import import_full
from _told import Cell, tell
from national import sized

from chainatlas import queries
from chainatlas.exports import neo4j_admin
from chainatlas.exports._format import Part
from chainatlas.graph.discover import all_declared
from chainatlas.graph.errors import QueryTimeout
from chainatlas.graph.store import Store, open_store
from chainatlas.graph.stored import read_nodes
from chainatlas.graph.tables import Graph
from chainatlas.loaders._build import build
from chainatlas.loaders._folds import Folding, refold
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Parameter, Question, Wishes
from chainatlas.viz._view import Words

ROUNDS = 15
BUDGET = 4.0
"""Seconds after which a question is not asked for another choice."""
PATIENCE = 30.0
"""Seconds after which one answer is given up; half as many again where it does not end by itself."""
BUNDLED: dict[str, list[dict[str, Any]]] = {
    "chain-gaps": [
        {"park": park, "chain": "chain:wind-power"} for park in ("park:baotou-rare-earth", "park:xingan-edz")
    ],
    "what-if": [{"project": "project:goldwind-baotou-assembly"}] * 3,
    "disruption": [{"park": "park:baotou-rare-earth"}, {"product": "product:ndfeb-magnet"}] * 3,
}
"""Choices of the bundled facts for questions that need one of several parameters, none required by itself."""
ONE_OF = {"chain-gaps": ("park", "chain"), "what-if": ("project",), "disruption": ("firm",)}
"""What such questions are given in a nation, beside what they require."""

Ids = Callable[[str], list[str]]


class GivenUp(Exception):
    """An answer took longer than the patience."""


def choices(question: Question, ids: Ids, *, whole: bool) -> list[dict[str, Any]]:
    """Return choices of parameters: those required, and a park where one may be given, unless `whole`."""
    draw, more = random.Random(0), ONE_OF.get(question.name, () if whole else ("park",))
    chosen = [p for p in question.parameters if p.default is None or p.name in more]
    return [{p.name: choice(ids, p, draw) for p in chosen} for _ in range(ROUNDS if chosen else 3)]


def choice(ids: Ids, parameter: Parameter, draw: random.Random) -> Any:
    if parameter.free:
        return "2023-12-31"
    if parameter.words:
        return draw.choice(parameter.words)
    return draw.choice([name for label in parameter.labels for name in ids(label)])


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Raise GivenUp in what runs longer, even where no query is under way."""

    def give_up(*_: object) -> None:
        raise GivenUp

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def folded(store: Store, wishes: Wishes) -> Store:
    return refold(store, Folding.of(wishes))


def seconds(store: Store, question: Question, given: dict[str, Any]) -> tuple[float, float]:
    """Return how long an answer takes until its rows are read, on the clock and of our processor."""
    wall, processor = time.perf_counter(), time.process_time()
    with patience(1.5 * PATIENCE):
        answer = ask(store, question, given, fold=partial(folded, store), timeout=PATIENCE)
        deque(answer.rows, 0)
    return time.perf_counter() - wall, time.process_time() - processor


def measured(store: Store, question: Question, given: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """Return the times of a question after one answer that does not count; none where it was given up."""
    found: list[tuple[float, float]] = []
    try:
        seconds(store, question, given[0])
        for one in given:
            if sum(wall for wall, _ in found) < BUDGET:
                found.append(seconds(store, question, one))
    except QueryTimeout:
        return []
    except (GivenUp, BufferError):  # the latter is of a driver that is interrupted while it reads
        store.close()
        return []
    return found


def cells(times: list[tuple[float, float]]) -> list[Cell]:
    """Return p50 and p95 on the clock and p50 of the processor, in milliseconds."""
    if not times:
        return [f"> {PATIENCE * 1000:,.0f}", "", ""]
    walls, processors = ([1000 * pair[place] for pair in times] for place in (0, 1))
    last = statistics.quantiles(walls, n=20)[18] if len(walls) > 1 else walls[0]
    return [statistics.median(walls), last, statistics.median(processors)]


def ratio(rows: list[list[tuple[float, float]]]) -> list[Cell]:
    """Return the embedded engine's p50 over that of Neo4j, where both answered."""
    if len(rows) < 2:
        return []
    ours, theirs = (statistics.median([wall for wall, _ in times]) if times else None for times in rows)
    return [round(ours / theirs, 2) if ours and theirs else None]


def row(stores: list[Store], question: Question, given: list[dict[str, Any]]) -> list[Cell]:
    found = [measured(store, question, given) for store in stores]
    park = "park" in given[0]
    return [
        question.name,
        "one" if park else "",
        *(c for times in found for c in cells(times)),
        *ratio(found),
    ]


def held(store: Store, label: str) -> list[str]:
    return read_nodes(store, label, ["id"])["id"].to_list()


def written(graph: Graph, scratch: Path) -> str:
    """Write a graph for the offline importer, as online a country takes hours; return its command."""
    part = Part(graph, Words("国家", "nation"))
    scratch.mkdir()
    neo4j_admin.write(part, scratch)
    return neo4j_admin.command(part)


def served(server: Neo4jServer, command: str, scratch: Path) -> Store:
    """Start a server with what was written for it."""
    import_full(command, scratch, server.home, seconds=3600)
    server.start()
    with neo4j.GraphDatabase.driver(server.url) as driver:
        for text in (scratch / neo4j_admin.AFTER).read_text("utf-8").split(";\n")[:-1]:
            driver.execute_query(text)
        driver.execute_query("CALL db.awaitIndexes(3600)")
    return open_store(server.url)


def main() -> None:
    firms, beside = int(sys.argv[1]) if sys.argv[1:] else 0, "neo4j" in sys.argv
    graph = sized(firms).graph() if firms else build()
    size = graph.size()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stores = [open_store(folder / "atlas.kgl")]
        stores[0].replace(graph)
        command = written(graph, folder / "admin") if beside else ""
        del graph
        if beside:
            server = Neo4jServer(java=("-Xmx1g" if firms <= 100_000 else "-Xmx4g",))
            stack.callback(server.close)
            stores.append(served(server, command, folder / "admin"))
        rows = []
        for question in all_declared(queries, Question):
            if f"-{question.name}" in sys.argv:
                continue
            given = choices(question, partial(held, stores[0]), whole=not firms)
            rows.append(row(stores, question, given if firms else BUNDLED.get(question.name, given)))
            print(rows[-1], file=sys.stderr, flush=True)
    told = [f"{store.engine} {what}" for store in stores for what in ("p50 ms", "p95 ms", "processor p50 ms")]
    columns = ["question", "park", *told, *(["embedded / Neo4j"] if beside else [])]
    whose = f"A nation of {firms:,} firms" if firms else "The bundled facts"
    tell(
        "engines" if beside else "questions",
        firms,
        columns,
        rows,
        f"{whose}: {size:,} nodes and edges.",
    )


if __name__ == "__main__":
    main()
