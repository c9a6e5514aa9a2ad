"""Marks and lines out of rows of nodes and edges: names, facts, facets and evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from chainatlas.graph.around import Row
from chainatlas.graph.kinds import STATUS
from chainatlas.graph.model import ATTRIBUTE, EDGES, NODES
from chainatlas.viz._panel import TITLES, Fact, edge_name, facets_of, facts_of, name_of, number
from chainatlas.viz._view import FACETS, Line, Mark, Words

OWN = {label: tuple(prop.name for prop in kind.own) for label, kind in NODES.items()}
CODES = ("code", "uscc", "stock_code", "industry_code")
SAID = {
    name: tuple(prop.name for prop in kind.properties if prop.kind != "texts" and prop.name != "product")
    for name, kind in EDGES.items()
}
"""What the panel tells of an edge of each kind: all its properties but the statements and the product."""
UNSURE = ("planned", "signed", "under_construction", "suspended", "denied", "closed")
"""Status of what is not there yet, or no longer."""
BOUNDS = {"at_least": "≥ ", "at_most": "≤ ", "about": "≈ "}
NOT_STATED = Words("未载明", "not stated")
WHERE = edge_name("LOCATED_IN")
MADE_IN = Words("产地", "made in")
PARK = NODES["Park"].prefix


class Belongings:
    """The parks and chains of things, their measures, and on what statements these rest."""

    def __init__(self, nodes: Mapping[str, Row], drawn: Collection[Row], told: Collection[Row]) -> None:
        """Read the edges that are drawn as lines, and those that only tell of their source."""
        self.nodes = nodes
        self.sites: dict[str, set[str]] = defaultdict(set)
        self.parks: dict[str, set[str]] = defaultdict(set)
        self.chains: dict[str, set[str]] = defaultdict(set)
        self.measures: dict[str, list[Row]] = defaultdict(list)
        self.statements: dict[str, set[str]] = defaultdict(set)
        self.lines: dict[str, list[Row]] = defaultdict(list)
        self._lists: dict[frozenset[str], Words] = {}
        for edge in (*drawn, *told):
            self._place(edge["kind"], edge["source"], edge["target"])
        for edge in drawn:
            self.lines[edge["source"]].append(edge)
            self.lines[edge["target"]].append(edge)
        for edge in told:
            self._tell(edge)
        for edge in (*drawn, *told):
            if edge["kind"] == "PRODUCES":
                self.parks[edge["target"]] |= self.parks[edge["source"]]
                self.chains[edge["source"]] |= self.chains[edge["target"]]

    def _place(self, kind: str, source: str, target: str) -> None:
        if kind == "LOCATED_IN":
            self.sites[source].add(target)
            self.parks[source] |= {target} if target.startswith(PARK) else set()
        elif kind == "CHAIN_MEMBER":
            self.chains[source].add(target)

    def _tell(self, edge: Row) -> None:
        if edge["kind"] in ("LOCATED_IN", "CHAIN_MEMBER", "HAS_MEASURE", ATTRIBUTE):
            self.statements[edge["source"]].update(edge.get("statements") or ())
        if edge["kind"] == "HAS_MEASURE":
            self.measures[edge["source"]].append(edge)

    def facets(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return the parks and chains of a thing, and the status and bases of the lines at it."""
        own = self.nodes[name]
        found = {
            "park": self.parks[name] | ({name} if own["label"] == "Park" else set()),
            "chain": self.chains[name] | ({name} if own["label"] == "Chain" else set()),
            "basis": _said(self.lines[name], "basis"),
            "status": _said([own] if own.get("status") else self.lines[name], "status"),
        }
        return {key: tuple(sorted(found[key])) for key in FACETS if found[key]}

    def facts(self, name: str) -> Iterator[Fact]:
        """Yield where a thing is or is made, of what chains it is, and what it reports."""
        made = self.parks[name] - self.sites[name]
        told = ((WHERE, self.sites[name]), (MADE_IN, made), (FACETS["chain"], self.chains[name]))
        for title, ids in told:
            if known := frozenset(one for one in ids if one in self.nodes):
                yield title, self._listed(known)
        for edge in self.measures[name]:
            if edge["target"] in self.nodes:
                yield measured(self.nodes[edge["target"]], str(edge.get("status")))

    def _listed(self, ids: frozenset[str]) -> Words:
        """Return the names of things as one text; many things share their parks and chains."""
        if ids not in self._lists:
            self._lists[ids] = listed(name_of(self.nodes[one]) for one in ids)
        return self._lists[ids]

    def values(self, marks: Iterable[Mark]) -> dict[str, Words]:
        """Return the names of the parks and chains that marks have as facets."""
        used = {one for mark in marks for key in ("park", "chain") for one in mark.facets.get(key, ())}
        return {one: name_of(self.nodes[one]) for one in sorted(used) if one in self.nodes}


