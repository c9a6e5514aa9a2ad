"""The start page of the site: totals, the table of parks and chains, and the newest sources."""

from __future__ import annotations

from typing import Any

from chainatlas.graph.around import Row
from chainatlas.queries._words import VERDICT_WORDS
from chainatlas.viz._site_cells import Cells, Column, Table, date, number, text
from chainatlas.viz._site_leaf import Total
from chainatlas.viz._site_park import NAMES
from chainatlas.viz._view import Words

HEATED = 60
"""How many parks the table of parks and chains shows, those with most products first."""
NEWEST = 12
STEPS = (0.0, 0.05, 0.10, 0.20, 0.35)
"""The shares of a chain's products up to which a cell has the levels 0 to 4; above is level 5."""
SCALE = (
    Words("有成员,未见产品", "a member, no product"),
    *(Words(f"至 {round(100 * step)}%", f"to {round(100 * step)}%") for step in STEPS[1:]),
    Words(f"{round(100 * STEPS[-1])}% 以上", f"above {round(100 * STEPS[-1])}%"),
)
SOURCES = (
    Column("name", "文献", "document"),
    Column("publisher", "发布者", "publisher"),
    Column("recorded", "记录日期", "recorded", "date"),
    Column("statements", "陈述", "statements", "number"),
)
TOTALS = (
    ("Park", "个园区", "parks", "parks.html"),
    ("Chain", "条产业链", "chains", "chains.html"),
    ("Company", "家企业", "companies", "companies.html"),
    ("Product", "种产品", "products", "products.html"),
    ("Project", "个项目", "projects", ""),
    ("Document", "份文献", "documents", "documents.html"),
    ("Statement", "条陈述", "statements", ""),
)


def content(cells: Cells) -> dict[str, Any]:
    """Return what the template of the start page is given."""
    around = cells.reading.around
    ranked = _ranked(cells)
    return {
        "totals": [Total(len(around.every(label)), zh, en, href) for label, zh, en, href in TOTALS],
        "columns": [cells.thing(row["id"]) for row in around.every("Chain")],
        "rows": [_heat_row(cells, park) for park in ranked[:HEATED]],
        "scale": SCALE,
        "left_out": len(around.every("Park")) - len(ranked[:HEATED]),
        "newest": _newest(cells),
    }


def _ranked(cells: Cells) -> list[str]:
    """Return the parks of which a chain is on record, those with most products and chains first."""
    found = cells.reading.by_park
    return sorted(found, key=lambda name: (-sum(row["made"] for row in found[name]), -len(found[name]), name))


def _heat_row(cells: Cells, park: str) -> dict[str, Any]:
    rows = {row["chain_id"]: row for row in cells.reading.by_park[park]}
    chains = [row["id"] for row in cells.reading.around.every("Chain")]
    href = cells.href(park) + "#chains"
    return {
        "name": cells.thing(park),
        "cells": [_heat_cell(rows[name], href) if name in rows else None for name in chains],
    }


def _heat_cell(row: Row, href: str) -> dict[str, Any]:
    counted = [(key, word) for key, word in NAMES.items() if row[key]]
    told = Words(
        f"{row['park']} · {row['chain']}: "
        + "、".join(f"{VERDICT_WORDS[w][0]} {row[k]}" for k, w in counted),
        f"{row['park_en'] or row['park']} · {row['chain_en'] or row['chain']}: "
        + ", ".join(f"{VERDICT_WORDS[w][1]} {row[k]}" for k, w in counted),
    )
    return {
        "text": f"{row['made']}/{row['products']}",
        "level": _level(row["coverage"]),
        "title": told,
        "href": href,
    }


def _level(share: float) -> int:
    return sum(share > step for step in STEPS)


def _newest(cells: Cells) -> Table:
    documents = sorted(cells.reading.around.every("Document"), key=lambda row: row["id"])
    newest = sorted(documents, key=lambda row: row.get("recorded") or "", reverse=True)[:NEWEST]
    rows = [
        [
            cells.thing(row["id"]),
            text(row.get("publisher")),
            date(row.get("recorded")),
            number(len(cells.reading.told.get(row["id"], []))),
        ]
        for row in newest
    ]
    return Table("newest", Words("最新的文献", "The newest sources"), SOURCES, rows)
