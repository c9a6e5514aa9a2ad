"""Whether a name can be that of the firm with a stock code."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from chainatlas.graph.tables import Record

MARKS = re.compile(r"^(\*?ST|S\*ST|SST|S|N|C|XD|XR|DR)(?=[^A-Z])|-[UWV]+$|[\s*]", re.IGNORECASE)
"""What exchanges put before or after a short name: special treatment, first days, rights, unprofitable."""


def plain_name(name: str) -> str:
    """Return a short name without the marks of exchanges.

    >>> plain_name("*ST德豪"), plain_name("寒武纪-U"), plain_name("万科Ａ")
    ('德豪', '寒武纪', '万科a')
    """
    folded = unicodedata.normalize("NFKC", name)
    return MARKS.sub("", MARKS.sub("", folded)).casefold()


def whose_names(rows: pl.DataFrame, base: Record) -> pl.Series:
    """Tell of rows with `id` and `name` whether the name is the firm's "own", "another" firm's or "unknown".

    A name is the firm's own where the record knows it, or a longer one that it is a part of, by that id;
    it is another's where the record knows it by another id only. Of a firm that the record does not know,
    the first name is its own and every other another's. What is left may be a name of before a change.
    """
    words, firms = _known(base)
    first: dict[str, str] = {}
    told = []
    for firm, name in rows.select("id", "name").iter_rows():
        own = plain_name(name)
        if any(own in word for word in words.get(firm, ())):
            told.append("own")
        elif own in firms:
            told.append("another")
        elif firm in words:
            told.append("unknown")
        else:
            told.append("own" if first.setdefault(firm, own) == own else "another")
    return pl.Series("whose", told, dtype=pl.String)


def _known(base: Record) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return the plain names of each firm of a record, and the firm of each plain short name."""
    words: dict[str, set[str]] = {}
    firms: dict[str, str] = {}
    for firm, name, aliases in base.entities["Company"].select("id", "name", "aliases").iter_rows():
        words[firm] = {plain_name(word) for word in (name, *(aliases or ()))}
        firms[plain_name(name)] = firm
    return words, firms
