"""Export: a selected part of a store's graph in a format, at a place or as bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from chainatlas.exports._format import Format, Part
from chainatlas.exports._target import replaced


def write_export(part: Part, form: Format, target: Path) -> None:
    """Write a part of the graph to a file or folder: wholly, or not at all.

    Raises
    ------
    StoreError
        The target is of another kind, holds files of others, or cannot be written.

    """
    with replaced(target, form) as place:
        form.write(part, place)


def exported(part: Part, form: Format) -> bytes:
    """Return a part of the graph as the bytes of a file in a format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export")
        form.write(part, path)
        return path.read_bytes()
