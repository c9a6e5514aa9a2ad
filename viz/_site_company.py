"""The page of a company: where it is, what it makes and needs, and whom it is tied to."""

from __future__ import annotations

from chainatlas.graph.around import Row
from chainatlas.viz._scene import GONE
from chainatlas.viz._site_cells import Cells, Column, edge_table
from chainatlas.viz._site_leaf import Leaf, Section, Total, facts_of, measures, projects, section
from chainatlas.viz._view import Words

FIRM = Column("firm", "企业", "firm")
PARK = Column("park", "园区", "park")
PRODUCT = Column("product", "产品", "product")
TIES = (
    ("sites", "out", "LOCATED_IN", Words("所在地", "Sites"), Words("企业所在地", "Where the firm is"), PARK),
    ("makes", "out", "PRODUCES", Words("生产", "Makes"), Words("生产的产品", "What it makes"), PRODUCT),
    ("needs", "out", "NEEDS", Words("需要", "Needs"), Words("需要的产品", "What it needs"), PRODUCT),
    (
        "suppliers",
        "into",
        "SUPPLIES",
        Words("供货商", "Suppliers"),
        Words("向它供货的企业", "Who supplies it"),
        FIRM,
    ),
    (
        "customers",
        "out",
        "SUPPLIES",
        Words("客户", "Customers"),
        Words("它供货的企业", "Whom it supplies"),
        FIRM,
    ),
    (
        "chains",
        "out",
        "CHAIN_MEMBER",
        Words("产业链", "Chains"),
        Words("所属产业链", "Chains that it belongs to"),
        Column("chain", "产业链", "chain"),
    ),
    ("group", "out", "PART_OF", Words("所属集团", "Group"), Words("隶属的企业", "Whom it belongs to"), FIRM),
    (
        "members",
        "into",
        "PART_OF",
        Words("成员企业", "Members"),
        Words("隶属于它的企业", "Who belongs to it"),
        FIRM,
    ),
    (
        "courted",
        "into",
        "COURTS",
        Words("招引", "Courted by"),
        Words("招引它的园区", "Parks that try to win it"),
        PARK,
    ),
)
"""The tables of a company: key, side, kind of edge, heading, caption, and the column of the other end."""


def leaf(cells: Cells, name: str) -> Leaf:
    """Return what the page of a company shows."""
    reading = cells.reading
    edges = {(side, kind): getattr(reading.around, side)([name], [kind]) for _, side, kind, *_ in TIES}
    found = [_tie(cells, tie, edges[tie[1], tie[2]]) for tie in TIES]
    plans = [edge["target"] for edge in reading.around.out([name], ["DEVELOPS"])]
    return Leaf(
        title=reading.name(name),
        kind=Words("企业", "company"),
        totals=_totals(edges, len(plans)),
        facts=facts_of(reading.row(name), cells),
        sections=[*found[:5], projects(cells, plans), *found[5:], measures(cells, name)],
    )


def _totals(edges: dict[tuple[str, str], list[Row]], plans: int) -> list[Total]:
    def count(side: str, kind: str) -> int:
        end = "target" if side == "out" else "source"
        return len({edge[end] for edge in edges[side, kind] if edge.get("status") not in GONE})

    return [
        Total(count("out", "LOCATED_IN"), "处所在地在案", "sites on record", "#sites"),
        Total(count("out", "PRODUCES"), "种产品在案", "products on record", "#makes"),
        Total(count("into", "SUPPLIES"), "家供货商在案", "suppliers on record", "#suppliers"),
        Total(count("out", "SUPPLIES"), "家客户在案", "customers on record", "#customers"),
        Total(plans, "个投资项目在案", "projects that it invests in", "#projects"),
    ]


def _tie(cells: Cells, tie: tuple[str, str, str, Words, Words, Column], edges: list[Row]) -> Section:
    key, side, _, title, caption, column = tie
    end = "target" if side == "out" else "source"
    return section(key, title, edge_table(cells, key, caption, edges, {end: column}))
