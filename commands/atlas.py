"""atlas: the whole graph as a static site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from chainatlas.commands._options import FOLDING
from chainatlas.commands._progress import counting
from chainatlas.commands._store import Settings, folding_of, ready, say


@click.command(params=[*FOLDING])
@click.option("-o", "--output", metavar="DIR", help="The folder to write: empty, new, or an older atlas.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language in which pages open. [default: as for all]"
)
@click.option("--serve", "served", is_flag=True, help="Show it on this machine, on 127.0.0.1, until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    show_default="any that is free",
    help="The port to serve on.",
)
@click.pass_obj
def atlas(
    settings: Settings, /, output: str | None, lang: str | None, served: bool, port: int, **given: Any
) -> None:
    """Write a site with a page for every park, chain, company, product and document.

    It opens from a folder, a USB stick or any web server. Pages that would not change are left alone.

    \b
    chainatlas atlas -o atlas
    chainatlas atlas --serve --port 8000
    """
    from chainatlas.viz._site import write_site
    from chainatlas.viz._site_server import serve

    if not (output or served):
        raise click.UsageError("expected -o DIR, where to write, or --serve", click.get_current_context())
    folder = Path(output) if output else _own_folder()
    with ready(settings, folding_of(given, ())) as store, counting("writing the atlas") as progress:
        done = write_site(store, folder, lang=lang or settings["lang"], progress=progress)
    click.echo(folder / "index.html")
    say(f"{done.pages} pages: {done.written} files written, {done.removed} removed, the others as they were")
    if served:
        serve(folder, port, click.echo)


def _own_folder() -> Path:
    from chainatlas.loaders._folds import cache_folder

    return cache_folder() / "atlas"


COMMAND = atlas
