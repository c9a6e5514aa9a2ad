"""What a database answers to a query: an SQLite or DuckDB file, opened for reading, or an address."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import polars as pl

from chainatlas.graph.errors import DataError, UsageError
from chainatlas.loaders._files import refused

ROW_LIMIT = 20_000_000
"""Rows that one table or answer may have."""
ADDRESS = re.compile(r"[a-z][a-z0-9+]*:/")
SQLITE = b"SQLite format 3\0"
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name",
    "duckdb": "SELECT table_name AS name FROM information_schema.tables ORDER BY name",
}
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
}
"""What keeps a query of a DuckDB file from reading and writing other files."""


def is_address(path: Path | str) -> bool:
    """Tell whether a path is the address of a database; a Path makes one slash of two."""
    return bool(ADDRESS.match(str(path)))


def address(path: Path | str) -> str:
    """Return an address with the slashes that a Path has taken from it.

    >>> address(Path("postgresql://host/atlas")), address(Path("sqlite:///home/atlas.db"))
    ('postgresql://host/atlas', 'sqlite:///home/atlas.db')
    """
    scheme, _, rest = str(path).partition(":")
    return f"{scheme}://{'/' if scheme == 'sqlite' else ''}{rest.lstrip('/')}"


def shown_address(path: Path | str) -> str:
    """Return an address as it may be shown and stored: without user, password and settings.

    >>> shown_address("postgresql://me:secret@host:5432/atlas?sslmode=require")
    'postgresql://host:5432/atlas'
    """
    parts = urlsplit(address(path))
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def query(path: Path, sql: str) -> pl.DataFrame:
    """Return the rows of a query; raise DataError where the database cannot be read or refuses it."""
    if is_address(path):
        return _asked(path, sql)
    try:
        with path.open("rb") as file:
            first = file.read(len(SQLITE))
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror}") from None
    return _of_sqlite(path, sql) if first == SQLITE else _of_duckdb(path, sql)


def table_names(path: Path) -> list[str]:
    """Return the names of the tables of a database file."""
    for sort, sql in TABLES.items():
        try:
            return [str(name) for name in query(path, sql)["name"]]
        except DataError:
            if sort == "duckdb":
                raise
    return []


def _of_sqlite(path: Path, sql: str) -> pl.DataFrame:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            cursor = connection.execute(sql)
            names = [told[0] for told in cursor.description or ()]
            return _frame(path, names, cursor.fetchmany(ROW_LIMIT + 1))
    except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
        raise refused(path, f"the database refuses: {error}") from None


def _of_duckdb(path: Path, sql: str) -> pl.DataFrame:
    try:
        import duckdb
    except ImportError:
        raise UsageError(f"{path} needs DuckDB; run: pip install 'chainatlas[sql]'") from None
    try:
        with duckdb.connect(str(path), read_only=True, config=LOCKED) as connection:
            found = connection.execute(sql)
            names = [told[0] for told in found.description or ()]
            return _frame(path, names, found.fetchmany(ROW_LIMIT + 1))
    except (duckdb.Error, RuntimeError, UnicodeError) as error:
        raise refused(path, f"the database refuses: {_first_line(error)}") from None


def _frame(path: Path, names: list[str], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Return rows as columns; a column of values of several kinds becomes text."""
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise refused(path, "the column stands twice in the answer to the query", 0, twice)
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pl.DataFrame({name: _series(list(values)) for name, values in zip(names, columns, strict=True)})


def _series(values: list[Any]) -> pl.Series:
    if all(isinstance(value, str | None) for value in values):
        return pl.Series(values, dtype=pl.String)
    try:
        return pl.Series(values, strict=True)
    except (TypeError, pl.exceptions.PolarsError, OverflowError):
        told = [value if value is None else str(value) for value in values]
        return pl.Series(told, dtype=pl.String)


def _asked(path: Path, sql: str) -> pl.DataFrame:
    """Ask a database at an address, through connectorx."""
    shown = shown_address(path)
    try:
        import connectorx  # noqa: F401
    except ImportError:
        raise UsageError(f"{shown} needs connectorx; run: pip install 'chainatlas[sql]'") from None
    try:
        return pl.read_database_uri(sql, address(path))
    except (RuntimeError, ValueError, ImportError, pl.exceptions.PolarsError) as error:
        raise refused(shown, f"the database refuses: {_first_line(error)}") from None
    except pl.exceptions.PanicException:
        raise refused(shown, "the database cannot be reached or refuses") from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
