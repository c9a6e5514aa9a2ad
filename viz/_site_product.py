"""The page of a product: who makes it where, what goes into it and what it goes into."""

from __future__ import annotations

from chainatlas.graph.around import Row
from chainatlas.graph.kinds import STATUS
from chainatlas.viz._scene import lasting
from chainatlas.viz._site_cells import EVIDENCE_COLUMNS, Cell, Cells, Column, Table, edge_table, number
from chainatlas.viz._site_leaf import Chart, Leaf, Section, Total, facts_of, section
from chainatlas.viz._view import Words

MAKERS = (
    Column("park", "园区", "park"),
    Column("maker", "企业或项目", "firm or project"),
    Column("capacity", "产能", "capacity", "number"),
    Column("unit", "单位", "unit"),
    *EVIDENCE_COLUMNS,
)
OTHER = Column("product", "产品", "product")
SUPPLIER, CUSTOMER = Column("supplier", "供货商", "supplier"), Column("customer", "客户", "customer")


def leaf(cells: Cells, name: str) -> Leaf:
    """Return what the page of a product shows."""
    around = cells.reading.around
    made, used = around.into([name], ["PRODUCES"]), around.into([name], ["NEEDS"])
    inputs, outputs = around.into([name], ["FEEDS"]), around.out([name], ["FEEDS"])
    chains = around.out([name], ["CHAIN_MEMBER"])
    return Leaf(
        title=cells.reading.name(name),
        kind=Words("产品", "product"),
        totals=[
            Total(
                len({edge["source"] for edge in lasting(made)}), "个生产者在案", "makers on record", "#makers"
            ),
            Total(len(_parks(cells, made)), "个园区有生产者", "parks with a maker", "#makers"),
            Total(len({edge["source"] for edge in inputs}), "种投入", "inputs", "#inputs"),
            Total(len({edge["target"] for edge in outputs}), "种去向", "outputs", "#outputs"),
        ],
        facts=facts_of(cells.reading.row(name), cells),
        sections=[
            _makers(cells, made),
            _side(
                cells,
                "users",
                Words("使用者", "Users"),
                used,
                {"source": Column("firm", "企业或项目", "who needs it")},
            ),
            _side(cells, "inputs", Words("投入", "Inputs"), inputs, {"source": OTHER}),
            _side(cells, "outputs", Words("去向", "Goes into"), outputs, {"target": OTHER}),
            _traded(cells, name),
            _side(
                cells,
                "chains",
                Words("产业链", "Chains"),
                chains,
                {"target": Column("chain", "产业链", "chain")},
            ),
        ],
    )


def _side(cells: Cells, key: str, title: Words, edges: list[Row], ends: dict[str, Column]) -> Section:
    return section(key, title, edge_table(cells, key, title, edges, ends))


def _traded(cells: Cells, name: str) -> Section:
    edges = cells.reading.traded.get(name, [])
    ends = {"source": SUPPLIER, "target": CUSTOMER}
    return _side(cells, "traded", Words("供应", "Supplies of it"), edges, ends)


def _makers(cells: Cells, made: list[Row]) -> Section:
    caption = Words("各园区的生产者", "Makers by park")
    rows = sorted(
        ([cells.things(parks_of(cells, edge["source"])), *_maker(cells, edge)] for edge in made),
        key=lambda row: (not row[0]["zh"], row[0]["zh"]),
    )
    table = Table("makers", caption, MAKERS, rows) if rows else None
    return section("makers", Words("生产者", "Makers"), table, charts=[_capacity(made)])


def _maker(cells: Cells, edge: Row) -> list[Cell]:
    unit = edge.get("unit") or ""
    made = [cells.thing(edge["source"]), number(edge.get("capacity")), {"zh": unit, "en": unit}]
    return [*made, *cells.evidence(edge)]


def parks_of(cells: Cells, name: str) -> list[str]:
    """Return the parks in which a firm or project is."""
    located = lasting(cells.reading.around.out([name], ["LOCATED_IN"]))
    return [edge["target"] for edge in located if edge["target"].startswith("park:")]


def _parks(cells: Cells, made: list[Row]) -> set[str]:
    return {park for edge in lasting(made) for park in parks_of(cells, edge["source"])}


def _capacity(made: list[Row]) -> Chart | None:
    """Return the capacity by status, for each unit in which at least two makers report it."""
    told = [edge for edge in made if edge.get("capacity") and edge.get("unit")]
    units = sorted({edge["unit"] for edge in told if sum(one["unit"] == edge["unit"] for one in told) > 1})
    if not units:
        return None
    series = [
        {
            "key": status,
            **_named(status),
            "values": [_sum(told, unit, status) for unit in units],
        }
        for status in sorted({edge.get("status") or "mentioned" for edge in told})
    ]
    data = {
        "rows": [{"zh": unit, "en": unit} for unit in units],
        "series": series,
        "unit": {"zh": "单位", "en": "unit"},
    }
    return Chart("capacity", "capacity", data, Words("产能(按状态)", "Capacity by status"))


def _named(status: str) -> dict[str, str]:
    return {"zh": STATUS.get(status, status), "en": status.replace("_", " ")}


def _sum(told: list[Row], unit: str, status: str) -> float | None:
    found = [e["capacity"] for e in told if e["unit"] == unit and (e.get("status") or "mentioned") == status]
    return float(sum(found)) if found else None
