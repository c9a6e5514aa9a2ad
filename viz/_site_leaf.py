"""Leaf: what one page of the site shows of a park, chain, company or product, before it becomes HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chainatlas.graph.around import Row
from chainatlas.graph.kinds import STATUS
from chainatlas.graph.model import NODES
from chainatlas.viz._site_cells import Cell, Cells, Table, edge_table, number, spoken, text, value
from chainatlas.viz._site_cells import Column as TableColumn
from chainatlas.viz._view import Picture, Words

SHOWN = ("name_en", "aliases")
LEFT_OUT = ("id", "name", "statements", "contested", "registered")
"""Properties of a node that stand elsewhere on its page, or that nobody reads."""
"""Names that the facts of a page begin with."""


@dataclass(frozen=True)
class Chart:
    """A chart with its figures, as parts.html takes them."""

    id: str
    kind: Literal["stages", "timeline", "capacity"]
    data: dict[str, Any]
    caption: Words


@dataclass(frozen=True)
class Section:
    """One part of a page under its own heading; without tables it says that nothing is on record."""

    id: str
    title: Words
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    lead: Words | None = None


@dataclass(frozen=True)
class Total:
    """A large figure at the head of a page; None is not recorded."""

    value: str | int | None
    zh: str
    en: str
    href: str = ""


@dataclass(frozen=True)
class Leaf:
    """The content of one page."""

    title: Words
    kind: Words
    totals: Sequence[Total]
    facts: Sequence[tuple[Words, Cell]]
    sections: Sequence[Section]
    notes: Sequence[Words] = ()
    picture: Picture | None = None


def facts_of(row: Row, cells: Cells) -> list[tuple[Words, Cell]]:
    """Return the names and properties of a node that are on record, and where they were read."""
    told = [(Words("标识", "identifier"), text(row["id"]))]
    for prop in NODES[row["label"]].properties:
        found = row.get(prop.name)
        if found in (None, "", [], False) or prop.name in LEFT_OUT:
            continue
        cell = text("、".join(found)) if prop.kind == "texts" else value(prop, row, cells)
        told.append((Words(prop.zh, prop.en), cell))
    if row.get("statements"):
        told.append((Words("出处", "sources"), cells.sources(row["statements"])))
    return told


def section(key: str, title: Words, *tables: Table | None, charts: Sequence[Chart | None] = ()) -> Section:
    """Return a section of the tables and charts that have something to show."""
    return Section(key, title, [one for one in tables if one], [one for one in charts if one])


def measures(cells: Cells, name: str) -> Section:
    """Return the section of the measures that a thing reports."""
    edges = cells.reading.around.out([name], ["HAS_MEASURE"])
    return section("measures", Words("指标", "Measures"), _measure_table(cells, edges))


def _measure_table(cells: Cells, edges: Sequence[Row]) -> Table | None:
    if not edges:
        return None
    told = cells.reading.around.nodes(edge["target"] for edge in edges)
    table = edge_table(cells, "measures", Words("报告的指标", "What is reported"), edges, {})
    assert table is not None
    columns = [TableColumn(prop.name, prop.zh, prop.en, _sorts(prop.kind)) for prop in NODES["Measure"].own]
    rows = [
        [*(value(prop, told[edge["target"]], cells) for prop in NODES["Measure"].own), *row]
        for edge, row in zip(edges, table.rows, strict=True)
    ]
    return Table(table.id, table.caption, (*columns, *table.columns), rows)


def _sorts(kind: str) -> Literal["text", "number"]:
    return "number" if kind == "number" else "text"


PROJECT_COLUMNS = (
    TableColumn("project", "项目", "project"),
    TableColumn("developer", "投资方", "developer"),
    TableColumn("site", "所在地", "site"),
    TableColumn("makes", "产品", "makes"),
    TableColumn("status", "状态", "status"),
    TableColumn("investment", "投资额(元)", "investment in yuan", "number"),
    TableColumn("expected", "预计投产", "expected on", "date"),
    TableColumn("sources", "出处", "sources"),
)


def projects(cells: Cells, names: Iterable[str]) -> Section:
    """Return the section of projects: who builds what where, how far it is, and when it is to be done."""
    rows = list(cells.reading.around.nodes(names).values())
    if not rows:
        return section("projects", Words("项目", "Projects"))
    caption = Words("项目及其进展", "Projects and how far they are")
    table = Table("projects", caption, PROJECT_COLUMNS, [_project(cells, row) for row in rows])
    return section("projects", Words("项目", "Projects"), table, charts=[_timeline(cells, rows)])


def _project(cells: Cells, row: Row) -> list[Cell]:
    around = cells.reading.around
    built = around.into([row["id"]], ["DEVELOPS"])
    said = around.out([row["id"]], ["LOCATED_IN", "PRODUCES"])
    status = str(row.get("status") or "")
    stated = {one for edge in (*built, *said, row) for one in edge.get("statements") or ()}
    by_kind = {
        kind: [edge["target"] for edge in said if edge["kind"] == kind] for kind in ("LOCATED_IN", "PRODUCES")
    }
    return [
        cells.thing(row["id"]),
        cells.things(edge["source"] for edge in built),
        cells.things(by_kind["LOCATED_IN"]),
        cells.things(by_kind["PRODUCES"]),
        state(status),
        number(row.get("investment_cny")),
        text(row.get("expected_on")),
        cells.sources(sorted(stated)),
    ]


def state(status: str) -> Cell:
    """Return a status with its flag."""
    if not status:
        return {"zh": "", "en": ""}
    return {"zh": STATUS.get(status, status), "en": status.replace("_", " "), "flag": status}


def _timeline(cells: Cells, rows: Iterable[Row]) -> Chart | None:
    """Return when projects are to start, where at least two say so."""
    dated = sorted(
        (row for row in rows if row.get("expected_on")), key=lambda row: (row["expected_on"], row["id"])
    )
    if len(dated) < 2:
        return None
    events = [
        {
            "name": spoken(cells.reading.name(row["id"])),
            "date": row["expected_on"],
            "key": row.get("status") or "mentioned",
            "what": {"zh": "预计投产", "en": "expected to start"},
        }
        for row in dated
    ]
    return Chart(
        "timeline", "timeline", {"events": events}, Words("预计投产时间", "When projects are to start")
    )
