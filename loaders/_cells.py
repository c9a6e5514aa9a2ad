"""One cell of text becomes a value of the kind that the model declares."""

from __future__ import annotations

import datetime
import math
import re

from chainatlas.graph.kinds import Property
from chainatlas.loaders._table import unknown_word

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
FLAGS = {"true": True, "false": False}
Value = str | float | int | bool | list[str] | None


def parse(prop: Property, text: str) -> Value:
    """Return the value of a cell, None where it is empty; raise ValueError saying what was expected.

    >>> parse(Property("capacity", "产能", "capacity", "number"), "200")
    200.0
    """
    if not text:
        return None
    match prop.kind:
        case "number":
            return _number(text)
        case "integer":
            return _integer(text)
        case "flag":
            return _flag(text)
        case "date":
            return _date(text)
        case "texts":
            return list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
        case "word" if text not in prop.words:
            raise ValueError(f"the word {unknown_word(text, prop.words)}")
    return text


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise ValueError(f"expected a number such as 40.54, got {text!r}")
    return value


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise ValueError(f"expected a whole number, got {text!r}")
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise ValueError(f"expected true or false, got {text!r}")
    return FLAGS[text.lower()]


def _date(text: str) -> str:
    expected = f"expected a date such as 2023-05-16, 2023-05 or 2023, got {text!r}"
    if not (found := DATE.fullmatch(text)):
        raise ValueError(expected)
    year, month, day = found.groups()
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(expected) from None
    return text


def full_date(text: str) -> bool:
    """Tell whether a date has year, month and day."""
    return len(text) == len("2023-05-16")
