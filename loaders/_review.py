"""The review table: pairs that may be one thing, written for a person and read back as decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from chainatlas.graph.decisions import JOINED_LABELS
from chainatlas.graph.errors import DataError, Refusal, UsageError
from chainatlas.graph.formulas import defused
from chainatlas.graph.joining import joined
from chainatlas.graph.kinds import Property
from chainatlas.graph.model import DECISION
from chainatlas.graph.tables import Record
from chainatlas.loaders._likeness import documents_of
from chainatlas.loaders._matching import proposals
from chainatlas.loaders._rejects import write_csv
from chainatlas.loaders._rules import SURE
from chainatlas.loaders._table import Row, read_rows, unknown_word

SIDES = ("left", "right")
COLUMNS = (
    Property("left_id", "左标识", "one id", required=True),
    Property("left_name", "左名称", "its name"),
    Property("left_source", "左来源", "who speaks of it"),
    Property("right_id", "右标识", "the other id", required=True),
    Property("right_name", "右名称", "its name"),
    Property("right_source", "右来源", "who speaks of it"),
    Property("label", "种类", "kind of node"),
    Property("rule", "规则", "rule that proposes"),
    Property("score", "相似度", "likeness of spelling, 0 to 100"),
    Property("proposal", "建议", "same, different or review"),
    DECISION,
    Property("note", "备注", "note"),
)
"""The columns of a review table; whoever reviews it fills `decision`, and perhaps `note`."""
NAMES = [prop.name for prop in COLUMNS]
SHOWN = 3
"""How many sources of a thing are named."""


@dataclass(frozen=True)
class Verdict:
    """One filled row of a review table."""

    row: Row
    pair: tuple[str, str]
    same: bool
    rule: str
    note: str


def review(record: Record, labels: Collection[str] = (), *, accept_sure: bool = False) -> pl.DataFrame:
    """Return the review table of a record; with `accept_sure`, sure proposals are decided as proposed."""
    found = proposals(record, labels)
    things = _things(record)
    for side in SIDES:
        named = things.rename({"id": side, "name": f"{side}_name", "source": f"{side}_source"})
        found = found.join(named, on=side, how="left", maintain_order="left")
    sure = pl.col("rule").is_in(SURE) if accept_sure else pl.lit(value=False)
    return found.with_columns(
        decision=pl.when(sure).then("proposal"),
        note=pl.lit(None, pl.String),
        left_id="left",
        right_id="right",
    ).select(NAMES)


def write_review(table: pl.DataFrame, path: Path) -> None:
    """Write a review table for a spreadsheet; raise UsageError where the file is there already."""
    if path.exists():
        raise UsageError(
            f"{path} is there already and may hold decisions; take them in, or name another file"
        )
    write_csv(table, path, "nothing was written")


def read_review(path: Path, record: Record) -> list[Verdict]:
    """Return the filled rows of a review table; raise DataError with every row that cannot be used.

    A row without decision is left out. The ids of a row must be of the record and called as it says.
    """
    refusals: list[Refusal] = []
    rows = list(read_rows(path, NAMES, ("left_id", "right_id", "decision"), refusals))
    names = _names(record)
    verdicts: dict[tuple[str, str], Verdict] = {}
    for row in rows:
        if row.cells["decision"]:
            faults = list(_faults(row, names, verdicts))
            refusals += faults
            if not faults:
                verdict = _verdict(row)
                verdicts[verdict.pair] = verdict
    if not refusals and not verdicts:
        reason = "no row is decided; write same or different into it"
        refusals.append(Refusal(str(path), 0, "decision", reason))
    if refusals:
        raise DataError(refusals)
    return list(verdicts.values())


def _names(record: Record) -> dict[str, set[str]]:
    """Return what each id that can be joined is called: as registered, and as the node that it is part of."""
    told = [table for held in (record, joined(record)) for table in _joinable(held)]
    names: dict[str, set[str]] = defaultdict(set)
    for table in told:
        for name, called in table.select("id", "name").iter_rows():
            names[name].add(called)
    return names


def _joinable(record: Record) -> list[pl.DataFrame]:
    return [record.entities[label] for label in JOINED_LABELS]


def _things(record: Record) -> pl.DataFrame:
    """Return the id, the name and the sources of everything that may be joined."""
    whole = joined(record)
    titles = whole.documents.select(document="id", title="name")
    told = documents_of(whole).explode("documents").join(titles, left_on="documents", right_on="document")
    told = told.group_by("id").agg(pl.col("title").sort(), number=pl.len())
    more = pl.when(pl.col("number") > SHOWN).then(pl.lit("|…")).otherwise(pl.lit(""))
    sources = told.select("id", source=pl.col("title").list.head(SHOWN).list.join("|") + more)
    names = pl.concat(table.select("id", "name") for table in _joinable(whole))
    return names.join(sources, on="id", how="left")


def _verdict(row: Row) -> Verdict:
    one, other = sorted((row.cells["left_id"], row.cells["right_id"]))
    same = row.cells["decision"] == "same"
    return Verdict(row, (one, other), same, row.cells.get("rule", ""), row.cells.get("note", ""))


def _faults(row: Row, names: dict[str, set[str]], taken: dict[tuple[str, str], Verdict]) -> Iterator[Refusal]:
    one, other = row.cells["left_id"], row.cells["right_id"]
    if row.cells["decision"] not in DECISION.words:
        yield row.refusal("decision", f"the word {unknown_word(row.cells['decision'], DECISION.words)}")
    for side, name in zip(SIDES, (one, other), strict=True):
        yield from _unknown(row, side, name, names)
    if one == other:
        yield row.refusal("right_id", f"{one!r} stands on both sides")
    if one.partition(":")[0] != other.partition(":")[0]:
        yield row.refusal("right_id", f"expected two of one kind, got {one!r} and {other!r}")
    if before := taken.get((min(one, other), max(one, other))):
        yield row.refusal("right_id", f"row {before.row.number} decides on the same pair")


def _unknown(row: Row, side: str, name: str, names: Mapping[str, set[str]]) -> Iterator[Refusal]:
    """Yield what does not hold of an id: it is of nothing in the graph, or of something of another name."""
    if name not in names:
        yield row.refusal(f"{side}_id", f"nothing that can be joined has the id {name!r}")
        return
    called = row.cells.get(f"{side}_name", "")
    known = [word for own in names[name] for word in (own.strip(), defused(own).strip())]
    if called and called not in known:
        told = " or ".join(repr(own) for own in sorted(names[name]))
        reason = f"expected {told}, the name of {name!r}, got {called!r}; write the table anew"
        yield row.refusal(f"{side}_name", reason)
