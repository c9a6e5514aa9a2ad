"""The network view: the whole graph or what a query returns, its groups, its facets, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from _browser import chromium, require_or_skip
from _facts import Fact, attribute, battery, fact, record

from chainatlas.cli import run
from chainatlas.graph.errors import QueryError, UsageError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import EDGE_SCHEMAS, Graph, node_frame
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import write_page
from chainatlas.viz._view import Line, Mark, Picture
from chainatlas.viz.network import VIEW

CELL = {"product": "product:cell"}
OTHERS: list[Fact] = [
    fact("company:jia-cell", "SUPPLIES", "company:yi-pack", status="running", **CELL),
    fact("company:jia-cell", "SUPPLIES", "company:yi-pack", status="planned"),
    fact("company:yi-car", "SUPPLIES", "company:jia-cell", status="denied"),
    fact("park:jia", "LOCATED_IN", "park:outer"),
    fact("company:yi-car", "DEVELOPS", "project:works"),
    attribute("project:works", "investment_cny", "5e8"),
    fact("company:loose", "PART_OF", "company:group"),
]


def toy(store: Store) -> Store:
    store.replace(fold(record([*battery(), *OTHERS])))
    return store


def marks(picture: Picture) -> dict[str, Mark]:
    return {mark.id: mark for mark in picture.marks}


def line(picture: Picture, source: str, target: str) -> Line:
    (found,) = [one for one in picture.lines if (one.source, one.target) == (source, target)]
    return found


def test_the_whole_graph_has_every_thing_and_every_relation_that_is_not_denied(store: Store) -> None:
    picture = drawn(toy(store), VIEW, {})
    kinds = {mark.kind for mark in picture.marks}
    assert kinds == {"Park", "Company", "Project", "Product", "Chain"}
    counted = store.query(
        "MATCH (one)-[edge]->(other) WHERE edge.status <> 'denied' RETURN count(*) AS edges"
    )
    supplies = 1
    assert len(picture.lines) == next(iter(counted))["edges"] - supplies
    assert "1 relations that are denied" in " ".join(note.en for note in picture.notes)
    assert not [one for one in picture.lines if one.source == "company:yi-car" and one.kind == "SUPPLIES"]


def test_edges_of_one_kind_between_two_things_are_one_line_that_says_all(store: Store) -> None:
    found = line(drawn(toy(store), VIEW, {}), "company:jia-cell", "company:yi-pack")
    said = {(title.en, value.en) for title, value in found.facts}
    assert {("product", "cell"), ("status", "running"), ("status", "planned")} <= said
    assert set(found.facets["status"]) == {"planned", "running"}
    assert len(found.statements) == 2
    assert not found.dashed


def test_what_is_only_planned_is_dashed(store: Store) -> None:
    planned = fact("company:a", "PRODUCES", "product:b", status="planned")
    store.replace(fold(record([planned, fact("company:c", "PRODUCES", "product:b", status="running")])))
    found = drawn(store, VIEW, {})
    assert [one.dashed for one in found.lines] == [True, False]


def test_things_know_their_outermost_parks_and_their_chains(store: Store) -> None:
    found = marks(drawn(toy(store), VIEW, {}))
    parks = {name: mark.facets.get("park") for name, mark in found.items()}
    assert parks["company:jia-cell"] == parks["park:jia"] == parks["product:cell"] == ("park:outer",)
    assert parks["company:yi-pack"] == ("park:yi",)
    assert parks["product:graphite"] is parks["chain:battery"] is parks["company:loose"] is None
    chains = {name: mark.facets.get("chain") for name, mark in found.items()}
    assert (
        chains["company:jia-cell"] == chains["product:cell"] == chains["chain:battery"] == ("chain:battery",)
    )
    assert chains["park:jia"] is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("MATCH (firm:Company {id: 'company:jia-cell'}) RETURN firm.id AS id", {"company:jia-cell"}),
        (
            "MATCH (:Park {id: 'park:yi'})<-[:LOCATED_IN]-(firm:Company)-[:PRODUCES]->(made:Product) "
            "WHERE made.id = 'product:car' RETURN collect(firm.id) AS firms, {made: made.id} AS what",
            {"company:yi-car", "product:car"},
        ),
        ("RETURN 'park:yi' AS one, 'park:nowhere' AS other, 7 AS number", {"park:yi"}),
    ],
    ids=["a column", "lists and maps", "one of two"],
)
def test_a_query_gives_the_ids_of_what_is_drawn(store: Store, text: str, ids: set[str]) -> None:
    assert marks(drawn(toy(store), VIEW, {"query": text})).keys() == ids


def test_a_query_draws_what_joins_its_things_and_nothing_else(bundled: Store) -> None:
    text = "MATCH (p:Product)-[:CHAIN_MEMBER]->(:Chain {id: 'chain:wind-power'}) RETURN p.id AS id"
    picture = drawn(bundled, VIEW, {"query": text})
    assert {mark.kind for mark in picture.marks} == {"Product"}
    assert {one.kind for one in picture.lines} == {"FEEDS"}
    assert all("chain:wind-power" in mark.facets["chain"] for mark in picture.marks)
    assert picture.values["chain:wind-power"].en == "Wind power"


def test_documents_are_drawn_when_they_are_asked_for(bundled: Store) -> None:
    text = (
        "MATCH (s:Statement)-[:SUPPORTED_BY]->(d:Document) RETURN s.id AS s, d.id AS d ORDER BY s, d LIMIT 9"
    )
    picture = drawn(bundled, VIEW, {"query": text})
    assert {mark.kind for mark in picture.marks} == {"Document", "Statement"}
    assert len(picture.lines) == 9
    measures = drawn(bundled, VIEW, {"kinds": "Park, Measure"})
    assert {one.kind for one in measures.lines} == {"LOCATED_IN", "HAS_MEASURE"}


def test_kinds_and_edges_choose_what_is_drawn(bundled: Store) -> None:
    picture = drawn(bundled, VIEW, {"kinds": "Company,Product", "edges": "PRODUCES"})
    assert {mark.kind for mark in picture.marks} == {"Company", "Product"}
    assert {one.kind for one in picture.lines} == {"PRODUCES"}


def test_ids_beyond_some_thousands_are_read_as_columns_with_the_same_result(
    bundled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"query": "MATCH (n:Company|Park|Measure) RETURN n.id AS id"}
    singly = drawn(bundled, VIEW, given)
    monkeypatch.setattr("chainatlas.viz.network.SINGLY", 0)
    assert drawn(bundled, VIEW, given) == singly


def test_a_community_is_named_after_its_best_connected_member(bundled: Store) -> None:
    picture = drawn(bundled, VIEW, {})
    assert len(picture.marks) == 511
    assert len(picture.clusters) < 30
    assert sum(name.en.startswith("Wind power + ") for name in picture.clusters.values()) == 1
    degree = {mark.id: mark.size for mark in picture.marks}
    for cluster in picture.clusters:
        members = [mark.id for mark in picture.marks if mark.cluster == cluster]
        assert cluster == min(members, key=lambda name: (-degree[name], name))


@pytest.mark.parametrize(("by", "one"), [("park", "park:baotou-rare-earth"), ("chain", "chain:wind-power")])
def test_groups_may_be_parks_or_chains(bundled: Store, by: str, one: str) -> None:
    picture = drawn(bundled, VIEW, {"by": by, "show": "all"})
    assert picture.whole
    assert {"none", "several", one} <= picture.clusters.keys()
    for mark in picture.marks:
        values = mark.facets.get(by, ())
        assert mark.cluster == ("none" if not values else values[0] if len(values) == 1 else "several")
    assert set(picture.groups) >= {mark.group for mark in picture.marks}


def test_the_same_graph_gives_the_same_picture(bundled: Store) -> None:
    assert drawn(bundled, VIEW, {}) == drawn(bundled, VIEW, {})


def test_every_line_and_every_stated_thing_shows_its_sources(bundled: Store) -> None:
    picture = drawn(bundled, VIEW, {})
    assert [one for one in picture.lines if not one.statements] == []
    assert [one for one in picture.lines if not one.facets.get("basis")] == []
    placed = marks(picture)["company:goldwind"]
    assert set(line(picture, "company:goldwind", "chain:wind-power").statements) <= set(placed.statements)
    stated = [one.statements for one in picture.lines] + [one.statements for one in picture.marks]
    named = {statement for statements in stated for statement in statements}
    assert named == picture.evidence.keys()


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "a query that writes": ({"query": "CREATE (n:Park {id: 'park:x'}) RETURN n.id AS id"}, "only read"),
    "a query without texts": ({"query": "MATCH (n:Park) RETURN count(n) AS n"}, "returns no text"),
    "a query without rows": ({"query": "MATCH (n:Park {id: 'x'}) RETURN n.id AS id"}, "returns no text"),
    "names instead of ids": ({"query": "MATCH (n:Park) RETURN n.name AS name"}, "return the property id"),
    "ids of nothing": ({"query": "RETURN 'park:nowhere' AS id"}, "found nothing to draw"),
    "an empty query": ({"query": " "}, "expected --query"),
    "a misspelt query": ({"query": "MTCH (n) RETURN n.id AS id"}, "begins with"),
    "an unknown kind": ({"kinds": "Park,Firm"}, "expected --kinds as some of"),
    "an unknown edge": ({"edges": "MAKES"}, "got 'MAKES'"),
    "an unknown grouping": ({"by": "place"}, "expected --by as one of"),
    "kinds that a query does not return": (
        {"query": "RETURN 'park:yi' AS id", "kinds": "Chain"},
        "kinds Chain",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused_in_one_line(bundled: Store, case: str) -> None:
    given, message = REFUSED[case]
    with pytest.raises((UsageError, QueryError), match=message) as refused:
        drawn(bundled, VIEW, given)
    assert "\n" not in str(refused.value)


def test_a_refused_view_writes_nothing(
    bundled: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "network.html"
    call = ["--store", bundled.url, "map", "network", "--query", "RETURN 1 AS one", "-o", str(page)]
    assert run(call) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_every_option_of_the_command_reaches_the_view(bundled: Store, tmp_path: Path) -> None:
    page = tmp_path / "network.html"
    chosen = ["--show", "all", "--by", "chain", "--kinds", "Company,Chain", "--edges", "CHAIN_MEMBER"]
    assert run(["--store", bundled.url, "map", "network", *chosen, "-o", str(page)]) == 0
    assert "chain:wind-power" in page.read_text("utf-8")


def test_an_empty_graph_is_refused(kglite_store: Store) -> None:
    kglite_store.replace(fold(record([])))
    with pytest.raises(UsageError, match="found nothing to draw in the graph"):
        drawn(kglite_store, VIEW, {})


def test_a_thing_without_a_name_is_called_by_its_id(kglite_store: Store) -> None:
    graph = fold(record(battery()))
    nodes = {**graph.nodes, "Park": graph.nodes["Park"].with_columns(pl.lit(None, pl.String).alias("name"))}
    kglite_store.replace(Graph(nodes, graph.edges))
    picture = drawn(kglite_store, VIEW, {"by": "park"})
    assert marks(picture)["park:jia"].name.zh == "park:jia"
    assert picture.clusters["park:jia"].en == "park:jia"


def large(count: int) -> Graph:
    """Return firms that each are part of some before them."""
    graph = fold(record(battery()))
    rows = [{"id": f"company:{number:06}", "name": f"企业{number}"} for number in range(count)]
    firms = pl.concat([graph.nodes["Company"], node_frame("Company", rows)])
    ends = [(number, number * 7 // 9) for number in range(1, count)]
    edges = pl.DataFrame(
        {
            "source": [f"company:{one:06}" for one, _ in ends],
            "target": [f"company:{other:06}" for _, other in ends],
            "status": ["mentioned"] * len(ends),
        }
    )
    schema = EDGE_SCHEMAS["PART_OF"]
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in edges.columns]
    return Graph(
        {**graph.nodes, "Company": firms},
        {**graph.edges, ("PART_OF", "Company", "Company"): edges.with_columns(missing).select(list(schema))},
    )


def test_ten_thousand_things_are_drawn_in_few_clusters(kglite_store: KgliteStore) -> None:
    kglite_store.replace(large(10_000))
    picture = drawn(kglite_store, VIEW, {})
    assert len(picture.marks) > 10_000
    assert len({(mark.x, mark.y) for mark in picture.marks}) == len(picture.marks)
    assert len(picture.clusters) <= 401
    assert {mark.cluster for mark in picture.marks} == picture.clusters.keys()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_network_opens_in_a_browser_without_complaint(
    bundled: Store, tmp_path: Path, scheme: Any
) -> None:
    require_or_skip()
    picture = drawn(bundled, VIEW, {})
    write_page(picture, tmp_path / "network.html")
    complaints: list[str] = []
    with chromium() as browser:
        tab = browser.new_page(color_scheme=scheme)  # type: ignore[attr-defined]
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto((tmp_path / "network.html").as_uri())
        tab.wait_for_function("window.atlas")
        assert tab.evaluate("atlas.picture.marks.length") == len(picture.marks)
        assert tab.evaluate("atlas.select('chain:wind-power')") is True
        assert "风电" in tab.inner_text("#panel")
    assert complaints == []
