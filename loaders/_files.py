"""Files from outside: whatever cannot be read is refused in one line, and nothing of it is loaded."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from pathlib import Path

from chainatlas.graph.errors import DataError, Refusal

FILE_LIMIT = 2_000_000_000
"""Bytes that one file may have."""
LINE_LIMIT = 10_000_000
"""Bytes that one line may have."""
CHUNK = 1 << 20
KINDS: Mapping[bytes, str] = {
    b"PK\x03\x04": "a zip archive or a spreadsheet; unpack it, or save it as CSV",
    b"\x1f\x8b": "a gzip archive; unpack it",
    b"7z\xbc\xaf": "a 7z archive; unpack it",
    b"Rar!": "a rar archive; unpack it",
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as CSV",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
}
DAMAGE = 0.1
"""Share of broken characters up to which a text is damaged UTF-8; above it, it is another encoding."""
COMMON = 0.9
"""Share of the characters of a Chinese text that are in GB 2312, at least."""


def refused(path: Path | str, reason: str, row: int = 0, column: str = "") -> DataError:
    """Return the error that refuses a whole file."""
    return DataError([Refusal(str(path), row, column, reason)])


def found(paths: Sequence[Path], wanted: Mapping[str, Sequence[str]]) -> dict[str, list[Path]]:
    """Return the files that were meant: those that were named, and those in folders that fit a pattern.

    `wanted` gives to each kind of file the patterns of its name. Raises DataError for a path where nothing
    is, a file that fits no pattern, and a folder that holds nothing wanted.
    """
    meant: dict[str, list[Path]] = {key: [] for key in wanted}
    patterns = [pattern for several in wanted.values() for pattern in several]
    for path in paths:
        inside = sorted(path.iterdir()) if is_folder(path) else [path]
        kind = _kind if path.is_dir() else _named_kind
        fits = [(key, file) for file in inside if (key := kind(file, wanted))]
        if not fits:
            expected = f"expected {', '.join(patterns)}"
            raise refused(
                path, f"{expected}; " + ("none is there" if is_folder(path) else "got another file")
            )
        for key, file in fits:
            meant[key].append(file)
    return meant


def only(meant: Mapping[str, Sequence[Path]], key: str, wanted: Mapping[str, Sequence[str]]) -> Path:
    """Return the one file of a kind; raise DataError where there is none or are several."""
    files = list(dict.fromkeys(meant[key]))
    if len(files) != 1:
        got = ", ".join(file.name for file in files) or "none"
        raise refused(" or ".join(wanted[key]), f"expected one such file, got {got}")
    return files[0]


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; raise DataError where nothing is, or it cannot be looked at."""
    try:
        path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refused(path, f"cannot be read: {reason}") from None
    return path.is_dir()


def _kind(file: Path, wanted: Mapping[str, Sequence[str]]) -> str | None:
    fits = (
        key for key, patterns in wanted.items() if any(fnmatch.fnmatch(file.name, one) for one in patterns)
    )
    return next(fits, None)


def _named_kind(file: Path, wanted: Mapping[str, Sequence[str]]) -> str | None:
    """Return the kind of a file that a user named: by its ending, where its name is another one."""
    alike = [
        key for key, patterns in wanted.items() if any(Path(one).suffix == file.suffix for one in patterns)
    ]
    return _kind(file, wanted) or (alike[0] if len(alike) == 1 else None)


def read_bytes(path: Path, line_limit: int = LINE_LIMIT) -> bytes:
    """Return what a file holds; raise DataError for one that is no text, empty or too large for memory.

    Reading stops at a line that is too long, before it fills the memory.
    """
    chunks: list[bytes] = []
    rows, length, size = 1, 0, 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                _refuse_foreign(path, chunk, first=not chunks)
                size += len(chunk)
                ends = chunk.count(b"\n")
                length = len(chunk) - chunk.rfind(b"\n") - 1 if ends else length + len(chunk)
                rows += ends
                if length > line_limit:
                    raise refused(path, f"the line is longer than {line_limit // 1_000_000} MB", rows)
                if size > FILE_LIMIT:
                    raise refused(path, f"expected at most {FILE_LIMIT // 1_000_000} MB")
                chunks.append(chunk)
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror}") from None
    if not b"".join(chunks[:1]).strip() and size < CHUNK:
        raise refused(path, "the file is empty")
    return b"".join(chunks)


def _refuse_foreign(path: Path, chunk: bytes, *, first: bool) -> None:
    if first:
        for start, kind in KINDS.items():
            if chunk.startswith(start):
                raise refused(path, f"expected a text, got {kind}")
    if b"\0" in chunk:
        raise refused(path, "expected a text, got a binary file")


def read_text(path: Path, line_limit: int = LINE_LIMIT) -> str:
    """Return the text of a file in UTF-8 or GB18030, without its byte-order mark, its lines ending alike."""
    raw = read_bytes(path, line_limit)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _other_encoding(path, raw, error)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _other_encoding(path: Path, raw: bytes, error: UnicodeDecodeError) -> str:
    row = raw.count(b"\n", 0, error.start) + 1
    if error.end == len(raw) and error.reason == "unexpected end of data":
        raise refused(path, "ends in the middle of a character: the file is cut off", row)
    tried = raw.decode("utf-8", "replace")
    foreign = sum(not letter.isascii() for letter in tried)
    if tried.count("\N{REPLACEMENT CHARACTER}") > DAMAGE * foreign:
        text = _chinese(raw)
        if text is not None:
            return text
    raise refused(path, "expected UTF-8 or GB18030, got neither", row)


def _chinese(raw: bytes) -> str | None:
    """Return the text of GB18030 bytes, or None where they are not a Chinese text."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = "".join(letter for letter in text if not letter.isascii())
    common = len(foreign.encode("gb2312", "ignore")) / 2
    return text if common >= COMMON * len(foreign) else None
