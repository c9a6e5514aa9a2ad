"""An answer that takes longer than it may ends in one line, and leaves nothing that is half made."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from _facts import battery, record

from chainatlas import queries
from chainatlas.cli import run
from chainatlas.graph.deadline import heed, left, within
from chainatlas.graph.discover import all_declared
from chainatlas.graph.errors import QueryTimeout
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.stored import (
    once,
    read_edges,
    read_evidence,
    read_nodes,
    read_stated,
    read_statements,
)
from chainatlas.queries._ask import ask, named_question
from chainatlas.queries._question import Column, Question, Row

NEVER = 1e-9
OVER = r"^the question ran longer than \S+ s and was stopped$"
CHOSEN = {
    "park": "jia",
    "chain": "battery",
    "product": "cell",
    "company": "jia-cell",
    "start": "jia-cell",
    "end": "yi-pack",
}
GATHERING = [
    question for question in all_declared(queries, Question) if question.gather and not question.pair
]
NEEDED = {"chain-leaders": {"chain": "battery"}, "disruption": {"firm": "jia-cell"}}


@pytest.fixture
def told(store: Store) -> Store:
    store.replace(fold(record(battery())))
    return store


def given(question: Question) -> dict[str, str]:
    """Return a choice of what a question needs."""
    needed = {part.name: CHOSEN.get(part.name, "jia") for part in question.parameters if part.default is None}
    return needed | NEEDED.get(question.name, {})


def slow(seconds: float) -> Question:
    """Return a question that takes a while between two readings."""

    def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
        read_nodes(store, "Park")
        time.sleep(seconds)
        return [{"id": name} for name in read_nodes(store, "Park")["id"]]

    columns = (Column("id", "标识", "id"),)
    return Question("slow", "慢", "slow", "", columns, gather=gather, refine=lambda rows, _: rows)


def test_a_question_in_columns_is_stopped_at_its_next_step_and_answers_the_next_time(told: Store) -> None:
    with pytest.raises(QueryTimeout, match=r"^the question ran longer than 0\.01 s and was stopped$"):
        ask(told, slow(0.1), {}, timeout=0.01)
    assert [row["id"] for row in ask(told, slow(0), {}).rows] == ["park:jia", "park:yi"]


@pytest.mark.parametrize("question", GATHERING, ids=lambda question: question.name)
def test_every_question_of_columns_heeds_its_limit_and_is_right_afterwards(
    told: Store, question: Question
) -> None:
    with pytest.raises(QueryTimeout, match=OVER):
        ask(told, question, given(question), timeout=NEVER)
    found = ask(told, question, given(question))
    if told.columns:
        told.close()
    assert found == ask(told, question, given(question))


@pytest.mark.parametrize("name", ["suppliers", "chain-gaps"])
def test_a_question_of_one_text_heeds_it_too(told: Store, name: str) -> None:
    chosen = {"company": "jia-cell"} if name == "suppliers" else {"park": "jia", "chain": "battery"}
    with pytest.raises(QueryTimeout, match=OVER):
        ask(told, named_question(name), chosen, timeout=NEVER)
    assert ask(told, named_question(name), chosen).engine == told.engine


def test_an_answer_that_is_late_at_its_end_is_not_given(told: Store) -> None:
    def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
        time.sleep(0.1)
        return []

    question = Question("late", "晚", "late", "", (), gather=lambda *_: [], refine=refine)
    with pytest.raises(QueryTimeout, match=OVER):
        ask(told, question, {}, timeout=0.05)


def test_every_reading_heeds_the_limit_before_it_begins(told: Store) -> None:
    readings: tuple[Callable[[], object], ...] = (
        lambda: read_nodes(told, "Park"),
        lambda: read_edges(told, "FEEDS", "Product", "Product"),
        lambda: read_statements(told, ["statement:x"], ["id"]),
        lambda: read_stated(told, "FEEDS"),
        lambda: read_evidence(told),
        lambda: once(told, "x", "x", list),
    )
    for read in readings:
        read()
        with pytest.raises(QueryTimeout, match=OVER), within(NEVER):
            read()
            pytest.fail("it was read")


def test_what_is_given_up_while_it_is_made_is_not_kept(told: Store) -> None:
    def half() -> list[str]:
        read_nodes(told, "Park")
        time.sleep(0.05)
        return read_nodes(told, "Chain")["id"].to_list()

    with pytest.raises(QueryTimeout), within(0.02):
        once(told, "chains", "", half)
    assert once(told, "chains", "", half) == ["chain:battery"]


def test_of_two_limits_the_one_that_ends_first_holds() -> None:
    with pytest.raises(QueryTimeout, match=r"longer than 0\.01 s"), within(0.01), within(60):
        time.sleep(0.02)
        heed()
    with within(60), pytest.raises(QueryTimeout, match=r"longer than 1e-09 s"), within(NEVER):
        heed()


def test_a_limit_ends_with_what_it_was_given_for_even_where_that_fails() -> None:
    with pytest.raises(KeyError), within(0.01):
        raise KeyError
    time.sleep(0.02)
    heed()
    assert left(30.0) == 30.0


def test_a_text_gets_what_is_left_and_never_nothing() -> None:
    with within(10):
        assert 9 < left(30.0) <= 10
    with within(0.0005):
        assert left(30.0) > 0


def test_another_thread_has_a_limit_of_its_own() -> None:
    found: list[float] = []
    with within(10):
        other = threading.Thread(target=lambda: found.append(left(30.0)))
        other.start()
        other.join()
    assert found == [30.0]


def test_the_command_line_tells_it_in_one_line(
    told: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "map.html"
    words = ["--store", told.url, "ask", "coverage-table", "--timeout", "0.001", "--map", str(page)]
    assert run(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().endswith("the question ran longer than 0.001 s and was stopped")
    assert len(said.err.splitlines()) == 1
    assert not page.exists()
