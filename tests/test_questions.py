"""Guards over every question, loader and view, naming none of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from _facts import fact, record
from conftest import ROOT

from chainatlas import loaders, queries, viz
from chainatlas.graph.discover import all_declared, declared, module_names
from chainatlas.graph.errors import DeclarationError, UsageError
from chainatlas.graph.faults import refuse_wrong_answers
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.loaders._loader import Loader
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Column, Parameter, Question
from chainatlas.viz._view import View

QUESTIONS = all_declared(queries, Question)
VIEWS = all_declared(viz, View)
IDS = [question.name for question in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_a_question_reads_only_and_keeps_the_rules_of_both_engines(question: Question) -> None:
    for text in (question.cypher, *question.variants.values()):
        refuse_writes(text)
        refuse_wrong_answers(text)
        assert text.isascii()


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_a_question_declares_its_statements(question: Question) -> None:
    names = [column.name for column in question.columns]
    assert "statements" in names
    assert len(names) == len(set(names))
    assert question.zh.endswith("?")
    assert question.en.endswith("?")


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_a_question_runs_on_a_graph_that_says_nothing_of_it(question: Question, store: Store) -> None:
    ends = {
        "Park": ("company:x", "park:x"),
        "Chain": ("company:x", "chain:x"),
        "Company": ("company:x", "park:x"),
    }
    facts = [fact("company:x", "LOCATED_IN", "park:x"), fact("company:x", "CHAIN_MEMBER", "chain:x")]
    store.replace(fold(record(facts)))
    given = {p.name: ends[p.label][p.label != "Company"] for p in question.parameters if p.label}
    found = ask(store, question, given)
    assert all(set(row) == set(found.columns) for row in found.rows)
    assert not [row for row in found.rows if row["statements"]]
    assert found.columns == [column.name for column in question.columns]


@pytest.mark.neo4j
@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_both_engines_give_the_same_answers_to_the_bundled_facts(
    question: Question, bundled: Store, neo4j_store: Store
) -> None:
    from chainatlas.loaders._build import build

    neo4j_store.replace(build())
    for given in every_choice(question, bundled):
        ours, theirs = ask(bundled, question, given).as_dict(), ask(neo4j_store, question, given).as_dict()
        assert ours.pop("engine") != theirs.pop("engine")
        assert ours == theirs


def every_choice(question: Question, store: Store) -> list[dict[str, str]]:
    """Return every combination of nodes that the parameters of a question may name."""
    choices: list[dict[str, str]] = [{}]
    for parameter in question.parameters:
        if parameter.label:
            ids = [row["id"] for row in store.query(f"MATCH (node:{parameter.label}) RETURN node.id AS id")]
            choices = [choice | {parameter.name: name} for choice in choices for name in ids]
    return choices


@pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])
def test_a_view_says_what_it_shows_in_both_languages(view: View) -> None:
    assert view.zh != view.en
    assert {parameter.name for parameter in view.parameters}


def test_every_public_module_declares_its_thing() -> None:
    for package, kind in ((queries, Question), (loaders, Loader), (viz, View)):
        files = {path.stem for path in (ROOT / package.__name__.rpartition(".")[2]).glob("[!_]*.py")}
        assert {name.replace("-", "_") for name in module_names(package)} == files
        assert len(all_declared(package, kind)) == len(files)


def test_no_public_module_imports_a_sibling() -> None:
    for folder in ("queries", "loaders", "viz"):
        for path in (ROOT / folder).glob("[!_]*.py"):
            named = re.findall(rf"chainatlas\.{folder}\.(\w+) import", path.read_text("utf-8"))
            assert [name for name in named if not name.startswith("_")] == [], path


def test_a_name_that_no_module_has_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match="chain-gaps"):
        declared(queries, "chain-gap", Question)


ID = Column("id", "标识", "id")
PARK = Parameter("park", "园区", "the park", label="Park")


def question(
    cypher: str,
    *,
    name: str = "x",
    columns: tuple[Column, ...] = (ID,),
    parameters: tuple[Parameter, ...] = (),
) -> Question:
    return Question(name, "?", "?", cypher, columns, parameters)


WRONG: dict[str, Callable[[], object]] = {
    "a name that is not kebab-case": lambda: question("MATCH (n) RETURN n.id AS id", name="X y"),
    "a parameter nobody declared": lambda: question("MATCH (n {id: $park}) RETURN n.id AS id"),
    "a parameter nobody uses": lambda: question("MATCH (n) RETURN n.id AS id", parameters=(PARK,)),
    "a column nobody declared": lambda: question("MATCH (n) RETURN n.id AS id, n.name AS name"),
    "a column nobody returns": lambda: question("MATCH (n) RETURN n.name AS name"),
    "a parameter of no kind": lambda: Parameter("x", "x", "x"),
    "a parameter of two kinds": lambda: Parameter("x", "x", "x", label="Park", most=3),
    "a parameter of an unknown label": lambda: Parameter("x", "x", "x", label="Nobody"),
    "a loader without description": lambda: Loader("x", "", "", lambda paths, base: base),
    "a view with a bad name": lambda: View("X", "x", "y", (), lambda store, given: None),  # type: ignore[arg-type,return-value]
}


@pytest.mark.parametrize("declare", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_declaration_is_refused(declare: Callable[[], object]) -> None:
    with pytest.raises(DeclarationError):
        declare()
