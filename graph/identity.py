"""Names, aliases and codes resolve to ids; an unknown or ambiguous one names its nearest candidates."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from chainatlas.graph.errors import UnknownName
from chainatlas.graph.model import EDGES, NODES

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

CODES = ("code", "uscc", "stock_code")
"""Properties whose values identify a node as a name does."""

EXACT = (
    "MATCH (node:{0} {{id: $text}}) RETURN node.id AS id UNION "
    "MATCH (node:{0} {{name: $text}}) RETURN node.id AS id"
)
"""Two lookups: of either property alone there is an index, of one or the other there is none."""

BRACKETS = str.maketrans("（）【】〔〕", "()[]()")


@dataclass(frozen=True)
class Named:
    """A node with every word that stands for it: id, name, English name, aliases, codes."""

    id: str
    label: str
    name: str
    words: tuple[str, ...]
    name_en: str | None = None
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, label: str, row: Mapping[str, Any]) -> Named:
        """Take the words from the properties of a node."""
        words = [row["id"], row["name"], row.get("name_en"), *(row.get("aliases") or ())]
        codes = tuple(str(row[code]) for code in CODES if row.get(code))
        codes = (*codes, *(row.get("joined") or ()))
        kept = tuple(dict.fromkeys(str(word) for word in (*words, *codes) if word))
        return cls(row["id"], label, row["name"], kept, row.get("name_en"), (row["id"], *codes))

    def __str__(self) -> str:
        """Write the name with the id that tells it apart."""
        return f"{self.name} ({self.id})"


def normal(text: str) -> str:
    """Return the form in which two spellings of a name are equal.

    >>> normal(" 双良新能科技（包头）有限公司 ") == normal("双良新能科技(包头)有限公司")
    True
    """
    folded = unicodedata.normalize("NFKC", text).translate(BRACKETS).casefold()
    return "".join(folded.split())


def measure_id(values: Mapping[str, Any]) -> str:
    """Return the id of the Measure that a subject reports: one for each indicator, unit, period and scope."""
    key = [str(values.get(name) or "") for name in ("subject", *EDGES["HAS_MEASURE"].key)]
    digest = hashlib.sha256("\x1f".join(key).encode()).hexdigest()
    subject = key[0].partition(":")[2]
    return f"measure:{subject}/{key[1].lower().replace('_', '-')}-{digest[:8]}"


class Names:
    """The words of many nodes, looked up by exact form, by a unique part, or for the nearest."""

    def __init__(self, named: Iterable[Named]) -> None:
        """Index every word in its normal form."""
        self.by_id = {node.id: node for node in named}
        self.by_word: dict[str, list[Named]] = defaultdict(list)
        for node in self.by_id.values():
            for word in dict.fromkeys(normal(word) for word in node.words):
                self.by_word[word].append(node)

    def resolve(self, text: str, labels: Collection[str], *, part: bool = False) -> str:
        """Return the id that a name, alias, code or id stands for among nodes of these labels.

        Raises UnknownName where nothing or several things match; with `part`, a part of a word is
        enough where only one node has it.
        """
        if (node := self.by_id.get(text)) and node.label in labels:
            return text
        exact = [node for node in self.by_word.get(normal(text), ()) if node.label in labels]
        found = self._preferred(text, exact) or (list(self._containing(text, labels)) if part else [])
        if len(found) == 1:
            return found[0].id
        raise UnknownName(self._complaint(text, labels, found))

    def clashes(self) -> Iterator[tuple[Named, Named]]:
        """Yield pairs of nodes of one label with the same name."""
        for word, nodes in self.by_word.items():
            named = [node for node in nodes if normal(node.name) == word]
            for one, other in itertools.combinations(named, 2):
                if one.label == other.label:
                    yield one, other

    def nearest(self, text: str, labels: Collection[str], limit: int = 3) -> Sequence[Named]:
        """Return the nodes whose words are spelt most like the text."""
        words = [word for word, nodes in self.by_word.items() if any(node.label in labels for node in nodes)]
        scored = process.extract(normal(text), words, scorer=fuzz.WRatio, limit=3 * limit, score_cutoff=35)
        nodes = [node for word, _, _ in scored for node in self.by_word[word] if node.label in labels]
        return list(dict.fromkeys(nodes))[:limit]

    def _preferred(self, text: str, exact: list[Named]) -> list[Named]:
        own = [node for node in exact if normal(node.name) == normal(text)]
        return own if len(own) == 1 else exact

    def _containing(self, text: str, labels: Collection[str]) -> Iterator[Named]:
        part = normal(text)
        for node in self.by_id.values():
            if part and node.label in labels and any(part in normal(word) for word in node.words):
                yield node

    def _complaint(self, text: str, labels: Collection[str], found: Sequence[Named]) -> str:
        kind = " or ".join(label.lower() for label in sorted(labels))
        if found:
            several = ", ".join(map(str, found[:5])) + (", …" if len(found) > 5 else "")
            return f"{text!r} may be any of {len(found)}: {several}; write the id"
        near = self.nearest(text, labels)
        hint = f"; nearest: {', '.join(map(str, near))}" if near else ""
        return f"no {kind} is called {text!r}{hint}"


def find(store: Store, label: str, text: str) -> str:
    """Return the id of the node of a store that a name, alias, code, id or a unique part stands for.

    The label may be several: "Company|Product".
    """
    labels = label.split("|")
    found = [row["id"] for one in labels for row in store.query(EXACT.format(one), {"text": text})]
    if len(found) == 1:
        return str(found[0])
    return Names(named for one in labels for named in named_in(store, one)).resolve(text, labels, part=True)


def named_in(store: Store, label: str) -> Iterator[Named]:
    """Yield every node of one label in a store with its words."""
    names = [prop.name for prop in NODES[label].properties]
    kept = [name for name in ("id", "name", "name_en", "aliases", "joined", *CODES) if name in names]
    columns = ", ".join(f"node.{name} AS {name}" for name in kept)
    for row in store.query(f"MATCH (node:{label}) RETURN {columns} ORDER BY id"):
        yield Named.of(label, row)
