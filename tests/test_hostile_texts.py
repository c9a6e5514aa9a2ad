"""Hostile texts through the cleaner, names, cells of tables, file names and the pages of maps."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import polars as pl
import pytest
from _hostile import broken_texts, fed, texts
from hypothesis import given
from hypothesis import strategies as st

from chainatlas.exports._tables import flat
from chainatlas.exports._texts import fit, unfit
from chainatlas.graph.errors import AtlasError, UnknownName
from chainatlas.graph.formulas import STARTS, defused, defused_texts, told_texts
from chainatlas.graph.identity import Named, Names, normal
from chainatlas.loaders._firm_names import plain_name
from chainatlas.loaders._folder import lay_out_folder
from chainatlas.loaders._names import text_ids
from chainatlas.loaders._text import Correction, clean
from chainatlas.viz import _tables
from chainatlas.viz._page import page
from chainatlas.viz._site_slugs import address, slug
from chainatlas.viz._view import Line, Mark, Picture, Words

some_texts = st.lists(texts, min_size=1, max_size=5)


@fed(150)
@given(texts)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    once = clean(text, "document:x", ())
    assert clean("\n".join(once), "document:x", ()) == once
    assert all(line and line == " ".join(line.split()) for line in once)


@fed(30)
@given(texts, texts, texts)
def test_a_correction_is_refused_or_made_once(text: str, found: str, meant: str) -> None:
    try:
        known = [Correction("document:x", 1, found, meant)]
    except ValueError:
        return
    once = clean(text, "document:x", known)
    assert clean("\n".join(once), "document:x", known) == once


@fed(120)
@given(broken_texts)
def test_the_normal_form_of_a_name_is_its_own_normal_form_but_for_case(text: str) -> None:
    form = normal(text)
    assert not any(letter.isspace() for letter in form)
    assert normal(form) == normal(normal(form))
    assert isinstance(plain_name(text), str)


@fed(40)
@given(some_texts, broken_texts)
def test_a_name_resolves_to_its_node_or_the_refusal_is_one_line(known: list[str], asked: str) -> None:
    ids = [f"company:{number}" for number in range(len(known))]
    names = Names(
        Named.of("Company", {"id": one, "name": name}) for one, name in zip(ids, known, strict=True)
    )
    for text in (asked, known[0]):
        try:
            assert names.resolve(text, ["Company"], part=True) in ids
        except UnknownName as error:
            assert str(error)


@fed(40)
@given(some_texts)
def test_ids_made_of_texts_are_slugs_and_alike_for_alike_texts(given_texts: list[str]) -> None:
    found = dict(text_ids(pl.DataFrame({"name": given_texts}), "product:").rows())
    assert found.keys() == set(given_texts)
    for one in found.values():
        tail = one.removeprefix("product:")
        assert 0 < len(tail) <= 40
        assert not set(tail) & set("/\\\x00\n\r\t'\"<>&: ")


@fed(140)
@given(broken_texts, broken_texts)
def test_the_page_of_an_id_stays_in_its_folder_and_is_no_other_ones(one: str, other: str) -> None:
    path = PurePosixPath(address("Company", f"company:{one}"))
    assert path.parts[:-1] == ("companies",)
    assert path.name.isascii() and "\\" not in path.name and not path.name.startswith(".")
    assert len(path.name) < 200
    assert (slug(f"company:{one}").lower() == slug(f"company:{other}").lower()) == (one == other)


@fed(60)
@given(some_texts)
def test_no_cell_of_a_table_is_a_formula_and_each_is_told_as_it_was(cells: list[str]) -> None:
    frame = pl.DataFrame({"cell": cells})
    marked = defused_texts(frame)
    assert marked["cell"].to_list() == [defused(cell) for cell in cells]
    assert told_texts(marked).equals(frame)
    rows = list(
        csv.reader(io.StringIO(_tables.as_csv(_tables.plain_columns([cells[0]]), [{cells[0]: cells}])))
    )
    for cell in (*marked["cell"], *(cell for row in rows for cell in row)):
        assert not runs(cell), cell


def runs(cell: str) -> bool:
    """Tell whether a spreadsheet takes a cell for more than a number or a text."""
    try:
        float(cell)
    except ValueError:
        return cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    return False


@fed(40)
@given(st.lists(st.lists(texts, max_size=3), min_size=1, max_size=3))
def test_joined_lists_come_back_from_a_file(lists: list[list[str]]) -> None:
    frame = pl.DataFrame({"cell": lists}, schema={"cell": pl.List(pl.String)})
    joined = flat(frame)
    written = io.BytesIO()
    defused_texts(joined).write_csv(written)
    assert told_texts(pl.read_csv(written.getvalue(), infer_schema=False)).equals(joined)


@fed(80)
@given(texts)
def test_a_text_fit_for_a_workbook_comes_back(text: str) -> None:
    assert unfit(fit(text)) == text
    assert not any(letter < " " and letter not in "\t\n" for letter in fit(text))


@fed(30)
@given(broken_texts)
def test_a_table_of_the_terminal_moves_no_cursor_and_json_comes_back(text: str) -> None:
    columns = _tables.plain_columns(["name"])
    shown = _tables.as_table(columns, [{"name": text}], "zh")
    assert not any(not letter.isprintable() and letter != "\n" for letter in shown)
    assert json.loads(_tables.as_json({"name": text})) == {"name": text}
    assert "\n" not in _tables.as_markdown(columns, [{"name": text}], "zh").splitlines()[-1]


def test_a_folder_of_ones_own_stays_where_it_was_asked_for(tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}

    @fed(20)
    @given(broken_texts)
    def holds(source: str) -> None:
        number = len(list(tmp_path.iterdir()))
        folder = tmp_path / f"deep-{number}" / "deep" / "deep" / "mine"
        try:
            made = lay_out_folder(folder, source)
        except (AtlasError, ValueError) as error:
            assert isinstance(error, AtlasError), repr(error)
            return
        assert all(path.resolve().is_relative_to(folder.resolve()) for path in made)
        for path in folder.rglob("*.toml"):
            tomllib.loads(path.read_text("utf-8"))

    holds()
    assert all(name.startswith("deep-") for name in {path.name for path in tmp_path.iterdir()} - before)


class Tags(HTMLParser):
    """The elements of a page in their order, with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def picture(text: str) -> Picture:
    """Return a picture that says one text wherever a picture can say one."""
    said = Words(text, text)
    mark = Mark(
        f"x:{text}",
        said,
        "Project",
        0,
        0,
        text,
        facts=((said, said),),
        statements=("s1",),
        words=(text,),
        facets={"chain": (text,)},
    )
    evidence = {"title": text, "publisher": text, "recorded": "2023", "paragraph": 1, "locator": text}
    return Picture(
        title=said,
        marks=(mark, Mark("x:other", said, text, 10, 10, "plain")),
        lines=(Line(mark.id, "x:other", "SUPPLIES", said, statements=("s1",)),),
        groups={text: said, "plain": said},
        evidence={"s1": evidence | {"basis": "stated"}},
        notes=(said,),
        values={text: said},
    )


PLAIN_PAGE = {lang: Tags(page(picture("plain"), lang=lang)).found for lang in ("zh", "en")}


@fed(20)
@given(broken_texts, st.sampled_from(["zh", "en"]))
def test_a_page_has_the_elements_that_it_has_with_plain_names(text: str, lang: str) -> None:
    made = page(picture(text), lang=lang).encode("utf-8", errors="xmlcharrefreplace").decode()
    assert Tags(made).found == PLAIN_PAGE[lang]
    assert made.count("<script") == page(picture("plain"), lang=lang).count("<script")


def test_the_marks_of_formulas_are_those_that_spreadsheets_know() -> None:
    for start in "=+-@\t\r\n＝＋－＠":
        assert defused(f"{start}1+1").startswith("'")
    assert [defused(text) for text in ("风电", "-5", "+3.5e-7", "a=1", "'x")] == [
        "风电",
        "-5",
        "+3.5e-7",
        "a=1",
        "'x",
    ]
    assert STARTS.startswith("^")


@pytest.mark.parametrize("text", ["-1+1", "+1;cmd", "-1e", "'=1", "''=1", "-", "-٣"])
def test_what_only_starts_like_a_number_is_marked(text: str) -> None:
    assert defused(text) == f"'{text}"
