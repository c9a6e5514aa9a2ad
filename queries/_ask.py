"""Ask a question of a store: names become ids, rows get evidence and the state of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from chainatlas import queries
from chainatlas.graph.discover import declared
from chainatlas.graph.identity import find
from chainatlas.graph.store import TIMEOUT, Store
from chainatlas.queries._question import Question, Row, parameters_of, union

EVIDENCE = """
MATCH (statement:Statement)-[:SUPPORTED_BY]->(document:Document)
WHERE statement.id IN $ids
RETURN statement.id AS id, document.id AS document, document.name AS title, document.publisher AS publisher,
       statement.paragraph AS paragraph, statement.locator AS locator, statement.recorded AS recorded,
       statement.basis AS basis, statement.confidence AS confidence
ORDER BY id
"""
RECORD = """
MATCH (document:Document)
RETURN count(document) AS documents, max(document.recorded) AS newest
"""
PARK = """
MATCH (park:Park {id: $park})
OPTIONAL MATCH (firm:Company)-[located:LOCATED_IN]->(site:Park)-[:LOCATED_IN*0..3]->(park)
WHERE NOT located.status IN ['denied', 'closed']
WITH park, count(DISTINCT firm) AS firms_named
OPTIONAL MATCH (project:Project)-[:LOCATED_IN]->(place:Park)-[:LOCATED_IN*0..3]->(park)
WITH park, firms_named, count(DISTINCT project) AS projects_named
OPTIONAL MATCH (park)-[report:HAS_MEASURE]->(measure:Measure {indicator: 'firms_running'})
WITH park, firms_named, projects_named, report, measure ORDER BY report.recorded DESC, measure.id
RETURN park.name AS park, firms_named, projects_named, collect(measure.value) AS firms_reported
"""
UNPLACED = """
MATCH (:Chain {id: $chain})<-[:CHAIN_MEMBER]-(firm:Company)-[:LOCATED_IN]->(site:Park)
MATCH (site)-[:LOCATED_IN*0..3]->(:Park {id: $park})
OPTIONAL MATCH (firm)-[:PRODUCES]->(product:Product)-[:CHAIN_MEMBER]->(:Chain {id: $chain})
WITH firm.name AS name, count(product) AS products
WHERE products = 0
RETURN DISTINCT name ORDER BY name
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
    values = question.checked(given)
    for parameter in question.parameters:
        if parameter.label:
            values[parameter.name] = find(store, parameter.label, str(values[parameter.name]))
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


def evidence(store: Store, rows: list[Row]) -> dict[str, Row]:
    """Return where each statement that the rows name stands."""
    ids = union(row.get("statements") for row in rows)
    found = store.query(EVIDENCE, {"ids": ids}) if ids else ()
    return {row.pop("id"): row for row in found}


def coverage(store: Store, values: Mapping[str, Any], build: Mapping[str, Any]) -> Row:
    """Return what share of reality is on record, as far as the record itself tells."""
    told = {name: build[name] for name in ("as_of", "policy", "scenarios", "digest")}
    told |= next(iter(store.query(RECORD)))
    if "park" in values:
        park = next(iter(store.query(PARK, {"park": values["park"]})))
        reported = park["firms_reported"]
        told |= park | {"firms_reported": round(reported[0]) if reported else None}
        if "chain" in values:
            found = store.query(UNPLACED, {"park": values["park"], "chain": values["chain"]})
            told["members_without_product"] = [row["name"] for row in found]
    return told
