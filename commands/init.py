"""init: a folder for an atlas of one's own."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--source", default="my-source", show_default=True, help="What to call the first source.")
def init(folder: str, source: str) -> None:
    """Lay out an own atlas: settings, an empty source to fill in, and a README.

    \b
    chainatlas init my-atlas
    chainatlas init my-atlas --source yearbook-2026
    """
    from chainatlas.loaders._folder import lay_out_folder

    for path in lay_out_folder(Path(folder), source):
        click.echo(path)


COMMAND = init
