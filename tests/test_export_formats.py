"""Every format is read back with another program's reader: each node, edge and property is there."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import openpyxl
import pandas as pd
import polars as pl
import pytest
from _exports import HOSTILE, Plain, export, filled, hostile_graph, ordered, part, plain, typed, unjoined

from chainatlas import exports
from chainatlas.exports import html
from chainatlas.exports._format import formats
from chainatlas.exports._selection import Selection, part_of, sorted_graph
from chainatlas.exports._texts import unfit
from chainatlas.exports.cytoscape import MEASURED
from chainatlas.graph.discover import module_names
from chainatlas.graph.formulas import defused, told_texts
from chainatlas.graph.network import RECORD
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return hostile_graph()


@pytest.fixture(scope="module", params=["hostile", "bundled"])
def each(request: pytest.FixtureRequest) -> Graph:
    """Give the graph of hostile texts, and the bundled one."""
    if request.param == "hostile":
        return hostile_graph()
    store: Store = request.getfixturevalue("bundled")
    return read_graph(store)


def of_network(net: Any, word: str, kind: str, *idle: str) -> Plain:
    """Return what a networkx graph holds, without the attributes that a format adds for its program."""
    nodes = {name: {"id": name} | _without(said, idle) for name, said in net.nodes(data=True)}
    edges = []
    for source, target, _, said in net.edges(keys=True, data=True):
        row = _without(said, idle)
        edges.append((row.pop(kind), source, target, row))
    for row in nodes.values():
        row["label"] = row.pop(word)
    return nodes, ordered(edges)


def _without(row: dict[str, Any], idle: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in idle}


def of_xml(found: Plain) -> Plain:
    """Undo what XML cannot hold: control characters and lists."""

    def undone(kind: str, row: dict[str, Any]) -> dict[str, Any]:
        fit = {name: unfit(value) if isinstance(value, str) else value for name, value in row.items()}
        return unjoined(kind, fit)

    nodes = {unfit(name): undone(row["label"], row) for name, row in found[0].items()}
    return nodes, ordered(
        (edge[0], unfit(edge[1]), unfit(edge[2]), undone(edge[0], edge[3])) for edge in found[1]
    )


def test_networkx_reads_graphml_whole(each: Graph, tmp_path: Path) -> None:
    net = nx.read_graphml(export(each, tmp_path / "a.graphml"), force_multigraph=True)
    assert of_xml(of_network(_ids_off(net), "label", "type")) == plain(each)


def _ids_off(net: Any) -> Any:
    """Take off the id that networkx keeps of each edge."""
    for _, _, said in net.edges(data=True):
        said.pop("id", None)
    return net


def test_networkx_reads_gexf_whole(each: Graph, tmp_path: Path) -> None:
    net = nx.read_gexf(export(each, tmp_path / "a.gexf"), version="1.3")
    found = of_network(
        _ids_off(nx.MultiDiGraph(net)), "node_label", "edge_type", "viz", "label", "start", "end"
    )
    assert of_xml(found) == plain(each)


def test_networkx_reads_node_link_whole(each: Graph, tmp_path: Path) -> None:
    told = json.loads(export(each, tmp_path / "a.json").read_text("utf-8"))
    net = nx.node_link_graph(told, edges="edges")
    assert of_network(net, "label", "type") == plain(each)


def test_networkx_reads_cytoscape_whole(each: Graph, tmp_path: Path) -> None:
    told = json.loads(export(each, tmp_path / "a.cyjs").read_text("utf-8"))
    net = nx.cytoscape_graph(told)
    for _, said in net.nodes(data=True):
        del said["value"]
        if MEASURED in said:
            said["value"] = said.pop(MEASURED)
    ends = ("interaction", "source", "target", "key")
    assert of_network(_ids_off(net), "label", "type", *ends) == plain(each)
    assert all(set(node["position"]) == {"x", "y"} for node in told["elements"]["nodes"])


def of_rows(rows: Iterator[tuple[str, dict[str, Any]]]) -> Plain:
    """Return nodes and edges out of rows with their label or type, edges being those with a source."""
    nodes: dict[str, dict[str, Any]] = {}
    edges = []
    for kind, row in rows:
        if "source" in row:
            edges.append((kind, row.pop("source"), row.pop("target"), row))
        else:
            nodes[row["id"]] = {"label": kind} | row
    return nodes, ordered(edges)


def kind_of(path: Path) -> str:
    """Return the label or type that the name of a table says."""
    return path.stem.split("-")[1] if path.parent.name == "edges" else path.stem


def present(kind: str, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a row without empty cells, and an edge without the id that tables give it."""
    return kind, {
        name: value
        for name, value in row.items()
        if value is not None and (name != "id" or "source" not in row)
    }


