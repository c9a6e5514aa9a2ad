"""Values as Cypher literals, for scripts that are run where no parameters can be given."""

from __future__ import annotations

import re
from typing import Any

SPECIAL = re.compile(r"\\u?|['\x00-\x1f\x7f\u2028\u2029]")
SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "'": r"\'", "\\": r"\\", "\\u": r"\\\u0075"}


def literal(value: Any) -> str:
    r"""Return a value as a Cypher literal that can be nothing but this value.

    Neo4j reads \uXXXX before it looks for quotes, also after a second backslash; so the u of a text that
    says \u0027 is itself escaped.

    >>> print(literal("it's"), literal(["a", 1, True, 0.5]), literal({"id": "x"}))
    'it\'s' ['a', 1, true, 0.5] {id: 'x'}
    >>> print(literal(r"\u0027"))
    '\\\u00750027'
    """
    if isinstance(value, str):
        return f"'{SPECIAL.sub(_escaped, value)}'"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(item)}' for name, item in value.items())}}}"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).replace("e+", "e")


def _escaped(found: re.Match[str]) -> str:
    text = found.group()
    return SHORT.get(text) or f"\\u{ord(text):04x}"
