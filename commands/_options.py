"""Options that several commands have, and those that follow from the parameters of a question or view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from chainatlas.commands._config import BUNDLED
from chainatlas.commands._names import Completer, names_of

if TYPE_CHECKING:
    from chainatlas.queries._question import Parameter

FORMAT = click.Option(
    ["--format", "form"],
    type=click.Choice(["table", "json", "csv", "md"]),
    default="table",
    show_default=True,
    help="How to write the answer.",
)
FOLDING = (
    click.Option(["--as-of"], metavar="DATE", help="Only what was recorded up to this date."),
    click.Option(
        ["--policy"],
        type=click.Choice(["cautious", "brave"]),
        help="Without contested facts, or with them. [default: as built]",
    ),
    click.Option(
        ["--basis"],
        metavar="WORDS",
        help="What counts, some of stated,implied,reference,inferred. [default: as built]",
    ),
    click.Option(["--scenario"], multiple=True, metavar="FILE", help="Suppositions to add for this answer."),
)
FACTS = click.option(
    "--facts",
    multiple=True,
    metavar="DIR",
    help=f"A folder of facts; may be given several times. [default: {BUNDLED}, those of the program]",
)


class Seconds(click.FloatRange):
    """A number of seconds from a millisecond to a day."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Refuse NaN too, which lies in no range and outside of none."""
        number: float = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return number


SECONDS = Seconds(min=0.001, max=86_400)


def options_of(parameters: Iterable[Parameter]) -> list[click.Parameter]:
    """Return the options that give the parameters of a question or view."""
    return [_option(parameter) for parameter in parameters]


def _option(parameter: Parameter) -> click.Option:
    need = " [required]" if parameter.default is None else ""
    usual = f" [default: {parameter.default}]" if parameter.default else ""
    bounds = f"1..{parameter.most}" if parameter.most else ""
    return click.Option(
        [f"--{parameter.name}"],
        metavar="|".join(parameter.words) or bounds or (parameter.free or "name").upper(),
        help=f"{parameter.zh}: {parameter.en}.{usual}{need}",
        shell_complete=names_of(parameter.label) if parameter.label else _words(parameter.words),
    )


def _words(words: Sequence[str]) -> Completer:
    return lambda _context, _option, begun: [CompletionItem(word) for word in words if word.startswith(begun)]


def fold_options(parameters: Iterable[Parameter]) -> list[click.Parameter]:
    own = {parameter.name for parameter in parameters}
    return [option for option in FOLDING if option.name not in own]
