"""Answers as of a date, cautious, of some bases or with suppositions, from either engine's statements."""

from __future__ import annotations

from pathlib import Path

import pytest
from _facts import battery, fact, record

from chainatlas.graph.errors import StoreError, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph, read_nodes, read_record
from chainatlas.graph.tables import digest
from chainatlas.loaders._folds import Folding, refold
from chainatlas.queries._ask import ask, named_question

GAPS = named_question("chain-gaps")
JIA = {"park": "jia", "chain": "battery"}
LATER = [
    fact("company:late", "PRODUCES", "product:pack", status="running", document="document:gazette"),
    fact("company:late", "LOCATED_IN", "park:jia", document="document:gazette"),
]
GUESSED = [
    fact("company:guess", "PRODUCES", "product:anode", basis="inferred"),
    fact("company:guess", "LOCATED_IN", "park:jia", basis="inferred"),
]
FIRMS = "MATCH (firm:Company) RETURN firm.id AS id ORDER BY id"
SCENARIO = """
[[statement]]
predicate = "PRODUCES"
subject = "jia-cell"
object = "electrolyte"
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def told(store: Store) -> Store:
    """Give each engine a graph with something later, something inferred and something contested."""
    disputed = [
        fact("company:jia-cell", "PRODUCES", "product:cell", status="denied", document="document:gazette")
    ]
    store.replace(fold(record([*battery(), *LATER, *GUESSED, *disputed])))
    return store


def makers(store: Store, product: str) -> list[str]:
    rows = ask(store, GAPS, JIA).rows
    return [maker["id"] for row in rows if row["product"] == product for maker in row["makers"]]


def test_the_record_of_a_store_is_what_was_put_in(told: Store) -> None:
    again = fold(read_record(told))
    assert digest(read_record(told)) == told.build()["digest"]
    assert again.counts()["Statement"] == len(told.query("MATCH (s:Statement) RETURN s.id AS id"))


def test_as_of_a_date_later_makers_are_unknown(told: Store) -> None:
    assert makers(told, "pack") == ["company:late"]
    then = refold(told, Folding(as_of="2023-12-31"))
    assert makers(then, "pack") == []
    assert makers(then, "cell") == ["company:jia-cell"]


def test_inferred_makers_count_only_when_asked_for(told: Store) -> None:
    assert makers(told, "anode") == []
    every = Folding(basis=("stated", "implied", "reference", "inferred"))
    assert makers(refold(told, every), "anode") == ["company:guess"]


def test_the_cautious_leave_out_what_is_disputed(told: Store) -> None:
    cautious = refold(told, Folding(policy="cautious", as_of="2024-01-01"))
    assert makers(cautious, "cell") == []
    assert cautious.build()["policy"] == "cautious"


def test_a_scenario_counts_for_one_answer_only(told: Store, tmp_path: Path) -> None:
    (tmp_path / "if.toml").write_text(SCENARIO, "utf-8")
    supposed = refold(told, Folding(scenarios=(tmp_path / "if.toml",)))
    assert makers(supposed, "electrolyte") == ["company:jia-cell"]
    assert makers(told, "electrolyte") == []


def test_the_same_fold_is_made_once_and_a_changed_scenario_again(told: Store, tmp_path: Path) -> None:
    path = tmp_path / "if.toml"
    path.write_text(SCENARIO, "utf-8")
    first = refold(told, Folding(scenarios=(path,))).url
    assert refold(told, Folding(scenarios=(path,))).url == first
    path.write_text(SCENARIO.replace("electrolyte", "pack"), "utf-8")
    assert refold(told, Folding(scenarios=(path,))).url != first


def test_a_fold_is_given_to_the_engine_only_when_something_walks_along_it(told: Store) -> None:
    then = refold(told, Folding(as_of="2023-12-31"))
    (kept,) = Path(then.url).parent.iterdir()
    assert kept == Path(then.url)
    assert then.build() == {**told.build(), "as_of": "2023-12-31", "digest": then.build()["digest"]}
    assert digest(read_record(then)) == then.build()["digest"]
    assert then.query(FIRMS).rows == read_nodes(then, "Company", ["id"]).rows()
    assert kept.with_suffix(".kgl").exists()
    with refold(told, Folding(as_of="2023-12-31")) as again:
        assert again.query(FIRMS).rows == then.query(FIRMS).rows


def test_a_fold_is_not_written_over_and_one_damaged_meanwhile_says_what_to_do(told: Store) -> None:
    then = refold(told, Folding(as_of="2023-12-31"))
    with pytest.raises(StoreError, match="is a fold of another graph"):
        then.replace(read_graph(then))
    then.close()
    Path(then.url).write_bytes(b"cut off")
    with pytest.raises(StoreError, match="damaged; remove it"):
        then.build()


def test_a_fold_that_cannot_be_kept_leaves_nothing(told: Store, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    with pytest.raises(StoreError, match="nothing was changed"):
        refold(told, Folding(as_of="2023-12-31"))
    assert (tmp_path / "cache").read_text() == "no folder"


def test_only_the_folds_used_last_are_kept(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainatlas.loaders._folds.KEPT", 2)
    first = refold(told, Folding(as_of="2023-12-30"))
    first.query(FIRMS)
    second, third = (refold(told, Folding(as_of=date)) for date in ("2023-12-31", "2024-01-01"))
    kept = {path.name for path in Path(first.url).parent.iterdir()}
    assert kept == {Path(fold.url).name for fold in (second, third)}


def test_asking_for_nothing_gives_the_store_itself(told: Store) -> None:
    assert refold(told, Folding()) is told


def test_more_than_the_graph_was_built_with_is_refused(store: Store) -> None:
    store.replace(fold(record(battery()), as_of="2023-12-31", policy="cautious"))
    with pytest.raises(UsageError, match="2023-12-31"):
        refold(store, Folding(as_of="2024-01-01"))
    with pytest.raises(UsageError, match="cautiously"):
        refold(store, Folding(policy="brave"))


@pytest.mark.parametrize("wrong", [{"as_of": "2023"}, {"as_of": "soon"}, {"basis": ("rumour",)}])
def test_a_wrong_wish_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Folding(**wrong)  # type: ignore[arg-type]


def test_a_kept_fold_that_is_damaged_is_made_again(told: Store, tmp_path: Path) -> None:
    folding = Folding(as_of="2025-01-01")
    with refold(told, folding) as first:
        expected = first.query(FIRMS).rows
    kept = list((tmp_path / "cache" / "folds").iterdir())
    assert {path.suffix for path in kept} == {".fold", ".kgl"}
    for path in kept:
        path.write_bytes(path.read_bytes()[:-100])
    with refold(told, folding) as again:
        assert again.query(FIRMS).rows == expected
        assert read_nodes(again, "Company")["id"].to_list() == [name for (name,) in expected]


def test_a_fold_stays_open_until_its_file_is_another(told: Store) -> None:
    folding = Folding(as_of="2023-12-31")
    first = refold(told, folding)
    assert refold(told, folding) is first
    path = Path(first.url)
    first.close()
    path.write_bytes(b"cut off")
    again = refold(told, folding)
    assert again is not first
    assert again.build()["as_of"] == "2023-12-31"


def test_no_more_folds_stay_open_than_a_question_compares(told: Store) -> None:
    dates = ("2023-12-29", "2023-12-30", "2023-12-31")
    first, second, third = (refold(told, Folding(as_of=date)) for date in dates)
    assert refold(told, Folding(as_of=dates[2])) is third
    assert refold(told, Folding(as_of=dates[1])) is second
    assert refold(told, Folding(as_of=dates[0])) is not first
