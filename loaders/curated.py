"""Curated facts: folders of CSV files that people edit in a spreadsheet and review in a diff."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import Refusal
from chainatlas.graph.kinds import BASIS, Property
from chainatlas.graph.model import ATTRIBUTE_COLUMNS, EDGES, IDENTITY_COLUMNS, NODES
from chainatlas.graph.tables import ENTITY_LABELS, Record
from chainatlas.loaders._desk import (
    Desk,
    Origins,
    check_recorded,
    kind_of,
)
from chainatlas.loaders._loader import Loader
from chainatlas.loaders._proof import Proof
from chainatlas.loaders._table import Row, printable, read_rows, read_text, read_toml, unknown_word

BUNDLED = Path(__file__).parent / "facts"
"""The facts that come with the program."""

BESIDE = ("source.toml", "ignore.csv")
"""Files of a source that state nothing."""
SOURCE_KEYS = tuple(prop.name for prop in NODES["Document"].properties)
DOCUMENT = Property("document", "文献", "documents it rests on", "texts", required=True)
INPUT = Property("input", "投入品", "input of the product")
PRODUCT = Property("product", "产品", "product", required=True)
MEMBER = EDGES["CHAIN_MEMBER"]
FEEDS = EDGES["FEEDS"]
CHAIN_COLUMNS = (
    PRODUCT,
    *(prop for prop in MEMBER.own if prop.name in ("stage", "position")),
    INPUT,
    *FEEDS.own,
    DOCUMENT,
    Property("locator", "位置", "where in the document"),
    Property("confidence", "可信度", "confidence", "number"),
    Property("note", "备注", "note"),
)


@dataclass(frozen=True)
class Survey:
    """The record of some folders, the file and row of each of its statements, and how to read the texts."""

    record: Record
    origins: Origins
    proof: Proof


def survey(folders: Sequence[Path], base: Record | None = None) -> Survey:
    """Read folders of facts; raise DataError with every refusal of all of them."""
    desk = Desk(base or Record.empty())
    folders = list(dict.fromkeys(folders))
    usable = [folder for folder in folders if _holds_facts(folder, desk)]
    for folder in usable:
        _refuse_strays(folder, desk)
        _register_entities(folder, desk)
    desk.close_register()
    sources = [source for folder in usable for source in _sources(folder)]
    described = [(source, _describe(source, desk)) for source in sources]
    for folder in usable:
        _read_chains(folder, desk)
        if (folder / "facts.toml").exists():
            _check_counts(folder, _read_about(folder / "facts.toml", ("expected",), desk), desk)
    proof = Proof()
    for folder in usable:
        proof.read_corrections(folder / "corrections.csv", desk)
    for source, about in described:
        _read_source(source, about, desk)
        proof.read_ignored(source / "ignore.csv", str(about.get("id")), desk)
    desk.refuse_contradictions()
    return Survey(desk.record(), desk.origins, proof)


def read(folders: Sequence[Path], base: Record) -> Record:
    """Return the record of folders of facts."""
    return survey(folders, base).record


def _holds_facts(folder: Path, desk: Desk) -> bool:
    complaint = ""
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        found = "a file" if os.path.exists(folder) else "nothing there"  # noqa: PTH110
        complaint = f"expected a folder of facts, got {found}"
    elif not any(
        (*_sources(folder), *folder.glob("*.csv"), *folder.glob("entities/*.csv"), *_chains(folder))
    ):
        complaint = "holds no facts: expected entities/*.csv, chains/*.csv or folders with a source.toml"
    if complaint:
        desk.refusals.append(Refusal(str(folder), 0, "", complaint))
    return not complaint


def _sources(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/source.toml"))


def _chains(folder: Path) -> list[Path]:
    return sorted(folder.glob("chains/*.csv"))


def _refuse_strays(folder: Path, desk: Desk) -> None:
    """Refuse files of facts that stand where nobody reads them."""
    known = ("facts.toml", "documents.csv", "corrections.csv", "entities", "chains")
    for path in sorted(folder.iterdir()):
        if path.name in known or path.name.startswith((".", "~")):
            continue
        if path.suffix in (".csv", ".toml"):
            _refuse_file(path, known, desk)
        elif any(path.glob("*.csv")) and not (path / "source.toml").exists():
            desk.refusals.append(Refusal(str(path), 0, "", "holds facts, but no source.toml says whose"))


def _register_entities(folder: Path, desk: Desk) -> None:
    files = {NODES[label].file: label for label in ENTITY_LABELS}
    for path in sorted(folder.glob("entities/*")):
        if label := files.get(path.name):
            columns = NODES[label].columns
            for row in desk.rows(path, columns):
                desk.register(label, row, columns)
        else:
            _refuse_file(path, list(files), desk)
    documents = folder / "documents.csv"
    if documents.exists():
        columns = NODES["Document"].properties
        for row in desk.rows(documents, columns):
            check_recorded(desk, row, desk.register("Document", row, columns))


def _describe(source: Path, desk: Desk) -> dict[str, Any]:
    """Register the document of a source folder; return what its source.toml says."""
    path = source / "source.toml"
    about = _read_about(path, (*SOURCE_KEYS, "defaults", "expected"), desk)
    if about:
        cells = {key: _cell(about[key]) for key in SOURCE_KEYS if key in about}
        row = Row(str(path), 0, cells)
        check_recorded(desk, row, desk.register("Document", row, NODES["Document"].properties))
        about["defaults"] = dict(_defaults(about["defaults"], row, desk))
    return about


def _read_about(path: Path, known: Sequence[str], desk: Desk) -> dict[str, Any]:
    """Return what a TOML file says, nothing where it cannot be read; refuse keys and values without use."""
    before = len(desk.refusals)
    about = read_toml(path, desk.refusals)
    if len(desk.refusals) > before:
        return {}
    for key, value in list(about.items()):
        fault = "" if key in known else f"the key {unknown_word(key, known)}"
        if key in known and not _fits(key, value):
            fault = (
                "expected a table" if key in ("defaults", "expected") else f"expected a text, got {value!r}"
            )
        if fault:
            desk.refusals.append(Refusal(str(path), 0, printable(key), fault))
            about.pop(key)
    return {"defaults": {}, "expected": {}} | about


def _fits(key: str, value: object) -> bool:
    if key in ("defaults", "expected"):
        return isinstance(value, dict)
    if key == "aliases" and isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, (str, datetime.date))


def _defaults(given: Mapping[str, Any], row: Row, desk: Desk) -> Iterator[tuple[str, Any]]:
    """Yield what a source says of all its statements, refusing what no statement could say."""
    for key, value in given.items():
        if key not in ("basis", "confidence"):
            desk.refuse(row, printable(key), f"the key {unknown_word(key, ('basis', 'confidence'))}")
        elif key == "basis" and value not in list(BASIS):
            desk.refuse(row, key, f"the word {unknown_word(str(value), list(BASIS))}")
        elif key == "confidence" and not (type(value) in (int, float) and 0 <= value <= 1):
            desk.refuse(row, key, f"expected 0 to 1, got {value!r}")
        else:
            yield key, value


def _cell(value: object) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def _read_source(source: Path, about: Mapping[str, Any], desk: Desk) -> None:
    document = desk.documents.get(str(about.get("id")))
    if not document or not document.get("recorded"):
        return
    defaults = about["defaults"]
    for path in sorted(source.iterdir()):
        if path.name == "attributes.csv":
            for row in desk.rows(path, ATTRIBUTE_COLUMNS):
                desk.state_attribute(row, document, defaults)
        elif path.name == "identities.csv":
            for row in desk.rows(path, IDENTITY_COLUMNS):
                desk.state_identity(row, document, defaults)
        elif kind := kind_of(path.name):
            for row in desk.rows(path, kind.columns):
                desk.state(kind, row, document, defaults)
        elif path.name not in BESIDE:
            known = [kind.file for kind in EDGES.values() if kind.type != "SUPPORTED_BY"]
            _refuse_file(path, ["attributes.csv", "identities.csv", *BESIDE, *known], desk)
    _check_counts(source, about, desk, every=True)


def _read_chains(folder: Path, desk: Desk) -> None:
    for path in _chains(folder):
        chain = NODES["Chain"].prefix + path.stem
        if chain not in desk.names.by_id:
            desk.refusals.append(
                Refusal(str(path), 0, "", f"entities/chains.csv does not register {chain!r}")
            )
            continue
        for row in desk.rows(path, CHAIN_COLUMNS):
            _state_technology(row, chain, desk)


def _state_technology(row: Row, chain: str, desk: Desk) -> None:
    """Take a row of a chain file: an input of a product, or the product's place in the chain."""
    kind = FEEDS if row.cells.get("input") else MEMBER
    ends = {"subject": row.cells["product"], "object": chain}
    if kind is FEEDS:
        ends = {"subject": row.cells["input"], "object": row.cells["product"]}
    elif not row.cells.get("stage"):
        desk.refuse(row, "stage", "a row without input places the product in the chain and needs a stage")
    stated = Row(row.file, row.number, row.cells | ends)
    for name in str(row.cells.get("document", "")).split("|"):
        if document := desk.documents.get(name.strip()):
            desk.state(kind, stated, document, {"basis": "reference"})
        else:
            desk.refuse(row, "document", f"the document {unknown_word(name, list(desk.documents))}")


