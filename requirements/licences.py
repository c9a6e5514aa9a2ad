"""List the licence of every part that is installed or bundled; refuse what is not allowed: `make licences`.

Parts are the distributions that ChainAtlas, its tests and its documentation require, as they are installed,
and the npm files of viz/bundled/bundled.toml. `licences.toml` beside this file says what is allowed.
"""

from __future__ import annotations

import configparser
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
BUNDLED = ROOT / "viz" / "bundled"
SPELT = {
    "Apache-2.0": r"apache",
    "LGPL": r"lgpl|lesser general",
    "GPL": r"\bgpl|general public",
    "MPL-2.0": r"mpl|mozilla",
    "BSD": r"\bbsd\b",
    "ISC": r"\bisc\b",
    "PSF-2.0": r"\bpsf|python software foundation",
    "MIT": r"\bmit\b",
}
"""How the words of classifiers and of old metadata read as identifiers of SPDX."""
OPERATOR = re.compile(r"\s+(?:AND|OR|WITH)\s+|[()]")


@dataclass(frozen=True)
class Part:
    """One part that is installed or bundled, with the licence that it tells of itself."""

    name: str
    version: str
    licence: str


APART = ("bench",)
"""Extras that are installed into an environment of their own: neomodel wants an older neo4j than ours."""


def required(settings: Path) -> list[Requirement]:
    """Return what a setup.cfg requires to run and for its extras, but those of an environment of its own."""
    parser = configparser.ConfigParser()
    parser.read(settings, "utf-8")
    extras = parser["options.extras_require"]
    listed = [parser["options"]["install_requires"], *(extras[name] for name in extras if name not in APART)]
    return [Requirement(line) for lines in listed for line in lines.splitlines() if line.strip()]


def closure(roots: Iterable[Requirement]) -> list[str]:
    """Return the names of the installed distributions among requirements and what these require."""
    seen: set[tuple[str, str]] = set()
    todo = [(canonicalize_name(one.name), extra) for one in roots for extra in ("", *one.extras)]
    while todo:
        if (step := todo.pop()) not in seen and _installed(step[0]):
            seen.add(step)
            wanted = map(Requirement, importlib.metadata.requires(step[0]) or [])
            due = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": step[1]})]
            todo += [(canonicalize_name(one.name), extra) for one in due for extra in ("", *one.extras)]
    return sorted({name for name, _ in seen})


def _installed(name: str) -> bool:
    """Tell whether a distribution is here: some are only required on other systems or by older Pythons."""
    return any(importlib.metadata.distributions(name=name))


def installed(settings: Path = ROOT / "setup.cfg") -> list[Part]:
    """Return the distributions that a setup.cfg requires, with their licences."""
    found = map(importlib.metadata.distribution, closure(required(settings)))
    return [Part(one.name, one.version, told(one.metadata)) for one in found]


def told(metadata: Any) -> str:
    """Return the licence that metadata tell: an expression of SPDX, else the classifiers, else the words."""
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    words = [text.rpartition("::")[2] for text in classifiers] or (
        metadata.get("License") or ""
    ).splitlines()[:1]
    return " AND ".join(dict.fromkeys(map(spelt, words)))


def spelt(words: str) -> str:
    """Return the identifier of SPDX for a licence in words, or the words where nobody here knows them.

    >>> spelt("Apache Software License"), spelt("BSD 3-Clause License"), spelt("Artistic License")
    ('Apache-2.0', 'BSD', 'Artistic License')
    """
    known = (name for name, pattern in SPELT.items() if re.search(pattern, words, re.IGNORECASE))
    return next(known, words.strip())


def bundled(folder: Path, others: Iterable[Mapping[str, str]]) -> Iterator[Part]:
    """Yield the npm packages of a folder of bundled files that are shipped, and what has no list."""
    for pin in tomllib.loads((folder / "bundled.toml").read_text("utf-8"))["file"]:
        if not pin.get("tests"):
            text = folder / f"{pin['package']}-{pin['version']}.LICENSE"
            yield Part(
                pin["package"], pin["version"], pin["licence"] if text.exists() else "no licence beside it"
            )
    yield from (Part(one["name"], "", one["licence"]) for one in others)


def is_allowed(licence: str, allowed: Iterable[str]) -> bool:
    """Tell whether a licence is allowed: one of what OR joins, all else; all of what has brackets.

    >>> is_allowed("Apache-2.0 OR GPL", ["Apache-2.0"]), is_allowed("MIT AND GPL", ["MIT"])
    (True, False)
    """
    choices = [licence] if "(" in licence else licence.split(" OR ")
    return any(words <= set(allowed) for choice in choices if (words := set(_words(choice))))


def _words(expression: str) -> Iterator[str]:
    return filter(None, map(str.strip, OPERATOR.split(expression)))


def faults(parts: Iterable[Part], about: Mapping[str, Any]) -> list[str]:
    """Return the parts that are neither allowed nor explained."""
    return [
        f"{part.name} {part.version}: {part.licence or 'no licence told'}"
        for part in parts
        if not is_allowed(part.licence, about["allowed"]) and part.name not in about["explained"]
    ]


def main() -> int:
    """List all parts; return 1 where one is not allowed."""
    about = tomllib.loads((FOLDER / "licences.toml").read_text("utf-8"))
    parts = list(dict.fromkeys((*installed(), *bundled(BUNDLED, about["bundled"]))))
    for part in parts:
        why = about["explained"].get(part.name)
        print(f"{part.name:32}{part.version:16}{part.licence}" + (f" ({why})" if why else ""))
    wrong = faults(parts, about)
    for fault in wrong:
        print(
            f"not allowed: {fault}; replace it, or explain it in requirements/licences.toml", file=sys.stderr
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
