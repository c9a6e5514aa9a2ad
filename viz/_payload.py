"""What a page knows of a picture, for its JSON: marks and lines, kinds, legend, search, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from chainatlas.graph.kinds import BASIS, STATUS
from chainatlas.graph.model import NODES
from chainatlas.viz._columns import line_columns, mark_columns
from chainatlas.viz._renderer import renderer
from chainatlas.viz._view import FACETS, Line, Mark, Picture, Words

SHAPES: Mapping[str, str] = {
    "Product": "box",
    "Company": "dot",
    "Project": "diamond",
    "Park": "square",
    "Chain": "hexagon",
    "Place": "triangle",
}
OTHER_SHAPE = "triangleDown"
FRAME = tuple(one.name for one in fields(Picture) if one.name not in ("marks", "lines"))
MOST_READINGS = 3
"""Readings of a character; a fourth is one that no name has."""
SPOKEN = 60
"""Characters of a name that are looked up by their pinyin."""


def payload_data(
    picture: Picture, lang: str, links: Mapping[str, str], *, embedded: bool = False
) -> dict[str, Any]:
    """Return all that the page of a picture shows, in `lang` first, for script_json."""
    frame = {name: getattr(picture, name) for name in FRAME}
    drawer = renderer(picture)
    more = {"pinyin": {"values": list(map(_pinyin, picture.marks))}} if drawer == "vis" else {}
    tables = {
        "marks": mark_columns(picture.marks, **more),
        "lines": line_columns(picture.lines, picture.marks),
    }
    held = {mark.id for mark in picture.marks}
    return {
        "lang": lang,
        "embedded": embedded,
        "renderer": drawer,
        "readings": {} if drawer == "vis" else readings(picture.marks),
        "picture": frame | tables | {"groups": _groups(picture)},
        "kinds": [_kind(label) for label in _distinct(mark.kind for mark in picture.marks)],
        "facets": _facets(picture),
        "bases": {basis: {"zh": zh, "en": basis} for basis, zh in BASIS.items()},
        "links": {key: link for key, link in links.items() if key in held},
    }


def shape(kind: str) -> str:
    """Return the shape that a kind of mark is drawn in."""
    return SHAPES.get(kind, OTHER_SHAPE)


def pinyin(*names: str) -> list[str]:
    """Return how Chinese names are typed in pinyin, in full and by initials, once each.

    >>> pinyin("金风科技", "Goldwind")
    ['jinfengkeji', 'jfkj']
    """
    return _distinct(spelled for name in names for spelled in _spelled(name[:SPOKEN]))


def _pinyin(mark: Mark) -> list[str]:
    return pinyin(mark.name.zh, *mark.words)


def readings(marks: Iterable[Mark]) -> dict[str, list[str]]:
    """Return how each Chinese character of the names is read, where there are too many names to read."""
    letters = set().union(*(text for mark in marks for text in (mark.name.zh, *mark.words)))
    return {
        letter: list(_read(letter)) for letter in sorted(letters) if not letter.isascii() and _read(letter)
    }


@lru_cache(maxsize=20_000)
def _read(letter: str) -> tuple[str, ...]:
    from pypinyin import Style
    from pypinyin import pinyin as read

    found = read(letter, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0][:MOST_READINGS]) if found else ()


def _spelled(name: str) -> tuple[str, ...]:
    from chainatlas.graph.pinyin import pinyin as spelled

    return () if name.isascii() else spelled(name)


def _facets(picture: Picture) -> list[dict[str, Any]]:
    """Return the facets with the values that occur in the picture."""
    every: Iterable[Mark | Line] = (*picture.marks, *picture.lines)
    occurring: dict[str, set[str]] = {key: set() for key in FACETS}
    for one in every:
        for key, values in one.facets.items():
            occurring[key].update(values)
    return [_facet(key, values, picture) for key, values in occurring.items()]


def _facet(key: str, values: set[str], picture: Picture) -> dict[str, Any]:
    """Return a facet with these values in the order in which they are declared."""
    declared = [value for value in (*picture.values, *STATUS, *BASIS) if value in values]
    names = {value: _value_name(value, picture) for value in _distinct((*declared, *sorted(values)))}
    listed = [{"id": value, "name": name} for value, name in names.items()]
    return {"id": key, "name": FACETS[key], "values": listed}


def _value_name(value: str, picture: Picture) -> Words:
    told = STATUS.get(value) or BASIS.get(value)
    usual = Words(told, value.replace("_", " ")) if told else Words(value, value)
    return picture.values.get(value, picture.groups.get(value, usual))


def _groups(picture: Picture) -> list[dict[str, Any]]:
    """Return the groups in the order of the legend; one that is not named keeps its key as its name."""
    keys = _distinct((*picture.groups, *(mark.group for mark in picture.marks if mark.group)))
    names = {key: picture.groups.get(key, Words(key, key)) for key in keys}
    return [{"id": key, "name": name} for key, name in names.items()]


def _kind(label: str) -> dict[str, Any]:
    """Return a kind of mark with its shape and its names."""
    kind = NODES.get(label)
    name = Words(kind.zh, kind.en) if kind else Words(label, label)
    return {"id": label, "shape": shape(label), "name": name}


def _distinct(keys: Iterable[str]) -> list[str]:
    """Return the keys once each, in the order they come."""
    return list(dict.fromkeys(keys))
