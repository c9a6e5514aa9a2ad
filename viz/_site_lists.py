"""The pages of the site that list all parks, chains, companies, products and documents, with coverage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chainatlas.graph.around import Row
from chainatlas.viz._scene import lasting
from chainatlas.viz._site_cells import Cell, Cells, Column, Table, date, number, share, text, word
from chainatlas.viz._site_product import parks_of
from chainatlas.viz._view import Words

NAME = Column("name", "名称", "name")
FIRMS = (
    Column("firms_named", "在案企业", "firms on record", "number"),
    Column("firms_reported", "报道投产企业", "firms reported to run", "number"),
    Column("projects_named", "在案项目", "projects on record", "number"),
)
NEWEST = Column("newest", "最新记录", "newest record", "date")


@dataclass(frozen=True)
class Listing:
    """A page that lists all nodes of a label: its columns, and the cells of a row behind the name."""

    label: str
    key: str
    title: Words
    columns: tuple[Column, ...]
    row: Callable[[Cells, Row], list[Cell]]

    def table(self, cells: Cells) -> Table:
        """Return the table with a row for each node of the label."""
        rows = [
            [cells.thing(row["id"]), *self.row(cells, row)] for row in cells.reading.around.every(self.label)
        ]
        return Table(self.key, self.title, (NAME, *self.columns), rows)


def _park(cells: Cells, row: Row) -> list[Cell]:
    around, told = cells.reading.around, cells.reading.coverage.get(row["id"], {})
    return [
        cells.things(edge["target"] for edge in lasting(around.out([row["id"]], ["LOCATED_IN"]))),
        word("level", row.get("level")),
        *(number(told.get(column.key)) for column in FIRMS),
        number(len(cells.reading.by_park.get(row["id"], []))),
        date(told.get("newest")),
    ]


def _chain(cells: Cells, row: Row) -> list[Cell]:
    products, made, members = cells.reading.measured[row["id"]]
    parks = len(cells.reading.by_chain.get(row["id"], []))
    return [
        number(products),
        number(made),
        share(made / products if products else None),
        number(members),
        number(parks),
    ]


def _company(cells: Cells, row: Row) -> list[Cell]:
    around, name = cells.reading.around, row["id"]
    out = around.out([name], ["PRODUCES", "CHAIN_MEMBER", "SUPPLIES", "DEVELOPS"])
    ends = {
        kind: [edge["target"] for edge in out if edge["kind"] == kind]
        for kind in ("PRODUCES", "CHAIN_MEMBER")
    }
    return [
        cells.things(parks_of(cells, name)),
        cells.things(ends["PRODUCES"], MOST),
        cells.things(ends["CHAIN_MEMBER"], MOST),
        number(len(around.into([name], ["SUPPLIES"]))),
        number(sum(edge["kind"] == "SUPPLIES" for edge in out)),
        number(sum(edge["kind"] == "DEVELOPS" for edge in out)),
    ]


def _product(cells: Cells, row: Row) -> list[Cell]:
    around, name = cells.reading.around, row["id"]
    makers = {edge["source"] for edge in lasting(around.into([name], ["PRODUCES"]))}
    parks = {park for maker in makers for park in parks_of(cells, maker)}
    return [
        cells.things((edge["target"] for edge in around.out([name], ["CHAIN_MEMBER"])), MOST),
        word("kind", row.get("kind")),
        number(len(makers)),
        number(len(parks)),
        number(len(around.into([name], ["FEEDS"]))),
        number(len(around.out([name], ["FEEDS"]))),
    ]


def _document(cells: Cells, row: Row) -> list[Cell]:
    told = cells.reading.told.get(row["id"], [])
    return [
        text(row.get("publisher")),
        date(row.get("published")),
        date(row.get("recorded")),
        number(len(told)),
    ]


MOST = 5
"""How many things a cell of a list names; the page of the thing has them all."""
LISTINGS = (
    Listing(
        "Park",
        "parks",
        Words("园区", "Parks"),
        (
            Column("site", "位于", "is in"),
            Column("level", "级别", "level"),
            *FIRMS,
            Column("chains", "产业链", "chains", "number"),
            NEWEST,
        ),
        _park,
    ),
    Listing(
        "Chain",
        "chains",
        Words("产业链", "Chains"),
        (
            Column("products", "产品", "products", "number"),
            Column("made", "有生产者在案", "with a maker on record", "number"),
            Column("share", "占比", "share", "number"),
            Column("members", "企业与项目", "firms and projects", "number"),
            Column("parks", "园区", "parks", "number"),
        ),
        _chain,
    ),
    Listing(
        "Company",
        "companies",
        Words("企业", "Companies"),
        (
            Column("site", "园区", "park"),
            Column("makes", "产品", "makes"),
            Column("chains", "产业链", "chains"),
            Column("suppliers", "供货商", "suppliers", "number"),
            Column("customers", "客户", "customers", "number"),
            Column("projects", "项目", "projects", "number"),
        ),
        _company,
    ),
    Listing(
        "Product",
        "products",
        Words("产品", "Products"),
        (
            Column("chains", "产业链", "chains"),
            Column("kind", "类别", "kind"),
            Column("makers", "在案生产者", "makers on record", "number"),
            Column("parks", "园区", "parks", "number"),
            Column("inputs", "投入", "inputs", "number"),
            Column("outputs", "去向", "goes into", "number"),
        ),
        _product,
    ),
    Listing(
        "Document",
        "documents",
        Words("文献", "Documents"),
        (
            Column("publisher", "发布者", "publisher"),
            Column("published", "发布日期", "published", "date"),
            Column("recorded", "记录日期", "recorded", "date"),
            Column("statements", "陈述", "statements", "number"),
        ),
        _document,
    ),
)
COVERAGE = (
    *FIRMS,
    Column("projects_reported", "报道项目", "projects reported", "number"),
    Column("products", "有生产者的产品", "products made", "number"),
    Column("chains_named", "提及产业链", "chains named", "number"),
    Column("chains_with_member", "有成员的产业链", "chains with a firm or project", "number"),
    Column("stated", "原文比例", "share stated", "number"),
    NEWEST,
)


def coverage_tables(cells: Cells) -> list[Table]:
    """Return how much of each park and of each chain is on record."""
    parks = [
        [cells.thing(name), *_covered(cells, name, told)] for name, told in cells.reading.coverage.items()
    ]
    chains = next(listing for listing in LISTINGS if listing.label == "Chain").table(cells)
    return [
        Table("parks", Words("各园区的收录情况", "What is on record of each park"), (NAME, *COVERAGE), parks),
        Table(
            "chains",
            Words("各产业链的收录情况", "What is on record of each chain"),
            chains.columns,
            chains.rows,
        ),
    ]


def _covered(cells: Cells, name: str, told: Row) -> list[Cell]:
    made = cells.reading.made_in(name)
    return [
        *(number(told[column.key]) for column in FIRMS),
        number(told["projects_reported"]),
        number(made),
        number(told["chains_named"]),
        number(told["chains_with_member"]),
        share(told["stated"]),
        date(told["newest"]),
    ]
