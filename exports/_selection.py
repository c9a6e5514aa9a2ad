"""Which part of a graph is exported: all of it, a park, a chain, a neighbourhood, or what an answer names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chainatlas.exports._format import Part
from chainatlas.graph.errors import UsageError
from chainatlas.graph.identity import find
from chainatlas.graph.kinds import Property
from chainatlas.graph.model import EDGES, NODES, SAME_AS
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph
from chainatlas.graph.tables import ENTITY_LABELS, Graph, in_order
from chainatlas.viz._view import Words

EVIDENCE = ("Statement", "Document")
HOPS = 4
"""How far a neighbourhood may reach; beyond, it is nearly the whole graph."""
SELECTORS = ("park", "chain", "around", "question")
WISHES = (*SELECTORS, "hops", "parameters")


@dataclass(frozen=True)
class Selection:
    """What to take of a graph; one of park, chain, around and question, or none of them for all of it.

    `hops` goes with `around`, `parameters` with `question`.
    """

    park: str = ""
    chain: str = ""
    around: str = ""
    question: str = ""
    hops: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse two selections at once, and what belongs to a selection that is not made."""
        made = [f"--{name}" for name in SELECTORS if getattr(self, name)]
        if len(made) > 1:
            raise UsageError(f"expected one selection, got {' and '.join(made)}")
        if self.hops is not None and not self.around:
            raise UsageError("--hops says how far to go from --around NODE, which is not given")
        if self.hops is not None and not 1 <= self.hops <= HOPS:
            raise UsageError(f"expected --hops as a whole number from 1 to {HOPS}, got {self.hops!r}")
        if self.parameters and not self.question:
            raise UsageError("--param is a parameter of --question NAME, which is not given")

    @classmethod
    def of(cls, wishes: Mapping[str, Any]) -> Selection:
        """Return the selection that loosely given wishes ask for; raise UsageError for an unknown one."""
        for name, value in wishes.items():
            if name not in WISHES:
                raise UsageError(f"an export has no selection {name!r}; it has: {', '.join(WISHES)}")
            if name in SELECTORS and value == "":
                raise UsageError(f"expected --{name} as a name, got ''")
        return cls(**{name: value for name, value in wishes.items() if value is not None})


def part_of(store: Store, selection: Selection, lang: str = "zh") -> Part:
    """Return the part of a store's graph that is selected.

    No edge of it ends outside it; every statement that its nodes and edges rest on is in it, with the
    document of each.

    Raises
    ------
    UnknownName
        No park, chain or node has the name.
    UsageError
        There is no such question, or it has no such parameter.

    """
    store.build()
    graph = sorted_graph(read_graph(store))
    if selection.question:
        return _answered(store, graph, selection, lang)
    for name, take in TAKERS.items():
        if text := getattr(selection, name):
            chosen = find(store, LABELS[name], text)
            things = take(Ends(graph), chosen, selection)
            return Part(closed(graph, things), _name(graph, chosen), lang)
    return Part(graph, Words("全部", "all of the graph"), lang)


def sorted_graph(graph: Graph) -> Graph:
    """Return a graph with its frames, none of them empty, and their rows in one order."""
    nodes = {label: graph.nodes[label].sort("id") for label in NODES if label in graph.nodes}
    return Graph(_held(nodes), _held({ends: in_order(graph.edges[ends]) for ends in sorted(graph.edges)}))


def closed(graph: Graph, things: Collection[str], statements: Iterable[str] = ()) -> Graph:
    """Return the nodes of these ids, the edges between them, and all that both rest on or refer to."""
    referred = set(things) | _referred(_between(graph.edges, things))
    edges = _between(graph.edges, referred)
    nodes = {label: _among(table, "id", referred) for label, table in graph.nodes.items()}
    told = set(statements) | _decisions(graph, nodes)
    for table in (*nodes.values(), *edges.values()):
        if "statements" in table.columns:
            told.update(table["statements"].explode(empty_as_null=False, keep_nulls=False))
    record = {ends: _among(table, "source", told) for ends, table in graph.edges.items() if _is_record(ends)}
    sources = told.union(*(table["target"] for table in record.values()))
    nodes |= {label: table for label, table in graph.nodes.items() if label == "Build"}
    nodes |= {label: _among(graph.nodes[label], "id", sources) for label in EVIDENCE if label in graph.nodes}
    return Graph(_held(nodes), _held(edges | record))


class Ends:
    """The ends of all edges but those of the record, to go along."""

    def __init__(self, graph: Graph) -> None:
        """Put the ends of the edges into one frame."""
        frames = [
            table.select(pl.lit(ends[0]).alias("kind"), "source", "target")
            for ends, table in graph.edges.items()
            if not _is_record(ends)
        ]
        schema = {"kind": pl.String, "source": pl.String, "target": pl.String}
        self.frame = pl.concat([pl.DataFrame(schema=schema), *frames])

    def out(self, ids: Collection[str], *kinds: str) -> set[str]:
        """Return where edges of these kinds lead from these nodes."""
        return self._ends(ids, kinds, "source", "target")

    def into(self, ids: Collection[str], *kinds: str) -> set[str]:
        """Return where edges of these kinds to these nodes come from."""
        return self._ends(ids, kinds, "target", "source")

    def _ends(self, ids: Collection[str], kinds: Collection[str], here: str, there: str) -> set[str]:
        known = _among(self.frame, here, ids)
        return set(known.filter(pl.col("kind").is_in(list(kinds)))[there])


