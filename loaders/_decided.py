"""Decisions on identity put into a record, listed and taken back; each is a statement of its review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.decisions import (
    Decision,
    Pair,
    contradicted,
    decisions,
    identities_in,
    linking,
    pair_of,
)
from chainatlas.graph.errors import DataError, Refusal, UnknownName, UsageError
from chainatlas.graph.joining import loops
from chainatlas.graph.kinds import CONFIDENCE
from chainatlas.graph.model import SAME_AS
from chainatlas.graph.tables import ENTITY_LABELS, Record, node_frame, statements
from chainatlas.loaders._folds import check_date
from chainatlas.loaders._review import Verdict

LISTED = ("left_id", "left_name", "decision", "right_id", "right_name", "recorded", "source", "state", "note")


@dataclass(frozen=True)
class Change:
    """A record that puts decisions into the held one, or takes them out; how many pairs that changes."""

    record: Record
    number: int
    already: int = 0


def decided(held: Record, verdicts: Sequence[Verdict], by: str, on: str) -> Change:
    """Return the record of filled rows, decided by somebody on a whole day.

    What is decided so already is left out. Raises UsageError for an empty name or no date, DataError with
    every row that contradicts: a later decision stands, or a group would hold two that are different.
    """
    check_date(on)
    if not by.strip():
        raise UsageError("expected the name of who decided, got ''")
    made = decisions(held.statements)
    new = [one for one in verdicts if one.pair not in made or made[one.pair].same is not one.same]
    document = _document(by.strip(), on)
    said = [_statement(one, document) for one in new]
    known = held.statements.filter(pl.col("document") == document["id"])
    rest = known.filter(~pl.col("id").is_in([row["id"] for row in said]))
    others = held.statements.filter(pl.col("document") != document["id"])
    told = statements(said)
    if refusals := list(_contradictions(new, decisions(pl.concat([others, rest, told])))):
        raise DataError(refusals)
    given = Record(Record.empty().entities, node_frame("Document", [document]), pl.concat([rest, told]))
    return Change(given, len(new), len(verdicts) - len(new))


def taken_back(held: Record, one: str, other: str) -> Change:
    """Return the record without the decisions on a pair; raise UnknownName where there are none."""
    pair, made = pair_of(one, other), decisions(held.statements)
    if pair not in made:
        others = ", ".join(f"{left} and {right}" for left, right in linking(made, pair)[:5])
        hint = f"; they are joined by the decisions on {others}" if others else ""
        raise UnknownName(f"nobody decided on {one!r} and {other!r}{hint}; see `chainatlas resolve --list`")
    decision = made[pair]
    documents = held.documents.filter(pl.col("id").is_in(decision.documents))
    kept = held.statements.join(documents, left_on="document", right_on="id", how="semi")
    kept = kept.filter(~pl.col("id").is_in(decision.statements))
    return Change(Record(Record.empty().entities, documents, kept), 1)


def listed(held: Record) -> list[dict[str, Any]]:
    """Return a row for each pair that was decided on: ids, names, decision, day, source, state and note."""
    names: dict[str, str] = {}
    for label in ENTITY_LABELS:
        names |= dict(held.entities[label].select("id", "name").rows())
    titles = dict(held.documents.select("id", "name").rows())
    disputed = [set(group) for group, _ in identities_in(held).contradictions]
    return [_listed(decision, names, titles, disputed) for decision in decisions(held.statements).values()]


def troubles(held: Record) -> Iterator[str]:
    """Yield what decisions of a record lead to and a person should know: contradictions and loops."""
    for group, (one, other) in identities_in(held).contradictions:
        yield (
            f"not joined, for {one} and {other} are decided to be different, or both ways: {', '.join(group)}"
        )
    for row in loops(held).iter_rows(named=True):
        ends = f"{row['subject']} {row['predicate']} {row['object']}"
        yield f"left out as a link of a thing to itself: {ends} ({row['id']})"


def _document(by: str, on: str) -> dict[str, Any]:
    who = hashlib.sha256(by.encode()).hexdigest()[:8]
    return {
        "id": f"document:identities-{on}-{who}",
        "name": f"同一性判定 {on}({by})",
        "name_en": f"Decisions on identity, {on} ({by})",
        "publisher": by,
        "published": on,
        "recorded": on,
    }


def _statement(verdict: Verdict, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a decision as a statement; a second one of the same review on a pair has the same id."""
    one, other = verdict.pair
    digest = hashlib.sha256(f"{one}\x1f{other}".encode()).hexdigest()[:12]
    rule = f"rule {verdict.rule}" if verdict.rule else ""
    return {
        "id": f"statement:{str(document['id']).partition(':')[2]}/same-as/{digest}",
        "name": f"{one} {SAME_AS} {other}",
        "document": document["id"],
        "predicate": SAME_AS,
        "subject": one,
        "object": other,
        "status": None if verdict.same else "denied",
        "basis": "stated",
        "confidence": CONFIDENCE["stated"],
        "rank": "normal",
        "recorded": document["recorded"],
        "locator": f"{Path(verdict.row.file).name} {verdict.row.number}",
        "note": "; ".join(filter(None, (rule, verdict.note))) or None,
    }


def _contradictions(new: Iterable[Verdict], made: Mapping[Pair, Decision]) -> Iterator[Refusal]:
    rows = {verdict.pair: verdict for verdict in new}
    for pair, verdict in rows.items():
        if made[pair].same is None:
            reason = f"somebody else decided otherwise on that day ({', '.join(made[pair].documents)})"
            yield verdict.row.refusal("decision", f"{reason}; take that back with --undo first")
        elif made[pair].same is not verdict.same:
            yield verdict.row.refusal(
                "decision", f"the decision of {made[pair].recorded} is newer and stands"
            )
    for pair, (one, other) in contradicted(made, rows):
        if made[pair].same is not None:
            reason = f"other decisions make {one!r} and {other!r} one thing, and this table or another two"
            yield rows[pair].row.refusal("decision", reason)


def _listed(
    decision: Decision, names: Mapping[str, str], titles: Mapping[str, str], disputed: Sequence[set[str]]
) -> dict[str, Any]:
    one, other = decision.pair
    word = {True: "same", False: "different", None: "both"}[decision.same]
    waiting = any(name not in names for name in decision.pair)
    contradicting = any(set(decision.pair) <= group for group in disputed)
    return {
        "left_id": one,
        "left_name": names.get(one),
        "decision": word,
        "right_id": other,
        "right_name": names.get(other),
        "recorded": decision.recorded,
        "source": [titles.get(name, name) for name in decision.documents],
        "state": "waiting" if waiting else "contradicted" if contradicting else "holds",
        "note": decision.note or None,
    }
