"""What a check against the texts must know beside the statements: misprints, and names to pass over."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from chainatlas.graph.kinds import Property
from chainatlas.loaders._desk import Desk, required
from chainatlas.loaders._table import Row, unknown_word
from chainatlas.loaders._text import Correction

PARAGRAPH = Property("paragraph", "段落", "paragraph", "integer", required=True)
CORRECTION_COLUMNS = (
    Property("document", "文献", "document", required=True),
    PARAGRAPH,
    Property("found", "原文", "what stands there", required=True),
    Property("meant", "应为", "what was meant", required=True),
    Property("note", "备注", "note"),
)
IGNORE_COLUMNS = (
    PARAGRAPH,
    Property("name", "名称", "what stands there", required=True),
    Property("reason", "理由", "why no row mentions it", required=True),
)
Place = tuple[str, int]
"""A file and a row of it."""


@dataclass(frozen=True)
class Ignored:
    """A firm-like name of a text that no row needs to mention."""

    document: str
    paragraph: int
    name: str


@dataclass(frozen=True)
class Proof:
    """Misprints of the texts and names to pass over, each with the file and row that names it."""

    corrections: dict[Correction, Place] = field(default_factory=dict)
    ignored: dict[Ignored, Place] = field(default_factory=dict)

    def read_corrections(self, path: Path, desk: Desk) -> None:
        """Read a table of misprints; of two that could undo each other, the second is refused."""
        for row in desk.rows(path, CORRECTION_COLUMNS):
            if row.cells["document"] not in desk.documents:
                reason = unknown_word(row.cells["document"], list(desk.documents))
                desk.refuse(row, "document", f"the document {reason}")
            elif correction := _correction(row, desk):
                for other in self.corrections:
                    if correction.meets(other):
                        reason = f"meets the correction of {other.found!r}; make one of the two"
                        desk.refuse(row, "found", reason)
                self.corrections[correction] = (row.file, row.number)

    def read_ignored(self, path: Path, document: str, desk: Desk) -> None:
        """Read the names of one document that no row needs to mention."""
        for row in desk.rows(path, IGNORE_COLUMNS):
            values = desk.values(row, IGNORE_COLUMNS)
            if isinstance(paragraph := values["paragraph"], int) and values["name"]:
                self.ignored[Ignored(document, paragraph, str(values["name"]))] = (row.file, row.number)


def _correction(row: Row, desk: Desk) -> Correction | None:
    values = desk.values(row, CORRECTION_COLUMNS)
    if any(values[name] is None for name in required(CORRECTION_COLUMNS)):
        return None
    try:
        return Correction(
            str(values["document"]), int(str(values["paragraph"])), str(values["found"]), str(values["meant"])
        )
    except ValueError as error:
        desk.refuse(row, "found", str(error))
        return None
