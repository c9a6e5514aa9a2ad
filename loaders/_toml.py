"""Texts, cells and ends of edges as a mapping in TOML has them."""

from __future__ import annotations

from collections.abc import Mapping

from chainatlas.loaders._looks import Column


def end_of(column: Column, label: str) -> str:
    """Return the end of an edge that a column names; what nobody knows is made."""
    return cell_of(column, {"split": column.separator, "unknown": "make"}, label)


def cell_of(column: Column, keys: Mapping[str, str | float | Mapping[str, str]], label: str = "") -> str:
    """Return a cell as TOML: the name of the column alone where there is no more to say."""
    told = {name: value for name, value in keys.items() if value}
    if not told:
        return toml(column.name)
    parts = [f"label = {toml(label)}"] if label else []
    parts += [
        f"column = {toml(column.name)}",
        *(f"{name} = {_inline(value)}" for name, value in told.items()),
    ]
    return f"{{ {', '.join(parts)} }}"


def _inline(value: str | float | Mapping[str, str]) -> str:
    if isinstance(value, str):
        return toml(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml(one)} = {toml(other)}" for one, other in value.items()) + " }"
    return f"{value:g}" if value < 1 else str(int(value))


def toml(text: str) -> str:
    r"""Return a text as a string of TOML.

    >>> print(toml('a "b"'))
    "a \"b\""
    """
    signs = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(signs.get(one, one if one.isprintable() else _escaped(one)) for one in text) + '"'


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
