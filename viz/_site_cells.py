"""Cells, columns and tables of the site's pages, as viz/site/parts.html takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chainatlas.graph.around import Row
from chainatlas.graph.kinds import BASIS, EVIDENCE, STAGES, STATUS, Property
from chainatlas.graph.model import EDGES
from chainatlas.queries._question import Vocabulary
from chainatlas.viz._site_reading import Reading
from chainatlas.viz._site_slugs import anchor
from chainatlas.viz._view import Words

Cell = dict[str, Any]
Sort = Literal["text", "number", "date"]
BLANK: Cell = {"zh": "", "en": ""}
YES = Words("是", "yes")
CONTESTED = Words("各方说法不一", "statements disagree")
VOCABULARIES: Mapping[str, Mapping[str, str]] = {"status": STATUS, "basis": BASIS, "stage": STAGES}
WORDS: Mapping[str, Words] = {
    "leader": Words("龙头", "leader"),
    "member": Words("成员", "member"),
    "candidate": Words("候选", "candidate"),
    "contacted": Words("已接触", "contacted"),
    "visited": Words("已考察", "visited"),
    "in_talks": Words("洽谈中", "in talks"),
    "signed": Words("签约", "signed"),
    "investment": Words("投资", "investment"),
    "orders": Words("订单", "orders"),
    "national": Words("国家级", "national"),
    "provincial": Words("省级", "provincial"),
    "prefecture": Words("市级", "prefecture"),
    "inner": Words("园中园", "inside another park"),
    "exact": Words("确数", "exact"),
    "at_least": Words("不少于", "at least"),
    "at_most": Words("不多于", "at most"),
    "about": Words("约", "about"),
    "raw": Words("原料", "raw"),
    "material": Words("材料", "material"),
    "part": Words("零部件", "part"),
    "machine": Words("整机设备", "machine"),
    "energy": Words("能源", "energy"),
    "by_product": Words("副产物", "by-product"),
    "service": Words("服务", "service"),
    "utility": Words("公用工程", "utility"),
}
"""What the words of closed vocabularies without a table of their own read in both languages."""


@dataclass(frozen=True)
class Column:
    """One column of a table on a page; `kind` says how it sorts."""

    key: str
    zh: str
    en: str
    kind: Sort = "text"


@dataclass(frozen=True)
class Table:
    """A table on a page; every row has a cell for every column."""

    id: str
    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


SOURCES = Column("sources", "出处", "sources")
EVIDENCE_COLUMNS = (
    *(
        Column(prop.name, prop.zh, prop.en, "number" if prop.kind == "number" else "text")
        for prop in EVIDENCE
        if prop.name in ("status", "basis", "confidence")
    ),
    Column("recorded", "记录日期", "recorded", "date"),
    SOURCES,
)
"""The columns in which every edge tells its evidence."""


@dataclass
class Cells:
    """Makes cells for pages that are `root` away from the folder of the site."""

    reading: Reading
    root: str
    _things: dict[str, Cell] = field(default_factory=dict)
    _sources: dict[str, Cell] = field(default_factory=dict)

    def href(self, name: str) -> str:
        """Return the link to the page of a thing, or "" where it has none."""
        found = self.reading.addresses.get(name)
        return self.root + found if found else ""

    def thing(self, name: str | None) -> Cell:
        """Return the name of a thing, linked to its page."""
        if not name:
            return BLANK
        if name not in self._things:
            words = self.reading.name(name)
            self._things[name] = {"zh": words.zh, "en": words.en, "href": self.href(name)}
        return self._things[name]

    def things(self, names: Iterable[str], most: int = 0) -> Cell:
        """Return several things as one cell; of more than `most` the first, and how many more there are."""
        every = [self.thing(name) for name in dict.fromkeys(names)]
        found = every[:most] if most else every
        if len(every) == 1:
            return found[0]
        more = len(every) - len(found)
        return {"zh": "", "en": "", "many": found, "more": more} if found else BLANK

    def evidence(self, edge: Row) -> list[Cell]:
        """Return the cells of EVIDENCE_COLUMNS for an edge."""
        status = str(edge.get("status") or "")
        told = word("status", status) | {"flag": "contested" if edge.get("contested") else status}
        if edge.get("contested"):
            told["title"] = CONTESTED
        return [
            told if status else BLANK,
            word("basis", edge.get("basis")),
            number(edge.get("confidence")),
            date(edge.get("recorded")),
            self.sources(edge.get("statements")),
        ]

    def sources(self, statements: Iterable[str] | None) -> Cell:
        """Return links to where statements stand on the pages of their documents.

        Several statements of one paragraph have one link, to the paragraph.
        """
        found: dict[tuple[str, int | None], list[str]] = {}
        for name in statements or ():
            if told := self.reading.evidence.get(name):
                found.setdefault((told["document"], told["paragraph"]), []).append(name)
        return (
            {"zh": "", "en": "", "sources": [self._source(*item) for item in found.items()]}
            if found
            else BLANK
        )

    def _source(self, place: tuple[str, int | None], statements: list[str]) -> Cell:
        document, paragraph = place
        key = statements[0] if len(statements) == 1 or paragraph is None else f"{document}#{paragraph}"
        if key not in self._sources:
            spot = f"§{paragraph}" if paragraph else "§"
            name = self.thing(document)
            mark = anchor(key) if key == statements[0] else f"p{paragraph}"
            self._sources[key] = {
                "zh": spot,
                "href": f"{self.href(document)}#{mark}",
                "title": Words(f"{name['zh']} {spot}", f"{name['en']} {spot}"),
            }
        return self._sources[key]


def word(column: str, value: object) -> Cell:
    """Return a word of a closed vocabulary; any other as it is."""
    if value in (None, ""):
        return BLANK
    text = str(value)
    if column in VOCABULARIES and text in VOCABULARIES[column]:
        return {"zh": VOCABULARIES[column][text], "en": text.replace("_", " ")}
    told = WORDS.get(text)
    return {"zh": told.zh, "en": told.en} if told else {"zh": text, "en": text}


def number(value: float | None) -> Cell:
    """Return a number, that sorts as it is."""
    if value is None:
        return BLANK
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
    return {"zh": text, "en": text, "sort": value}


def share(value: float | None) -> Cell:
    """Return a share of one as a percentage."""
    if value is None:
        return BLANK
    text = f"{100 * value:.0f}%"
    return {"zh": text, "en": text, "sort": value}


def date(value: str | None) -> Cell:
    """Return a date, whole or not."""
    return {"zh": value, "en": value, "sort": value} if value else BLANK


def text(value: object) -> Cell:
    """Return a text that both languages have."""
    return {"zh": str(value), "en": str(value)} if value not in (None, "") else BLANK


def spoken(words: Words) -> Cell:
    """Return words as a cell."""
    return {"zh": words.zh, "en": words.en}


def chosen(words: Vocabulary, value: str) -> Words:
    """Return what a value of an answer reads in both languages."""
    return Words(*words[value]) if value in words else Words(value, value)


def value(prop: Property, row: Row, cells: Cells) -> Cell:
    """Return one property of a node or an edge."""
    found = row.get(prop.name)
    if prop.kind == "id":
        return cells.thing(found)
    if prop.kind == "flag":
        return spoken(YES) if found else BLANK
    if prop.kind in ("number", "integer"):
        return number(found)
    return date(found) if prop.kind == "date" else word(prop.name, found)


def column(prop: Property) -> Column:
    """Return the column of a property."""
    kinds: Mapping[str, Sort] = {"number": "number", "integer": "number", "date": "date"}
    return Column(prop.name, prop.zh, prop.en, kinds.get(prop.kind, "text"))


def edge_table(
    cells: Cells, key: str, caption: Words, edges: Sequence[Row], ends: Mapping[str, Column]
) -> Table | None:
    """Return a table of edges of one kind: the ends that are asked for, what the edge says, its evidence.

    `ends` maps "source" or "target" to the column of that end. None where there are no edges.
    """
    if not edges:
        return None
    own = [
        prop
        for prop in EDGES[edges[0]["kind"]].own
        if any(edge.get(prop.name) not in (None, "") for edge in edges)
    ]
    rows = [
        [
            *(cells.thing(edge[end]) for end in ends),
            *(value(prop, edge, cells) for prop in own),
            *cells.evidence(edge),
        ]
        for edge in edges
    ]
    return Table(key, caption, (*ends.values(), *map(column, own), *EVIDENCE_COLUMNS), rows)
