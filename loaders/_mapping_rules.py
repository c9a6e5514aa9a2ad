"""The nodes and edges of a mapping, checked against the model: labels, types, properties and their ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from chainatlas.graph.kinds import NAMES, STATED, EdgeKind, Property
from chainatlas.graph.model import NODES, STATED_EDGES
from chainatlas.graph.tables import ENTITY_LABELS
from chainatlas.loaders._mapping import CODES, WAYS, Cell, Condition, EdgeRule, End, NodeRule
from chainatlas.loaders._mapping_keys import Keys, Mistakes

NOT_TOLD = ("locator", "rank", "terms")
"""What is said of a statement, but not by a table: where it stands follows from the row."""
COMMON = ("table", "where", "unless")
CELL_KEYS = ("column", "value", "template", "words", "times", "split", "code")
END_KEYS = (*CELL_KEYS, "label", "by", "unknown", "name")
ONE_OF = "expected one of column, value and template, got {}"
NUMBERS = ("number", "integer")


def node_properties(label: str) -> dict[str, Property]:
    """Return what a table can say of a node of one label."""
    return {prop.name: prop for prop in (*NAMES, *NODES[label].own)}


def edge_properties(kind: EdgeKind) -> dict[str, Property]:
    """Return what a table can say of an edge of one type."""
    return {prop.name: prop for prop in (*kind.own, *STATED) if prop.name not in NOT_TOLD}


def has_unit(kind: EdgeKind, name: str) -> bool:
    """Tell whether `unit` is the unit of this number: it stands behind it in the model."""
    names = [prop.name for prop in kind.own]
    return "unit" in names and names.index("unit") > 0 and names[names.index("unit") - 1] == name


class Rules:
    """Takes the [[node]] and [[edge]] of a mapping, and keeps what is wrong with them."""

    def __init__(self, mistakes: Mistakes, tables: Sequence[str]) -> None:
        """Know the names of the tables."""
        self.mistakes = mistakes
        self.tables = tables
        self.made: dict[tuple[str, str], str] = {}
        """The label of each node that an edge can name, by table and name."""

    def nodes(self, told: Keys) -> tuple[NodeRule, ...]:
        """Return the rules of nodes."""
        found = [self._node(place, keys) for place, keys in self.mistakes.each("node", told)]
        kept = [rule for rule in found if rule]
        names = [f"{rule.table} {rule.name}".strip() for rule in kept]
        self.mistakes.twice("node", names, "give each a name of its own, as = …")
        self.made = {(rule.table, rule.name): rule.label for rule in kept}
        return tuple(kept)

    def edges(self, told: Keys) -> tuple[EdgeRule, ...]:
        """Return the rules of edges; those of nodes come first, as edges name them."""
        found = [self._edge(place, keys) for place, keys in self.mistakes.each("edge", told)]
        return tuple(rule for rule in found if rule)

    def _node(self, place: str, keys: Keys) -> NodeRule | None:
        label = self._one_of(place, keys, "label", ENTITY_LABELS)
        if not label:
            return None
        known = node_properties(label)
        self.mistakes.unknown(place, keys, ("label", "as", *COMMON, *known))
        self.mistakes.need(place, keys, "name")
        return NodeRule(
            table=self._table(place, keys),
            cells=self._cells(place, keys, known, label),
            where=self._condition(place, keys, "where"),
            unless=self._condition(place, keys, "unless"),
            label=label,
            name=self.mistakes.take(place, keys, "as", label.lower()),
        )

    def _edge(self, place: str, keys: Keys) -> EdgeRule | None:
        relation = self._one_of(place, keys, "relation", tuple(STATED_EDGES))
        if not relation:
            return None
        kind = STATED_EDGES[relation]
        known = edge_properties(kind)
        ends = ("from",) if kind.measure else ("from", "to")
        named = [name for name, prop in known.items() if prop.kind == "id"]
        self.mistakes.unknown(place, keys, ("relation", *ends, *COMMON, *known))
        table = self._table(place, keys)
        self._need_all(place, keys, [*ends, *(prop.name for prop in known.values() if prop.required)])
        labels = {"from": kind.sources, "to": kind.targets} | {name: (known[name].label,) for name in named}
        found = {
            key: self._end(f"{place}.{key}", keys[key], table, labels[key])
            for key in (*ends, *named)
            if key in keys
        }
        self._check_ends(place, kind, found)
        values = {name: prop for name, prop in known.items() if name not in named}
        return EdgeRule(
            table=table,
            cells=self._cells(place, keys, values, ""),
            where=self._condition(place, keys, "where"),
            unless=self._condition(place, keys, "unless"),
            relation=relation,
            ends=found,
        )

    def _need_all(self, place: str, keys: Keys, names: Iterable[str]) -> None:
        for name in names:
            self.mistakes.need(place, keys, name)

    def _one_of(self, place: str, keys: Keys, key: str, names: Collection[str]) -> str:
        return self.mistakes.word(place, keys, key, names) if self.mistakes.need(place, keys, key) else ""

    def _table(self, place: str, keys: Keys) -> str:
        if "table" in keys or len(self.tables) > 1:
            return self._one_of(place, keys, "table", self.tables)
        return self.tables[0] if self.tables else ""

    def _cells(self, place: str, keys: Keys, known: Mapping[str, Property], label: str) -> dict[str, Cell]:
        return {
            name: self._cell(f"{place}.{name}", keys[name], prop, label)
            for name, prop in known.items()
            if name in keys
        }

    def _cell(self, place: str, told: Any, prop: Property, label: str = "") -> Cell:
        """Return a cell: the name of a column, a number or flag that is always so, or a table of keys."""
        if not isinstance(told, dict):
            return self._plain(place, told, prop)
        self.mistakes.unknown(place, told, CELL_KEYS)
        cell = self._keys(place, told)
        if cell.value is not None and prop.kind != "id" and prop.name != "id":
            self.mistakes.parsed(f"{place}.value", prop, cell.value)
        for word in dict.fromkeys(cell.words.values()) if prop.kind == "word" else ():
            self.mistakes.parsed(f"{place}.words", prop, word)
        if cell.times != 1 and prop.kind not in NUMBERS:
            self.mistakes.wrong(f"{place}.times", f"expected it with a number only, {prop.name} is none")
        if cell.code and (prop.name != "id" or CODES[cell.code] != label):
            self.mistakes.wrong(f"{place}.code", f"expected it with the id of a {CODES[cell.code]} only")
        if prop.name == "basis" and cell.value is None:
            self.mistakes.wrong(place, 'expected one basis for all rows, such as { value = "stated" }')
        return cell

    def _plain(self, place: str, told: Any, prop: Property) -> Cell:
        if isinstance(told, str) and told.strip():
            if prop.name == "basis":
                self.mistakes.wrong(place, f"expected one basis for all rows, {{ value = {told!r} }}")
            return Cell(column=told.strip())
        if isinstance(told, bool | int | float):
            text = str(told).lower()
            self.mistakes.parsed(place, prop, text)
            return Cell(value=text)
        self.mistakes.wrong(place, f"expected the name of a column or {{ value = … }}, got {told!r:.60}")
        return Cell()

    def _keys(self, place: str, told: Keys) -> Cell:
        given = [key for key in ("column", "value", "template") if key in told]
        if len(given) != 1:
            self.mistakes.wrong(place, ONE_OF.format(" and ".join(given) or "none of them"))
        value, times = told.get("value"), told.get("times", 1)
        if isinstance(value, dict | list):
            self.mistakes.wrong(f"{place}.value", f"expected a text or a number, got {value!r:.60}")
        if isinstance(times, bool) or not isinstance(times, int | float) or not 0 < abs(times) < 1e15:
            self.mistakes.wrong(f"{place}.times", f"expected a number to multiply by, got {times!r:.60}")
            times = 1
        empty: dict[str, Any] = {}
        words = self.mistakes.take(place, told, "words", empty)
        return Cell(
            column=self.mistakes.take(place, told, "column", "").strip(),
            value=None if value is None else str(value).lower() if isinstance(value, bool) else str(value),
            template=self.mistakes.take(place, told, "template", ""),
            words={str(word): str(meant) for word, meant in words.items()},
            times=float(times),
            split=self.mistakes.take(place, told, "split", ""),
            code=self.mistakes.word(place, told, "code", CODES),
        )

    def _end(self, place: str, told: Any, table: str, labels: Sequence[str]) -> End:
        """Return an end of an edge: the name of a node of the same row, or the cell that names one."""
        if isinstance(told, str):
            names = [name for within, name in self.made if within == table]
            if told not in names:
                known = ", ".join(names) or "none"
                reason = f"no node of the table is called {told!r}; there are: {known}. "
                self.mistakes.wrong(place, reason + "A column is { label = …, column = … }")
            return End(self.made.get((table, told), ""), node=told)
        if not isinstance(told, dict):
            self.mistakes.wrong(
                place, f"expected a name of a node or {{ label = …, column = … }}, got {told!r:.60}"
            )
            return End("")
        self.mistakes.unknown(place, told, END_KEYS)
        label = labels[0]
        if "label" in told or len(labels) > 1:
            label = self._one_of(place, told, "label", labels)
        name = self._cell(f"{place}.name", told["name"], NAMES[1]) if "name" in told else None
        return End(
            label=label,
            cell=self._keys(place, told),
            by=self.mistakes.word(place, told, "by", WAYS),
            make=self.mistakes.word(place, told, "unknown", ("refuse", "make"), "refuse") == "make",
            name=name,
        )

    def _check_ends(self, place: str, kind: EdgeKind, ends: Mapping[str, End]) -> None:
        """Note ends between which the model has no such edge."""
        pair = tuple(ends[key].label for key in ("from", "to") if key in ends)
        if len(pair) == 2 and all(pair) and pair not in kind.ends:
            joined = ", ".join(f"{one} to {other}" for one, other in kind.ends)
            self.mistakes.wrong(place, f"{kind.type} joins {joined}, got {pair[0]} to {pair[1]}")
        if len(pair) == 1 and pair[0] and pair[0] not in kind.sources:
            self.mistakes.wrong(f"{place}.from", f"expected {', '.join(kind.sources)}, got {pair[0]}")

    def _condition(self, place: str, keys: Keys, key: str) -> Condition:
        """Return columns with the values that count; a value is a text or a list of texts."""
        empty: dict[str, Any] = {}
        told = self.mistakes.take(place, keys, key, empty)
        found: dict[str, tuple[str, ...]] = {}
        for column, values in told.items():
            listed = values if isinstance(values, list) else [values]
            if not listed or any(isinstance(value, dict | list) for value in listed):
                self.mistakes.wrong(
                    f"{place}.{key}.{column}", 'expected a text or a list of texts; "" is an empty cell'
                )
            found[column] = tuple(
                str(value).lower() if isinstance(value, bool) else str(value) for value in listed
            )
        return found
