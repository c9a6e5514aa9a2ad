"""Views of places and firms are the same from every engine, in every order, and safe with any name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from _browser import chromium
from _facts import fact, record
from _pages import HOSTILE
from _pictures import INDUSTRY, around, joins, seen

from chainatlas.graph.around import Around, StoreAround, TableAround
from chainatlas.graph.errors import StoreMissing, UnknownName
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Graph, Record
from chainatlas.loaders._build import build
from chainatlas.viz import company, park, path
from chainatlas.viz._document import document
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import write_page
from chainatlas.viz._product import product
from chainatlas.viz._view import Picture

SKETCHES: dict[str, Callable[[Around], Picture]] = {
    "park": lambda held: park.sketch(held, {"park": "park:hohhot-edz"}),
    "company": lambda held: company.sketch(held, {"company": "company:goldwind", "tiers": 2}),
    "project": lambda held: company.sketch(held, {"company": "project:goldwind-baotou-assembly", "tiers": 1}),
    "product": lambda held: product(held, "product:ndfeb-magnet"),
    "document": lambda held: document(held, "document:baotou-2023-05-16"),
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build()


def test_every_sketch_is_the_same_from_a_store_and_from_memory(store: Store, graph: Graph) -> None:
    store.replace(graph)
    here, there = StoreAround(store), TableAround(graph)
    for name, sketch in SKETCHES.items():
        assert sketch(here) == sketch(there), name
        assert len(sketch(there).marks) > 5, name


def test_a_path_is_the_same_on_every_engine(store: Store, bundled: Store, graph: Graph) -> None:
    store.replace(graph)
    given = {"start": "金力永磁", "end": "金风科技"}
    assert drawn(store, path.VIEW, given) == drawn(bundled, path.VIEW, given)


def test_the_order_of_the_record_changes_no_picture() -> None:
    known = record(INDUSTRY)
    turned = Record(known.entities, known.documents, known.statements.sort("id", descending=True))
    for name in ("park:zone", "company:mill", "product:steel", "document:press"):
        assert sketched(TableAround(fold(turned)), name) == sketched(TableAround(fold(known)), name)


def sketched(held: Around, name: str) -> Picture:
    """Return the sketch that fits a thing."""
    match name.partition(":")[0]:
        case "park":
            return park.sketch(held, {"park": name})
        case "product":
            return product(held, name)
        case "document":
            return document(held, name)
    return company.sketch(held, {"company": name, "tiers": 2})


def renamed(known: Record, names: dict[str, str]) -> Record:
    """Return a record with other ids for the same things."""
    entities = {
        label: table.with_columns(pl.col("id").replace(names)) for label, table in known.entities.items()
    }
    ends = (pl.col(column).replace(names) for column in ("subject", "object", "product"))
    return Record(entities, known.documents, known.statements.with_columns(*ends))


def test_other_ids_change_nothing_that_is_drawn() -> None:
    known = record(INDUSTRY)
    ids = [name for table in known.entities.values() for name in table["id"]]
    names = {name: f"{name.partition(':')[0]}:{len(ids) - number:03}" for number, name in enumerate(ids)}
    other = TableAround(fold(renamed(known, names)))
    for name in ("park:zone", "company:mill", "product:steel"):
        assert seen(sketched(other, names[name])) == seen(sketched(around(INDUSTRY), name))


def test_a_stranger_elsewhere_changes_no_picture() -> None:
    stranger = [
        fact("company:stranger", "LOCATED_IN", "park:far"),
        fact("company:stranger", "PRODUCES", "product:milk"),
    ]
    for name in ("park:zone", "company:mill", "product:steel"):
        assert sketched(around([*INDUSTRY, *stranger]), name) == sketched(around(INDUSTRY), name)


def test_an_empty_graph_has_nothing_to_draw(store: Store) -> None:
    store.replace(fold(Record.empty()))
    for view, given in ((park.VIEW, {"park": "x"}), (company.VIEW, {"company": "x"})):
        with pytest.raises(UnknownName, match="is called 'x'"):
            drawn(store, view, given)
    with pytest.raises(UnknownName, match="is called 'x'"):
        drawn(store, path.VIEW, {"start": "x", "end": "y"})
    for name in ("park:x", "company:x", "product:x", "document:x"):
        with pytest.raises(UnknownName, match=name):
            sketched(StoreAround(store), name)


def test_without_a_graph_there_is_no_picture(kglite_store: Store) -> None:
    with pytest.raises(StoreMissing, match="chainatlas build"):
        drawn(kglite_store, park.VIEW, {"park": "x"})


def test_every_line_has_sources_and_every_group_of_a_mark_a_name(graph: Graph) -> None:
    held = TableAround(graph)
    for row in (*held.every("Park"), *held.every("Company"), *held.every("Project"), *held.every("Product")):
        picture = sketched(held, row["id"])
        assert {mark.group for mark in picture.marks} == picture.groups.keys(), row["id"]
        assert all(line.statements for line in picture.lines), row["id"]
        assert len({(mark.x, mark.y) for mark in picture.marks}) == len(picture.marks)
        used = {
            one for mark in picture.marks for key in ("park", "chain") for one in mark.facets.get(key, ())
        }
        assert used == picture.values.keys()


def hostile() -> TableAround:
    names = {f"h{number}": {"name": text} for number, text in enumerate(HOSTILE.values())}
    facts = [fact(f"company:{tail}", "LOCATED_IN", "park:zone") for tail in names]
    facts += [fact(f"company:{tail}", "SUPPLIES", "company:mill") for tail in names]
    return around([*INDUSTRY, *facts], **names)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["park:zone", "company:mill"])
def test_hostile_names_are_text_in_the_pages_of_both(name: str, tmp_path: Path) -> None:
    picture = sketched(hostile(), name)
    assert len(joins(picture)) > len(HOSTILE)
    write_page(picture, tmp_path / "page.html")
    complaints: list[str] = []
    with chromium() as browser:
        tab = browser.new_page()  # type: ignore[attr-defined]
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.goto((tmp_path / "page.html").as_uri() + "#id=company:h0")
        tab.wait_for_function("window.atlas?.network")
        assert HOSTILE["script"] in tab.inner_text("#side")
        assert tab.evaluate("typeof window.hacked") == "undefined"
    assert complaints == []
