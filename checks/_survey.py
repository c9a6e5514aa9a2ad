"""Run the checks over a graph: every finding with its place and sources, and how many there are of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from chainatlas import checks
from chainatlas.checks._check import Check
from chainatlas.checks._ground import Ground
from chainatlas.graph.discover import declared, module_names
from chainatlas.queries._question import Column

FINDING_COLUMNS = (
    Column("check", "检查", "check"),
    Column("found", "发现", "found"),
    Column("names", "名称", "names", "zh"),
    Column("names_en", "英文名称", "names in English", "en"),
    Column("ids", "标识", "ids"),
    Column("sources", "出处", "sources"),
)
COUNT_COLUMNS = (
    Column("check", "检查", "check"),
    Column("zh", "查什么", "what in Chinese", "zh"),
    Column("en", "what in English", "what", "en"),
    Column("source", "出处", "source", blank=("全部", "all")),
    Column("findings", "发现数", "findings"),
    Column("next_zh", "怎么办", "what to do, in Chinese", "zh"),
    Column("next_en", "what to do, in English", "what to do", "en"),
)


@dataclass(frozen=True)
class Finding:
    """One fault: what was found, the nodes it concerns with their names, and the documents that say it."""

    check: str
    found: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    names_en: tuple[str, ...]
    sources: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


def all_checks(names: Collection[str] = ()) -> list[Check]:
    """Return the checks of these names, all where none is named; raise UsageError for an unknown one."""
    return [declared(checks, name, Check) for name in names or module_names(checks)]


def findings(ground: Ground, chosen: Sequence[Check]) -> list[Finding]:
    """Return what some checks find, in their order."""
    return [finding for check in chosen for finding in _findings(ground, check)]


def _findings(ground: Ground, check: Check) -> Iterator[Finding]:
    found = check.find(ground).with_row_index("number")
    if not found.height:
        return
    wide = found.join(_names(found, ground), on="number", how="left", maintain_order="left")
    wide = wide.join(_sources(found, ground), on="number", how="left", maintain_order="left")
    lists = [pl.col(name).fill_null([]) for name in ("ids", "names", "names_en", "sources")]
    for told, *rest in wide.select("found", *lists).rows():
        yield Finding(check.name, told, *map(tuple, rest))


def _names(found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    ids = found.select("number", id="ids").explode("id")
    named = ids.join(ground.named, on="id", how="left", maintain_order="left")
    shown = named.with_columns(name=pl.coalesce("name", "id"), name_en=pl.coalesce("name_en", "name", "id"))
    return shown.group_by("number").agg(names="name", names_en="name_en")


def _sources(found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Return the documents of each finding: those of its statements, else of all that speak of its nodes."""
    told = found.filter(pl.col("statements").is_not_null()).select("number", id="statements").explode("id")
    silent = found.filter(pl.col("statements").is_null()).select("number", id="ids").explode("id")
    spoken = silent.join(ground.mentions, on="id").select("number", id="statement")
    documents = ground.statements.select("id", "document")
    by = pl.concat([told, spoken]).join(documents, on="id").drop_nulls()
    return by.group_by("number").agg(pl.col("document").unique().sort().alias("sources"))


def counts(found: Sequence[Finding], chosen: Sequence[Check]) -> list[dict[str, Any]]:
    """Return how many findings each check has, in all (no source) and of each source, most first.

    A finding of several sources counts for each; one without sources only in all.
    """
    total = Counter(finding.check for finding in found)
    of_source = Counter((finding.check, source) for finding in found for source in finding.sources)
    rows = []
    for check in chosen:
        rows.append(_count(check, None, total[check.name]))
        of_check = [(count, source) for (name, source), count in of_source.items() if name == check.name]
        by_weight = sorted(of_check, key=lambda one: (-one[0], one[1]))
        rows += [_count(check, source, count) for count, source in by_weight]
    return rows


def _count(check: Check, source: str | None, number: int) -> dict[str, Any]:
    told = {"check": check.name, "zh": check.zh, "en": check.en, "source": source, "findings": number}
    advise = number > 0 and source is None
    return told | {
        "next_zh": check.next_zh if advise else None,
        "next_en": check.next_en if advise else None,
    }
