"""completion: the line that lets a shell complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Write what a shell needs to complete commands, questions and the names of parks and chains.

    \b
    chainatlas completion bash >> ~/.bashrc
    chainatlas completion fish > ~/.config/fish/completions/chainatlas.fish
    """
    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(context.find_root().command, {}, "chainatlas", "_CHAINATLAS_COMPLETE").source())


COMMAND = completion
