"""resolve: which firms, parks, products and places of several sources are one; a person decides."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._progress import working
from chainatlas.commands._store import Settings, ready, say
from chainatlas.commands._written import write_records
from chainatlas.graph.errors import AtlasError, DataError, UsageError

if TYPE_CHECKING:
    from chainatlas.graph.store import Store
    from chainatlas.graph.tables import Record
    from chainatlas.loaders._decided import Change

LABELS = {"firms": "Company", "parks": "Park", "products": "Product", "places": "Place"}


@click.command(params=[FORMAT])
@click.option("-o", "--output", metavar="FILE.csv", help="Write the review table there, to be filled in.")
@click.option("--only", type=click.Choice(list(LABELS)), multiple=True, help="Compare only these.")
@click.option("--accept-sure", is_flag=True, help="Fill in what the sure rules propose.")
@click.option("--decisions", metavar="FILE.csv", help="Take in a filled table: all of it, or nothing.")
@click.option("--by", metavar="NAME", help="Who decided, with --decisions.")
@click.option("--on", metavar="DATE", help="When, with --decisions. [default: today]")
@click.option("--list", "listing", is_flag=True, help="List the decisions that are kept.")
@click.option("--undo", nargs=2, metavar="ID ID", help="Take the decisions on a pair back.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def resolve(
    settings: Settings,
    output: str | None,
    only: Sequence[str],
    accept_sure: bool,
    decisions: str | None,
    by: str | None,
    on: str | None,
    listing: bool,
    undo: tuple[str, str] | None,
    dry_run: bool,
    form: str,
) -> None:
    """Find what may be one thing in several sources, and keep what a person decides about it.

    Without options: how many pairs each rule proposes. Nothing is joined before it is decided.

    \b
    chainatlas resolve -o review.csv
    chainatlas resolve --decisions review.csv --by "Li Na"
    chainatlas resolve --undo company:goldwind company:002202
    """
    asked = {"-o": output, "--decisions": decisions, "--list": listing, "--undo": undo}
    made = [name for name, value in asked.items() if value]
    if len(made) > 1:
        raise UsageError(f"expected one of {', '.join(asked)}, got {' and '.join(made)}")
    _refuse_idle({"--only": only, "--accept-sure": accept_sure}, made, ("-o",), free=bool(only))
    _refuse_idle({"--by": by, "--on": on}, made, ("--decisions",))
    _refuse_idle({"--dry-run": dry_run}, made, ("--decisions", "--undo"))
    with ready(settings) as store:
        if decisions:
            _decide(
                store, Path(decisions), by, on or datetime.date.today().isoformat(), settings, form, dry_run
            )
        elif undo:
            _undo(store, undo, settings, form, dry_run)
        elif listing:
            _list(store, settings, form)
        else:
            _propose(store, output, [LABELS[word] for word in only], settings, form, accept_sure)


def _refuse_idle(
    given: dict[str, object], made: Sequence[str], needed: Sequence[str], *, free: bool = False
) -> None:
    """Refuse options that would do nothing without another one."""
    for name, value in given.items():
        if value and not set(made) & set(needed) and not (free and not made):
            raise UsageError(f"{name} goes with {' or '.join(needed)}")


def _propose(
    store: Store, output: str | None, labels: Sequence[str], settings: Settings, form: str, accept_sure: bool
) -> None:
    from chainatlas.graph.stored import read_record
    from chainatlas.loaders._review import review, write_review
    from chainatlas.loaders._rules import counted

    with working("comparing"):
        table = review(read_record(store), labels, accept_sure=accept_sure)
    if output:
        write_review(table, Path(output))
        say(f"{output}: {table.height} pairs; write same or different into the column decision, then")
        say(f"chainatlas resolve --decisions {output} --by NAME")
        return
    rows = counted(table, settings["lang"])
    write_records(("rule", "proposal", "pairs", "why"), rows, form, settings["lang"], "nothing to resolve")


def _decide(
    store: Store, path: Path, by: str | None, on: str, settings: Settings, form: str, dry_run: bool
) -> None:
    from chainatlas.graph.stored import read_record
    from chainatlas.loaders._decided import decided
    from chainatlas.loaders._review import read_review

    if by is None:
        raise UsageError("--decisions needs --by NAME: who decided is kept with each decision")
    held = read_record(store)
    try:
        change = decided(held, read_review(path, held), by, on)
    except DataError as error:
        for refusal in error.refusals:
            click.echo(refusal, err=True)
        count = len(error.refusals)
        raise AtlasError(f"{path}: {count} cell{'s' * (count > 1)} refused; nothing was kept") from None
    say(f"{change.number} new decisions, {change.already} kept already")
    _write(store, held, change, settings, form, dry_run)


def _undo(store: Store, pair: tuple[str, str], settings: Settings, form: str, dry_run: bool) -> None:
    from chainatlas.graph.stored import read_record
    from chainatlas.loaders._decided import taken_back

    held = read_record(store)
    change = taken_back(held, *pair)
    say(f"taken back: {pair[0]} and {pair[1]} ({', '.join(change.record.documents['name'])})")
    _write(store, held, change, settings, form, dry_run)


def _write(store: Store, held: Record, change: Change, settings: Settings, form: str, dry_run: bool) -> None:
    """Fold the record with the change into the store, and say what that changed and what to look at."""
    from chainatlas.loaders._decided import troubles
    from chainatlas.loaders._merge import merge_into, merged

    before = set(troubles(held))
    with working("folding the record anew"):
        found = merge_into(store, held, change.record, dry_run=dry_run)
    columns = ("kind", "added", "removed", "changed")
    write_records(columns, found.counts(), form, settings["lang"], "no difference")
    for trouble in troubles(merged(held, change.record)):
        if trouble not in before:
            say(trouble)
    say(
        f"{store.url}: "
        + ("would change" if dry_run and found else "changed" if found else "already the same")
    )


def _list(store: Store, settings: Settings, form: str) -> None:
    from chainatlas.graph.stored import read_record
    from chainatlas.loaders._decided import LISTED, listed, troubles

    held = read_record(store)
    write_records(LISTED, listed(held), form, settings["lang"], "nothing is decided")
    for trouble in troubles(held):
        say(trouble)


COMMAND = resolve
