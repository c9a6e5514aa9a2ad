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


def strangers(rows: pl.DataFrame, base: Record) -> pl.Expr:
    """Tell of rows with `id` and `name` whether the name is that of another firm than the id.

    Where the record knows the firm, the name has to be one of its names or a part of one; where it does
    not, all names of an id have to be that of its first row.
    """
    known = _words(rows, base)
    first: dict[str, str] = {}
    wrong = []
    for firm, name in rows.select("id", "name").iter_rows():
        own = plain_name(name)
        words = known.get(firm)
        usual = first.setdefault(firm, own) if words is None or own in words else own
        wrong.append(own != usual if words is None else not any(own in word for word in words))
    return pl.lit(pl.Series(wrong, dtype=pl.Boolean))


def _words(rows: pl.DataFrame, base: Record) -> dict[str, set[str]]:
    firms = base.entities["Company"].join(rows, on="id", how="semi")
    return {
        firm: {plain_name(word) for word in (name, *(aliases or ()))}
        for firm, name, aliases in firms.select("id", "name", "aliases").iter_rows()
    }
