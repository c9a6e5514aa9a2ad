"""What GraphML and GEXF share: their attributes with types, and texts that XML can hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chainatlas.exports._texts import fit, joined
from chainatlas.graph.kinds import Property, storage
from chainatlas.graph.model import EDGES, NODES

TYPES = {"text": "string", "texts": "string", "number": "double", "integer": "long", "flag": "boolean"}
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


@dataclass(frozen=True)
class Attributes:
    """The attributes of all nodes, or of all edges: an id for each name and type.

    A property that is a text of one kind and a number of another is two attributes of one name.
    """

    domain: str
    ids: dict[tuple[str, str], str]

    @classmethod
    def of(cls, domain: str, word: str, properties: Iterable[Property]) -> Attributes:
        """Give each property an id, after the word that says of which kind a node or edge is."""
        found = {(word, "string"): f"{domain[0]}0"}
        for prop in properties:
            found.setdefault((prop.name, TYPES[storage(prop)]), f"{domain[0]}{len(found)}")
        return cls(domain, found)

    def id_of(self, name: str, value: Any) -> str:
        """Return the id of the attribute that holds a value of this name."""
        return self.ids[name, type_of(value)]


def node_attributes(word: str) -> Attributes:
    """Return the attributes of nodes but the id, which XML has for itself."""
    properties = (prop for kind in NODES.values() for prop in kind.properties if prop.name != "id")
    return Attributes.of("node", word, properties)


def edge_attributes(word: str) -> Attributes:
    """Return the attributes of edges."""
    return Attributes.of("edge", word, (prop for kind in EDGES.values() for prop in kind.properties))


def type_of(value: Any) -> str:
    """Return the XML type of a value; a list is one text."""
    if isinstance(value, bool):
        return "boolean"
    return {int: "long", float: "double"}.get(type(value), "string")


def written(value: Any) -> str:
    r"""Return a value as it stands between tags or in an attribute.

    >>> written(True), written(0.9), written('a<b&"c\n'), written(["a", "b|c"])
    ('true', '0.9', 'a&lt;b&amp;&quot;c&#10;', 'a|b\\|c')
    """
    if isinstance(value, bool):
        return str(value).lower()
    text = joined(value) if isinstance(value, list) else str(value)
    return fit(text).translate(MARKUP)
