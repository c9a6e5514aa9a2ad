"""Refuse Cypher that kglite answers wrongly; a differential test against Neo4j looks for more of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from chainatlas.graph.errors import QueryError
from chainatlas.graph.guard import tokenize

PREDICATING = frozenset({"RETURN", "WITH", "UNWIND", "ORDER", "FILTER"})
CLAUSES = PREDICATING | {"MATCH", "OPTIONAL", "CALL", "UNION", "SKIP", "LIMIT"}
NOT_BEFORE_CLAUSES = (".", ":", "$", "STARTS", "ENDS")
SEPARATORS = ("AND", "OR", "XOR", "NOT", ",", "WHERE")
ADVICE = "write COUNT { MATCH … } > 0 instead, which both engines answer alike"
WORD = re.compile(r"[^\W\d]|`")
PATTERN_AFTER = frozenset({"MATCH", "EXISTS", "WHERE", "AND", "OR", "XOR", "NOT"})
"""After one of these a parenthesis opens a node, after any other word the arguments of a function."""


def refuse_wrong_answers(text: str) -> None:
    """Raise QueryError where the engine is known to answer a text wrongly, with what to write instead."""
    tokens = tokenize(text)
    _refuse_repeated_types(tokens)
    _refuse_edge_in_map(tokens)


def _refuse_repeated_types(tokens: Sequence[str]) -> None:
    """Raise QueryError where EXISTS or a pattern outside MATCH could use one relationship twice.

    kglite lets two relationships of such a pattern be the same one, which Cypher does not; this is
    measured, not feared. It can happen where they share a type, or where one of them has none.
    """
    for part in (*_exists_blocks(tokens), *_predicates(tokens)):
        for one, other in combinations(_relationship_types(part), 2):
            if not (one and other):
                raise QueryError(f"EXISTS or a pattern in WHERE joins relationships without a type: {ADVICE}")
            if repeated := next((name for name in one if name in other), None):
                raise QueryError(f"EXISTS or a pattern in WHERE names the type {repeated} twice: {ADVICE}")


def _refuse_edge_in_map(tokens: Sequence[str]) -> None:
    """Raise QueryError where the map of a pattern takes a value from an edge, as in (p {id: edge.product}).

    kglite reads that value as null and finds nothing, without an error.
    """
    edges = {name for dash, bracket, name in _triples(tokens) if (dash, bracket) == ("-", "[")}
    for place, token in enumerate(tokens):
        if token == "{" and _opens_pattern_map(tokens, place):
            inside = tokens[place : closing(tokens, place)]
            for colon, name, dot in _triples(inside):
                if (colon, dot) == (":", ".") and name in edges:
                    raise QueryError(
                        f"the map of a pattern takes a value from the edge {name}: "
                        "write WHERE … = … instead, which both engines answer alike"
                    )


def _triples(tokens: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return zip(tokens, tokens[1:], tokens[2:], strict=False)


def _opens_pattern_map(tokens: Sequence[str], place: int) -> bool:
    """Tell whether a brace belongs to a node or edge of a pattern, not to a map, a projection or a block."""
    before = place - 1
    if before >= 1 and WORD.match(tokens[before]):
        before -= 1
    if tokens[before] in (":", "|", "&"):
        return True
    function = (
        before >= 1 and WORD.match(tokens[before - 1]) and tokens[before - 1].upper() not in PATTERN_AFTER
    )
    return tokens[before] in ("(", "[") and not function


def _exists_blocks(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    for place, (word, after) in enumerate(pairwise(tokens)):
        if word.upper() == "EXISTS" and after in "{(":
            yield tokens[place + 1 : closing(tokens, place + 1)]


def _predicates(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the stretches outside MATCH between AND, OR, XOR, NOT and commas, without COUNT { … }."""
    stretch: list[str] = []
    within, place = False, 0
    while place < len(tokens):
        word = tokens[place].upper()
        if word in ("COUNT", "EXISTS", "COLLECT") and tokens[place + 1 : place + 2] == ["{"]:
            inside, place = tokens[place + 2 :], closing(tokens, place + 1)
            yield from _predicates(inside[: place - len(tokens)])
        elif word == "[" and tokens[place - 1] != "-":
            place = _comprehended(tokens, place)
        clause = word in CLAUSES and tokens[place - 1].upper() not in NOT_BEFORE_CLAUSES
        ends = clause or word in SEPARATORS
        if ends and stretch:
            yield stretch
        stretch = [] if ends else [*stretch, *tokens[place : place + 1]] if within else []
        within = word == "WHERE" or (word in PREDICATING if clause else within)
        place += 1
    yield stretch


def _comprehended(tokens: Sequence[str], opening: int) -> int:
    """Return where the pattern of a comprehension [pattern | …] ends; both engines answer that right."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place] in ("[", "(", "{")) - (tokens[place] in ("]", ")", "}"))
        if depth == 0:
            break
        if depth == 1 and (tokens[place] == "|" or tokens[place].upper() == "WHERE"):
            return place - 1
    return opening


def closing(tokens: Sequence[str], opening: int) -> int:
    """Return where the brace or parenthesis at `opening` is closed; the end where it is not."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place] in ("{", "(")) - (tokens[place] in ("}", ")"))
        if depth == 0:
            return place
    return len(tokens)


def _relationship_types(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Yield the types that each -[…]- or -- of a pattern names; none where it may be of any type."""
    for place, (dash, after) in enumerate(pairwise(tokens)):
        if dash == "-" and after == "[":
            end = next((i for i in range(place, len(tokens)) if tokens[i] in ("]", "{")), len(tokens))
            inside = tokens[place + 2 : end]
            yield [name.strip("`") for mark, name in pairwise(inside) if mark in (":", "|") and name != ":"]
        elif (dash, after) == ("-", "-") and place and tokens[place - 1] in (")", "<"):
            yield []
