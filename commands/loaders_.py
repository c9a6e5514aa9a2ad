"""loaders: the data sets that `load` reads, each with an example."""

from __future__ import annotations

import click

from chainatlas.commands._data_sets import write_data_sets
from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings


@click.command(params=[FORMAT])
@click.pass_obj
def loaders(settings: Settings, form: str) -> None:
    """List the data sets that `load` reads, each with an example.

    \b
    chainatlas loaders
    chainatlas loaders --format json
    """
    write_data_sets(form, settings["lang"])


COMMAND = loaders