def _check_counts(folder: Path, about: Mapping[str, Any], desk: Desk, *, every: bool = False) -> None:
    """Compare how many rows each file holds with how many its source says it should."""
    if not about:
        return
    expected: Mapping[str, Any] = about["expected"]
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.glob("**/*.csv"))}
    for name, count in expected.items():
        rows = _count(found[name]) if name in found else 0
        if type(count) is not int:
            reason = f"expected a number of rows in [expected], got {count!r}"
            desk.refusals.append(Refusal(str(folder / name), 0, "", reason))
        elif rows is not None and rows != count:
            reason = f"expected {count} rows, got {rows}; correct the file or the count in [expected]"
            desk.refusals.append(Refusal(str(folder / name), 0, "", reason))
    for name in found.keys() - expected.keys() if every else ():
        desk.refusals.append(
            Refusal(str(folder / name), 0, "", "[expected] does not say how many rows it has")
        )


def _count(path: Path) -> int | None:
    """Return how many rows a file holds; None where it cannot be read, which is refused elsewhere."""
    refused: list[Refusal] = []
    text = read_text(path, refused)
    header = (text or "").splitlines()[:1]
    columns = [name.strip(' "') for line in header for name in line.split(",")]
    rows = sum(1 for _ in read_rows(path, columns, (), refused))
    return None if refused else rows


def _refuse_file(path: Path, known: Sequence[str], desk: Desk) -> None:
    if not path.name.startswith((".", "~")):
        desk.refusals.append(Refusal(str(path), 0, "", f"the file {unknown_word(path.name, known)}"))


LOADER = Loader(
    name="curated",
    zh="人工整理的事实:每个来源一个文件夹",
    en="curated facts: one folder a source, one CSV file a kind of edge",
    read=read,
)
