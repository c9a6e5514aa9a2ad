"""No query writes, reads files or the network, leaves its parameters or outlives its limits."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from time import monotonic
from typing import Any

import kglite
import pytest
from _facts import battery, record
from _hostile import PIECES, broken_texts, fed, texts
from _statements import REFUSED, SCRAPS
from hypothesis import given
from hypothesis import strategies as st

from chainatlas.cli import run
from chainatlas.graph import kglite_store, neo4j_store
from chainatlas.graph.difference import difference
from chainatlas.graph.errors import AtlasError, QueryError, QueryTimeout
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.identity import find
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.queries._ask import ask, named_question

WHOLE = fold(record(battery()))
NAMES = "MATCH (node:Park) WHERE node.name = $text RETURN node.id AS id"
SLOW = {
    "everything with everything": "MATCH (a), (b), (c), (d), (e), (f) WHERE a.id < f.id RETURN count(a) AS n",
    "every way": "MATCH way = (a)-[*1..30]-(b) RETURN count(way) AS n",
    "rows of rows": "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b RETURN max(a + b) AS n",
    "lists of lists": "RETURN [a IN range(1, 9999) | size([b IN range(1, 99999) WHERE b = a])] AS n",
}
MANY = {
    "nodes": "MATCH (a), (b) RETURN a.id AS a, b.id AS b",
    "numbers": "UNWIND range(1, 200000) AS number RETURN number",
    "lists": "MATCH (a), (b) RETURN [a.id, b.id] AS pair",
}


@pytest.fixture
def small(store: Store) -> Store:
    store.replace(WHOLE)
    return store


@pytest.fixture(scope="module")
def held() -> KgliteStore:
    return KgliteStore.holding(WHOLE)


def unharmed(store: Store) -> bool:
    return not difference(read_graph(store), WHOLE)


def test_the_corpus_is_large_and_of_every_sort() -> None:
    assert len(set(REFUSED.values())) >= 110
    said = " ".join(REFUSED.values()).upper()
    for word in (
        "LOAD CSV",
        "COPY",
        "ATTACH",
        "INSTALL",
        "EXPORT",
        "CALL DBMS",
        "APOC",
        "FTP:",
        "HTTP:",
        "FILE:",
    ):
        assert word in said


def test_no_statement_of_the_corpus_is_run(small: Store, tmp_path: Path) -> None:
    for name, text in REFUSED.items():
        with pytest.raises(QueryError) as told:
            small.query(text, {"url": "file:///etc/passwd"}, timeout=5)
        assert str(told.value).isprintable(), name
    assert unharmed(small)


def test_without_the_guard_the_stores_still_change_nothing(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (kglite_store, neo4j_store):
        monkeypatch.setattr(module, "refuse_writes", lambda text: None)
    for text in REFUSED.values():
        if not any(word in text.upper() for word in ("LOAD", "TERMINATE", "APOC", "DBMS")):
            try:
                small.query(text, {"url": ""}, timeout=5)
            except AtlasError:
                continue
    monkeypatch.undo()
    assert unharmed(small)


@fed(50)
@given(st.lists(st.sampled_from((*SCRAPS, *PIECES, *REFUSED.values())), min_size=1, max_size=6).map("".join))
def test_whatever_the_guard_lets_pass_writes_nothing(text: str) -> None:
    graph = kglite.KnowledgeGraph()
    graph.cypher("CREATE (:Park {id: 'a', n: 1})-[:R]->(:Park {id: 'b'})")
    before = content(graph)
    try:
        refuse_writes(text)
        list(graph.cypher(text, timeout_ms=500, max_work_units=1_000_000))
    except (QueryError, kglite.KgError, ValueError, TypeError):
        return
    assert content(graph) == before


def content(graph: kglite.KnowledgeGraph) -> list[str]:
    text = "MATCH (n) OPTIONAL MATCH (n)-[e]->() RETURN labels(n) AS l, properties(n) AS p, count(e) AS c"
    return sorted(str(row) for row in graph.cypher(text))


values = st.recursive(
    st.one_of(broken_texts, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)


@fed(60)
@given(texts)
def test_a_parameter_is_a_value_whatever_it_says(held: KgliteStore, text: str) -> None:
    assert held.query("RETURN $text AS text", {"text": text}).rows == [(text,)]
    assert held.query(NAMES, {"text": text}).rows == []


@fed(40)
@given(values)
def test_a_parameter_of_any_kind_is_taken_or_refused_in_one_line(held: KgliteStore, value: Any) -> None:
    try:
        held.query("MATCH (node:Park) WHERE node.name = $value RETURN $value AS value", {"value": value})
    except QueryError as error:
        assert "\n" not in str(error)


def test_parameters_change_nothing_on_either_engine(small: Store) -> None:
    for text in (*PIECES, *REFUSED.values()):
        assert small.query(NAMES, {"text": text}).rows == []
        assert small.query("RETURN $text AS text", {"text": text}).rows == [(text,)]
    assert unharmed(small)


@fed(30)
@given(broken_texts)
def test_a_question_about_any_name_is_answered_or_refused(held: KgliteStore, text: str) -> None:
    try:
        park = find(held, "Park", text)
    except AtlasError as error:
        assert "\n" not in str(error)
    else:
        assert park.startswith("park:")
    try:
        ask(held, named_question("chain-gaps"), {"park": text, "chain": "battery"})
    except AtlasError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_the_time_limit_holds(small: Store, text: str) -> None:
    started = monotonic()
    with pytest.raises(QueryTimeout):
        small.query(text, timeout=0.5)
    assert monotonic() - started < 120  # some of these would run for days
    assert small.query("RETURN 1 AS one").rows == [(1,)]


@pytest.mark.parametrize("text", MANY.values(), ids=MANY)
@pytest.mark.parametrize("limit", [0, 1, 7])
def test_the_row_limit_holds(small: Store, text: str, limit: int) -> None:
    rows = small.query(text, limit=limit)
    assert (len(rows), rows.truncated) == (limit, True)


COMMANDS = (
    ["find"],
    ["show"],
    ["query", "RETURN $x AS x", "--param"],
    ["query"],
    ["ask", "suppliers", "--company"],
    ["ask", "chain-gaps", "--chain", "battery", "--park"],
    ["quality", "--check"],
    ["ask"],
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("hostile") / "atlas.kgl"
    KgliteStore(path).replace(WHOLE)
    return str(path)


@fed(12)
@given(st.sampled_from(COMMANDS), broken_texts, st.sampled_from(["table", "json", "csv", "md"]))
def test_the_command_line_answers_or_says_why_in_one_line(
    path: str, command: list[str], text: str, form: str
) -> None:
    given_text = f"x={text}" if command[-1] == "--param" else text
    with pytest.MonkeyPatch.context() as patch:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="strict") for _ in range(2))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = run(["--store", path, *command, given_text, "--format", form])
        err.flush()
        told = err.buffer.getvalue().decode()
    assert code in (0, 1, 2)
    assert "Traceback" not in told
