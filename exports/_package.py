"""The datapackage.json of a folder of tables, by the Frictionless Data Package standard."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from chainatlas.exports._format import Part
from chainatlas.exports._tables import Table, node_path, table_name
from chainatlas.graph.kinds import Property, storage
from chainatlas.graph.tables import Graph

TYPES = {"text": "string", "texts": "string", "number": "number", "integer": "integer", "flag": "boolean"}
JOINED = "A list: items joined by |, with \\| and \\\\ for these characters in them, \\0 for no items."
DATE = r"\d{4}(-\d{2}(-\d{2})?)?"


def package(part: Part, tables: Sequence[Table], ending: str) -> bytes:
    """Return the description of the tables of a part that stand in files with this ending.

    Every table has a schema with its primary key, and a foreign key for each column that names a node.
    """
    described = {
        "profile": "data-package",
        "name": "chainatlas",
        "title": part.title.en,
        "description": part.title.zh,
        "resources": [_resource(part.graph, table, ending) for table in tables],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(graph: Graph, table: Table, ending: str) -> dict[str, Any]:
    form = ending.lstrip(".")
    resource = {
        "name": table.name,
        "path": table.path + ending,
        "profile": "tabular-data-resource",
        "title": table.en,
        "description": table.zh,
        "format": form,
    }
    if form == "csv":
        resource |= {"mediatype": "text/csv", "encoding": "utf-8"}
    return resource | {"schema": _schema(graph, table, form)}


def _schema(graph: Graph, table: Table, form: str) -> dict[str, Any]:
    keys = list(_foreign_keys(graph, table.properties))
    return {
        "fields": [_field(prop, form) for prop in table.properties],
        "missingValues": [""],
        "primaryKey": ["id"],
    } | ({"foreignKeys": keys} if keys else {})


def _field(prop: Property, form: str) -> dict[str, Any]:
    kind = storage(prop)
    constraints: dict[str, Any] = {}
    told = f"{prop.zh}。{JOINED}" if kind == "texts" and form == "csv" else prop.zh
    if prop.required:
        constraints["required"] = True
    if prop.name == "id":
        constraints["unique"] = True
    if prop.kind == "date":
        constraints["pattern"] = DATE
    written = "array" if kind == "texts" and form != "csv" else TYPES[kind]
    field = {"name": prop.name, "type": written, "title": prop.en, "description": told}
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_keys(graph: Graph, properties: Iterable[Property]) -> Iterable[dict[str, Any]]:
    for prop in properties:
        if prop.kind == "id" and prop.label in graph.nodes:
            target = {"resource": table_name(node_path(prop.label)), "fields": ["id"]}
            yield {"fields": [prop.name], "reference": target}
