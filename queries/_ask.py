"""Ask a question of a store: names become ids, rows get evidence and the state of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from chainatlas import queries
from chainatlas.graph.deadline import left, within
from chainatlas.graph.discover import declared
from chainatlas.graph.errors import UsageError
from chainatlas.graph.identity import find
from chainatlas.graph.store import TIMEOUT, Store
from chainatlas.graph.stored import Choose, choosing
from chainatlas.queries._question import Parameter, Question, Row, Wishes, checked, parameters_of, union
from chainatlas.queries._record import coverage, sentences
from chainatlas.queries._table import Evidence, Table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Fold = Callable[[Wishes], Store]
Told = tuple[Sequence[Row], Mapping[str, Row]]
"""Rows, and where each statement that they name stands."""
PLACE = ("paragraph", "locator", "recorded", "basis", "confidence")
"""What is told of a statement beside its document."""


@dataclass(frozen=True)
class Answer:
    """The answer to a question: rows, their evidence, how complete the record is, and who computed it.

    `evidence` maps the id of each statement that a row names to where it stands. Of a table that is kept
    as columns both rows and evidence are made when they are read, from the graph as it was asked.
    """

    question: str
    parameters: dict[str, Any]
    columns: list[str]
    rows: Sequence[Row]
    evidence: Mapping[str, Row]
    coverage: Row
    engine: str

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, ready for JSON."""
        return asdict(replace(self, rows=list(self.rows), evidence=dict(self.evidence)))

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a Polars frame."""
        import polars as pl

        if isinstance(self.rows, Table):
            return self.rows.frame()
        return (
            pl.DataFrame(self.rows, infer_schema_length=None)
            if self.rows
            else pl.DataFrame(schema=self.columns)
        )

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=self.columns)

    def _repr_html_(self) -> str:
        """Show the rows as a table in a notebook, with the state of the record below it."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        lines = (
            "".join(f"<td>{escape(_short(row[name]))}</td>" for name in self.columns) for row in self.rows
        )
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        told = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences(self.coverage, "zh"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{told}"


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_short, value))
    if isinstance(value, dict):
        return str(value.get("name", value))
    return "" if value is None else str(value)


def named_question(name: str) -> Question:
    """Return the question of this name; raise UsageError where there is none."""
    return declared(queries, name, Question)


def ask(
    store: Store,
    question: Question,
    given: Mapping[str, Any],
    *,
    fold: Fold | None = None,
    timeout: float = TIMEOUT,
) -> Answer:
    """Ask a question; `given` may name nodes by id, name, alias or a unique part.

    `fold` gives the store of the record folded in another way, for questions that compare two.

    `timeout` is how many seconds the answer may take once the store is open and folded; QueryTimeout ends
    one that takes longer, and the store can be asked again. An engine stops a text in the middle. Whatever
    is worked out of columns is stopped between two steps only: before a kind of nodes or edges is read,
    statements are looked up or what is kept is made, and at the end, but never inside of such a step.
    Rows and evidence that are made when they are read are not limited.
    """
    build = store.build()
    values = resolved(store, question.name, question.parameters, given)
    if question.instead and (name := question.instead(values)):
        other = named_question(name)
        own = {parameter.name for parameter in other.parameters}
        kept = {name: value for name, value in given.items() if name in own}
        return ask(store, other, kept, fold=fold, timeout=timeout)
    sides = _sides(question, values, fold)
    with within(timeout):
        rows, told = compared(sides, question, values) if sides else answered(store, question, values)
        return Answer(
            question=question.name,
            parameters=values,
            columns=[column.name for column in question.columns],
            rows=rows,
            evidence=told,
            coverage=coverage(store, values, sides[1].build() if sides else build),
            engine=store.engine,
        )


def _sides(question: Question, values: Mapping[str, Any], fold: Fold | None) -> Sequence[Store]:
    """Return the two folds that a question compares; none where it asks of one store."""
    if not question.pair:
        return ()
    if fold is None:
        raise UsageError(f"{question.name} compares two folds of the record; nothing here can fold")
    return [fold(wishes) for wishes in question.pair(values)]


def answered(store: Store, question: Question, values: Mapping[str, Any]) -> Told:
    """Return the rows of an answer and their evidence.

    The evidence of a table is looked up when it is read, in the columns that the store has now; a store
    without columns may have changed by then, so that it is asked at once.
    """
    found = rows_of(store, question, values)
    rows = question.refine(found, values) if question.refine else found
    if not isinstance(rows, Table):
        return _only(question, rows), evidence(store, rows)
    told = Evidence(rows, partial(standing, choosing(store)))
    return rows, told if store.columns else dict(told)


def compared(sides: Sequence[Store], question: Question, values: Mapping[str, Any]) -> Told:
    """Return the rows in which two folds of the record differ, and their evidence."""
    assert question.compare
    before, after = (rows_of(side, question, values) for side in sides)
    rows = question.compare(before, after, values)
    return _only(question, rows), evidence(sides[0], rows) | evidence(sides[1], rows)


def _only(question: Question, rows: Iterable[Row]) -> list[Row]:
    """Return rows with the columns that the question declares, in that order."""
    columns = [column.name for column in question.columns]
    return [{name: row[name] for name in columns} for row in rows]


def rows_of(
    store: Store, question: Question, values: Mapping[str, Any], timeout: float = TIMEOUT
) -> list[Row]:
    """Return what a question reads of a store, before `refine`; `timeout` is for where no limit holds."""
    text = question.text(store.engine, values)
    used = {name: values[name] for name in parameters_of(text)}
    rows = list(store.query(text, used, timeout=left(timeout))) if text else []
    return rows + question.gather(store, values) if question.gather else rows


def resolved(
    store: Store, name: str, parameters: Iterable[Parameter], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a value for every parameter of a question or view, with names as ids."""
    parameters = tuple(parameters)
    values = checked(name, parameters, given)
    for parameter in parameters:
        if parameter.label and values[parameter.name]:
            values[parameter.name] = find(store, parameter.label, str(values[parameter.name]))
    return values


def evidence(store: Store, rows: Iterable[Row]) -> dict[str, Row]:
    """Return where each statement that the rows name stands."""
    return standing(choosing(store), union(row.get("statements") for row in rows))


def standing(choose: Choose, ids: Sequence[str]) -> dict[str, Row]:
    """Return where the statements of these ids stand, of those that there are."""
    said = choose("Statement", ids, ["id", "document", *PLACE]).rows(named=True) if ids else []
    cited = sorted({row["document"] for row in said})
    read = choose("Document", cited, ["id", "name", "publisher"]).rows(named=True) if cited else []
    documents = {
        row["id"]: {"document": row["id"], "title": row["name"], "publisher": row["publisher"]}
        for row in read
    }
    return {row["id"]: documents[row["document"]] | {name: row[name] for name in PLACE} for row in said}
