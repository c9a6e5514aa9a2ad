"""Question: one question of the graph, declared with its text, parameters and columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from chainatlas.graph.errors import DeclarationError, UsageError
from chainatlas.graph.guard import tokenize
from chainatlas.graph.model import NODES

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

Row = dict[str, Any]
Refine = Callable[[list[Row], Mapping[str, Any]], Sequence[Row]]
Gather = Callable[["Store", Mapping[str, Any]], list[Row]]
Wishes = Mapping[str, Any]
"""How to fold the record for one side of a comparison: as_of, policy, basis, scenario, running."""
Compare = Callable[[list[Row], list[Row], Mapping[str, Any]], list[Row]]
Vocabulary = Mapping[str, tuple[str, str]]
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question.

    With `label` it is the name of a node, of one of several labels where it reads "Company|Product";
    with `words`, one of them; with `most`, a whole number from 1 to it; with `free`, a whole date, the
    path of a file, a query, or a list of words with commas. A parameter without default is required;
    the default "" leaves it open. `example` is a value for help texts where the usual one of its kind
    says nothing.
    """

    name: str
    zh: str
    en: str
    label: str = ""
    words: tuple[str, ...] = ()
    most: int = 0
    free: Literal["", "date", "file", "cypher", "list"] = ""
    default: str | int | None = None
    example: str = ""

    def __post_init__(self) -> None:
        """Refuse a parameter that is of several kinds or of none."""
        if [bool(kind) for kind in (self.label, self.words, self.most, self.free)].count(True) != 1:
            raise DeclarationError(f"parameter {self.name!r} needs one of label, words, most, free")
        for label in self.labels:
            if label not in NODES:
                raise DeclarationError(f"parameter {self.name!r}: there is no label {label!r}")

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels that the node may have; none where the parameter is no node."""
        return tuple(self.label.split("|")) if self.label else ()


@dataclass(frozen=True)
class Column:
    """One column of the answer.

    `shown` says in the tables of which language it stands, `words` how its values read there in
    Chinese and English, `blank` what stands there for an empty one; in JSON and CSV every column
    stands with its values as they are.
    """

    name: str
    zh: str
    en: str
    shown: Literal["both", "zh", "en", "never"] = "both"
    words: Vocabulary = field(default_factory=dict)
    blank: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Question:
    """A question in words and in openCypher, the same text for every engine.

    `cypher` uses each parameter as $name; a bound of a path is written *1..$name and becomes a literal.
    It returns scalars and lists. `gather` reads more rows out of the store where Cypher would be slow:
    statements, and whole kinds of edges as columns; with it, `cypher` may be empty. `refine` turns the rows
    of both into the answer.

    `instead` may name another question that answers where a parameter is left open.

    A question that compares two folds of the record has `pair`, which says how to fold either side,
    and `compare`, which turns the rows of both sides into the answer.
    """

    name: str
    zh: str
    en: str
    cypher: str
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...] = ()
    refine: Refine | None = None
    instead: Callable[[Mapping[str, Any]], str] | None = None
    pair: Callable[[Mapping[str, Any]], tuple[Wishes, Wishes]] | None = None
    compare: Compare | None = None
    gather: Gather | None = None
    variants: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a question whose text and declarations do not agree."""
        if not KEBAB.fullmatch(self.name):
            raise DeclarationError(f"expected a kebab-case name for a question, got {self.name!r}")
        if bool(self.pair) != bool(self.compare):
            raise DeclarationError(f"question {self.name!r}: pair and compare go together")
        if not (self.cypher or self.gather):
            raise DeclarationError(f"question {self.name!r} needs cypher or gather")
        declared = {parameter.name for parameter in self.parameters}
        for text in (self.cypher, *self.variants.values()):
            self._agree("parameters", parameters_of(text), declared)
            if not (self.refine or self.compare):
                self._agree("columns", columns_of(text), {column.name for column in self.columns})

    def _agree(self, what: str, used: set[str], declared: set[str]) -> None:
        if missing := used - declared:
            raise DeclarationError(
                f"question {self.name!r} uses {what} it does not declare: {sorted(missing)}"
            )
        if not (self.refine or self.compare) and (idle := declared - used):
            raise DeclarationError(f"question {self.name!r} declares {what} it does not use: {sorted(idle)}")

    def text(self, engine: str, values: Mapping[str, Any]) -> str:
        """Return the text for an engine, with the bounds of its paths as literals."""
        text = self.variants.get(engine, self.cypher)
        for parameter in self.parameters:
            if parameter.most:
                text = text.replace(f"..${parameter.name}]", f"..{values[parameter.name]:d}]")
        return text


def checked(name: str, parameters: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for every parameter; raise UsageError for unknown, missing or wrong ones."""
    known = {parameter.name: parameter for parameter in parameters}
    for word in given.keys() - known.keys():
        raise UsageError(f"{name} has no parameter {word!r}; it has: {', '.join(known)}")
    return {word: _value(name, parameter, given.get(word)) for word, parameter in known.items()}


def parameters_of(text: str) -> set[str]:
    """Return the names of the parameters that a text uses.

    >>> parameters_of("MATCH (park:Park {id: $park}) RETURN park.name AS name")
    {'park'}
    """
    tokens = tokenize(text)
    return {after for mark, after in pairwise(tokens) if mark == "$"}


def columns_of(text: str) -> set[str]:
    """Return the names of the columns that the last RETURN of a text gives."""
    tokens = tokenize(text)
    last = max((place for place, token in enumerate(tokens) if token.upper() == "RETURN"), default=0)
    tail = tokens[last:]
    return {after for word, after in pairwise(tail) if word.upper() == "AS"}


def _value(question: str, parameter: Parameter, given: Any) -> Any:
    if given == "" and parameter.label:
        raise UsageError(f"expected --{parameter.name} as the name of a {parameter.label.lower()}, got ''")
    if given is not None and parameter.free in ("cypher", "list") and not str(given).strip():
        raise UsageError(f"expected --{parameter.name} as {parameter.en}, got {given!r}")
    value = parameter.default if given is None else given
    if value is None:
        raise UsageError(f"{question} needs --{parameter.name}: {parameter.en}")
    if parameter.words and value not in parameter.words:
        expected = ", ".join(parameter.words)
        raise UsageError(f"expected --{parameter.name} as one of {expected}, got {value!r}")
    if parameter.most:
        return _whole(parameter, value)
    return value


def _whole(parameter: Parameter, value: Any) -> int:
    expected = f"expected --{parameter.name} as a whole number from 1 to {parameter.most}, got {value!r}"
    if not re.fullmatch(r"[0-9]{1,9}", str(value)) or not 1 <= int(value) <= parameter.most:
        raise UsageError(expected)
    return int(value)


def union(lists: Iterable[Sequence[str] | None]) -> list[str]:
    """Return the words of many lists, each once, in order."""
    return sorted(set[str]().union(*(words for words in lists if words)))


def by_id(things: Iterable[Row]) -> list[Row]:
    """Return things in the order of their ids."""
    return sorted(things, key=lambda thing: str(thing["id"]))