def mark_of(
    row: Row,
    place: tuple[float, float],
    group: str,
    held: Belongings,
    facts: Iterable[Fact],
    *,
    missing: bool,
) -> Mark:
    """Return the mark of a node at a place; `facts` come before those of its row."""
    name, label = str(row["id"]), str(row["label"])
    return Mark(
        id=name,
        name=name_of(row),
        kind=label,
        x=place[0],
        y=place[1],
        group=group,
        missing=missing,
        facts=(*facts, *facts_of(row, *OWN[label], "contested"), *held.facts(name)),
        statements=tuple(sorted({*(row.get("statements") or ()), *held.statements[name]})),
        words=(*(row.get("aliases") or ()), *(str(row[code]) for code in CODES if row.get(code))),
        facets=held.facets(name),
    )


def line_of(edge: Row, nodes: Mapping[str, Row], missing: Collection[str]) -> Line:
    """Return the line of an edge; it is dashed where it is not there yet, not sure, or only technology."""
    return Line(
        source=edge["source"],
        target=edge["target"],
        kind=edge["kind"],
        name=edge_name(edge["kind"]),
        dashed=unsure(edge) or edge["source"] in missing or edge["target"] in missing,
        facts=(*_goods(edge, nodes), *facts_of(edge, *SAID[edge["kind"]])),
        statements=tuple(edge.get("statements") or ()),
        facets=facets_of(edge),
    )


def unsure(edge: Row) -> bool:
    """Tell whether an edge is planned, disputed, inferred, or technology and not something on record."""
    return bool(
        edge["kind"] == "FEEDS"
        or edge.get("status") in UNSURE
        or edge.get("contested")
        or edge.get("basis") == "inferred"
    )


def measured(row: Row, status: str) -> Fact:
    """Return a measure as a fact: its indicator, and the value with unit, period and scope."""
    text = f"{BOUNDS.get(row.get('bound') or '', '')}{number(row['value'])} {row.get('unit') or ''}".strip()
    about = [str(row[key]) for key in ("period", "scope") if row.get(key)]
    chinese, english = list(about), list(about)
    if status in UNSURE:
        chinese.append(STATUS[status])
        english.append(status.replace("_", " "))
    indicator = str(row["indicator"]).replace("_", " ")
    return Words(indicator, indicator), Words(_with(text, chinese), _with(text, english))


def listed(names: Iterable[Words]) -> Words:
    """Return names as one text."""
    found = sorted(names, key=lambda name: (name.zh, name.en))
    return Words("、".join(name.zh for name in found), ", ".join(name.en for name in found))


def _goods(edge: Row, nodes: Mapping[str, Row]) -> Iterator[Fact]:
    """Yield what is sold over a supply, also where nobody says it."""
    if edge["kind"] == "SUPPLIES":
        goods = nodes.get(edge.get("product") or "")
        yield TITLES["product"], name_of(goods) if goods else NOT_STATED


def _with(text: str, about: list[str]) -> str:
    return f"{text} ({', '.join(about)})" if about else text


def _said(rows: Iterable[Row], key: str) -> set[str]:
    return {str(row[key]) for row in rows if row.get(key)}
