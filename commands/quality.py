"""quality: what is wrong with a graph, by kind of fault and by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._progress import working
from chainatlas.commands._store import Settings, ready, say
from chainatlas.commands._written import written


@click.command(params=[FORMAT])
@click.option(
    "--check", "names", multiple=True, metavar="NAME", help="Only this check; several times for more."
)
@click.option("--rows", is_flag=True, help="List every finding with its place instead of counting them.")
@click.option("--strict", is_flag=True, help="Exit with 1 where anything is found.")
@click.pass_obj
def quality(settings: Settings, names: tuple[str, ...], rows: bool, strict: bool, form: str) -> None:
    """Look for faults: ids that lead nowhere, nodes apart, circles, contradictory stages, units and dates.

    Counts what each check finds, in all and by source, and says what to do about it.

    \b
    chainatlas quality
    chainatlas quality --rows --check units --format csv
    chainatlas --store bolt://localhost:7687 quality --strict
    """
    import datetime

    from chainatlas.checks import _survey
    from chainatlas.checks._ground import Ground
    from chainatlas.viz import _tables

    chosen = _survey.all_checks(names)
    with ready(settings) as store, working("looking for faults"):
        ground = Ground.of(store, datetime.date.today().isoformat())
        found = _survey.findings(ground, chosen)
    table = [finding.as_dict() for finding in found] if rows else _survey.counts(found, chosen)
    columns = _survey.FINDING_COLUMNS if rows else _survey.COUNT_COLUMNS
    if form == "json":
        click.echo(_tables.as_json(table))
    else:
        lang = settings["lang"]
        kept = columns if form == "csv" else _tables.shown(columns, lang)
        click.echo(written(kept, table, form, lang, "nothing found"), nl=False)
    if found and not rows:
        say("`chainatlas quality --rows` lists each finding")
    if found and strict:
        raise click.ClickException(f"found: {', '.join(_numbers(finding.check for finding in found))}")


def _numbers(names: Iterable[str]) -> list[str]:
    return [f"{number} {name}" for name, number in Counter(names).items()]


COMMAND = quality
