"""The contract that every store keeps, run against each engine."""

from __future__ import annotations

import json

import pytest
from _facts import battery, fact, record

from chainatlas.graph.errors import QueryError, QueryTimeout, StoreError, StoreMissing
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store, dangling
from chainatlas.graph.tables import Graph
from chainatlas.graph.version import LAYOUT

HOSTILE = {
    "script": "</script><script>alert(1)</script>",
    "quotes": "\"'`\\",
    "lines": "one\r\ntwo\tthree\u2028four",
    "nul": "a\x00b",
    "emoji": "🏭龘",
    "right-to-left": "\u202eabc",
    "cypher": "x'}) DETACH DELETE n //",
    "long": "长" * 10_000,
}


@pytest.fixture
def small(store: Store) -> Store:
    """Give a store with the toy battery chain."""
    store.replace(fold(record(battery())))
    return store


def test_an_empty_store_says_how_to_build_one(store: Store) -> None:
    if store.engine == "neo4j":
        store.replace(Graph({}, {}))
    with pytest.raises(StoreMissing, match="chainatlas build"):
        store.build()


def test_what_was_put_in_comes_out(small: Store) -> None:
    rows = small.query(
        "MATCH (one:Product)-[feed:FEEDS]->(other:Product) "
        "RETURN one.id AS a, other.id AS b, feed.coefficient AS c"
    )
    assert len(rows) == 11
    assert {"a": "product:cell", "b": "product:pack", "c": 0.7} in list(rows)
    assert small.build()["layout"] == LAYOUT


def test_replacing_leaves_nothing_of_the_graph_before(small: Store) -> None:
    small.replace(fold(record([fact("company:mill", "PRODUCES", "product:steel")])))
    rows = small.query("MATCH (node) WHERE node.id IS NOT NULL RETURN node.id AS id ORDER BY id")
    ids = [row["id"] for row in rows if not row["id"].startswith("statement:")]
    assert ids == ["build:current", "company:mill", "document:press", "product:steel"]


def test_replacing_twice_is_replacing_once(small: Store) -> None:
    count = "MATCH (one)-[edge]->(other) RETURN count(edge) AS edges, count(DISTINCT one) AS sources"
    before = list(small.query(count))
    small.replace(fold(record(battery())))
    assert list(small.query(count)) == before


def test_a_graph_with_loose_ends_is_refused_and_the_old_one_stays(small: Store) -> None:
    graph = fold(record([fact("company:mill", "PRODUCES", "product:steel")]))
    loose = Graph({**graph.nodes, "Product": graph.nodes["Product"].clear()}, graph.edges)
    assert dangling(loose) == ["product:steel"]
    with pytest.raises(StoreError, match="product:steel"):
        small.replace(loose)
    assert len(small.query("MATCH (product:Product) RETURN product.id AS id")) == 11


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names_come_back_letter_for_letter(store: Store, name: str) -> None:
    known = record(
        [fact("company:mill", "PRODUCES", "product:steel")], mill={"name": name, "aliases": [name, "b"]}
    )
    store.replace(fold(known))
    found = store.query(
        "MATCH (firm:Company {name: $name}) RETURN firm.name AS name, firm.aliases AS words", {"name": name}
    )
    assert found.rows == [(name, [name, "b"])]


def test_lists_flags_numbers_and_nothing_keep_their_kinds(store: Store) -> None:
    store.replace(fold(record([fact("company:mill", "PRODUCES", "product:steel", capacity=2.5)])))
    text = (
        "MATCH (:Company)-[made:PRODUCES]->(:Product) RETURN made.capacity AS capacity, made.unit AS unit, "
        "made.contested AS contested, made.statements AS statements"
    )
    ((capacity, unit, contested, statements),) = store.query(text).rows
    assert (capacity, unit, contested) == (2.5, None, False)
    assert [type(statement) for statement in statements] == [str]


def test_whole_nodes_and_edges_look_alike_on_both_engines(small: Store) -> None:
    text = "MATCH (firm:Company {id: 'company:jia-cell'})-[made:PRODUCES]->(:Product) RETURN firm, made"
    ((firm, made),) = small.query(text).rows
    assert firm["labels"] == ["Company"]
    assert firm["properties"] == {"id": "company:jia-cell", "name": "jia-cell"}
    assert made["type"] == "PRODUCES"
    assert made["properties"]["status"] == "running"
    json.dumps([firm, made])


WRITING = [
    "CREATE (:Company {id: 'company:x'})",
    "MATCH (node) SET node.name = 'x'",
    "MATCH (node) DETACH DELETE node",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "MERGE (:Park {id: 'park:x'})",
    "DROP INDEX chainatlas_park_name",
]


@pytest.mark.parametrize("text", WRITING)
def test_a_query_never_writes(small: Store, text: str) -> None:
    before = small.query("MATCH (node) RETURN count(node) AS nodes").rows
    with pytest.raises(QueryError):
        small.query(text)
    assert small.query("MATCH (node) RETURN count(node) AS nodes").rows == before


@pytest.mark.parametrize("text", ["MATCH (", "RETURN $missing AS x", "RETURN nothing AS x", "RETURN 1 AS"])
def test_a_misspelt_query_is_one_clear_line(small: Store, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        small.query(text)
    assert "\n" not in str(caught.value)


def test_a_query_that_runs_too_long_is_stopped(small: Store) -> None:
    crossed = ", ".join(f"(n{i})" for i in range(7))
    text = f"MATCH {crossed} WHERE n0.id <> n6.id RETURN count(*) AS rows"
    with pytest.raises(QueryTimeout, match=r"longer than 0\.5 s"):
        small.query(text, timeout=0.5)


def test_a_limit_cuts_and_says_so(small: Store) -> None:
    rows = small.query("MATCH (product:Product) RETURN product.id AS id ORDER BY id", limit=3)
    assert (len(rows), rows.truncated) == (3, True)
    rows = small.query("MATCH (product:Product) RETURN product.id AS id ORDER BY id", limit=11)
    assert (len(rows), rows.truncated) == (11, False)
