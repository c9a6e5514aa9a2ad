"""What the rows of an answer name: things, where in the row they stand, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chainatlas.graph.model import label_of
from chainatlas.queries._question import Column, Question, Row
from chainatlas.viz._panel import TITLES, facts_of
from chainatlas.viz._tables import cell
from chainatlas.viz._view import Facts, Words

RECORD = ("Statement", "Build", "")
"""Labels of what is not a thing of the graph but the record of it; and what is no id at all."""
INSIDE: Mapping[str, Words] = {
    "sites": Words("所在园区", "sites"),
    "makers": Words("生产者", "makers"),
    "users": Words("使用者", "users"),
    "members": Words("成员", "members"),
    "parks": Words("园区", "parks"),
    "km": Words("相距(公里)", "km apart"),
    "distance_km": Words("相距(公里)", "km apart"),
    "needs": Words("需求依据", "need known from"),
}
"""What the keys of values inside a column are called."""


@dataclass(frozen=True)
class Mention:
    """One thing that a row names.

    `of` is the thing that it is said of: "" for what the row itself is about. `role` names the column
    or key it stands in, and `said` is what the row, or the value, says of it.
    """

    id: str
    name: Words
    of: str
    role: Words
    said: Facts = ()


def mentions(question: Question, row: Row) -> list[Mention]:
    """Return what a row names: first what it is about, the columns that hold ids, else the first thing."""
    found = [*_subjects(question, row), *_things(question, row)]
    if not found:
        return []
    first = found[0].id
    rest = (replace(one, of=one.of or first) for one in found[1:])
    return [found[0], *(one for one in rest if one.id != one.of)]


def subjects(question: Question, row: Row) -> list[str]:
    """Return the ids of what a row is about: its columns that hold ids, else the first thing it names."""
    return [one.id for one in _subjects(question, row)] or [one.id for one in mentions(question, row)[:1]]


def _subjects(question: Question, row: Row) -> list[Mention]:
    return [
        Mention(row[column.name], _name(row, column.name.removesuffix("_id")), "", _words(column))
        for column in question.columns
        if column.name.endswith("_id") and is_thing(row[column.name])
    ]


def _things(question: Question, row: Row) -> Iterator[Mention]:
    for column in question.columns:
        if not column.name.endswith("_id") and column.name != "statements":
            yield from _inside(row[column.name], "", _words(column))


def is_thing(value: object) -> bool:
    """Tell whether a value is the id of a thing in the graph.

    >>> is_thing("park:baotou-rare-earth"), is_thing("company:a company:b"), is_thing("statement:x/y")
    (True, False, False)
    >>> is_thing("park")
    False
    """
    if not isinstance(value, str) or ":" not in value or " " in value:
        return False
    return label_of(value) not in RECORD


def said_in(question: Question, row: Row) -> Facts:
    """Return what the columns of a row say that name nothing, those that are not empty."""
    columns = [column for column in question.columns if column.shown == "both"]
    said = [
        (_words(column), Words(cell(row[column.name], "zh", column), cell(row[column.name], "en", column)))
        for column in columns
        if not next(_inside(row[column.name], "", _words(column)), None)
    ]
    return tuple((key, value) for key, value in said if value.zh)


def _inside(value: Any, of: str, role: Words) -> Iterator[Mention]:
    """Yield the things in a value: those with id and name, ids alone, and what stands inside of them."""
    if isinstance(value, list):
        for one in value:
            yield from _inside(one, of, role)
    elif isinstance(value, dict):
        if is_thing(value.get("id")):
            yield Mention(value["id"], _name(value, "name"), of, role, _said(value))
            of = value["id"]
        for key, inner in value.items():
            if isinstance(inner, list | dict):
                yield from _inside(inner, of, INSIDE.get(key, plainly(key)))
    elif is_thing(value):
        yield Mention(value, Words("", ""), of, role)


def _said(value: Mapping[str, Any]) -> Facts:
    """Return what a thing in a column says beside its names, in the words of the model where it has them."""
    plain = {key: inner for key, inner in value.items() if not isinstance(inner, list | dict)}
    told = [key for key in plain if key not in ("id", "name", "name_en")]
    own = [(key, Words(cell(plain[key], "zh"), cell(plain[key], "en"))) for key in told if key not in TITLES]
    known = facts_of(plain, *(key for key in told if key in TITLES))
    return (*known, *((INSIDE.get(key, plainly(key)), said) for key, said in own if said.zh))


def plainly(key: str) -> Words:
    """Return a key that nobody named, as words."""
    return Words(key, key.replace("_", " "))


def _words(column: Column) -> Words:
    return Words(column.zh.removesuffix("标识"), column.en.removesuffix(" id"))


def _name(row: Mapping[str, Any], key: str) -> Words:
    name = str(row.get(key) or "")
    return Words(name, str(row.get(f"{key}_en") or name))
