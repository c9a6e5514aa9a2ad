"""The scripts and styles of others that pages bring along: pinned in bundled/bundled.toml, fetched from npm.

`make bundled` fetches them anew.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chainatlas.graph.errors import DataError, Refusal

FOLDER = Path(__file__).parent / "bundled"
PINS = FOLDER / "bundled.toml"


@dataclass(frozen=True)
class Pin:
    """One file of one release of an npm package, with the checksum of the whole release."""

    package: str
    version: str
    licence: str
    path: str
    integrity: str
    tests: bool = False
    """Whether only tests use it; such a file is not shipped."""

    @property
    def name(self) -> str:
        """Return the name of the file here: the package and its version with the file's own ending."""
        suffixes = "".join(suffix for suffix in Path(self.path).suffixes if suffix in (".min", ".js", ".css"))
        return f"{self.package}-{self.version}{suffixes}"

    def fetch(self, folder: Path) -> Path:
        """Write the file and the licence of its package into a folder; return the file's path.

        Raises DataError where the registry does not give the release that was pinned.
        """
        with tempfile.TemporaryDirectory() as scratch:
            command = ["npm", "pack", "--silent", f"{self.package}@{self.version}"]
            told = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=True).stdout
            archive = Path(scratch) / told.split()[-1]
            digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
            if self.integrity != f"sha512-{digest}":
                reason = f"expected {self.package} {self.version} as {self.integrity}, got sha512-{digest}"
                raise DataError([Refusal(str(PINS), 0, self.package, reason)])
            with tarfile.open(archive) as release:
                (folder / self.name).write_bytes(_content(release, self.path))
                (folder / f"{self.package}-{self.version}.LICENSE").write_bytes(_content(release, "LICENSE"))
        return folder / self.name


def pins() -> Iterator[Pin]:
    """Yield the files in the order in which a page needs them."""
    for row in tomllib.loads(PINS.read_text("utf-8"))["file"]:
        yield Pin(**row)


def bundled(*packages: str, suffix: str = ".js") -> str:
    """Return the scripts, or styles with the suffix .css, of these packages as one text."""
    chosen = [pin for pin in pins() if pin.package in packages and pin.name.endswith(suffix)]
    return "\n".join((FOLDER / pin.name).read_text("utf-8") for pin in chosen)


def _content(release: tarfile.TarFile, path: str) -> bytes:
    file = release.extractfile(f"package/{path}")
    return file.read() if file else b""


if __name__ == "__main__":
    for pin in pins():
        if not pin.tests:
            print(pin.fetch(FOLDER))
