"""html: one page that shows the things of an export and their ties, each with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.exports._format import Format, Part
from chainatlas.exports._places import Places, things_of
from chainatlas.exports._rows import Row, edges_of, nodes_of
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.network import RECORD
from chainatlas.graph.tables import Graph
from chainatlas.viz._draw import built
from chainatlas.viz._page import page
from chainatlas.viz._panel import edge_name, facets_of, facts_of, name_of
from chainatlas.viz._view import Line, Mark, Picture, Words


def write(part: Part, target: Path) -> None:
    """Write the page; it loads nothing from the network."""
    text = page(picture(part), lang=part.lang)
    target.write_bytes(text.encode("utf-8", errors="xmlcharrefreplace"))


def picture(part: Part) -> Picture:
    """Return the picture of a part: everything in it but the record, which is the evidence."""
    graph = part.graph
    evidence = _evidence(graph)
    labels = [label for label in graph.nodes if label not in RECORD]
    return Picture(
        title=part.title,
        marks=tuple(_marks(graph, things_of(graph))),
        lines=tuple(_lines(graph)),
        groups={label: Words(NODES[label].zh, NODES[label].en) for label in labels},
        evidence=evidence,
        built=built(graph.nodes["Build"].to_dicts()[0], evidence) if "Build" in graph.nodes else {},
    )


def _marks(graph: Graph, places: Places) -> Iterator[Mark]:
    for label, row in nodes_of(graph):
        if label not in RECORD:
            x, y = places[row["id"]]
            yield Mark(
                id=row["id"],
                name=name_of(row),
                kind=label,
                x=x,
                y=y,
                group=label,
                facts=facts_of(row, *_told(NODES[label].own)),
                statements=tuple(row.get("statements", ())),
                words=tuple(row.get("aliases", ())),
                facets=facets_of(row),
            )


def _lines(graph: Graph) -> Iterator[Line]:
    names = _names(graph)
    for kind, _, row in edges_of(graph):
        if kind != "SUPPORTED_BY":
            yield Line(
                source=row["source"],
                target=row["target"],
                kind=kind,
                name=edge_name(kind),
                facts=_facts(kind, row, names),
                statements=tuple(row.get("statements", ())),
                facets=facets_of(row),
            )


def _facts(kind: str, row: Row, names: Mapping[str, Words]) -> tuple[tuple[Words, Words], ...]:
    named = [(prop, names.get(row.get(prop.name, ""))) for prop in EDGES[kind].own if prop.kind == "id"]
    told = tuple((Words(prop.zh, prop.en), name) for prop, name in named if name)
    return told + facts_of(row, *_told(EDGES[kind].properties))


def _told(properties: Any) -> list[str]:
    """Return the properties that the panel shows as they are."""
    return [prop.name for prop in properties if prop.kind not in ("texts", "id")]


def _names(graph: Graph) -> dict[str, Words]:
    return {row["id"]: name_of(row) for label, row in nodes_of(graph) if label not in RECORD}


def _evidence(graph: Graph) -> dict[str, Row]:
    """Return where each statement of the graph stands, in the columns that a page shows."""
    if not {"Statement", "Document"} <= graph.nodes.keys():
        return {}
    documents = graph.nodes["Document"].select("publisher", document="id", title="name")
    said = graph.nodes["Statement"].select(
        "id", "document", "paragraph", "locator", "recorded", "basis", "confidence"
    )
    rows = said.join(documents, on="document", how="left", maintain_order="left").select(pl.all())
    return {row.pop("id"): row for row in rows.iter_rows(named=True)}


FORMAT = Format(
    name="html",
    zh="网页:一张自足的图",
    en="A page with a map that needs no network",
    endings=(".html", ".htm"),
    write=write,
)
