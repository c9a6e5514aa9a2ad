"""The check against texts finds what a second reader would: wrong numbers, wrong places, forgotten firms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from chainatlas.loaders._mentions import forgotten, unmentioned
from chainatlas.loaders._numbers import stands_in
from chainatlas.loaders._texts import check_texts
from chainatlas.loaders.curated import survey

TEXT = "园区动态\n示例叶片有限公司在示例园区投产,总投资10.3亿元。\n示例集团前来考察,某某公司陪同。\n"
FILES = {
    "entities/parks.csv": "id,name\npark:x,示例园区\n",
    "entities/companies.csv": "id,name,aliases\ncompany:blade,示例叶片有限公司,\ncompany:group,示例集团,\n",
    "entities/projects.csv": "id,name\nproject:x,示例项目\n",
    "report/source.toml": f"""
id = "document:report"
name = "报道"
publisher = "日报"
recorded = "2026-01-31"
sha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"
[expected]
"located_in.csv" = 1
"courts.csv" = 1
"has_measure.csv" = 1
"ignore.csv" = 1
""",
    "report/located_in.csv": "subject,object,paragraph,terms\n"
    "company:blade,park:x,2,示例叶片有限公司|示例园区\n",
    "report/courts.csv": "subject,object,stage,paragraph,terms\npark:x,company:group,visited,3,示例集团\n",
    "report/has_measure.csv": "subject,indicator,value,unit,paragraph,terms\n"
    "park:x,investment,1030000000,元,2,10.3亿元\n",
    "report/ignore.csv": "paragraph,name,reason\n3,某某公司,nobody knows which\n",
}


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """Give a function that damages one file and returns what the check says."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/report.txt").write_text(TEXT, "utf-8")

    def check(file: str = "", old: str = "", new: str = "") -> list[str]:
        for name, text in FILES.items():
            path = tmp_path / "facts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            assert file != name or old in text
            path.write_text(text.replace(old, new) if file == name else text, "utf-8")
        found = check_texts(survey([tmp_path / "facts"]), tmp_path / "texts")
        return [str(refusal).replace(f"{tmp_path}/facts/report/", "") for refusal in found]

    return check


def test_a_record_that_agrees_with_its_text_passes(told: Callable[..., list[str]]) -> None:
    assert told() == []


WRONG = {
    "a wrong number": (
        "report/has_measure.csv",
        "1030000000",
        "1040000000",
        "has_measure.csv:2:value: no number",
    ),
    "a wrong term": ("report/has_measure.csv", "10.3亿元", "10.4亿元", "has_measure.csv:2:terms: '10.4亿元'"),
    "a wrong paragraph": ("report/courts.csv", "visited,3", "visited,2", "it stands in 3"),
    "no such paragraph": ("report/courts.csv", "visited,3", "visited,9", "expected 1 to 3, got 9"),
    "an ignored name elsewhere": ("report/ignore.csv", "3,某某", "2,某某", "ignore.csv:2:name: '某某公司'"),
    "a firm nobody explains": ("report/ignore.csv", "某某公司", "考察", "names a firm that no row mentions"),
    "a changed text": ("report/source.toml", 'sha256 = "', 'sha256 = "0', "no text in"),
}


@pytest.mark.parametrize(("file", "old", "new", "reason"), WRONG.values(), ids=WRONG)
def test_the_check_tells(told: Callable[..., list[str]], file: str, old: str, new: str, reason: str) -> None:
    assert any(reason in line for line in told(file, old, new))


def test_a_registered_firm_that_no_row_of_the_source_speaks_of_is_told(
    told: Callable[..., list[str]],
) -> None:
    changed = told(
        "report/courts.csv",
        "park:x,company:group,visited,3,示例集团",
        "park:x,company:blade,visited,2,示例园区",
    )
    assert changed == ["source.toml: the text names '示例集团', of which no row of this source speaks"]


SAME = [
    (1_030_000_000, "总投资10.3亿元"),
    (27_000, "2.7万吨"),
    (2000, "2×100万千瓦"),
    (0.6667, "上缴税金占全市2/3"),
    (7, "“1+3+3”产业链"),
    (12, "十二个"),
    (3, "连续三年"),
    (1e11, "千亿级"),
    (1, "北方最大"),
    (1078.614, "1078.614亩"),
    (3332.2, "3332.20亩"),
    (0, "没有"),
]
OTHER = [(1_040_000_000, "总投资10.3亿元"), (28_000, "2.7万吨"), (13, "十二个"), (0.5, "2/3"), (296, "269家")]


@pytest.mark.parametrize(("value", "text"), SAME)
def test_a_number_is_found_whatever_its_unit(value: float, text: str) -> None:
    assert stands_in(value, text)


@pytest.mark.parametrize(("value", "text"), OTHER)
def test_a_number_with_other_digits_is_not_found(value: float, text: str) -> None:
    assert not stands_in(value, text)


def test_a_firm_reached_by_a_known_name_is_mentioned() -> None:
    assert list(unmentioned("金兴公司与天顺集团", ["金兴", "天顺"])) == []
    assert list(unmentioned("金兴公司与天顺集团", ["金兴"])) == ["金兴公司与天顺集团"]


def test_a_short_name_inside_a_longer_one_is_not_forgotten() -> None:
    firms = {"金风": {"company:a"}, "金风绿能": {"company:b"}}
    assert list(forgotten("金风绿能", firms, {"company:b"})) == []
    assert list(forgotten("金风绿能与金风", firms, {"company:b"})) == ["金风"]
