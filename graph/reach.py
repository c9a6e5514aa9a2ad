"""Tell which texts can find statements, so that a store may leave them aside for all others."""

from __future__ import annotations

from collections.abc import Sequence

from chainatlas.graph.faults import PATTERN_AFTER, WORD, closing
from chainatlas.graph.guard import tokenize

NAMES = frozenset({"STATEMENT", "SUPPORTED_BY"})
"""The label of statements, and the only type of edge that they have; in capitals."""
OTHERS = frozenset({"!", "%"})
"""In a label expression: every label but one, and any label."""


def may_find_statements(text: str) -> bool:
    """Tell whether a query could find a statement or its link; in doubt it could.

    It cannot where it names neither, every relationship has a type, and every node has a label or is the
    end of a relationship: statements have no edges of other types.

    >>> may_find_statements("MATCH (park:Park)<-[:LOCATED_IN]-(firm) RETURN firm.id AS id")
    False
    >>> may_find_statements("MATCH (thing) RETURN count(thing) AS number")
    True
    """
    tokens = tokenize(text)
    return bool(
        not NAMES.isdisjoint(token.strip("`").upper() for token in tokens)
        or not OTHERS.isdisjoint(tokens)
        or any(_reaches(tokens, place) for place in range(len(tokens)))
    )


def _reaches(tokens: Sequence[str], place: int) -> bool:
    """Tell whether a procedure, a label to be computed, or a pattern of anything begins here."""
    token, after = tokens[place].upper(), tokens[place + 1 : place + 2]
    if token == "CALL":
        return after not in (["{"], ["("])
    if token == "(":
        return _is_any_node(tokens, place)
    if token == "-" and after == ["["]:
        return ":" not in tokens[place + 2 : place + 4]
    return (token, after) == ("-", ["-"]) or tokens[place : place + 3] == [":", "$", "("]


def _is_any_node(tokens: Sequence[str], opening: int) -> bool:
    """Tell whether a parenthesis opens a node without label that no relationship leads to."""
    before = tokens[opening - 1] if opening else ""
    if WORD.match(before) and before.upper() not in PATTERN_AFTER:
        return False
    named = opening + 1 < len(tokens) and bool(WORD.match(tokens[opening + 1]))
    told = tokens[opening + 1 + named] if opening + 1 + named < len(tokens) else ")"
    if told not in (")", "{") and told.upper() not in ("WHERE", "IS"):
        return False
    end = closing(tokens, opening)
    after = tokens[end + 1] if end + 1 < len(tokens) else ""
    return before not in ("-", ">") and after not in ("-", "<")
