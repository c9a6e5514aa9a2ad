"""The HTML page of a picture: one file that holds all it needs, loads nothing and runs only our scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import DeclarationError, StoreError, UsageError
from chainatlas.graph.kinds import BASIS
from chainatlas.graph.model import NODES
from chainatlas.viz._view import Line, Mark, Picture, Words

FOLDER = Path(__file__).parent / "page"
VIS = "vis-9.1.2"
LANGUAGES = ("zh", "en")
SHAPES: Mapping[str, str] = {
    "Product": "box",
    "Company": "dot",
    "Project": "diamond",
    "Park": "square",
    "Chain": "hexagon",
    "Place": "triangle",
}
OTHER_SHAPE = "triangleDown"
LABEL = 40
"""Characters of a name that the canvas gets; the panel shows all of them."""
CURVED = 1000
"""Lines up to which curves are drawn; above, straight ones keep panning smooth."""


def page(picture: Picture, *, lang: str = "zh") -> str:
    """Return the page of a picture as one HTML document that opens in the given language."""
    _refuse(picture, lang)
    network = _network(picture, lang)
    environment = network.templateEnv
    environment.autoescape = True
    environment.globals |= _shell()
    environment.globals |= {"data": _data(picture, lang), "title": getattr(picture.title, lang), "lang": lang}
    return str(network.generate_html())


def write_page(picture: Picture, path: Path, *, lang: str = "zh") -> None:
    """Write the page of a picture to a file, whole or not at all; its folder must exist.

    Raises
    ------
    StoreError
        The file cannot be written; an older page at the same path is still as it was.

    """
    text = page(picture, lang=lang)
    with _replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8", errors="xmlcharrefreplace"))


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a path beside the wanted one, and move what was written there into its place."""
    temporary = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise StoreError(
            f"cannot write the page to {str(path)!r} ({error.strerror}): "
            "name a file in a folder that exists and that you may write to"
        ) from error
    finally:
        temporary.unlink(missing_ok=True) if temporary.parent.is_dir() else None


def _refuse(picture: Picture, lang: str) -> None:
    """Refuse what vis-network would answer with an empty page."""
    if lang not in LANGUAGES:
        raise UsageError(f"expected a language among {', '.join(LANGUAGES)}, got {lang!r}")
    seen: set[str] = set()
    for mark in picture.marks:
        if mark.id in seen:
            raise DeclarationError(f"the picture has two marks {mark.id!r}")
        if not (math.isfinite(mark.x) and math.isfinite(mark.y)):
            raise DeclarationError(f"mark {mark.id!r}: expected a place, got ({mark.x}, {mark.y})")
        seen.add(mark.id)
    for line in picture.lines:
        if lost := {line.source, line.target} - seen:
            raise DeclarationError(f"a line {line.kind!r} ends at {min(lost)!r}, which is not a mark")


def _network(picture: Picture, lang: str) -> Any:
    """Return pyvis's network of the picture; its lists are assigned, as adding one by one is quadratic."""
    from pyvis.network import Network

    network = Network(directed=True)
    network.nodes = [_node(mark, lang) for mark in picture.marks]
    network.edges = [_edge(number, line) for number, line in enumerate(picture.lines)]
    network.set_options(json.dumps(_options(len(picture.lines))))
    network.set_template_dir(str(FOLDER))
    return network


def _node(mark: Mark, lang: str) -> dict[str, Any]:
    """Return what vis-network needs of a mark before the page gives it its colours."""
    label = getattr(mark.name, lang)[:LABEL]
    return {"id": mark.id, "label": label, "x": mark.x, "y": mark.y, "shape": _shape(mark.kind)}


def _edge(number: int, line: Line) -> dict[str, Any]:
    """Return what vis-network needs of a line; its id is its number in the picture."""
    bow = {"smooth": {"enabled": True, "type": "curvedCW", "roundness": line.bend}} if line.bend else {}
    return {"id": number, "from": line.source, "to": line.target, "dashes": line.dashed} | bow


def _options(lines: int) -> dict[str, Any]:
    """Return the options of the network; they hold no space, which pyvis would take out."""
    curve = {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.45}
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "nodes": {"chosen": False},
        "edges": {
            "chosen": False,
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
            "smooth": curve if lines <= CURVED else {"enabled": False},
        },
        "interaction": {
            "dragNodes": False,
            "hover": True,
            "hideEdgesOnDrag": lines > CURVED,
            "selectConnectedEdges": False,
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
    }


def _shape(kind: str) -> str:
    """Return the shape that a kind of mark is drawn in."""
    return SHAPES.get(kind, OTHER_SHAPE)


def _data(picture: Picture, lang: str) -> dict[str, Any]:
    """Return all that the page shows as plain values for JSON."""
    shown = asdict(picture, dict_factory=_plain_dict) | {"groups": _groups(picture)}
    return {
        "lang": lang,
        "picture": shown,
        "kinds": [_kind(label) for label in _distinct(mark.kind for mark in picture.marks)],
        "bases": {basis: {"zh": zh, "en": basis} for basis, zh in BASIS.items()},
    }


def _groups(picture: Picture) -> list[dict[str, Any]]:
    """Return the groups in the order of the legend; one that is not named keeps its key as its name."""
    keys = _distinct((*picture.groups, *(mark.group for mark in picture.marks if mark.group)))
    names = {key: picture.groups.get(key, Words(key, key)) for key in keys}
    return [{"id": key, "name": asdict(name)} for key, name in names.items()]


def _kind(label: str) -> dict[str, Any]:
    """Return a kind of mark with its shape and its names."""
    kind = NODES.get(label)
    name = Words(kind.zh, kind.en) if kind else Words(label, label)
    return {"id": label, "shape": _shape(label), "name": asdict(name)}


def _distinct(keys: Iterable[str]) -> list[str]:
    """Return the keys once each, in the order they come."""
    return list(dict.fromkeys(keys))


def _plain_dict(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a dataclass with values that JSON has."""
    return {key: _plain(value) for key, value in items}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: not-a-number as null, and a date or other object as its text."""
    if isinstance(value, Mapping):
        return _plain_dict((str(key), inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)


def _shell() -> dict[str, Any]:
    """Return the scripts and styles of the page, and the policy that lets the browser run only these."""
    scripts, styles = (_library("js"), _own_script()), (_library("css"), _read(FOLDER / "page.css"))
    policy = (
        "default-src 'none'",
        f"script-src {' '.join(map(_digest, scripts))}",
        f"style-src {' '.join(map(_digest, styles))}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    )
    return {"scripts": scripts, "styles": styles, "policy": "; ".join(policy)}


def _library(kind: str) -> str:
    """Return vis-network's script or style from pyvis, without its source map and unused images."""
    import pyvis

    name = {"js": "vis-network.min.js", "css": "vis-network.css"}[kind]
    text = _read(Path(pyvis.__file__).parent / "lib" / VIS / name)
    return re.sub(r'//# sourceMappingURL=\S+|url\("data:[^)]*\)', "" if kind == "js" else "none", text)


def _own_script() -> str:
    """Return our scripts as one that leaves no global names; each file only declares, page.js starts them."""
    files = sorted(FOLDER.glob("*.js"))
    return '(() => {\n"use strict";\n' + "\n".join(map(_read, files)) + "\n})();"


def _read(path: Path) -> str:
    """Return a text with the line ends that a browser hashes."""
    return path.read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return how a content security policy names a text.

    >>> _digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
