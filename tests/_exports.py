"""Graphs to export, and the plain form in which what was read back is compared with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from _facts import attribute, battery, fact, record

from chainatlas.exports._export import write_export
from chainatlas.exports._format import Part, format_of
from chainatlas.exports._selection import sorted_graph
from chainatlas.exports._texts import parted
from chainatlas.graph.kinds import storage
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.statements import fold
from chainatlas.graph.tables import Graph
from chainatlas.viz._view import Words

HOSTILE = {
    "script": "</script><script>alert(1)</script>&amp;]]>",
    "quotes": "\"'`''\"\"",
    "lines": "one\r\ntwo\tthree\nfour\rfive\u2028six\u2029seven\x85eight",
    "spaces": "  two before and after  ",
    "commas": "a,b;c",
    "pipes": "a|b\\|c\\",
    "backslashes": "\\n \\t \\u0041 \\\\u0041 \\x",
    "formula": "=cmd|' /C calc'!A0",
    "formulas": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus": "+1-1",
    "control": "nul\x00bell\x07escape\x1bdelete\x7f",
    "xml": "_x0007_ _x005F_ _u0007_ _u005F_ _x000a_ &#10; \ufffe\uffff",
    "right-to-left": "\u202eabc\u200f",
    "emoji": "🏭龘\U0010ffff",
    "long": "长" * 10_000,
    "number": "0012.50",
    "date": "2023-05",
    "flag": "true",
    "null": "null",
    "nan": "NaN",
    "brackets": "[a, b]",
    "cypher": "x'}) DETACH DELETE n //",
    "cypher-escape": "\\u0027}) MATCH (n) DETACH DELETE n //",
    "cypher-end": "one;\ntwo",
}

Nodes = dict[str, dict[str, Any]]
Edges = list[tuple[str, str, str, dict[str, Any]]]
Plain = tuple[Nodes, Edges]


def hostile_graph() -> Graph:
    """Return a graph in which every hostile text is a name, an alias and a property of an edge."""
    firms = [f"company:{name}" for name in HOSTILE]
    facts = [fact(firm, "PRODUCES", "product:steel", unit=HOSTILE[firm[8:]], capacity=2.5) for firm in firms]
    facts += [fact(firm, "SUPPLIES", "company:mill", product=name) for firm in firms[:2] for name in PRODUCTS]
    facts.append(fact("company:mill", "DEVELOPS", "project:new", valid_from="2023-02", valid_to="2024"))
    facts.append(attribute("project:new", "investment_cny", "1e16", document="document:gazette"))
    facts.append(
        fact("park:a", "HAS_MEASURE", indicator="firms", value=-1.5e-7, unit="家", period="2023", paragraph=3)
    )
    names = {name: {"name": text, "name_en": text, "aliases": [text, "b"]} for name, text in HOSTILE.items()}
    return sorted_graph(fold(record([*battery(), *facts], **names), scenario_names=[]))


PRODUCTS = ("product:steel", "product:iron", None)


def part(graph: Graph) -> Part:
    """Return a graph as a part with a hostile title."""
    return Part(graph, Words("全部<&\x07", "all <&\x07 of\nit"))


def export(graph: Graph, target: Path, name: str | None = None) -> Path:
    """Write a graph at a path and return the path."""
    write_export(part(graph), format_of(str(target), name), target)
    return target


def plain(graph: Graph) -> Plain:
    """Return every node by its id, and every edge, with the properties that are not empty."""
    nodes = {
        row["id"]: {"label": label} | filled(row)
        for label, table in graph.nodes.items()
        for row in table.iter_rows(named=True)
    }
    edges = [
        (ends[0], row.pop("source"), row.pop("target"), filled(row))
        for ends, table in graph.edges.items()
        for row in table.iter_rows(named=True)
    ]
    return nodes, ordered(edges)


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def ordered(edges: Iterable[tuple[str, str, str, dict[str, Any]]]) -> Edges:
    """Return edges in an order in which two lists of the same edges are equal."""
    return sorted(edges, key=lambda edge: (*edge[:3], sorted((key, str(edge[3][key])) for key in edge[3])))


def unjoined(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a node or edge with the lists that a format had joined as lists again."""
    properties = NODES[kind].properties if kind in NODES else EDGES[kind].properties
    lists = {prop.name for prop in properties if prop.kind == "texts"}
    return {name: parted(value) if name in lists else value for name, value in row.items()}


def typed(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return cells of text as values of the kinds that the model declares, empty ones left out."""
    properties = NODES[kind].properties if kind in NODES else EDGES[kind].properties
    known = {prop.name: storage(prop) for prop in properties}
    return {name: _value(known[name], text) for name, text in row.items() if name in known and text != ""}


def _value(kind: str, text: str) -> Any:
    read: dict[str, Callable[[str], Any]] = {
        "number": float,
        "integer": int,
        "flag": lambda word: {"true": True, "false": False}[word],
    }
    return parted(text) if kind == "texts" else read.get(kind, str)(text)
