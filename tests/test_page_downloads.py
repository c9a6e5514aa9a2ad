"""What a page gives to download is what it shows, in forms that other programs read."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
from _large import large_picture
from _pages import BUILT, HOSTILE, Opened, Opener, picture

from chainatlas.graph.store import Store
from chainatlas.viz._draw import drawn
from chainatlas.viz._view import Picture, Words
from chainatlas.viz.chain import VIEW

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN = {ord(letter): "\ufffd" for letter in "\u0000\u0008\u001b\ufffe"}
"""What XML 1.0 cannot hold of the hostile names."""

Fetch = Callable[[Opened, str], tuple[str, bytes]]


@pytest.fixture
def fetched(tmp_path: Path) -> Fetch:
    """Give a function that presses a download and returns the name and the content of the file."""

    def go(found: Opened, form: str) -> tuple[str, bytes]:
        found.tab.click("#downloads summary")
        with found.tab.expect_download() as waiting:
            found.tab.click(f"[data-format={form}]")
        waiting.value.save_as(tmp_path / form)
        return waiting.value.suggested_filename, (tmp_path / form).read_bytes()

    return go


def graphml(content: bytes) -> Any:
    """Return the graph that networkx reads."""
    return networkx.read_graphml(BytesIO(content))


def texts(content: bytes) -> list[str]:
    """Return the text of every text element of an SVG, its lines joined."""
    return ["".join(one.itertext()) for one in ElementTree.fromstring(content).iter(f"{SVG}text")]


def test_graphml_has_the_nodes_and_edges_and_every_name(opened: Opener, fetched: Fetch) -> None:
    found = opened(picture())
    graph = graphml(fetched(found, "graphml")[1])
    assert set(graph.nodes) == {mark.id for mark in picture().marks}
    assert sorted((one, other) for one, other, _ in graph.edges) == sorted(
        (line.source, line.target) for line in picture().lines
    )
    for name, text in HOSTILE.items():
        assert graph.nodes[f"x:{name}"]["name"] == text.translate(FORBIDDEN), name
        assert graph.nodes[f"x:{name}"]["chain"] == text.translate(FORBIDDEN), name
    found.quiet()


def test_graphml_keeps_types_facets_and_statements(opened: Opener, fetched: Fetch) -> None:
    graph = graphml(fetched(opened(picture()), "graphml")[1])
    assert graph.is_directed() and graph.is_multigraph()
    assert graph.nodes["product:tower"] | {} == {
        "name": "塔筒",
        "name_en": "wind tower",
        "kind": "Product",
        "group": "未见",
        "missing": True,
        "x": 300.0,
        "y": 0.0,
    }
    told = [said for *_, said in graph.edges(data=True) if said["kind"] == "PRODUCES"]
    assert {(said.get("status"), said["basis"], said.get("statements")) for said in told} == {
        ("planned", "stated", "s1"),
        (None, "implied", None),
    }


def test_json_is_a_node_link_graph_with_its_evidence(opened: Opener, fetched: Fetch) -> None:
    found = opened(picture())
    held = json.loads(fetched(found, "json")[1])
    graph = networkx.node_link_graph(held, edges="edges")
    assert {name: said["name"]["zh"] for name, said in graph.nodes(data=True)} == {
        mark.id: mark.name.zh for mark in picture().marks
    }
    assert graph.number_of_edges() == len(picture().lines)
    assert graph.graph["built"] == BUILT
    assert list(graph.graph["evidence"]) == ["s1"]
    found.quiet()


def test_the_svg_looks_like_the_picture(opened: Opener, fetched: Fetch) -> None:
    found = opened(picture())
    _, content = fetched(found, "svg")
    root = ElementTree.fromstring(content)
    dashed = [one for one in root.iter() if one.get("stroke-dasharray") and one.tag != f"{SVG}path"]
    assert len([one for one in dashed if one.tag == f"{SVG}rect"]) == 1
    pictures = root.findall(f"{SVG}g")[1]
    kinds = [one.tag.removeprefix(SVG) for one in pictures]
    assert kinds.count("path") == len(picture().lines) - 1
    assert kinds.count("rect") == 2
    assert kinds.count("polygon") == len(HOSTILE) + len(picture().lines) - 1
    assert kinds.count("circle") == 2
    found.quiet()


def test_a_line_that_bows_out_on_the_page_does_so_in_the_svg(opened: Opener, fetched: Fetch) -> None:
    straight = picture().lines[0]
    there, back = (
        replace(straight, bend=0.3),
        replace(straight, source="product:tower", target="product:steel", bend=0.3),
    )
    found = opened(replace(picture(), lines=(there, back)))
    root = ElementTree.fromstring(fetched(found, "svg")[1])
    paths = [one.get("d", "") for one in root.findall(f"{SVG}g")[1].iter(f"{SVG}path")]
    middles = [float(path.split("C")[1].split()[1]) for path in paths]
    bows = found.js("[0, 1].map(id => Math.sign(atlas.network.body.edges[id].edgeType.getViaNode().y))")
    assert [middle > 0 for middle in middles] == [bow > 0 for bow in bows]
    assert middles[0] * middles[1] < 0


def test_the_svg_has_labels_headings_title_and_what_it_was_built_from(opened: Opener, fetched: Fetch) -> None:
    words = texts(fetched(opened(picture()), "svg")[1])
    assert {"钢材", "塔筒", "钢厂", "上游"} <= set(words)
    everything = "".join(words)
    for part in (HOSTILE["script"], "文献 3 份", "2023-05-16", "9.9.9", "有生产者", "依据一份文献"):
        assert part in everything


def test_the_svg_holds_hostile_names_as_text_and_nothing_that_runs(opened: Opener, fetched: Fetch) -> None:
    _, content = fetched(opened(picture()), "svg")
    root = ElementTree.fromstring(content)
    words = "".join("".join(texts(content)).split())
    for name in ("script", "image", "quotes", "template", "separator"):
        assert "".join(HOSTILE[name].split())[:12] in words, name
    allowed = {"svg", "g", "title", "rect", "circle", "polygon", "path", "text", "tspan"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= allowed
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on") or "href" in key]


def test_the_png_has_the_size_of_the_drawing(opened: Opener, fetched: Fetch) -> None:
    found = opened(picture())
    _, content = fetched(found, "png")
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 1000 and height > 600
    found.quiet()


def test_downloads_hold_what_is_shown(opened: Opener, fetched: Fetch) -> None:
    found = opened(picture(), hash="#hide=kind:Project;basis:implied")
    graph = graphml(fetched(found, "graphml")[1])
    assert set(graph.nodes) == {"product:steel", "product:tower", "company:mill"}
    assert graph.number_of_edges() == 2
    held = json.loads(fetched(found, "json")[1])
    assert (len(held["nodes"]), len(held["edges"])) == (3, 2)
    assert "<img" not in "".join(texts(fetched(found, "svg")[1])[1:])


def test_a_file_is_named_by_the_title_without_what_files_cannot_be_named(
    opened: Opener, fetched: Fetch
) -> None:
    title = Words('../a\\b:c*?"<|>\u202e\u2028风电', "x")
    name, _ = fetched(opened(replace(picture(), title=title)), "json")
    assert name == "a-b-c-风电.json"


def test_an_empty_picture_can_be_downloaded(opened: Opener, fetched: Fetch) -> None:
    found = opened(Picture(Words("空", "empty"), (), ()))
    assert len(graphml(fetched(found, "graphml")[1])) == 0
    assert json.loads(fetched(found, "json")[1])["nodes"] == []
    assert texts(fetched(found, "svg")[1])[0] == "空"
    found.quiet()


def test_the_bundled_wind_chain_is_downloaded_whole(opened: Opener, fetched: Fetch, bundled: Store) -> None:
    shown = drawn(bundled, VIEW, {"chain": "chain:wind-power"})
    found = opened(shown)
    graph = graphml(fetched(found, "graphml")[1])
    assert (len(graph), graph.number_of_edges()) == (len(shown.marks), len(shown.lines))
    held = networkx.node_link_graph(json.loads(fetched(found, "json")[1]), edges="edges")
    assert set(held.graph["evidence"]) == set(shown.evidence)


@pytest.mark.parametrize("whole", [True, False], ids=["plain canvas", "clusters"])
def test_a_large_picture_is_downloaded_in_every_form(opened: Opener, fetched: Fetch, whole: bool) -> None:
    shown = large_picture(2500, whole=whole)
    found = opened(shown)
    graph = graphml(fetched(found, "graphml")[1])
    assert (len(graph), graph.number_of_edges()) == (len(shown.marks), len(shown.lines))
    assert len(json.loads(fetched(found, "json")[1])["nodes"]) == len(shown.marks)
    words = texts(fetched(found, "svg")[1])
    assert len(words) >= (len(shown.marks) if whole else len(shown.clusters))
    assert fetched(found, "png")[1].startswith(b"\x89PNG")
    found.quiet()
