"""Administrative divisions of mainland China: what each is in, and where most of them are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.tables import Record
from chainatlas.loaders._files import found, only
from chainatlas.loaders._ledger import Ledger
from chainatlas.loaders._loader import DataSet, Loaded
from chainatlas.loaders._names import division_code, place_id
from chainatlas.loaders._rows import csv_rows

CNAREA = {
    "id": "document:cnarea-2023",
    "name": "cnarea 行政区划与坐标 2023(坐标系未说明,未声明许可)",
    "name_en": "cnarea 2023, commit fc260b9: datum of the coordinates not documented, no licence stated",
    "publisher": "kakuilan",
    "published": "2024-07-29",
    "recorded": "2024-07-29",
    "url": "https://github.com/kakuilan/china_area_mysql",
}
MODOOD = {
    "id": "document:modood-divisions",
    "name": "中国行政区划 2022-10-31(modood,WTFPL)",
    "name_en": "modood/Administrative-divisions-of-China, commit 57a0aa9, data as of 2022-10-31 (WTFPL)",
    "publisher": "modood",
    "published": "2024-11-28",
    "recorded": "2024-11-28",
    "url": "https://github.com/modood/Administrative-divisions-of-China",
}
FILES = {
    "cnarea": ("cnarea*.csv",),
    "provinces": ("*provinces.csv",),
    "cities": ("*cities.csv",),
    "areas": ("*areas.csv",),
    "streets": ("*streets.csv",),
}
LEVELS = ("province", "prefecture", "county", "township")
ABOVE: Mapping[str, tuple[str, str | None]] = {
    "provinces": ("province", None),
    "cities": ("prefecture", "provinceCode"),
    "areas": ("county", "cityCode"),
    "streets": ("township", "areaCode"),
}
"""The level of the divisions of each file, and the column that says what they are in."""
COLUMNS = ("code", "name", "level", "parent_code", "short_name", "lng", "lat")
NOT_READ = ("merged_name", "pinyin", "zip", "city_phone_code", "provinceCode", "cityCode")
NO_CODE = "expected a division code of two, four, six or nine digits"
NO_NAME = "the name is empty"
NO_LEVEL = "expected a level of 1 to 4"
NO_POSITION = "coordinates are missing or zero"
UNKNOWN = "what it is in is not among the files"


def read(paths: Sequence[Path], base: Record) -> Loaded:
    """Return the divisions of one source or both; both give a place the same id, by its code."""
    files = found(paths, FILES)
    loaded = []
    if files["cnarea"]:
        loaded.append(_cnarea(only(files, "cnarea", FILES), base))
    if any(files[key] for key in ABOVE):
        loaded.append(_modood(files, base))
    one, *others = loaded
    for other in others:
        both = one.plus(other)
        one = Loaded(
            both.entities,
            both.documents,
            both.statements,
            rejects=pl.concat([one.rejects, other.rejects]),
            tally=pl.concat([one.tally, other.tally]),
        )
    return one


def _cnarea(path: Path, base: Record) -> Loaded:
    ledger = Ledger(CNAREA, base)
    rows = ledger.take(csv_rows(path, COLUMNS, ledger, NOT_READ))
    levels = {str(number): level for number, level in enumerate(LEVELS, start=1)}
    level = pl.col("level").replace_strict(levels, default=None, return_dtype=pl.String)
    rows = ledger.refuse(rows, level.is_null(), "level", NO_LEVEL).with_columns(level=level)
    position = [pl.col(name).cast(pl.Float64, strict=False) for name in ("lng", "lat")]
    nowhere = pl.any_horizontal([value.is_null() | (value == 0) | value.is_nan() for value in position])
    ledger.note(rows, nowhere, "lng", NO_POSITION, "kept without coordinates")
    lon, lat = (pl.when(~nowhere).then(value) for value in position)
    short = pl.when(pl.col("short_name") != pl.col("name")).then("short_name")
    rows = rows.with_columns(lon=lon, lat=lat, aliases=pl.concat_list(short).list.drop_nulls())
    _take([(rows, "parent_code", "division")], ledger)
    return ledger.loaded()


def _modood(files: Mapping[str, Sequence[Path]], base: Record) -> Loaded:
    ledger = Ledger(MODOOD, base)
    parts = []
    for key, (level, above) in ABOVE.items():
        if files[key]:
            columns = ("code", "name", *([above] if above else []))
            rows = csv_rows(only(files, key, FILES), columns, ledger, NOT_READ)
            parts.append((ledger.take(rows).with_columns(level=pl.lit(level)), above, key))
    _take(parts, ledger)
    return ledger.loaded()


def _take(parts: Sequence[tuple[pl.DataFrame, str | None, str]], ledger: Ledger) -> None:
    """Register the divisions of all parts, then state what each is in."""
    placed: list[tuple[pl.DataFrame, Any, str]] = []
    for rows, above, part in parts:
        rows = ledger.refuse(rows, place_id("code").is_null(), "code", NO_CODE)
        rows = ledger.refuse(rows, pl.col("name").is_null(), "name", NO_NAME)
        rows = rows.with_columns(id=place_id("code"), code=division_code("code"))
        ledger.nodes("Place", rows)
        placed.append((rows.unique("id", keep="first", maintain_order=True), above, part))
    for rows, above, part in placed:
        if above:
            named = ledger.take(rows.filter(pl.col(above).is_not_null()))
            named = named.with_columns(subject="id", object=place_id(above))
            named = ledger.refuse_unknown(named, "object", "Place", above, UNKNOWN)
            ledger.edges("LOCATED_IN", named.select("file", "row", "subject", "object"), part)


LOADER = DataSet(
    name="divisions",
    zh="行政区划:省、地、县、乡,部分有坐标",
    en="administrative divisions: provinces to townships, most with coordinates",
    read=read,
    takes="cnarea*.csv with coordinates, or provinces.csv, cities.csv, areas.csv and streets.csv",
    example="cnarea_2023.csv",
)
