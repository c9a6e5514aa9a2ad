"""mapping-for: a mapping for a table, proposed by looking at its columns."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path

import click

from chainatlas.commands._store import say
from chainatlas.graph.errors import StoreError, UsageError


@click.command("mapping-for")
@click.argument("file", metavar="FILE")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write it; it must not be there yet. [default: -]"
)
def mapping_for(file: str, output: str | None) -> None:
    """Propose a mapping for a table: CSV, Excel, Parquet, JSON, SQLite or DuckDB.

    It says of each column what it was taken for and why; what is not sure is commented out.

    \b
    chainatlas mapping-for firms.csv
    chainatlas mapping-for 企业.xlsx -o mapping.toml
    """
    from chainatlas.loaders._mapping_text import mapping_text

    text = mapping_text(Path(file))
    if output in (None, "-"):
        click.echo(text, nl=False)
        return
    path = Path(str(output))
    _write(path, text)
    click.echo(path)
    words = " ".join(map(shlex.quote, ("--mapping", str(path), file)))
    say(f"look through it, then: chainatlas load {words}")


def _write(path: Path, text: str) -> None:
    """Write a new file wholly or not at all."""
    try:
        if path.exists():
            raise UsageError(f"expected a new file, but {path} is there already")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from None


COMMAND = mapping_for
