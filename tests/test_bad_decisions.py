"""Decisions that cannot be kept: each is refused with its row and reason, and nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from _facts import fact, record
from _identities import different, same

from chainatlas.cli import run
from chainatlas.graph.errors import DataError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.stored import read_record
from chainatlas.graph.tables import Record
from chainatlas.loaders import curated

Said = pytest.CaptureFixture[str]
FACTS = [fact(f"company:{name}", "PRODUCES", "product:x") for name in ("a", "b", "c", "d")]
HELD = [same("company:a", "company:b"), different("company:b", "company:c", document="document:gazette")]
HEADING = "left_id,left_name,right_id,decision"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHAINATLAS_STORE", "atlas.kgl")
    found = KgliteStore(tmp_path / "atlas.kgl")
    found.replace(fold(record([*FACTS, *HELD])))
    return tmp_path / "atlas.kgl"


REFUSED = {
    "a word that is none": ("company:a,a,company:d,yes", "2:decision: the word 'yes' is unknown"),
    "an id that is not there": (
        "company:a,a,company:zz,same",
        "2:right_id: nothing that can be joined has the id",
    ),
    "no id": (",a,company:d,same", "2:left_id: nothing that can be joined has the id ''"),
    "an id of another kind": ("company:a,a,product:x,same", "expected two of one kind"),
    "what cannot be joined": ("document:press,Press,company:a,same", "2:left_id: nothing that can be joined"),
    "another name": (
        "company:c,b,company:d,same",
        "2:left_name: expected 'c', the name of 'company:c', got 'b'",
    ),
    "one thing twice": ("company:a,a,company:a,same", "2:right_id: 'company:a' stands on both sides"),
    "a pair twice": (
        "company:c,c,company:d,same\ncompany:d,d,company:c,different",
        "3:right_id: row 2 decides on the same pair",
    ),
    "a contradiction with what is kept": (
        "company:a,a,company:c,same",
        "2:decision: other decisions make 'company:b' and 'company:c' one thing",
    ),
    "a contradiction within the table": (
        "company:a,a,company:d,same\ncompany:b,b,company:d,different",
        "other decisions make 'company:b' and 'company:d' one thing",
    ),
    "another decision of that day": (
        "company:b,b,company:c,same",
        "2:decision: somebody else decided otherwise on that day",
    ),
    "nothing decided": ("company:a,a,company:d,", "no row is decided"),
    "a cell too many": ("company:a,a,company:d,same,", "2: expected 4 cells, got 5"),
}


@pytest.mark.parametrize(("lines", "reason"), REFUSED.values(), ids=REFUSED)
def test_the_table_is_refused_for(lines: str, reason: str, store: Path, capsys: Said) -> None:
    before = store.read_bytes()
    Path("filled.csv").write_text(f"{HEADING}\n{lines}\n", "utf-8")
    assert run(["resolve", "--decisions", "filled.csv", "--by", "Li", "--on", "2024-01-01"]) == 1
    told = capsys.readouterr().err
    assert reason in told
    assert "nothing was kept" in told
    assert store.read_bytes() == before


def test_every_refused_row_is_told(store: Path, capsys: Said) -> None:
    lines = "company:c,c,company:d,yes\ncompany:zz,,company:d,same\ncompany:a,a,company:d,same"
    Path("filled.csv").write_text(f"{HEADING}\n{lines}\n", "utf-8")
    assert run(["resolve", "--decisions", "filled.csv", "--by", "Li"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in told[:2]] == ["filled.csv:2:decision", "filled.csv:3:left_id"]
    assert told[2] == "Error: filled.csv: 2 cells refused; nothing was kept"


def test_an_older_decision_than_the_one_that_holds_is_refused(store: Path, capsys: Said) -> None:
    Path("filled.csv").write_text(f"{HEADING}\ncompany:b,b,company:c,same\n", "utf-8")
    assert run(["resolve", "--decisions", "filled.csv", "--by", "Li", "--on", "2023-12-31"]) == 1
    assert "the decision of 2024-01-01 is newer and stands" in capsys.readouterr().err


FILES = {
    "no file": (None, "cannot be read"),
    "an empty file": (b"", "the file is empty"),
    "a column that is missing": (b"left_id,decision\na,b\n", "the column is missing"),
    "a strange column": (f"{HEADING},evil\n".encode(), "the column 'evil' is unknown"),
    "another encoding": ("left_id,甲\n".encode("gbk"), "expected UTF-8"),
}


@pytest.mark.parametrize(("content", "reason"), FILES.values(), ids=FILES)
def test_the_file_is_refused_for(content: bytes | None, reason: str, store: Path, capsys: Said) -> None:
    if content is not None:
        Path("filled.csv").write_bytes(content)
    assert run(["resolve", "--decisions", "filled.csv", "--by", "Li"]) == 1
    assert reason in capsys.readouterr().err


CALLS = {
    "two things at once": (["-o", "x.csv", "--list"], "expected one of -o, --decisions, --list, --undo"),
    "nobody": (["--decisions", "x.csv"], "--decisions needs --by NAME"),
    "an empty name": (["--decisions", "filled.csv", "--by", " "], "expected the name of who decided"),
    "no date": (["--decisions", "filled.csv", "--by", "Li", "--on", "2024"], "expected a date such as"),
    "a name for nothing": (["--list", "--by", "Li"], "--by goes with --decisions"),
    "filling nothing": (["--accept-sure"], "--accept-sure goes with -o"),
    "a trial of nothing": (["--list", "--dry-run"], "--dry-run goes with --decisions or --undo"),
    "a choice for nothing": (["--undo", "a", "b", "--only", "parks"], "--only goes with -o"),
    "a folder that is not there": (["-o", "none/x.csv"], "cannot write none/x.csv"),
}


@pytest.mark.parametrize(("words", "reason"), CALLS.values(), ids=CALLS)
def test_the_call_is_refused_for(words: list[str], reason: str, store: Path, capsys: Said) -> None:
    Path("filled.csv").write_text(f"{HEADING}\ncompany:c,c,company:d,same\n", "utf-8")
    assert run(["resolve", *words]) in (1, 2)
    assert reason in capsys.readouterr().err


def facts(folder: Path, lines: str, count: int = 1) -> Path:
    own = folder / "own"
    (folder / "entities").mkdir(parents=True)
    own.mkdir()
    (folder / "entities/companies.csv").write_text(
        "id,name\ncompany:a,甲厂\ncompany:b,乙厂\ncompany:c,丙厂\n", "utf-8"
    )
    (folder / "entities/projects.csv").write_text("id,name\nproject:p,项目\n", "utf-8")
    head = 'id = "document:own"\nname = "Own"\npublisher = "Own"\nrecorded = "2023-01-01"\n'
    (own / "source.toml").write_text(f'{head}[expected]\n"identities.csv" = {count}\n', "utf-8")
    (own / "identities.csv").write_text(f"subject,object,decision\n{lines}\n", "utf-8")
    return folder


def test_a_folder_of_facts_may_decide_by_name_and_about_ids_of_outside_data(tmp_path: Path) -> None:
    lines = "甲厂,乙厂,same\ncompany:c,company:600001,same\n丙厂,company:a,different"
    said = curated.read([facts(tmp_path / "facts", lines, 3)], Record.empty()).statements
    assert set(said.select("subject", "object", "status").rows()) == {
        ("company:a", "company:b", None),
        ("company:600001", "company:c", None),
        ("company:a", "company:c", "denied"),
    }


ROWS = {
    "an unknown name": ("甲厂,丁厂,same", "is called '丁厂'"),
    "no decision": ("甲厂,乙厂,", "decision: the cell is empty"),
    "another word": ("甲厂,乙厂,maybe", "the word 'maybe' is unknown"),
    "one thing twice": ("甲厂,company:a,same", "expected another one of the same kind"),
    "another kind": ("甲厂,park:x,same", "expected another one of the same kind"),
    "what cannot be joined": ("甲厂,project:p,same", "is called 'project:p'"),
    "an id that is none": ("甲厂,company:,same", "is called 'company:'"),
    "a contradiction": (
        "甲厂,乙厂,same\n乙厂,丙厂,same\n甲厂,丙厂,different",
        "are decided to be one and to be two: company:a, company:b, company:c",
    ),
    "both words": ("甲厂,乙厂,same\n乙厂,甲厂,different", "are decided to be one and to be two"),
}


@pytest.mark.parametrize(("lines", "reason"), ROWS.values(), ids=ROWS)
def test_a_row_of_identities_is_refused_for(lines: str, reason: str, tmp_path: Path) -> None:
    folder = facts(tmp_path / "facts", lines, lines.count("\n") + 1)
    with pytest.raises(DataError) as caught:
        curated.read([folder], Record.empty())
    assert any(
        reason in str(refusal) and "identities.csv" in refusal.file for refusal in caught.value.refusals
    )


def test_what_was_held_is_still_held_after_refusals(store: Path) -> None:
    assert read_record(KgliteStore(store)).statements.filter(predicate="SAME_AS").height == 2
