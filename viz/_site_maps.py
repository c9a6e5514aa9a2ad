"""The maps of the site's pages, drawn from memory, with the evidence that the reading holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from chainatlas import viz
from chainatlas.graph.around import Around
from chainatlas.graph.discover import declared
from chainatlas.queries._question import checked
from chainatlas.viz._chain import picture as chain
from chainatlas.viz._document import document
from chainatlas.viz._draw import built, statements_of
from chainatlas.viz._page import map_payload
from chainatlas.viz._product import product
from chainatlas.viz._site_reading import Reading
from chainatlas.viz._view import Picture, View

if TYPE_CHECKING:
    from markupsafe import Markup

Sketch = Callable[[Around, str], Picture]


def _viewed(name: str) -> Sketch:
    """Return what draws a thing as the view of this name does, its other parameters left open."""

    def sketch(around: Around, thing: str) -> Picture:
        view = declared(viz, name, View)
        assert view.sketch is not None
        return view.sketch(around, checked(name, view.parameters, {view.parameters[0].name: thing}))

    return sketch


SKETCHES: Mapping[str, Sketch] = {
    "Park": _viewed("park"),
    "Chain": chain,
    "Company": _viewed("company"),
    "Product": product,
    "Document": document,
}


def picture(reading: Reading, label: str, name: str) -> Picture | None:
    """Return the map of a thing, or None where nothing stands around it."""
    found = told(reading, SKETCHES[label](reading.around, name))
    return found if len(found.marks) > 1 else None


def told(reading: Reading, found: Picture) -> Picture:
    """Return a sketch with its evidence and what it was built from."""
    evidence = {name: reading.evidence[name] for name in statements_of(found) if name in reading.evidence}
    return replace(found, evidence=evidence, built=built(reading.build, evidence))


def payload(reading: Reading, found: Picture, root: str, lang: str) -> dict[str, Markup]:
    """Return what parts.html embeds of a map; things that have pages are linked to them."""
    links = {
        mark.id: root + reading.addresses[mark.id] for mark in found.marks if mark.id in reading.addresses
    }
    return map_payload(found, lang=lang, links=links, embedded=True)
