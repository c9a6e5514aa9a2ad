"""Read a mapping from its TOML file: every mistake at once, by its key, with what was expected there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import DataError, Refusal
from chainatlas.graph.model import NODES
from chainatlas.loaders._cells import full_date
from chainatlas.loaders._mapping import FORMS, Table, TableMapping
from chainatlas.loaders._mapping_keys import Keys, Mistakes
from chainatlas.loaders._mapping_rules import Rules
from chainatlas.loaders._table import read_toml

PARTS = ("source", "table", "node", "edge")
LICENCE = "licence"
DOCUMENT = re.compile(r"document:[a-z0-9]+([-./][a-z0-9]+)*")
SEVERAL = "several tables need a `name` each, all of them different"


def read_mapping(path: Path) -> TableMapping:
    """Return the mapping that a TOML file holds; raise DataError with every mistake in it."""
    refusals: list[Refusal] = []
    told = read_toml(path, refusals)
    if refusals:
        raise DataError(refusals)
    mistakes = Mistakes(path)
    mistakes.unknown("", told, PARTS)
    document = _document(mistakes, told)
    tables = tuple(_tables(mistakes, told))
    rules = Rules(mistakes, [table.name for table in tables])
    nodes, edges = rules.nodes(told), rules.edges(told)
    if not ("node" in told or "edge" in told):
        mistakes.wrong("node", "expected at least one [[node]] or [[edge]], got none")
    if mistakes.found:
        raise DataError(mistakes.found)
    return TableMapping(path, document, tables, nodes, edges)


def _document(mistakes: Mistakes, told: Keys) -> Mapping[str, Any]:
    """Return the document that the table is: what the model says of documents, and a licence."""
    keys: dict[str, Any] = {}
    if mistakes.need("mapping", told, "source"):
        keys = mistakes.take("mapping", told, "source", keys)
    kinds = {prop.name: prop for prop in NODES["Document"].columns if prop.kind != "texts"}
    mistakes.unknown("source", keys, (*kinds, LICENCE))
    texts = {name: str(value) for name, value in keys.items()}  # a date may stand without quotes
    for name, prop in kinds.items():
        if prop.required and mistakes.need("source", keys, name) and not texts[name].strip():
            mistakes.wrong(f"source.{name}", "expected a text, got an empty one")
    found = {
        name: mistakes.parsed(f"source.{name}", prop, texts.get(name, "")) for name, prop in kinds.items()
    }
    _check_document(mistakes, found)
    if LICENCE in texts:
        found["name"] = f"{found['name']} ({texts[LICENCE]})"
    return {name: value for name, value in found.items() if value is not None}


def _check_document(mistakes: Mistakes, found: Mapping[str, Any]) -> None:
    if (slug := found["id"]) and not DOCUMENT.fullmatch(slug):
        mistakes.wrong("source.id", f"expected an id like 'document:firms-2026' in ASCII, got {slug!r:.80}")
    if (day := found["recorded"]) and not full_date(day):
        mistakes.wrong("source.recorded", f"expected a whole date such as 2026-01-31, got {day!r}")


def _tables(mistakes: Mistakes, told: Keys) -> Iterator[Table]:
    """Yield the tables: the one under [table] or none, or several under [[table]], each with a name."""
    if isinstance(told.get("table", {}), dict):
        yield _table(mistakes, "table", told.get("table", {}))
        return
    found = [_table(mistakes, place, keys) for place, keys in mistakes.each("table", told)]
    mistakes.twice("table", [table.name for table in found], SEVERAL)
    for number, table in enumerate(found, start=1):
        if not table.name and len(found) > 1:
            mistakes.wrong(f"table[{number}].name", SEVERAL)
    yield from found


def _table(mistakes: Mistakes, place: str, keys: Keys) -> Table:
    mistakes.unknown(place, keys, tuple(Table.__dataclass_fields__))
    header = mistakes.take(place, keys, "header", 1)
    separator = mistakes.take(place, keys, "separator", "")
    ignored: list[Any] = []
    if not 1 <= header <= 1000:
        mistakes.wrong(f"{place}.header", f"expected the row of the headings, 1 to 1000, got {header}")
    if len(separator) > 1 or separator in ('"', "\n", "\r"):
        mistakes.wrong(f"{place}.separator", f"expected one character, got {separator!r:.60}")
    return Table(
        name=mistakes.take(place, keys, "name", ""),
        files=mistakes.take(place, keys, "files", "*"),
        form=mistakes.word(place, keys, "form", FORMS),
        separator=separator,
        sheet=mistakes.take(place, keys, "sheet", ""),
        header=header,
        merged=mistakes.word(place, keys, "merged", ("refuse", "fill"), "refuse"),
        sql=mistakes.take(place, keys, "sql", ""),
        ignore=tuple(map(str, mistakes.take(place, keys, "ignore", ignored))),
    )
