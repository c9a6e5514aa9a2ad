"""The fold: statements become the nodes and edges of a graph, as of a date and under a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import polars as pl

from chainatlas.graph.facts import alive, folded, folded_alone, judge, keyed
from chainatlas.graph.joining import joined, makes_edges, parted
from chainatlas.graph.kinds import storage
from chainatlas.graph.model import ATTRIBUTE, NODES, SAME_AS
from chainatlas.graph.tables import (
    EDGE_SCHEMAS,
    ENTITY_LABELS,
    NODE_SCHEMAS,
    TYPES,
    EdgeEnds,
    Graph,
    Record,
    digest,
    frame,
)
from chainatlas.graph.version import LAYOUT, VERSION

Policy = Literal["cautious", "brave"]

COUNTED = ("stated", "implied", "reference")
"""The bases that count unless asked for: a link that is only inferred is a lead to verify, not a fact."""


def fold(
    record: Record,
    *,
    as_of: str | None = None,
    policy: Policy = "brave",
    basis: Sequence[str] = COUNTED,
    scenarios: Sequence[Record] = (),
    scenario_names: Iterable[str] = (),
) -> Graph:
    """Fold statements into a graph.

    Parameters
    ----------
    record : Record
        What the sources say. The order of its rows does not matter.
    as_of : str, optional
        An ISO date; statements recorded later are left out, and so is what only they mention.
    policy : {"cautious", "brave"}
        Cautious leaves out every fact on which statements disagree; brave keeps it, marked `contested`.
    basis : sequence of str
        Only statements of these bases make edges; the others stay in the graph as statements.
    scenarios : sequence of Record
        Suppositions, added whatever the date; never written back to the record.
    scenario_names : iterable of str
        What the graph's Build node calls them.

    Returns
    -------
    Graph
        Only nodes that a kept statement mentions, the statements themselves, and their documents.

    """
    known = record if as_of is None else _until(record, as_of)
    for scenario in scenarios:
        known = known.plus(scenario)
    known = joined(known)
    counted = pl.col("basis").is_in(list(basis)) & makes_edges()
    stated = keyed(known.statements.filter(counted & alive()))
    alone = stated.filter(~pl.col("key").is_duplicated())
    judged = judge(stated.filter(pl.col("key").is_duplicated()), known.documents)
    counting = judged if policy == "brave" else judged.filter(~pl.col("contested"))
    facts = pl.concat([folded(counting), folded_alone(alone)]).sort("key")
    columns = list(NODE_SCHEMAS["Statement"])
    idle = known.statements.filter(~counted & alive()).unique("id")
    kept = pl.concat([part.select(columns) for part in (alone, counting, idle)]).sort("id")
    nodes = _nodes(known, kept, facts)
    nodes["Build"] = build_node(nodes, as_of, policy, tuple(basis), tuple(scenario_names))
    return Graph(nodes, _edges(kept, facts))


def _until(record: Record, as_of: str) -> Record:
    documents = record.documents.filter(pl.col("recorded") <= as_of)
    return Record(record.entities, documents, record.statements.filter(pl.col("recorded") <= as_of))


def _edges(kept: pl.DataFrame, facts: pl.DataFrame) -> dict[EdgeEnds, pl.DataFrame]:
    labelled = facts.filter(pl.col("predicate") != ATTRIBUTE).with_columns(
        source_label=_label("subject"), target_label=_label("object")
    )
    edges: dict[EdgeEnds, pl.DataFrame] = {}
    parts = labelled.partition_by(["predicate", "source_label", "target_label"], as_dict=True)
    for ends, part in sorted(parts.items()):
        name, source, target = (str(word) for word in ends)
        schema = EDGE_SCHEMAS[name]
        edges[name, source, target] = part.rename({"subject": "source", "object": "target"}).select(
            list(schema)
        )
    evidence = kept.select(source="id", target="document").sort("source")
    return edges | ({("SUPPORTED_BY", "Statement", "Document"): evidence} if evidence.height else {})


def _label(column: str) -> pl.Expr:
    prefix = pl.col(column).str.split(":").list.first() + ":"
    return prefix.replace_strict(
        {kind.prefix: label for label, kind in NODES.items()}, return_dtype=pl.String
    )


def _nodes(known: Record, kept: pl.DataFrame, facts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the frames of all nodes that the facts mention, with the properties that statements give."""
    naming = kept.filter(pl.col("predicate") != SAME_AS)
    ends = [naming.select(id=column) for column in ("subject", "object", "product")]
    mentioned = pl.concat(ends).unique()
    nodes = {
        label: known.entities[label].join(mentioned, on="id", how="semi").sort("id")
        for label in ENTITY_LABELS
    }
    attributes = facts.filter(pl.col("predicate") == ATTRIBUTE)
    for label in ENTITY_LABELS:
        if NODES[label].attributes:
            nodes[label] = _attested(label, nodes[label], attributes)
    nodes["Measure"] = _measures(facts)
    nodes["Document"] = known.documents.join(kept, left_on="id", right_on="document", how="semi").sort("id")
    nodes["Statement"] = kept
    return nodes


