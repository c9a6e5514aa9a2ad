"""Which texts need statements in the engine: none that answers otherwise without them may be missed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from test_differential import random_query

from chainatlas import queries
from chainatlas.graph.discover import all_declared
from chainatlas.graph.errors import QueryError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.reach import may_find_statements
from chainatlas.graph.store import BUILD, Store
from chainatlas.queries._question import Question

SAFE = {
    "a label": "MATCH (park:Park) RETURN park.id AS id",
    "labels": "MATCH (thing:Park|Company {id: $id}) RETURN thing.id AS id",
    "an end of a type": "MATCH (one:Company)-[made:PRODUCES]->(other) RETURN count(*) AS n",
    "both ends of a type": "MATCH ()-[made:PRODUCES|NEEDS]->(other {id: 'x'}) RETURN count(made) AS n",
    "a path": "MATCH way = (one)<-[:FEEDS*1..3]-(other) RETURN length(way) AS n",
    "a known variable": "MATCH (park:Park) MATCH (park)<-[:LOCATED_IN]-(firm) RETURN count(firm) AS n",
    "a block": "MATCH (p:Park) WHERE COUNT { MATCH (p)<-[:LOCATED_IN]-() } > 0 RETURN count(p) AS n",
    "a comprehension": "MATCH (p:Park) RETURN [(p)<-[:LOCATED_IN]-(f) | f.id] AS ids, (1 + 2) * 3 AS nine",
    "a text": "RETURN 'MATCH (n)--(m)' AS text",
    "a subquery": "CALL { MATCH (p:Park) RETURN p } RETURN count(p) AS n",
}
DOUBTFUL = {
    "anything": "MATCH (thing) RETURN count(thing) AS n",
    "anything without a name": "MATCH () RETURN count(*) AS n",
    "anything with a property": "MATCH (thing {id: $id}) RETURN thing AS thing",
    "anything in a list": "MATCH (p:Park), (thing) RETURN count(thing) AS n",
    "anything on a path": "MATCH way = (thing) RETURN count(way) AS n",
    "any edge": "MATCH (one:Document)<-[edge]-(other) RETURN count(edge) AS n",
    "any edge without a name": "MATCH (:Document)<-[]-(other) RETURN count(other) AS n",
    "any edge with a property": "MATCH (:Document)<-[e {basis: 'stated'}]-(o) RETURN count(o) AS n",
    "an arrow": "MATCH (one:Document)<--(other) RETURN count(other) AS n",
    "a line": "MATCH (one:Document)--(other) RETURN count(other) AS n",
    "steps of any type": "MATCH (one:Document)-[*1..2]-(other) RETURN count(other) AS n",
    "its label": "MATCH (said:Statement) RETURN count(said) AS n",
    "its label in quotes": "MATCH (said:`Statement`) RETURN count(said) AS n",
    "its label among others": "MATCH (said:Park|Statement) RETURN count(said) AS n",
    "its link": "MATCH ()-[led:SUPPORTED_BY]->() RETURN count(led) AS n",
    "any but one label": "MATCH (thing:!Park) RETURN count(thing) AS n",
    "a label to be computed": "MATCH (thing:$($label)) RETURN count(thing) AS n",
    "a procedure": "CALL db.labels() YIELD label RETURN count(label) AS n",
    "a block with any": "MATCH (d:Document) WHERE COUNT { MATCH (d)<--() } > 0 RETURN count(d) AS n",
}


@pytest.mark.parametrize("text", SAFE.values(), ids=SAFE)
def test_a_text_that_cannot_reach_statements_is_known(text: str) -> None:
    assert not may_find_statements(text)


@pytest.mark.parametrize("text", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_text_that_may_reach_statements_is_known(text: str) -> None:
    assert may_find_statements(text)


@pytest.mark.parametrize("question", all_declared(queries, Question), ids=lambda question: question.name)
def test_no_question_has_statements_put_into_the_engine(question: Question) -> None:
    assert not may_find_statements(BUILD)
    assert not may_find_statements(question.cypher)


@pytest.mark.parametrize("text", [*SAFE.values(), *DOUBTFUL.values()], ids=[*SAFE, *DOUBTFUL])
def test_every_text_answers_as_if_statements_had_always_been_there(text: str, bundled: Store) -> None:
    given = {"id": "park:baotou-rare-earth", "label": "Park"}
    fresh, whole = KgliteStore(Path(bundled.url)), KgliteStore(Path(bundled.url))
    whole.query("MATCH (said:Statement) RETURN count(said) AS n")
    try:
        expected = whole.query(text, given).rows
    except QueryError as error:
        with pytest.raises(QueryError, match=str(error)[:20]):
            fresh.query(text, given)
    else:
        assert fresh.query(text, given).rows == expected


def test_random_texts_answer_the_same_with_statements_in_the_engine(bundled: Store) -> None:
    draw, whole = random.Random(7), KgliteStore(Path(bundled.url))
    whole.query("MATCH (said:Statement) RETURN count(said) AS n")
    texts = [text for text in (random_query(draw) for _ in range(300)) if not may_find_statements(text)]
    assert len(texts) > 200
    for text in texts:
        fresh = KgliteStore(Path(bundled.url))
        try:
            assert sorted(map(str, fresh.query(text).rows)) == sorted(map(str, whole.query(text).rows))
        except QueryError:
            continue
