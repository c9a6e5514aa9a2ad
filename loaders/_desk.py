"""The reading desk: rows become entities and statements, names become ids, and refusals pile up."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chainatlas.graph.decisions import JOINED_LABELS, decisions, identities
from chainatlas.graph.errors import DataError, Refusal, UnknownName
from chainatlas.graph.identity import Named, Names, measure_id
from chainatlas.graph.joining import joined
from chainatlas.graph.kinds import CONFIDENCE, EdgeKind, Property
from chainatlas.graph.model import (
    ATTRIBUTE,
    ATTRIBUTE_COLUMNS,
    EDGES,
    IDENTITY_COLUMNS,
    NODES,
    SAME_AS,
    label_of,
)
from chainatlas.graph.tables import ENTITY_LABELS, Record, node_frame, statements
from chainatlas.loaders._cells import Value, full_date, parse
from chainatlas.loaders._table import Row, read_rows, unknown_word

SLUG = re.compile(r"[a-z]+:[a-z0-9]+([-./][a-z0-9]+)*")
SLUGS = re.compile(r"[a-z]+:[^\W_]+([-./][^\W_]+)*")
"""Ids that loaders make of names, too: letters and digits of any script."""
INCIDENTAL = ("note", "terms")
"""What may be changed in a statement without making it another statement."""

Origins = dict[str, tuple[str, int]]


def required(columns: Iterable[Property]) -> list[str]:
    """Return the names of the columns that every row must fill."""
    return [prop.name for prop in columns if prop.required]


@dataclass
class Desk:
    """Collects what rows say; `record` gives it, or raises DataError with every refusal."""

    base: Record
    refusals: list[Refusal] = field(default_factory=list)
    entities: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {label: {} for label in ENTITY_LABELS}
    )
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names(()))

    def rows(self, path: Path, columns: Iterable[Property]) -> Iterator[Row]:
        """Yield the rows of a file that has these columns; a file that is not there has none."""
        columns = tuple(columns)
        names = [prop.name for prop in columns]
        return read_rows(path, names, required(columns), self.refusals) if path.exists() else iter(())

    def refuse(self, row: Row, column: str, reason: str) -> None:
        """Note that a cell cannot be used."""
        self.refusals.append(row.refusal(column, reason))

    def register(self, label: str, row: Row, columns: Iterable[Property]) -> dict[str, Value]:
        """Take a row as a node of this label, refusing an id of another form or of another row."""
        values = self.values(row, columns)
        known = self.documents if label == "Document" else self.entities[label]
        name = str(values.get("id") or "")
        if name and (not SLUG.fullmatch(name) or not name.startswith(NODES[label].prefix)):
            expected = f"{NODES[label].prefix}a-slug in lower-case ASCII"
            self.refuse(row, "id", f"expected an id like {expected}, got {name!r}")
        elif name in known:
            self.refuse(row, "id", f"{name!r} is registered twice")
        elif name:
            known[name] = values
            self.origins[name] = (row.file, row.number)
        return values

    def values(self, row: Row, columns: Iterable[Property]) -> dict[str, Value]:
        """Parse the cells of a row; a required cell that is empty is refused."""
        found: dict[str, Value] = {}
        for prop in columns:
            try:
                found[prop.name] = parse(prop, row.cells.get(prop.name, ""))
            except ValueError as error:
                self.refuse(row, prop.name, str(error))
                found[prop.name] = None
            if prop.required and not row.cells.get(prop.name):
                self.refuse(row, prop.name, "the cell is empty")
        return found

    def close_register(self) -> None:
        """Index all names, those of the base too, and refuse two ids for one name."""
        self.names = Names(self._named())
        for one, other in self.names.clashes():
            file, row = self.origins.get(other.id, self.origins.get(one.id, ("", 0)))
            reason = f"{one.name!r} is the name of both {one.id!r} and {other.id!r}"
            self.refusals.append(Refusal(file, row, "name", reason))

    def state(
        self, kind: EdgeKind, row: Row, document: Mapping[str, Any], defaults: Mapping[str, Any]
    ) -> None:
        """Take a row as a statement of an edge."""
        values: dict[str, Any] = self.values(row, kind.columns)
        for prop in kind.own:
            if prop.kind == "id" and values[prop.name]:
                values[prop.name] = self._resolved(row, prop.name, (prop.label,))
        subject = self._resolved(row, "subject", kind.sources)
        target = (
            measure_id(values | {"subject": subject})
            if kind.measure
            else self._resolved(row, "object", kind.targets)
        )
        if subject and target and (kind.measure or self._may_join(kind, row, subject, target)):
            values |= {"subject": subject, "object": target, "predicate": kind.type}
            self._keep(row, values, document, defaults)

    def state_attribute(self, row: Row, document: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        """Take a row as a statement of a property of a node."""
        values: dict[str, Any] = self.values(row, ATTRIBUTE_COLUMNS)
        told = values.pop("value")
        subject = self._resolved(
            row, "subject", [label for label in ENTITY_LABELS if NODES[label].attributes]
        )
        if subject and told and (prop := self._attribute(row, subject)):
            try:
                parse(prop, str(told))
            except ValueError as error:
                self.refuse(row, "value", str(error))
            values |= {
                "subject": subject,
                "predicate": ATTRIBUTE,
                "property": prop.name,
                "property_value": told,
            }
            self._keep(row, values, document, defaults)

    def state_identity(self, row: Row, document: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        """Take a row as a decision that two nodes are one thing, or two.

        An id of a kind that can be joined may be of no register: outside data may bring it later.
        """
        values: dict[str, Any] = self.values(row, IDENTITY_COLUMNS)
        decision = values.pop("decision")
        ends = [self._joinable(row, column) for column in ("subject", "object")]
        if not all(ends):
            return
        one, other = sorted(map(str, ends))
        if one == other or label_of(one) != label_of(other):
            self.refuse(row, "object", f"expected another one of the same kind, got {one!r} and {other!r}")
        status = "denied" if decision == "different" else None
        values |= {"subject": one, "object": other, "predicate": SAME_AS, "status": status}
        self._keep(row, values, document, defaults)

    def refuse_contradictions(self) -> None:
        """Refuse decisions by which two things would be one and two at once."""
        said = [values for values in self.said.values() if values["predicate"] == SAME_AS]
        made = decisions(statements(said))
        for group, pair in identities(made.values()).contradictions:
            file, row = self.origins[made[pair].statements[-1]]
            reason = f"{pair[0]!r} and {pair[1]!r} are decided to be one and to be two: {', '.join(group)}"
            self.refusals.append(Refusal(file, row, "decision", reason))

    def record(self) -> Record:
        """Return what was read; raise DataError where anything was refused."""
        if self.refusals:
            raise DataError(self.refusals)
        entities = {label: node_frame(label, rows.values()) for label, rows in self.entities.items()}
        return Record(
            entities, node_frame("Document", self.documents.values()), statements(self.said.values())
        )

    def _named(self) -> Iterator[Named]:
        base = joined(self.base)
        for label in ENTITY_LABELS:
            for node in base.entities[label].iter_rows(named=True):
                yield Named.of(label, node)
            for node in self.entities[label].values():
                if node.get("name"):
                    yield Named.of(label, node)

    def _resolved(self, row: Row, column: str, labels: Iterable[str]) -> str | None:
        text = row.cells.get(column, "")
        try:
            return self.names.resolve(text, tuple(labels)) if text else None
        except UnknownName as error:
            self.refuse(row, column, str(error))
            return None

    def _joinable(self, row: Row, column: str) -> str | None:
        text = row.cells.get(column, "")
        if text not in self.names.by_id and SLUGS.fullmatch(text) and label_of(text) in JOINED_LABELS:
            return text
        return self._resolved(row, column, JOINED_LABELS)

    def _may_join(self, kind: EdgeKind, row: Row, subject: str, target: str) -> bool:
        ends = (self.names.by_id[subject].label, self.names.by_id[target].label)
        if subject == target:
            self.refuse(row, "object", f"{subject!r} cannot stand at both ends of {kind.type}")
        elif ends not in kind.ends:
            self.refuse(row, "object", f"{kind.type} does not lead from a {ends[0]} to a {ends[1]}")
        return subject != target and ends in kind.ends

    def _attribute(self, row: Row, subject: str) -> Property | None:
        kind = NODES[self.names.by_id[subject].label]
        name = row.cells["property"]
        found = next((prop for prop in kind.own if prop.name == name and name in kind.attributes), None)
        if not found:
            self.refuse(row, "property", f"the property {unknown_word(name, kind.attributes)}")
        return found

    def _keep(
        self, row: Row, values: dict[str, Any], document: Mapping[str, Any], defaults: Mapping[str, Any]
    ) -> None:
        basis = values.get("basis") or defaults.get("basis") or "stated"
        values |= {"basis": basis, "document": document["id"], "recorded": document["recorded"]}
        if values.get("confidence") is None:
            values["confidence"] = defaults.get("confidence", CONFIDENCE[basis])
        values["rank"] = values.get("rank") or "normal"
        if not 0 <= values["confidence"] <= 1:
            self.refuse(row, "confidence", f"expected 0 to 1, got {values['confidence']:g}")
        if (number := values.get("paragraph")) is not None and number < 1:
            self.refuse(row, "paragraph", f"expected 1 or more, got {number}")
        if document.get("sha256") and not (values.get("paragraph") and values.get("terms")):
            self.refuse(row, "paragraph", "a statement read in a text needs its paragraph and terms")
        values["id"] = statement_id(values)
        values["name"] = " ".join(
            str(values[part]) for part in ("subject", "predicate", "object") if values.get(part)
        )
        if values["id"] in self.said:
            self.refuse(row, "subject", f"says the same as row {self.origins[values['id']][1]}")
        self.said[values["id"]] = values
        self.origins[values["id"]] = (row.file, row.number)


def statement_id(values: Mapping[str, Any]) -> str:
    """Return an id that depends on what is said and where, not on the place of the row in its file."""
    content = {key: value for key, value in values.items() if key not in INCIDENTAL and value is not None}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    document = str(values["document"]).partition(":")[2]
    return f"statement:{document}/{str(values['predicate']).lower().replace('_', '-')}/{digest[:12]}"


def check_recorded(desk: Desk, row: Row, values: Mapping[str, Any]) -> None:
    """Refuse a document whose date of record is not a whole day: an as-of fold could not place it."""
    recorded = str(values.get("recorded") or "")
    if recorded and not full_date(recorded):
        desk.refuse(row, "recorded", f"expected a whole date such as 2023-05-16, got {recorded!r}")


def kind_of(file: str) -> EdgeKind | None:
    """Return the kind of edge that a file of this name states."""
    return next((kind for kind in EDGES.values() if kind.file == file and kind.type != "SUPPORTED_BY"), None)
