"""Where every park stands in every chain, and what differs between two folds of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.queries._question import Column, Row, Vocabulary, union
from chainatlas.queries._verdicts import COUNTED
from chainatlas.queries._words import STATUS_WORDS, VERDICT_WORDS

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

WORDS: Vocabulary = {**STATUS_WORDS, **VERDICT_WORDS, "": ("—", "—")}
CHANGES: Vocabulary = {
    "gap closed": ("缺口补上", "gap closed"),
    "gap opened": ("出现缺口", "gap opened"),
    "verdict": ("判断改变", "verdict"),
    "new": ("新增", "new"),
    "gone": ("消失", "gone"),
    "status": ("状态改变", "status"),
}
COLUMNS = (
    Column("change", "变化", "change", words=CHANGES),
    Column("park", "园区", "park"),
    Column("chain", "产业链", "chain"),
    Column("thing", "对象", "of"),
    Column("edge", "关系", "edge"),
    Column("target", "对方", "to"),
    Column("before", "之前", "before", words=WORDS),
    Column("after", "之后", "after", words=WORDS),
    Column("statements", "陈述", "statements", "never"),
)
Key = tuple[str, ...]


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read chains, makers, places and statuses as columns, each a row with a table."""
    from chainatlas.queries._two_folds import tables_of

    found = tables_of(store, parameters["park"], parameters["chain"])
    return [{"name": name, "table": table} for name, table in found.items()]


def differences(before: list[Row], after: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Return what differs between two folds: gaps, then verdicts, then statuses, in a fixed order."""
    from chainatlas.queries._two_folds import status_changes
    from chainatlas.queries._verdict_changes import verdict_changes

    one, other = ({row["name"]: row["table"] for row in rows} for rows in (before, after))
    counted = COUNTED[parameters["presence"]]
    rows = [_verdict_row(*pair) for pair in verdict_changes(one, other, counted)]
    rows += [_status_row(*pair) for pair in status_changes(one, other)]
    order = list(CHANGES)
    return sorted(rows, key=lambda row: (order.index(row["change"]), row["sort"]))


def _verdict_row(before: Row, after: Row) -> Row:
    change = "verdict"
    if "present" in (before["value"], after["value"]):
        change = "gap closed" if after["value"] == "present" else "gap opened"
    park, chain, thing = after["park"], after["chain"], after["thing"]
    told = {"park": park, "chain": chain, "thing": thing, "edge": "", "target": None}
    return _row(change, before, after, told, (park["id"], chain["id"], thing["id"]))


def _status_row(before: Row, after: Row) -> Row:
    change = "status" if before["value"] and after["value"] else "new" if after["value"] else "gone"
    thing = {key: after[key] for key in ("id", "name", "name_en")}
    target = {"id": after["target_id"], "name": after["target"], "name_en": after["target_en"]}
    told = {"park": None, "chain": None, "thing": thing, "edge": after["edge"], "target": target}
    return _row(
        change, before, after, told, (after["id"], after["edge"], after["target_id"], str(after["purpose"]))
    )


def _row(change: str, before: Row, after: Row, told: Row, sort: Key) -> Row:
    return told | {
        "change": change,
        "before": before["value"],
        "after": after["value"],
        "statements": union((before["statements"], after["statements"])),
        "sort": sort,
    }
