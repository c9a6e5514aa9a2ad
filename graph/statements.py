"""The fold: statements become the nodes and edges of a graph, as of a date and under a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import polars as pl

from chainatlas.graph.facts import ALWAYS, alive, folded, folded_alone, judge, keyed, repeated
from chainatlas.graph.joining import ENDS, given_back, joined, makes_edges, parted
from chainatlas.graph.kinds import EdgeKind, storage
from chainatlas.graph.model import ATTRIBUTE, EDGES, NODES, SAME_AS
from chainatlas.graph.tables import (
    EDGE_SCHEMAS,
    ENTITY_LABELS,
    NODE_SCHEMAS,
    STATEMENT_SCHEMA,
    TYPES,
    Digest,
    EdgeEnds,
    Graph,
    Record,
    by_id,
    completed,
    digest,
    filled,
    frame,
    once,
)
from chainatlas.graph.version import LAYOUT, VERSION

Policy = Literal["cautious", "brave"]

ATTRIBUTE_SCHEMA = {name: STATEMENT_SCHEMA[name] for name in ("subject", "property", "property_value")}
ATTRIBUTE_SCHEMA |= {"statements": pl.List(pl.String), "contested": pl.Boolean}

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
    told = once(known.statements).filter(alive() & counted.is_not_null())
    with ThreadPoolExecutor(1) as aside:
        begun = aside.submit(Digest().take, given_back(told))
        stated = keyed(told.filter(counted))
        several = completed(stated.filter(repeated()), STATEMENT_SCHEMA | {"key": pl.UInt32})
        judged = judge(several, known.documents)
        counting = judged if policy == "brave" else judged.filter(~pl.col("contested"))
        kept = told if policy == "brave" else told.join(judged.filter("contested"), on="id", how="anti")
        if kept.height < told.height:
            begun = aside.submit(Digest().take, given_back(kept))
        parts = [folded_alone(stated.filter(~repeated())), folded(counting)]
        facts = filled(pl.concat(parts, how="diagonal"), *ALWAYS).rechunk().sort("key")
        nodes, edges = _nodes(known, kept, facts), _edges(kept, facts)
    nodes["Build"] = build_node(nodes, begun.result(), as_of, policy, tuple(basis), tuple(scenario_names))
    return Graph(nodes, edges)


def _until(record: Record, as_of: str) -> Record:
    documents = record.documents.filter(pl.col("recorded") <= as_of)
    return Record(record.entities, documents, record.statements.filter(pl.col("recorded") <= as_of))


def _edges(kept: pl.DataFrame, facts: pl.DataFrame) -> dict[EdgeEnds, pl.DataFrame]:
    edges: dict[EdgeEnds, pl.DataFrame] = {}
    parts = facts.filter(pl.col("predicate") != ATTRIBUTE).partition_by("predicate", as_dict=True)
    for (name,), part in sorted(parts.items()):
        for (source, target), some in sorted(_by_labels(EDGES[name], part).items()):
            named = some.rename({"subject": "source", "object": "target"})
            edges[name, source, target] = completed(named, EDGE_SCHEMAS[name])
    evidence = kept.select(source="id", target="document")
    return edges | ({("SUPPORTED_BY", "Statement", "Document"): evidence} if evidence.height else {})


def _by_labels(kind: EdgeKind, facts: pl.DataFrame) -> dict[tuple[Any, ...], pl.DataFrame]:
    """Return the facts of one kind of edge by the labels of their ends; most kinds join one pair only."""
    for source, target in kind.ends:
        begin = (("subject", NODES[source].prefix), ("object", NODES[target].prefix))
        if all(facts[column].str.starts_with(prefix).all() for column, prefix in begin):
            return {(source, target): facts}
    labelled = facts.with_columns(source_label=_label("subject"), target_label=_label("object"))
    return labelled.partition_by("source_label", "target_label", as_dict=True)


def _label(column: str) -> pl.Expr:
    prefix = pl.col(column).str.splitn(":", 2).struct.field("field_0")
    return prefix.replace_strict(
        {kind.prefix.removesuffix(":"): label for label, kind in NODES.items()}, return_dtype=pl.String
    )


def _nodes(known: Record, kept: pl.DataFrame, facts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the frames of all nodes that the facts mention, with the properties that statements give."""
    nodes = _mentioned(known, kept.filter(pl.col("predicate") != SAME_AS))
    attributes = completed(facts.filter(pl.col("predicate") == ATTRIBUTE), ATTRIBUTE_SCHEMA)
    for label in ENTITY_LABELS:
        if NODES[label].attributes:
            nodes[label] = _attested(label, nodes[label], attributes)
    nodes["Measure"] = _measures(facts)
    nodes["Document"] = by_id(known.documents.filter(pl.col("id").is_in(kept["document"].implode())))
    nodes["Statement"] = kept
    return nodes


def _mentioned(known: Record, naming: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the entities that statements name; they are looked up all at once, for that is the work."""
    ends = pl.concat([naming[column].drop_nulls().alias("id") for column in ENDS], rechunk=True)
    ids = pl.concat([known.entities[label]["id"] for label in ENTITY_LABELS], rechunk=True)
    named = ids.is_in(ends.implode())
    nodes = {}
    for label in ENTITY_LABELS:
        table = known.entities[label]
        nodes[label] = by_id(table.filter(named.head(table.height)))
        named = named.slice(table.height)
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
    measures = completed(facts.filter(pl.col("predicate") == "HAS_MEASURE"), STATEMENT_SCHEMA)
    named = measures.select(pl.exclude("aliases", "name_en")).with_columns(id="object", name="indicator")
    return by_id(completed(named, NODE_SCHEMAS["Measure"]))


def build_node(
    nodes: Mapping[str, pl.DataFrame],
    begun: Digest | None = None,
    as_of: str | None = None,
    policy: Policy = "brave",
    basis: tuple[str, ...] = COUNTED,
    scenarios: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Return the node that tells how a graph was folded, with the digest of its record.

    `begun` is what `digest` takes: the digest of the statements, where it is at hand.
    """
    row = {
        "id": "build:current",
        "name": "ChainAtlas",
        "layout": LAYOUT,
        "version": VERSION,
        "as_of": as_of,
        "policy": policy,
        "basis": list(basis),
        "scenarios": list(scenarios),
        "digest": digest(_record(nodes), begun),
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
