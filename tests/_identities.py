"""Decisions and sources for the tests of identity, written as tuples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from _facts import Fact, fact

from chainatlas.graph.kinds import CONFIDENCE
from chainatlas.graph.model import ATTRIBUTE, SAME_AS
from chainatlas.graph.tables import ENTITY_LABELS, Record, node_frame, statements
from chainatlas.loaders._matching import proposals


def same(one: str, other: str, **said: Any) -> Fact:
    """Return the decision that two ids are one thing."""
    return fact(one, SAME_AS, other, **said)


def different(one: str, other: str, **said: Any) -> Fact:
    """Return the decision that two ids are two things."""
    return fact(one, SAME_AS, other, status="denied", **said)


def source(name: str, rows: Iterable[Mapping[str, Any]]) -> Record:
    """Return a source that names things: each row has an id, a name, perhaps aliases, codes and a `place`."""
    rows = [{"name": row["id"]} | dict(row) for row in rows]
    document = f"document:{name}"
    entities = {
        label: node_frame(label, [row for row in rows if row["id"].startswith(f"{label.lower()}:")])
        for label in ENTITY_LABELS
    }
    said = [_statement(document, row["id"], ATTRIBUTE, None, property="name") for row in rows]
    said += [_statement(document, row["id"], "LOCATED_IN", row["place"]) for row in rows if row.get("place")]
    about = {"id": document, "name": name, "publisher": name, "recorded": "2026-01-01"}
    return Record(entities, node_frame("Document", [about]), statements(said))


def _statement(
    document: str, subject: str, predicate: str, target: str | None, **said: Any
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": f"statement:{document[9:]}/{subject}/{predicate}",
        "name": subject,
        "document": document,
    }
    values |= {"predicate": predicate, "subject": subject, "object": target, "recorded": "2026-01-01"}
    return values | {"basis": "stated", "confidence": CONFIDENCE["stated"], "property_value": subject} | said


def proposed(*sources: Record, **wishes: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the rule and the proposal for each pair of ids, without their labels' prefixes."""
    record = Record.empty()
    for each in sources:
        record = record.plus(each)
    found = proposals(record, **wishes).select("left", "right", "rule", "proposal").rows()
    return {
        (one.partition(":")[2], other.partition(":")[2]): (rule, word) for one, other, rule, word in found
    }
