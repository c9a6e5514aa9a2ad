"""The settings of an atlas folder: chainatlas.toml, looked for here and in the folders above."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import UsageError

FILE = "chainatlas.toml"
BUNDLED = "bundled"
"""What stands for the facts that come with the program."""
KNOWN: Mapping[str, type] = {"store": str, "lang": str, "facts": list}


def configured(folder: Path | None = None) -> dict[str, Any]:
    """Return what the nearest chainatlas.toml says, with paths as seen from its own folder.

    Raises UsageError where it cannot be read or says something unknown.
    """
    here = (folder or Path.cwd()).absolute()
    path = next((one / FILE for one in (here, *here.parents) if (one / FILE).is_file()), None)
    return _read(path) if path else {}


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    for key, value in told.items():
        if key not in KNOWN:
            raise UsageError(f"{path}: there is no setting {key!r}; there are: {', '.join(KNOWN)}")
        if not isinstance(value, KNOWN[key]):
            raise UsageError(f"{path}: expected {key} as {KNOWN[key].__name__}, got {value!r}")
    return _placed(told, path.parent)


def _placed(told: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the settings with the store and the folders of facts as seen from the file's own folder."""
    if "store" in told and "://" not in told["store"]:
        told["store"] = str(folder / told["store"])
    if "facts" in told:
        told["facts"] = [name if name == BUNDLED else str(folder / str(name)) for name in told["facts"]]
    return told
