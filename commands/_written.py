"""How rows and answers are written to the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from chainatlas.graph.store import Rows
    from chainatlas.queries._ask import Answer
    from chainatlas.queries._question import Column, Question


def write_rows(rows: Rows, form: str, lang: str) -> None:
    """Write the rows of a query."""
    write_records(rows.columns, list(rows), form, lang)


def write_records(
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    form: str,
    lang: str,
    nothing: str = "nothing on record",
) -> None:
    """Write rows whose columns nobody declared; a table without rows says `nothing`."""
    from chainatlas.viz import _tables

    if form == "json":
        click.echo(_tables.as_json(list(rows)))
    else:
        click.echo(written(_tables.plain_columns(columns), rows, form, lang, nothing), nl=False)


def write_answer(answer: Answer, question: Question, form: str, lang: str, evidence: bool) -> None:
    from chainatlas.queries._record import sentences
    from chainatlas.viz import _tables

    if form == "json":
        for part in _tables.json_parts(vars(answer)):
            click.echo(part, nl=False)
        click.echo()
        return
    columns = question.columns if form == "csv" else _tables.shown(question.columns, lang)
    click.echo(written(columns, answer.rows, form, lang), nl=False)
    for sentence in ("", *sentences(answer.coverage, lang)):
        click.echo(sentence, err=form == "csv")
    if evidence and form != "csv":
        rows = [{"statement": key} | row for key, row in answer.evidence.items()]
        told = ("statement", "title", "publisher", "recorded", "paragraph", "locator", "basis")
        click.echo("\n" + written(_tables.plain_columns(told), rows, form, lang), nl=False)


def written(
    columns: Sequence[Column], rows: Sequence[Any], form: str, lang: str, nothing: str = "nothing on record"
) -> str:
    """Return rows as text; a table without rows says `nothing`."""
    from chainatlas.viz import _tables

    if form == "csv":
        return _tables.as_csv(columns, rows)
    if form == "md":
        return _tables.as_markdown(columns, rows, lang)
    return _tables.as_table(columns, rows, lang) if rows else f"{nothing}\n"
