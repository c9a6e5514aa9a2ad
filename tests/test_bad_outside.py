"""Files from outside that cannot be used: one clear line each, and the store as it was."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest
from _outside import loaded, of_rule

from chainatlas.cli import run
from chainatlas.graph.errors import DataError
from chainatlas.loaders._files import LINE_LIMIT, read_text

HEADING = "股票代码,股票名称,地区,行业,公司全称,英文名称,上市状态,企业性质"
ROW = "600001.SH,甲钢,河北,普钢,甲钢股份有限公司,Jia,L,民营企业"
CSV = f"{HEADING}\n{ROW}\n"
PRODUCT = '{"name": "钢板"}\n'
CHAIN = "industry: 钢铁\nsegments:\n- {id: a, name: 铁矿石, position: upstream, tier: 1}\n"
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefghijklmn", "bcdefghijklmno", strict=True)
)


def zipped(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("stock_basic.csv", text)
    return made.getvalue()


Case = tuple[tuple[str, str], bytes, str]
FIRMS = ("listed-firms", "stock_basic.csv")
GOODS = ("chain-knowledge-graph", "product.json")
TREE = ("gbt37028", "GB_T_37028.json")
ATLAS = ("industry-chain-atlas", "a.yaml")
CODE = "a: !!python/object/apply:os.system [ls]\n"
BAD: dict[str, Case] = {
    "empty": (FIRMS, b"", "the file is empty"),
    "blank": (FIRMS, b"\xef\xbb\xbf \n\n", "the column is missing"),
    "only a header": (FIRMS, (HEADING + "\n").encode(), "the files hold no rows"),
    "binary": (FIRMS, b"\x7fELF\0\1\2" * 9, "expected a text, got a binary file"),
    "zip": (FIRMS, zipped(CSV), "got a zip archive or a spreadsheet; unpack it"),
    "gzip": (FIRMS, gzip.compress(CSV.encode()), "got a gzip archive; unpack it"),
    "UTF-16": (FIRMS, CSV.encode("utf-16"), "got UTF-16 text; save it as UTF-8"),
    "no encoding": (FIRMS, CSV.encode()[:39] + b"\xff\xfe\xfa" + b"x" * 9, "expected UTF-8 or GB18030"),
    "cut in a character": (FIRMS, CSV.encode()[:-2], "the file is cut off"),
    "cut in a quoted cell": (FIRMS, (CSV + '600002.SH,"乙').encode(), "ends inside a quoted cell"),
    "a column twice": (FIRMS, CSV.replace("地区", "行业").encode(), "1:行业: the column stands twice"),
    "a column missing": (FIRMS, CSV.replace("地区", "域").encode(), "1:地区: the column is missing; the"),
    "no row of use": (FIRMS, CSV.replace("600001.SH", "X").encode(), "no row can be used; this one: "),
    "JSON cut off": (GOODS, (PRODUCT + '{"name": "汽').encode(), "is not JSON: the file is cut off"),
    "no JSON object": (GOODS, b"[1, 2]\n", "no row can be used; this one: expected a JSON object"),
    "tree cut off": (TREE, b'{"13": {"name": "x"', "the file is damaged or cut off"),
    "YAML cut off": (ATLAS, (CHAIN + "x: {a: [1,").encode(), "is not YAML: "),
    "YAML of another kind": (ATLAS, b"- 1\n- 2\n", "expected keys and values, got list"),
    "YAML without segments": (ATLAS, b"a: 1\n", "expected a chain with its industry"),
    "YAML that explodes": (ATLAS, LAUGHS.encode(), "repeats anchors more than 100 times"),
    "YAML too deep": (ATLAS, b"a: " + b"[" * 100_000, "is nested deeper than 50 levels"),
    "YAML with code": (ATLAS, CODE.encode(), "is not YAML: could not determine a constructor"),
}


@pytest.mark.parametrize(("meant", "content", "told"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_used_is_one_clear_line(
    meant: tuple[str, str], content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "有 空格的 folder"
    folder.mkdir()
    path = folder / meant[1]
    path.write_bytes(content)
    store = tmp_path / "atlas.kgl"
    assert run(["--store", str(store), "load", "--from", meant[0], str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Error: ") and said.count("\n") == 1
    assert told in said
    assert not store.exists()


def test_a_path_where_nothing_is_or_nothing_fits_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"missing: cannot be read: No such file"):
        loaded("gbt4754", tmp_path / "missing")
    with pytest.raises(DataError, match=r"expected \*4754\*\.csv; none is there"):
        loaded("gbt4754", tmp_path)
    with pytest.raises(DataError, match=r"cannot be read: "):
        loaded("gbt4754", tmp_path / ("x" * 5000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_of_the_field_are_read_alike(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "stock_basic.csv"
    path.write_bytes(CSV.replace("\n", end).encode(encoding))
    given = loaded("listed-firms", path)
    assert given.entities["Company"].select("name", "aliases").rows() == [("甲钢", ["甲钢股份有限公司"])]


def test_mixed_line_ends_keep_the_numbers_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "stock_basic.csv"
    path.write_bytes(f"{HEADING}\r\n{ROW}\n{ROW},太长\r\n{ROW[:9]}\n".encode())
    given = loaded("listed-firms", path)
    assert sorted(given.rejects["row"]) == [3, 4]
    assert given.rejects["rule"].unique().to_list() == ["expected 8 cells, got another number"]


def test_lines_of_json_that_cannot_be_used_are_refused_one_by_one(tmp_path: Path) -> None:
    lines = [
        '{"name": "钢板"}',
        "",
        "[]",
        '{"name": 3}',
        "{",
        '{"name": "\\ud800"}',
        '{"name": null}',
        '{"x": 1}',
    ]
    (tmp_path / "product.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = loaded("chain-knowledge-graph", tmp_path)
    assert given.entities["Product"]["name"].to_list() == ["钢板"]
    refused = given.rejects.filter(pl.col("done") == "refused")
    assert dict(refused.select("row", "rule").rows()) == {
        2: "the line is empty",
        3: "expected a JSON object",
        4: "expected a text",
        5: "is not JSON",
        6: "expected a text",
        7: "the name is empty",
        8: "the name is empty",
    }


def test_a_json_file_in_gb18030_is_read(tmp_path: Path) -> None:
    (tmp_path / "product.json").write_bytes((PRODUCT * 2).encode("gb18030"))
    assert loaded("chain-knowledge-graph", tmp_path).entities["Product"]["name"].to_list() == ["钢板"]


def test_a_column_that_nobody_reads_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "stock_basic.csv"
    path.write_text(f"{HEADING},新列\n{ROW},1\n", encoding="utf-8")
    listed = of_rule(loaded("listed-firms", path), "nothing is read from this column")
    assert listed.select("row", "value", "done").rows() == [(1, "新列", "left out")]


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "stock_basic.csv"
    with path.open("wb") as file:
        file.write(HEADING.encode() + b"\n")
        file.truncate(10 * LINE_LIMIT)
    with pytest.raises(DataError, match=r"expected a text, got a binary file"):
        read_text(path)
    with path.open("wb") as file:
        file.writelines([HEADING.encode() + b"\n", *[b"x" * 1_000_000] * 100])
    code = (
        "import resource, sys; from pathlib import Path; from chainatlas.loaders._files import read_text\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: read_text(Path(sys.argv[1]))\n"
        "except Exception as error: print(error)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    told = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    error, grown = told.stdout.splitlines()
    assert error.endswith("stock_basic.csv:2: the line is longer than 10 MB")
    assert int(grown) < 40


def test_a_deep_json_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "product.json").write_text(PRODUCT + "[" * 100_000 + "\n", encoding="utf-8")
    given = loaded("chain-knowledge-graph", tmp_path)
    assert given.rejects["rule"].to_list() == ["is not JSON"]


def test_names_from_outside_are_data_and_no_code(tmp_path: Path) -> None:
    names = ["'; MATCH (n) DETACH DELETE n //", "<script>alert(1)</script>", "a\nb", "=1+1", "\u202e反"]
    lines = [json.dumps({"name": name}) for name in names]
    (tmp_path / "product.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = loaded("chain-knowledge-graph", tmp_path)
    assert given.entities["Product"]["name"].to_list() == names
    assert all(name.isprintable() for name in given.entities["Product"]["id"])
