"""Numbers of a text, written in digits or in Chinese, compared with a number that a row states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
CHINESE = {
    **dict(zip("一二三四五六七八九", range(1, 10), strict=True)),
    "两": 2,
    "双": 2,
    "首": 1,
    "最": 1,
    "半": 5,
}
CHINESE |= dict.fromkeys("十百千万亿", 1)
PRODUCT = re.compile(r"(\d+(?:\.\d+)?)\s*[×xX*]\s*(\d+(?:\.\d+)?)")
SHARE = re.compile(r"(\d+)/(\d+)")
SUM = re.compile(r"\d+(?:\+\d+)+")


def stands_in(value: float, text: str) -> bool:
    """Tell whether a text holds a number with the same significant digits, whatever its unit or its size.

    12.3亿元 and 1230000000, 2.7万吨 and 27000, 2×100万千瓦 and 2000 MW are the same to it; a wrong
    digit is not.

    >>> stands_in(1_030_000_000, "总投资10.3亿元"), stands_in(1_040_000_000, "总投资10.3亿元")
    (True, False)
    >>> stands_in(2000, "2×100万千瓦"), stands_in(3, "连续三年"), stands_in(296, "企业296家")
    (True, True, True)
    """
    return value == 0 or _digits(abs(value)) in set(_told(text))


def _told(text: str) -> Iterator[str]:
    numbers = [float(found.replace(",", "")) for found in DIGITS.findall(text)]
    numbers += [float(one) * float(other) for one, other in PRODUCT.findall(text)]
    numbers += [float(sum(map(int, found.split("+")))) for found in SUM.findall(text)]
    shares = [int(one) / int(other) for one, other in SHARE.findall(text) if int(other)]
    numbers += [round(share, places) for share in shares for places in range(1, 7)]
    numbers += [float(CHINESE[letter]) for letter in text if letter in CHINESE]
    numbers += [
        float(CHINESE[one] * 10 + CHINESE[other]) for one, other in pairwise(text) if _is_pair(one, other)
    ]
    yield from (_digits(number) for number in numbers if number)


def _is_pair(one: str, other: str) -> bool:
    """Tell whether two letters are a number such as 十二, whose digits are 1 and 2."""
    return one == "十" and CHINESE.get(other, 0) > 0 and other not in "十百千万亿"


def _digits(number: float) -> str:
    """Return the significant digits of a number, without sign, point and power of ten."""
    return f"{number:.8e}".partition("e")[0].replace(".", "").rstrip("0")
