"""Where the page of each thing stands in a site: a safe file name for every id, and no two alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

FOLDERS: Mapping[str, str] = {
    "Park": "parks",
    "Chain": "chains",
    "Company": "companies",
    "Product": "products",
    "Document": "documents",
}
"""The labels whose nodes have pages, with the folders of these."""
PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 80
DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for itself."""


def slug(identifier: str) -> str:
    """Return the file name, without its ending, that stands for an id of one label and for no other.

    An id of lower-case words keeps them. Any other is spelt by what is plain in it and, behind an
    underscore that no plain one has, 128 bits of its sha256; so names differ on file systems that
    take upper and lower case for the same, too.

    >>> slug("park:baotou-rare-earth")
    'baotou-rare-earth'
    >>> slug("park:../../etc/passwd")
    'etc-passwd_7b4e46af0ec61d6c4e8a813d4a06bfd0'
    """
    tail = identifier.partition(":")[2]
    if PLAIN.fullmatch(tail) and len(tail) <= LONGEST and not DEVICES.fullmatch(tail):
        return tail
    words = "-".join(re.findall(r"[a-z0-9]+", tail.lower()))[: LONGEST // 2].strip("-")
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{words or 'x'}_{digest[:32]}"


def address(label: str, identifier: str) -> str:
    """Return the page of a node as a path from the folder of the site.

    >>> address("Park", "park:baotou-rare-earth")
    'parks/baotou-rare-earth.html'
    """
    return f"{FOLDERS[label]}/{slug(identifier)}.html"


def anchor(statement: str) -> str:
    """Return the id of the element that tells of a statement, on the page of its document.

    >>> anchor("statement:press/located-in/23f6828feaf2")
    's-9be0dcf7d8bc6f65'
    """
    return "s-" + hashlib.sha256(statement.encode("utf-8", "surrogatepass")).hexdigest()[:16]
