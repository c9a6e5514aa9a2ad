"""find: nodes of any kind by name, alias, pinyin or code, even misspelt."""

from __future__ import annotations

import click

from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings, ready
from chainatlas.commands._written import write_records


@click.command(params=[FORMAT])
@click.argument("text")
@click.option("--kind", multiple=True, metavar="LABEL", help="Only this kind: Park, Company, Product, …")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most."
)
@click.pass_obj
def find(settings: Settings, text: str, kind: tuple[str, ...], limit: int, form: str) -> None:
    """Find parks, companies, products, chains and all else by what they are called.

    \b
    chainatlas find 金风
    chainatlas find jfkj --kind Company --format json
    """
    from chainatlas.graph.errors import UsageError
    from chainatlas.graph.search import SEARCHED, search

    if unknown := [label for label in kind if label not in SEARCHED]:
        raise UsageError(f"expected --kind as one of {', '.join(SEARCHED)}, got {unknown[0]!r}")
    with ready(settings) as store:
        hits = search(store, text, kind or SEARCHED, limit)
    columns = ("label", "name", "name_en", "id", "how", "word", "score")
    write_records(columns, hits, form, settings["lang"], nothing=f"nothing is called {text!r} or alike")


COMMAND = find