def _attested(label: str, nodes: pl.DataFrame, attributes: pl.DataFrame) -> pl.DataFrame:
    """Put the properties that statements give into the nodes of one label."""
    kind = NODES[label]
    said = attributes.filter(_label("subject") == label)
    for prop in kind.own:
        if prop.name in kind.attributes:
            values = said.filter(pl.col("property") == prop.name).select(
                id="subject", stated=pl.col("property_value").cast(TYPES[storage(prop)])
            )
            nodes = nodes.drop(prop.name).join(values, on="id", how="left", maintain_order="left")
            nodes = nodes.rename({"stated": prop.name})
    evidence = said.group_by("subject").agg(
        pl.col("statements").explode().unique().sort(), pl.col("contested").any()
    )
    nodes = nodes.drop("statements", "contested").join(
        evidence, left_on="id", right_on="subject", how="left", maintain_order="left"
    )
    return nodes.select(list(NODE_SCHEMAS[label]))


def _measures(facts: pl.DataFrame) -> pl.DataFrame:
    measures = facts.filter(pl.col("predicate") == "HAS_MEASURE").with_columns(
        id="object",
        name="indicator",
        name_en=pl.lit(None, pl.String),
        aliases=pl.lit(None, pl.List(pl.String)),
    )
    return measures.select(list(NODE_SCHEMAS["Measure"])).sort("id")


def build_node(
    nodes: Mapping[str, pl.DataFrame],
    as_of: str | None = None,
    policy: Policy = "brave",
    basis: tuple[str, ...] = COUNTED,
    scenarios: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Return the node that tells how a graph was folded, with the digest of its record."""
    row = {
        "id": "build:current",
        "name": "ChainAtlas",
        "layout": LAYOUT,
        "version": VERSION,
        "as_of": as_of,
        "policy": policy,
        "basis": list(basis),
        "scenarios": list(scenarios),
        "digest": digest(_record(nodes)),
    }
    return frame([row], NODE_SCHEMAS["Build"])


def record_of(graph: Graph) -> Record:
    """Return the record that a graph was folded from, as far as the graph still holds it.

    Folding it again with the same settings gives the same graph.
    """
    return _record(graph.nodes)


def _record(nodes: Mapping[str, pl.DataFrame]) -> Record:
    entities = {label: _unattested(label, nodes[label]) for label in ENTITY_LABELS}
    return parted(Record(entities, nodes["Document"], nodes["Statement"]))


def _unattested(label: str, table: pl.DataFrame) -> pl.DataFrame:
    """Take from nodes what statements had put into them."""
    if not (attributes := NODES[label].attributes):
        return table
    schema = NODE_SCHEMAS[label]
    given = (*attributes, "statements", "contested")
    return table.with_columns(pl.lit(None, schema[name]).alias(name) for name in given)
