"""load: what export wrote, folders of facts, data sets and any table, into the graph of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainatlas.commands._data_sets import write_data_sets
from chainatlas.commands._options import FORMAT
from chainatlas.commands._progress import working
from chainatlas.commands._store import Settings, say, store_of
from chainatlas.commands._written import write_records
from chainatlas.graph.errors import DataError, UsageError

if TYPE_CHECKING:
    from chainatlas.graph.difference import Difference
    from chainatlas.graph.store import Store
    from chainatlas.graph.tables import Record
    from chainatlas.loaders._loader import Loaded


@click.command(params=[FORMAT])
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option(
    "--from", "name", metavar="NAME", help="What the files are; `chainatlas loaders` lists the names."
)
@click.option(
    "--mapping",
    metavar="FILE",
    help="Which columns of the files make which nodes and edges; `chainatlas mapping-for` proposes one.",
)
@click.option("--rejects", metavar="FILE", help="Write every refused or repaired row there, as CSV.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--facts-only", is_flag=True, help="Only what is stated as a fact, no technology and no leads.")
@click.option(
    "--part",
    type=click.Choice(["add", "replace"]),
    help="What a file that holds less than its documents say does: add to it, or replace all of it.",
)
@click.option("--list", "listing", is_flag=True, help="List the names that --from takes.")
@click.pass_obj
def load(
    settings: Settings,
    paths: Sequence[str],
    name: str | None,
    mapping: str | None,
    rejects: str | None,
    dry_run: bool,
    facts_only: bool,
    part: str | None,
    listing: bool,
    form: str,
) -> None:
    """Load files into the graph: all or nothing; a second time changes nothing.

    Without --from and --mapping: what `chainatlas export` writes (CSV and Parquet folders, workbooks,
    JSON Lines, GraphML) and folders of facts. What a document says in them replaces what it said before.

    \b
    chainatlas load atlas.xlsx --dry-run
    chainatlas load my-facts park.jsonl
    chainatlas load --from chain-knowledge-graph data/ --rejects rejects.csv
    chainatlas load --mapping mapping.toml firms.csv --dry-run
    """
    if listing:
        write_data_sets(form, settings["lang"])
        return
    if not paths:
        raise click.UsageError("expected files or folders to load")
    files, report = [Path(path) for path in paths], Path(rejects) if rejects else None
    if name and mapping:
        raise UsageError("expected --from NAME or --mapping FILE, got both")
    if name or mapping:
        _load(
            settings, name or mapping or "", _reader(name, mapping), files, report, form, dry_run, facts_only
        )
    elif report or facts_only:
        raise UsageError("--rejects and --facts-only go with --from NAME or --mapping FILE")
    else:
        _load_files(settings, files, form, part, dry_run=dry_run)


def _load_files(
    settings: Settings, paths: Sequence[Path], form: str, part: str | None, *, dry_run: bool
) -> None:
    from chainatlas.commands._files import record_of_files
    from chainatlas.loaders._merge import beside, held_record, lost, merge_into

    with store_of(settings) as store:
        with working("reading files"):
            files, held = record_of_files(paths), held_record(store)
        gone = lost(held, files.record) if files.parts else 0
        if gone and not part:
            raise UsageError(
                f"{files.parts[0]} holds a part of what its documents say, or was changed: {gone} statements "
                f"of {store.url} are not in it; say --part add to keep them, --part replace to remove them"
            )
        given = beside(held, files.record) if part == "add" else files.record
        with working("merging into the graph"):
            found = merge_into(store, held, given, usual=files.usual, dry_run=dry_run)
    _tell(store, found, form, settings["lang"], dry_run=dry_run)
    _tell_identity(held, given, dry_run=dry_run)


def _reader(name: str | None, mapping: str | None) -> Callable[[Sequence[Path], Record], Loaded]:
    """Return what reads the files: the loader of a data set, or a mapping."""
    if name:
        from chainatlas.loaders._data_sets import data_set

        return data_set(name).read
    from chainatlas.loaders._mapped import read_mapped
    from chainatlas.loaders._mapping_file import read_mapping

    with all_told():
        return partial(read_mapped, read_mapping(Path(mapping or "")))


@contextmanager
def all_told() -> Iterator[None]:
    """Write a line for each refusal, where there are several; a single one is the error itself."""
    try:
        yield
    except DataError as error:
        if len(error.refusals) < 2:
            raise
        for refusal in error.refusals:
            click.echo(f"Error: {' '.join(str(refusal).split())}", err=True)
        raise click.ClickException(f"{len(error.refusals)} mistakes; nothing was loaded") from None


def _load(
    settings: Settings,
    name: str,
    read: Callable[[Sequence[Path], Record], Loaded],
    files: Sequence[Path],
    report: Path | None,
    form: str,
    dry_run: bool,
    facts_only: bool,
) -> None:
    from chainatlas.loaders._merge import facts_of, held_record, merge_into
    from chainatlas.loaders._rejects import account, write_rejects

    with store_of(settings) as store:
        with working(f"reading {name}"):
            held = held_record(store)
            given = read(files, held)
        if report:
            write_rejects(given.rejects, report)
        for line in account(given):
            say(line)
        with working("merging into the graph"):
            found = merge_into(store, held, facts_of(given) if facts_only else given, dry_run=dry_run)
    _tell(store, found, form, settings["lang"], dry_run=dry_run)
    _tell_identity(held, given, dry_run=dry_run)


def _tell(store: Store, found: Difference, form: str, lang: str, *, dry_run: bool) -> None:
    """Write how many nodes and edges of each kind differ, and what became of it."""
    write_records(("kind", "added", "removed", "changed"), found.counts(), form, lang, "no difference")
    outcome = "would change" if dry_run and found else "changed" if found else "already the same"
    say(f"{store.url}: {outcome}")


def _tell_identity(held: Record, given: Record, *, dry_run: bool) -> None:
    """Say how many new nodes may be ones that were there already, and what decisions lead to."""
    from chainatlas.graph.decisions import decisions
    from chainatlas.loaders._decided import troubles
    from chainatlas.loaders._matching import familiar
    from chainatlas.loaders._merge import merged

    with working("comparing with what was there"):
        number = familiar(held, given)
    if decisions(held.statements) or decisions(given.statements):
        for trouble in troubles(merged(held, given)):
            say(trouble)
    if number:
        once = " once they are loaded" if dry_run else ""
        say(f"{number} new nodes look like ones held already; `chainatlas resolve` shows them{once}")


COMMAND = load
