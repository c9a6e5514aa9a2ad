"""diff: what one store holds that another does not, and what they say differently."""

from __future__ import annotations

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings
from chainatlas.commands._written import write_records


@click.command(params=[FORMAT])
@click.argument("old", metavar="STORE")
@click.argument("new", metavar="STORE")
@click.option("--rows", is_flag=True, help="List every node and edge that differs instead of counting them.")
@click.pass_obj
def diff(settings: Settings, old: str, new: str, rows: bool, form: str) -> None:
    """Tell what the first store's graph has to become the second's.

    \b
    chainatlas diff last-year.kgl this-year.kgl
    chainatlas diff atlas.kgl bolt://localhost:7687 --rows --format csv
    """
    from chainatlas.graph.store import open_store
    from chainatlas.graph.stored import read_graph

    with open_store(old) as before, open_store(new) as after:
        before.build()
        after.build()
        found = before.against(read_graph(after))
    columns = ("change", "kind", "id", "target") if rows else ("kind", "added", "removed", "changed")
    told = found.rows() if rows else found.counts()
    write_records(columns, told, form, settings["lang"], "no difference")


COMMAND = diff
