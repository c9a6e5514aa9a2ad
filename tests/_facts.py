"""Small records for tests, written as tuples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chainatlas.graph.identity import measure_id
from chainatlas.graph.kinds import CONFIDENCE
from chainatlas.graph.model import ATTRIBUTE, label_of
from chainatlas.graph.tables import ENTITY_LABELS, Record, node_frame, statements
from chainatlas.loaders._desk import statement_id

PRESS = {
    "id": "document:press",
    "name": "Press",
    "publisher": "Daily",
    "publisher_group": "daily",
    "recorded": "2023-05-16",
}
GAZETTE = PRESS | {
    "id": "document:gazette",
    "name": "Gazette",
    "publisher_group": "gazette",
    "recorded": "2024-01-01",
}
REPRINT = PRESS | {"id": "document:reprint", "name": "Reprint", "recorded": "2023-06-01"}
DOCUMENTS = {document["id"]: document for document in (PRESS, GAZETTE, REPRINT)}

Fact = tuple[str, str, str | None, dict[str, Any]]


def fact(subject: str, predicate: str, target: str | None = None, **said: Any) -> Fact:
    """Return one statement as a tuple; `document` picks its source."""
    return subject, predicate, target, said


def row(stated: Fact) -> dict[str, Any]:
    """Return a full row of the statement frame."""
    subject, predicate, target, said = stated
    values: dict[str, Any] = {"document": PRESS["id"], "basis": "stated", "rank": "normal"} | said
    values |= {"subject": subject, "predicate": predicate, "object": target}
    values.setdefault("confidence", CONFIDENCE[values["basis"]])
    if predicate == "HAS_MEASURE":
        values["object"] = measure_id(values)
    values["recorded"] = DOCUMENTS[values["document"]]["recorded"]
    values["name"] = f"{subject} {predicate} {values['object']}"
    values["id"] = statement_id(values)
    return values


def record(facts: Iterable[Fact], **properties: dict[str, Any]) -> Record:
    """Return the record of some facts; every id in them is registered under its own tail as name."""
    rows = [row(stated) for stated in facts]
    ids = {value for found in rows for key in ("subject", "object", "product") if (value := found.get(key))}
    entities = {
        label: node_frame(
            label,
            [
                {"id": name, "name": name.partition(":")[2]} | properties.get(name.partition(":")[2], {})
                for name in sorted(ids)
                if label_of(name) == label
            ],
        )
        for label in ENTITY_LABELS
    }
    used = {found["document"] for found in rows}
    documents = node_frame("Document", [DOCUMENTS[name] for name in sorted(used)])
    return Record(entities, documents, statements(rows))


def attribute(subject: str, name: str, value: str, **said: Any) -> Fact:
    """Return the statement of a property of a node."""
    return fact(subject, ATTRIBUTE, None, property=name, property_value=value, **said)


BATTERY_FEEDS = {
    ("spodumene", "carbonate"): 0.5,
    ("carbonate", "cathode"): 0.6,
    ("carbonate", "lipf6"): 0.3,
    ("graphite", "anode"): 0.4,
    ("lipf6", "electrolyte"): 0.5,
    ("cathode", "cell"): 0.35,
    ("anode", "cell"): 0.10,
    ("separator", "cell"): 0.08,
    ("electrolyte", "cell"): 0.08,
    ("cell", "pack"): 0.7,
    ("pack", "car"): 0.4,
}
BATTERY_PARKS = {"jia": ("carbonate", "cathode", "cell"), "yi": ("anode", "separator", "pack", "car")}


def battery() -> list[Fact]:
    """Return the toy battery chain of docs/methods.md: 11 products, parks 甲 and 乙."""
    facts = [
        fact(f"product:{one}", "FEEDS", f"product:{other}", coefficient=share, basis="reference")
        for (one, other), share in BATTERY_FEEDS.items()
    ]
    products = sorted({name for pair in BATTERY_FEEDS for name in pair})
    facts += [
        fact(f"product:{name}", "CHAIN_MEMBER", "chain:battery", stage="midstream") for name in products
    ]
    for park, made in BATTERY_PARKS.items():
        for name in made:
            facts.append(fact(f"company:{park}-{name}", "PRODUCES", f"product:{name}", status="running"))
            facts.append(fact(f"company:{park}-{name}", "LOCATED_IN", f"park:{park}"))
    return facts
