"""The export command and its selections: what is in a part, and every way to ask for it wrongly."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from _facts import attribute, battery, fact, record
from conftest import ROOT
from test_docs import environment, pattern
from test_docs import told as commands_of

from chainatlas import Atlas
from chainatlas.cli import run
from chainatlas.exports import excel
from chainatlas.exports._export import write_export
from chainatlas.exports._format import Format, Part, format_of, formats
from chainatlas.exports._selection import Selection, part_of, references
from chainatlas.exports._target import replaced
from chainatlas.graph.errors import DeclarationError, StoreError, UnknownName, UsageError
from chainatlas.graph.model import EDGES
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store, dangling
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import Graph
from chainatlas.viz._view import Words

FACTS = [
    *battery(),
    fact("park:inner", "LOCATED_IN", "park:jia"),
    fact("park:jia", "LOCATED_IN", "place:baotou"),
    fact("company:guest", "LOCATED_IN", "park:inner"),
    fact("company:guest", "DEVELOPS", "project:new"),
    fact("project:new", "LOCATED_IN", "park:inner"),
    fact("project:new", "NEEDS", "product:steel"),
    fact("company:guest", "SUPPLIES", "company:jia-cell", product="product:glass"),
    fact("park:jia", "HAS_MEASURE", indicator="firms_running", value=3.0, period="2023"),
    attribute("project:new", "investment_cny", "100", document="document:gazette"),
]
SELECTIONS: dict[str, dict[str, Any]] = {
    "park": {"park": "jia"},
    "chain": {"chain": "battery"},
    "around": {"around": "guest"},
    "far": {"around": "guest", "hops": 4},
    "question": {"question": "suppliers", "parameters": {"company": "jia-cell"}},
    "compared": {"question": "changes", "parameters": {"since": "2023-01-01"}},
    "all": {},
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def small(store: Store) -> Store:
    store.replace(fold(record(FACTS)))
    return store


def ids(graph: Graph, label: str) -> set[str]:
    return {name.partition(":")[2] for name in graph.nodes[label]["id"]} if label in graph.nodes else set()


def edges(graph: Graph, kind: str) -> set[tuple[str, str]]:
    return {
        (source.partition(":")[2], target.partition(":")[2])
        for ends, table in graph.edges.items()
        if ends[0] == kind
        for source, target in table.select("source", "target").iter_rows()
    }


def chosen(store: Store, **wishes: Any) -> Graph:
    return part_of(store, Selection.of(wishes)).graph


@pytest.mark.parametrize("name", SELECTIONS)
def test_a_part_has_no_loose_ends_and_all_its_evidence(small: Store, name: str) -> None:
    graph = chosen(small, **SELECTIONS[name])
    assert dangling(graph) == []
    tables = [*graph.nodes.values(), *graph.edges.values()]
    needed = {one for table in tables if "statements" in table.columns for one in listed(table["statements"])}
    statements = graph.nodes["Statement"]
    assert needed
    assert needed <= set(statements["id"])
    assert set(statements["document"]) <= set(graph.nodes["Document"]["id"])
    assert {source for source, _ in edges(graph, "SUPPORTED_BY")} == ids(graph, "Statement")
    assert ids(graph, "Build") == {"current"}


def listed(column: pl.Series) -> list[str]:
    return [item for items in column.drop_nulls() for item in items]


@pytest.mark.parametrize("name", SELECTIONS)
def test_what_an_edge_refers_to_is_in_the_part(small: Store, name: str) -> None:
    graph = chosen(small, **SELECTIONS[name])
    for ends, table in graph.edges.items():
        for prop in references(EDGES[ends[0]].properties):
            assert set(table[prop.name].drop_nulls()) <= set(graph.nodes[prop.label]["id"])


def test_everything_is_the_graph_of_the_store(small: Store) -> None:
    graph, whole = chosen(small), read_graph(small)
    assert graph.counts() == whole.counts()
    for label, table in whole.nodes.items():
        assert graph.nodes[label].equals(table.sort("id"))


def test_a_park_has_the_parks_inside_and_who_and_what_is_there(small: Store) -> None:
    graph = chosen(small, park="jia")
    assert ids(graph, "Park") == {"jia", "inner"}
    assert ids(graph, "Place") == {"baotou"}
    assert ids(graph, "Company") == {"jia-carbonate", "jia-cathode", "jia-cell", "guest"}
    assert ids(graph, "Project") == {"new"}
    assert ids(graph, "Product") == {"carbonate", "cathode", "cell", "steel", "glass"}
    assert ids(graph, "Chain") == {"battery"}
    assert len(ids(graph, "Measure")) == 1
    assert edges(graph, "FEEDS") == {("carbonate", "cathode"), ("cathode", "cell")}


def test_a_chain_has_its_products_makers_and_their_parks(small: Store) -> None:
    graph = chosen(small, chain="battery")
    assert ids(graph, "Product") >= {"carbonate", "cell", "pack", "car"}
    assert "steel" not in ids(graph, "Product")
    assert ids(graph, "Park") == {"jia", "yi"}
    assert "guest" not in ids(graph, "Company")
    assert len(edges(graph, "FEEDS")) == 11


def test_a_neighbourhood_grows_by_the_hop_whichever_way_edges_point(small: Store) -> None:
    near, far = (chosen(small, around="guest", hops=hops) for hops in (1, 2))
    assert ids(near, "Park") == {"inner"}
    assert ids(near, "Company") == {"guest", "jia-cell"}
    assert ids(near, "Product") == {"glass"}
    assert ids(far, "Park") == {"inner", "jia"}
    assert ids(far, "Product") == {"glass", "steel", "cell"}


def test_an_answer_is_what_it_names_and_what_its_evidence_says(small: Store) -> None:
    graph = chosen(small, **SELECTIONS["question"])
    assert ids(graph, "Company") == {"guest", "jia-cell"}
    assert edges(graph, "SUPPLIES") == {("guest", "jia-cell")}
    assert ids(graph, "Product") == {"glass"}
    assert len(ids(graph, "Statement")) == 1


def test_the_same_part_comes_from_both_engines(kglite_store: Store, neo4j_store: Store) -> None:
    for each in (kglite_store, neo4j_store):
        each.replace(fold(record(FACTS)))
    for wishes in SELECTIONS.values():
        here, there = (chosen(each, **wishes) for each in (kglite_store, neo4j_store))
        assert list(here.nodes) == list(there.nodes)
        assert list(here.edges) == list(there.edges)
        assert all(here.nodes[label].equals(there.nodes[label]) for label in here.nodes)
        assert all(here.edges[ends].equals(there.edges[ends]) for ends in here.edges)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"park": "jia", "chain": "battery"}, "one selection"),
    ({"hops": 2}, "--around"),
    ({"around": "guest", "hops": 0}, "from 1 to 4"),
    ({"around": "guest", "hops": 5}, "from 1 to 4"),
    ({"parameters": {"company": "guest"}}, "--question"),
    ({"park": ""}, "expected --park as a name"),
    ({"firm": "guest"}, "no selection 'firm'"),
    ({"question": "nothing"}, "no question 'nothing'"),
    ({"question": "suppliers"}, "needs --company"),
    ({"question": "suppliers", "parameters": {"firm": "x"}}, "no parameter 'firm'"),
]


@pytest.mark.parametrize(("wishes", "told"), WRONG)
def test_a_wrong_selection_is_one_clear_line(bundled: Store, wishes: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        part_of(bundled, Selection.of(wishes))


@pytest.mark.parametrize("selector", ["park", "chain", "around"])
def test_an_unknown_name_names_the_nearest(bundled: Store, selector: str) -> None:
    with pytest.raises(UnknownName, match="nearest"):
        part_of(bundled, Selection.of({selector: "包头稀木高新产业链"}))


def export(store: Store, *arguments: str) -> int:
    return run(["--store", store.url, "export", *arguments])


def test_the_name_tells_the_format(
    bundled: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in formats():
        target = tmp_path / f"battery{form.endings[0]}"
        assert export(bundled, "--chain", "风电", "-o", str(target)) == 0
        assert target.is_dir() == form.folder
        assert capsys.readouterr().out == f"{target}\n"


def test_standard_output_gets_the_same_bytes(
    bundled: Store, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    part = ["--question", "suppliers", "--param", "company=金风科技"]
    assert export(bundled, *part, "-o", str(tmp_path / "a.jsonl")) == 0
    capfdbinary.readouterr()
    assert export(bundled, *part, "--format", "jsonl", "-o", "-") == 0
    told = capfdbinary.readouterr().out
    assert told == (tmp_path / "a.jsonl").read_bytes()
    rows = [json.loads(line) for line in told.splitlines()]
    assert {row["source"] for row in rows if row.get("type") == "SUPPLIES"} >= {"company:jl-mag"}


def test_folding_options_change_what_is_exported(bundled: Store, tmp_path: Path) -> None:
    for name, options in {"now": [], "then": ["--as-of", "2023-12-31"]}.items():
        assert export(bundled, *options, "-o", str(tmp_path / f"{name}.json")) == 0
    now, then = (json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in ("now", "then"))
    assert 0 < len(then["edges"]) < len(now["edges"])
    assert [node["as_of"] for node in then["nodes"] if node["label"] == "Build"] == ["2023-12-31"]


def test_the_formats_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--list"]) == 0
    told = capsys.readouterr().out
    assert all(f"{form.name} (" in told for form in formats())
    assert len(formats()) == 11


CALLS = {
    "no ending": (["-o", "atlas"], 2, "ends with one of .*graphml"),
    "unknown ending": (["-o", "atlas.doc"], 2, "ends with one of"),
    "unknown format": (["-o", "a", "--format", "gml"], 2, "no format 'gml'"),
    "stdout without format": (["-o", "-"], 2, "expected --format"),
    "stdout of a folder": (["-o", "-", "--format", "csv"], 2, "several files"),
    "no output": ([], 2, "Missing option '-o'"),
    "hops no number": (["-o", "a.json", "--around", "x", "--hops", "two"], 2, "not a valid integer"),
    "parameter without equals": (["-o", "a.json", "--question", "sources", "--param", "x"], 2, "NAME=VALUE"),
    "no folder": (["-o", "nowhere/a.json"], 1, "cannot write the export"),
    "no folder for a folder": (["-o", "nowhere/a.csv"], 1, "cannot write the export"),
    "file is a folder": (["-o", "folder.json"], 1, "is a folder"),
    "folder is a file": (["-o", "file.csv"], 1, "is a file"),
    "device": (["-o", "/dev/null", "--format", "jsonl"], 1, "is a device"),
    "others' files": (["-o", "others.csv"], 1, "holds 'letter.txt'"),
    "others' empty folder": (["-o", "sub.csv"], 1, "holds 'mine'"),
    "as of no date": (["-o", "a.json", "--as-of", "soon"], 2, "2023-05-16"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_call_is_one_line_and_changes_nothing(
    bundled: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("folder.json", "others.csv", "sub.csv/mine"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "others.csv/letter.txt").write_text("dear", "utf-8")
    (tmp_path / "file.csv").write_text("kept", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    arguments, code, told = CALLS[name]
    assert export(bundled, *arguments) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(told, line)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file.csv").read_text("utf-8") == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_may_not_be_written_is_one_line(bundled: Store, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert export(bundled, "-o", str(tmp_path / "a.json")) == 1


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_an_export_takes_the_place_of_the_one_before(bundled: Store, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    assert export(bundled, "-o", str(target)) == 0
    assert export(bundled, "--park", "包头稀土高新区", "-o", str(target)) == 0
    assert list(tmp_path.iterdir()) == [target]
    if target.is_dir():
        package = json.loads((target / "datapackage.json").read_text("utf-8"))
        files = {path.relative_to(target).as_posix() for path in target.rglob("*.csv")}
        assert files == {resource["path"] for resource in package["resources"]}


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_a_failure_on_the_way_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    form = format_of(name, None)
    target = tmp_path / name
    write_export(Part(Graph({}, {}), Words("", "")), form, target)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fails() -> None:
        with replaced(target, form) as place:
            (place / "nodes.csv" if form.folder else place).write_text("half", "utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_be_put_into_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = format_of("a.csv", None), tmp_path / "a.csv"
    write_export(Part(Graph({}, {}), Words("", "")), form, target)
    rename = Path.replace

    def refuse(path: Path, other: Path) -> Path:
        if path.suffix == ".tmp":
            raise OSError(28, "No space left on device")
        return rename(path, other)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreError, match="No space left"):
        write_export(Part(Graph({}, {}), Words("", "")), form, target)
    assert list(tmp_path.iterdir()) == [target]
    assert (target / "datapackage.json").is_file()


def wide(text: str) -> Graph:
    return fold(record([fact("company:a", "PRODUCES", "product:x")], a={"name": text}))


@pytest.mark.parametrize(
    ("text", "fits"), [("长" * 32_767, True), ("长" * 32_768, False), ("🏭" * 16_384, False)]
)
def test_a_text_that_no_cell_of_excel_holds_is_refused(tmp_path: Path, text: str, fits: bool) -> None:
    form, target = format_of("a.xlsx", None), tmp_path / "a.xlsx"
    part = Part(wide(text), Words("", ""))
    if fits:
        write_export(part, form, target)
        return
    with pytest.raises(UsageError, match="use --format csv"):
        write_export(part, form, target)
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 1)
    with pytest.raises(UsageError, match="Excel holds"):
        write_export(Part(wide("a"), Words("", "")), format_of("a.xlsx", None), tmp_path / "a.xlsx")


def _nothing(part: Part, target: Path) -> None:
    target.touch()


BAD: dict[str, Callable[[], Format]] = {
    "name": lambda: Format("My Format", "格式", "format", (".x",), _nothing),
    "words": lambda: Format("mine", "", "", (".x",), _nothing),
    "no ending": lambda: Format("mine", "格式", "format", (), _nothing),
    "ending": lambda: Format("mine", "格式", "format", ("x",), _nothing),
}


@pytest.mark.parametrize("name", BAD)
def test_a_format_that_is_declared_wrongly_is_refused(name: str) -> None:
    with pytest.raises(DeclarationError):
        BAD[name]()


def test_no_two_formats_have_one_ending() -> None:
    endings = [ending for form in formats() for ending in form.endings]
    assert len(set(endings)) == len(endings)


def test_python_exports_too(bundled: Store, tmp_path: Path) -> None:
    atlas = Atlas(bundled)
    path = atlas.export(tmp_path / "a.graphml", around="金风科技", hops=2)
    assert path.read_bytes().startswith(b"<?xml")
    atlas.export(tmp_path / "b", "jsonl", question="suppliers", parameters={"company": "金风科技"})
    assert (tmp_path / "b").is_file()
    with pytest.raises(UsageError, match="no format"):
        atlas.export(tmp_path / "c", "pickle")
    with pytest.raises(UsageError, match="no selection 'firm'"):
        atlas.export(tmp_path / "c.json", firm="金风科技")


def test_the_commands_of_the_page_do_what_it_shows(tmp_path: Path, bundled: Store) -> None:
    shown = commands_of((ROOT / "docs/exports.md").read_text("utf-8"))
    assert len(shown) >= 3
    for command, lines in shown:
        shell = command.replace("chainatlas ", f"{sys.executable} -m chainatlas --store {bundled.url} ", 1)
        done = subprocess.run(
            ["bash", "-c", shell],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment(),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(pattern(lines), done.stdout), f"{command}\n{done.stdout}"


def test_the_page_tells_every_format_with_its_endings() -> None:
    text = (ROOT / "docs/exports.md").read_text("utf-8")
    for form in formats():
        endings = " ".join(f"`{ending}`" for ending in form.endings if ending != ".htm")
        assert f"| `{form.name}` | {endings} |" in text
