"""The Python API: open, ask, query, draw, and hand over to polars, pandas and networkx."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from _facts import battery, fact, record

import chainatlas
from chainatlas import Atlas
from chainatlas.graph.errors import UnknownName, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.loaders._build import bundled_store

GIVEN = {"park": "包头稀土高新区", "chain": "风电"}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def atlas(bundled: Store) -> Atlas:
    return Atlas(bundled)


def test_a_damaged_graph_of_the_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path))
    path = Path(bundled_store().url)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with bundled_store() as store:
        assert store.build()["digest"]
    assert path.stat().st_size == len(whole)


def test_the_bundled_atlas_opens_without_any_setting() -> None:
    atlas = Atlas.open()
    assert "chain-gaps" in atlas.questions()
    assert Atlas.open().store.url == atlas.store.url


def test_an_answer_turns_into_frames(atlas: Atlas) -> None:
    answer = atlas.ask("chain-gaps", **GIVEN)
    assert answer.to_polars().height == len(answer.rows) >= 14
    assert list(answer.to_pandas().columns) == answer.columns
    assert atlas.ask("suppliers", company="中核").to_polars().columns == answer_columns(atlas)


def answer_columns(atlas: Atlas) -> list[str]:
    return atlas.ask("suppliers", company="中核").columns


def test_an_answer_shows_itself_in_a_notebook_without_running_names(store: Store) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    facts = [fact("company:a", "SUPPLIES", "company:b")]
    store.replace(fold(record(facts, a={"name": hostile})))
    shown = Atlas(store).ask("suppliers", company="b")._repr_html_()
    assert "<table>" in shown
    assert hostile not in shown
    assert "&lt;img" in shown


def test_an_answer_can_be_as_of_a_date(atlas: Atlas) -> None:
    then = atlas.ask("chain-gaps", **GIVEN, as_of="2023-12-31")
    assert then.coverage["as_of"] == "2023-12-31"
    assert {row["product"]: row["elsewhere"] for row in then.rows}["塔筒"] == []


def test_a_query_takes_parameters(atlas: Atlas) -> None:
    text = "MATCH (park:Park {code: $code}) RETURN park.name AS name"
    assert atlas.query(text, code="15103001").rows == [("包头稀土高新技术产业开发区",)]


def test_a_map_is_written(atlas: Atlas, tmp_path: Path) -> None:
    page = atlas.map("chain", tmp_path / "wind.html", lang="en", **GIVEN)
    assert page.stat().st_size > 100_000


def test_wrong_calls_say_what_is_there(atlas: Atlas) -> None:
    with pytest.raises(UsageError, match="chain-gaps"):
        atlas.ask("gaps")
    with pytest.raises(UnknownName, match="nearest"):
        atlas.ask("chain-gaps", park="包头稀木高新区", chain="风电")
    with pytest.raises(UsageError, match="label"):
        atlas.network(kinds=["Firm"])


def test_a_network_has_every_node_edge_and_property(store: Store) -> None:
    twice = [
        fact("company:a", "SUPPLIES", "company:b", product=name) for name in ("product:x", "product:y", None)
    ]
    graph = fold(record([*battery(), *twice]))
    store.replace(graph)
    net = Atlas(store).network()
    counts = graph.counts()
    assert net.number_of_nodes() == sum(counts[label] for label in ("Park", "Company", "Product", "Chain"))
    assert net.number_of_edges("company:a", "company:b") == 3
    assert {net.edges[key].get("product") for key in net.edges if key[0] == "company:a"} == {
        "product:x",
        "product:y",
        None,
    }
    assert net.nodes["product:cell"] == {"label": "Product", "id": "product:cell", "name": "cell"}


def test_a_network_may_be_of_some_kinds_only(store: Store) -> None:
    store.replace(fold(record(battery())))
    net = Atlas(store).network(kinds=["Product"], edges=["FEEDS"])
    assert (net.number_of_nodes(), net.number_of_edges()) == (11, 11)


def test_the_example_of_the_api_holds() -> None:
    assert doctest.testmod(chainatlas).failed == 0


def test_an_atlas_shows_what_it_holds(bundled: Store) -> None:
    shown = Atlas(bundled)._repr_html_()
    assert "<td>Park</td><td>26</td>" in shown
    assert "as of now, brave" in shown
    assert Path(bundled.url).name in shown
