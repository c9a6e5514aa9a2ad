"""A store as a networkx.MultiDiGraph, with every property of its nodes and edges."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from chainatlas.graph.errors import UsageError
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.store import Store

if TYPE_CHECKING:
    import networkx as nx

RECORD = ("Document", "Statement", "Build")
"""Labels of the record itself, which a network of things leaves out unless asked for."""


def network(
    store: Store, kinds: Collection[str] | None = None, edges: Collection[str] | None = None
) -> nx.MultiDiGraph[str]:
    """Return the graph of a store as a networkx graph.

    Parameters
    ----------
    store : Store
        Where the graph is.
    kinds : collection of str, optional
        Labels of the nodes to take; all but documents, statements and the build by default.
    edges : collection of str, optional
        Types of the edges to take, between nodes that are taken; all by default.

    Returns
    -------
    networkx.MultiDiGraph
        Node keys are ids; node attributes are `label` and the properties that are not empty; edge keys
        are types, numbered where two edges of one type join the same nodes; edge attributes are `type`
        and the properties.

    Raises
    ------
    UsageError
        A label or type that the model does not have.

    """
    import networkx as nx

    labels = _known(kinds, [label for label in NODES if label not in RECORD], NODES, "label")
    types = _known(edges, list(EDGES), EDGES, "edge type")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for label in labels:
        _add_nodes(graph, store, label)
    for name in types:
        _add_edges(graph, store, name)
    return graph


def _known(asked: Collection[str] | None, default: list[str], known: Collection[str], word: str) -> list[str]:
    for name in asked or ():
        if name not in known:
            raise UsageError(f"there is no {word} {name!r}; there are: {', '.join(known)}")
    return default if asked is None else [name for name in known if name in asked]


def _add_nodes(graph: nx.MultiDiGraph[str], store: Store, label: str) -> None:
    names = [prop.name for prop in NODES[label].properties]
    columns = ", ".join(f"node.{name} AS {name}" for name in names)
    for row in store.query(f"MATCH (node:{label}) RETURN {columns} ORDER BY id"):
        graph.add_node(row["id"], label=label, **_filled(row))


def _add_edges(graph: nx.MultiDiGraph[str], store: Store, name: str) -> None:
    columns = "".join(f", edge.{prop.name} AS {prop.name}" for prop in EDGES[name].properties)
    text = f"MATCH (one)-[edge:{name}]->(other) RETURN one.id AS source_id, other.id AS target_id{columns}"
    rows = sorted(store.query(text), key=lambda row: (row["source_id"], row["target_id"], str(row)))
    for row in rows:
        source, target = row.pop("source_id"), row.pop("target_id")
        if source in graph and target in graph:
            count = sum(
                str(key).partition("#")[0] == name for key in graph.get_edge_data(source, target) or ()
            )
            graph.add_edge(
                source, target, f"{name}#{count + 1}" if count else name, type=name, **_filled(row)
            )


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
