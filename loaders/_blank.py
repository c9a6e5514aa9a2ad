"""Lay out an empty source: a folder with a source.toml to fill in and a headed file for each kind of edge."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from chainatlas.graph.errors import StoreError, UsageError
from chainatlas.graph.kinds import Property
from chainatlas.graph.model import ATTRIBUTE_COLUMNS, IDENTITY_COLUMNS, NODE_KINDS, STATED_EDGES

SOURCE = """\
id = "document:{name}"
name = ""              # the title
name_en = ""
publisher = ""
publisher_group = ""   # the same for publishers that copy each other
published = ""         # 2026, 2026-01 or 2026-01-31
recorded = ""          # the whole day on which it became public, as near as can be told
url = ""
sha256 = ""            # of the text file: sha256sum FILE
file = ""              # the text file's name

[defaults]
basis = "stated"

[expected]             # how many rows each file holds; take out files you do not need
{expected}
"""


def lay_out(folder: Path) -> list[Path]:
    """Make the files of an empty source, and the registers beside it where there are none yet.

    Returns the files that were made. Raises UsageError where the folder holds something already, and
    StoreError where it cannot be written.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"expected a new or empty folder, got {folder}, which holds files")
        files = _files(folder)
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(f"cannot write {folder}: {error.strerror}") from None
    return list(files)


def _files(folder: Path) -> dict[Path, str]:
    headed = {folder / kind.file: _header(kind.columns) for kind in STATED_EDGES.values()}
    headed[folder / "attributes.csv"] = _header(ATTRIBUTE_COLUMNS)
    headed[folder / "identities.csv"] = _header(IDENTITY_COLUMNS)
    expected = "\n".join(f'"{path.name}" = 0' for path in headed)
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in folder.name.lower())
    files = {folder / "source.toml": SOURCE.format(name=name.strip("-") or "new", expected=expected)} | headed
    registers = folder.parent / "entities"
    if not registers.exists():
        files |= {registers / kind.file: _header(kind.columns) for kind in NODE_KINDS if kind.file}
    return files


def _header(columns: Iterable[Property]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([prop.name for prop in columns])
    return text.getvalue()
