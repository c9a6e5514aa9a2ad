"""load: data from outside into the graph of the store, with an account of every row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from chainatlas.commands._data_sets import names_of_data_sets, write_data_sets
from chainatlas.commands._options import FORMAT
from chainatlas.commands._progress import working
from chainatlas.commands._store import Settings, say, store_of
from chainatlas.commands._written import write_records
from chainatlas.graph.errors import UsageError


@click.command(params=[FORMAT])
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option(
    "--from", "name", metavar="NAME", help="What the files are; `chainatlas loaders` lists the names."
)
@click.option("--rejects", metavar="FILE", help="Write every refused or repaired row there, as CSV.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--facts-only", is_flag=True, help="Only what is stated as a fact, no technology and no leads.")
@click.option("--list", "listing", is_flag=True, help="List the names that --from takes.")
@click.pass_obj
def load(
    settings: Settings,
    paths: Sequence[str],
    name: str | None,
    rejects: str | None,
    dry_run: bool,
    facts_only: bool,
    listing: bool,
    form: str,
) -> None:
    """Load data from outside into the graph: all of it or nothing; a second time changes nothing.

    \b
    chainatlas load --from listed-firms stock_basic.csv
    chainatlas load --from chain-knowledge-graph data/ --rejects rejects.csv
    """
    if listing:
        write_data_sets(form, settings["lang"])
        return
    if not paths:
        raise click.UsageError("expected files or folders to load")
    if not name:
        raise UsageError(f"expected --from NAME, one of {', '.join(names_of_data_sets())}")
    files, report = [Path(path) for path in paths], Path(rejects) if rejects else None
    _load(settings, name, files, report, form, dry_run=dry_run, facts_only=facts_only)


def _load(
    settings: Settings,
    name: str,
    files: Sequence[Path],
    report: Path | None,
    form: str,
    *,
    dry_run: bool,
    facts_only: bool,
) -> None:
    from chainatlas.loaders._data_sets import data_set
    from chainatlas.loaders._merge import facts_of, held_record, merge_into
    from chainatlas.loaders._rejects import account, write_rejects

    loader = data_set(name)
    with store_of(settings) as store:
        with working(f"reading {name}"):
            held = held_record(store)
            given = loader.read(files, held)
        if report:
            write_rejects(given.rejects, report)
        for line in account(given):
            say(line)
        with working("merging into the graph"):
            found = merge_into(store, held, facts_of(given) if facts_only else given, dry_run=dry_run)
    columns = ("kind", "added", "removed", "changed")
    write_records(columns, found.counts(), form, settings["lang"], "no difference")
    say(
        f"{store.url}: "
        + ("would change" if dry_run and found else "changed" if found else "already the same")
    )


COMMAND = load
