"""Values as JSON that a script element may hold, whatever hostile names are in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    import msgspec


def script_json(value: Any) -> Markup:
    """Return dataclasses, mappings and plain values as JSON; what is not a number becomes null.

    Other objects, such as dates, become their text. As with Jinja's `tojson`, no text ends the element,
    opens another one or a comment. Half a surrogate pair, which no encoding has, stays an escape.
    """
    try:
        text = _encoder().encode(value).decode()
    except UnicodeEncodeError:
        text = json.dumps(_plain(value))
    for mark in "<>&'":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)


@cache
def _encoder() -> msgspec.json.Encoder:
    import msgspec

    return msgspec.json.Encoder(enc_hook=_simpler)


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value, enc_hook=_simpler)


def _simpler(value: Any) -> Any:
    """Return the plain form of what the encoder does not know, such as numbers of NumPy."""
    if isinstance(value, Mapping):
        return dict(value)
    plain = getattr(value, "item", None)
    return plain() if callable(plain) else str(value)
