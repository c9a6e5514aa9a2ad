"""build: the graph from facts, into the store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from chainatlas.commands._options import FACTS
from chainatlas.commands._store import Settings, build_into, folders, store_of


@click.command()
@FACTS
@click.option("--as-of", metavar="DATE", help="Use only what was recorded up to this date.")
@click.option(
    "--policy",
    type=click.Choice(["cautious", "brave"]),
    default="brave",
    show_default=True,
    help="Leave out facts on which statements disagree, or keep them marked as contested.",
)
@click.option("--scenario", multiple=True, metavar="FILE", help="Suppositions to add; see docs/curating.md.")
@click.pass_obj
def build(
    settings: Settings, facts: Sequence[str], as_of: str | None, policy: str, scenario: Sequence[str]
) -> None:
    """Build the graph from facts, and put it in the place of the one before.

    \b
    chainatlas build
    chainatlas build --facts bundled --facts my-facts --as-of 2024-12-31
    """
    build_into(store_of(settings), folders(settings, facts), as_of, policy, [Path(name) for name in scenario])


COMMAND = build
