"""The command line: its entry, its common options, and how an error becomes one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import NoReturn

import click

from chainatlas import __version__, commands
from chainatlas.commands._config import configured
from chainatlas.commands._group import Declared
from chainatlas.graph.discover import module
from chainatlas.graph.errors import AtlasError, UsageError


def _command(name: str) -> click.Command:
    found: click.Command = module(commands, name).COMMAND
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
@click.option("--quiet", "-q", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("--verbose", "-v", is_flag=True, help="Say which store is used and how long it took.")
@click.pass_context
def cli(context: click.Context, store: str | None, lang: str | None, quiet: bool, verbose: bool) -> None:
    """ChainAtlas: industrial parks, companies and chains as a graph with sources on every edge.

    \b
    chainatlas ask chain-gaps --park 包头稀土高新区 --chain 风电
    chainatlas map chain --chain 风电 -o wind.html --open
    """
    own = configured()
    context.obj = {
        "store": store or os.environ.get("CHAINATLAS_STORE") or own.get("store"),
        "lang": lang or _language(own.get("lang", "")),
        "facts": own.get("facts", []),
        "quiet": quiet,
        "verbose": verbose and not quiet,
    }
    if context.obj["verbose"]:
        started = perf_counter()
        context.call_on_close(lambda: click.echo(f"{perf_counter() - started:.2f} s", err=True))


def _language(own: str) -> str:
    told = [os.environ.get("CHAINATLAS_LANG"), own, os.environ.get("LC_ALL"), os.environ.get("LANG")]
    return "zh" if next(filter(None, told), "").lower().startswith("zh") else "en"


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 for done, 1 for a data or store error, 2 for wrong usage."""
    try:
        return cli.main(arguments, prog_name="chainatlas", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "chainatlas"
        _say(f"Error: {_one_line(error.format_message())} (see `{path} --help`)")
        return 2
    except UsageError as error:
        _say(f"Error: {_one_line(error)}")
        return 2
    except (AtlasError, click.ClickException) as error:
        _say(f"Error: {_one_line(error)}")
        return 1
    except click.Abort:
        _say("interrupted; nothing was left half-written")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say(text: str) -> None:
    click.echo(text, err=True)


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run())
