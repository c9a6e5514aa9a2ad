"""Groups of firms in one chain, and the ties between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from chainatlas.queries._question import Row, union
from chainatlas.queries._standing import onward, pagerank

Ties = Mapping[tuple[str, str], list[str]]


@dataclass
class Group:
    """What is on record of a group of firms in one chain; `parks` maps each of its parks to statements."""

    firms: set[str] = field(default_factory=set)
    stated: bool = False
    made: list[Row] = field(default_factory=list)
    parks: dict[str, list[str]] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)

    def cite(self, statements: Iterable[str] | None) -> None:
        """Add statements to what speaks of the group."""
        self.statements += statements or ()


@dataclass(frozen=True)
class Network:
    """The groups of a chain, and what one supplies to, or invests in, another."""

    groups: Mapping[str, Group]
    supplies: Ties
    invests: Ties
    feeds: frozenset[tuple[str, str]]

    @cached_property
    def _ties_of(self) -> Mapping[str, list[list[str]]]:
        found: dict[str, list[list[str]]] = {}
        for ties in (self.supplies, self.invests):
            for ends, said in ties.items():
                for name in ends:
                    found.setdefault(name, []).append(said)
        return found

    @cached_property
    def _standing_in(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, group in self.groups.items():
            for park in group.parks:
                found.setdefault(park, []).append(name)
        return found

    @cached_property
    def sellers(self) -> Mapping[str, list[str]]:
        """Give who supplies each group."""
        return onward((buyer, seller) for seller, buyer in self.supplies)

    @cached_property
    def buyers(self) -> Mapping[str, list[str]]:
        """Give whom each group supplies."""
        return onward(self.supplies)

    def ties(self, name: str) -> list[list[str]]:
        """Return the statements of the ties of which a group is an end."""
        return self._ties_of.get(name, [])

    def near(self, name: str) -> set[str]:
        """Return the other groups that stand in a park where this one stands."""
        return {other for park in self.groups[name].parks for other in self._standing_in[park]} - {name}

    def partners(self, name: str) -> list[str]:
        """Return the groups near by that are known to supply this one."""
        parks = self.groups[name].parks.keys()
        known = self.sellers.get(name, ())
        return sorted(seller for seller in known if parks & self.groups[seller].parks.keys())

    def possible(self, name: str) -> list[str]:
        """Return the groups near by that make an input of something this one makes."""
        own = {made["product"] for made in self.groups[name].made}
        wanted = {input_ for input_, output in self.feeds if output in own} - own
        near = sorted(self.near(name)) if wanted else []
        return [key for key in near if wanted & {made["product"] for made in self.groups[key].made}]

    def centrality(self) -> dict[str, float]:
        """Return the PageRank of each group: suppliers pass theirs to buyers, projects to who invests."""
        ties = [*self.supplies, *((project, firm) for firm, project in self.invests)]
        members = {name for name, group in self.groups.items() if group.firms}
        members |= {name for ends in ties for name in ends}
        return pagerank(ties, members)


def ties_of(rows: Iterable[Row], head_of: Mapping[str, str]) -> Ties:
    """Return the ties between groups, in the order of their ends; what stays within a group is none."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        ends = (head_of[row["id"]], head_of.get(row["to"], row["to"]))
        if ends[0] != ends[1]:
            found[ends] = union((found.get(ends), row["statements"]))
    return {ends: found[ends] for ends in sorted(found)}
