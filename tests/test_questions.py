"""Guards over every question, loader and view, naming none of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from _facts import fact, record
from _neo4j import Neo4jServer
from conftest import ROOT

from chainatlas import checks, loaders, queries, viz
from chainatlas.checks._check import Check
from chainatlas.graph.discover import all_declared, declared, module_names
from chainatlas.graph.errors import DeclarationError, UsageError
from chainatlas.graph.faults import refuse_wrong_answers
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.neo4j_store import Neo4jStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.loaders._build import build
from chainatlas.loaders._folds import Folding, refold
from chainatlas.loaders._loader import Loader
from chainatlas.queries._ask import Answer, ask
from chainatlas.queries._question import Column, Parameter, Question
from chainatlas.viz._view import View

QUESTIONS = all_declared(queries, Question)
VIEWS = all_declared(viz, View)
IDS = [question.name for question in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_a_question_reads_only_and_keeps_the_rules_of_both_engines(question: Question) -> None:
    for text in filter(None, (question.cypher, *question.variants.values())):
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


TINY = {
    "Place": "park:x",
    "Park": "park:x",
    "Chain": "chain:x",
    "Company": "company:x",
    "Product": "product:x",
    "Project": "project:x",
}
SPECIAL: dict[str, list[dict[str, Any]]] = {
    "what-if": [{"project": "project:goldwind-baotou-assembly"}],
    "disruption": [{"park": "park:baotou-rare-earth"}, {"product": "product:ndfeb-magnet"}],
}
"""Choices of questions that need one of several parameters, none of which is required by itself."""
EVERY = ("chain-gaps", "suppliers", "missing-inputs", "missing-markets")
"""Questions that are compared on both engines for every park, chain or firm; of the others, a spread."""
ALL, SOME = 1000, 40


def asked(question: Question, store: Store, given: Mapping[str, Any]) -> Answer:
    return ask(store, question, given, fold=lambda wishes: refold(store, Folding.of(wishes)))


def needed(question: Question) -> list[Parameter]:
    whole = question.name == "chain-gaps"  # without a park it hands over to another question
    return [p for p in question.parameters if p.default is None or (whole and p.label)]


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_a_question_runs_on_a_graph_that_says_next_to_nothing(question: Question, store: Store) -> None:
    facts = [fact("company:x", "LOCATED_IN", "park:x"), fact("company:x", "CHAIN_MEMBER", "chain:x")]
    facts += [fact("product:x", "CHAIN_MEMBER", "chain:x"), fact("project:x", "LOCATED_IN", "park:x")]
    store.replace(fold(record(facts)))
    given: dict[str, Any] = {}
    for parameter in needed(question):
        given[parameter.name] = TINY[parameter.label.split("|")[0]] if parameter.label else "2023-12-31"
    if question.name in SPECIAL:
        name = next(iter(SPECIAL[question.name][0]))
        given = {name: TINY[name.title()]}
    found = asked(question, store, given)
    assert all(set(row) == set(found.columns) for row in found.rows)
    assert found.columns == [column.name for column in question.columns]


@pytest.mark.neo4j
@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_both_engines_give_the_same_answers_to_the_bundled_facts(
    question: Question, bundled: Store, filled_neo4j: Store
) -> None:
    for given in every_choice(question, bundled):
        ours, theirs = (asked(question, engine, given).as_dict() for engine in (bundled, filled_neo4j))
        assert ours.pop("engine") != theirs.pop("engine")
        assert ours == theirs, given


@pytest.fixture(scope="module")
def filled_neo4j(neo4j_server: Neo4jServer) -> Iterator[Store]:
    """Give Neo4j with the bundled facts; tests of this module that replace them come before or ask again."""
    with Neo4jStore(neo4j_server.url) as store:
        yield store


@pytest.fixture(autouse=True)
def _bundled_in_neo4j(request: pytest.FixtureRequest) -> None:
    """Fill Neo4j anew where another test has replaced the bundled facts."""
    if "filled_neo4j" in request.fixturenames:
        store, bundled = (request.getfixturevalue(name) for name in ("filled_neo4j", "bundled"))
        held = [row["digest"] for row in store.query("MATCH (b:Build) RETURN b.digest AS digest")]
        if held != [bundled.build()["digest"]]:
            store.replace(build())


def every_choice(question: Question, store: Store) -> Iterator[dict[str, Any]]:
    """Yield choices of what a question needs: every park, every chain, and some of what there are many."""
    if question.name in SPECIAL:
        yield from SPECIAL[question.name]
        if question.name == "disruption":
            yield from ({"park": name} for name in ids_of(store, "Park"))
        return
    choices: list[dict[str, Any]] = [{}]
    for parameter in needed(question):
        found: list[Any] = ["2023-12-31"]
        if parameter.label:
            found = [name for label in parameter.labels for name in ids_of(store, label)]
        choices = [choice | {parameter.name: name} for choice in choices for name in found]
    yield from spread(choices, ALL if question.name in EVERY else SOME)
    spare = {parameter.label for parameter in question.parameters if parameter not in needed(question)}
    if "Park" in spare:
        yield from (choice | {"park": "park:baotou-rare-earth"} for choice in spread(choices, 5))
    if "Chain" in spare:
        few = spread(choices, 5)
        yield from (choice | {"chain": name} for choice in few for name in ids_of(store, "Chain"))


def ids_of(store: Store, label: str) -> list[str]:
    return [str(row["id"]) for row in store.query(f"MATCH (node:{label}) RETURN node.id AS id ORDER BY id")]


def spread(choices: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Return at most so many choices, evenly spread over all."""
    return choices[:: -(-len(choices) // most)] if choices else []


@pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])
def test_a_view_says_what_it_shows_in_both_languages(view: View) -> None:
    assert view.zh != view.en
    assert {parameter.name for parameter in view.parameters}


def test_every_public_module_declares_its_thing() -> None:
    for package, kind in ((queries, Question), (loaders, Loader), (viz, View), (checks, Check)):
        files = {path.stem for path in (ROOT / package.__name__.rpartition(".")[2]).glob("[!_]*.py")}
        assert {name.replace("-", "_") for name in module_names(package)} == files
        assert len(all_declared(package, kind)) == len(files)


def test_no_public_module_imports_a_sibling() -> None:
    for folder in ("checks", "queries", "loaders", "viz"):
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
