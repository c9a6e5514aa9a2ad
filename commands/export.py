"""export: the graph or a part of it, in the format of another program."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from chainatlas.commands._names import Completer, names_of
from chainatlas.commands._options import FOLDING
from chainatlas.commands._progress import working
from chainatlas.commands._store import Settings, folding_of, ready, say
from chainatlas.graph.discover import module_names
from chainatlas.graph.errors import UsageError

THINGS = "Park|Company|Project|Product|Chain|Place"


def _modules(package: str) -> Completer:
    """Return what completes the name of a public module of a package."""

    def complete(_context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
        names = module_names(importlib.import_module(f"chainatlas.{package}"))
        return [CompletionItem(name) for name in names if name.startswith(begun)]

    return complete


def _list_formats(context: click.Context, _: click.Parameter, listing: bool) -> None:
    if not listing:
        return
    from chainatlas.exports._format import formats

    for form in formats():
        click.echo(f"{form.name} ({', '.join(form.endings)})\n    {form.zh}\n    {form.en}")
    context.exit()


OPTIONS: list[click.Parameter] = [
    click.Option(
        ["-o", "--output"], required=True, metavar="FILE|DIR|-", help="What to write; - is standard output."
    ),
    click.Option(
        ["--format", "form"],
        metavar="FORMAT",
        help="The format, one of --list. [default: as the name ends]",
        shell_complete=_modules("exports"),
    ),
    click.Option(
        ["--park"],
        metavar="NAME",
        help="A park, who and what is in it, and the chains around.",
        shell_complete=names_of("Park"),
    ),
    click.Option(
        ["--chain"],
        metavar="NAME",
        help="A chain, its products, and who makes or needs them.",
        shell_complete=names_of("Chain"),
    ),
    click.Option(
        ["--around"],
        metavar="NODE",
        help="What is near a park, firm, project, product, chain or place.",
        shell_complete=names_of(THINGS),
    ),
    click.Option(
        ["--hops"], type=int, metavar="1..4", help="How far to go with --around, one edge a hop. [default: 1]"
    ),
    click.Option(
        ["--question"],
        metavar="NAME",
        help="What the answer to a question names, and its evidence.",
        shell_complete=_modules("queries"),
    ),
    click.Option(["--param"], multiple=True, metavar="NAME=VALUE", help="A parameter of the question."),
    *FOLDING,
    click.Option(
        ["--list"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_list_formats,
        help="List the formats.",
    ),
]


@click.command(params=OPTIONS)
@click.pass_obj
def export(settings: Settings, /, output: str, form: str | None, param: Sequence[str], **given: Any) -> None:
    """Write the graph, or a part of it with its evidence, for another program.

    \b
    chainatlas export -o atlas.gexf
    chainatlas export --park 包头稀土高新区 -o park.xlsx
    chainatlas export --question suppliers --param company=金风科技 --format jsonl -o -
    """
    from chainatlas.exports._export import exported, write_export
    from chainatlas.exports._format import format_of
    from chainatlas.exports._selection import Selection, part_of

    chosen = format_of(output, form)
    folding = folding_of(given, ())
    selection = Selection.of(given | {"parameters": _parameters(param)})
    with ready(settings, folding) as store, working("reading the graph"):
        part = part_of(store, selection, settings["lang"])
    with working(f"writing {chosen.name}"):
        if output == "-":
            sys.stdout.buffer.write(exported(part, chosen))
            return
        write_export(part, chosen, Path(output))
    click.echo(output)
    if next_step := chosen.command:
        say(f"next, in that folder:\n{next_step(part)}")


def _parameters(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name):
            raise UsageError(f"expected --param NAME=VALUE, got {text!r}")
        found[name] = value
    return found


COMMAND = export
