"""Firms that a text names: each must be known to its rows, or be explained in ignore.csv."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

FIRM = re.compile("公司|集团|有限")
AROUND = 14


def unmentioned(text: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the surroundings of each firm-like word of a paragraph that no known name reaches.

    >>> list(unmentioned("天顺风能公司与某某集团签约", ["天顺风能", "签约"]))
    ['天顺风能公司与某某集团签约']
    >>> list(unmentioned("天顺风能公司与某某集团签约", ["天顺风能", "某某集团"]))
    []
    """
    spans = [span for name in known for span in _spans(text, name)]
    for found in FIRM.finditer(text):
        if not any(start < found.start() <= end or start <= found.start() < end for start, end in spans):
            yield text[max(0, found.start() - AROUND) : found.end() + AROUND]


def forgotten(text: str, firms: Mapping[str, set[str]], used: set[str]) -> Iterator[str]:
    """Yield the known names of firms that a text holds while no row speaks of any firm so called.

    `firms` maps a name to the ids of the firms it stands for, `used` are the ids that rows speak of.
    A short name within the longer name of a firm that is spoken of does not count.
    """
    covered = [span for name, ids in firms.items() if ids & used for span in _spans(text, name)]
    for name, ids in sorted(firms.items()):
        for start, end in () if ids & used else _spans(text, name):
            if not any(low <= start and end <= high for low, high in covered):
                yield name
                break


def _spans(text: str, name: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(re.escape(name), text)) if name else iter(())


def names_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield each name and alias of registered nodes with the id it stands for."""
    for row in rows:
        for name in (row["name"], *(row["aliases"] or ())):
            yield name, row["id"]
