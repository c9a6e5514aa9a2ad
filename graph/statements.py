"""The fold: statements become the nodes and edges of a graph, as of a date and under a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import polars as pl

from chainatlas.graph.kinds import BASIS, RANKS, storage
from chainatlas.graph.model import ATTRIBUTE, NODES, STATED_EDGES
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
SEPARATOR = "\x1f"
OWN = tuple(dict.fromkeys(prop.name for kind in STATED_EDGES.values() for prop in kind.own))
SAID = (*OWN, "property_value", "status", "valid_from", "valid_to")
"""The columns of a statement that tell something of its edge; the merge key takes some of them."""
FACTS = ("key", "predicate", "subject", "object", "property", *SAID)
FACTS += ("recorded", "basis", "statements", "contested", "confidence")
"""The columns of a folded fact."""


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
    counted = pl.col("basis").is_in(list(basis))
    keyed = _keyed(known.statements.filter(counted & _alive()))
    alone = keyed.filter(~pl.col("key").is_duplicated())
    judged = _judge(keyed.filter(pl.col("key").is_duplicated()), known.documents)
    counting = judged if policy == "brave" else judged.filter(~pl.col("contested"))
    facts = pl.concat([_facts(counting), _lone_facts(alone)]).sort("key")
    columns = list(NODE_SCHEMAS["Statement"])
    idle = known.statements.filter(~counted & _alive()).unique("id")
    kept = pl.concat([part.select(columns) for part in (alone, counting, idle)]).sort("id")
    nodes = _nodes(known, kept, facts)
    nodes["Build"] = build_node(nodes, as_of, policy, tuple(basis), tuple(scenario_names))
    return Graph(nodes, _edges(kept, facts))


def _until(record: Record, as_of: str) -> Record:
    documents = record.documents.filter(pl.col("recorded") <= as_of)
    return Record(record.entities, documents, record.statements.filter(pl.col("recorded") <= as_of))


def _keyed(table: pl.DataFrame) -> pl.DataFrame:
    """Drop repetitions and add the merge key."""
    table = table.unique("id")
    key = pl.when(pl.col("predicate") == ATTRIBUTE).then(pl.col("property")).otherwise(pl.lit(""))
    for name, kind in STATED_EDGES.items():
        if kind.key:
            key = pl.when(pl.col("predicate") == name).then(_joined(kind.key)).otherwise(key)
    ends = [pl.col("predicate"), pl.col("subject"), pl.col("object").fill_null("")]
    return table.with_columns(pl.concat_str(*ends, key, separator=SEPARATOR).alias("key"))


def _joined(columns: Sequence[str]) -> pl.Expr:
    return pl.concat_str([pl.col(name).fill_null("") for name in columns], separator=SEPARATOR)


def _judge(table: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Mark the keys on which statements disagree; none of them is deprecated.

    Statements of one key disagree where one denies what another says, or where two of the best rank
    and of the same, newest day (of any day for a Measure, whose period is in its key) differ in a value.
    """
    groups = documents.select(document="id", group=pl.col("publisher_group").fill_null(pl.col("publisher")))
    table = table.join(groups, on="document", how="left")
    table = table.with_columns(_ordinal("rank", RANKS, "normal").alias("order"))
    best = pl.col("order") == pl.col("order").min().over("key")
    newest = pl.col("recorded") == pl.col("recorded").filter(best).max().over("key")
    front = best & (newest | (pl.col("predicate") == "HAS_MEASURE"))
    return table.with_columns(front=front).with_columns(contested=_disagreement())


def _disagreement() -> pl.Expr:
    told = [pl.col(name) for name in (*OWN, "property_value")]
    told.append(pl.when(pl.col("status") != "mentioned").then(pl.col("status")))
    differ = [value.filter(pl.col("front")).drop_nulls().n_unique().over("key") > 1 for value in told]
    denied = pl.col("status").fill_null("mentioned") == "denied"
    both = denied.any().over("key") & (~denied).any().over("key")
    return pl.any_horizontal([*differ, both])


def _alive() -> pl.Expr:
    return pl.col("rank").fill_null("normal") != "deprecated"


def _ordinal(column: str, words: Sequence[str], default: str) -> pl.Expr:
    ranks = {word: place for place, word in enumerate(words)}
    return pl.col(column).fill_null(default).replace_strict(ranks, return_dtype=pl.Int64)


def _facts(kept: pl.DataFrame) -> pl.DataFrame:
    """Fold each merge key into one row: the newest statement of the best rank that says a thing gives it."""
    ordered = kept.sort(["key", "order", "recorded", "id"], descending=[False, False, True, False])
    said = pl.when(pl.col("status") != "mentioned").then(pl.col("status"))
    facts = ordered.with_columns(status=said).group_by("key", maintain_order=True)
    return (
        facts.agg(
            pl.col("predicate", "subject", "object", "property").first(),
            pl.col(SAID).drop_nulls().first(),
            pl.col("recorded").max(),
            _ordinal("basis", tuple(BASIS), "inferred").min().alias("basis"),
            pl.col("id").sort().alias("statements"),
            pl.col("contested").any(),
        )
        .with_columns(
            status=pl.col("status").fill_null("mentioned"),
            basis=pl.col("basis").replace_strict(dict(enumerate(BASIS)), return_dtype=pl.String),
        )
        .join(_confidence(kept), on="key")
        .select(FACTS)
    )


def _lone_facts(kept: pl.DataFrame) -> pl.DataFrame:
    """Return what _facts makes of statements that are the only ones of their keys, most of a large record."""
    return kept.select(
        "key",
        *("predicate", "subject", "object", "property"),
        *(name for name in SAID if name != "status"),
        status=pl.col("status").fill_null("mentioned"),
        recorded="recorded",
        basis=pl.col("basis").fill_null("inferred"),
        statements=pl.concat_list("id"),
        contested=pl.lit(value=False),
        confidence=pl.col("confidence").round(12),
    ).select(FACTS)


def _confidence(kept: pl.DataFrame) -> pl.DataFrame:
    """Return 1 − Π over publisher groups of (1 − the group's highest confidence), for each key.

    Noisy-or across independent groups, the maximum within a group of publishers that copy each other.
    """
    groups = kept.group_by("key", "group").agg(pl.col("confidence").max()).sort("key", "group")
    doubt = (1 - pl.col("confidence")).product()
    return groups.group_by("key", maintain_order=True).agg((1 - doubt).round(12).alias("confidence"))


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
    ends = [kept.select(id=column) for column in ("subject", "object", "product")]
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
    entities = {label: _registered(label, nodes[label]) for label in ENTITY_LABELS}
    return Record(entities, nodes["Document"], nodes["Statement"])


def _registered(label: str, table: pl.DataFrame) -> pl.DataFrame:
    """Take from nodes what statements had put into them."""
    if not (attributes := NODES[label].attributes):
        return table
    schema = NODE_SCHEMAS[label]
    given = (*attributes, "statements", "contested")
    return table.with_columns(pl.lit(None, schema[name]).alias(name) for name in given)
