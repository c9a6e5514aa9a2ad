"""A command line for each question and view that can be typed as it stands over the bundled facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chainatlas.queries._question import Parameter

NAMES: Mapping[str, tuple[str, ...]] = {
    "Park": ("包头稀土高新区", "兴安盟经济技术开发区", "蒙苏经济开发区"),
    "Chain": ("风电",),
    "Company": ("金风科技", "金力永磁"),
    "Product": ("永磁材料", "风电机舱"),
    "Project": ("金风绿甲醇项目",),
}
"""Names of bundled nodes, a second one for a second parameter of the same kind."""
OTHERS: Mapping[str, str] = {"date": "2024-12-31", "file": "scenario.csv"}


def example(parameters: Iterable[Parameter], *, whole: bool = False) -> str:
    """Return the options that a question or view needs, with values; with `whole`, also the open ones.

    >>> example([Parameter("park", "园区", "the park", label="Park")])
    '--park 包头稀土高新区'
    """
    return " ".join(f"--{name} {value}" for name, value in chosen(parameters, whole=whole).items())


def chosen(parameters: Iterable[Parameter], *, whole: bool = False) -> dict[str, str]:
    """Return values for the parameters that a question or view needs; with `whole`, also for open ones.

    Where an open parameter has an example of its own, some of the open ones exclude each other: then
    only those with examples are given.
    """
    used: dict[str, int] = {}
    known = list(parameters)
    exclude = any(one.example for one in known if one.default is not None)
    return {
        one.name: _value(one, used)
        for one in known
        if one.default is None or one.example or (whole and one.label and not exclude)
    }


def _value(parameter: Parameter, used: dict[str, int]) -> str:
    if parameter.example:
        return parameter.example
    if parameter.label:
        label = next(label for label in (*parameter.labels, "Park") if label in NAMES)
        names = NAMES[label]
        used[label] = used.get(label, -1) + 1
        return names[used[label] % len(names)]
    return (*parameter.words, "")[0] or OTHERS.get(parameter.free, str(parameter.most or ""))
