"""Clean a press text: traditional characters, pinyin in brackets, white space and misprints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

OPENING, CLOSING = "(（", ")）"
HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U000323af]")
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = rf"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouü]*[{TONED}][aeiouü]*(?:ng|n|r)?"
PINYIN = re.compile(rf"[{OPENING}]\s*(?:{SYLLABLE}['’\s]*)*+[{CLOSING}]")
"""Toned syllables, or what is left of brackets in brackets; (PGA) and (module) are neither."""


@dataclass(frozen=True)
class Correction:
    """A misprint in one paragraph of one document, and what was meant."""

    document: str
    paragraph: int
    found: str
    meant: str

    def __post_init__(self) -> None:
        """Refuse what a second cleaning would change again."""
        for name, text in (("found", self.found), ("meant", self.meant)):
            if not HAN.search(text) or _tidy(text) != text or set(text) & set(OPENING + CLOSING):
                raise ValueError(f"expected {name} as it stands in the clean text, no brackets, got {text!r}")
        if self._finds(self.meant):
            raise ValueError(
                f"{self.found!r} may stand again beside {self.meant!r}; take in a neighbour of it"
            )

    def meets(self, other: Correction) -> bool:
        """Tell whether one of two corrections may undo, or change, what the other does."""
        if (self.document, self.paragraph) != (other.document, other.paragraph):
            return False
        return self.found == other.found or self._finds(other.meant) or other._finds(self.meant)

    def _finds(self, meant: str) -> bool:
        """Tell whether what is looked for may overlap what has been put there, with any neighbours."""
        shifts = range(1 - len(self.found), len(meant))
        overlaps = (zip(self.found[max(0, -by) :], meant[max(0, by) :], strict=False) for by in shifts)
        return any(all(one == two for one, two in pairs) for pairs in overlaps)


def clean(raw: str, document: str, corrections: Iterable[Correction]) -> list[str]:
    r"""Return the paragraphs of a document's text; a locator counts them from 1.

    Traditional characters become simplified, pinyin in brackets goes, white space is squeezed, empty
    lines are left out, and misprints are corrected. Cleaning what is clean changes nothing, as long
    as no two corrections of one paragraph meet.

    >>> clean("鄂爾多斯\n\n  開發(fā)區(qū（qū）)  的 園區(qū)\n", "document:press", ())
    ['鄂尔多斯', '开发区 的 园区']
    >>> clean("金字保灵", "document:press", [Correction("document:press", 1, "金字", "金宇")])
    ['金宇保灵']
    """
    known = [correction for correction in corrections if correction.document == document]
    lines = filter(None, map(_tidy, raw.splitlines()))
    return [
        _corrected(line, [correction for correction in known if correction.paragraph == number])
        for number, line in enumerate(lines, start=1)
    ]


def _tidy(line: str) -> str:
    return " ".join(simplified(_without_pinyin(line)).split())


def _without_pinyin(line: str) -> str:
    """Drop bracketed pinyin, the innermost brackets first, so that brackets in brackets go too."""
    levels = [""]
    for char in line:
        if char in OPENING:
            levels.append(char)
        elif char in CLOSING and len(levels) > 1:
            inner = levels.pop() + char
            levels[-1] += "" if PINYIN.fullmatch(unicodedata.normalize("NFC", inner)) else inner
        else:
            levels[-1] += char
    return "".join(levels)


@cache
def _converter() -> OpenCC:
    """Load the tables when the first text is cleaned: only a check against texts needs them."""
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(line: str) -> str:
    """Write a line in simplified characters; a line that is in them already keeps 乾 in 乾坤."""
    if all(_plain(char) == char for char in line):
        return line
    return "".join(map(_plain, _converter().convert(line)))


@cache
def _plain(char: str) -> str:
    """Return what a traditional character is in simplified ones; those of GB 2312 stay as they are."""
    while not _in_gb2312(char) and (plain := _converter().convert(char)) != char:
        char = plain
    return char


def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _corrected(line: str, corrections: Iterable[Correction]) -> str:
    meant = {correction.found: correction.meant for correction in corrections}
    found = "|".join(map(re.escape, sorted(meant, key=len, reverse=True)))
    return re.sub(found, lambda match: meant[match[0]], line) if meant else line
