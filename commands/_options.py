"""Options that several commands have, and those that follow from the parameters of a question or view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from chainatlas.queries._question import Parameter

BUNDLED = "bundled"
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
    return [
        click.Option(
            [f"--{parameter.name}"],
            metavar="|".join(parameter.words)
            or (f"1..{parameter.most}" if parameter.most else (parameter.free or "name").upper()),
            help=f"{parameter.zh}: {parameter.en}."
            + (f" [default: {parameter.default}]" if parameter.default else "")
            + (" [required]" if parameter.default is None else ""),
        )
        for parameter in parameters
    ]


def fold_options(parameters: Iterable[Parameter]) -> list[click.Parameter]:
    own = {parameter.name for parameter in parameters}
    return [option for option in FOLDING if option.name not in own]
