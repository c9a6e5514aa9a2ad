"""Mistakes in a mapping: all at once, each with its key, what was expected and the nearest that is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from _mapping import FIRM, MAKES, SOURCE, mapping_file
from _outside import csv_file

from chainatlas.cli import run
from chainatlas.graph.errors import DataError
from chainatlas.loaders._mapping_file import read_mapping

NODE = '[[node]]\nlabel = "Company"\nname = "企业"\n'
EDGE = '[[edge]]\nrelation = "LOCATED_IN"\nfrom = "company"\n'
PARK = 'to = { label = "Park", column = "园区" }\n'
MISTAKES: dict[str, tuple[str, str]] = {
    "unknown part": ("[nodes]\n", "nodes: the key 'nodes' is unknown; did you mean 'node'?"),
    "nothing made": ("", "node: expected at least one [[node]] or [[edge]], got none"),
    "node as a table": ('[node]\nlabel = "Park"\n', "node: expected [[node]], once or several times"),
    "unknown label": (
        '[[node]]\nlabel = "Compny"\n',
        "node[1].label: the word 'Compny' is unknown; did you mean 'Company'?",
    ),
    "label of no table": (
        '[[node]]\nlabel = "Measure"\nname = "a"\n',
        "node[1].label: the word 'Measure' is unknown",
    ),
    "no label": ("[[node]]\n", "node[1].label: the key is missing"),
    "no name": ('[[node]]\nlabel = "Park"\n', "node[1].name: the key is missing"),
    "unknown property": (
        NODE + 'stockcode = "a"\n',
        "node[1].stockcode: the key 'stockcode' is unknown; did you mean 'stock_code'?",
    ),
    "number for a column": (NODE + "ownership = []\n", "node[1].ownership: expected the name of a column"),
    "empty column": ('[[node]]\nlabel = "Park"\nname = " "\n', "node[1].name: expected the name of a column"),
    "constant of another kind": (
        '[[node]]\nlabel = "Park"\nname = "a"\nlevel = { value = "big" }\n',
        "node[1].level.value: the word 'big' is unknown; known: national",
    ),
    "words of another kind": (
        NODE + EDGE + PARK + 'status = { column = "a", words = { "x" = "runing" } }\n',
        "edge[1].status.words: the word 'runing' is unknown; did you mean 'running'?",
    ),
    "column and value": (NODE + 'uscc = { column = "a", value = "b" }\n', "got column and value"),
    "neither": (
        NODE + "uscc = {}\n",
        "node[1].uscc: expected one of column, value and template, got none of them",
    ),
    "unknown key of a cell": (
        NODE + 'uscc = { colum = "a" }\n',
        "node[1].uscc.colum: the key 'colum' is unknown; did you mean 'column'?",
    ),
    "times with a text": (
        NODE + 'uscc = { column = "a", times = 2 }\n',
        "uscc.times: expected it with a number only",
    ),
    "times of no number": (
        '[[node]]\nlabel = "Place"\nname = "a"\nlon = { column = "a", times = "2" }\n',
        "node[1].lon.times: expected a number to multiply by, got '2'",
    ),
    "code of another label": (
        NODE + 'id = { column = "a", code = "zone" }\n',
        "node[1].id.code: expected it with the id of a Park only",
    ),
    "unknown code": (
        NODE + 'id = { column = "a", code = "isin" }\n',
        "node[1].id.code: the word 'isin' is unknown",
    ),
    "two nodes of a name": (
        NODE + NODE,
        "node[2]: 'company' stands twice; give each a name of its own, as =",
    ),
    "unknown relation": (
        '[[edge]]\nrelation = "SUPPLY"\n',
        "the word 'SUPPLY' is unknown; did you mean 'SUPPLIES'?",
    ),
    "no end": (NODE + EDGE, "edge[1].to: the key is missing"),
    "end of no node": (
        NODE + EDGE.replace('"company"', '"firm"') + PARK,
        "edge[1].from: no node of the table is called 'firm'; there are: company. A column is { label = ",
    ),
    "end of another label": (
        NODE + EDGE + 'to = { label = "Product", column = "a" }\n',
        "edge[1].to.label: the word 'Product' is unknown; known: Park, Place",
    ),
    "ends that are not joined": (
        '[[node]]\nlabel = "Park"\nname = "a"\n[[edge]]\nrelation = "PRODUCES"\nfrom = "park"\n'
        'to = { column = "b" }\n',
        "edge[1]: PRODUCES joins Company to Product, Project to Product, got Park to Product",
    ),
    "end without label": (NODE + EDGE + 'to = { column = "a" }\n', "edge[1].to.label: the key is missing"),
    "end by another way": (
        NODE + EDGE + 'to = { label = "Park", column = "a", by = "uscc" }\n',
        "edge[1].to.by: the word 'uscc' is unknown; known: id, code, name",
    ),
    "end as a list": (NODE + EDGE + "to = [1]\n", "edge[1].to: expected a name of a node or { label ="),
    "measure without indicator": (
        NODE + '[[edge]]\nrelation = "HAS_MEASURE"\nfrom = "company"\nvalue = "b"\n',
        "edge[1].indicator: the key is missing",
    ),
    "basis of a column": (
        NODE + EDGE + PARK + 'basis = "a"\n',
        "edge[1].basis: expected one basis for all rows",
    ),
    "condition of tables": (
        NODE + "where = { a = { b = 1 } }\n",
        "node[1].where.a: expected a text or a list of",
    ),
    "condition as text": (NODE + 'where = "a"\n', "node[1].where: expected a table, got 'a'"),
    "unknown form": (
        '[table]\nform = "xlsx"\n' + NODE,
        "table.form: the word 'xlsx' is unknown; known: csv, excel",
    ),
    "header of 0": (
        "[table]\nheader = 0\n" + NODE,
        "table.header: expected the row of the headings, 1 to 1000",
    ),
    "header as text": ('[table]\nheader = "2"\n' + NODE, "table.header: expected a whole number, got '2'"),
    "long separator": (
        '[table]\nseparator = "||"\n' + NODE,
        "table.separator: expected one character, got '||'",
    ),
    "tables without names": (
        "[[table]]\n[[table]]\n" + NODE,
        "table[1].name: several tables need a `name` each",
    ),
    "table of no name": (
        '[[table]]\nname = "a"\n[[table]]\nname = "b"\n' + NODE,
        "node[1].table: the key is missing",
    ),
}


def mistakes(path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_mapping(path)
    return [str(refusal).removeprefix(f"{path}:") for refusal in caught.value.refusals]


@pytest.mark.parametrize(("rules", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_key_and_what_was_expected(rules: str, told: str, tmp_path: Path) -> None:
    assert any(told in line for line in mistakes(mapping_file(tmp_path, rules)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (SOURCE, "", "mapping.source: the key is missing"),
        (
            "document:firms",
            "firms",
            "source.id: expected an id like 'document:firms-2026' in ASCII, got 'firms'",
        ),
        ("document:firms", "document:企业", "source.id: expected an id like"),
        ("2026-01-31", '"2026"', "source.recorded: expected a whole date such as 2026-01-31, got '2026'"),
        ("2026-01-31", '"soon"', "source.recorded: expected a date such as"),
        (
            "publisher",
            "publishr",
            "source.publishr: the key 'publishr' is unknown; did you mean 'publisher'?",
        ),
        ('"开发区管委会"', '" "', "source.publisher: expected a text, got an empty one"),
        ("name =", "# name =", "source.name: the key is missing"),
        ("[source]", "[[source]]", "mapping.source: expected a table, got"),
    ],
)
def test_a_source_is_checked_as_a_document_of_the_model(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    path = mapping_file(tmp_path, FIRM, SOURCE.replace(old, new))
    assert any(told in line for line in mistakes(path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[source\n", "is not TOML: "),
        (b"a = 1\na = 2\n", "is not TOML: "),
        ("名 = 1\n".encode("gb18030"), "expected UTF-8"),
        (b"a = \0", "expected text, got a NUL character"),
        (b"a = " + b"[" * 5000, "is not TOML: "),
    ],
    ids=["no end", "key twice", "encoding", "NUL", "deep"],
)
def test_what_is_no_toml_is_one_line(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)
    (line,) = mistakes(path)
    assert told in line


def test_a_missing_mapping_is_one_line(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "none.toml") == [" cannot be read: No such file or directory"]


def test_the_command_tells_all_mistakes_at_once_and_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = csv_file(tmp_path / "t.csv", "企业,产品", "甲,塔筒")
    path = mapping_file(tmp_path, FIRM + 'ownrship = "a"\n' + MAKES.replace("split", "splitt"))
    store = tmp_path / "atlas.kgl"
    assert run(["--store", str(store), "load", "--mapping", str(path), str(table)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3 and all(line.startswith("Error: ") for line in lines)
    assert "did you mean 'ownership'?" in lines[1] and "did you mean 'split'?" in lines[0]
    assert lines[2] == "Error: 2 mistakes; nothing was loaded"
    assert not store.exists()
