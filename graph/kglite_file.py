"""The file of the embedded store: the engine's graph and, behind it, every kind of node and edge as columns.

The engine's bytes come first, so that the engine itself opens the file; then come the chunks, a directory of
them as JSON, and a foot that says where the directory begins. docs/decisions/0011 says why.
"""

from __future__ import annotations

import io
import json
import mmap
import os
import struct
import time
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import polars as pl

try:
    import fcntl
except ImportError:  # on Windows, where the last of two writers wins
    fcntl = None  # type: ignore[assignment]

from chainatlas.graph.columns import STATEMENTS, Columns, Kind, kinds, ordered, schema_of
from chainatlas.graph.errors import StoreError
from chainatlas.graph.tables import (
    EDGE_SCHEMAS,
    LINKS,
    STATEMENT_SCHEMA,
    Graph,
    frame,
    in_order,
    node_frame,
)

CHUNK = 8192
"""How many rows are packed together: what is read at least, where a few ids are looked up."""
KEPT = 2048
"""How many chunks in which some ids were looked up are kept: those of some million statements."""
END = b"ATLASEND"
FOOT = struct.Struct("<QI8s")
"""Where the directory begins, the checksum of all before, and the mark at the end of every file."""


@dataclass(frozen=True)
class Chunk:
    """Where rows of a kind are among all columns, their first value, and the predicates of statements."""

    start: int
    length: int
    first: str = ""
    predicates: Sequence[str] = ()


class FileColumns(Columns):
    """The columns of a file; they stay those of the moment of opening, even where it is replaced."""

    def __init__(self, path: Path) -> None:
        """Read the directory; raise ValueError where the file is not whole, OSError where it is not read."""
        super().__init__()
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._bytes) < FOOT.size:
            raise ValueError("the file is cut off")
        start, checksum, end = FOOT.unpack(self._bytes[-FOOT.size :])
        with memoryview(self._bytes) as whole, whole[: -FOOT.size] as told:
            if end != END or zlib.crc32(told) != checksum:
                raise ValueError("the file is not as it was written")
        directory = json.loads(self._bytes[start : -FOOT.size])
        self._columns = directory["engine"]
        self._told = {tuple(kind): told for kind, told, _ in directory["kinds"]}
        self._chunks = {
            tuple(kind): [Chunk(*one) for one in chunks] for kind, _, chunks in directory["kinds"]
        }
        self._looked_up: dict[int, pl.DataFrame] = {}

    def engine(self) -> bytes:
        """Return the bytes that the engine wrote."""
        return self._bytes[: self._columns]

    def chosen(self, kind: Kind, ids: Iterable[str], wanted: Sequence[str]) -> pl.DataFrame:
        """Return columns of the nodes with these ids that there are; only their chunks are decoded."""
        chunks, columns = self._chunks.get(kind, []), ["id", *(name for name in wanted if name != "id")]
        firsts = [chunk.first for chunk in chunks]
        placed = groupby(sorted(set(ids)), key=lambda name: bisect_right(firsts, name) - 1)
        parts = [
            _at(self._kept(kind, chunks[place], columns), list(asked))
            for place, asked in placed
            if place >= 0
        ]
        return _joined(kind, parts, columns).select(wanted)

    def stated(self, predicate: str) -> pl.DataFrame:
        """Return the statements with this predicate; only chunks that have some are decoded."""
        wanted = list(STATEMENT_SCHEMA)
        chunks = (chunk for chunk in self._chunks.get(STATEMENTS, []) if predicate in chunk.predicates)
        parts = [self._kept(STATEMENTS, chunk, wanted) for chunk in chunks]
        return _joined(STATEMENTS, parts, wanted).filter(pl.col("predicate") == predicate)

    def _decoded(self, kind: Kind, wanted: Sequence[str]) -> pl.DataFrame:
        if kind == LINKS and kind not in self._chunks:
            return _links(self.table(STATEMENTS, ["id", "document"])).select(wanted)
        chunks = self._chunks.get(kind, [])
        return _joined(kind, (self._read(kind, chunk, wanted) for chunk in chunks), wanted)

    def _kept(self, kind: Kind, chunk: Chunk, wanted: Sequence[str]) -> pl.DataFrame:
        """Return columns of a chunk and keep them: who looks up some ids soon looks up others beside them."""
        held = self._looked_up.get(chunk.start, pl.DataFrame())
        if missing := [name for name in wanted if name not in held.columns]:
            held = pl.concat([held, self._read(kind, chunk, missing)], how="horizontal")
            if len(self._looked_up) >= KEPT:
                self._looked_up.clear()
            self._looked_up[chunk.start] = held
        return held.select(wanted)

    def _read(self, kind: Kind, chunk: Chunk, wanted: Sequence[str]) -> pl.DataFrame:
        """Decode columns of a chunk; what none of its kind says is not in the file."""
        start, told = self._columns + chunk.start, [name for name in wanted if name in self._told[kind]]
        packed = self._bytes[start : start + chunk.length]
        found = pl.read_ipc(packed, columns=told or self._told[kind][:1])
        schema = schema_of(kind)
        blank = [pl.lit(None, schema[name]).alias(name) for name in wanted if name not in told]
        return found.with_columns(blank).select(wanted)


