"""py2neo: subgraphs there and back, and every question over a py2neo.Graph, on a real Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from _neo4j import Neo4jServer

from chainatlas import Atlas, queries
from chainatlas.graph.difference import difference
from chainatlas.graph.discover import all_declared
from chainatlas.graph.errors import DataError, QueryError, StoreError
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph
from chainatlas.loaders._build import build
from chainatlas.queries._question import Question

py2neo = pytest.importorskip("py2neo", reason="the extra py2neo is not installed")
from chainatlas.graph.py2neo_interop import Py2neoStore, from_subgraph, to_subgraph  # noqa: E402

pytestmark = [pytest.mark.neo4j, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build()


@pytest.fixture
def connection(neo4j_server: Neo4jServer) -> Iterator[Any]:
    found = py2neo.Graph(neo4j_server.url, auth=None)
    found.delete_all()
    yield found
    found.delete_all()


@pytest.fixture
def read(neo4j_server: Neo4jServer, graph: Graph) -> Iterator[Py2neoStore]:
    with Neo4jStore(neo4j_server.url) as store:
        store.replace(graph)
        yield Py2neoStore(py2neo.Graph(neo4j_server.url, auth=None))


def test_a_subgraph_comes_back_as_the_graph_it_was(graph: Graph) -> None:
    found = from_subgraph(to_subgraph(graph))
    assert not difference(found, graph)
    assert found.counts() == graph.counts()


def test_a_subgraph_that_py2neo_writes_is_read_but_for_edges_that_run_side_by_side(
    connection: Any, neo4j_server: Neo4jServer, graph: Graph
) -> None:
    connection.create(to_subgraph(graph))
    with Neo4jStore(neo4j_server.url) as store:
        found = difference(read_graph(store), graph)
    beside = {
        ends: edges.height - edges.n_unique(["source", "target"]) for ends, edges in graph.edges.items()
    }
    lost = {ends: changes.added.height for ends, changes in found.edges.items()}
    assert not found.nodes
    assert lost == {ends: count for ends, count in beside.items() if count}
    assert {ends[0] for ends in lost} == {"COURTS", "FEEDS"}


def test_a_graph_is_read_through_py2neo(read: Py2neoStore, graph: Graph) -> None:
    assert not difference(read_graph(read), graph)
    sold = "MATCH (firm:Company {id: 'company:jl-mag'})-[sells:SUPPLIES]->() "
    (row,) = read.query(sold + "RETURN firm, sells, [1, {a: 2}] AS list")
    assert (row["firm"]["labels"], row["sells"]["type"], row["list"]) == (
        ["Company"],
        "SUPPLIES",
        [1, {"a": 2}],
    )
    assert read.query("UNWIND range(1, 9) AS number RETURN number", limit=3).truncated


def test_questions_answer_the_same_through_py2neo(read: Py2neoStore, bundled: Store) -> None:
    through, embedded = Atlas(read), Atlas(bundled)
    asked = {"chain-gaps": {"park": "包头稀土高新区", "chain": "风电"}, "suppliers": {"company": "金风科技"}}
    for name, given in asked.items():
        assert through.ask(name, **given).rows == embedded.ask(name, **given).rows
    assert len(all_declared(queries, Question)) >= 23


@pytest.mark.parametrize(
    "text", ["CREATE (thing)", "MATCH (thing) DETACH DELETE thing", "CALL db.createLabel('x')"]
)
def test_nothing_is_written_through_py2neo(text: str, read: Py2neoStore, graph: Graph) -> None:
    with pytest.raises(QueryError):
        read.query(text)
    with pytest.raises(StoreError, match="only read"):
        read.replace(graph)


def test_what_the_model_does_not_have_is_refused_with_every_reason() -> None:
    strange = py2neo.Node("Gadget", id="gadget:x")
    firm = py2neo.Node("Company", id="company:a", name="a", colour="red")
    loves = py2neo.Relationship(firm, "LOVES", strange)
    with pytest.raises(DataError) as refused:
        from_subgraph(py2neo.Subgraph([strange, firm], [loves]))
    told = [str(refusal) for refusal in refused.value.refusals]
    assert len(told) == 3
    assert any("Gadget" in line for line in told)
    assert any("colour" in line for line in told)
    assert any("LOVES" in line for line in told)


def test_a_server_that_is_not_there_is_one_line(read: Py2neoStore) -> None:
    with pytest.raises(QueryError, match="Neo4j refuses the query"):
        read.query("MATCH (thing RETURN thing")