def test_pandas_reads_json_lines_whole(each: Graph, tmp_path: Path) -> None:
    path = export(each, tmp_path / "a.jsonl")
    frame = pd.read_json(path, lines=True, dtype=False, precise_float=True)
    listed = frame.astype(object).where(frame.notna(), None).to_dict("records")
    rows = (filled({str(name): value for name, value in row.items()}) for row in listed)
    assert of_rows((row.pop("type") if "type" in row else row.pop("label"), row) for row in rows) == plain(
        each
    )
    assert len(path.read_bytes().splitlines()) == len(frame)


def test_csv_is_read_whole_by_pandas_as_text(each: Graph, tmp_path: Path) -> None:
    folder = export(each, tmp_path / "a.csv")

    def rows() -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted(folder.glob("*/*.csv")):
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            for row in told_texts(pl.from_pandas(frame)).iter_rows(named=True):
                ends = {name: row[name] for name in ("source", "target") if name in row}
                kind = kind_of(path)
                yield kind, typed(kind, row) | ends

    assert of_rows(rows()) == plain(each)


def test_csv_is_read_by_the_reader_of_python_too(graph: Graph, tmp_path: Path) -> None:
    folder = export(graph, tmp_path / "a.csv")
    with (folder / "nodes/Company.csv").open(encoding="utf-8", newline="") as file:
        names = {row["id"]: row["name"] for row in csv.DictReader(file)}
    assert {name: names[f"company:{name}"] for name in HOSTILE} == {
        name: defused(text) for name, text in HOSTILE.items()
    }
    assert names["company:formula"].startswith("'=")


def test_frictionless_finds_nothing_wrong_with_the_data_package(each: Graph, tmp_path: Path) -> None:
    from frictionless import Package

    folder = export(each, tmp_path / "a.csv")
    package = Package(str(folder / "datapackage.json"))
    report = package.validate()
    assert report.flatten(["resource", "rowNumber", "fieldName", "note"]) == []
    assert len(package.resources) == len(each.nodes) + len(each.edges)
    keys = package.get_resource("edges-company-supplies-company").schema.foreign_keys
    assert {key["fields"][0] for key in keys} == {"source", "target", "product"}


def test_frictionless_would_find_a_loose_end(graph: Graph, tmp_path: Path) -> None:
    from frictionless import Package

    folder = export(graph, tmp_path / "a.csv")
    (folder / "nodes/Project.csv").write_text("", "utf-8")
    assert not Package(str(folder / "datapackage.json")).validate().valid


@pytest.mark.parametrize("reader", ["polars", "pandas"])
def test_parquet_is_read_whole(each: Graph, tmp_path: Path, reader: str) -> None:
    folder = export(each, tmp_path / "a.parquet")

    def rows() -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted(folder.glob("*/*.parquet")):
            for row in _parquet(path, reader):
                yield present(kind_of(path), row)

    assert of_rows(rows()) == plain(each)


def _parquet(path: Path, reader: str) -> list[dict[str, Any]]:
    if reader == "polars":
        return pl.read_parquet(path).to_dicts()
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    listed = frame.astype(object).where(frame.notna(), None)
    return [
        {str(name): list(value) if hasattr(value, "tolist") else value for name, value in row.items()}
        for row in listed.to_dict("records")
    ]


@pytest.mark.parametrize("reader", ["openpyxl", "calamine"])
def test_the_workbook_is_read_whole(each: Graph, tmp_path: Path, reader: str) -> None:
    sheets = _sheets(export(each, tmp_path / "a.xlsx"), reader)
    assert list(sheets)[-1] == "sources"
    told = (row for name, rows in sheets.items() if name != "sources" for row in _told(name, rows))
    assert of_rows(told) == plain(each)


def _told(kind: str, rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in rows:
        ends = {name: row.pop(name) for name in ("source", "target") if name in row}
        kept = filled({name: value for name, value in row.items() if not name.endswith("_name")})
        said = {name: unfit(value) if isinstance(value, str) else value for name, value in kept.items()}
        yield kind, unjoined(kind, said) | ends


def _sheets(path: Path, reader: str) -> dict[str, list[dict[str, Any]]]:
    if reader == "openpyxl":
        book = openpyxl.load_workbook(path, read_only=True)
        tables = {sheet.title: [list(row) for row in sheet.values] for sheet in book}
    else:
        from python_calamine import CalamineWorkbook

        read = CalamineWorkbook.from_path(path)
        tables = {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}
        tables = {
            name: [[None if cell == "" else cell for cell in row] for row in rows]
            for name, rows in tables.items()
        }
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in tables.items()}


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(graph: Graph, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(graph, tmp_path / "a.xlsx"))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert HOSTILE["formula"] in {cell.value for cell in cells}


