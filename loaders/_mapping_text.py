"""The proposal for a table, written as TOML with a comment on each choice."""

from __future__ import annotations

import datetime
import hashlib
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from chainatlas.graph.errors import DataError, UsageError
from chainatlas.graph.tables import Record
from chainatlas.loaders._any_table import READERS, form_of, table_rows
from chainatlas.loaders._databases import is_address, table_names
from chainatlas.loaders._files import refused
from chainatlas.loaders._ledger import CELL, Ledger
from chainatlas.loaders._looks import Column
from chainatlas.loaders._mapping import Table
from chainatlas.loaders._proposal import Edge, Line, Proposal, propose
from chainatlas.loaders._table import printable
from chainatlas.loaders._toml import end_of, toml

LOOKED_AT = 10_000
"""Rows whose values are looked at."""
HEADER_ROWS = 5
SKETCH = {"id": "document:sketch", "name": "sketch", "publisher": "", "recorded": "2000-01-01"}


def mapping_text(path: Path) -> str:
    """Return a mapping for a table, which can be loaded at once where the table says what it is about.

    Raises DataError where the table cannot be read, or no column can be taken as the name of anything.
    """
    if is_address(path):
        raise UsageError("expected a file to look at; for a database at an address, write the query yourself")
    table, tables = _table(path)
    columns = _columns(path, table)
    proposal = propose(columns)
    if not proposal.name:
        names = ", ".join(printable(column.name) for column in columns[:12])
        reason = "expected a column that names firms, parks, products or the like"
        raise refused(path, f"{reason}, got {names}; write the mapping by hand, see docs/mappings.md")
    return "\n".join(_written(path, table, tables, proposal)) + "\n"


def _table(path: Path) -> tuple[Table, list[str]]:
    """Return how to read a table: of a database its first table, of a sheet the row with the headings."""
    table = Table()
    if form_of(path, table) == "sql":
        names = table_names(path)
        if not names:
            raise refused(path, "the database has no tables")
        quoted = names[0].replace('"', '""')
        return replace(table, sql=f'SELECT * FROM "{quoted}"'), names  # noqa: S608 (a proposal to read)
    if form_of(path, table) in ("csv", "excel"):
        table = _headed(path, table)
    return table, []


def _headed(path: Path, table: Table) -> Table:
    """Find the row of the headings: the first with more than one name, else the first of all."""
    for header in range(1, HEADER_ROWS + 1):
        for merged in ("refuse", "fill"):
            tried = replace(table, header=header, merged=merged)
            try:
                names = _header(path, tried)
            except DataError:
                continue
            if len({name for name in names if name}) > 1:
                return tried
    return table


def _header(path: Path, table: Table) -> list[str]:
    cells, _ = READERS[form_of(path, table)](path, table, (), Ledger(SKETCH, Record.empty()))
    return [name for name in cells.columns if name]


def _columns(path: Path, table: Table) -> list[Column]:
    names = _header(path, table)
    rows = table_rows(path, table, names, Ledger(SKETCH, Record.empty())).head(LOOKED_AT)
    return [Column.of(name, rows[CELL + name]) for name in names]


def _written(path: Path, table: Table, tables: list[str], proposal: Proposal) -> Iterator[str]:
    assert proposal.name is not None
    yield f"# Proposed for {printable(path.name)}. What could not be told for sure is commented out."
    yield f"# Look through it, then: chainatlas load --mapping THIS-FILE {shlex.quote(printable(path.name))}"
    yield from ("", *_source(path), "", *_how(table, tables))
    yield f"[[node]]  # {proposal.label}: what the rows are about"
    yield f"label = {toml(proposal.label)}"
    yield f"name = {toml(proposal.name.name)}  # {proposal.name.values.n_unique()} distinct"
    yield from map(_line, proposal.lines)
    for edge in proposal.edges:
        before = "# " if edge.unsure else ""
        yield from ("", *(before + line for line in _edge(edge, proposal)))
    if proposal.left:
        yield from ("", "# Left:")
        yield from (f"#   {printable(name)}: {printable(why)}" for name, why in proposal.left.items())


def _source(path: Path) -> Iterator[str]:
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    if not path.stem.isascii() or not slug:
        mark = hashlib.sha256(path.stem.encode("utf-8", "replace")).hexdigest()[:8]
        slug = f"{slug or 'table'}-{mark}"
    day = datetime.date.fromtimestamp(path.stat().st_mtime).isoformat()
    yield "[source]"
    yield f"id = {toml(f'document:{slug}')}  # a later load of the same id takes the place of this one"
    yield f"name = {toml(path.stem)}"
    yield f"publisher = {toml('own table')}  # who vouches for it"
    yield f"recorded = {toml(day)}  # when the file was last changed; better, when it became public"
    yield '# url = ""'
    yield '# licence = ""'


def _how(table: Table, tables: list[str]) -> Iterator[str]:
    told = [f"header = {table.header}  # the row of the headings"] if table.header > 1 else []
    told += (
        [f"merged = {toml(table.merged)}  # merged cells all get their value"]
        if table.merged == "fill"
        else []
    )
    told += [f"sql = {toml(table.sql)}"] if table.sql else []
    if len(tables) > 1:
        told.append(f"# the other tables: {', '.join(map(printable, tables[1:]))}")
    if told:
        yield from ("[table]", *told, "")


def _line(line: Line) -> str:
    before = "# " if line.unsure else ""
    return f"{before}{line.key} = {line.value}  # {printable(line.why)}"


def _edge(edge: Edge, proposal: Proposal) -> Iterator[str]:
    me, other = toml(proposal.label.lower()), end_of(edge.column, edge.label)
    yield f"[[edge]]  # {printable(edge.why)}"
    yield f"relation = {toml(edge.relation)}"
    yield f"from = {other if edge.back else me}"
    yield f"to = {me if edge.back else other}"
    yield from map(_line, edge.lines)
