"""map: the views, one subcommand each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chainatlas.commands._group import Declared
from chainatlas.commands._options import FOLDING, options_of
from chainatlas.commands._store import Settings, folding_of, ready
from chainatlas.graph.discover import declared

if TYPE_CHECKING:
    from chainatlas.viz._view import View


def _view(name: str) -> click.Command:
    from chainatlas import viz
    from chainatlas.viz._view import View

    view = declared(viz, name, View)

    @click.pass_obj
    def run(settings: Settings, /, output: str, launch: bool, **given: Any) -> None:
        from chainatlas.viz._draw import drawn
        from chainatlas.viz._page import page, write_page

        folding = folding_of(given, view.parameters)
        with ready(settings, folding) as store:
            chosen = {key: value for key, value in given.items() if value is not None}
            picture = drawn(store, view, chosen)
        if output == "-":
            click.echo(page(picture, lang=settings["lang"]), nl=False)
            return
        write_page(picture, Path(output), lang=settings["lang"])
        click.echo(output)
        if launch:
            click.launch(output)

    out = click.Option(
        ["-o", "--output"], required=True, metavar="FILE.html", help="The page to write, or -."
    )
    launch = click.Option(["--open", "launch"], is_flag=True, help="Open the page in the browser.")
    options = [*options_of(view.parameters), *FOLDING, out, launch]
    return click.Command(name, callback=run, params=options, help=_help(view))


def _help(view: View) -> str:
    from chainatlas.queries._examples import example

    needed, whole = (example(view.parameters, whole=whole) for whole in (False, True))
    drawn, page = f"chainatlas map {view.name}", f"-o {view.name}.html"
    first, second = (" ".join(filter(None, (drawn, given, page))) for given in (needed, whole))
    return f"{view.zh}\n\n{view.en}\n\n\b\n{first}\n{second} --open"


COMMAND = Declared(
    "viz",
    _view,
    name="map",
    help="Draw a view of the graph as one HTML page that needs no network.\n\n\b\n"
    "chainatlas map chain --chain 风电 -o wind.html\nchainatlas map park --help",
    subcommand_metavar="VIEW [--PARAMETER VALUE]… -o FILE.html",
)
