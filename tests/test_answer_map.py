"""Any answer drawn: what its rows name, the edges it rests on, and what the rows say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from _facts import Fact, battery, fact, record
from _tab import map_of
from test_questions import IDS, QUESTIONS, asked, every_choice

from chainatlas.cli import run
from chainatlas.graph.model import NODES
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, ask, named_question
from chainatlas.queries._question import Question
from chainatlas.viz._answer import OWN, answer_picture
from chainatlas.viz._named import is_thing, mentions
from chainatlas.viz._page import page
from chainatlas.viz._view import Mark, Picture

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>`${1}\\"


def answered(store: Store, name: str, facts: list[Fact], properties: Any = None, **given: str) -> Answer:
    store.replace(fold(record(facts, **(properties or {}))))
    return ask(store, named_question(name), given)


def mark(picture: Picture, name: str) -> Mark:
    return next(one for one in picture.marks if one.id == name)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_every_question_can_be_drawn(question: Question, bundled: Store) -> None:
    answers = [asked(question, bundled, given) for given in list(every_choice(question, bundled))[::9]]
    answer = max(answers, key=lambda one: len(one.rows))
    found = answer_picture(bundled, answer)
    assert len(found.marks) >= bool(answer.rows)
    assert {one.kind for one in found.marks} <= NODES.keys()
    assert len({(one.x, one.y) for one in found.marks}) == len(found.marks)
    named = {row[key] for row in answer.rows for key in row if key.endswith("_id") and is_thing(row[key])}
    assert named <= {one.id for one in found.marks}
    assert {name for line in found.lines for name in line.statements} <= found.evidence.keys()
    assert page(found) == page(answer_picture(bundled, answer))


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_every_solid_line_is_an_edge_that_the_answer_rests_on(question: Question, bundled: Store) -> None:
    answer = asked(question, bundled, next(iter(every_choice(question, bundled))))
    found = answer_picture(bundled, answer)
    for line in (line for line in found.lines if not line.dashed):
        text = f"MATCH (a {{id: $a}})-[e:{line.kind}]->(b {{id: $b}}) RETURN e.statements AS statements"
        rows = bundled.query(text, {"a": line.source, "b": line.target})
        assert list(line.statements) in [row["statements"] for row in rows]
        assert not answer.evidence.keys().isdisjoint(line.statements)


SALE = [
    fact("company:a", "SUPPLIES", "company:b", status="running"),
    fact("company:a", "LOCATED_IN", "park:x"),
]


def test_suppliers_show_the_supply_as_an_edge_and_the_park_beside(store: Store) -> None:
    found = answer_picture(store, answered(store, "suppliers", SALE, company="b"))
    assert {(one.id, one.group) for one in found.marks} == {
        ("company:a", "about"),
        ("company:b", "asked"),
        ("park:x", "beside"),
    }
    lines = {(line.source, line.target): (line.kind, line.dashed) for line in found.lines}
    assert lines["company:a", "company:b"] == ("SUPPLIES", False)
    assert lines["company:a", "park:x"][1]
    assert found.title.zh == "suppliers · b"


def test_a_gap_is_a_ghost_and_has_its_verdict_as_colour_and_fact(store: Store) -> None:
    found = answer_picture(store, answered(store, "chain-gaps", battery(), park="jia", chain="battery"))
    anode = mark(found, "product:anode")
    assert (anode.group, anode.missing) == ("延链", True)
    assert ("verdict", "延链 extend") in [(key.en, value.en) for key, value in anode.facts]
    assert not mark(found, "product:cell").missing
    assert not mark(found, "chain:battery").missing
    assert found.groups["延链"].en == "延链 extend"


def test_of_many_rows_about_one_mark_each_is_one_fact(store: Store) -> None:
    found = answer_picture(store, answered(store, "missing-inputs", battery(), park="jia"))
    cell = mark(found, "company:jia-cell")
    assert {key.en for key, _ in cell.facts} == {"cathode", "anode", "separator", "electrolyte"}
    assert any("state" in value.en for _, value in cell.facts)


def test_columns_follow_the_labels_from_left_to_right(store: Store) -> None:
    found = answer_picture(store, answered(store, "missing-inputs", battery(), park="jia"))
    columns = {
        kind: [one.x for one in found.marks if one.kind == kind] for kind in ("Park", "Company", "Product")
    }
    assert max(columns["Park"]) < min(columns["Company"])
    assert max(columns["Company"]) < min(columns["Product"])
    assert [heading.name.en for heading in found.headings] == ["park", "company", "product"]


def test_a_thing_that_only_a_scenario_knows_is_drawn_by_its_name_in_the_row(bundled: Store) -> None:
    question = named_question("what-if")
    answer = asked(question, bundled, {"project": "project:goldwind-baotou-assembly"})
    row = answer.rows[0] | {"target": {"id": "park:new", "name": "新园", "name_en": "New park"}}
    found = answer_picture(bundled, Answer(**(vars(answer) | {"rows": [row]})))
    assert mark(found, "park:new").name.en == "New park"


def test_an_answer_of_no_rows_names_nothing(store: Store) -> None:
    found = answer_picture(store, answered(store, "suppliers", SALE, company="a"))
    assert (found.marks, found.lines) == ((), ())
    assert found.notes


def test_what_is_no_thing_is_not_drawn() -> None:
    row = dict.fromkeys((column.name for column in named_question("disruption").columns), None)
    row |= {"thing_id": "product:x", "thing": "x", "kind": "product", "lost": [{"id": "a b", "name": "n"}]}
    assert [one.id for one in mentions(named_question("disruption"), row)] == ["product:x"]
    assert [is_thing(value) for value in ("", None, 3, "product", "statement:a/b", "nobody:x")] == [False] * 6


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("graph") / "atlas.kgl")
    assert run(["--store", path, "build"]) == 0
    return path


GOLDWIND = ["ask", "suppliers", "--company", "金风科技"]


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_the_answer_is_printed_as_ever_and_the_map_written(
    graph: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["--store", graph, *GOLDWIND, "--format", form]) == 0
    plain = capsys.readouterr().out
    path = tmp_path / "suppliers.html"
    assert run(["--store", graph, *GOLDWIND, "--format", form, "--map", str(path)]) == 0
    told = capsys.readouterr()
    assert (told.out, "4 nodes" in told.err) == (plain, True)
    assert "company:jl-mag" in path.read_text("utf-8")


def test_an_answer_that_names_nothing_says_so_and_writes_no_file(
    graph: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.html"
    assert run(["--store", graph, "ask", "suppliers", "--company", "中核", "--map", str(path)]) == 0
    assert "names nothing that could be drawn" in capsys.readouterr().err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_map_that_cannot_be_written_is_one_line_after_the_answer(
    graph: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    path = tmp_path / "missing" / "x.html"
    assert run(["--store", graph, *GOLDWIND, "--format", "json", "--map", str(path)]) == 1
    told = capsys.readouterr()
    assert len(json.loads(told.out)["rows"]) == 2
    assert told.err.startswith("Error: cannot write the page")
    assert len(told.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_map_of_a_fold_shows_what_that_fold_knew(graph: str, tmp_path: Path) -> None:
    path = tmp_path / "then.html"
    told = ["--as-of", "2023-12-31", "--map", str(path)]
    assert run(["--store", graph, *GOLDWIND, *told]) == 0
    assert '"as_of":"2023-12-31"' in path.read_text("utf-8")


def test_names_of_colours_do_not_clash_with_words_of_verdicts() -> None:
    words = {word for question in QUESTIONS for column in question.columns for word in column.words}
    assert words.isdisjoint(OWN)


@pytest.mark.browser
def test_an_answer_opens_in_a_browser_and_shows_hostile_names_as_text(
    browser: Any, kglite_store: Store, tmp_path: Path
) -> None:
    answer = answered(kglite_store, "suppliers", SALE, {"a": {"name": HOSTILE}}, company="b")
    with map_of(browser, tmp_path, answer_picture(kglite_store, answer)) as tab:
        assert tab.js("atlas.select('company:a')")
        assert tab.js("document.querySelector('#panel h2').textContent") == HOSTILE
        assert "Daily" in tab.page.inner_text("#panel")
        tab.quiet()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found
