"""Where an export goes: a file or folder that is replaced as a whole, or left as it was."""

from __future__ import annotations

import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chainatlas.exports._format import Format
from chainatlas.graph.errors import StoreError


@contextmanager
def replaced(target: Path, form: Format) -> Iterator[Path]:
    """Give a path beside the target, and put what was written there into the target's place.

    Raises
    ------
    StoreError
        The target is of another kind, holds files of others, or cannot be written; nothing was changed.

    """
    temporary = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        _refuse(target, form)
        if form.folder:
            temporary.mkdir()
        yield temporary
        _move(temporary, target)
    except OSError as error:
        raise StoreError(
            f"cannot write the export to {str(target)!r} ({error.strerror}): "
            "name a place in a folder that exists and that you may write to"
        ) from error
    finally:
        _remove(temporary)


def _refuse(target: Path, form: Format) -> None:
    """Refuse to put an export in the place of something else."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if not (stat.S_ISDIR(mode) if form.folder else stat.S_ISREG(mode)):
        expected, got = ("folder", _kind(mode)) if form.folder else ("file", _kind(mode))
        raise StoreError(f"{form.name} is written to a {expected}, but {str(target)!r} is a {got}")
    own = form.files | {str(Path(name).parent) for name in form.files}
    if form.folder and (foreign := sorted(_held(target) - own)):
        raise StoreError(
            f"the folder {str(target)!r} holds {foreign[0]!r}, which is no file of a {form.name} export; "
            "name another folder, or move it away"
        )


def _kind(mode: int) -> str:
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "device"


def _held(folder: Path) -> set[str]:
    """Return what is in a folder: files at any depth, and folders in which there is nothing."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() or path.is_symlink() or not any(path.iterdir())
    }


def _move(temporary: Path, target: Path) -> None:
    """Rename into place; a folder that was there is put back where the new one cannot take its place."""
    if not target.is_dir():
        temporary.replace(target)
        return
    old = temporary.with_suffix(".old")
    target.replace(old)
    try:
        temporary.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old)


def _remove(temporary: Path) -> None:
    if temporary.is_dir():
        shutil.rmtree(temporary, ignore_errors=True)
    elif temporary.parent.is_dir():
        temporary.unlink(missing_ok=True)
