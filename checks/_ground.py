"""What checks look at: the columns of a graph that tell faults, and how its nodes are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from chainatlas.graph.model import ATTRIBUTE, EDGES, NODES, SAME_AS
from chainatlas.graph.store import Store
from chainatlas.graph.stored import EDGE_ENDS, read_edges, read_nodes
from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, Graph

OF_STATEMENTS = (
    *("id", "document", "predicate", "subject", "object", "product", "basis", "status"),
    *("valid_from", "complete_on", "recorded"),
)
OF_EDGES = ("stage", "unit", "by_product", "product", "statements")
"""The columns of statements and edges that some check looks at, a third of what there is."""
ENERGY_KINDS = ("energy", "service", "utility")
"""Kinds of product that everything needs, so that they lead from anything back to anything."""


@dataclass(frozen=True)
class Ground:
    """A graph as columns, and the day (ISO) after which a date lies in the future."""

    graph: Graph
    today: str

    @classmethod
    def of(cls, store: Store, today: str) -> Ground:
        """Read what checks look at from a store of either engine."""
        nodes = {label: read_nodes(store, label, _columns(label)) for label in NODES}
        edges = {
            ends: read_edges(store, *ends, [name for name in OF_EDGES if name in EDGE_SCHEMAS[ends[0]]])
            for ends in EDGE_ENDS
        }
        return cls(Graph(nodes, {ends: table for ends, table in edges.items() if table.height}), today)

    def nodes(self, label: str) -> pl.DataFrame:
        """Return the nodes of one label, an empty frame where there are none."""
        found = self.graph.nodes.get(label)
        return pl.DataFrame(schema=NODE_SCHEMAS[label]) if found is None else found

    def edges(self, kind: str, source: str, target: str) -> pl.DataFrame:
        """Return the edges of one kind between two labels, an empty frame where there are none."""
        found = self.graph.edges.get((kind, source, target))
        return pl.DataFrame(schema=EDGE_SCHEMAS[kind]) if found is None else found

    @cached_property
    def statements(self) -> pl.DataFrame:
        """Return the statements."""
        return self.nodes("Statement")

    @cached_property
    def links(self) -> pl.DataFrame:
        """Return every edge but those of evidence: kind, both ends with their labels, and its statements."""
        words = ("kind", "source_label", "target_label")
        links = [
            table.select(
                *(pl.lit(word).alias(name) for name, word in zip(words, ends, strict=True)),
                *("source", "target", "statements"),
            )
            for ends, table in self.graph.edges.items()
            if ends[0] != "SUPPORTED_BY"
        ]
        none = pl.DataFrame(schema=dict.fromkeys((*words, "source", "target"), pl.String))
        return pl.concat([none.with_columns(statements=pl.lit(None, pl.List(pl.String))), *links])

    @cached_property
    def named(self) -> pl.DataFrame:
        """Return the id, label and both names of every node but statements."""
        labels = [label for label in NODES if label != "Statement"]
        return pl.concat(
            self.nodes(label).select("id", pl.lit(label).alias("label"), "name", "name_en")
            for label in labels
        )

    @cached_property
    def mentions(self) -> pl.DataFrame:
        """Return the `id` of each node with each `statement` that speaks of it, and that one's predicate."""
        ends = [
            self.statements.select(pl.col(column).alias("id"), "predicate", statement="id")
            for column in ("subject", "object", "product")
        ]
        return pl.concat(ends).filter(pl.col("id").is_not_null())

    @cached_property
    def linked(self) -> pl.DataFrame:
        """Return the `id` of each node that an edge joins or names, or a statement that is no property."""
        ends = [self.links.select(pl.col(column).alias("id")) for column in ("source", "target")]
        ends += [
            table.select(pl.col(prop.name).alias("id"))
            for (kind, _, _), table in self.graph.edges.items()
            for prop in EDGES[kind].properties
            if prop.kind == "id"
        ]
        ends.append(self.mentions.filter(~pl.col("predicate").is_in([ATTRIBUTE, SAME_AS])).select("id"))
        return pl.concat(ends).unique()

    @cached_property
    def inputs(self) -> pl.DataFrame:
        """Return the edges FEEDS between products that need their input to come first.

        What is left out may well lead back: by-products and what uses them, and energy, services and
        utilities, which everything needs.
        """
        feeds = self.edges("FEEDS", "Product", "Product")
        products = self.nodes("Product").select("id", "kind")
        gained = feeds.filter(pl.col("by_product")).select(id="target")
        gained = pl.concat([gained, products.filter(pl.col("kind") == "by_product").select("id")])
        general = products.filter(pl.col("kind").is_in(ENERGY_KINDS))
        kept = feeds.filter(~pl.col("by_product").fill_null(value=False))
        kept = kept.join(gained, left_on="source", right_on="id", how="anti")
        for end in ("source", "target"):
            kept = kept.join(general, left_on=end, right_on="id", how="anti")
        return kept


def _columns(label: str) -> list[str]:
    return list(OF_STATEMENTS) if label == "Statement" else list(NODE_SCHEMAS[label])
