"""A push over a line that is cut, delayed or stalled, and to a server that dies: written once, or told."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from _faults import MOMENTS, Line
from _neo4j import Neo4jServer, require_or_skip

from chainatlas.graph.errors import StoreError
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph
from chainatlas.loaders._build import build

pytestmark = pytest.mark.neo4j
OFTEN = max(3, MOMENTS // 2)


@pytest.fixture(scope="module")
def old() -> Graph:
    return build(as_of="2024-12-31")


@pytest.fixture(scope="module")
def size(neo4j_server: Neo4jServer, old: Graph, bundled: Store) -> int:
    """Give how many bytes go to a server that holds the newer graph already, there and back."""
    pushed(neo4j_server.url, old, read_graph(bundled))
    sent: list[int] = []
    with Line(neo4j_server.url, sent.append) as line:
        pushed(line.url, old, read_graph(bundled))
    return sent[-1]


def pushed(url: str, before: Graph, now: Graph) -> None:
    """Bring a server from one graph to another over a line, and see that it then holds that one exactly."""
    with Neo4jStore(url) as target:
        target.update(before)
        target.update(now)
        assert not target.against(now)


def once(work: Callable[[], None], after: int) -> Callable[[int], None]:
    """Return trouble that comes once, when so many bytes have been sent."""
    left: Iterator[None] = iter([None])

    def trouble(sent: int) -> None:
        if sent >= after and next(left, work) is None:
            work()

    return trouble


def cut() -> None:
    raise ConnectionError("the line is cut")


@pytest.mark.parametrize("number", range(OFTEN))
def test_a_line_that_is_cut_is_taken_up_again(
    neo4j_server: Neo4jServer, old: Graph, bundled: Store, size: int, number: int
) -> None:
    after = random.Random(number).randrange(size)
    with Line(neo4j_server.url, once(cut, after)) as line:
        try:
            pushed(line.url, old, read_graph(bundled))
        except StoreError as error:
            assert "went away" in str(error) or "cannot be reached" in str(error)  # cut before anything began
            pushed(line.url, old, read_graph(bundled))
        assert line.cuts == 1


def test_a_line_that_stalls_is_waited_for(
    neo4j_server: Neo4jServer, old: Graph, bundled: Store, size: int
) -> None:
    with Line(neo4j_server.url, once(lambda: time.sleep(3), size // 2)) as line:
        pushed(line.url, old, read_graph(bundled))


def test_a_slow_line_only_takes_longer(neo4j_server: Neo4jServer, old: Graph, bundled: Store) -> None:
    with Line(neo4j_server.url, lambda sent: time.sleep(0.002)) as line:
        pushed(line.url, old, read_graph(bundled))


def test_a_server_that_is_killed_and_started_again_gets_the_graph_once(old: Graph, bundled: Store) -> None:
    require_or_skip()
    now = read_graph(bundled)
    with Neo4jServer() as server, Neo4jStore(server.url) as target:
        target.update(old)

        def crash() -> None:
            time.sleep(0.2)
            server.kill()
            server.start()

        crashing = threading.Thread(target=crash)
        crashing.start()
        target.update(now)
        crashing.join()
        assert not target.against(now)


def test_two_pushes_at_once_make_the_graph_once(
    neo4j_server: Neo4jServer, old: Graph, bundled: Store
) -> None:
    now = read_graph(bundled)
    with Neo4jStore(neo4j_server.url) as target:
        target.update(old)
        faults: list[StoreError] = []

        def push() -> None:
            with Neo4jStore(neo4j_server.url) as other:
                try:
                    other.update(now)
                except StoreError as error:
                    faults.append(error)

        both = [threading.Thread(target=push) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(faults) < 2, faults
        target.update(now)
        assert not target.against(now)
