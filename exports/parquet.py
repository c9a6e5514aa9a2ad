"""parquet: a folder of Parquet files, lists and numbers in their own types."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from chainatlas.exports._format import Format, Part
from chainatlas.exports._package import package
from chainatlas.exports._reading import Tables
from chainatlas.exports._tables import PACKAGE, folder_tables, possible_files, tables_of

ENDING = ".parquet"


def write(part: Part, target: Path) -> None:
    """Write a file for each label and each type of edge, and the description of all of them."""
    tables = list(tables_of(part.graph))
    for folder in ("nodes", "edges"):
        (target / folder).mkdir()
    for table in tables:
        table.frame.write_parquet(target / (table.path + ENDING))
    (target / PACKAGE).write_bytes(package(part, tables, ENDING))


def read(source: Path) -> Tables:
    """Return the tables of a folder."""
    return folder_tables(source, ENDING, pl.read_parquet)


FORMAT = Format(
    name="parquet",
    zh="Parquet 文件夹,供 pandas、polars、DuckDB 读取",
    en="A folder of Parquet files, for pandas, polars and DuckDB",
    endings=(ENDING,),
    write=write,
    read=read,
    files=possible_files(ENDING, PACKAGE),
)
