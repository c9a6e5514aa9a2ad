"""show: a card of one node, with its facts and their sources."""

from __future__ import annotations

import click

from chainatlas.commands._names import names_of
from chainatlas.commands._options import FORMAT
from chainatlas.commands._store import Settings, ready
from chainatlas.commands._written import write_answer


@click.command(params=[FORMAT])
@click.argument("node", shell_complete=names_of("Park|Company|Product|Chain|Project"))
@click.pass_obj
def show(settings: Settings, node: str, form: str) -> None:
    """Show all that is on record about one node, named by name, alias, code or id, with its sources.

    \b
    chainatlas show 金风科技
    chainatlas show park:baotou-rare-earth --format json
    """
    from chainatlas.queries._ask import ask, named_question

    question = named_question("profile")
    with ready(settings) as store:
        answer = ask(store, question, {"node": node})
    write_answer(answer, question, form, settings["lang"], evidence=True)


COMMAND = show
