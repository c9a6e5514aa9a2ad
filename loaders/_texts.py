"""Check curated statements against the texts they were read in, which are not part of the project."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import Refusal
from chainatlas.loaders._text import clean
from chainatlas.loaders.curated import Survey


def check_texts(survey: Survey, folder: Path) -> list[Refusal]:
    """Return what does not hold: a text that is not there or was changed, a term not in its paragraph."""
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        return [Refusal(str(folder), 0, "", "expected a folder with the texts of the documents")]
    texts = (path for path in sorted(folder.glob("*.txt")) if path.is_file())
    by_digest = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in texts}
    found: list[Refusal] = []
    for document in survey.record.documents.drop_nulls("sha256").iter_rows(named=True):
        if path := by_digest.get(document["sha256"]):
            text = path.read_bytes().decode("utf-8-sig", errors="replace")
            found += _check_corrections(survey, document["id"], clean(text, document["id"], ()))
            found += _check_terms(survey, document["id"], clean(text, document["id"], survey.corrections))
        else:
            file, row = survey.origins[document["id"]]
            reason = f"no text in {folder} has this sha256; expected {document['file'] or document['name']}"
            found.append(Refusal(file, row, "sha256", reason))
    return sorted(found)


def _check_corrections(survey: Survey, document: str, text: list[str]) -> Iterator[Refusal]:
    for correction, (file, row) in survey.corrections.items():
        number = correction.paragraph
        if correction.document != document:
            continue
        if not 1 <= number <= len(text):
            yield Refusal(file, row, "paragraph", f"expected 1 to {len(text)}, got {number}")
        elif correction.found not in text[number - 1]:
            yield Refusal(file, row, "found", f"{correction.found!r} is not in paragraph {number}")


def _check_terms(survey: Survey, document: str, text: list[str]) -> Iterator[Refusal]:
    for statement in survey.record.statements.iter_rows(named=True):
        if statement["document"] == document:
            file, row = survey.origins[statement["id"]]
            yield from _check_statement(statement, file, row, text)


def _check_statement(statement: Mapping[str, Any], file: str, row: int, text: list[str]) -> Iterator[Refusal]:
    number = statement["paragraph"]
    if not 1 <= number <= len(text):
        yield Refusal(file, row, "paragraph", f"expected 1 to {len(text)}, got {number}")
        return
    for term in statement["terms"]:
        if term not in text[number - 1]:
            others = [str(place) for place, line in enumerate(text, start=1) if term in line]
            hint = f"; it stands in {', '.join(others[:3])}" if others else "; it stands in no paragraph"
            yield Refusal(file, row, "terms", f"{term!r} is not in paragraph {number}{hint}")
