"""resolve: the review table is written, filled, taken in all or not at all, listed and undone."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from _outside import csv_file

from chainatlas.cli import run
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.stored import read_graph

Said = pytest.CaptureFixture[str]
HEADING = "股票代码,股票名称,地区,行业,公司全称,英文名称,上市状态,企业性质"
STEEL = "600001.SH,甲钢,内蒙,普钢,甲钢股份有限公司,Jia,L,民营企业"
SHIPS = "000003.SZ,丙船重工,上海,船舶,丙船重工股份有限公司,Bing,L,民营企业"
ODD = "000004.SZ,=cmd(),上海,船舶,丁股份有限公司,Ding,L,民营企业"
DOCUMENT = 'id = "document:own"\nname = "Own"\npublisher = "Own"\nrecorded = "2023-01-01"\n'
COMPANIES = (
    "id,name,aliases,stock_code,uscc\n"
    "company:steel,甲钢,,600001,\ncompany:ships,丙船厂,丙船重工,,\ncompany:odd,'=cmd()!,,000004,\n"
)
MAKES = "subject,object\ncompany:steel,product:ore\ncompany:ships,product:ore\ncompany:odd,product:ore\n"
SALE = "subject,object,product\ncompany:ships,company:steel,product:ore\n"
PAIR = ["company:600001", "company:steel"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHAINATLAS_STORE", "atlas.kgl")
    csv_file(tmp_path / "stock_basic.csv", HEADING, STEEL, SHIPS, ODD)
    own = tmp_path / "facts"
    for name, text in {
        "entities/companies.csv": COMPANIES,
        "entities/products.csv": "id,name\nproduct:ore,矿石\n",
        "own/source.toml": DOCUMENT + '[expected]\n"produces.csv" = 3\n"supplies.csv" = 1\n',
        "own/produces.csv": MAKES,
        "own/supplies.csv": SALE,
    }.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    assert run(["build", "--facts", "facts"]) == 0
    assert run(["load", "--from", "listed-firms", "stock_basic.csv"]) == 0
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, filled: list[dict[str, str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(filled[0]))
        writer.writeheader()
        writer.writerows(filled)
    return str(path)


def firms(folder: Path) -> list[str]:
    return read_graph(KgliteStore(folder / "atlas.kgl")).nodes["Company"]["id"].to_list()


def review(folder: Path, *words: str) -> list[dict[str, str]]:
    assert run(["resolve", "-o", "review.csv", *words]) == 0
    return rows(folder / "review.csv")


def take(path: str, *words: str) -> int:
    return run(["resolve", "--decisions", path, "--by", "李娜", "--on", "2026-03-01", *words])


def test_a_load_says_that_some_nodes_look_familiar(folder: Path, capsys: Said) -> None:
    run(["build", "--facts", "facts"])
    assert run(["load", "--from", "listed-firms", "stock_basic.csv"]) == 0
    told = capsys.readouterr().err
    assert "3 new nodes look like ones held already; `chainatlas resolve` shows them\n" in told


def test_a_dry_run_says_that_they_are_shown_once_they_are_loaded(folder: Path, capsys: Said) -> None:
    run(["build", "--facts", "facts"])
    assert run(["load", "--from", "listed-firms", "stock_basic.csv", "--dry-run"]) == 0
    assert "`chainatlas resolve` shows them once they are loaded\n" in capsys.readouterr().err


def test_without_options_the_rules_are_counted(folder: Path, capsys: Said) -> None:
    capsys.readouterr()
    assert run(["resolve", "--format", "json"]) == 0
    found = {row["rule"]: (row["proposal"], row["pairs"]) for row in json.loads(capsys.readouterr().out)}
    assert found == {"code": ("same", 2), "alias": ("same", 1)}


def test_the_table_has_both_sides_with_their_sources(folder: Path) -> None:
    (row,) = [row for row in review(folder) if row["right_id"] == "company:steel"]
    assert list(row)[:6] == ["left_id", "left_name", "left_source", "right_id", "right_name", "right_source"]
    assert (row["left_id"], row["right_source"], row["rule"]) == ("company:600001", "Own", "code")
    assert (row["proposal"], row["decision"], row["note"]) == ("same", "", "")


def test_names_are_no_formulas_and_are_known_again(folder: Path, capsys: Said) -> None:
    filled = review(folder, "--accept-sure")
    (row,) = [row for row in filled if row["right_id"] == "company:odd"]
    assert (row["left_name"], row["right_name"]) == ("'=cmd()", "''=cmd()!")
    assert take("review.csv") == 0
    assert "company:odd" in firms(folder)


def test_sure_rules_are_filled_in_and_taken_in(folder: Path, capsys: Said) -> None:
    filled = review(folder, "--accept-sure")
    assert {row["decision"] for row in filled} == {"same"}
    assert take("review.csv") == 0
    assert firms(folder) == ["company:000003", "company:odd", "company:steel"]
    told = capsys.readouterr().err
    assert "3 new decisions, 0 kept already" in told
    assert run(["resolve"]) == 0
    assert capsys.readouterr().out == "nothing to resolve\n"


def test_a_table_that_is_there_is_not_overwritten(folder: Path, capsys: Said) -> None:
    review(folder)
    before = (folder / "review.csv").read_bytes()
    assert run(["resolve", "-o", "review.csv"]) == 2
    assert "may hold decisions" in capsys.readouterr().err
    assert (folder / "review.csv").read_bytes() == before


def test_only_some_kinds_are_compared(folder: Path) -> None:
    assert run(["resolve", "-o", "parks.csv", "--only", "parks", "--only", "products"]) == 0
    assert rows(folder / "parks.csv") == []


def test_an_undo_restores_the_graph_and_asks_again(folder: Path, capsys: Said) -> None:
    shutil.copy("atlas.kgl", "before.kgl")
    filled = review(folder, "--accept-sure")
    take("review.csv")
    for row in filled:
        assert run(["resolve", "--undo", row["right_id"], row["left_id"]]) == 0
    assert run(["diff", "before.kgl", "atlas.kgl"]) == 0
    assert capsys.readouterr().out.endswith("no difference\n")
    (folder / "review.csv").unlink()
    assert review(folder, "--accept-sure") == filled


def test_decisions_are_listed_with_who_and_when(folder: Path, capsys: Said) -> None:
    filled = review(folder, "--accept-sure")
    filled[0] |= {"decision": "different", "note": "another works"}
    take(write(folder / "filled.csv", filled))
    capsys.readouterr()
    assert run(["resolve", "--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {row["state"] for row in listed} == {"holds"}
    assert {row["decision"] for row in listed} == {"same", "different"}
    (row,) = [row for row in listed if row["decision"] == "different"]
    assert row["source"] == ["同一性判定 2026-03-01(李娜)"]
    assert row["note"] == f"rule {filled[0]['rule']}; another works"


def test_what_is_decided_is_kept_once_and_a_later_day_prevails(folder: Path, capsys: Said) -> None:
    filled = review(folder, "--accept-sure")
    assert take("review.csv") == take("review.csv") == 0
    assert "0 new decisions, 3 kept already" in capsys.readouterr().err
    for row in filled:
        row["decision"] = "different"
    path = write(folder / "apart.csv", filled)
    assert run(["resolve", "--decisions", path, "--by", "王", "--on", "2026-03-02"]) == 0
    assert "company:steel" in firms(folder) and "company:600001" in firms(folder)


def test_a_dry_run_changes_nothing(folder: Path, capsys: Said) -> None:
    review(folder, "--accept-sure")
    before = (folder / "atlas.kgl").read_bytes()
    assert take("review.csv", "--dry-run") == 0
    assert "would change" in capsys.readouterr().err
    assert (folder / "atlas.kgl").read_bytes() == before


def test_a_link_that_joining_leads_to_itself_is_told(folder: Path, capsys: Said) -> None:
    row = dict.fromkeys(("left_id", "right_id", "decision"), "")
    row |= {"left_id": "company:ships", "right_id": "company:steel", "decision": "same"}
    assert take(write(folder / "own.csv", [row])) == 0
    assert "company:ships SUPPLIES company:steel" in capsys.readouterr().err
    assert run(["resolve", "--list"]) == 0
    assert "left out as a link of a thing to itself" in capsys.readouterr().err


def test_the_commands_take_the_old_id(folder: Path, capsys: Said) -> None:
    review(folder, "--accept-sure")
    take("review.csv")
    for name in PAIR:
        capsys.readouterr()
        assert run(["show", name, "--format", "json"]) == 0
        assert "company:600001" in capsys.readouterr().out


def test_undo_of_what_nobody_decided_says_what_joins_the_two(folder: Path, capsys: Said) -> None:
    assert run(["resolve", "--undo", *PAIR]) == 1
    assert "nobody decided on" in capsys.readouterr().err
    chain = [("company:600001", "company:steel"), ("company:600001", "company:ships")]
    filled = [{"left_id": one, "right_id": other, "decision": "same"} for one, other in chain]
    take(write(folder / "chain.csv", filled))
    assert run(["resolve", "--undo", "company:steel", "company:ships"]) == 1
    assert "they are joined by the decisions on company:600001 and company:ships" in capsys.readouterr().err


def test_decisions_in_a_folder_of_facts_are_built_in_and_their_loops_are_told(
    folder: Path, capsys: Said
) -> None:
    source = folder / "facts/own"
    (source / "identities.csv").write_text("subject,object,decision\n甲钢,丙船厂,same\n", "utf-8")
    with (source / "source.toml").open("a", encoding="utf-8") as file:
        file.write('"identities.csv" = 1\n')
    capsys.readouterr()
    assert run(["build", "--facts", "facts"]) == 0
    assert "left out as a link of a thing to itself" in capsys.readouterr().err
    assert firms(folder) == ["company:odd", "company:steel"]


def test_a_contradiction_that_a_load_brings_is_told_and_nothing_is_joined(folder: Path, capsys: Said) -> None:
    take(
        write(
            folder / "own.csv",
            [{"left_id": "company:ships", "right_id": "company:steel", "decision": "same"}],
        )
    )
    source = folder / "facts/own"
    (source / "identities.csv").write_text(
        "subject,object,decision\ncompany:600001,甲钢,same\ncompany:600001,丙船厂,different\n", "utf-8"
    )
    with (source / "source.toml").open("a", encoding="utf-8") as file:
        file.write('"identities.csv" = 2\n')
    capsys.readouterr()
    assert run(["load", "facts"]) == 0
    assert "not joined, for company:600001 and company:ships are decided" in capsys.readouterr().err
    assert len(firms(folder)) == 6
    assert run(["resolve", "--list", "--format", "json"]) == 0
    assert {row["state"] for row in json.loads(capsys.readouterr().out)} == {"contradicted"}
