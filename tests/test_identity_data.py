"""Identity on real sets: two transcriptions of the zones, and listed firms without their codes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from _identities import source
from _outside import loaded, real

from chainatlas.graph.statements import fold
from chainatlas.graph.tables import Record
from chainatlas.loaders._decided import decided
from chainatlas.loaders._matching import proposals
from chainatlas.loaders._merge import merged
from chainatlas.loaders._review import read_review, review, write_review

ANSWERS = {"现阳高新技术产业开发区": "信阳高新技术产业开发区"}
"""What the list of differences, made by likeness, has wrong."""
JUDGED = Path(__file__).parent / "firm_pairs.csv"


def named(prefix: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows under ids that no person wrote and nothing reads."""
    return [dict(row) | {"id": f"{prefix}{row['id']}"} for row in rows]


@pytest.fixture(scope="module")
def zones() -> pl.DataFrame:
    """Give the proposals over both transcriptions, the second of which has names only."""
    folder = real("zones_gbt37028")
    first = loaded("gbt37028", folder / "zones.csv").entities["Park"].select(id="code", name="name")
    second = (folder / "names_wuhututu.txt").read_text("utf-8").split()
    one = source("one", named("park:x-", first.to_dicts()))
    two = source("two", named("park:y-", [{"id": name, "name": name} for name in second]))
    found = proposals(one.plus(two))
    names = one.entities["Park"].select(left="id", zone="name")
    return found.join(names, on="left").with_columns(partner=pl.col("right").str.slice(len("park:y-")))


def test_of_the_equal_names_none_is_joined_wrongly(zones: pl.DataFrame) -> None:
    same = zones.filter(pl.col("proposal") == "same")
    equal = same.filter(pl.col("zone") == pl.col("partner"))
    assert equal.height == 2582
    assert same.join(equal, on=["left", "right"], how="anti")["zone"].to_list() == [
        "绥芬河－东宁重点开发开放试验区"
    ]
    shared = zones.filter(pl.col("rule") == "shared-word")
    assert shared["zone"].unique().to_list() == ["上海朱泾工业园区"]
    assert shared.height == 2


def test_twenty_of_the_22_that_differ_have_the_right_partner_alone_in_the_first_place(
    zones: pl.DataFrame,
) -> None:
    told = pl.read_csv(real("zones_gbt37028") / "transcription_diff.csv")
    resolved = []
    for zone, likely in told.rows():
        partners = zones.filter(pl.col("zone") == zone)
        best = partners.filter(pl.col("score").fill_null(100) == partners["score"].fill_null(100).max())
        right = ANSWERS.get(zone) or likely or zone.partition("（")[0]
        assert right in best["partner"].to_list()
        resolved.append(best["partner"].to_list() == [right])
    assert (len(resolved), sum(resolved)) == (22, 20)


@pytest.fixture(scope="module")
def firms() -> pl.DataFrame:
    """Give the proposals over both sets of firms without codes; `one` and `other` are the true codes."""
    parts = {"a": ("chain-knowledge-graph", "chainkg/raw"), "b": ("listed-firms", "cn_listed_firms")}
    record = Record.empty()
    for letter, (name, folder) in parts.items():
        table = loaded(name, real(folder)).entities["Company"]
        rows = table.select("name", "name_en", "aliases", id=pl.col("id").str.slice(len("company:")))
        record = record.plus(source(letter, named(f"company:x-{letter}-", rows.to_dicts())))
    return proposals(record).with_columns(one=pl.col("left").str.tail(6), other=pl.col("right").str.tail(6))


def test_firms_proposed_as_the_same_have_one_code(firms: pl.DataFrame) -> None:
    same = firms.filter(pl.col("proposal") == "same")
    right = same.filter(pl.col("one") == pl.col("other"))
    assert right.height / same.height >= 0.999
    odd = same.filter(pl.col("one") != pl.col("other")).select("one", "other").rows()
    assert odd == [("000765", "001267"), ("300646", "301286"), ("600631", "600827")]


def test_most_firms_of_both_sets_are_found(firms: pl.DataFrame) -> None:
    right = firms.filter(pl.col("one") == pl.col("other"))
    sure = right.filter(pl.col("proposal") == "same")["one"].n_unique()
    both = 4338
    assert sure / both >= 0.86
    assert right["one"].n_unique() / both >= 0.92


def test_the_200_pairs_that_were_read_one_by_one_are_right_and_still_proposed(firms: pl.DataFrame) -> None:
    judged = pl.read_csv(JUDGED, infer_schema=False)
    assert judged.height == 200
    same = firms.filter(pl.col("proposal") == "same")
    pairs = judged.rename({"chain_knowledge_graph": "one", "listed_firms": "other"})
    right = pairs.filter(pl.col("verdict") == "same")
    assert right.height / judged.height >= 0.99
    assert same.join(right, on=["one", "other"], how="semi").height >= 198


def test_the_zones_join_the_parks_that_were_curated(tmp_path: Path) -> None:
    from chainatlas.loaders import curated

    base = curated.read([curated.BUNDLED], Record.empty())
    held = base.plus(loaded("gbt37028", real("zones_gbt37028") / "zones.csv", base=base))
    write_review(review(held, ["Park"], accept_sure=True), tmp_path / "review.csv")
    change = decided(held, read_review(tmp_path / "review.csv", held), "test", "2026-01-01")
    joined = fold(merged(held, change.record)).nodes["Park"].drop_nulls("joined")
    assert change.number >= 9
    row = joined.filter(pl.col("id") == "park:baotou-rare-earth").to_dicts()[0]
    assert (row["code"], row["joined"]) == ("15103001", ["park:15103001"])


def test_many_names_are_compared_in_seconds() -> None:
    drawn = random.Random(7)

    def rows(count: int) -> list[dict[str, Any]]:
        names = (
            "".join(drawn.choices("华中金新天海东方科信德安盛达宏瑞", k=3)) + "化工有限公司"
            for _ in range(count)
        )
        return [{"id": str(number), "name": name} for number, name in enumerate(names)]

    one, two = (
        source(letter, named(f"company:x-{letter}-", rows(count)))
        for letter, count in (("a", 40_000), ("b", 2_000))
    )
    record = one.plus(two)
    started = time.process_time()
    found = proposals(record)
    assert time.process_time() - started < 30
    assert found.height
    assert found.filter(pl.col("rule") == "spelling").group_by("left").len()["len"].max() <= 10  # type: ignore[operator]
