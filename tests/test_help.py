"""Help: every command, question and view has two examples, and the questions' examples can be typed."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from chainatlas import queries
from chainatlas.cli import cli, run
from chainatlas.graph.discover import all_declared
from chainatlas.graph.store import Store
from chainatlas.queries._examples import example
from chainatlas.queries._question import Question


def commands() -> dict[str, click.Command]:
    """Return every command by the words that call it."""
    found: dict[str, click.Command] = {}
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            inner = click.Context(command)
            for word in command.list_commands(inner):
                sub = command.get_command(inner, word)
                assert sub is not None
                found[f"{name} {word}"] = sub
    return found


COMMANDS = commands()


@pytest.mark.parametrize("words", COMMANDS)
def test_help_has_two_examples_of_the_command(words: str) -> None:
    told = COMMANDS[words].help or ""
    examples = re.findall(rf"^\s*(?:[A-Z0-9_]+=\S+ )?chainatlas {words}\b.*", told, re.MULTILINE)
    assert len(examples) >= 2, told


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_says_what_it_does(words: str) -> None:
    options = [option for option in COMMANDS[words].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("question", all_declared(queries, Question), ids=lambda question: question.name)
def test_the_examples_of_a_question_can_be_typed(
    question: Question, bundled: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    for whole in (False, True):
        arguments = shlex.split(example(question.parameters, whole=whole))
        assert run(["--store", bundled.url, "ask", question.name, *arguments]) == 0, capsys.readouterr().err


def test_an_example_answers_with_rows(bundled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("supply-path", "suppliers", "chain-gaps"):
        question = next(one for one in all_declared(queries, Question) if one.name == name)
        arguments = shlex.split(example(question.parameters, whole=True))
        assert run(["--store", bundled.url, "ask", name, *arguments]) == 0
        assert "nothing on record" not in capsys.readouterr().out
