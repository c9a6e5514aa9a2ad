"""The page of questions: each in both languages, with its parameters and a command that asks it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from chainatlas import queries
from chainatlas.graph.discover import all_declared
from chainatlas.graph.model import NODES
from chainatlas.queries._examples import NAMES
from chainatlas.queries._question import Parameter, Question
from chainatlas.viz._site_cells import Cell, Cells, Column, Table, text
from chainatlas.viz._view import Words

COLUMNS = (
    Column("name", "参数", "parameter"),
    Column("zh", "含义", "meaning"),
    Column("values", "取值", "values"),
    Column("default", "默认", "default"),
)


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it; without `command` nothing of the graph can be asked about."""

    name: str
    words: Words
    parameters: Table
    command: str


def questions(cells: Cells) -> list[Asked]:
    """Return every question with a command that asks it of this graph."""
    return [_asked(cells, question) for question in all_declared(queries, Question)]


def _asked(cells: Cells, question: Question) -> Asked:
    caption = Words(f"{question.name} 的参数", f"parameters of {question.name}")
    rows = [_row(parameter) for parameter in question.parameters]
    table = Table(f"parameters-{question.name}", caption, COLUMNS, rows)
    return Asked(question.name, Words(question.zh, question.en), table, _command(cells, question))


def _row(parameter: Parameter) -> list[Cell]:
    needed = parameter.default is None
    return [
        text(f"--{parameter.name}"),
        {"zh": parameter.zh, "en": parameter.en},
        _values(parameter),
        {"zh": "必填", "en": "required"}
        if needed
        else text(parameter.default)
        if parameter.default
        else _open(),
    ]


def _open() -> Cell:
    return {"zh": "不限", "en": "left open"}


def _values(parameter: Parameter) -> Cell:
    if parameter.labels:
        kinds = [NODES[label] for label in parameter.labels]
        return {"zh": "或".join(kind.zh for kind in kinds), "en": " or ".join(kind.en for kind in kinds)}
    if parameter.words:
        return text(" | ".join(parameter.words))
    if parameter.most:
        return text(f"1..{parameter.most}")
    return {"zh": "日期", "en": "date"} if parameter.free == "date" else {"zh": "文件", "en": "file"}


def _command(cells: Cells, question: Question) -> str:
    """Return a command that gives all that a question needs, naming nodes of this graph."""
    parts = ["chainatlas", "ask", question.name]
    taken: set[str] = set()
    for parameter in _told(question):
        value = _example(cells, parameter, taken)
        if not value:
            return ""
        taken.add(value)
        parts += [f"--{parameter.name}", value]
    return shlex.join(parts)


def _told(question: Question) -> list[Parameter]:
    """Return the parameters that a question needs, or else the nodes that it may be asked about."""
    needed = [one for one in question.parameters if one.default is None or one.example]
    return needed or [one for one in question.parameters if one.labels]


def _example(cells: Cells, parameter: Parameter, taken: set[str]) -> str:
    """Return the usual example where the graph has it, else the node with most edges, or a word."""
    if not parameter.labels:
        date = str(cells.reading.built["newest"] or "")
        return date if parameter.free else (*parameter.words, "1")[0]
    rows = [row for label in parameter.labels for row in cells.reading.around.every(label)]
    usual = (parameter.example, *(name for label in parameter.labels for name in NAMES.get(label, ())))
    known = {word for row in rows for word in (row.get("name"), *(row.get("aliases") or ()))}
    for name in usual:
        if name in known and name not in taken:
            return name
    free = [row["id"] for row in rows if row["id"] not in taken]
    return min(free, key=lambda name: (-len(cells.reading.edges(name)), name), default="")
