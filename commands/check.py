"""check: facts without building, every refusal with file, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from chainatlas.commands._options import FACTS
from chainatlas.commands._store import Settings, folders
from chainatlas.graph.errors import DataError


@click.command()
@FACTS
@click.option("--sources", metavar="DIR", help="The texts of the documents, to look up every term in them.")
@click.pass_obj
def check(settings: Settings, facts: Sequence[str], sources: str | None) -> None:
    """Check facts without building: every refusal with file, row and column.

    \b
    chainatlas check
    chainatlas check --facts my-facts --sources texts
    """
    from chainatlas.loaders._texts import check_texts
    from chainatlas.loaders.curated import survey

    try:
        found = survey(folders(settings, facts))
        refusals = check_texts(found, Path(sources)) if sources else []
    except DataError as error:
        refusals = list(error.refusals)
    for refusal in refusals:
        click.echo(refusal)
    if refusals:
        raise click.ClickException(f"{len(refusals)} problem{'s' * (len(refusals) > 1)} found")
    documents, statements = found.record.documents.height, found.record.statements.height
    looked = ", every term, number and firm of the texts accounted for" if sources else ""
    click.echo(f"{statements} statements of {documents} documents are in order{looked}")


COMMAND = check
