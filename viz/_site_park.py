"""The page of a park: what is on record of its firms, projects, products and chains."""

from __future__ import annotations

from collections.abc import Iterable

from chainatlas.graph.around import Row
from chainatlas.queries._record import sentences
from chainatlas.queries._words import VERDICT_WORDS
from chainatlas.viz._scene import lasting
from chainatlas.viz._site_cells import (
    EVIDENCE_COLUMNS,
    SOURCES,
    Cell,
    Cells,
    Column,
    Table,
    edge_table,
    number,
    share,
)
from chainatlas.viz._site_leaf import Chart, Leaf, Section, Total, facts_of, measures, projects, section
from chainatlas.viz._view import Words

VERDICTS = ("present", "strengthen", "fill", "extend", "build")
"""The columns of coverage-table that count products by verdict, in the order of VERDICT_WORDS below."""
NAMES = dict(zip(VERDICTS, ("present", "强链", "补链", "延链", "建链"), strict=True))
COVERAGE = (
    Column("made", "有生产者", "made", "number"),
    Column("products", "环节数", "products", "number"),
    Column("coverage", "覆盖率", "coverage", "number"),
    Column("stages", "环节段覆盖率", "stages covered", "number"),
    *(Column(key, *VERDICT_WORDS[word], "number") for key, word in NAMES.items()),
    SOURCES,
)
FIRMS = (
    Column("firm", "企业", "firm"),
    Column("site", "所在地", "site"),
    Column("makes", "产品", "makes"),
    Column("chains", "产业链", "chains"),
    *EVIDENCE_COLUMNS,
)


def leaf(cells: Cells, name: str) -> Leaf:
    """Return what the page of a park shows."""
    reading = cells.reading
    sites = reading.sites(name)
    placed = lasting(reading.around.into(sites, ["LOCATED_IN"]))
    firms = [edge for edge in placed if edge["source"].startswith("company:")]
    plans = [edge["source"] for edge in placed if edge["source"].startswith("project:")]
    made, needed = (
        lasting(reading.around.out([edge["source"] for edge in placed], [kind]))
        for kind in ("PRODUCES", "NEEDS")
    )
    return Leaf(
        title=reading.name(name),
        kind=Words("园区", "park"),
        totals=_totals(reading.coverage.get(name, {}), made, reading.by_park.get(name, [])),
        facts=[*facts_of(reading.row(name), cells), *_outside(cells, name)],
        sections=[
            _chains(cells, name),
            _firms(cells, firms),
            projects(cells, plans),
            section("made", Words("生产的产品", "Products made"), _goods(cells, "made", made)),
            section("needed", Words("需要的产品", "Products needed"), _goods(cells, "needed", needed)),
            _courted(cells, sites),
            measures(cells, name),
            _inner(cells, name),
        ],
        notes=_notes(cells, name),
    )


def _totals(told: Row, made: list[Row], chains: list[Row]) -> list[Total]:
    return [
        Total(told.get("firms_named", 0), "家企业在案", "firms on record", "#firms"),
        Total(told.get("firms_reported"), "家企业报道投产", "firms reported to run"),
        Total(told.get("projects_named", 0), "个项目在案", "projects on record", "#projects"),
        Total(len({edge["target"] for edge in made}), "种产品有生产者在案", "products with a maker", "#made"),
        Total(len(chains), "条产业链有成员或生产者", "chains with a member or maker", "#chains"),
    ]


def _notes(cells: Cells, name: str) -> list[Words]:
    told = {"firms_reported": None, "firms_named": 0, "projects_named": 0}
    words = cells.reading.name(name)
    told |= (
        cells.reading.built | cells.reading.coverage.get(name, {}) | {"park": words.zh, "park_en": words.en}
    )
    return [Words(sentences(told, "zh")[0], sentences(told, "en")[0])]


def _outside(cells: Cells, name: str) -> list[tuple[Words, Cell]]:
    edges = lasting(cells.reading.around.out([name], ["LOCATED_IN"]))
    return [(Words("位于", "is in"), cells.things(edge["target"] for edge in edges))] if edges else []


