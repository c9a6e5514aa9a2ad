"""What export writes comes back as the graph it was; what is not of the model is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from _exports import export, hostile_graph

from chainatlas.exports._format import Format, format_of, formats
from chainatlas.exports._reading import graph_of
from chainatlas.graph.difference import difference
from chainatlas.graph.errors import AtlasError, DataError
from chainatlas.graph.tables import Graph
from chainatlas.loaders._build import build

READ = [form for form in formats() if form.read]


@pytest.fixture(scope="module")
def bundled_graph() -> Graph:
    return build()


@pytest.fixture(scope="module")
def hostile() -> Graph:
    """Give a graph of hostile texts without edges, as its edges rest on no statements."""
    graph = hostile_graph()
    return Graph(graph.nodes, {})


def back(graph: Graph, form: Format, folder: Path) -> Graph:
    assert form.read is not None
    return graph_of(form.read(export(graph, folder / f"graph{form.endings[0]}")))


def test_the_formats_that_hold_everything_can_be_read() -> None:
    assert {form.name for form in READ} == {"csv", "excel", "graphml", "jsonl", "parquet"}


@pytest.mark.parametrize("form", READ, ids=lambda form: form.name)
def test_the_bundled_graph_comes_back(form: Format, bundled_graph: Graph, tmp_path: Path) -> None:
    found = back(bundled_graph, form, tmp_path)
    assert not difference(found, bundled_graph)
    assert found.counts() == bundled_graph.counts()


@pytest.mark.parametrize("form", READ, ids=lambda form: form.name)
def test_hostile_texts_come_back_letter_for_letter(form: Format, hostile: Graph, tmp_path: Path) -> None:
    assert not difference(back(hostile, form, tmp_path), hostile)


def lines(graph: Graph, folder: Path) -> tuple[Path, list[str]]:
    path = export(graph, folder / "graph.jsonl")
    return path, path.read_text("utf-8").splitlines()


def changed(line: str, **values: object) -> str:
    return json.dumps(json.loads(line) | values, ensure_ascii=False)


WRONG = {
    "an unknown label": ({"label": "Gadget"}, "there is no label 'Gadget'"),
    "an unknown property": ({"colour": "red"}, "colour: the model has no such property"),
    "a word that is none": ({"level": "galactic"}, "expected one of national, provincial"),
    "a number that is none": (
        {"label": "Place", "id": "place:x", "lon": "east"},
        "expected Float64, got 'east'",
    ),
    "no id": ({"id": None}, "id: the cell is empty"),
}


@pytest.mark.parametrize(("values", "reason"), WRONG.values(), ids=WRONG)
def test_what_is_not_of_the_model_is_refused(
    values: dict[str, object], reason: str, bundled_graph: Graph, tmp_path: Path
) -> None:
    path, held = lines(bundled_graph, tmp_path)
    park = next(line for line in held if '"label": "Park"' in line)
    path.write_text("\n".join([*held, changed(park, **{"id": "park:new"} | values)]), "utf-8")
    with pytest.raises(DataError) as refused:
        graph_of(format_of(str(path), None).read(path))  # type: ignore[misc]
    assert any(reason in str(refusal) for refusal in refused.value.refusals)


def test_an_edge_without_its_statements_is_refused(bundled_graph: Graph, tmp_path: Path) -> None:
    path, held = lines(bundled_graph, tmp_path)
    path.write_text("\n".join(line for line in held if '"label": "Statement"' not in line), "utf-8")
    with pytest.raises(AtlasError, match="rests on a statement that is not there"):
        graph_of(format_of(str(path), None).read(path))  # type: ignore[misc]


BROKEN = {
    "a line that is cut off": ("graph.jsonl", b'{"label": "Park", "id": "pa', "expected a JSON object"),
    "an archive for a workbook": ("graph.xlsx", b"PK\3\4 and nothing more", "is no Excel workbook"),
    "a table for GraphML": ("graph.graphml", b"id,name\n1,2\n", "is not GraphML"),
    "an empty GraphML": ("graph.graphml", b"", "is not GraphML"),
}


@pytest.mark.parametrize(("name", "content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_no_such_file_is_refused(
    name: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    form = format_of(name, None)
    assert form.read is not None
    with pytest.raises(DataError, match=reason):
        form.read(tmp_path / name)


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nodes").mkdir()
    with pytest.raises(DataError, match="as `chainatlas export` writes it"):
        format_of("x.csv", None).read(tmp_path)  # type: ignore[misc]
    (tmp_path / "nodes" / "Park.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match=r"Park\.parquet: cannot be read"):
        format_of("x.parquet", None).read(tmp_path)  # type: ignore[misc]


def test_a_cell_that_a_person_changed_is_what_comes_back(bundled_graph: Graph, tmp_path: Path) -> None:
    path = export(bundled_graph, tmp_path / "graph.csv")
    file = path / "nodes" / "Park.csv"
    file.write_text(file.read_text("utf-8").replace("兴安盟经济技术开发区", "改名开发区"), "utf-8")
    form = format_of("x.csv", None)
    assert form.read is not None
    names = graph_of(form.read(path)).nodes["Park"].filter(pl.col("id") == "park:hinggan-edz")["name"]
    assert list(names) in (["改名开发区"], [])