def _at(table: pl.DataFrame, asked: Sequence[str]) -> pl.DataFrame:
    """Return the rows of the ids that are asked for; the table is in the order of its ids."""
    names = pl.Series(asked, dtype=pl.String)
    first, last = (table["id"].search_sorted(names, side) for side in ("left", "right"))
    return table[first.filter(first < last)]


def _joined(kind: Kind, parts: Iterable[pl.DataFrame], wanted: Sequence[str]) -> pl.DataFrame:
    empty = pl.DataFrame(schema=schema_of(kind)).select(wanted)
    return pl.concat([empty, *parts], rechunk=True)


@dataclass(frozen=True)
class Packed:
    """All columns of a graph, packed: the chunks, and of each kind which columns it has and which chunks."""

    content: list[bytes]
    kinds: list[tuple[Kind, list[str], list[Chunk]]]


def packed(graph: Graph) -> Packed:
    """Pack all columns of a graph; what takes long lets other threads run."""
    content: list[bytes] = []
    directory: list[tuple[Kind, list[str], list[Chunk]]] = []
    place = 0
    for kind, table in _kept_kinds(graph):
        told, chunks = _told(table), list[Chunk]()
        for rows in ordered(kind, table).select(told).iter_slices(CHUNK):
            found = io.BytesIO()
            rows.write_ipc(found, compression="zstd")
            predicates = rows["predicate"].unique().sort().to_list() if kind == STATEMENTS else []
            chunks.append(Chunk(place, found.tell(), rows.item(0, 0), predicates))
            content.append(found.getvalue())
            place += found.tell()
        directory.append((kind, told, chunks))
    return Packed(content, directory)


def put(path: Path, engine: bytes, columns: Packed) -> None:
    """Write a file beside its place and put it there: wholly, or not at all; OSError where that fails."""
    new = path.with_name(f"{path.name}.tmp.{os.getpid()}.{time.time_ns()}")
    try:
        with new.open("xb") as file:
            _write(file, engine, columns)
        new.replace(path)
        _settle(path.parent)
    finally:
        with suppress(OSError):
            new.unlink()


def _write(file: BinaryIO, engine: bytes, columns: Packed) -> None:
    """Write the engine's bytes and the columns of the same graph, down to the disk."""
    directory = {
        "engine": len(engine),
        "kinds": [(kind, told, [astuple(chunk) for chunk in chunks]) for kind, told, chunks in columns.kinds],
    }
    checksum = place = 0
    for part in (engine, *columns.content, told := json.dumps(directory).encode()):
        file.write(part)
        place, checksum = place + len(part), zlib.crc32(part, checksum)
    file.write(FOOT.pack(place - len(told), checksum, END))
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock by which the engine too knows who writes; raise StoreError where another has it."""
    lock = path.with_name(f"{path.name}.lock")
    with lock.open("ab") as held:
        if fcntl:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(f"{path} is being written by another process; try again later") from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make the names in a folder as lasting as its files; nothing where the system has no such thing."""
    if not fcntl:
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _kept_kinds(graph: Graph) -> Iterator[tuple[Kind, pl.DataFrame]]:
    """Yield what a file keeps: all kinds, but no links that follow from the statements."""
    statements = graph.nodes.get("Statement", node_frame("Statement"))
    links = graph.edges.get(LINKS, frame((), EDGE_SCHEMAS["SUPPORTED_BY"]))
    yield from ((kind, table) for kind, table in kinds(graph) if kind != LINKS)
    if not in_order(links).equals(_links(ordered(STATEMENTS, statements))):
        yield LINKS, links


def _links(statements: pl.DataFrame) -> pl.DataFrame:
    return statements.select(source="id", target="document")


def _told(table: pl.DataFrame) -> list[str]:
    """Return the columns that say anything."""
    return [series.name for series in table if series.null_count() < len(series)]
