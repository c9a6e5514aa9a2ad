"""Draw a view: names become ids, and the picture gets its evidence and what it was built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chainatlas.graph.around import StoreAround
from chainatlas.graph.store import Store
from chainatlas.queries._ask import evidence, resolved
from chainatlas.queries._question import Row, union
from chainatlas.queries._record import coverage, sentences
from chainatlas.viz._view import Picture, View, Words


def drawn(store: Store, view: View, given: Mapping[str, Any]) -> Picture:
    """Return the picture that a view makes of a store; `given` may name nodes by name, alias or id.

    Raises UsageError for an unknown or wrong parameter, UnknownName for a name that no node has.
    """
    values = resolved(store, view.name, view.parameters, given)
    picture = view.draw(store, values) if view.draw else sketched(store, view, values)
    return told(store, picture, values)


def sketched(store: Store, view: View, values: Mapping[str, Any]) -> Picture:
    """Return the sketch of a view that needs only what stands around nodes."""
    assert view.sketch is not None
    return view.sketch(StoreAround(store), values)


def told(store: Store, picture: Picture, values: Mapping[str, Any]) -> Picture:
    """Return the picture with its evidence, the state of the record, and what it was built from."""
    build = store.build()
    found = evidence(store, [{"statements": statements_of(picture)}])
    known = coverage(store, {key: values.get(key) for key in ("park", "chain")}, build)
    notes = tuple(
        Words(zh, en) for zh, en in zip(sentences(known, "zh"), sentences(known, "en"), strict=True)
    )
    return replace(picture, evidence=found, notes=(*picture.notes, *notes), built=built(build, found))


def statements_of(picture: Picture) -> list[str]:
    """Return the ids of all statements that the marks and lines of a picture rest on."""
    return union([*(mark.statements for mark in picture.marks), *(line.statements for line in picture.lines)])


def built(build: Mapping[str, Any], evidence: Mapping[str, Row]) -> Row:
    """Return how a graph was folded, and how many documents and statements are behind a picture."""
    folded = {key: build[key] for key in ("as_of", "policy", "basis", "scenarios", "version")}
    documents = {row["document"] for row in evidence.values()}
    newest = max((row["recorded"] for row in evidence.values() if row["recorded"]), default=None)
    return folded | {"statements": len(evidence), "documents": len(documents), "newest": newest}
