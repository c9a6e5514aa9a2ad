"""GB/T 37028: development zones with their codes, and the province or city that each is in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, only, read_text, refused
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._names import division_code, place_id
from chainatlas.loaders._rows import csv_rows

DOCUMENT = {
    "id": "document:gbt37028",
    "name": "GB/T 37028-2018 全国主要经济功能区分类与代码(cn-adcode-efzcode 录入,GPL-3.0)",
    "name_en": "GB/T 37028-2018 as transcribed in WankkoRee/cn-adcode-efzcode, commit 1151670 (GPL-3.0)",
    "publisher": "国家标准化管理委员会",
    "published": "2018-12-28",
    "recorded": "2023-09-03",
    "url": "https://github.com/WankkoRee/cn-adcode-efzcode",
}
FILES = {"table": ("zones*.csv",), "tree": ("GB_T_37028*.json",)}
COLUMNS = (
    *("zone_code", "name", "short", "type_name", "level", "province_code", "province_name"),
    *("parent_city_code", "deprecated"),
)
JSON_LIMIT = 100_000_000
"""Bytes of the tree, which may stand in one line."""
LEVELS = ("national", "provincial")
NO_CODE = "expected a zone code of eight digits"
NO_NAME = "the name is empty"
NO_PLACE = "expected a division code of two, four or six digits"
SAME_NAME = "name of several zone codes"
DEPRECATED = "zone that is marked as deprecated"
ODD_LEVEL = "expected national or provincial"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return the zones with their places; of a folder with both forms, the table is read."""
    ledger = Ledger(DOCUMENT, base)
    files = found(paths, FILES)
    if files["table"]:
        rows = csv_rows(only(files, "table", FILES), COLUMNS, ledger, ignored=("type_code",))
    else:
        path = only(files, "tree", FILES)
        zones = [zone | {"file": path.name} for zone in _zones(path)]
        rows = pl.DataFrame(zones, schema=dict.fromkeys((*COLUMNS, "file"), pl.String))
        rows = rows.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    _take(rows, ledger)
    return ledger.loaded()


def _zones(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the zones of the tree of provinces, types and serial numbers."""
    try:
        tree = json.loads(read_text(path, JSON_LIMIT))
        for province, provincial in tree.items():
            for sort, kind in provincial["children"].items():
                for serial, zone in kind["children"].items():
                    yield _zone(province + sort + serial, provincial, kind, zone)
    except (ValueError, RecursionError):
        raise refused(path, "is not JSON: the file is damaged or cut off") from None
    except (AttributeError, KeyError, TypeError):
        raise refused(path, "expected provinces with children, kinds with children, and zones") from None


def _zone(
    code: str, province: Mapping[str, Any], kind: Mapping[str, Any], zone: Mapping[str, Any]
) -> dict[str, Any]:
    city = zone.get("parent")
    return {
        "zone_code": code,
        "name": zone["name"],
        "short": zone.get("short"),
        "type_name": kind["name"],
        "level": LEVELS[0] if code[2:3] == "1" else LEVELS[1],
        "province_code": code[:2],
        "province_name": province["name"],
        "parent_city_code": None if city is None else str(city),
        "deprecated": None if zone.get("deprecated") in (None, False) else str(zone["deprecated"]),
    }


def _take(rows: pl.DataFrame, ledger: Ledger) -> None:
    rows = ledger.take(rows)
    rows = ledger.refuse(
        rows, ~pl.col("zone_code").str.contains(r"^\d{8}$").fill_null(value=False), "zone_code", NO_CODE
    )
    rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
    rows = ledger.refuse(rows, ~pl.col("level").is_in(LEVELS).fill_null(value=False), "level", ODD_LEVEL)
    ledger.note(rows, pl.col("name").is_duplicated(), "name", SAME_NAME, "kept: the codes tell them apart")
    ledger.note(rows, pl.col("deprecated").is_not_null(), "deprecated", DEPRECATED, "kept as closed")
    short = pl.when(pl.col("short") != pl.col("name")).then("short")
    parks = rows.with_columns(
        id=pl.lit("park:") + pl.col("zone_code"),
        code="zone_code",
        kind="type_name",
        aliases=pl.concat_list(short).list.drop_nulls(),
    )
    ledger.nodes("Park", parks)
    parks = parks.unique("id", keep="first", maintain_order=True)
    closed = pl.when(pl.col("deprecated").is_not_null()).then(pl.lit("closed"))
    placed = parks.select(
        "file", "row", "province_code", "province_name", "parent_city_code", subject="id", status=closed
    )
    provinces = ledger.take(placed.filter(pl.col("province_code").is_not_null()))
    _locate(provinces, "province_code", "province_name", "province", ledger)
    cities = ledger.take(placed.filter(pl.col("parent_city_code").is_not_null()))
    _locate(cities, "parent_city_code", "code", None, ledger)


def _locate(rows: pl.DataFrame, column: str, name: str, level: str | None, ledger: Ledger) -> None:
    """State that zones are in the divisions of a column; one that has no name is called by its code."""
    rows = ledger.refuse(rows, place_id(column).is_null(), column, NO_PLACE)
    rows = rows.with_columns(object=place_id(column), code=division_code(column))
    ledger.mention("Place", rows.select("file", "row", "code", id="object", name=name, level=pl.lit(level)))
    part = "province" if level else "city"
    ledger.edges("LOCATED_IN", rows.select("file", "row", "subject", "object", "status"), part)


LOADER = DataSet(
    name="gbt37028",
    zh="开发区及其代码 GB/T 37028",
    en="GB/T 37028: development zones with their codes",
    read=read,
    takes="zones.csv, or GB_T_37028.json as published",
    example="GB_T_37028.json",
)
