"""new-source: an empty source to fill in."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new-source")
@click.argument("folder", metavar="DIR")
def new_source(folder: str) -> None:
    """Lay out an empty source: source.toml and a headed CSV file for each kind of edge.

    \b
    chainatlas new-source my-facts/report-2026
    chainatlas new-source facts/yearbook-2026
    """
    from chainatlas.loaders._blank import lay_out

    for path in lay_out(Path(folder)):
        click.echo(path)


COMMAND = new_source
