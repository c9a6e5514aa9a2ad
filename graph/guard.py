"""Refuse Cypher that writes, administers, reads files or the network, or that an engine answers wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chainatlas.graph.errors import QueryError

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`)
      | (?P<word>[^\W\d]\w*)
      | (?P<number>\d[\w.]*)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
WRITING = frozenset({"CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "DROP", "FOREACH", "INSERT"})
LEADING = frozenset(
    {"ALTER", "GRANT", "DENY", "REVOKE", "RENAME", "SHOW", "TERMINATE", "USE", "START", "STOP", "ENABLE"}
    | {"DEALLOCATE", "REALLOCATE", "COPY", "ATTACH", "INSTALL", "EXPORT", "IMPORT", "BEGIN", "COMMIT"}
    | {"ROLLBACK", "CHECKPOINT", "PRAGMA"}
)
PROCEDURES = frozenset({"db.labels", "db.relationshiptypes", "db.propertykeys"})
CLAUSES = frozenset(
    {"RETURN", "WITH", "MATCH", "OPTIONAL", "UNWIND", "CALL", "ORDER", "UNION", "SKIP", "LIMIT"}
)
ADVICE = "write COUNT { MATCH … } > 0 instead, which both engines answer alike"


def refuse_writes(text: str) -> None:
    """Raise QueryError where a query does more than read the graph.

    >>> refuse_writes("MATCH (park:Park) RETURN park.name AS name")
    >>> refuse_writes("MATCH (n) DETACH DELETE n")
    Traceback (most recent call last):
    ...
    chainatlas.graph.errors.QueryError: queries only read, but this one says DETACH
    """
    tokens = tokenize(text)
    words = [token.upper() for token in tokens]
    if not words:
        raise QueryError("expected a Cypher query, got nothing")
    for word in _words_that_do_more(words):
        raise QueryError(f"queries only read, but this one says {word}")
    for name in _called(words, tokens):
        if name.lower() not in PROCEDURES:
            raise QueryError(f"queries only read the graph: the procedure {name} is not allowed")


def refuse_repeated_types(text: str) -> None:
    """Raise QueryError where EXISTS or a pattern in WHERE names one relationship type twice.

    kglite may answer such a text with a false negative; this is measured, not feared.
    """
    tokens = tokenize(text)
    for part in (*_exists_blocks(tokens), *_where_patterns(tokens)):
        types = [name for chain in _relationship_types(part) for name in chain]
        repeated = next((name for name in types if types.count(name) > 1), None)
        if repeated:
            raise QueryError(f"EXISTS or a pattern in WHERE names the type {repeated} twice: {ADVICE}")


def tokenize(text: str) -> list[str]:
    """Return the tokens of a query without white space and comments; quoted text is one token."""
    return [match.group() for match in TOKEN.finditer(text) if match.lastgroup != "skip"]


def _words_that_do_more(words: Sequence[str]) -> Iterator[str]:
    first = next((word for word in words if word not in ("EXPLAIN", "PROFILE")), "")
    if first in LEADING:
        yield first
    for before, word in pairwise(("", *words)):
        if word in WRITING and before not in (".", ":", "$"):
            yield word
    for word, after in pairwise(words):
        if (word, after) in (("LOAD", "CSV"), ("IN", "TRANSACTIONS"), ("APOC", ".")):
            yield f"{word} {after}".replace(" .", "")
        if word == ";":
            yield "two statements"


def _called(words: Sequence[str], tokens: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word == "CALL" and (place == 0 or words[place - 1] not in (".", ":", "$")):
            name = ""
            for token in tokens[place + 1 :]:
                if token in "({" or token.upper() in ("YIELD", "RETURN"):
                    break
                name += token.strip("`")
            if name:
                yield name


def _exists_blocks(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    for place, (word, after) in enumerate(pairwise(tokens)):
        if word.upper() == "EXISTS" and after in "{(":
            yield tokens[place + 1 : _closing(tokens, place + 1)]


def _where_patterns(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the stretches of each WHERE between AND, OR, XOR, NOT and commas, without COUNT { … }."""
    stretch: list[str] = []
    within, place = False, 0
    while place < len(tokens):
        word = tokens[place].upper()
        if word in ("COUNT", "EXISTS", "COLLECT") and tokens[place + 1 : place + 2] == ["{"]:
            place = _closing(tokens, place + 1)
        ends = word in CLAUSES or word in ("AND", "OR", "XOR", "NOT", ",", "WHERE")
        if ends and stretch:
            yield stretch
        stretch = [] if ends else [*stretch, *tokens[place : place + 1]] if within else []
        within = word == "WHERE" or (within and word not in CLAUSES)
        place += 1
    yield stretch


def _closing(tokens: Sequence[str], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place] in "{(") - (tokens[place] in "})")
        if depth == 0:
            return place
    return len(tokens)


def _relationship_types(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Yield the types that each -[…]- of a pattern names."""
    for place, (dash, bracket) in enumerate(pairwise(tokens)):
        if dash == "-" and bracket == "[":
            end = next((i for i in range(place, len(tokens)) if tokens[i] == "]"), len(tokens))
            inside = tokens[place + 2 : end]
            yield [after for mark, after in pairwise(inside) if mark in ":|" and after[0].isalpha()]
