"""changes: what became known between two dates: gaps closed and opened, firms and projects that moved on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.errors import UsageError
from chainatlas.queries._differences import COLUMNS, differences, gather
from chainatlas.queries._question import Parameter, Question, Wishes
from chainatlas.queries._verdicts import COUNTED


def pair(parameters: Mapping[str, Any]) -> tuple[Wishes, Wishes]:
    """Return the folds as of either date."""
    since, until = parameters["since"], parameters["until"]
    if until and since > until:
        raise UsageError(f"expected --since before --until, got {since} and {until}")
    return {"as_of": since}, {"as_of": until}


QUESTION = Question(
    name="changes",
    zh="两个日期之间有什么变化:哪些缺口补上或出现,哪些企业和项目状态改变?",
    en="What changed between two dates: which gaps closed or opened, which firms and projects moved on?",
    cypher="",
    parameters=(
        Parameter("since", "起始日期", "what was known on this date", free="date"),
        Parameter(
            "until", "截止日期", "and on this one; by default all that is known", free="date", default=""
        ),
        Parameter("park", "园区", "only this park", label="Park", default=""),
        Parameter("chain", "产业链", "only this chain and its members", label="Chain", default=""),
        Parameter("presence", "计入的状态", "which makers count", words=tuple(COUNTED), default="building"),
    ),
    columns=COLUMNS,
    pair=pair,
    gather=gather,
    compare=differences,
)
