"""Fold the statements of a store anew, as of a date or with suppositions; cached by content."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import DataError, Refusal, UsageError
from chainatlas.graph.kinds import BASIS
from chainatlas.graph.statements import COUNTED, Policy, fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Graph, Record
from chainatlas.graph.version import VERSION
from chainatlas.loaders import scenario
from chainatlas.loaders._kept_folds import ENDING, WALKED, KeptFold, keep, kept

KEPT = 40
"""How many folds the cache keeps, the last used ones."""


@dataclass(frozen=True)
class Folding:
    """How to fold: as of a whole ISO date, under a policy, counting some bases, with scenario files."""

    as_of: str | None = None
    policy: Policy | None = None
    basis: tuple[str, ...] = ()
    scenarios: tuple[Path, ...] = ()
    running: str = ""
    """The id of a project that is supposed to run."""

    @classmethod
    def of(cls, wishes: Mapping[str, Any]) -> Folding:
        """Return the folding that loosely given wishes ask for; raise UsageError for an unknown one."""
        known = {"as_of", "policy", "basis", "scenario", "running"}
        if unknown := sorted(wishes.keys() - known):
            raise UsageError(f"there is no wish {unknown[0]!r}; there are: {', '.join(sorted(known))}")
        words, files = wishes.get("basis") or (), wishes.get("scenario") or ()
        words = [word.strip() for word in words.split(",")] if isinstance(words, str) else words
        return cls(
            as_of=wishes.get("as_of") or None,
            policy=wishes.get("policy") or None,
            basis=tuple(sorted({word for word in words if word})),
            scenarios=tuple(map(Path, [files] if isinstance(files, str | Path) else files)),
            running=wishes.get("running") or "",
        )

    def __post_init__(self) -> None:
        """Refuse a date that is not whole and a basis that nobody knows."""
        if self.as_of is not None:
            check_date(self.as_of)
        for word in self.basis:
            if word not in BASIS:
                raise UsageError(f"expected --basis as some of {', '.join(BASIS)}, got {word!r}")

    def __bool__(self) -> bool:
        """Tell whether it asks for anything but the graph as it is."""
        return self != Folding()


def refold(store: Store, folding: Folding) -> Store:
    """Return a store that holds the statements of another one, folded in this way.

    Raises UsageError where the store's graph was itself folded with less than is asked for, and
    DataError with every refused line of a scenario.
    """
    if not folding:
        return store
    build = store.build()
    _refuse_more(build, folding)
    path = _cached(build, folding)
    if found := kept(path):
        return found
    from chainatlas.graph.stored import read_record

    keep(_folded(read_record(store), build, folding), path)
    _forget_old(path.parent)
    return kept(path) or KeptFold(path)


def _folded(record: Record, build: Mapping[str, Any], folding: Folding) -> Graph:
    supposed = [scenario.read(folding.scenarios, record)] if folding.scenarios else []
    names = [*build["scenarios"], *(path.name for path in folding.scenarios)]
    if folding.running:
        supposed.append(scenario.suppose_running(record, folding.running))
        names.append(f"{folding.running} running")
    return fold(
        record,
        as_of=folding.as_of or build["as_of"],
        policy=folding.policy or build["policy"],
        basis=folding.basis or tuple(build["basis"]),
        scenarios=supposed,
        scenario_names=names,
    )


def check_date(text: str) -> None:
    """Raise UsageError where a text is not a whole ISO date."""
    try:
        datetime.date.fromisoformat(text if len(text) == len("2023-05-16") else "")
    except ValueError:
        raise UsageError(f"expected a date such as 2023-05-16, got {text!r}") from None


def _refuse_more(build: dict[str, Any], folding: Folding) -> None:
    if folding.as_of and build["as_of"] and folding.as_of > build["as_of"]:
        raise UsageError(f"the graph was built as of {build['as_of']} and knows nothing later; build it anew")
    if folding.policy == "brave" and build["policy"] == "cautious":
        raise UsageError("the graph was built cautiously and holds no contested facts; build it anew")


def _cached(build: dict[str, Any], folding: Folding) -> Path:
    """Return the file of a fold, named after all that it depends on."""
    told = {**asdict(folding), "scenarios": [_content(path) for path in folding.scenarios]}
    content = json.dumps([build, told, VERSION, COUNTED], sort_keys=True, default=str)
    return cache_folder() / "folds" / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}{ENDING}"


def cache_folder() -> Path:
    """Return the folder of graphs that can be made again: CHAINATLAS_CACHE, or the user's cache."""
    if folder := os.environ.get("CHAINATLAS_CACHE"):
        return Path(folder)
    import platformdirs

    return platformdirs.user_cache_path("chainatlas")


def _content(path: Path) -> list[str]:
    try:
        return [path.name, hashlib.sha256(path.read_bytes()).hexdigest()]
    except OSError as error:
        raise DataError([Refusal(str(path), 0, "", f"cannot be read: {error.strerror}")]) from None


def _forget_old(folder: Path) -> None:
    files: Sequence[Path] = sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_atime_ns)
    for path in files[:-KEPT]:
        for one in (path, path.with_suffix(WALKED)):
            one.unlink(missing_ok=True)
