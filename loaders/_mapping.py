"""A mapping: which columns of a table make which nodes and edges, and what of the table is the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

FIELD = re.compile(r"\{([^{}]+)\}")
"""A column in a template."""
FORMS: Mapping[str, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".txt"),
    "excel": (".xlsx", ".xlsm", ".xls"),
    "parquet": (".parquet", ".pq"),
    "json": (".json", ".jsonl", ".ndjson"),
    "sql": (".db", ".sqlite", ".sqlite3", ".duckdb"),
}
"""The forms of a table, and how the names of such files end."""
CODES: Mapping[str, str] = {"stock": "Company", "uscc": "Company", "zone": "Park", "division": "Place"}
"""The kinds of code that an id can be made of, and what each is a code of."""
WAYS = ("id", "code", "name")
"""By what an end of an edge can be looked up; by any of them, where the mapping does not say."""


@dataclass(frozen=True)
class Cell:
    """Where a value comes from: a column, a constant, or a template with columns in braces.

    `words` says what the words of the column mean, `times` what its numbers are multiplied by, `split`
    what stands between the entries of a list, `code` of which kind a code is.
    """

    column: str = ""
    value: str | None = None
    template: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    times: float = 1.0
    split: str = ""
    code: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that it reads."""
        return (self.column,) if self.column else tuple(FIELD.findall(self.template))

    @property
    def where(self) -> str:
        """Return the column to point at where the value is wrong."""
        return next(iter(self.columns), "")


@dataclass(frozen=True)
class End:
    """One end of an edge: the node that the row makes (`node` is its name), or one that a cell names.

    Of the nodes with `label`, the cell names one `by` id, code or name, or by any of them. One that nobody
    knows is refused, or made where `make` is true, with a name from `name` or from the cell itself.
    """

    label: str
    cell: Cell = Cell()
    by: str = ""
    make: bool = False
    name: Cell | None = None
    node: str = ""

    @property
    def columns(self) -> Iterator[str]:
        """Yield the columns that it reads."""
        yield from self.cell.columns
        yield from self.name.columns if self.name else ()


Condition = Mapping[str, tuple[str, ...]]
"""Columns and the values that each may have; "" is an empty cell."""


@dataclass(frozen=True)
class Rule:
    """What a node and an edge of a mapping have in common: a table, cells, and which rows count."""

    table: str
    cells: Mapping[str, Cell]
    where: Condition = field(default_factory=dict)
    unless: Condition = field(default_factory=dict)

    @property
    def columns(self) -> Iterator[str]:
        """Yield the columns that it reads."""
        yield from chain(self.where, self.unless)
        yield from chain.from_iterable(cell.columns for cell in self.cells.values())


@dataclass(frozen=True)
class NodeRule(Rule):
    """Rows that make nodes of one label; edges of the same row call such a node by `name`."""

    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class EdgeRule(Rule):
    """Rows that make edges of one type; `ends` has `from`, `to` unless it is a measure, and named things."""

    relation: str = ""
    ends: Mapping[str, End] = field(default_factory=dict)

    @property
    def columns(self) -> Iterator[str]:
        """Yield the columns that it reads."""
        yield from super().columns
        yield from chain.from_iterable(end.columns for end in self.ends.values())


@dataclass(frozen=True)
class Table:
    """How files are read: `form` as FORMS has them, or by the ending of the name.

    `header` is the row of the headings, `sheet` a name, `merged` whether merged cells are refused or
    filled, `sql` what a database is asked, `ignore` the columns that are left out on purpose.
    """

    name: str = ""
    files: str = "*"
    form: str = ""
    separator: str = ""
    sheet: str = ""
    header: int = 1
    merged: str = "refuse"
    sql: str = ""
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableMapping:
    """A whole mapping; `path` is where it was read."""

    path: Path
    document: Mapping[str, Any]
    tables: tuple[Table, ...]
    nodes: tuple[NodeRule, ...]
    edges: tuple[EdgeRule, ...]

    def columns_of(self, table: Table) -> list[str]:
        """Return the columns that the nodes and edges of a table read, each once."""
        rules: tuple[Rule, ...] = (*self.nodes, *self.edges)
        told = (rule.columns for rule in rules if rule.table == table.name)
        return list(dict.fromkeys(chain.from_iterable(told)))
