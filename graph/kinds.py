"""What a kind of node or edge is, and the properties and words that many kinds share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chainatlas.graph.errors import DeclarationError

Kind = Literal["text", "texts", "number", "integer", "flag", "date", "word", "id"]


@dataclass(frozen=True)
class Property:
    """One property of a node or an edge.

    `words` closes the vocabulary of kind "word"; `label` names what kind "id" points at.
    A date is an ISO prefix: 2023, 2023-08 or 2023-08-31.
    """

    name: str
    zh: str
    en: str
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    label: str = ""
    required: bool = False

    def __post_init__(self) -> None:
        """Refuse a vocabulary without words and a reference without a label."""
        if (self.kind == "word") != bool(self.words):
            raise DeclarationError(f"property {self.name!r}: kind 'word' and words go together")
        if (self.kind == "id") != bool(self.label):
            raise DeclarationError(f"property {self.name!r}: kind 'id' and a label go together")


STATUS: Mapping[str, str] = {
    "mentioned": "提及",
    "planned": "拟建",
    "signed": "签约",
    "under_construction": "在建",
    "trial": "试产",
    "running": "投产",
    "suspended": "停产",
    "closed": "关闭",
    "denied": "否认",
}

BASIS: Mapping[str, str] = {"stated": "原文", "implied": "推知", "reference": "参考技术", "inferred": "推断"}

CONFIDENCE: Mapping[str, float] = {"stated": 0.9, "implied": 0.6, "reference": 0.8, "inferred": 0.3}
"""What a statement is worth where its row does not say, by basis; this project's own scale."""

STAGES: Mapping[str, str] = {"upstream": "上游", "midstream": "中游", "downstream": "下游", "service": "服务"}

RANKS: tuple[str, ...] = ("preferred", "normal", "deprecated")

ID = Property("id", "标识", "identifier", required=True)

SUBJECT = Property("subject", "主语", "what the row speaks of: an id, name or alias", required=True)

OBJECT = Property("object", "宾语", "the other end: an id, name or alias", required=True)

STATUS_PROPERTY = Property("status", "状态", "status", "word", tuple(STATUS))

UNIT = Property("unit", "单位", "unit")

NAMES = (
    ID,
    Property("name", "名称", "name", required=True),
    Property("name_en", "英文名", "English name"),
    Property("aliases", "别名", "other names", "texts"),
)


@dataclass(frozen=True)
class NodeKind:
    """One kind of node: its label, the prefix of its ids, its names and its own properties."""

    label: str
    zh: str
    en: str
    own: tuple[Property, ...] = ()
    file: str = ""
    attributes: tuple[str, ...] = ()
    joins: bool = False
    """Whether several nodes of this kind may turn out to be one thing."""

    @property
    def prefix(self) -> str:
        """Return what every id of this kind begins with."""
        return self.label.lower() + ":"

    @property
    def columns(self) -> tuple[Property, ...]:
        """Return the columns of the file that registers nodes of this kind."""
        return NAMES + tuple(prop for prop in self.own if prop.name not in self.attributes)

    @property
    def properties(self) -> tuple[Property, ...]:
        """Return the common and the own properties of a node in the graph."""
        attested = ATTESTED if self.attributes else ()
        return NAMES + self.own + attested + (JOINED if self.joins else ())


@dataclass(frozen=True)
class EdgeKind:
    """One kind of edge: which labels it joins, its own properties and what tells two facts apart.

    `key` names the own properties that belong to the merge key beside type, from and to.
    `measure` is true where the target is a Measure that the row itself describes.
    """

    type: str
    zh: str
    en: str
    ends: tuple[tuple[str, str], ...]
    own: tuple[Property, ...] = ()
    key: tuple[str, ...] = ()
    measure: bool = False

    def __post_init__(self) -> None:
        """Refuse a key that is not an own property."""
        if unknown := set(self.key) - {prop.name for prop in self.own}:
            raise DeclarationError(f"edge {self.type}: key {sorted(unknown)} is not among its properties")

    @property
    def file(self) -> str:
        """Return the name of the CSV file whose rows state edges of this kind."""
        return self.type.lower() + ".csv"

    @property
    def columns(self) -> tuple[Property, ...]:
        """Return the columns of the file that states edges of this kind."""
        return (SUBJECT, *(() if self.measure else (OBJECT,)), *self.own, *STATED)

    @property
    def properties(self) -> tuple[Property, ...]:
        """Return the own and the common properties of an edge in the graph."""
        own = () if self.measure else self.own
        return own if self.type == "SUPPORTED_BY" else own + EVIDENCE

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the labels an edge of this kind may start from."""
        return tuple(dict.fromkeys(source for source, _ in self.ends))

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the labels an edge of this kind may end at."""
        return tuple(dict.fromkeys(target for _, target in self.ends))


EVIDENCE = (
    STATUS_PROPERTY,
    Property("valid_from", "起始", "valid from", "date"),
    Property("valid_to", "终止", "valid to", "date"),
    Property("recorded", "记录日期", "recorded", "date"),
    Property("basis", "依据", "basis", "word", tuple(BASIS)),
    Property("confidence", "可信度", "confidence", "number"),
    Property("statements", "陈述", "statements", "texts"),
    Property("contested", "有争议", "contested", "flag"),
)

ATTESTED = (
    Property("statements", "陈述", "statements", "texts"),
    Property("contested", "有争议", "contested", "flag"),
)

JOINED = (
    Property("joined", "合并的标识", "other ids of the same thing", "texts"),
    Property("registered", "合并前的登记", "each of them as it was registered, in JSON", "texts"),
)
"""What a node says that stands for several of a record; graph/joining.py writes and reads it."""

STATED = (
    STATUS_PROPERTY,
    Property("valid_from", "起始", "valid from", "date"),
    Property("valid_to", "终止", "valid to", "date"),
    Property("paragraph", "段落", "paragraph", "integer"),
    Property("locator", "位置", "locator"),
    Property("terms", "检索词", "terms to look for there", "texts"),
    Property("basis", "依据", "basis", "word", tuple(BASIS)),
    Property("confidence", "可信度", "confidence", "number"),
    Property("rank", "等级", "rank", "word", RANKS),
    Property("note", "备注", "note"),
)
"""What a row of any statement file may say beside its subject, its object and its own properties."""


def storage(prop: Property) -> str:
    """Return how values of a property are stored: text, texts, number, integer or flag."""
    return prop.kind if prop.kind in ("texts", "number", "integer", "flag") else "text"
