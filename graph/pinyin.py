"""Chinese names as their pinyin, so that a keyboard without Chinese letters finds them."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=200_000)
def pinyin(name: str) -> tuple[str, str]:
    """Return a name in pinyin without tones and spaces, and the first letter of each syllable.

    Letters and digits that are not Chinese stay as they are, in lower case.

    >>> pinyin("金风科技")
    ('jinfengkeji', 'jfkj')
    """
    syllables = [part.casefold() for part in lazy_pinyin(name, style=Style.NORMAL)]
    return "".join("".join(syllables).split()), "".join(part[:1] for part in syllables)
