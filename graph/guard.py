"""Refuse Cypher that writes, administers, or reads files or the network."""

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
READING = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"})
"""What a query may begin with, on either engine."""
PREFIXES = ("EXPLAIN", "PROFILE")
BEFORE_NAME = frozenset({*".:$([,|&!=<>+-/%^"})
BEFORE_VALUE = frozenset(
    {"AS", "RETURN", "WITH", "WHERE", "UNWIND", "BY", "DISTINCT", "AND", "OR", "XOR", "NOT", "IN", "YIELD"}
    | {"CASE", "WHEN", "THEN", "ELSE", "CONTAINS"}
)
"""After one of these a word is a name, never the beginning of a clause. The star of WITH * is not here."""
PAIRS = frozenset({("LOAD", "CSV"), ("LOAD", "FROM"), ("APOC", "."), ("FOR", "VALID_TIME")})
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|[0-9][0-9_]*(\.[0-9]+)?([eE][0-9]*)?[dDfF]?|")
DISGUISE = re.compile(r"\\u+00[01234567][0-9a-fA-F]")
"""An ASCII letter or quote written as an escape, which Neo4j reads before it looks for quotes."""
PROCEDURES = frozenset({"db.labels", "db.relationshiptypes", "db.propertykeys"})


def refuse_writes(text: str) -> None:
    """Raise QueryError where a query does more than read the graph.

    >>> refuse_writes("MATCH (park:Park) RETURN park.name AS name")
    >>> refuse_writes("MATCH (n) DETACH DELETE n")
    Traceback (most recent call last):
    ...
    chainatlas.graph.errors.QueryError: queries only read, but this one says DETACH
    """
    tokens = tokenize(text)
    words = [token.strip("`").upper() for token in tokens]  # kglite takes `LOAD` CSV for LOAD CSV
    if not words:
        raise QueryError("expected a Cypher query, got nothing")
    for word in _words_that_do_more(words, tokens):
        raise QueryError(f"queries only read, but this one says {word}")
    for name in _called(words, tokens):
        if name.lower() not in PROCEDURES:
            raise QueryError(f"queries only read the graph: the procedure {name} is not allowed")
    for complaint in _disguises(text, tokens):
        raise QueryError(complaint)
    if (first := next((word for word in words if word not in PREFIXES), "")) not in READING:
        raise QueryError(f"expected a query that begins with {', '.join(sorted(READING))}, got {first!r}")


def tokenize(text: str) -> list[str]:
    """Return the tokens of a query without white space and comments; quoted text is one token."""
    return [match.group() for match in TOKEN.finditer(text) if match.lastgroup != "skip"]


def _words_that_do_more(words: Sequence[str], tokens: Sequence[str]) -> Iterator[str]:
    first = next((word for word in words if word not in PREFIXES), "")
    if first in LEADING:
        yield first
    for place, word in enumerate(words):
        if word in WRITING and not _is_name(words, tokens, place):
            yield word
        if word == "USE" and words[place - 1] in ("{", "UNION", "ALL"):
            yield word
        if word == ";" and any(later != ";" for later in words[place:]):
            yield "two statements"
    for place, (word, after) in enumerate(pairwise(words)):
        if (word, after) in PAIRS:
            yield f"{word} {after}".replace(" .", "")
        if (word, after) == ("}", "IN") and "TRANSACTIONS" in words[place + 2 : place + 5]:
            yield "IN TRANSACTIONS"


def _is_name(words: Sequence[str], tokens: Sequence[str], place: int) -> bool:
    """Tell whether a word stands where no clause can begin: as a property, label, key or variable."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if before == "." and place > 1 and tokens[place - 2][0].isdigit():
        return False
    if before in BEFORE_VALUE:  # unless it is a name itself, as in n.not or AS where
        return place == 1 or words[place - 2] not in BEFORE_NAME | BEFORE_VALUE
    return before in BEFORE_NAME or (before == "{" and after == ":")


def _called(words: Sequence[str], tokens: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word == "CALL" and (place == 0 or words[place - 1] not in (".", ":", "$")):
            name = ""
            for token in tokens[place + 1 :]:
                if token in ("(", "{") or (name and token.upper() in ("YIELD", "RETURN")):
                    break
                name += token.strip("`")
            if name:
                yield name


def _disguises(text: str, tokens: Sequence[str]) -> Iterator[str]:
    """Yield what would let one engine read another text than the one that is checked here."""
    for match in TOKEN.finditer(text):
        if match.group().startswith("//") and "\r" in match.group().rstrip("\r"):
            yield "expected a comment that ends with a line feed, got a carriage return"
        if match.lastgroup == "mark" and not match.group().isprintable():
            yield f"expected no invisible characters outside quotes, got {match.group()!r}"
    if "\\" in tokens or DISGUISE.search(text):
        yield "expected ASCII letters and quotes as they are, got an escape such as \\u0043"
    for token in tokens:
        if token[0].isdigit() and not all(NUMBER.fullmatch(part) for part in token.split("..")):
            yield f"expected a space after a number, got {token!r}"
