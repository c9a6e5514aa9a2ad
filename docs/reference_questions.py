"""Write docs/questions.md from the questions, each with a worked example: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator

from chainatlas import Atlas, queries
from chainatlas.graph.discover import all_declared
from chainatlas.queries._examples import chosen
from chainatlas.queries._question import Parameter, Question
from chainatlas.queries._record import sentences
from chainatlas.viz import _tables

ROWS = 4
"""How many rows of an answer an example shows."""


def page() -> str:
    """Return the reference page of all questions, answered over the bundled facts."""
    atlas = Atlas.open()
    lines = ["# The questions", "", "<!-- written by `make docs` from queries/; do not edit -->"]
    for question in all_declared(queries, Question):
        lines += [*_section(question), *_example(atlas, question), *_text(question)]
    return "\n".join(lines) + "\n"


def _example(atlas: Atlas, question: Question) -> Iterator[str]:
    """Yield a command, the first rows of what it answers, and the state of the record."""
    given = chosen(question.parameters, whole=True)
    answer = atlas.ask(question.name, **given)
    options = "".join(f" --{name} {value}" for name, value in given.items())
    columns = [
        column
        for column in _tables.shown(question.columns, "en")
        if any(_tables.cell(row[column.name], "en", column) for row in answer.rows)
    ]
    yield f"\n```sh\nchainatlas --lang en ask {question.name}{options}\n```\n"
    if answer.rows:
        yield _tables.as_markdown(columns, answer.rows[:ROWS], "en")
    more = len(answer.rows) - ROWS
    counted = f"and {more} more rows. " if more > 0 else "" if answer.rows else "No row. "
    yield counted + " ".join(sentences(answer.coverage, "en"))


def _section(question: Question) -> Iterator[str]:
    yield f"\n## {question.name}\n"
    yield f"{question.zh}\n\n{question.en}\n"
    yield "| parameter | 中文 | meaning | values |\n| --- | --- | --- | --- |"
    yield from (f"| `--{p.name}` | {p.zh} | {p.en} | {_values(p)} |" for p in question.parameters)
    yield "\n| column | 中文 | meaning |\n| --- | --- | --- |"
    yield from (f"| `{column.name}` | {column.zh} | {column.en} |" for column in question.columns)


def _text(question: Question) -> Iterator[str]:
    if not question.cypher:
        yield "\nThe program reads whole kinds of nodes and edges, and works the answer out of their columns."
        return
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
