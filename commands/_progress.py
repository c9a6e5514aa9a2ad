"""Say on stderr what takes more than a second: a moving line on a terminal, one plain line elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.status import Status

PATIENCE = 1.0
"""Seconds before anything is said."""


@contextmanager
def working(text: str) -> Iterator[None]:
    """Say what is being done while it is being done, unless it is done at once or `--quiet` was given."""
    context = click.get_current_context(silent=True)
    if context and context.find_root().obj["quiet"]:
        yield
        return
    line = Line(text)
    timer = Timer(PATIENCE, line.show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.clear()


@contextmanager
def counting(text: str) -> Iterator[Callable[[int, int], None]]:
    """Give what is told how many of how many things are done: a bar on a terminal, else one plain line."""
    context = click.get_current_context(silent=True)
    quiet = bool(context and context.find_root().obj["quiet"])
    if quiet or not sys.stderr.isatty():
        with working(text):
            yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


class Line:
    """One line on stderr, moving where stderr is a terminal."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self.text = text
        self.status: Status | None = None

    def show(self) -> None:
        """Show the line."""
        if not sys.stderr.isatty():
            print(f"{self.text} …", file=sys.stderr, flush=True)
            return
        from rich.console import Console

        self.status = Console(stderr=True).status(f"{self.text} …")
        self.status.start()

    def clear(self) -> None:
        """Take a moving line away again."""
        if self.status:
            self.status.stop()
