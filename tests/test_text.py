"""The cleaner of texts: what it changes, what it keeps, and that a second time changes nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainatlas.graph.errors import DataError
from chainatlas.loaders._proof import Proof
from chainatlas.loaders._text import HAN, Correction, _plain, clean
from chainatlas.loaders._texts import check_texts
from chainatlas.loaders.curated import BUNDLED, Survey, survey

PRESS = "document:press"
CHARS = "鄂爾多斯開發區開发区乾坤燥於縣氯堿碱苧薴瞭解後后里裏著力ABshiāfà ()（）\u3000\n\u2028'\u0301"
TEXTS = st.text(st.sampled_from(CHARS)) | st.text()
PIECES = st.text(st.sampled_from("金字宇保灵 氯碱and"), min_size=1, max_size=4)
MISPRINTS = st.lists(st.tuples(st.integers(1, 3), PIECES, PIECES), max_size=6)


def misprint(found: str, meant: str, paragraph: int = 1) -> Correction:
    return Correction(PRESS, paragraph, found, meant)


def accepted(rows: list[tuple[int, str, str]]) -> list[Correction]:
    """Return those of the corrections that the loader would take one after the other."""
    found: list[Correction] = []
    for number, wrong, right in rows:
        with suppress(ValueError):
            one = misprint(wrong, right, number)
            if not any(map(one.meets, found)):
                found.append(one)
    return found


def han(text: str) -> list[str]:
    return HAN.findall(text)


@pytest.mark.parametrize(
    ("raw", "paragraphs"),
    [
        pytest.param("  一  二\u3000三 \n\n \n四", ["一 二 三", "四"], id="white space and empty lines"),
        pytest.param("鄂爾多斯開發區", ["鄂尔多斯开发区"], id="traditional characters"),
        pytest.param("產(chǎn)業(yè)", ["产业"], id="pinyin"),
        pytest.param(
            "園（蒙蘇經(jīng)濟(jì)開發(fā)區(qū)）", ["园（蒙苏经济开发区）"], id="pinyin in brackets"
        ),
        pytest.param("區(qū（qū）)域((yù))", ["区域"], id="nested and Chinese brackets"),
        pytest.param("發( fā zhǎn )展", ["发展"], id="two syllables"),
        pytest.param("產(cha\u030cn)業", ["产业"], id="tone mark as a character of its own"),
        pytest.param("聚乙醇酸(PGA)组件(module)", ["聚乙醇酸(PGA)组件(module)"], id="other Latin"),
        pytest.param("人口(万人),增长(上年)", ["人口(万人),增长(上年)"], id="Chinese in brackets"),
        pytest.param("開發(fā", ["开发(fā"], id="a bracket left open"),
        pytest.param("乾坤,乾运高科", ["乾坤,乾运高科"], id="simplified text keeps what both kinds write"),
        pytest.param("乾縣乾燥瞭望", ["乾县干燥瞭望"], id="phrases decide in a traditional line"),
        pytest.param(f"({'ān' * 99}x)", [f"({'ān' * 99}x)"], id="nearly pinyin and long takes no time"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_cleaning_changes_what_it_should(raw: str, paragraphs: list[str]) -> None:
    assert clean(raw, PRESS, ()) == paragraphs


@given(TEXTS)
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(raw, PRESS, ())
    assert clean("\n".join(once), PRESS, ()) == once


@given(st.lists(PIECES | TEXTS, max_size=5).map("".join), MISPRINTS)
def test_correcting_twice_changes_nothing(raw: str, rows: list[tuple[int, str, str]]) -> None:
    corrections = accepted(rows)
    once = clean(raw, PRESS, corrections)
    assert clean("\n".join(once), PRESS, corrections) == once


@given(TEXTS)
def test_no_chinese_character_is_lost(raw: str) -> None:
    before, after = han(raw), han("".join(clean(raw, PRESS, ())))
    assert len(after) == len(before)


def test_every_character_becomes_one_character_that_stays() -> None:
    for code in range(0x3400, 0xA000):
        plain = _plain(chr(code))
        assert len(plain) == 1
        assert _plain(plain) == plain


def test_a_correction_holds_in_its_own_paragraph_of_its_own_document() -> None:
    correction = misprint("金字", "金宇", paragraph=2)
    assert clean("金字\n金字", PRESS, [correction]) == ["金字", "金宇"]
    assert clean("金字\n金字", "document:other", [correction]) == ["金字", "金字"]


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        pytest.param("字", "字宇", id="finds its own result"),
        pytest.param("万千万", "万千瓦", id="may find its result with what stands before"),
        pytest.param("金字", "", id="leaves nothing"),
        pytest.param("金字", "jīn", id="leaves no Chinese"),
        pytest.param("氯鹼", "氯碱", id="is not how the clean text writes it"),
        pytest.param("金(字)", "金宇", id="brackets"),
    ],
)
def test_a_correction_that_would_not_stay_is_refused(found: str, meant: str) -> None:
    with pytest.raises(ValueError, match=r"as it stands in the clean text|may stand again"):
        misprint(found, meant)


def facts(folder: Path, corrections: str) -> Path:
    """Write a folder of one document and a table of corrections."""
    documents = "id,name,publisher,recorded\ndocument:press,Press,Daily,2023-05-16\n"
    (folder / "facts.toml").write_text("", "utf-8")
    (folder / "documents.csv").write_text(documents, "utf-8")
    (folder / "corrections.csv").write_text(f"document,paragraph,found,meant\n{corrections}", "utf-8")
    return folder


def test_the_table_of_corrections_is_read(tmp_path: Path) -> None:
    found = survey([facts(tmp_path, "document:press,2,金字,金宇\n")])
    assert found.proof.corrections == {misprint("金字", "金宇", 2): (str(tmp_path / "corrections.csv"), 2)}


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        pytest.param("document:pres,1,金字,金宇\n", "did you mean 'document:press'", id="unknown document"),
        pytest.param("document:press,one,金字,金宇\n", "expected a whole number", id="no number"),
        pytest.param("document:press,1,字,字宇\n", "may stand again", id="would not stay"),
        pytest.param("document:press,1,,金宇\n", "the cell is empty", id="nothing found"),
        pytest.param(
            "document:press,1,金字,金宇\ndocument:press,1,宇保,字保\n",
            "meets the correction",
            id="two that meet",
        ),
    ],
)
def test_a_table_of_corrections_names_the_row_it_cannot_use(
    tmp_path: Path, rows: str, complaint: str
) -> None:
    with pytest.raises(DataError) as raised:
        survey([facts(tmp_path, rows)])
    assert complaint in str(raised.value.refusals)


def test_a_correction_that_finds_nothing_in_its_text_is_reported(sources: Path) -> None:
    found = survey([BUNDLED])
    stale = {Correction("document:ordos-2023", n, "金字", "金宇"): ("corrections.csv", n) for n in (1, 99)}
    proof = Proof(found.proof.corrections | stale, found.proof.ignored)
    refusals = check_texts(Survey(found.record, found.origins, proof), sources)
    assert [(refusal.row, refusal.column) for refusal in refusals] == [(1, "found"), (99, "paragraph")]
