"""The build backend: that of setuptools, with archives packed anew: the same tree gives the same bytes.

Times are SOURCE_DATE_EPOCH, or 1980 where it is not set; owners and the modes of a checkout are left out.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 - a backend is the hooks that its module has

EARLIEST = 315_532_800
"""The first second of 1980 (UTC), before which a zip file has no time."""


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """Build the source archive and pack it anew."""
    name: str = build_meta.build_sdist(sdist_directory, config_settings)
    pack_tar(Path(sdist_directory, name))
    return name


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: Any = None) -> str:
    """Build the wheel and pack it anew."""
    name: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    pack_zip(Path(wheel_directory, name))
    return name


def epoch() -> int:
    """Return the one time that everything in an archive has, in seconds since 1970."""
    return max(EARLIEST, int(os.environ.get("SOURCE_DATE_EPOCH") or EARLIEST))


def pack_tar(path: Path) -> None:
    """Pack a tar.gz anew: files in the order of their names, all of one time and of nobody."""
    packed = io.BytesIO()
    with tarfile.open(path) as old, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda one: one.name):
            member.mtime, member.mode = epoch(), 0o755 if member.isdir() else 0o644
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    path.write_bytes(gzip.compress(packed.getvalue(), mtime=epoch()))


def pack_zip(path: Path) -> None:
    """Pack a wheel anew: its files in their order, all of one time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, time.gmtime(epoch())[:6])
            info.external_attr, info.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    path.write_bytes(packed.getvalue())
