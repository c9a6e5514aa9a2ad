"""Lay out a folder for an atlas of one's own: settings, a first source to fill in, and what to do next."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from chainatlas.graph.errors import StoreError, UsageError
from chainatlas.loaders._blank import lay_out

SETTINGS = """\
# Settings of this atlas; every chainatlas command that runs in this folder or below it reads them.
store = "atlas.kgl"            # or neo4j://localhost:7687
facts = ["bundled", "facts"]   # what `chainatlas build` reads; "bundled" are the facts of the program
# lang = "zh"                  # zh or en; the locale decides where this is left out
"""
README = """\
# An atlas of one's own

    chainatlas check              # every refusal with file, row and column
    chainatlas build              # facts → atlas.kgl
    chainatlas ask --list         # the questions
    chainatlas ask coverage       # how complete the record is
    chainatlas map overview -o overview.html --open

`chainatlas.toml` holds the settings. `facts/` holds your sources, a folder each: fill in `facts/{source}/`
(source.toml and a CSV file for each kind of edge) and register new parks, firms and products in
`facts/entities/`. `chainatlas new-source facts/NAME` lays out the next one.
"""
RESERVED = ("entities", "chains")
"""Folders of facts that are no sources."""
IGNORED = "*.kgl\n*.html\n"


def lay_out_folder(folder: Path, source: str) -> list[Path]:
    """Make the files of an atlas folder with one empty source; return them.

    Raises UsageError where the folder holds something already or the source's name is none of a folder,
    StoreError where it cannot be written.
    """
    _refuse_name(source)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"expected a new or empty folder, got {folder}, which holds files")
        made = lay_out(folder / "facts" / source)
        _sign(folder / "facts" / source / "source.toml", source)
        texts = {
            "chainatlas.toml": SETTINGS,
            "README.md": README.format(source=source),
            ".gitignore": IGNORED,
        }
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(f"cannot write {folder}: {error.strerror}") from None
    return [*(folder / name for name in texts), *made]


def _refuse_name(source: str) -> None:
    """Refuse a name that would lead elsewhere, that nobody reads or that cannot be shown."""
    led = Path(source).name != source or "\\" in source or source in RESERVED
    if not source.strip() or led or source.startswith((".", "~")) or not source.isprintable():
        raise UsageError(f"expected --source as the name of a new folder, such as my-source, got {source!r}")


def _sign(path: Path, source: str) -> None:
    """Fill in what a source must say of itself, so that the folder builds before anything is entered."""
    told = {"name": source, "publisher": "own notes", "recorded": datetime.date.today().isoformat()}
    text = path.read_text("utf-8")
    for key, value in told.items():
        said = f"{key} = {json.dumps(value, ensure_ascii=False)}"  # as TOML writes it too
        text = text.replace(f'\n{key} = ""', f"\n{said}", 1)
    path.write_text(text, "utf-8")
