"""The HTML page of a picture: one file that holds all it needs, loads nothing and runs only our scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chainatlas.graph.errors import DeclarationError, StoreError, UsageError
from chainatlas.viz._bundled import bundled
from chainatlas.viz._payload import payload_data, shape
from chainatlas.viz._renderer import renderer
from chainatlas.viz._script_json import script_json
from chainatlas.viz._view import Line, Mark, Picture

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = Path(__file__).parent / "page"
VIS = "vis-9.1.2"
D3 = (
    "d3-dispatch",
    "d3-color",
    "d3-interpolate",
    "d3-timer",
    "d3-ease",
    "d3-selection",
    "d3-transition",
    "d3-drag",
    "d3-zoom",
    "d3-quadtree",
)
LANGUAGES = ("zh", "en")
LABEL = 40
"""Characters of a name that the canvas gets; the panel shows all of them."""
CURVED = 1000
"""Lines up to which curves are drawn; above, straight ones keep panning smooth."""
Links = Mapping[str, str]
"""The relative address of the page of a mark, by the mark's id."""


def page(picture: Picture, *, lang: str = "zh", links: Links | None = None) -> str:
    """Return the page of a picture as one HTML document that opens in the given language."""
    scripts, styles = _scripts(renderer(picture)), (*_map_styles(), _read(FOLDER / "page.css"))
    return (
        _environment()
        .get_template("template.html")
        .render(
            payload=map_payload(picture, lang=lang, links=links),
            title=getattr(picture.title, lang),
            lang=lang,
            scripts=scripts,
            styles=styles,
            policy=_policy(scripts, styles),
        )
    )


def write_page(picture: Picture, path: Path, *, lang: str = "zh", links: Links | None = None) -> None:
    """Write the page of a picture to a file, whole or not at all; its folder must exist.

    Raises
    ------
    StoreError
        The file cannot be written; an older page at the same path is still as it was.

    """
    text = page(picture, lang=lang, links=links)
    with _replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8", errors="xmlcharrefreplace"))


def map_payload(
    picture: Picture, *, lang: str = "zh", links: Links | None = None, embedded: bool = False
) -> dict[str, Markup]:
    """Return the JSON that page/map.html embeds of a picture: nodes, edges, options of the network, data.

    A map that is `embedded` stands in a page that has its own title, notes and switch of language.

    Raises
    ------
    UsageError
        The language is not one of LANGUAGES.
    DeclarationError
        Two marks have one id, a mark has no place, or a line ends at what is not a mark.

    """
    _refuse(picture, lang)
    nodes, edges, *_, options = _network(picture, lang).get_network_data()
    data = payload_data(picture, lang, links or {}, embedded=embedded)
    parts = {"nodes": nodes, "edges": edges, "options": json.loads(options), "data": data}
    return {name: script_json(value) for name, value in parts.items()}


def map_scripts() -> str:
    """Return the scripts that every map needs, for a site that writes them once."""
    return "\n".join((_library("js"), *_scripts("plain")))


def map_styles() -> str:
    """Return the styles that every map needs; they touch nothing outside the class `map`, but vis's own."""
    return "\n".join(_map_styles())


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
    """Return pyvis's network of the picture; its lists are assigned, as adding one by one is quadratic.

    For another renderer than vis-network with all its marks the lists are empty: it draws from the data.
    """
    from pyvis.network import Network

    network = Network(directed=True)
    if renderer(picture) == "vis":
        network.nodes = [_node(mark, lang) for mark in picture.marks]
        network.edges = [_edge(number, line) for number, line in enumerate(picture.lines)]
    network.set_options(json.dumps(_options(len(picture.lines))))
    return network


def _node(mark: Mark, lang: str) -> dict[str, Any]:
    """Return what vis-network needs of a mark before the page gives it its colours."""
    label = getattr(mark.name, lang)[:LABEL]
    return {"id": mark.id, "label": label, "x": mark.x, "y": mark.y, "shape": shape(mark.kind)}


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
        },
    }


@cache
def _environment() -> Environment:
    """Return where templates are found; whatever they are given is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


def _policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Return the policy that lets the browser run these scripts and styles only, and load nothing."""
    rules = (
        "default-src 'none'",
        f"script-src {' '.join(map(_digest, scripts))}",
        f"style-src {' '.join(map(_digest, styles))}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    )
    return "; ".join(rules)


@cache
def _scripts(drawer: str) -> tuple[str, ...]:
    """Return what a renderer needs, then our scripts as one without global names; page.js starts them."""
    own = "\n".join(map(_read, sorted(FOLDER.glob("*.js"))))
    library = bundled(*D3) if drawer == "plain" else _library("js")
    return library, f'(() => {{\n"use strict";\n{own}\n}})();'


@cache
def _map_styles() -> tuple[str, ...]:
    return _library("css"), _read(FOLDER / "map.css"), _read(FOLDER / "canvas.css")


def _library(kind: str) -> str:
    """Return vis-network's script or style from pyvis, without its source map and unused images."""
    import pyvis

    name = {"js": "vis-network.min.js", "css": "vis-network.css"}[kind]
    text = _read(Path(pyvis.__file__).parent / "lib" / VIS / name)
    return re.sub(r'//# sourceMappingURL=\S+|url\("data:[^)]*\)', "" if kind == "js" else "none", text)


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
