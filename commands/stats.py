"""stats: how much is on record, by kind of node and edge, basis, status and source."""

from __future__ import annotations

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings, ready
from chainatlas.commands._written import write_records


@click.command(params=[FORMAT])
@click.pass_obj
def stats(settings: Settings, form: str) -> None:
    """Count what the graph holds: nodes, edges by basis and status, statements by publisher.

    \b
    chainatlas stats
    chainatlas stats --format json
    """
    from chainatlas.graph.stats import counts

    with ready(settings) as store:
        rows = counts(store)
    write_records(("what", "kind", "basis", "status", "count"), rows, form, settings["lang"])


COMMAND = stats
