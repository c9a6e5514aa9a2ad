"""doctor: whether the program, its libraries and the store are in order, and what to do where not."""

from __future__ import annotations

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings, store_of
from chainatlas.commands._written import write_records


@click.command(params=[FORMAT])
@click.pass_obj
def doctor(settings: Settings, form: str) -> None:
    """Look at engine, versions and store, and say what is missing and how to get it.

    Exits with 1 where something is broken.

    \b
    chainatlas doctor
    NEO4J_URI=neo4j://localhost:7687 chainatlas doctor --format json
    """
    from chainatlas.graph.health import examined

    with store_of(settings) as store:
        found = examined(store)
    columns = ("what", "state", "found", "remedy")
    write_records(columns, [finding.as_dict() for finding in found], form, settings["lang"])
    if broken := [finding.what for finding in found if finding.state == "broken"]:
        raise click.ClickException(f"broken: {', '.join(broken)}")


COMMAND = doctor
