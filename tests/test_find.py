"""find: nodes by name, alias, code, pinyin or a misspelling; show and stats; on both engines."""

from __future__ import annotations

import json

import pytest

from chainatlas.cli import run
from chainatlas.graph.search import search
from chainatlas.graph.stats import counts
from chainatlas.graph.store import Store
from chainatlas.loaders._build import build


@pytest.fixture
def cli(bundled: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CHAINATLAS_STORE", bundled.url)


FOUND = {
    "its name": ("金风科技", "company:goldwind", "name"),
    "an alias": ("包头稀土高新区", "park:baotou-rare-earth", "alias"),
    "its English name in small letters": ("wind power", "chain:wind-power", "name"),
    "the beginning": ("金力永", "company:jl-mag", "begins"),
    "a part": ("力永磁", "company:jl-mag", "holds"),
    "pinyin": ("jinfengkeji", "company:goldwind", "pinyin"),
    "initials": ("jfkj", "company:goldwind", "pinyin"),
    "a misspelt name": ("金峰科技", "company:goldwind", "alike"),
    "a misspelt English name": ("Goldwnd Science", "company:goldwind", "alike"),
    "its id": ("park:baotou-rare-earth", "park:baotou-rare-earth", "code"),
    "wide letters and spaces": (" Ｗind  power ", "chain:wind-power", "name"),
}


@pytest.mark.parametrize(("text", "node", "how"), FOUND.values(), ids=FOUND)
def test_a_node_is_found_by(text: str, node: str, how: str, bundled: Store) -> None:
    first = search(bundled, text)[0]
    assert (first["id"], first["how"]) == (node, how)


def test_both_engines_find_the_same(store: Store, bundled: Store) -> None:
    store.replace(build())
    for text, _, _ in FOUND.values():
        assert search(store, text) == search(bundled, text)


def test_hits_are_ranked_and_bounded(bundled: Store) -> None:
    hits = search(bundled, "金风", limit=3)
    assert len(hits) == 3
    scores = [float(hit["score"] or 0) for hit in search(bundled, "风电")]
    assert scores == sorted(scores, reverse=True)
    assert {hit["label"] for hit in search(bundled, "金风", ["Project"])} == {"Project"}


@pytest.mark.parametrize("text", ["", "   ", "zzzzqqqq", "\u2028", "x" * 10_000])
def test_what_nothing_is_called_finds_nothing(text: str, bundled: Store) -> None:
    assert search(bundled, text) == []


@pytest.mark.usefixtures("cli")
def test_find_says_so_where_nothing_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "zzzzqqqq"]) == 0
    assert capsys.readouterr().out == "nothing is called 'zzzzqqqq' or alike\n"
    assert run(["find", "金风", "--kind", "Firm"]) == 2
    assert "expected --kind as one of Place, Park" in capsys.readouterr().err


@pytest.mark.usefixtures("cli")
def test_find_gives_the_same_rows_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "jfkj", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "company:goldwind"
    assert run(["find", "jfkj", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("label,name,name_en,id,how,word,score\nCompany,金风科技,")


@pytest.mark.usefixtures("cli")
def test_a_card_shows_facts_and_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "zh", "show", "金力永磁"]) == 0
    card = capsys.readouterr().out
    assert all(part in card for part in ("包头稀土高新", "金风科技", "statement:baotou-2023-05-16/supplies/"))
    assert run(["show", "没有这个企业"]) == 1
    assert "is called '没有这个企业'" in capsys.readouterr().err


def test_stats_count_all_there_is_on_both_engines(store: Store, bundled: Store) -> None:
    store.replace(build())
    found = counts(store)
    assert found == counts(bundled)
    graph = build()
    nodes = {row["kind"]: row["count"] for row in found if row["what"] == "nodes"}
    assert nodes == {label: table.height for label, table in graph.nodes.items() if table.height}
    edges = sum(int(row["count"] or 0) for row in found if row["what"] == "edges")
    assert edges == sum(table.height for table in graph.edges.values())
    statements = sum(int(row["count"] or 0) for row in found if row["what"] == "statements")
    assert statements == graph.nodes["Statement"].height
