"""push: the graph of this store into another one, such as a Neo4j; later only what differs."""

from __future__ import annotations

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings, ready, say
from chainatlas.commands._written import write_records


@click.command(params=[FORMAT])
@click.argument("target", metavar="URL|PATH")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def push(settings: Settings, target: str, dry_run: bool, form: str) -> None:
    """Put the graph into another store: all of it at first, later only what differs.

    \b
    NEO4J_PASSWORD=secret chainatlas push neo4j://localhost:7687
    chainatlas push bolt://localhost:7687 --dry-run
    """
    from chainatlas.graph.store import open_store
    from chainatlas.graph.stored import read_graph

    with ready(settings) as store, open_store(target) as other:
        graph = read_graph(store)
        found = other.against(graph) if dry_run else other.update(graph)
    write_records(
        ("kind", "added", "removed", "changed"), found.counts(), form, settings["lang"], "no difference"
    )
    say(f"{target}: " + ("would change" if dry_run and found else "changed" if found else "already the same"))


COMMAND = push
