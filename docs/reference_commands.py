"""Write docs/commands.md from the commands: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from chainatlas.cli import cli

ABOUT = """\
Options before the command hold for every command. Exit codes: 0 done, 1 a data or store error, 2 wrong usage,
130 interrupted. Tables fit the terminal, colour is used only on a terminal and never with `NO_COLOR`; `-`
writes to standard output where a command writes one file. What takes over a second is said on stderr."""


def page() -> str:
    """Return the reference page of all commands."""
    context = click.Context(cli, info_name="chainatlas")
    lines = [
        "# The commands",
        "",
        "<!-- written by `make docs` from commands/; do not edit -->",
        "",
        ABOUT,
        "",
    ]
    lines += _options(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        lines += _section(command, f"chainatlas {name}", "##")
    return "\n".join(lines).rstrip() + "\n"


def _section(command: click.Command, words: str, mark: str) -> Iterator[str]:
    yield f"{mark} {words.removeprefix('chainatlas ')}\n"
    yield from _help(command)
    usage = command.collect_usage_pieces(click.Context(command, info_name=words))
    yield f"```text\n{words} {' '.join(usage)}\n```\n"
    yield from _options(command)
    if isinstance(command, click.Group):
        inner = click.Context(command, info_name=words)
        for name in command.list_commands(inner):
            found = command.get_command(inner, name)
            assert found is not None
            yield from _section(found, f"{words} {name}", mark + "#")


def _help(command: click.Command) -> Iterator[str]:
    """Yield the help of a command, its examples as a block of code."""
    for part in (command.help or "").split("\n\n"):
        examples = part.startswith("\b")
        text = part.removeprefix("\b\n").strip()
        yield f"```sh\n{text}\n```\n" if examples else f"{' '.join(text.split())}\n"


def _options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    rows = [record for option in command.params if (record := option.get_help_record(context))]
    if rows:
        yield "| option | meaning |\n| --- | --- |"
        yield from (f"| `{_cell(names)}` | {_cell(told)} |" for names, told in rows)
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(page(), end="")
