"""A store as a networkx.MultiDiGraph with every property of its nodes and edges, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.graph.errors import DataError, Refusal, UsageError
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import EDGE_ENDS, read_edges, read_nodes

if TYPE_CHECKING:
    import networkx as nx

    from chainatlas.graph.tables import EdgeEnds, Graph

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
    for row in read_nodes(store, label).iter_rows(named=True):
        graph.add_node(row["id"], label=label, **_filled(row))


def _add_edges(graph: nx.MultiDiGraph[str], store: Store, name: str) -> None:
    parts = (read_edges(store, *ends) for ends in EDGE_ENDS if ends[0] == name)
    found = (row for part in parts for row in part.iter_rows(named=True))
    for row in sorted(found, key=lambda row: (row["source"], row["target"], str(row))):
        source, target = row.pop("source"), row.pop("target")
        if source in graph and target in graph:
            count = sum(
                str(key).partition("#")[0] == name for key in graph.get_edge_data(source, target) or ()
            )
            graph.add_edge(
                source, target, f"{name}#{count + 1}" if count else name, type=name, **_filled(row)
            )


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def graph_of(network: nx.Graph[str]) -> Graph:
    """Return a networkx graph of the form that `network` gives as columns.

    Node attributes are `label` and properties of the model, edge attributes `type` and properties; a node
    without `name` is called by its key. Raises DataError with every node, edge and property that the model
    does not have.
    """
    from chainatlas.graph.statements import build_node
    from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, Graph, frame

    if refusals := [*_strange_nodes(network), *_strange_edges(network)]:
        raise DataError(refusals)
    rows: dict[str, list[dict[str, Any]]] = {label: [] for label in NODES}
    for key, held in network.nodes(data=True):
        rows[held["label"]].append({"name": key} | _without(held, "label") | {"id": key})
    edges: dict[EdgeEnds, list[dict[str, Any]]] = defaultdict(list)
    for source, target, held in network.edges(data=True):
        ends = (held["type"], network.nodes[source]["label"], network.nodes[target]["label"])
        edges[ends].append(_without(held, "type") | {"source": source, "target": target})
    nodes = {label: frame(found, NODE_SCHEMAS[label]).sort("id") for label, found in rows.items()}
    if not rows["Build"]:
        nodes["Build"] = build_node(nodes)
    return Graph(nodes, {ends: frame(found, EDGE_SCHEMAS[ends[0]]) for ends, found in edges.items()})


def _without(held: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in held.items() if name != key}


def _strange_nodes(network: nx.Graph[str]) -> Iterator[Refusal]:
    for key, held in network.nodes(data=True):
        label = held.get("label", "")
        if label not in NODES:
            known = f"expected a label among {', '.join(NODES)}, got {label!r}"
            yield Refusal("networkx", 0, "label", f"node {key!r}: {known}")
        else:
            names = {prop.name for prop in NODES[label].properties}
            for name in sorted(held.keys() - names - {"label"}):
                yield Refusal("networkx", 0, name, f"node {key!r}: {label} has no such property")


def _strange_edges(network: nx.Graph[str]) -> Iterator[Refusal]:
    for source, target, held in network.edges(data=True):
        kind, where = EDGES.get(held.get("type", "")), f"edge {source!r} to {target!r}"
        if kind is None:
            known = f"expected a type among {', '.join(EDGES)}, got {held.get('type')!r}"
            yield Refusal("networkx", 0, "type", f"{where}: {known}")
            continue
        ends = tuple(network.nodes[end].get("label") for end in (source, target))
        if ends not in kind.ends:
            yield Refusal(
                "networkx", 0, "type", f"{where}: {kind.type} does not join {ends[0]} and {ends[1]}"
            )
        names = {prop.name for prop in kind.properties}
        for name in sorted(held.keys() - names - {"type"}):
            yield Refusal("networkx", 0, name, f"{where}: {kind.type} has no such property")
