"""export: the graph or a part of it, in the format of another program."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from chainatlas.commands._options import FOLDING
from chainatlas.commands._store import Settings, folding_of, ready, say
from chainatlas.graph.errors import UsageError


def _list_formats(context: click.Context, _: click.Parameter, listing: bool) -> None:
    if not listing:
        return
    from chainatlas.exports._format import formats

    for form in formats():
        click.echo(f"{form.name} ({', '.join(form.endings)})\n    {form.zh}\n    {form.en}")
    context.exit()


@click.command(params=[*FOLDING])
@click.option(
    "-o", "--output", required=True, metavar="FILE|DIR|-", help="What to write; - is standard output."
)
@click.option(
    "--format", "form", metavar="FORMAT", help="The format. [default: as the name ends; --list shows all]"
)
@click.option("--park", metavar="NAME", help="A park, who and what is in it, and the chains around.")
@click.option("--chain", metavar="NAME", help="A chain, its products, and who makes or needs them.")
@click.option("--around", metavar="NODE", help="What is near a park, firm, project, product, chain or place.")
@click.option("--hops", type=int, metavar="1..4", help="How far to go from --around. [default: 1]")
@click.option("--question", metavar="NAME", help="What the answer to a question names, and its evidence.")
@click.option("--param", multiple=True, metavar="NAME=VALUE", help="A parameter of the question.")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_formats,
    help="List the formats.",
)
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
    with ready(settings, folding) as store:
        part = part_of(store, selection, settings["lang"])
    if output == "-":
        sys.stdout.buffer.write(exported(part, chosen))
        sys.stdout.buffer.flush()
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