def _park(ends: Ends, park: str, selection: Selection) -> set[str]:
    """Return a park with the parks inside it, who is there, what they make and need, and where it lies."""
    inside = _reached({park}, lambda ids: _of("Park", ends.into(ids, "LOCATED_IN")))
    tenants = ends.into(inside, "LOCATED_IN") - inside
    projects = ends.out(tenants, "DEVELOPS")
    firms = ends.into(tenants, "DEVELOPS") | ends.out(inside, "COURTS")
    products = ends.out(tenants | projects, "PRODUCES", "NEEDS")
    things = inside | tenants | projects | firms | products
    around = _reached({park}, lambda ids: ends.out(ids, "LOCATED_IN"))
    return things | around | ends.out(things, "CHAIN_MEMBER") | ends.out(inside | tenants, "HAS_MEASURE")


def _chain(ends: Ends, chain: str, selection: Selection) -> set[str]:
    """Return a chain with its members, who makes and needs its products, and where they are."""
    members = ends.into({chain}, "CHAIN_MEMBER")
    makers = ends.into(_of("Product", members), "PRODUCES", "NEEDS")
    firms = members | makers | ends.into(members | makers, "DEVELOPS")
    places = _reached(firms, lambda ids: ends.out(ids, "LOCATED_IN"))
    return {chain} | firms | places | ends.out({chain}, "HAS_MEASURE")


def _around(ends: Ends, node: str, selection: Selection) -> set[str]:
    """Return a node and all that is at most so many hops away, whichever way the edges point."""
    kinds = tuple(EDGES)
    found = {node}
    for _ in range(selection.hops or 1):
        found |= ends.out(found, *kinds) | ends.into(found, *kinds)
    return found


TAKERS: Mapping[str, Callable[[Ends, str, Selection], set[str]]] = {
    "park": _park,
    "chain": _chain,
    "around": _around,
}
LABELS = {"park": "Park", "chain": "Chain", "around": "|".join(ENTITY_LABELS)}


def _answered(store: Store, graph: Graph, selection: Selection, lang: str) -> Part:
    """Return the things that an answer names, the edges that its evidence speaks of, and the evidence."""
    from chainatlas.loaders._folds import Folding, refold
    from chainatlas.queries._ask import ask, named_question

    question = named_question(selection.question)
    answer = ask(store, question, selection.parameters, fold=lambda wishes: refold(store, Folding.of(wishes)))
    told = sorted(answer.evidence)
    rests = pl.col("statements").list.eval(pl.element().is_in(told)).list.any()
    edges = {
        ends: table.filter(rests) for ends, table in graph.edges.items() if "statements" in table.columns
    }
    named = set(_texts([*answer.rows, answer.parameters]))
    for table in edges.values():
        named.update(table["source"], table["target"])
    record = {ends: table for ends, table in graph.edges.items() if _is_record(ends)}
    ids = {name for label in (*ENTITY_LABELS, "Measure") for name in _ids(graph, label) if name in named}
    kept = closed(Graph(graph.nodes, edges | record), ids, told)
    return Part(kept, Words(question.zh, question.en), lang)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _ids(graph: Graph, label: str) -> Iterable[str]:
    table = graph.nodes.get(label)
    return () if table is None else table["id"]


def _reached(start: set[str], step: Callable[[set[str]], set[str]]) -> set[str]:
    found, edge = set(start), set(start)
    while edge := step(edge) - found:
        found |= edge
    return found


def _of(label: str, ids: Iterable[str]) -> set[str]:
    return {name for name in ids if name.startswith(NODES[label].prefix)}


def _is_record(ends: tuple[str, str, str]) -> bool:
    return ends[0] == "SUPPORTED_BY"


def _between(edges: Mapping[Any, pl.DataFrame], ids: Collection[str]) -> dict[Any, pl.DataFrame]:
    """Return the edges that join two nodes of these ids."""
    return {
        ends: _among(_among(table, "source", ids), "target", ids)
        for ends, table in edges.items()
        if not _is_record(ends)
    }


def _referred(edges: Mapping[Any, pl.DataFrame]) -> set[str]:
    """Return the ids that properties of edges name, such as the product that is supplied."""
    return {
        name
        for ends, table in edges.items()
        for prop in references(EDGES[ends[0]].properties)
        for name in table[prop.name].drop_nulls()
    }


def _decisions(graph: Graph, nodes: Mapping[str, pl.DataFrame]) -> set[str]:
    """Return the decisions by which nodes are what they are: on them, and on what was joined into them."""
    joined = [table.select("joined").drop_nulls() for table in nodes.values() if "joined" in table.columns]
    ids = {name for table in joined for names in table["joined"] for name in names}
    if not ids or "Statement" not in graph.nodes:
        return set()
    said = graph.nodes["Statement"].filter(pl.col("predicate") == SAME_AS)
    about = pl.col("subject").is_in(list(ids)) | pl.col("object").is_in(list(ids))
    return set(said.filter(about)["id"])


def references(properties: Iterable[Property]) -> Iterator[Property]:
    """Yield the properties that name a node."""
    return (prop for prop in properties if prop.kind == "id")


def _among(table: pl.DataFrame, column: str, ids: Collection[str]) -> pl.DataFrame:
    """Return the rows whose cell in a column is one of these ids, in their order."""
    chosen = pl.DataFrame({column: sorted(ids)}, schema={column: pl.String})
    return table.join(chosen, on=column, how="semi", maintain_order="left")


def _held(tables: Mapping[Any, pl.DataFrame]) -> dict[Any, pl.DataFrame]:
    return {name: table for name, table in tables.items() if table.height}


def _name(graph: Graph, chosen: str) -> Words:
    (table,) = (nodes for nodes in graph.nodes.values() if chosen in nodes["id"])
    (row,) = table.filter(pl.col("id") == chosen).to_dicts()
    return Words(row["name"], row["name_en"] or row["name"])
