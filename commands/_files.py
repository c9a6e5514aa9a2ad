"""Files and folders that `load` reads without --from: what `export` wrote, and folders of curated facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chainatlas.graph.errors import DataError, Refusal, UsageError

if TYPE_CHECKING:
    from chainatlas.exports._format import Format
    from chainatlas.graph.tables import Record

SETTINGS = ("as_of", "policy", "basis", "scenarios", "digest")


@dataclass(frozen=True)
class Files:
    """The record of some files, how the first graph among them was folded, and the parts of graphs.

    `parts` are files whose statements are not all that their graph was built from: a part was exported,
    or somebody changed the file since.
    """

    record: Record
    usual: dict[str, Any]
    parts: tuple[Path, ...]


def record_of_files(paths: Iterable[Path]) -> Files:
    """Return the record of files and folders together.

    Raises UsageError for a path that is of no known form, DataError with everything that is refused.
    """
    from chainatlas.graph.tables import Record, digest
    from chainatlas.loaders._merge import merged

    record = Record.empty()
    usual: dict[str, Any] = {}
    parts: list[Path] = []
    for path in paths:
        given, settings = _read(path)
        record, usual = merged(record, given), usual or settings
        if settings and settings.pop("digest") != digest(given):
            parts.append(path)
    return Files(record, usual, tuple(parts))


def _read(path: Path) -> tuple[Record, dict[str, Any]]:
    if not path.exists():
        raise DataError([Refusal(str(path), 0, "", "cannot be read: there is no such file or folder")])
    if path.is_dir() and not (path / "nodes").is_dir():
        from chainatlas.graph.tables import Record
        from chainatlas.loaders import curated

        return curated.read([path], Record.empty()), {}
    return _written(path, _format(path))


def _format(path: Path) -> Format:
    """Return the format of a path: of a folder by its files, of a file by its ending."""
    from chainatlas.exports._format import formats

    readable = [form for form in formats() if form.read and form.folder == path.is_dir()]
    for form in readable:
        found = any(any(path.glob(f"nodes/*{ending}")) for ending in form.endings)
        if found if path.is_dir() else path.name.lower().endswith(form.endings):
            return form
    endings = ", ".join(ending for form in readable for ending in form.endings)
    raise UsageError(
        f"expected a file that ends with {endings}, a folder of facts, or --from NAME, got {str(path)!r}"
    )


def _written(path: Path, form: Format) -> tuple[Record, dict[str, Any]]:
    from chainatlas.exports._reading import graph_of
    from chainatlas.graph.statements import record_of
    from chainatlas.graph.tables import NODE_SCHEMAS, Graph, frame

    assert form.read is not None
    graph = graph_of(form.read(path))
    nodes = {label: graph.nodes.get(label, frame([], schema)) for label, schema in NODE_SCHEMAS.items()}
    build = nodes["Build"].to_dicts()
    settings = {name: build[0][name] for name in SETTINGS} if build else {}
    return record_of(Graph(nodes, graph.edges)), settings
