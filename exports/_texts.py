"""How lists and control characters are written where a format has neither, and how they are read back."""

from __future__ import annotations

import re
from collections.abc import Iterable

ITEM = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
NO_ITEMS, NO_TEXT = r"\0", r"\e"
ESCAPED = re.compile(r"_u([0-9A-F]{4})_")
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|(?<=_)[ux](?=[0-9A-Fa-f]{4}_)")
"""What XML 1.0 and Excel cannot hold, and a letter of what would look like an escape, Excel's _xHHHH_ too."""


def joined(items: Iterable[str]) -> str:
    r"""Return a list as one text: items joined by |, with \| and \\ for these two characters in them.

    A list without items is \0 and an item without letters \e, so that neither looks like an empty cell.

    >>> print(joined(["金力永磁", "a|b", "c:\\d"]))
    金力永磁|a\|b|c:\\d
    >>> joined([]), joined([""])
    ('\\0', '\\e')
    """
    escaped = [item.replace("\\", "\\\\").replace("|", "\\|") or NO_TEXT for item in items]
    return "|".join(escaped) if escaped else NO_ITEMS


def parted(text: str) -> list[str]:
    r"""Return the list that was joined into a text.

    >>> parted(r"金力永磁|a\|b|c:\\d"), parted(r"\0"), parted(r"\e")
    (['金力永磁', 'a|b', 'c:\\d'], [], [''])
    """
    if text == NO_ITEMS:
        return []
    return ["" if item == NO_TEXT else ESCAPE.sub(r"\1", item) for item in ITEM.findall(text)]


def fit(text: str) -> str:
    r"""Return a text without control characters but tab and line feed: the others become _uHHHH_.

    >>> fit("bell\x07"), fit("_u0007_"), fit("_x0007_")
    ('bell_u0007_', '__u0075_0007_', '__u0078_0007_')
    """
    return UNFIT.sub(lambda found: f"_u{ord(found.group()):04X}_", text)


def unfit(text: str) -> str:
    r"""Return the text that was made fit.

    >>> unfit("bell_u0007_"), unfit("__u0075_0007_")
    ('bell\x07', '_u0007_')
    """
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
