"""ask: the questions, one subcommand each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chainatlas.commands._group import Declared
from chainatlas.commands._options import FORMAT, SECONDS, fold_options, options_of
from chainatlas.commands._store import Settings, folding_of, ready, say
from chainatlas.commands._written import write_answer
from chainatlas.graph.discover import all_declared

if TYPE_CHECKING:
    from chainatlas.graph.store import Store
    from chainatlas.queries._ask import Answer
    from chainatlas.queries._question import Question
    from chainatlas.viz._view import Picture

MAP = click.Option(["--map", "page"], metavar="FILE.html", help="Draw the answer as a page, too.")

TIME = click.Option(
    ["--timeout"], type=SECONDS, default=30.0, show_default=True, help="Seconds that the answer may take."
)


def _question(name: str) -> click.Command:
    from chainatlas.queries._ask import named_question

    question = named_question(name)

    @click.pass_obj
    def run(
        settings: Settings, /, form: str, evidence: bool, page: str | None, timeout: float, **given: Any
    ) -> None:
        from chainatlas.loaders._folds import Folding, refold
        from chainatlas.queries._ask import ask, named_question

        folding = folding_of(given, question.parameters)
        with ready(settings, folding) as store:
            chosen = {key: value for key, value in given.items() if value is not None}
            answer = ask(
                store,
                question,
                chosen,
                fold=lambda wishes: refold(store, Folding.of(wishes)),
                timeout=timeout,
            )
            picture = _picture_of(store, answer) if page else None
        write_answer(answer, named_question(answer.question), form, settings["lang"], evidence)
        if page and picture:
            _write_map(picture, page, settings["lang"])

    shown = click.Option(["--evidence"], is_flag=True, help="List the sources under a table.")
    options = [*options_of(question.parameters), *fold_options(question.parameters), FORMAT, shown, MAP, TIME]
    return click.Command(name, callback=run, params=options, help=_help(question))


def _help(question: Question) -> str:
    from chainatlas.queries._examples import example

    needed, whole = (example(question.parameters, whole=whole) for whole in (False, True))
    asked = f"chainatlas ask {question.name}"
    second = whole if whole != needed else f"{needed} --evidence"
    return f"{question.zh}\n\n{question.en}\n\n\b\n{asked} {needed}\n{asked} {second} --format json"


def _picture_of(store: Store, answer: Answer) -> Picture:
    from chainatlas.viz._answer import answer_picture

    return answer_picture(store, answer)


def _write_map(picture: Picture, page: str, lang: str) -> None:
    """Write the page of an answer, or say that there is nothing to draw; the answer itself is out already."""
    from chainatlas.viz._page import write_page

    if not picture.marks:
        say(f"the answer names nothing that could be drawn; {page!r} is not written")
        return
    write_page(picture, Path(page), lang=lang)
    say(f"{page}: {len(picture.marks)} nodes and {len(picture.lines)} lines")


@click.pass_obj
def _list_questions(settings: Settings, listing: bool) -> None:
    from chainatlas import queries
    from chainatlas.queries._question import Question

    context = click.get_current_context()
    if listing:
        for question in all_declared(queries, Question):
            click.echo(f"{question.name}\n    {question.zh}\n    {question.en}")
    elif not context.invoked_subcommand:
        raise click.UsageError("expected a question; `chainatlas ask --list` shows them", context)


COMMAND = Declared(
    "queries",
    _question,
    name="ask",
    callback=_list_questions,
    invoke_without_command=True,
    params=[click.Option(["--list", "listing"], is_flag=True, help="List the questions in both languages.")],
    help="Ask a question of the graph; every answer carries its evidence and the state of the record.\n\n"
    "\b\nchainatlas ask chain-gaps --park 包头稀土高新区 --chain 风电\nchainatlas ask --list",
    subcommand_metavar="QUESTION [--PARAMETER VALUE]…",
)
