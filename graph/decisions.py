"""What people decided about identity: which ids are one thing, and where their decisions contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from chainatlas.graph.kinds import RANKS
from chainatlas.graph.model import NODES, SAME_AS, label_of
from chainatlas.graph.tables import Record

Pair = tuple[str, str]
JOINED_LABELS = tuple(label for label, kind in NODES.items() if kind.joins)
"""The kinds of node of which several may be one thing."""


@dataclass(frozen=True)
class Decision:
    """What holds of a pair of ids: the newest decision of the best rank.

    `same` is None where two decisions of that day say opposite things. `documents` and `statements` are
    those of all decisions on the pair, also of those that were superseded.
    """

    pair: Pair
    same: bool | None
    recorded: str
    documents: tuple[str, ...]
    statements: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Identities:
    """Which ids are one thing.

    `groups` are the ids that are joined; `contradictions` are groups that are not, each with the pair that
    was decided to be different, or both ways, although other decisions join its ends.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    contradictions: tuple[tuple[tuple[str, ...], Pair], ...] = ()


def pair_of(one: str, other: str) -> Pair:
    """Return two ids in the one order in which a pair is kept."""
    return (one, other) if one < other else (other, one)


def decisions(statements: pl.DataFrame) -> dict[Pair, Decision]:
    """Return what holds of each pair of ids that some statement decides about."""
    found: dict[Pair, list[dict[str, str]]] = defaultdict(list)
    said = statements.filter(pl.col("predicate") == SAME_AS, pl.col("rank").fill_null("") != "deprecated")
    for row in said.unique("id").sort("id").iter_rows(named=True):
        found[pair_of(row["subject"], row["object"])].append(row)
    return {pair: _decision(pair, rows) for pair, rows in sorted(found.items())}


def _decision(pair: Pair, rows: list[dict[str, str]]) -> Decision:
    best = min(RANKS.index(row["rank"] or "normal") for row in rows)
    ranked = [row for row in rows if RANKS.index(row["rank"] or "normal") == best]
    newest = max(row["recorded"] for row in ranked)
    front = [row for row in ranked if row["recorded"] == newest]
    told = {row["status"] != "denied" for row in front}
    return Decision(
        pair,
        told.pop() if len(told) == 1 else None,
        newest,
        tuple(sorted({row["document"] for row in rows})),
        tuple(row["id"] for row in rows),
        next((row["note"] for row in front if row["note"]), ""),
    )


def identities(made: Iterable[Decision]) -> Identities:
    """Return the groups that decisions make; one in which a decision contradicts is not joined."""
    made = list(made)
    groups = _connected(decision.pair for decision in made if decision.same)
    place = {name: number for number, group in enumerate(groups) for name in group}
    against = {
        place[one]: (one, other)
        for one, other in sorted((decision.pair for decision in made if not decision.same), reverse=True)
        if one in place and place[one] == place.get(other)
    }
    disputed = {decision.pair for decision in made if decision.same is None} - set(against.values())
    contradictions = [(groups[number], pair) for number, pair in against.items()]
    return Identities(
        tuple(group for number, group in enumerate(groups) if number not in against),
        tuple(sorted([*contradictions, *((pair, pair) for pair in disputed)])),
    )


def identities_in(record: Record) -> Identities:
    """Return the identities that a record holds, of ids that it has; groups of one are left out."""
    made = decisions(record.statements)
    if not made:
        return Identities()
    known = {name for label in JOINED_LABELS for name in record.entities[label]["id"]}
    found = identities(made.values())
    here = (tuple(name for name in group if name in known) for group in found.groups)
    return Identities(tuple(group for group in here if len(group) > 1), found.contradictions)


def _connected(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Return the groups of ids that pairs connect, each and all of them in order."""
    leader: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := leader.setdefault(name, name)) != name:
            leader[name] = leader[above]
            name = above
        return name

    for one, other in pairs:
        if label_of(one) == label_of(other):
            leader[max(top(one), top(other))] = min(top(one), top(other))
    groups = defaultdict(list)
    for name in sorted(leader):
        groups[top(name)].append(name)
    return sorted(map(tuple, groups.values()))


def contradicted(made: Mapping[Pair, Decision], new: Collection[Pair]) -> Iterator[tuple[Pair, Pair]]:
    """Yield each new pair of decisions that contradicts, with the pair that it meets."""
    for group, against in identities(made.values()).contradictions:
        for pair in new:
            if set(pair) <= set(group):
                yield pair, against


def linking(made: Mapping[Pair, Decision], pair: Pair) -> list[Pair]:
    """Return the decisions that join the group in which a pair stands, where none is on the pair itself."""
    groups = (set(group) for group in identities(made.values()).groups if set(pair) <= set(group))
    group = next(groups, set())
    return [each for each, decision in made.items() if decision.same and set(each) <= group]
