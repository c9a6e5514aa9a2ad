"""A mark is found by its Chinese and English names, other names, id, and pinyin in full or by initials."""

from __future__ import annotations

import pytest
from _pages import Opened, Opener

from chainatlas.viz._payload import pinyin
from chainatlas.viz._view import Mark, Picture, Words


def firms() -> Picture:
    """Return firms whose names are alike in one way or another."""
    named = {
        "goldwind": ("金风科技", "Goldwind", ("金风", "新疆金风")),
        "magnets": ("金力永磁", "JL MAG", ()),
        "bank": ("重庆银行", "Bank of Chongqing", ()),
        "green": ("绿色能源", "Green Energy", ()),
        "unnamed": ("ABC", "ABC", ()),
    }
    marks = tuple(
        Mark(f"company:{key}", Words(zh, en), "Company", 100.0 * number, 0, words=words)
        for number, (key, (zh, en, words)) in enumerate(named.items())
    )
    return Picture(Words("企业", "firms"), marks, ())


def hits(found: Opened, text: str) -> list[str]:
    """Return the names that the search suggests."""
    found.tab.fill("#search", text)
    return found.texts("#hits .hit-name")


WANTED = {
    "full pinyin": ("jinfengkeji", "金风科技"),
    "pinyin with spaces": ("jin feng ke ji", "金风科技"),
    "pinyin in capitals": ("JINFENG", "金风科技"),
    "initials": ("jfkj", "金风科技"),
    "the first initials": ("jlyc", "金力永磁"),
    "another name in pinyin": ("xinjiangjinfeng", "金风科技"),
    "a part of the pinyin": ("yongci", "金力永磁"),
    "a character with two readings": ("chongqingyinhang", "重庆银行"),
    "an umlaut": ("lüse", "绿色能源"),
    "an umlaut typed as v": ("lvse", "绿色能源"),
    "another name": ("新疆金风", "金风科技"),
    "the id": ("company:goldwind", "金风科技"),
    "English in lower case": ("bank of", "重庆银行"),
    "full-width letters": ("ＡＢＣ", "ABC"),
}


@pytest.mark.browser
def test_each_way_to_type_a_name_finds_it_first(opened: Opener) -> None:
    found = opened(firms())
    assert {key: hits(found, text)[:1] for key, (text, _) in WANTED.items()} == {
        key: [name] for key, (_, name) in WANTED.items()
    }
    found.quiet()


@pytest.mark.browser
def test_names_come_before_pinyin(opened: Opener) -> None:
    found = opened(firms())
    assert hits(found, "jl") == ["金力永磁"]
    assert hits(found, "jin")[:2] == ["金风科技", "金力永磁"]
    assert hits(found, "qqq") == []
    assert found.texts("#hits .none") == ["没有找到"]


@pytest.mark.parametrize(
    ("names", "spelled"),
    [
        (("金风科技",), ["jinfengkeji", "jfkj"]),
        (("重庆",), ["chongqing", "cq"]),
        (("Goldwind",), []),
        (("GW-1机组",), ["gw-1jizu", "gw-1jz"]),
        (("风", "风"), ["feng", "f"]),
        (("",), []),
    ],
    ids=["two words", "two readings", "Latin", "Latin before", "twice", "nothing"],
)
def test_pinyin_is_spelled_in_full_and_by_initials(names: tuple[str, ...], spelled: list[str]) -> None:
    assert pinyin(*names) == spelled


def test_the_pinyin_of_a_very_long_name_is_cut() -> None:
    full, initials = pinyin("长" * 10_000)
    assert (len(initials), len(full)) == (60, 300)
