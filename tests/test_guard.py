"""The guard refuses every text that does more than read, and lets harmless ones pass."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import kglite
import pytest
from _facts import battery, record
from _statements import REFUSED, SCRAPS

from chainatlas.graph.errors import QueryError
from chainatlas.graph.faults import refuse_wrong_answers
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold

HARMLESS = {
    "match": "MATCH (n) RETURN n.id AS id",
    "lower case": "match (n) return n.id as id",
    "property set": "MATCH (n) RETURN n.set AS set",
    "property delete": "MATCH (n) WHERE n.delete = 1 RETURN n.create, n.merge",
    "property over a line": "MATCH (n) RETURN n.\n  remove AS gone",
    "variable set": "MATCH (set:Park) WHERE set.id = 'x' RETURN set.name AS name, set",
    "variable in backticks": "MATCH (`create`:Park) RETURN `create`.name AS name",
    "label Set": "MATCH (n:Set) RETURN n",
    "labels joined": "MATCH (n:Park|Set) WHERE n:!Drop&Set RETURN n",
    "type named like a clause": "MATCH ()-[e:CREATE|MERGE]->() RETURN e",
    "parameter": "MATCH (n {id: $create}) WHERE n.id <> $set RETURN n",
    "text with CREATE": "MATCH (n) WHERE n.name = 'CREATE (n)' RETURN n",
    "double-quoted text": 'MATCH (n) WHERE n.name = "x\\" CREATE (n)" RETURN n',
    "text with a quote": "MATCH (n) WHERE n.name = 'it\\'s SET' RETURN n",
    "text with a comment": "MATCH (n) WHERE n.url = 'https://example.org/' RETURN n",
    "text with LOAD CSV": "RETURN 'LOAD CSV FROM x' AS words",
    "Chinese text": "MATCH (园区:Park {name: '包头稀土高新区'}) RETURN 园区.name AS 名称",
    "Chinese escape": "RETURN '\\u5305\\u5934' AS name",
    "comment with CREATE": "MATCH (n) // CREATE (m)\nRETURN n",
    "comment with CRLF": "MATCH (n) // all of them\r\nRETURN n\r\n",
    "block comment": "/* DELETE all */ MATCH (n) RETURN n",
    "map": "RETURN {set: 1, delete: 2, create: 3} AS m",
    "map projection": "MATCH (n) RETURN n {.id, .set} AS n",
    "subquery": "MATCH (n) CALL { WITH n MATCH (n)-->(m) RETURN count(m) AS c } RETURN c",
    "subquery with scope": "MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN count(m) AS c } RETURN c",
    "count": "MATCH (n) WHERE COUNT { (n)-->() } > 1 RETURN n",
    "exists": "MATCH (n) WHERE EXISTS { MATCH (n)-->() } RETURN n",
    "list comprehension": "RETURN [set IN [1, 2] WHERE set > 1 | set + 1] AS list",
    "range of a path": "MATCH (n)-[:FEEDS*1..3]->(m) RETURN n",
    "slice": "RETURN [1, 2, 3][0..2] AS x, [1, 2][..1] AS y, [1, 2][1..] AS z",
    "numbers": "RETURN 1 AS a, 1.5 AS b, 1e3 AS c, 1.5E-3 AS d, 0x1F AS e, .5 AS f, 1_000 AS g",
    "all clauses": "UNWIND [1] AS x WITH * ORDER BY x DESC SKIP 0 LIMIT 9 RETURN x UNION RETURN 2 AS x",
    "list named transactions": "WITH [1] AS transactions MATCH (n) WHERE n.x IN transactions RETURN n",
    "allowed procedure": "CALL db.labels() YIELD label RETURN label",
    "plan": "EXPLAIN MATCH (n) RETURN n",
    "semicolon at the end": "MATCH (n) RETURN n;",
    "CASE": "MATCH (n) RETURN CASE WHEN n.set IS NULL THEN 'DELETE' ELSE n.set END AS x",
    "window dressing": "MATCH (load)-->(csv) RETURN load.csv AS x, csv.load AS y",
}
TWICE = {
    "exists": "WHERE EXISTS { (a)-[:FEEDS]->()<-[:FEEDS]-() }",
    "exists with match": "WHERE exists { MATCH (a)-[:FEEDS]->()<-[:FEEDS]-() }",
    "exists function": "WHERE exists((a)-[:FEEDS]->()<-[:FEEDS]-())",
    "pattern": "WHERE (a)-[:FEEDS]->()<-[:FEEDS]-()",
    "negated pattern": "WHERE a.id = 'x' OR NOT (a)-[:FEEDS]->()<-[:FEEDS]-()",
    "after STARTS WITH": "WHERE a.id STARTS WITH 'x' AND (a)-[:FEEDS]->()<-[:FEEDS]-()",
    "after a property named like a clause": "WHERE a.limit > 1 AND (a)-[:FEEDS]->()<-[:FEEDS]-()",
    "backticks": "WHERE (a)-[:`FEEDS`]->()<-[:FEEDS]-()",
    "alternatives": "WHERE (a)-[:FEEDS|NEEDS]->()<-[:NEEDS]-()",
    "variable length": "WHERE (a)-[:FEEDS*1..2]->()<-[:FEEDS]-()",
    "apart": "WHERE (a)-[:FEEDS]->()-[:NEEDS]->()-[:FEEDS]->()",
    "without types": "WHERE (a)--()--()",
    "one without a type": "WHERE (a)-[]->()<-[:FEEDS]-()",
    "in WITH": "WITH a, (a)-[:FEEDS]->()<-[:FEEDS]-() AS fed",
    "in CASE": "WITH a, CASE WHEN (a)-[:FEEDS]->()<-[:FEEDS]-() THEN 1 ELSE 0 END AS fed",
    "in WHERE of COUNT": "WHERE COUNT { MATCH (b) WHERE (b)-[:FEEDS]->()<-[:FEEDS]-() } > 0",
}
ONCE = {
    "count": "WHERE COUNT { (a)-[:FEEDS]->()<-[:FEEDS]-() } > 0",
    "match": "MATCH (a)-[:FEEDS]->()<-[:FEEDS]-()",
    "optional match": "OPTIONAL MATCH (a)-[:FEEDS]->()-[:FEEDS]->()",
    "different types": "WHERE EXISTS { (a)-[:FEEDS]->()<-[:PRODUCES]-() }",
    "two patterns": "WHERE (a)-[:FEEDS]->() AND NOT (a)<-[:FEEDS]-()",
    "one relationship": "WHERE (a)-[:FEEDS*1..3]->() OR (a)-->()",
    "comprehension": "WITH a, [(a)-[:FEEDS]->()<-[:FEEDS]-(b) | b.id] AS fed",
    "comprehension with WHERE": "WITH a, [(a)-[:FEEDS]->()<-[:FEEDS]-(b) WHERE b.id > 1 | b] AS fed",
    "map of properties": "WHERE (a)-[:FEEDS {recipe: x}]->()<-[:NEEDS {unit: x}]-()",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KgliteStore]:
    path = tmp_path_factory.mktemp("guard") / "atlas.kgl"
    made = KgliteStore(path)
    made.replace(fold(record(battery())))
    yield made
    made.close()


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_text_that_does_more_than_read_is_refused_by_guard_and_store(text: str, store: KgliteStore) -> None:
    before = store.path.read_bytes()
    with pytest.raises(QueryError) as told:
        refuse_writes(text)
    assert "\n" not in str(told.value)
    with pytest.raises(QueryError):
        store.query(text)
    assert store.path.read_bytes() == before
    assert [path.name for path in store.path.parent.iterdir()] == [store.path.name]


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_query_passes(text: str) -> None:
    refuse_writes(text)


def test_a_file_stays_unread_however_load_csv_is_spelt(tmp_path: Path, store: KgliteStore) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n")
    for words in ("LOAD CSV", "`LOAD` CSV", "`load` `csv`", "PROFILE `LOAD` CSV", "`CYPHER` 5 `LOAD` CSV"):
        text = f"{words} FROM '{secret}' AS line RETURN line"
        assert "secret" in str(list(kglite.KnowledgeGraph().cypher(text))), (
            "the engine reads it: the guard must not"
        )
        with pytest.raises(QueryError):
            store.query(text)


def test_whatever_passes_changes_nothing_even_in_a_graph_that_may_be_written() -> None:
    chance = random.Random(7)
    graph, passed = _writable(), 0
    for _ in range(8_000):
        text = chance.choice(("MATCH (n) ", "", "WITH 1 AS x ")) + "".join(chance.choices(SCRAPS, k=4))
        try:
            refuse_writes(text)
            passed += 1
            list(graph.cypher(text))
        except (QueryError, kglite.KgError, ValueError):
            continue
        assert _content(graph) == _content(_writable()), text
    assert passed > 200


def _writable() -> kglite.KnowledgeGraph:
    graph = kglite.KnowledgeGraph()
    graph.cypher("CREATE (:Park {id: 'a', n: 1})-[:R]->(:Park {id: 'b'})")
    return graph


def _content(graph: kglite.KnowledgeGraph) -> list[str]:
    text = "MATCH (n) OPTIONAL MATCH (n)-[e]->() RETURN labels(n) AS l, properties(n) AS p, count(e) AS c"
    return sorted(str(row) for row in graph.cypher(text))


@pytest.mark.parametrize("pattern", TWICE.values(), ids=TWICE)
def test_a_predicate_that_could_use_one_relationship_twice_is_refused(pattern: str) -> None:
    with pytest.raises(QueryError, match=r"COUNT \{ MATCH … \} > 0"):
        refuse_wrong_answers(f"MATCH (a:Product) {pattern} RETURN a.id AS id")


@pytest.mark.parametrize("pattern", ONCE.values(), ids=ONCE)
def test_a_pattern_that_both_engines_answer_alike_passes(pattern: str) -> None:
    refuse_wrong_answers(f"MATCH (a:Product) {pattern} RETURN a.id AS id")


def test_the_store_refuses_a_repeated_type_and_answers_the_advised_form(store: KgliteStore) -> None:
    pattern = "(a)-[:FEEDS]->(:Product)<-[:FEEDS]-(:Product)"
    with pytest.raises(QueryError, match="FEEDS twice"):
        store.query(f"MATCH (a:Product) WHERE EXISTS {{ {pattern} }} RETURN a.id AS id")
    advised = store.query(f"MATCH (a:Product) WHERE COUNT {{ {pattern} }} > 0 RETURN DISTINCT a.id AS id")
    matched = store.query(f"MATCH {pattern.replace('(a)', '(a:Product)')} RETURN DISTINCT a.id AS id")
    assert set(advised.rows) == set(matched.rows) != set()


EDGES_IN_MAPS = [
    "MATCH ()-[s:SUPPLIES]->() MATCH (p:Product {id: s.product}) RETURN p.id AS id",
    "MATCH ()-[s]->() OPTIONAL MATCH (p:Product {name: 'x', id: s.product}) RETURN p.id AS id",
    "MATCH ()-[s:SUPPLIES]->() MATCH ()-[t:SUPPLIES {product: s.product}]->() RETURN count(t) AS n",
    "MATCH ()-[s:SUPPLIES]->() MATCH (p {id: s.product}) RETURN p.id AS id",
    "MATCH ()<-[s:SUPPLIES]-() RETURN COUNT { MATCH (:Product {id: s.product}) } AS n",
]
FINE_MAPS = [
    "MATCH ()-[s:SUPPLIES]->() MATCH (p:Product) WHERE p.id = s.product RETURN p.id AS id",
    "MATCH ()-[s:SUPPLIES]->() RETURN collect({id: s.product}) AS found",
    "MATCH ()-[s:SUPPLIES]->() RETURN {id: s.product} AS found",
    "MATCH (f)-[s:SUPPLIES]->() RETURN collect(CASE WHEN f.id = 'x' THEN {id: s.product} END) AS found",
    "MATCH (f:Firm) MATCH (p:Product {id: f.product}) RETURN p.id AS id",
    "MATCH (f)-[s:SUPPLIES]->() WITH s.product AS wanted MATCH (p:Product {id: wanted}) RETURN p.id AS id",
]


@pytest.mark.parametrize("text", EDGES_IN_MAPS)
def test_a_pattern_whose_map_takes_a_value_from_an_edge_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="WHERE"):
        refuse_wrong_answers(text)


@pytest.mark.parametrize("text", FINE_MAPS)
def test_other_maps_pass(text: str) -> None:
    refuse_wrong_answers(text)
