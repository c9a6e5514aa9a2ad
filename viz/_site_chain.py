"""The page of a chain: its products by stage with their makers, what nobody makes, and who covers it."""

from __future__ import annotations

from chainatlas.graph.around import Row
from chainatlas.graph.kinds import STAGES
from chainatlas.graph.model import label_of
from chainatlas.viz._scene import lasting
from chainatlas.viz._site_cells import SOURCES, Cell, Cells, Column, Table, edge_table, number, word
from chainatlas.viz._site_leaf import Chart, Leaf, Section, Total, facts_of, measures, section
from chainatlas.viz._site_park import COVERAGE, verdict_cells
from chainatlas.viz._site_product import parks_of
from chainatlas.viz._site_reading import counts
from chainatlas.viz._view import Words

ORDER = tuple(STAGES)
NO_STAGE = Words("环节未载明", "stage not stated")
PRODUCTS = (
    Column("product", "产品", "product"),
    Column("stage", "环节", "stage"),
    Column("count", "生产者数", "makers", "number"),
    Column("makers", "在案生产者", "makers on record"),
    Column("parks", "所在园区", "in parks"),
    SOURCES,
)
GAPS = (
    Column("product", "产品", "product"),
    Column("stage", "环节", "stage"),
    Column("coming", "拟建或停产", "planned or suspended"),
    Column("inputs", "已有生产者的投入", "inputs that are made"),
    Column("outputs", "已有生产者的去向", "products made of it"),
    SOURCES,
)
MOST = 8
"""How many makers a cell names; the page of the product has them all."""


def leaf(cells: Cells, name: str) -> Leaf:
    """Return what the page of a chain shows."""
    members = [
        edge for edge in cells.reading.around.into([name], ["CHAIN_MEMBER"]) if edge.get("status") != "denied"
    ]
    products = sorted((edge for edge in members if label_of(edge["source"]) == "Product"), key=_place)
    makers = {edge["source"]: _makers(cells, edge["source"]) for edge in products}
    lacking = [edge for edge in products if not makers[edge["source"]]]
    others = [edge for edge in members if label_of(edge["source"]) in ("Company", "Project")]
    return Leaf(
        title=cells.reading.name(name),
        kind=Words("产业链", "chain"),
        totals=[
            Total(len(products), "种产品", "products", "#products"),
            Total(len(products) - len(lacking), "种有生产者在案", "with a maker on record", "#products"),
            Total(len(lacking), "种未见生产者", "with no maker on record", "#gaps"),
            Total(
                len(cells.reading.by_chain.get(name, [])),
                "个园区有成员或生产者",
                "parks with a member or maker",
                "#parks",
            ),
        ],
        facts=facts_of(cells.reading.row(name), cells),
        sections=[
            _products(cells, products, makers),
            _gaps(cells, lacking, makers),
            _parks(cells, name),
            _members(cells, others),
            measures(cells, name),
        ],
    )


def _place(edge: Row) -> tuple[int, int, str]:
    stage = edge.get("stage")
    return ORDER.index(stage) if stage in ORDER else len(ORDER), edge.get("position") or 0, edge["source"]


def _makers(cells: Cells, product: str) -> list[Row]:
    """Return who makes a product or is building to, as the questions count by default."""
    return [edge for edge in cells.reading.around.into([product], ["PRODUCES"]) if counts(edge)]


def _products(cells: Cells, products: list[Row], makers: dict[str, list[Row]]) -> Section:
    rows = [
        [
            cells.thing(edge["source"]),
            word("stage", edge.get("stage")),
            number(len({maker["source"] for maker in makers[edge["source"]]})),
            *_named(cells, makers[edge["source"]]),
            cells.sources(edge.get("statements")),
        ]
        for edge in products
    ]
    caption = Words("各环节的产品及其生产者", "Products by stage, with their makers")
    table = Table("products", caption, PRODUCTS, rows) if rows else None
    return section("products", Words("产品", "Products"), table, charts=[_stages(products, makers)])


def _named(cells: Cells, makers: list[Row]) -> tuple[Cell, Cell]:
    names = list(dict.fromkeys(maker["source"] for maker in makers))
    parks = dict.fromkeys(park for name in names for park in parks_of(cells, name))
    return cells.things(names, MOST), cells.things(parks, MOST)


def _stages(products: list[Row], makers: dict[str, list[Row]]) -> Chart | None:
    found: dict[str, list[str]] = {}
    for edge in products:
        found.setdefault(edge.get("stage") or "", []).append(edge["source"])
    if not found:
        return None
    made = [sum(bool(makers[name]) for name in names) for names in found.values()]
    lacking = [len(names) - some for names, some in zip(found.values(), made, strict=True)]
    rows = [{"zh": STAGES.get(stage, NO_STAGE.zh), "en": stage or NO_STAGE.en} for stage in found]
    series = [
        {"key": "present", "zh": "有生产者在案", "en": "maker on record", "values": made},
        {"key": "missing", "zh": "未见生产者", "en": "no maker on record", "values": lacking},
    ]
    data = {"rows": rows, "series": series, "unit": {"zh": "环节", "en": "stage"}}
    return Chart("stages", "stages", data, Words("各环节的产品数", "Products by stage"))


def _gaps(cells: Cells, lacking: list[Row], makers: dict[str, list[Row]]) -> Section:
    around = cells.reading.around
    rows = []
    for edge in lacking:
        name = edge["source"]
        coming = lasting(around.into([name], ["PRODUCES"]))
        inputs = [feed["source"] for feed in around.into([name], ["FEEDS"]) if makers.get(feed["source"])]
        outputs = [feed["target"] for feed in around.out([name], ["FEEDS"]) if makers.get(feed["target"])]
        told = [cells.things(names) for names in ((made["source"] for made in coming), inputs, outputs)]
        row = [
            cells.thing(name),
            word("stage", edge.get("stage")),
            *told,
            cells.sources(edge.get("statements")),
        ]
        rows.append(row)
    caption = Words("所有园区都未见生产者的产品", "Products that no park is recorded to make")
    table = Table("gaps", caption, GAPS, rows) if rows else None
    return section("gaps", Words("未见生产者", "No maker on record"), table)


def _parks(cells: Cells, name: str) -> Section:
    found = sorted(cells.reading.by_chain.get(name, []), key=lambda row: (-row["coverage"], row["park_id"]))
    rows = [[cells.thing(row["park_id"]), *verdict_cells(cells, row)] for row in found]
    caption = Words("各园区的覆盖与判断", "Coverage by park, with verdicts")
    table = Table("parks", caption, (Column("park", "园区", "park"), *COVERAGE), rows) if rows else None
    return section("parks", Words("园区", "Parks"), table)


def _members(cells: Cells, edges: list[Row]) -> Section:
    caption = Words("属于本链的企业与项目", "Firms and projects of the chain")
    ends = {"source": Column("member", "企业或项目", "firm or project")}
    return section("members", Words("成员", "Members"), edge_table(cells, "members", caption, edges, ends))
