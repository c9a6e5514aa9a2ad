"""csv: a folder of CSV files with a datapackage.json that describes every column and key."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from chainatlas.exports._format import Format, Part
from chainatlas.exports._package import package
from chainatlas.exports._reading import Tables
from chainatlas.exports._tables import PACKAGE, flat, folder_tables, possible_files, tables_of
from chainatlas.graph.formulas import defused_texts, told_texts

ENDING = ".csv"


def write(part: Part, target: Path) -> None:
    """Write a file for each label and each type of edge; an empty cell is a value that is not there.

    A text that a spreadsheet would run as a formula has a ' before it, which reading takes away.
    """
    tables = list(tables_of(part.graph))
    for folder in ("nodes", "edges"):
        (target / folder).mkdir()
    for table in tables:
        defused_texts(flat(table.frame)).write_csv(target / (table.path + ENDING))
    (target / PACKAGE).write_bytes(package(part, tables, ENDING))


def read(source: Path) -> Tables:
    """Return the tables of a folder with every cell as text; an empty cell without quotes is no value."""
    return folder_tables(source, ENDING, lambda path: told_texts(pl.read_csv(path, infer_schema=False)))


FORMAT = Format(
    name="csv",
    zh="CSV 文件夹,附 Frictionless datapackage.json",
    en="A folder of CSV files with a Frictionless datapackage.json",
    endings=(ENDING,),
    write=write,
    read=read,
    files=possible_files(ENDING, PACKAGE),
)
