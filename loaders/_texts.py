"""Check curated statements against the texts they were read in, which are not part of the project."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import Refusal
from chainatlas.graph.model import STATED_EDGES
from chainatlas.graph.tables import ENTITY_LABELS
from chainatlas.loaders._mentions import forgotten, names_of, unmentioned
from chainatlas.loaders._numbers import stands_in
from chainatlas.loaders._text import clean
from chainatlas.loaders.curated import Survey

NUMBERS = sorted({prop.name for kind in STATED_EDGES.values() for prop in kind.own if prop.kind == "number"})


def check_texts(survey: Survey, folder: Path) -> list[Refusal]:
    """Return what does not hold between the statements and the texts.

    A text is missing or was changed; a term or number of a row is not in its paragraph; a firm of a
    text is in no row and not explained; a correction or an ignored name is not where it is said to be.
    """
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        return [Refusal(str(folder), 0, "", "expected a folder with the texts of the documents")]
    texts = (path for path in sorted(folder.glob("*.txt")) if path.is_file())
    by_digest = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in texts}
    found: list[Refusal] = []
    for document in survey.record.documents.drop_nulls("sha256").iter_rows(named=True):
        if path := by_digest.get(document["sha256"]):
            raw = path.read_bytes().decode("utf-8-sig", errors="replace")
            found += Reading(survey, document["id"], raw).refusals()
        else:
            file, row = survey.origins[document["id"]]
            reason = f"no text in {folder} has this sha256; expected {document['file'] or document['name']}"
            found.append(Refusal(file, row, "sha256", reason))
    return sorted(found)


class Reading:
    """One document beside its text."""

    def __init__(self, survey: Survey, document: str, raw: str) -> None:
        """Clean the text and pick the statements of the document."""
        self.survey = survey
        self.document = document
        self.printed = clean(raw, document, ())
        self.text = clean(raw, document, survey.proof.corrections)
        said = survey.record.statements.iter_rows(named=True)
        self.statements = [row for row in said if row["document"] == document]

    def refusals(self) -> Iterator[Refusal]:
        """Yield whatever does not hold."""
        for correction, place in self.survey.proof.corrections.items():
            if correction.document == self.document:
                number, found = correction.paragraph, correction.found
                yield from self._missing(self.printed, number, "found", [found], place)
        for ignored, place in self.survey.proof.ignored.items():
            if ignored.document == self.document:
                yield from self._missing(self.text, ignored.paragraph, "name", [ignored.name], place)
        for statement in self.statements:
            place, number = self.survey.origins[statement["id"]], statement["paragraph"]
            yield from self._missing(self.text, number, "terms", statement["terms"], place)
            yield from self._wrong_numbers(statement, place)
        yield from self._unmentioned()

    def _missing(
        self, text: list[str], number: int, column: str, terms: list[str], place: tuple[str, int]
    ) -> Iterator[Refusal]:
        """Yield the terms that are not in their paragraph, with where they are."""
        if not 1 <= number <= len(text):
            yield Refusal(*place, "paragraph", f"expected 1 to {len(text)}, got {number}")
            return
        for term in terms:
            if term not in text[number - 1]:
                others = [str(at) for at, line in enumerate(text, start=1) if term in line]
                hint = f"it stands in {', '.join(others[:3])}" if others else "it stands in no paragraph"
                yield Refusal(*place, column, f"{term!r} is not in paragraph {number}; {hint}")

    def _wrong_numbers(self, statement: Mapping[str, Any], place: tuple[str, int]) -> Iterator[Refusal]:
        number = statement["paragraph"]
        told = {name: statement[name] for name in NUMBERS if statement[name] is not None}
        if statement["property"] == "investment_cny":
            told["value"] = float(statement["property_value"])
        for name, value in told.items() if 1 <= number <= len(self.text) else ():
            if name != "confidence" and not stands_in(value, self.text[number - 1]):
                yield Refusal(*place, name, f"no number in paragraph {number} has the digits of {value:g}")

    def _unmentioned(self) -> Iterator[Refusal]:
        """Yield firms of the text that no row speaks of and no line of ignore.csv explains."""
        file = self.survey.origins[self.document][0]
        entities = self.survey.record.entities
        registered = [
            pair for label in ENTITY_LABELS for pair in names_of(entities[label].iter_rows(named=True))
        ]
        known = defaultdict(set)
        for row in self.statements:
            known[row["paragraph"]].update(row["terms"])
        for ignored in self.survey.proof.ignored:
            if ignored.document == self.document:
                known[ignored.paragraph].add(ignored.name)
        for number, line in enumerate(self.text, start=1):
            for around in unmentioned(line, (*known[number], *(name for name, _ in registered))):
                reason = f"paragraph {number} names a firm that no row mentions: …{around}…; "
                yield Refusal(file, 0, "", reason + "add rows, or a line in ignore.csv")
        yield from self._forgotten(file)

    def _forgotten(self, file: str) -> Iterator[Refusal]:
        used = {row[end] for row in self.statements for end in ("subject", "object")}
        firms: dict[str, set[str]] = defaultdict(set)
        for name, identifier in names_of(self.survey.record.entities["Company"].iter_rows(named=True)):
            firms[name].add(identifier)
        ignored = {one.name for one in self.survey.proof.ignored if one.document == self.document}
        for name in forgotten("\n".join(self.text), firms, used):
            if name not in ignored:
                yield Refusal(file, 0, "", f"the text names {name!r}, of which no row of this source speaks")
