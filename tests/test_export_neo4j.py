"""A real Neo4j takes what is exported for it: the script, once or twice, and the files of the bulk import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest
from _exports import Plain, export, hostile_graph, part, plain
from _facts import fact, record
from _neo4j import Neo4jServer
from _neo4j_import import import_full

from chainatlas.exports._cypher import literal
from chainatlas.exports._selection import sorted_graph
from chainatlas.exports.neo4j_admin import DELIMITERS, command
from chainatlas.graph.errors import UsageError
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def graph() -> Graph:
    return hostile_graph()


@pytest.fixture
def session(neo4j_server: Neo4jServer, neo4j_store: Store) -> Iterator[neo4j.Session]:
    """Give a session on a server that holds nothing of ChainAtlas."""
    neo4j_store.replace(Graph({}, {}))
    with neo4j.GraphDatabase.driver(neo4j_server.url) as driver, driver.session() as session:
        yield session


def run(session: neo4j.Session, script: Path) -> None:
    for statement in script.read_text("utf-8").split(";\n")[:-1]:
        session.run(statement).consume()


def held(store: Store) -> Plain:
    return plain(sorted_graph(read_graph(store)))


def test_the_script_makes_the_graph_and_a_second_run_changes_nothing(
    session: neo4j.Session, neo4j_store: Store, graph: Graph, tmp_path: Path
) -> None:
    script = export(graph, tmp_path / "a.cypher")
    run(session, script)
    assert held(neo4j_store) == plain(graph)
    run(session, script)
    assert held(neo4j_store) == plain(graph)
    assert neo4j_store.build()["policy"] == "brave"


def test_the_script_mends_what_was_changed_meanwhile(
    session: neo4j.Session, neo4j_store: Store, graph: Graph, tmp_path: Path
) -> None:
    script = export(graph, tmp_path / "a.cypher")
    run(session, script)
    session.run("MATCH (firm:Company) SET firm.name = 'x', firm.more = 1").consume()
    session.run("MATCH ()-[edge:PRODUCES]->() SET edge.capacity = 7").consume()
    run(session, script)
    assert held(neo4j_store) == plain(graph)


def test_the_script_of_the_bundled_graph_makes_it_whole(
    session: neo4j.Session, neo4j_store: Store, bundled: Store, tmp_path: Path
) -> None:
    graph = read_graph(bundled)
    run(session, export(graph, tmp_path / "a.cypher"))
    assert held(neo4j_store) == plain(graph)


@pytest.mark.parametrize("text", ["\\u0027", "\\\\u0027", "a\\", "'", "\\'", "\x00", "\x7f", "\\U0001F600"])
def test_a_literal_is_the_text_and_nothing_else(session: neo4j.Session, text: str) -> None:
    said = session.run(f"RETURN {literal(text)} AS text, {literal([text, 'b'])} AS texts").single(strict=True)
    assert (said["text"], said["texts"]) == (text, [text, "b"])


@pytest.mark.parametrize("number", [0.1, 1e16, -1.5e-7, 1e300, 5e-324, -0.0, 2**62, -(2**63) + 1])
def test_a_literal_is_the_number(session: neo4j.Session, number: float) -> None:
    said = session.run(f"RETURN {literal(number)} AS number").single(strict=True)
    assert repr(said["number"]) == repr(number)


@pytest.mark.parametrize("name", ["hostile", "bundled"])
def test_the_bulk_import_makes_a_database_that_a_server_opens(
    request: pytest.FixtureRequest, neo4j_server: Neo4jServer, tmp_path: Path, name: str
) -> None:
    graph = hostile_graph() if name == "hostile" else read_graph(request.getfixturevalue("bundled"))
    folder = export(graph, tmp_path / "a.neo4j")
    server = Neo4jServer()
    try:
        said = import_full(command(part(graph)), folder, server.home)
        assert f"{sum(table.height for table in graph.nodes.values())} nodes" in said
        assert f"{sum(table.height for table in graph.edges.values())} relationships" in said
        server.start()
        with Neo4jStore(server.url) as store:
            with neo4j.GraphDatabase.driver(server.url) as driver, driver.session() as session:
                run(session, folder / "after-import.cypher")
            assert held(store) == plain(graph)
            store.replace(Graph({}, {}))
            assert held(store) == ({}, [])
    finally:
        server.close()


def test_the_readme_of_the_folder_has_the_command(graph: Graph, tmp_path: Path) -> None:
    folder = export(graph, tmp_path / "a.neo4j")
    told = (folder / "README.md").read_text("utf-8")
    assert f"```sh\n{command(part(graph))}\n```" in told
    assert "neo4j-admin database import full neo4j" in told


def test_a_list_is_split_at_a_character_that_no_item_has() -> None:
    def graph_with(text: str) -> Graph:
        return sorted_graph(
            fold(record([fact("company:a", "PRODUCES", "product:x")], a={"aliases": [text, "b"]}))
        )

    assert "--array-delimiter=U+001E" in command(part(graph_with("one\x1ftwo")))
    with pytest.raises(UsageError, match="cypher"):
        command(part(graph_with(DELIMITERS)))
