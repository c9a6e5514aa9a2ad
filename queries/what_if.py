"""what-if: what a supposition would change, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.errors import UsageError
from chainatlas.queries._differences import COLUMNS, differences, gather
from chainatlas.queries._question import Parameter, Question, Wishes
from chainatlas.queries._verdicts import COUNTED


def pair(parameters: Mapping[str, Any]) -> tuple[Wishes, Wishes]:
    """Return the record as it is, and with the suppositions."""
    if not (parameters["scenario"] or parameters["project"]):
        raise UsageError("what-if needs --scenario FILE or --project NAME, or both")
    return {}, {"scenario": parameters["scenario"], "running": parameters["project"]}


QUESTION = Question(
    name="what-if",
    zh="如果某个项目投产,或者情景成真,哪些答案会变?",
    en="If a project came on line, or a scenario came true, which answers would change?",
    cypher="",
    parameters=(
        Parameter(
            "project",
            "项目",
            "a project that is supposed to run",
            label="Project",
            default="",
            example="金风绿甲醇项目",
        ),
        Parameter("scenario", "情景", "a file of suppositions", free="file", default=""),
        Parameter("park", "园区", "only this park", label="Park", default=""),
        Parameter("chain", "产业链", "only this chain and its members", label="Chain", default=""),
        Parameter("presence", "计入的状态", "which makers count", words=tuple(COUNTED), default="building"),
    ),
    columns=COLUMNS,
    pair=pair,
    gather=gather,
    compare=differences,
)
