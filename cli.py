"""The command line: its entry, its common options, and how an error becomes one line."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from chainatlas import __version__
from chainatlas.commands._group import Declared
from chainatlas.commands._store import say
from chainatlas.graph.errors import AtlasError, UsageError


def _command(name: str) -> click.Command:
    found: click.Command = importlib.import_module(f"chainatlas.commands.{name.replace('-', '_')}").COMMAND
    found.name = name
    return found


@click.group(
    cls=Declared,
    package="commands",
    command=_command,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="chainatlas")
@click.option(
    "--store", metavar="PATH|URL", help="The graph: a file, or bolt://… or neo4j://… [CHAINATLAS_STORE]"
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help="Language of names and headings. [CHAINATLAS_LANG, or the locale]",
)
@click.pass_context
def cli(context: click.Context, store: str | None, lang: str | None) -> None:
    """ChainAtlas: industrial parks, companies and chains as a graph with sources on every edge.

    \b
    chainatlas ask chain-gaps --park 包头稀土高新区 --chain 风电
    chainatlas map chain --chain 风电 -o wind.html --open
    """
    context.obj = {"store": store or os.environ.get("CHAINATLAS_STORE"), "lang": lang or _language()}


def _language() -> str:
    chosen = os.environ.get("CHAINATLAS_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if chosen.lower().startswith("zh") else "en"


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 for done, 1 for a data or store error, 2 for wrong usage."""
    try:
        return cli.main(arguments, prog_name="chainatlas", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "chainatlas"
        say(f"Error: {_one_line(error.format_message())} (see `{path} --help`)")
        return 2
    except UsageError as error:
        say(f"Error: {_one_line(error)}")
        return 2
    except (AtlasError, click.ClickException) as error:
        say(f"Error: {_one_line(error)}")
        return 1
    except click.Abort:
        say("interrupted; nothing was left half-written")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run())
