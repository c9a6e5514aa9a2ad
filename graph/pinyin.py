"""Chinese names as their pinyin, so that a keyboard without Chinese letters finds them."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

OTHER = "\0"
"""Stands before what is not Chinese, among the syllables of a name."""


@lru_cache(maxsize=200_000)
def pinyin(name: str) -> tuple[str, str]:
    """Return a name in pinyin without tones and spaces, and by the first letters of its syllables.

    What is not Chinese stays as it is in both, in lower case.

    >>> pinyin("金风科技"), pinyin("TCL科技")
    (('jinfengkeji', 'jfkj'), ('tclkeji', 'tclkj'))
    """
    if name.isascii():
        plain = "".join(name.casefold().split())
        return plain, plain
    parts = lazy_pinyin(name, style=Style.NORMAL, errors=_other)
    full = "".join(part.removeprefix(OTHER) for part in parts)
    initials = "".join(part[1:] if part.startswith(OTHER) else part[:1] for part in parts)
    return "".join(full.casefold().split()), "".join(initials.casefold().split())


def _other(chunk: str) -> str:
    return OTHER + chunk
