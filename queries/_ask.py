"""Ask a question of a store: names become ids, rows get evidence and the state of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from chainatlas import queries
from chainatlas.graph.discover import declared
from chainatlas.graph.identity import find
from chainatlas.graph.store import TIMEOUT, Store
from chainatlas.queries._question import Parameter, Question, Row, checked, parameters_of, union
from chainatlas.queries._record import coverage

EVIDENCE = """
MATCH (statement:Statement)-[:SUPPORTED_BY]->(document:Document)
WHERE statement.id IN $ids
RETURN statement.id AS id, document.id AS document, document.name AS title, document.publisher AS publisher,
       statement.paragraph AS paragraph, statement.locator AS locator, statement.recorded AS recorded,
       statement.basis AS basis, statement.confidence AS confidence
ORDER BY id
"""


@dataclass(frozen=True)
class Answer:
    """The answer to a question: rows, their evidence, how complete the record is, and who computed it.

    `evidence` maps the id of each statement that a row names to where it stands.
    """

    question: str
    parameters: dict[str, Any]
    columns: list[str]
    rows: list[Row]
    evidence: dict[str, Row]
    coverage: Row
    engine: str

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, ready for JSON."""
        return asdict(self)


def named_question(name: str) -> Question:
    """Return the question of this name; raise UsageError where there is none."""
    return declared(queries, name, Question)


def ask(store: Store, question: Question, given: Mapping[str, Any], *, timeout: float = TIMEOUT) -> Answer:
    """Ask a question; `given` may name nodes by id, name, alias or a unique part."""
    build = store.build()
    values = resolved(store, question.name, question.parameters, given)
    text = question.text(store.engine, values)
    used = {name: values[name] for name in parameters_of(text)}
    found = store.query(text, used, timeout=timeout)
    rows = list(found)
    if question.refine:
        rows = question.refine(rows, values)
    columns = [column.name for column in question.columns]
    return Answer(
        question=question.name,
        parameters=values,
        columns=columns,
        rows=[{name: row[name] for name in columns} for row in rows],
        evidence=evidence(store, rows),
        coverage=coverage(store, values, build),
        engine=store.engine,
    )


def resolved(
    store: Store, name: str, parameters: Iterable[Parameter], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a value for every parameter of a question or view, with names as ids."""
    parameters = tuple(parameters)
    values = checked(name, parameters, given)
    for parameter in parameters:
        if parameter.label and values[parameter.name]:
            values[parameter.name] = find(store, parameter.label, str(values[parameter.name]))
    return values


def evidence(store: Store, rows: Iterable[Row]) -> dict[str, Row]:
    """Return where each statement that the rows name stands."""
    ids = union(row.get("statements") for row in rows)
    found = store.query(EVIDENCE, {"ids": ids}) if ids else ()
    return {row.pop("id"): row for row in found}
