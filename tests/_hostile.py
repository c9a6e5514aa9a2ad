"""Hostile input as strategies: texts that break out of where they stand, files that were tampered with."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import _exports
import _pages
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CASES = int(os.environ.get("CHAINATLAS_FUZZ", "2000"))
"""How many cases a run has in all; `make fuzz` has 100,000."""
IN_CI = "CHAINATLAS_FUZZ" not in os.environ
PIECES = (
    *("<script>", "</script>", "<img src=x onerror=1>", "<!--", "-->", "]]>", "&amp;", "&#0;", "javascript:"),
    *("'", '"', "`", "${", "{{", "{%", "\\", "\\u0027", "$text", "/*", "//", ";", "|", ",", ":", "#", "%00"),
    *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "＝1", "'=1", "\t=1", "\r=1", "0012", "1e999"),
    *("'}) DETACH DELETE n //", "LOAD CSV FROM 'file:///etc/passwd'", "CALL apoc.load.json('x')"),
    *("../", "..\\", "/etc/passwd", "C:\\", "con", "\x00", "~", "%2e%2e/", ".", " "),
    *("\u202e", "\u2028", "\u0085", "\ufeff", "\u180e", "\x1b[2J", "\r\n", "\n", "\t", "\x7f", "\ufffe"),
    *("（", "）", "(lǚ)", "((", "ā" * 40, "發", "乾坤", "汉", "🏭", "\U0010ffff", "é", "ﬁ", "Ⅳ", "㎡", "ß"),
    *("null", "NaN", "inf", "true", "2024-13-01", "99999999999999999999", "-0", "1_000", "١٢"),
)
"""What breaks out of markup, scripts, templates, Cypher, paths, cells, numbers or the terminal."""
LONE = "\ud800"
"""Half of a surrogate pair, which the command line and JSON can bring and UTF-8 cannot hold."""
KNOWN = tuple({**_pages.HOSTILE, **_exports.HOSTILE}.values())
texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=8).map("".join),
    st.sampled_from(KNOWN),
)
broken_texts = st.one_of(texts, texts.map(lambda text: text + LONE))
BYTES = (
    *(piece.encode() for piece in PIECES),
    *(b"\xff\xfe", b"\x80", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1f\x8b", b"PK\x03\x04", b'"""', b"\r"),
    *(
        b"[" * 2_000,
        b"{" * 2_000,
        b"- " * 500,
        b"9" * 5_000,
        b"x" * 70_000,
        b"\n" * 500,
        b"," * 500,
        b"&a *a ",
    ),
)
Edit = tuple[str, float, float, bytes]
edits: st.SearchStrategy[list[Edit]] = st.lists(
    st.tuples(
        st.sampled_from(("insert", "delete", "repeat", "replace", "move")),
        st.floats(0, 1),
        st.floats(0, 1),
        st.one_of(st.sampled_from(BYTES), st.binary(max_size=4)),
    ),
    min_size=1,
    max_size=5,
)


def tampered(content: bytes, changes: Sequence[Edit]) -> bytes:
    """Return bytes with stretches of them put in, cut out, said again, put in others' place or moved."""
    for how, at, length, put in changes:
        start = int(at * len(content))
        end = min(len(content), start + 1 + int(length * 30))
        before, part, after = content[:start], content[start:end], content[end:]
        content = {
            "insert": before + put + part + after,
            "delete": before + after,
            "repeat": before + part * 2 + after,
            "replace": before + put + after,
            "move": after + before + part,
        }[how]
    return content


def fed(share: int) -> settings:
    """Return how often to feed: a share of a thousand cases; alike every time in CI, at random elsewhere."""
    return settings(
        max_examples=max(1, CASES * share // 1000),
        deadline=None,
        derandomize=IN_CI,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def write_all(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files by their paths inside a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
