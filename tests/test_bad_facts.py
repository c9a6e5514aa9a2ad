"""Facts that cannot be used: every refusal with its place, one line, and the graph of before stays."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chainatlas.cli import run
from chainatlas.graph.errors import DataError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.loaders._build import build

SOURCE = """id = "document:press"
name = "Press"
publisher = "Daily"
recorded = "2024-05-01"
[expected]
"attributes.csv" = 1
"has_measure.csv" = 1
"located_in.csv" = 1
"part_of.csv" = 1
"produces.csv" = 1
"""
FILES = {
    "facts.toml": '[expected]\n"entities/companies.csv" = 3\n',
    "documents.csv": "id,name,publisher,recorded\ndocument:book,Book,Press,2020-01-01\n",
    "entities/parks.csv": "id,name,level\npark:jia,甲园区,national\n",
    "entities/companies.csv": "id,name,aliases\ncompany:steel,钢厂,北方\ncompany:wire,线缆厂,北方\n"
    "company:wind,风机厂,\n",
    "entities/products.csv": "id,name,is_raw\nproduct:ore,矿石,true\nproduct:steel,钢,false\n",
    "entities/projects.csv": "id,name\nproject:mill,二期\n",
    "entities/chains.csv": "id,name\nchain:metal,金属\n",
    "chains/metal.csv": "product,stage,input,document\nproduct:steel,upstream,,document:book\n"
    "product:steel,,product:ore,document:book\n",
    "press/source.toml": SOURCE,
    "press/produces.csv": "subject,object,capacity,unit,valid_from,paragraph,rank,confidence\n"
    "钢厂,钢,200,t,2024-01,2,normal,0.5\n",
    "press/located_in.csv": "subject,object\n钢厂,甲园区\n",
    "press/part_of.csv": "subject,object\n线缆厂,钢厂\n",
    "press/has_measure.csv": "subject,indicator,value\n甲园区,output,40.54\n",
    "press/attributes.csv": "subject,property,value\n二期,status,running\n",
}
MADE = "press/produces.csv"
TOLD = "press/source.toml"
FIRMS = "entities/companies.csv"
Edit = tuple[str, str | bytes, str | bytes]
DAMAGED: dict[str, tuple[Edit, str, str]] = {
    "unknown column": ((MADE, "unit", "units"), f"{MADE}:1:units", "did you mean 'unit'"),
    "missing column": ((MADE, "object,", "locator,"), f"{MADE}:1:object", "the column is missing"),
    "column twice": ((MADE, "unit", "capacity"), f"{MADE}:1:capacity", "twice"),
    "column that drives the terminal": ((MADE, "unit", "\x1b[3"), f"{MADE}:1:�[3", r"'\x1b[3' is unknown"),
    "file at the root": (("document.csv", "", "id\n"), "document.csv", "did you mean 'documents.csv'"),
    "file of entities": (("entities/firms.csv", "", "id\n"), "entities/firms.csv", "'firms.csv' is unknown"),
    "folder without source.toml": (("gazette/needs.csv", "", "subject\n"), "gazette", "no source.toml"),
    "spreadsheet": (("press/data.xlsx", "", "PK"), "press/data.xlsx", "unknown"),
    "unknown name": ((MADE, "钢厂", "钢铁厂"), f"{MADE}:2:subject", "nearest: 钢厂 (company:steel)"),
    "ambiguous name": (
        (MADE, "钢厂", "北方"),
        f"{MADE}:2:subject",
        "may be any of 2: 钢厂 (company:steel), 线",
    ),
    "month 13": ((MADE, "2024-01", "2024-13"), f"{MADE}:2:valid_from", "expected a date"),
    "30 February": ((MADE, "2024-01", "2024-02-30"), f"{MADE}:2:valid_from", "got '2024-02-30'"),
    "date with slashes": ((MADE, "2024-01", "2024/1/3"), f"{MADE}:2:valid_from", "expected a date"),
    "date in words": ((MADE, "2024-01", "2024年1月"), f"{MADE}:2:valid_from", "expected a date"),
    "nan": ((MADE, "200", "nan"), f"{MADE}:2:capacity", "expected a number such as 40.54, got 'nan'"),
    "inf": ((MADE, "200", "inf"), f"{MADE}:2:capacity", "expected a number"),
    "number too large": ((MADE, "200", "1e999"), f"{MADE}:2:capacity", "expected a number"),
    "underscore": ((MADE, "200", "1_000"), f"{MADE}:2:capacity", "got '1_000'"),
    "thousands": ((MADE, "200", '"1,000"'), f"{MADE}:2:capacity", "got '1,000'"),
    "number in words": ((MADE, "200", "二百"), f"{MADE}:2:capacity", "got '二百'"),
    "half a paragraph": ((MADE, ",2,normal", ",2.5,normal"), f"{MADE}:2:paragraph", "a whole number"),
    "20 digits": ((MADE, ",2,normal", f",{'9' * 20},normal"), f"{MADE}:2:paragraph", "a whole number"),
    "paragraph 0": ((MADE, ",2,normal", ",0,normal"), f"{MADE}:2:paragraph", "expected 1 or more, got 0"),
    "flag": (("entities/products.csv", "true", "yes"), "entities/products.csv:2:is_raw", "true or false"),
    "word of a row": ((MADE, "normal", "prefered"), f"{MADE}:2:rank", "did you mean 'preferred'"),
    "word of an entity": (
        ("entities/parks.csv", "national", "nation"),
        "entities/parks.csv:2:level",
        "national",
    ),
    "name of two ids": (
        (FIRMS, "风机厂", "线缆厂"),
        f"{FIRMS}:4:name",
        "both 'company:wire' and 'company:wind'",
    ),
    "id twice": ((FIRMS, "company:wind", "company:wire"), f"{FIRMS}:4:id", "registered twice"),
    "id of another label": ((FIRMS, "company:wind", "park:wind"), f"{FIRMS}:4:id", "company:a-slug"),
    "id in capitals": ((FIRMS, "company:wind", "company:Wind"), f"{FIRMS}:4:id", "lower-case"),
    "id in Chinese": ((FIRMS, "company:wind", "company:风"), f"{FIRMS}:4:id", "got 'company:风'"),
    "id left out": ((FIRMS, "company:wind", ""), f"{FIRMS}:4:id", "the cell is empty"),
    "too few cells": ((MADE, "钢,200", "钢"), f"{MADE}:2", "expected 8 cells, got 7"),
    "too many cells": ((MADE, "0.5", "0.5,x"), f"{MADE}:2", "expected 8 cells, got 9"),
    "NUL": ((MADE, "200", "2\0"), f"{MADE}:2", "NUL"),
    "GB18030": ((MADE, "钢厂", "钢厂".encode("gb18030")), f"{MADE}:2", "expected UTF-8"),
    "UTF-16": ((MADE, "subject", b"\xff\xfes\0"), f"{MADE}:1", "expected UTF-8"),
    "empty CSV": ((MADE, FILES[MADE], ""), f"{MADE}:1", "the file is empty"),
    "quotes never closed": ((MADE, "钢厂", '"钢厂'), f"{MADE}:2", "is not CSV"),
    "quotes closed early": ((MADE, "钢厂", '"钢"厂'), f"{MADE}:2", "is not CSV"),
    "cell too long": ((MADE, "钢厂", "钢" * 1_000_001), f"{MADE}:2", "larger than"),
    "required cell empty": ((MADE, "钢厂", ""), f"{MADE}:2:subject", "the cell is empty"),
    "self loop": (("press/part_of.csv", "线缆厂", "北方"), "press/part_of.csv:2:subject", "write the id"),
    "self loop by id": (
        ("press/part_of.csv", "线缆厂", "company:steel"),
        "press/part_of.csv:2:object",
        "both ends",
    ),
    "wrong kind of target": (
        ("press/located_in.csv", "甲园区", "钢"),
        "press/located_in.csv:2:object",
        "park or place",
    ),
    "wrong kind of source": (
        ("press/located_in.csv", "钢厂", "金属"),
        "press/located_in.csv:2:subject",
        "company or",
    ),
    "pair that no edge joins": (
        ("press/located_in.csv", "钢厂,甲园区", "甲园区,甲园区"),
        "press/located_in.csv:2",
        "ends",
    ),
    "unknown property": (
        ("press/attributes.csv", "status", "statu"),
        "press/attributes.csv:2:property",
        "'status'",
    ),
    "word of a property": (
        ("press/attributes.csv", "running", "runing"),
        "press/attributes.csv:2:value",
        "'running'",
    ),
    "wrong count": ((TOLD, '"produces.csv" = 1', '"produces.csv" = 7'), MADE, "expected 7 rows, got 1"),
    "count as text": ((TOLD, '"produces.csv" = 1', '"produces.csv" = "1"'), MADE, "got '1'"),
    "file without count": ((TOLD, '"produces.csv" = 1\n', ""), MADE, "does not say how many rows"),
    "count without file": (
        (TOLD, "[expected]\n", '[expected]\n"needs.csv" = 2\n'),
        "press/needs.csv",
        "got 0",
    ),
    "count of the root": (("facts.toml", "= 3", "= 4"), FIRMS, "expected 4 rows, got 3"),
    "bad TOML": ((TOLD, "name =", "name"), TOLD, "is not TOML"),
    "deep TOML": ((TOLD, "[expected]", f"x = {'[' * 5000}"), TOLD, "is not TOML"),
    "bad TOML at the root": (("facts.toml", "]", ""), "facts.toml", "is not TOML"),
    "bad key": ((TOLD, "[expected]", 'titel = "x"\n[expected]'), f"{TOLD}:titel", "unknown"),
    "bad key at the root": (("facts.toml", "expected", "expeted"), "facts.toml:expeted", "'expected'"),
    "bad key of defaults": (
        (TOLD, "[expected]", '[defaults]\nbases = "stated"\n[expected]'),
        f"{TOLD}:bases",
        "basis",
    ),
    "bad basis of defaults": (
        (TOLD, "[expected]", '[defaults]\nbasis = "x"\n[expected]'),
        f"{TOLD}:basis",
        "stated",
    ),
    "bad confidence of defaults": (
        (TOLD, "[expected]", '[defaults]\nconfidence = "high"\n[expected]'),
        f"{TOLD}:confidence",
        "expected 0 to 1",
    ),
    "defaults that are no table": (
        (TOLD, "[expected]", "defaults = 3\n[expected]"),
        f"{TOLD}:defaults",
        "a table",
    ),
    "expected that is no table": (
        ("facts.toml", FILES["facts.toml"], "expected = 3"),
        "facts.toml:expected",
        "a table",
    ),
    "name that is a list": ((TOLD, '"Press"', '["Press"]'), f"{TOLD}:name", "expected a text"),
    "id that is a list": ((TOLD, '"document:press"', '["document:press"]'), f"{TOLD}:id", "expected a text"),
    "id of a document twice": ((TOLD, "document:press", "document:book"), f"{TOLD}:id", "registered twice"),
    "document without date": (
        (TOLD, 'recorded = "2024-05-01"\n', ""),
        f"{TOLD}:recorded",
        "the cell is empty",
    ),
    "document with a month": ((TOLD, "2024-05-01", "2024-05"), f"{TOLD}:recorded", "a whole date"),
    "row of a document with a year": (
        ("documents.csv", "2020-01-01", "2020"),
        "documents.csv:2:recorded",
        "a whole date",
    ),
    "chain that nobody registered": (("chains/wood.csv", "", "product\n"), "chains/wood.csv", "'chain:wood'"),
    "chain without stage": (
        ("chains/metal.csv", "upstream", ""),
        "chains/metal.csv:2:stage",
        "needs a stage",
    ),
    "unknown document": (
        ("chains/metal.csv", "document:book", "document:bok"),
        "chains/metal.csv:2:document",
        "'document:book'",
    ),
    "confidence 1.5": ((MADE, "0.5", "1.5"), f"{MADE}:2:confidence", "expected 0 to 1, got 1.5"),
    "row after a cell of two lines": (
        (FIRMS, "钢厂,北方\ncompany:wire", '"钢\n厂",北方\nwire'),
        f"{FIRMS}:3:id",
        "expected an id",
    ),
}
HARMLESS: dict[str, Edit] = {
    "BOM": (MADE, "subject", b"\xef\xbb\xbfsubject"),
    "CRLF": (MADE, FILES[MADE], FILES[MADE].replace("\n", "\r\n")),
    "empty lines": (MADE, "0.5\n", "0.5\n\n\n"),
    "spaces around cells": (MADE, "钢,200", " 钢 , 200 "),
    "id for a name": (MADE, "钢厂", "company:steel"),
    "line separator in a cell": (FIRMS, "北方\ncompany:wire", "北\u2028方\ncompany:wire"),
    "hidden file": (".DS_Store", "", "x"),
}


def lay(folder: Path, *edits: Edit) -> Path:
    """Write a small valid folder of facts and damage it."""
    contents = {name: text.encode() for name, text in FILES.items()}
    for name, old, new in edits:
        before, after = (part.encode() if isinstance(part, str) else part for part in (old, new))
        assert before in contents.setdefault(name, b"")
        contents[name] = contents[name].replace(before, after, 1)
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def places(folder: Path) -> list[str]:
    """Return the places that a build of the folder refuses, relative to it."""
    with pytest.raises(DataError) as told:
        build([folder])
    found = (
        ":".join(str(part) for part in (each.file, each.row, each.column) if part)
        for each in told.value.refusals
    )
    return [place.removeprefix(f"{folder}/") for place in found]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the file of the graph of the valid folder."""
    folder = tmp_path_factory.mktemp("before")
    assert run(["--store", str(folder / "atlas.kgl"), "build", "--facts", str(lay(folder / "facts"))]) == 0
    return (folder / "atlas.kgl").read_bytes()


