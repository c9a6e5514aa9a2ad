"""Groups whose subcommands are the public modules of a package, imported when they are used."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import click

from chainatlas.graph.discover import module_names

WORDS = {"queries": "question", "viz": "view", "commands": "command"}


class Declared(click.Group):
    """A group with one subcommand for each public module of a package, imported when it is used."""

    def __init__(self, package: str, command: Callable[[str], click.Command], **settings: Any) -> None:
        """Name the package, and what makes the subcommand of one of its modules."""
        super().__init__(**settings)
        self.package = package
        self.command_of = command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the modules."""
        return module_names(importlib.import_module(f"chainatlas.{self.package}"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the subcommand of a module, or refuse a name that no module has."""
        if cmd_name in (known := self.list_commands(ctx)):
            return self.command_of(cmd_name)
        word = WORDS[self.package]
        raise click.UsageError(f"there is no {word} {cmd_name!r}; there are: {', '.join(known)}", ctx)
