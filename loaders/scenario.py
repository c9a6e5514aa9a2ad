"""A scenario: one TOML file of suppositions, added to a fold and never written to the facts."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.errors import DataError, Refusal
from chainatlas.graph.model import ATTRIBUTE, ATTRIBUTE_COLUMNS, NODES, STATED_EDGES
from chainatlas.graph.tables import ENTITY_LABELS, Record, node_frame, statements
from chainatlas.loaders._desk import Desk, required, statement_id
from chainatlas.loaders._loader import Loader
from chainatlas.loaders._table import Row, printable, read_toml, unknown_word

TABLES = {label.lower(): label for label in ENTITY_LABELS}
RUNNING_TOO = ("PRODUCES", "NEEDS", "LOCATED_IN", "DEVELOPS", "CHAIN_MEMBER")
"""Edges of a project whose status follows that of the project."""
EARLIEST = "0001-01-01"
DEFAULTS = {"basis": "stated"}


def read(paths: Sequence[Path], base: Record) -> Record:
    """Return what scenario files suppose; their names may be those of the record or their own."""
    desk = Desk(base)
    files = list(_readable(dict.fromkeys(paths), desk))
    for path, said in files:
        _register(path, said, desk)
    desk.close_register()
    for path, said in files:
        for number, entry in enumerate(_entries(path, said, "statement", desk), start=1):
            _state(Row(f"{path}, statement {number}", 0, entry), _document(path, said, base), desk)
    return desk.record()


def _readable(paths: Iterable[Path], desk: Desk) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in paths:
        before = len(desk.refusals)
        said = read_toml(path, desk.refusals)
        if len(desk.refusals) == before:
            yield path, said


def suppose_running(record: Record, project: str) -> Record:
    """Return the supposition that a project runs: what is said of it, said again with that status.

    Raises DataError where no statement speaks of the project.
    """
    about = (pl.col("subject") == project) | (pl.col("object") == project)
    said = record.statements.filter(about, pl.col("predicate").is_in(RUNNING_TOO))
    edges = list(said.iter_rows(named=True))
    if not edges:
        raise DataError([Refusal(project, 0, "", "no statement says what this project makes or where it is")])
    document = _document(Path(f"{project.partition(':')[2]}-running"), {"title": f"{project} runs"}, record)
    supposed = {}
    for row in edges:
        values = row | {"status": "running", "rank": "preferred", "document": document["id"]}
        values |= {"recorded": document["recorded"], "paragraph": None, "terms": None, "id": None}
        values["id"] = statement_id(values)
        supposed[values["id"]] = values
    return replace(
        Record.empty(), documents=node_frame("Document", [document]), statements=statements(supposed.values())
    )


def _register(path: Path, said: Mapping[str, Any], desk: Desk) -> None:
    known = ("title", "statement", *TABLES)
    for key in said:
        if key not in known:
            desk.refusals.append(Refusal(str(path), 0, printable(key), f"the key {unknown_word(key, known)}"))
    if not said.get("statement") and said.keys() <= set(known):
        desk.refusals.append(Refusal(str(path), 0, "", "supposes nothing: expected [[statement]] entries"))
    document = _document(path, said, desk.base)
    if document["id"] in desk.documents:
        desk.refusals.append(Refusal(str(path), 0, "", "another scenario file has the same name"))
    desk.documents[document["id"]] = document
    for table, label in TABLES.items():
        columns = NODES[label].columns
        for number, entry in enumerate(_entries(path, said, table, desk), start=1):
            row = Row(f"{path}, {table} {number}", 0, entry)
            _refuse_keys(row, [prop.name for prop in columns], required(columns), desk)
            desk.register(label, row, columns)


def _document(path: Path, said: Mapping[str, Any], base: Record) -> dict[str, Any]:
    """Return the scenario as a document: as new as the newest of the record, so that it prevails."""
    newest = base.documents["recorded"].max() if base.documents.height else EARLIEST
    slug = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in path.stem.lower())
    if not path.stem.isascii():
        slug += "-" + hashlib.sha256(path.stem.encode()).hexdigest()[:8]
    return {
        "id": f"document:scenario-{slug.strip('-') or 'file'}",
        "name": str(said.get("title") or path.name),
        "publisher": "scenario",
        "recorded": newest,
    }


def _entries(path: Path, said: Mapping[str, Any], key: str, desk: Desk) -> list[dict[str, str]]:
    entries = said.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        desk.refusals.append(Refusal(str(path), 0, key, f"expected [[{key}]] entries"))
        return []
    for number, entry in enumerate(entries, start=1):
        for name in [name for name, value in entry.items() if not _fits(value)]:
            reason = f"expected a text, a number or true or false, got {entry.pop(name)!r}"
            desk.refusals.append(Refusal(f"{path}, {key} {number}", 0, printable(name), reason))
    return [{name: _cell(value) for name, value in entry.items()} for entry in entries]


def _fits(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, (str, int, float, datetime.date)) for part in parts)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def _state(row: Row, document: Mapping[str, Any], desk: Desk) -> None:
    predicate = row.cells.pop("predicate", "")
    row.cells.setdefault("rank", "preferred")
    if predicate == ATTRIBUTE:
        names = [prop.name for prop in ATTRIBUTE_COLUMNS]
        if _refuse_keys(row, names, required(ATTRIBUTE_COLUMNS), desk):
            desk.state_attribute(row, document, DEFAULTS)
    elif kind := STATED_EDGES.get(predicate):
        columns = kind.columns
        if _refuse_keys(row, [prop.name for prop in columns], required(columns), desk):
            desk.state(kind, row, document, DEFAULTS)
    else:
        known = [*STATED_EDGES, ATTRIBUTE]
        desk.refuse(row, "predicate", f"the predicate {unknown_word(predicate, known)}")


def _refuse_keys(row: Row, known: Sequence[str], needed: Sequence[str], desk: Desk) -> bool:
    """Refuse keys that nobody reads and keys that are missing; tell whether there were none."""
    before = len(desk.refusals)
    for key in row.cells:
        if key not in known:
            desk.refuse(row, key, f"the key {unknown_word(key, known)}")
    for key in needed:
        if key not in row.cells:
            desk.refuse(row, key, "the key is missing")
    return len(desk.refusals) == before


LOADER = Loader(
    name="scenario",
    zh="情景:一个 TOML 文件中的假设",
    en="a scenario: the suppositions of one TOML file",
    read=read,
)
