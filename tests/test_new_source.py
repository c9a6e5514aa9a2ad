"""A curator's first hour: an empty source, its errors one by one, and a question answered from it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from chainatlas.cli import run

TEXT = "园区动态\n\n示例叶片厂在包头稀土高新区投产,年产叶片600片。\n"
SOURCE = f"""
id = "document:report-2026"
name = "示例报道"
publisher = "示例日报"
recorded = "2026-01-31"
sha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"
file = "report.txt"
[defaults]
basis = "stated"
[expected]
"located_in.csv" = 1
"produces.csv" = 1
"""
FILES = {
    "entities/companies.csv": "id,name\ncompany:blade-x,示例叶片厂\n",
    "report/source.toml": SOURCE,
    "report/located_in.csv": "subject,object,status,paragraph,terms\n"
    "示例叶片厂,包头稀土高新区,running,2,示例叶片厂\n",
    "report/produces.csv": "subject,object,capacity,unit,status,paragraph,terms\n"
    "示例叶片厂,叶片,600,片,running,2,叶片|600片\n",
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Lay out a source and fill it in as a curator would."""
    folder = tmp_path / "facts"
    assert run(["new-source", str(folder / "report")]) == 0
    for path in folder.rglob("*.csv"):
        if path.relative_to(folder).as_posix() not in FILES:
            path.unlink()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/report.txt").write_text(TEXT, "utf-8")
    return folder


def test_an_empty_source_names_what_is_to_be_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "facts" / "report 2026"
    assert run(["new-source", str(folder)]) == 0
    assert str(folder / "source.toml") in capsys.readouterr().out
    assert (
        (folder / "produces.csv")
        .read_text("utf-8")
        .startswith("subject,object,capacity,unit,revenue_share,status")
    )
    assert run(["check", "--facts", str(tmp_path / "facts")]) == 1
    told = capsys.readouterr().out
    assert "source.toml:name: the cell is empty" in told
    assert "source.toml:recorded" in told


def test_a_filled_source_checks_builds_and_answers(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = ["--facts", "bundled", "--facts", str(facts)]
    assert run(["check", "--facts", "bundled", "--facts", str(facts)]) == 0
    store = ["--store", str(tmp_path / "atlas.kgl")]
    assert run([*store, "build", *both]) == 0
    capsys.readouterr()
    question = ["ask", "chain-gaps", "--park", "包头稀土高新区", "--chain", "风电", "--format", "json"]
    assert run([*store, *question]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    (blade,) = [row for row in rows if row["product"] == "叶片"]
    assert "company:blade-x" in [maker["id"] for maker in blade["makers"]]


def test_a_term_that_is_not_in_its_paragraph_is_told(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = facts / "report/produces.csv"
    path.write_text(path.read_text("utf-8").replace("600片", "700片"), "utf-8")
    only = ["--facts", "bundled", "--facts", str(facts), "--sources", str(tmp_path / "texts")]
    assert run(["check", *only]) == 1
    assert f"{path}:2:terms: '700片' is not in paragraph 2" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["x", ""], ids=["a file", "an empty file"])
def test_a_folder_that_holds_something_is_left_alone(content: str, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(content, "utf-8")
    assert run(["new-source", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_path_below_a_file_cannot_be_laid_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    assert run(["new-source", str(tmp_path / "file" / "x")]) == 1
