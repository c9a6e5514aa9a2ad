"""What differs between the engines beside their drivers, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chainatlas.graph.model import NODE_KINDS

MARK = "Atlas"
"""The second label of every node that ChainAtlas writes into Neo4j: only such nodes are ever replaced."""


@dataclass(frozen=True)
class Dialect:
    """How one engine spells the statements that set up a graph, with {label} and {name} to fill in."""

    engine: str
    unique: str
    index: str
    marked: bool

    def schema(self) -> Iterator[str]:
        """Yield the statements that set up constraints and indexes, derived from the model."""
        labels = [kind.label for kind in NODE_KINDS]
        for label in labels + ([MARK] if self.marked else []):
            if self.unique:
                yield self.unique.format(label=label, name=f"chainatlas_{label.lower()}_id")
        for label in labels:
            if label != "Statement":  # nobody looks for one by its name
                yield self.index.format(label=label, name=f"chainatlas_{label.lower()}_name")


NEO4J = Dialect(
    engine="neo4j",
    unique="CREATE CONSTRAINT {name} IF NOT EXISTS FOR (node:{label}) REQUIRE node.id IS UNIQUE",
    # a text index takes names of 32 kB where a range index fails beyond 8
    index="CREATE TEXT INDEX {name} IF NOT EXISTS FOR (node:{label}) ON (node.name)",
    marked=True,
)
KGLITE = Dialect(
    engine="kglite",
    unique="",  # its ids are unique and indexed by themselves
    index="CREATE INDEX {name} IF NOT EXISTS FOR (node:{label}) ON (node.name)",
    marked=False,
)
