"""The folder of a site: claimed or refused, with pages replaced only where they differ, each as a whole."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import StoreError, UsageError
from chainatlas.graph.version import VERSION

MANIFEST = "atlas.json"
PROGRAM = "chainatlas"
OWN = re.compile(r"([a-z]+/)?[a-z0-9][a-z0-9_.-]*\.(html|js|css)")
"""How the pages and assets of a site are named; a manifest that names anything else is not ours."""
LEFT = re.compile(r"\.[0-9a-f]{16}\.part")
"""What a run that was killed may leave behind."""


class Folder:
    """A folder that holds a site, and nothing that the site did not write is touched in it.

    `put` writes what differs, `finish` removes what the site no longer has. A run that ends in between
    leaves every page old or new; the manifest names all of them from the start, so the next run knows.
    """

    def __init__(self, path: Path, names: Collection[str]) -> None:
        """Claim the folder for pages of these names; raise UsageError or StoreError where it cannot be."""
        self.path = path
        self.digests: dict[str, str] = {}
        self.written = 0
        with _told(path):
            before = _claimed(path)
            _refuse_strangers(path, set(names) - before.keys())
            for folder in sorted({name.rpartition("/")[0] for name in names}):
                _own_folder(path / folder)
            self._gone = before.keys() - set(names)
            self._note(dict.fromkeys(names, "") | before)

    def put(self, name: str, content: bytes) -> None:
        """Write one page or asset unless the file holds these very bytes."""
        self.digests[name] = hashlib.sha256(content).hexdigest()
        with _told(self.path):
            self.written += replaced(self.path / name, content)

    def took(self, digests: Mapping[str, str], written: int) -> None:
        """Note what another process put into the same folder."""
        self.digests |= digests
        self.written += written

    def finish(self) -> int:
        """Remove the pages of what is gone and write the manifest; return how many were removed."""
        with _told(self.path):
            for name in sorted(self._gone):
                (self.path / name).unlink(missing_ok=True)
            self._note(self.digests)
        return len(self._gone)

    def _note(self, pages: Mapping[str, str]) -> None:
        told = {"program": PROGRAM, "version": VERSION, "pages": dict(sorted(pages.items()))}
        replaced(self.path / MANIFEST, (json.dumps(told, indent=0) + "\n").encode())


def replaced(path: Path, content: bytes) -> bool:
    """Put a file in the place of the one before, whole or not at all; tell whether it differed."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
        return False
    temporary = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _claimed(path: Path) -> dict[str, str]:
    """Return the pages of the site that a folder holds; refuse a folder that holds anything else."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"expected a folder for the atlas, got the file {str(path)!r}")
    path.mkdir(parents=True, exist_ok=True)
    found = sorted(child.name for child in path.iterdir())
    if MANIFEST in found:
        pages = _pages(path / MANIFEST)
        _sweep(path)
        return pages
    if strange := [name for name in found if not LEFT.fullmatch(name)]:
        raise UsageError(
            f"expected an empty folder or an atlas, got {str(path)!r}, which holds {strange[0]!r}"
            f"{f' and {len(strange) - 1} more' if len(strange) > 1 else ''}; name another folder"
        )
    return {}


def _pages(manifest: Path) -> dict[str, str]:
    try:
        told: Any = json.loads(manifest.read_text("utf-8"))
        named = (
            told["program"] == PROGRAM
            and all(OWN.fullmatch(name) for name in told["pages"])
            and isinstance(told["pages"], dict)
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        named = False
    if not named:
        raise UsageError(
            f"{str(manifest)!r} is not the list of pages of an atlas; name another folder, or delete the file"
        )
    return {name: str(digest) for name, digest in told["pages"].items()}


def _sweep(path: Path) -> None:
    """Delete what a run that was killed was about to rename."""
    for pattern in (".*.part", "*/.*.part"):
        for left in path.glob(pattern):
            if LEFT.fullmatch(left.name) and not left.parent.is_symlink():
                left.unlink(missing_ok=True)


def _refuse_strangers(path: Path, fresh: Collection[str]) -> None:
    """Refuse to write over a file that no atlas put there."""
    for name in sorted(fresh):
        if (path / name).exists() or (path / name).is_symlink():
            raise UsageError(
                f"{str(path / name)!r} is no page of this atlas, but one has to stand there; move it away"
            )


def _own_folder(path: Path) -> None:
    if path.is_symlink():
        raise UsageError(f"expected a folder of the atlas, got the link {str(path)!r}; remove it")
    path.mkdir(exist_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into one line that names the folder."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"cannot write the atlas to {str(path)!r} ({error.strerror}): "
            "name a folder that you may write to, with space left"
        ) from error
