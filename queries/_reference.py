"""Write docs/questions.md from the questions: `python -m chainatlas.queries._reference`."""

from __future__ import annotations

from collections.abc import Iterator

from chainatlas import queries
from chainatlas.graph.discover import all_declared
from chainatlas.queries._question import Parameter, Question


def page() -> str:
    """Return the reference page of all questions."""
    lines = ["# The questions", "", "<!-- written by `make docs` from queries/; do not edit -->"]
    for question in all_declared(queries, Question):
        lines += _section(question)
    return "\n".join(lines) + "\n"


def _section(question: Question) -> Iterator[str]:
    yield f"\n## {question.name}\n"
    yield f"{question.zh}\n\n{question.en}\n"
    needed = " ".join(f"--{p.name} {p.name.upper()}" for p in question.parameters if p.default is None)
    yield f"    chainatlas ask {question.name} {needed}\n"
    yield "| parameter | 中文 | meaning | values |\n| --- | --- | --- | --- |"
    yield from (f"| `--{p.name}` | {p.zh} | {p.en} | {_values(p)} |" for p in question.parameters)
    yield "\n| column | 中文 | meaning |\n| --- | --- | --- |"
    yield from (f"| `{column.name}` | {column.zh} | {column.en} |" for column in question.columns)
    yield "\nThe Cypher, to paste into a Neo4j browser" + (
        " (the program works the answer out of its rows):\n" if question.refine else ":\n"
    )
    yield f"```cypher\n{question.cypher.strip()}\n```"


def _values(parameter: Parameter) -> str:
    values = ", ".join(parameter.words) or (
        f"1 to {parameter.most}" if parameter.most else f"a {' or '.join(parameter.labels)}"
    )
    return values + ("" if parameter.default in (None, "") else f"; default {parameter.default}")


if __name__ == "__main__":
    print(page(), end="")
