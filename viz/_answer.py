"""The picture of an answer: what its rows name, the edges it rests on, and what the rows say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from chainatlas.graph.around import StoreAround
from chainatlas.graph.model import EDGES, NODES, label_of
from chainatlas.graph.store import Store
from chainatlas.queries._ask import Answer, evidence, named_question
from chainatlas.queries._question import Column, Row, union
from chainatlas.queries._record import sentences
from chainatlas.viz._draw import built, statements_of
from chainatlas.viz._layout import columns
from chainatlas.viz._lines import bowed
from chainatlas.viz._named import Mention, is_thing, mentions, said_in, subjects
from chainatlas.viz._panel import edge_name, facets_of, facts_of, name_of
from chainatlas.viz._tables import cell
from chainatlas.viz._view import Facts, Heading, Line, Mark, Picture, Words

COLUMN, ROW = 250.0, 96.0
TALLEST = 14
TOLD = 12
"""Rows that the panel of one mark tells of; it counts the rest."""
ORDER = ("Place", "Park", "Company", "Project", "Product", "Chain", "Measure", "Document")
KINDS = tuple(name for name in EDGES if name != "SUPPORTED_BY")
VERDICTS = ("verdict", "state", "change", "reading", "observed", "relation", "aspect", "status", "others")
"""Columns that give the marks of a row their colour; the first that a question has."""
JUDGED = ("verdict", "state")
LACKING = ("补链", "延链", "建链")
OWN = {
    "about": Words("答案", "answer"),
    "beside": Words("一并提到", "named with it"),
    "asked": Words("所问", "asked about"),
}
READING = Words(
    "实线是有记录的关系;虚线只表示答案的同一行提到两者。",
    "Solid lines are edges on record; a dashed line only says that a row of the answer names both.",
)


def answer_picture(store: Store, answer: Answer) -> Picture:
    """Return the picture of an answer from the store that gave it; one without marks where rows name nothing.

    Marks are the nodes that the rows and the parameters name, in columns by label. Lines are the edges
    between them that rest on statements of the answer, and dashed ones from what a row is about to what
    it names beside it, where no such edge joins them.
    """
    scene = Scene(store, answer)
    if not scene.rows:
        return Picture(scene.title, (), (), notes=scene.notes)
    lines = tuple(bowed(scene.lines()))
    places, headings = _places(scene, lines)
    marks = tuple(scene.mark(name, *places[name]) for name in scene.ids)
    picture = Picture(scene.title, marks, lines, headings, scene.groups(), notes=scene.notes)
    return _told(store, answer, picture)


def _told(store: Store, answer: Answer, picture: Picture) -> Picture:
    """Return the picture with the evidence of the answer and of its edges, and what it was built from."""
    more = sorted(set(statements_of(picture)) - answer.evidence.keys())
    found = dict(answer.evidence) | evidence(store, [{"statements": more}])
    build = store.build() | {key: answer.coverage[key] for key in ("as_of", "policy", "basis", "scenarios")}
    return replace(picture, evidence=found, built=built(build, found), clusters=picture.groups)


@dataclass(frozen=True)
class Occurrence:
    """One row in which a mark stands: beside what, and what is said there."""

    title: Words
    said: Facts
    statements: tuple[str, ...]


class Scene:
    """An answer with what its rows name and the nodes of these names."""

    def __init__(self, store: Store, answer: Answer) -> None:
        """Read the nodes that the rows and the parameters name."""
        self.answer, self.question = answer, named_question(answer.question)
        self.around = StoreAround(store)
        self.rows = [(row, found) for row in answer.rows if (found := mentions(self.question, row))]
        self.names = {one.id: one.name for _, found in self.rows for one in found}
        asked = [value for value in answer.parameters.values() if is_thing(value)]
        self.nodes = self.around.nodes([*self.names, *asked])
        self.asked = [name for name in asked if name in self.nodes]
        self.ids = sorted({*self.names, *self.asked})
        self.about = self._about()

    def _about(self) -> dict[str, Row]:
        """Return for each thing that rows judge the first of those rows.

        A verdict or state is that of the product where a row is about one beside a park or firm.
        """
        found: dict[str, Row] = {}
        for row, _ in self.rows:
            about = subjects(self.question, row)
            products = [
                name for name in about if name.startswith("product:") and not row.keys().isdisjoint(JUDGED)
            ]
            for name in products or about:
                found.setdefault(name, row)
        return found

    def name(self, thing: str) -> Words:
        """Return what a thing is called in the graph, or else in the answer, or its id."""
        if thing in self.nodes:
            return name_of(self.nodes[thing])
        return self.names[thing] if self.names[thing].zh else Words(thing, thing)

    @cached_property
    def title(self) -> Words:
        """Return the name of the question with what it was asked about."""
        names = [self.name(name) for name in self.asked]
        return Words(
            " · ".join([self.question.name, *(name.zh for name in names)]),
            " · ".join([self.question.name, *(name.en for name in names)]),
        )

    @cached_property
    def notes(self) -> tuple[Words, ...]:
        """Return the question, how to read the lines, and the state of the record."""
        both = (sentences(self.answer.coverage, lang) for lang in ("zh", "en"))
        told = (Words(zh, en) for zh, en in zip(*both, strict=True))
        return (Words(self.question.zh, self.question.en), *((READING,) if self.rows else ()), *told)

    @cached_property
    def edges(self) -> list[Row]:
        """Return the edges between the marks that rest on statements of the answer."""
        found = self.around.between(self.ids, KINDS)
        return [row for row in found if not self.answer.evidence.keys().isdisjoint(row["statements"])]

    def lines(self) -> Iterator[Line]:
        """Yield a line for each edge, then those that only the rows imply."""
        for row in self.edges:
            facts = facts_of(row, "status", "basis", "confidence", "contested")
            stated, kind = tuple(row["statements"]), row["kind"]
            ends = (row["source"], row["target"])
            yield Line(*ends, kind, edge_name(kind), facts=facts, statements=stated, facets=facets_of(row))
        joined = {frozenset((row["source"], row["target"])) for row in self.edges}
        for (of, thing, role), (said, stated) in self._implied().items():
            if frozenset((of, thing)) not in joined:
                yield Line(of, thing, f"row: {role.en}", role, True, said, stated)

    def _implied(self) -> dict[tuple[str, str, Words], tuple[Facts, tuple[str, ...]]]:
        """Return what rows name beside what they are about, with what they say and rest on."""
        found: dict[tuple[str, str, Words], tuple[Facts, tuple[str, ...]]] = {}
        for row, named in self.rows:
            for one in named:
                if one.of:
                    said, stated = found.get((one.of, one.id, one.role), ((), ()))
                    new = tuple(fact for fact in one.said if fact not in said)
                    told = tuple(union([stated, row["statements"]]))
                    found[one.of, one.id, one.role] = ((*said, *new)[:TOLD], told)
        return found

    @cached_property
    def occurrences(self) -> dict[str, list[Occurrence]]:
        """Return for each mark where the rows say something of it."""
        found: dict[str, list[Occurrence]] = defaultdict(list)
        for number, (row, named) in enumerate(self.rows, start=1):
            about, stated = subjects(self.question, row), tuple(row["statements"] or ())
            said = said_in(self.question, row)
            for name in dict.fromkeys(about):
                others = [self.name(other) for other in about if other != name]
                title = others[0] if others else Words(f"第{number}行", f"row {number}")
                found[name].append(Occurrence(title, said, stated))
            for one in named:
                if one.id not in about and one.said:
                    found[one.id].append(Occurrence(_beside(one, self.name(one.of)), one.said, ()))
        return found

    def mark(self, thing: str, x: float, y: float) -> Mark:
        """Return the mark of a thing with what the rows say of it."""
        node, told = self.nodes.get(thing, {}), self.occurrences.get(thing, [])
        row: Row = self.about.get(thing, {})
        return Mark(
            id=thing,
            name=self.name(thing),
            kind=label_of(thing),
            x=x,
            y=y,
            group=self._group(thing),
            missing=row.get("verdict") in LACKING,
            facts=_facts(told),
            statements=tuple(union([*(one.statements for one in told), node.get("statements")])),
            words=tuple(node.get("aliases", ())),
            facets=facets_of(row) if row and self._own(row, "status") else {},
            cluster=self._group(thing),
        )

    @cached_property
    def _verdict(self) -> Column | None:
        """Return the column that gives the marks their colour, if the question has one."""
        columns = {column.name: column for column in self.question.columns}
        return next((columns[name] for name in VERDICTS if name in columns), None)

    def _group(self, thing: str) -> str:
        row = self.about.get(thing)
        if thing in self.asked:
            return "asked"
        if row is None:
            return "beside"
        value = row[self._verdict.name] if self._verdict and self._own(row, self._verdict.name) else None
        return str(value) if value else "about"

    def _own(self, row: Row, column: str) -> bool:
        """Tell whether a column speaks of a thing itself; a status beside two things is their edge's."""
        return column != "status" or len(subjects(self.question, row)) == 1

    def groups(self) -> dict[str, Words]:
        """Return the names of the colours: values of the verdict in the order of the rows, then the rest."""
        used = list(dict.fromkeys(self._group(name) for name in [*self.about, *self.ids]))
        verdicts = {key: self._value(key) for key in used if key not in OWN}
        return verdicts | {key: words for key, words in OWN.items() if key in used}

    def _value(self, verdict: str) -> Words:
        """Return how a value of the verdict reads; a kind of edge reads as in the model."""
        if verdict in EDGES:
            return edge_name(verdict)
        return Words(cell(verdict, "zh", self._verdict), cell(verdict, "en", self._verdict))