def test_the_sheet_of_sources_says_where_each_statement_was_read(graph: Graph, tmp_path: Path) -> None:
    rows = _sheets(export(graph, tmp_path / "a.xlsx"), "openpyxl")["sources"]
    assert {row["statement"] for row in rows} == set(graph.nodes["Statement"]["id"])
    assert {(row["title"], row["publisher"], row["recorded"]) for row in rows} == {
        ("Press", "Daily", "2023-05-16"),
        ("Gazette", "Daily", "2024-01-01"),
    }


GEXF = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}


def test_gexf_has_what_gephi_draws(graph: Graph, tmp_path: Path) -> None:
    tree = ElementTree.parse(export(graph, tmp_path / "a.gexf"))
    nodes = tree.findall(".//g:node", GEXF)
    assert len(nodes) == sum(table.height for table in graph.nodes.values())
    for node in nodes:
        assert node.get("label") is not None
        assert {child.tag.partition("}")[2] for child in node} == {"attvalues", "color", "position", "size"}
    places = {(p.get("x"), p.get("y")) for p in tree.findall(".//viz:position", GEXF)}
    assert len(places) == len(nodes)
    assert all(0 <= int(c.get(k, "")) <= 255 for c in tree.findall(".//viz:color", GEXF) for k in "rgb")


def test_gexf_tells_parallel_edges_apart_and_when_an_edge_holds(graph: Graph, tmp_path: Path) -> None:
    edges = ElementTree.parse(export(graph, tmp_path / "a.gexf")).findall(".//g:edge", GEXF)
    told = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges]
    assert len(set(told)) == len(told) == len({edge.get("id") for edge in edges})
    assert ("company:script", "company:mill", "SUPPLIES#3") in told
    dated = {(edge.get("label"), edge.get("start"), edge.get("end")) for edge in edges if edge.get("start")}
    assert dated == {("DEVELOPS", "2023-02-01", "2024-12-31")}


def test_an_empty_graph_is_written_in_every_format(tmp_path: Path) -> None:
    for form in formats():
        assert export(Graph({}, {}), tmp_path / f"empty{form.endings[0]}").exists()


def contents(path: Path) -> dict[str, bytes]:
    """Return the bytes of a file, or of every file of a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {
        file.name if path.is_file() else file.relative_to(path).as_posix(): file.read_bytes()
        for file in files
    }


@pytest.mark.parametrize("name", module_names(exports))
def test_the_same_graph_gives_the_same_bytes(
    graph: Graph, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = contents(export(graph, tmp_path / "a", name))
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setattr("time.time", lambda: 2e9)
    (tmp_path / "b").mkdir()
    shuffled = {label: table.sample(fraction=1, shuffle=True, seed=1) for label, table in graph.nodes.items()}
    again = sorted_graph(
        Graph(dict(reversed(list(shuffled.items()))), dict(reversed(list(graph.edges.items()))))
    )
    second = contents(export(again, tmp_path / "b" / "a", name))
    assert first == second


def test_both_engines_give_the_same_bytes(
    kglite_store: Store, neo4j_store: Store, graph: Graph, tmp_path: Path
) -> None:
    for store in (kglite_store, neo4j_store):
        store.replace(graph)
        export(part_of(store, Selection()).graph, tmp_path / f"{store.engine}.jsonl")
        export(part_of(store, Selection()).graph, tmp_path / f"{store.engine}.csv")
    for ending in (".jsonl", ".csv"):
        one, other = (list(contents(tmp_path / f"{name}{ending}").values()) for name in ("kglite", "neo4j"))
        assert one == other


def test_the_page_shows_every_thing_and_tie_with_its_evidence(each: Graph, tmp_path: Path) -> None:
    shown = html.picture(part(each))
    nodes, edges = plain(each)
    things = {name for name, row in nodes.items() if row["label"] not in RECORD}
    assert {mark.id for mark in shown.marks} == things
    assert sorted((line.kind, line.source, line.target) for line in shown.lines) == sorted(
        edge[:3] for edge in edges if edge[0] != "SUPPORTED_BY"
    )
    assert all(line.statements for line in shown.lines)
    assert {name for line in shown.lines for name in line.statements} <= shown.evidence.keys()
    assert all({"title", "publisher", "recorded"} <= row.keys() for row in shown.evidence.values())
    assert shown.built["policy"] == "brave"


def test_the_page_takes_no_name_for_markup(graph: Graph, tmp_path: Path) -> None:
    text = export(graph, tmp_path / "a.html").read_text("utf-8")
    assert HOSTILE["script"] not in text
    assert "default-src 'none'" in unescape(text)
