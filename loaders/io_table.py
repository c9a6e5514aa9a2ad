"""An input-output table of China: how much of each sector's output another takes per yuan of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, only, refused
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._rows import csv_header, csv_rows

FILES = {"table": ("china_????_?.csv", "china_????_??.csv", "china_????_???.csv")}
NAME = re.compile(r".*_(\d{4})_(\d+)")
LABELS = ("Code", "Description", "DescriptionInChinese")
SECTOR = r"^\d{3}$"
INPUTS, OUTPUT = "TII", "TI"
"""The rows at the foot with the total intermediate inputs and the total inputs of each sector."""
TOLERANCE = 1e-6
"""Share of its total by which a column of flows may miss it."""
UNIT = "元/元"
MEASURED = 0.9
"""What a coefficient of the official table is worth."""
NO_NUMBER = "expected a number"
NO_OUTPUT = "the buyer has no total input"
NEGATIVE = "a flow below zero"
SUM = "column of flows that does not add up to its total of intermediate inputs"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return the sectors and the direct input coefficients between them, their own inputs too."""
    path = only(found(paths, FILES), "table", FILES)
    if not (about := NAME.fullmatch(path.stem)):
        raise refused(path, "expected a name that tells the year and the sectors, such as china_2020_153.csv")
    year, sectors = about.groups()
    ledger = Ledger(_document(year, sectors), base)
    header = csv_header(path)
    codes = [name for name in header if re.match(SECTOR, name)]
    final = [name for name in header if name not in (*codes, *LABELS)]
    table = csv_rows(path, (*LABELS, *codes), ledger, ignored=final)
    flows = table.filter(pl.col("Code").str.contains(SECTOR))
    if flows["Code"].to_list() != codes:
        raise refused(path, f"expected a row for each of the {len(codes)} sectors of the header, in order")
    prefix = pl.lit(f"industry:io{year}-")
    named = {"code": "Code", "name": "DescriptionInChinese", "name_en": "Description"}
    named_rows = ledger.take(flows.select("file", "row", **{new: pl.col(old) for new, old in named.items()}))
    scheme = pl.lit(f"投入产出表 {year}({sectors} 部门)")
    ledger.nodes("Industry", named_rows.with_columns(id=prefix + pl.col("code"), scheme=scheme))
    _take_flows(_cells(flows, codes), table, prefix, year, ledger)
    return ledger.loaded()


def _take_flows(cells: pl.DataFrame, table: pl.DataFrame, prefix: pl.Expr, year: str, ledger: Ledger) -> None:
    """State the flows between sectors; sectors without a flow between them say nothing."""
    cells = ledger.take(cells.filter(pl.col("flow").is_null() | (pl.col("flow") != 0)))
    cells = ledger.refuse(cells, pl.col("flow").is_null() | pl.col("flow").is_nan(), "text", NO_NUMBER)
    _check_sums(cells, table, ledger)
    cells = cells.join(_totals(table, OUTPUT), on="buyer", how="left", maintain_order="left")
    cells = ledger.refuse(cells, ~(pl.col("total") > 0).fill_null(value=False), "buyer", NO_OUTPUT)
    ledger.note(cells, pl.col("flow") < 0, "text", NEGATIVE, "kept")
    rows = cells.select(
        *("file", "row", "entry"),
        subject=prefix + pl.col("seller"),
        object=prefix + pl.col("buyer"),
        coefficient=pl.col("flow") / pl.col("total"),
        unit=pl.lit(UNIT),
        valid_from=pl.lit(year),
        valid_to=pl.lit(year),
        note=pl.format("{} 万元", "text"),
    )
    ledger.edges("FEEDS", rows, "flow", basis="reference", confidence=MEASURED, loops=True)


def _document(year: str, sectors: str) -> dict[str, str]:
    return {
        "id": f"document:io-table-{year}-{sectors}",
        "name": f"{year} 年全国投入产出表({sectors} 部门,国家统计局;ionet 转录,GPL-3.0)",
        "name_en": f"Input-output table of China {year}, {sectors} sectors, in ionet 51145dc (GPL-3.0)",
        "publisher": "国家统计局",
        "published": year,
        "recorded": "2024-01-23",
        "url": "https://github.com/Carol-seven/ionet",
    }


def _cells(flows: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """Return a row for each cell: who sells, who buys, the flow as text and as number."""
    long = flows.select("file", "row", "Code", *codes).unpivot(
        codes, index=["file", "row", "Code"], variable_name="buyer", value_name="text"
    )
    flow = pl.col("text").cast(pl.Float64, strict=False)
    return long.rename({"Code": "seller"}).with_columns(flow=flow, entry="buyer").sort("row", "buyer")


def _totals(table: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return what a row at the foot says of each sector."""
    row = table.filter(pl.col("Code") == code).head(1).select(pl.exclude("file", "row", *LABELS))
    long = row.unpivot(variable_name="buyer", value_name="said")
    return long.select("buyer", total=pl.col("said").cast(pl.Float64, strict=False))


def _check_sums(cells: pl.DataFrame, table: pl.DataFrame, ledger: Ledger) -> None:
    """List the columns whose flows do not add up to the total that the table gives."""
    sums = cells.group_by("buyer").agg(pl.col("flow").sum(), pl.col("file").first())
    sums = sums.join(_totals(table, INPUTS), on="buyer").sort("buyer")
    far = (pl.col("flow") - pl.col("total")).abs() > TOLERANCE * pl.col("total").abs()
    foot = table.filter(pl.col("Code") == INPUTS)["row"].to_list()[:1]
    ledger.note(sums.with_columns(row=pl.lit(foot[0] if foot else 0)), far, "buyer", SUM, "kept")


LOADER = DataSet(
    name="io-table",
    zh="投入产出表:部门之间的直接消耗系数",
    en="input-output table: direct input coefficients between sectors",
    read=read,
    takes="china_YEAR_SECTORS.csv: the whole table, with the totals at its foot",
    example="china_2020_153.csv",
)
