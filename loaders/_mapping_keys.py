"""The keys of a mapping: taken one by one, every mistake kept with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from chainatlas.graph.errors import Refusal
from chainatlas.graph.kinds import Property
from chainatlas.loaders._cells import parse
from chainatlas.loaders._table import printable, unknown_word

Value = TypeVar("Value")
Keys = Mapping[str, Any]
SORTS = {str: "a text", int: "a whole number", dict: "a table", list: "a list", float: "a number"}


class Mistakes:
    """The mistakes of one file, and the ways to take values from its keys."""

    def __init__(self, path: Path) -> None:
        """Begin without a mistake."""
        self.path = path
        self.found: list[Refusal] = []

    def wrong(self, place: str, reason: str) -> None:
        """Keep a mistake."""
        self.found.append(Refusal(printable(str(self.path)), 0, printable(place), printable(reason)))

    def unknown(self, place: str, keys: Iterable[str], names: Collection[str]) -> None:
        """Note each key that nobody knows."""
        for key in keys:
            if key not in names:
                self.wrong(f"{place}.{key}".strip("."), f"the key {unknown_word(key[:60], names)}")

    def take(self, place: str, keys: Keys, key: str, usual: Value) -> Value:
        """Return the value of a key, which has to be of the same sort as the usual one."""
        value = keys.get(key, usual)
        if not isinstance(value, type(usual)) or isinstance(value, bool):
            self.wrong(f"{place}.{key}", f"expected {SORTS[type(usual)]}, got {value!r:.60}")
            return usual
        return value

    def need(self, place: str, keys: Keys, key: str) -> bool:
        """Tell whether a key is there, and note it where it is not."""
        if key not in keys:
            self.wrong(f"{place}.{key}", "the key is missing")
        return key in keys

    def word(self, place: str, keys: Keys, key: str, names: Collection[str], usual: str = "") -> str:
        """Return the value of a key that is one of some words."""
        value = self.take(place, keys, key, usual)
        if value not in names and value != usual:
            self.wrong(f"{place}.{key}", f"the word {unknown_word(value[:60], names)}")
            return usual
        return value

    def each(self, key: str, told: Keys) -> Iterator[tuple[str, Keys]]:
        """Yield the tables of a list of tables with their places, counted from 1."""
        listed = told.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            self.wrong(key, f"expected [[{key}]], once or several times")
            return
        yield from ((f"{key}[{number}]", one) for number, one in enumerate(listed, start=1))

    def twice(self, key: str, names: list[str], hint: str) -> None:
        """Note names that stand twice."""
        for number, name in enumerate(names, start=1):
            if name and name in names[: number - 1]:
                self.wrong(f"{key}[{number}]", f"{name!r} stands twice; {hint}")

    def parsed(self, place: str, prop: Property, text: str) -> Any:
        """Return the value of a constant as the model has it."""
        try:
            return parse(prop, text.strip())
        except ValueError as error:
            self.wrong(place, str(error))
            return None