@pytest.fixture
def store(tmp_path: Path, before: bytes) -> Path:
    path = tmp_path / "atlas.kgl"
    path.write_bytes(before)
    return path


def refused(store: Path, arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 1) -> str:
    """Build, and return the one line of the error; the graph of before must still answer."""
    content = store.read_bytes()
    assert run(["--store", str(store), "build", *arguments]) == code
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n"), told.err[:7]) == ("", 1, "Error: ")
    assert "Traceback" not in told.err
    assert store.read_bytes() == content
    with KgliteStore(store) as graph:
        assert graph.query("MATCH (n:Company)-[e:PRODUCES]->() RETURN n.name AS name").rows == [("钢厂",)]
    return told.err


@pytest.mark.parametrize(("edit", "place", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_folder_is_refused_in_one_line_that_names_the_place(
    edit: Edit, place: str, reason: str, tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lay(tmp_path / "facts", edit)
    line = refused(store, ["--facts", str(folder)], capsys)
    assert place in places(folder) or (
        place.count(":") == 1 and any(p.startswith(place) for p in places(folder))
    )
    assert line.startswith(f"Error: {folder}/")
    assert run(["check", "--facts", str(folder)]) == 1
    (listed,) = [line for line in capsys.readouterr().out.splitlines() if f"/{place}" in line][:1]
    assert reason in listed


@pytest.mark.parametrize("edit", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_oddity_is_read(edit: Edit, tmp_path: Path) -> None:
    graph = build([lay(tmp_path, edit)])
    assert graph.counts()["Statement"] == 7


def test_all_refusals_of_a_folder_are_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = (
        "flag",
        "wrong kind of target",
        "unknown property",
        "chain without stage",
        "bad key",
        "unknown name",
    )
    folder = lay(
        tmp_path, *(DAMAGED[name][0] for name in chosen), (MADE, "200", "nan"), (FIRMS, "wind", "Wind")
    )
    expected = {DAMAGED[name][1] for name in chosen} | {f"{MADE}:2:capacity", f"{FIRMS}:4:id"}
    assert set(places(folder)) == expected
    assert run(["check", "--facts", str(folder)]) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == len(expected)
    assert told.err == f"Error: {len(expected)} problems found\n"


def test_the_refusals_of_two_folders_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, missing, empty = lay(tmp_path / "good", DAMAGED["nan"][0]), tmp_path / "missing", tmp_path / "empty"
    empty.mkdir()
    folders = [word for folder in (good, missing, empty) for word in ("--facts", str(folder))]
    assert run(["check", *folders]) == 1
    starts = [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert starts == [str(empty), f"{good}/{MADE}:2:capacity", str(missing)]


def test_a_build_tells_the_first_refusal_and_how_many_there_are(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lay(tmp_path / "facts", DAMAGED["nan"][0], DAMAGED["flag"][0])
    line = refused(store, ["--facts", str(folder)], capsys)
    assert line.startswith(
        f"Error: {folder}/entities/products.csv:2:is_raw: expected true or false, got 'yes'"
    )
    assert line.endswith("(and 1 more; `chainatlas check` lists all)\n")


NO_FOLDER = {
    "missing": (lambda path: None, "expected a folder of facts, got nothing there"),
    "a file": (lambda path: path.write_text("x"), "expected a folder of facts, got a file"),
    "empty": (lambda path: path.mkdir(), "holds no facts"),
    "only other files": (
        lambda path: (path.mkdir(), (path / "readme.txt").write_text("x")),
        "holds no facts",
    ),
    "a link to nowhere": (lambda path: path.symlink_to("nowhere"), "got nothing there"),
}


@pytest.mark.parametrize(("make", "reason"), NO_FOLDER.values(), ids=NO_FOLDER)
def test_a_folder_without_facts_is_refused(
    make: object, reason: str, tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(make)
    make(tmp_path / "facts")
    line = refused(store, ["--facts", str(tmp_path / "facts")], capsys)
    assert line.startswith(f"Error: {tmp_path}/facts: ")
    assert reason in line


def test_a_folder_name_longer_than_any_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing there" in refused(store, ["--facts", "x" * 5000], capsys)


def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lay(tmp_path / "facts")
    (folder / "entities/places.csv").mkdir()
    (folder / "press/needs.csv").symlink_to("nowhere")
    assert set(places(folder)) == {"entities/places.csv", "press/needs.csv"}
    assert "cannot be read: Is a directory" in refused(store, ["--facts", str(folder)], capsys)


def test_a_statement_read_in_a_text_needs_its_paragraph_and_terms(tmp_path: Path) -> None:
    folder = lay(tmp_path, (TOLD, "[expected]", 'sha256 = "ab"\n[expected]'))
    names = ("attributes", "has_measure", "located_in", "part_of", "produces")
    assert places(folder) == [f"press/{name}.csv:2:paragraph" for name in names]


def test_texts_that_are_not_there_or_do_not_say_it_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = hashlib.sha256("钢厂\n".encode()).hexdigest()
    row = FILES[MADE].splitlines()[1]
    edits: list[Edit] = [(TOLD, "[expected]", f'sha256 = "{digest}"\n[expected]'), (MADE, "rank", "terms")]
    edits += [(MADE, row, row.replace("normal", "钢厂"))]
    for name in ("attributes", "has_measure", "located_in", "part_of"):
        said = FILES[f"press/{name}.csv"].splitlines()[1]
        edits += [(f"press/{name}.csv", said + "\n", ""), (TOLD, f'"{name}.csv" = 1', f'"{name}.csv" = 0')]
    folder, texts = lay(tmp_path / "facts", *edits), tmp_path / "texts"
    (texts / "folder.txt").mkdir(parents=True)
    for sources, reason in (
        (texts, "no text in"),
        (tmp_path / "none", "expected a folder"),
        (Path("x" * 5000), "ex"),
    ):
        assert run(["check", "--facts", str(folder), "--sources", str(sources)]) == 1
        assert reason in capsys.readouterr().out
    (texts / "a.txt").write_bytes("钢厂\n".encode())
    assert run(["check", "--facts", str(folder), "--sources", str(texts)]) == 1
    assert f"{folder}/{MADE}:2:paragraph: expected 1 to 1, got 2" in capsys.readouterr().out


def test_a_statement_made_twice_is_refused_with_the_row_of_the_first(tmp_path: Path) -> None:
    row = FILES[MADE].splitlines()[1] + "\n"
    folder = lay(tmp_path, (MADE, row, row * 2), (TOLD, '"produces.csv" = 1', '"produces.csv" = 2'))
    with pytest.raises(DataError, match=r"produces\.csv:3:subject: says the same as row 2$"):
        build([folder])


def test_two_folders_that_give_one_name_two_ids_are_refused(tmp_path: Path) -> None:
    one, other = lay(tmp_path / "one"), tmp_path / "other"
    (other / "entities").mkdir(parents=True)
    (other / "entities/companies.csv").write_text("id,name\ncompany:other,钢 厂\n")
    with pytest.raises(DataError) as told:
        build([one, other])
    assert f"{other}/entities/companies.csv:2:name" in "\n".join(map(str, told.value.refusals))


SCENARIOS = {
    "missing": (None, "s.toml: cannot be read: No such file or directory"),
    "bad TOML": ("[[statement]", "s.toml: is not TOML"),
    "GB18030": ("# 情景".encode("gb18030"), "s.toml:1: expected UTF-8"),
    "nothing supposed": ('title = "x"', "s.toml: supposes nothing"),
    "nothing at all": ("", "s.toml: supposes nothing"),
    "statement that is no list": ("statement = 3", "s.toml:statement: expected [[statement]] entries"),
    "unknown table": ("[[firm]]", "s.toml:firm: the key 'firm' is unknown"),
    "unknown predicate": (
        "[[statement]]\npredicate = 'MAKES'",
        "statement 1:predicate: the predicate 'MAKES'",
    ),
    "no predicate": ("[[statement]]\nsubject = '钢厂'", "statement 1:predicate: the predicate '' is unknown"),
    "unknown key": ("{made}\nspeed = 3", "statement 1:speed: the key 'speed' is unknown"),
    "missing key": (
        "[[statement]]\npredicate = 'PRODUCES'\nsubject = '钢厂'",
        "statement 1:object: the key is missing",
    ),
    "unknown name": (
        "[[statement]]\npredicate = 'PRODUCES'\nsubject = '钢铁厂'\nobject = '钢'",
        "nearest: 钢厂",
    ),
    "bad number": ("{made}\ncapacity = 'much'", "statement 1:capacity: expected a number"),
    "bad date": ("{made}\nvalid_from = 'soon'", "statement 1:valid_from: expected a date"),
    "table as value": ("{made}\nnote = {a = 1}", "statement 1:note: expected a text, a number"),
    "second statement": ("{made}\n[[statement]]\npredicate = 'X'", "statement 2:predicate"),
    "name of another id": (
        "{made}\n[[company]]\nid = 'company:x'\nname = '钢厂'",
        "company 1:name: '钢厂' is the name",
    ),
    "id of another form": ("{made}\n[[company]]\nid = 'x'\nname = 'x'", "company 1:id: expected an id like"),
}


@pytest.mark.parametrize(("text", "reason"), SCENARIOS.values(), ids=SCENARIOS)
def test_a_scenario_that_cannot_be_used_is_refused(
    text: str | bytes | None, reason: str, tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = "[[statement]]\npredicate = 'PRODUCES'\nsubject = '线缆厂'\nobject = '钢'"
    if text is not None:
        content = text.replace("{made}", made).encode() if isinstance(text, str) else text
        (tmp_path / "s.toml").write_bytes(content)
    arguments = ["--facts", str(lay(tmp_path / "facts")), "--scenario", str(tmp_path / "s.toml")]
    line = refused(store, arguments, capsys)
    assert line.startswith(f"Error: {tmp_path}/s.toml")
    assert reason in line


def test_scenario_files_of_one_name_are_refused_and_those_in_chinese_told_apart(tmp_path: Path) -> None:
    facts, files = lay(tmp_path / "facts"), [tmp_path / name for name in ("甲.toml", "乙.toml", "x/甲.toml")]
    (tmp_path / "x").mkdir()
    for path in files:
        path.write_text("[[statement]]\npredicate = 'PRODUCES'\nsubject = '线缆厂'\nobject = '钢'")
    documents = build([facts], scenarios=files[:2]).nodes["Document"]["id"].to_list()
    assert len([name for name in documents if name.startswith("document:scenario")]) == 2
    with pytest.raises(DataError, match="another scenario file has the same name"):
        build([facts], scenarios=files)


@pytest.mark.parametrize("date", ["2024", "2024-13-01", "today", "20240101", "2024-01-01T00:00:00"])
def test_a_date_of_a_fold_that_is_not_a_whole_day_is_wrong_usage(
    date: str, tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--facts", str(lay(tmp_path / "facts")), "--as-of", date]
    assert f"expected a date such as 2023-05-16, got {date!r}" in refused(store, arguments, capsys, code=2)


def test_a_whole_process_that_refuses_facts_leaves_with_one_line(tmp_path: Path, store: Path) -> None:
    folder, content = lay(tmp_path / "facts", DAMAGED["nan"][0]), store.read_bytes()
    command = [sys.executable, "-m", "chainatlas", "--quiet", "--store", str(store)]
    command += ["build", "--facts", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=os.environ, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: {folder}/{MADE}:2:capacity: expected a number such as 40.54, got 'nan'\n"
    assert store.read_bytes() == content