def _beside(one: Mention, of: Words) -> Words:
    return Words(f"{one.role.zh}:{of.zh}", f"{one.role.en}: {of.en}")


def _facts(told: list[Occurrence]) -> Facts:
    """Return what one row says of a mark, fact for fact; of several rows, a fact for each."""
    if len(told) == 1:
        return told[0].said
    facts = [(one.title, _joined(one.said)) for one in told[:TOLD]]
    if rest := len(told) - TOLD:
        facts += [(Words("另有", "more rows"), Words(f"{rest}行", str(rest)))] if rest > 0 else []
    return tuple(facts)


def _joined(said: Facts) -> Words:
    return Words(
        ";".join(f"{key.zh} {value.zh}" for key, value in said),
        "; ".join(f"{key.en} {value.en}" for key, value in said),
    )


Places = dict[str, tuple[float, float]]


def _places(scene: Scene, lines: tuple[Line, ...]) -> tuple[Places, tuple[Heading, ...]]:
    """Return where each mark stands: columns by label, what feeds or supplies to the left of its takers."""
    stages = {name: ORDER.index(label_of(name)) for name in scene.ids}
    tallest = max(TALLEST, round((2 * len(stages)) ** 0.5))
    places: Places = {}
    spans: dict[int, list[int]] = defaultdict(list)
    number = 0
    for stage, names in columns(stages, [(line.source, line.target) for line in lines]):
        for start in range(0, len(names), tallest):
            part = names[start : start + tallest]
            for row, name in enumerate(part):
                places[name] = (number * COLUMN, (row - (len(part) - 1) / 2) * ROW)
            spans[stage].append(number)
            number += 1
    top = min(y for _, y in places.values()) - ROW
    return places, tuple(_headings(spans, top))


def _headings(spans: Mapping[int, list[int]], top: float) -> Iterator[Heading]:
    for stage, numbers in spans.items():
        kind = NODES[ORDER[stage]]
        yield Heading(Words(kind.zh, kind.en), sum(numbers) / len(numbers) * COLUMN, top)