def verdict_cells(cells: Cells, row: Row) -> list[Cell]:
    """Return the cells of COVERAGE for a row of coverage-table."""
    return [
        number(row["made"]),
        number(row["products"]),
        share(row["coverage"]),
        share(row["stages"]),
        *(number(row[key]) for key in VERDICTS),
        cells.sources(row["statements"]),
    ]


def verdict_chart(rows: Iterable[tuple[Cell, Row]]) -> Chart | None:
    """Return a bar of products by verdict for each row of coverage-table that has a name."""
    named = list(rows)
    if len(named) < 2:
        return None
    keys = {
        "made": ("present", "有生产者在案", "made"),
        "lacking": ("missing", "未见生产者", "no maker on record"),
    }
    figures = {
        "made": [row["made"] for _, row in named],
        "lacking": [row["products"] - row["made"] for _, row in named],
    }
    series = [
        {"key": key, "zh": zh, "en": en, "values": figures[name]} for name, (key, zh, en) in keys.items()
    ]
    data = {"rows": [name for name, _ in named], "series": series, "unit": {"zh": "产品数", "en": "products"}}
    return Chart("coverage", "stages", data, Words("各链有生产者的产品", "Products made, by chain"))


def _chains(cells: Cells, name: str) -> Section:
    rows = sorted(cells.reading.by_park.get(name, []), key=lambda row: (-row["coverage"], row["chain_id"]))
    caption = Words("各产业链的覆盖与判断", "Coverage of each chain, with verdicts")
    named = [(cells.thing(row["chain_id"]), row) for row in rows]
    table = Table(
        "chains",
        caption,
        (Column("chain", "产业链", "chain"), *COVERAGE),
        [[chain, *verdict_cells(cells, row)] for chain, row in named],
    )
    title = Words("产业链", "Chains")
    return section("chains", title, table if rows else None, charts=[verdict_chart(named)])


def _firms(cells: Cells, located: list[Row]) -> Section:
    caption = Words("园区内的企业", "Firms in the park")
    rows = [
        [
            cells.thing(edge["source"]),
            cells.thing(edge["target"]),
            cells.things(_ends(cells, edge["source"], "PRODUCES")),
            cells.things(_ends(cells, edge["source"], "CHAIN_MEMBER")),
            *cells.evidence(edge),
        ]
        for edge in located
    ]
    table = Table("firms", caption, FIRMS, rows) if rows else None
    return section("firms", Words("企业", "Firms"), table)


def _ends(cells: Cells, name: str, kind: str) -> list[str]:
    return [edge["target"] for edge in lasting(cells.reading.around.out([name], [kind]))]


def _goods(cells: Cells, key: str, edges: list[Row]) -> Table | None:
    captions = {
        "made": Words("园区内生产的产品", "What is made in the park"),
        "needed": Words("园区内需要的产品", "What is needed in the park"),
    }
    ends = {
        "target": Column("product", "产品", "product"),
        "source": Column("firm", "企业或项目", "firm or project"),
    }
    return edge_table(cells, key, captions[key], edges, ends)


def _courted(cells: Cells, sites: set[str]) -> Section:
    edges = cells.reading.around.out(sites, ["COURTS"])
    ends = {"target": Column("firm", "企业", "firm"), "source": Column("park", "园区", "park")}
    table = edge_table(
        cells, "courted", Words("招引中的企业", "Firms that the park tries to win"), edges, ends
    )
    return section("courted", Words("招引", "Courted"), table)


def _inner(cells: Cells, name: str) -> Section:
    edges = cells.reading.around.into([name], ["LOCATED_IN"])
    inner = [edge for edge in edges if edge["source"].startswith("park:")]
    ends = {"source": Column("park", "园区", "park")}
    table = edge_table(cells, "inner", Words("园区内的园区", "Parks inside this one"), inner, ends)
    return section("inner", Words("园中园", "Parks inside"), table)
