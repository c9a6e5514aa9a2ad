"""Where firms and parks are, by columns: sites, the areas around them, and the ties to their projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property

import polars as pl

from chainatlas.graph.model import EDGES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import once, read_chosen, read_edges, read_nodes
from chainatlas.queries._edges_at import Edges
from chainatlas.queries._flows import Firm
from chainatlas.queries._question import Row

GONE = ("denied", "closed")
STOPPED = (*GONE, "suspended")
AREAS = ("Park", "Place")
STEPS = 6
"""How many areas may lie around one another, beside the first."""
DEEP = 4
"""How many steps there may be from a firm to an area that fails or is asked for with all that is in it."""
Spot = tuple[Row, dict[str, Row]]
"""The names of a park or place, and it and the areas around it by id."""


def ties(store: Store, kind: str, wanted: Iterable[str] = (), gone: Iterable[str] = STOPPED) -> pl.DataFrame:
    """Return the edges of a kind between whatever labels, with their status, of which none is gone."""
    columns = ["status", *wanted]
    found = pl.concat([read_edges(store, kind, *ends, columns) for ends in EDGES[kind].ends])
    return found.filter(~pl.col("status").is_in(list(gone)))


def inside(sited: pl.DataFrame, area: str) -> set[str]:
    """Return everything that is in an area or in a park inside it."""
    found = {area}
    for _ in range(DEEP):
        found |= set(sited.filter(pl.col("target").is_in(sorted(found)))["source"])
    return found - {area}


def names_of(store: Store, label: str, ids: Collection[str], more: Iterable[str] = ()) -> dict[str, Row]:
    """Return the names of the nodes of a label with these ids, by id."""
    found = read_chosen(store, label, sorted(ids), ["id", "name", "name_en", *more])
    return {row["id"]: row for row in found.iter_rows(named=True)}


def things_of(store: Store, ids: Collection[str], more: Iterable[str] = ()) -> dict[str, Row]:
    """Return the names of things of whatever labels, by id."""
    labels = sorted({name.partition(":")[0].title() for name in ids})
    return {key: row for label in labels for key, row in names_of(store, label, ids, more).items()}


def outer(park: Firm) -> set[str]:
    """Return the parks around a park."""
    return {name for areas in park.areas.values() for name in areas if name.startswith("park:")}


class Whereabouts:
    """Sites of firms, projects and parks that hold, and what lies around them whether that holds or not."""

    def __init__(self, store: Store) -> None:
        """Remember the store; where things are is read where it is asked for."""
        self._store = store
        self._around: dict[str, list[str]] = {}
        self._spots: dict[str, Spot] = {}

    @classmethod
    def of(cls, store: Store) -> Whereabouts:
        """Return where the firms, projects and parks of a store are."""
        return once(store, "whereabouts", None, lambda: cls(store))

    @cached_property
    def sited(self) -> pl.DataFrame:
        """Return which site each thing has, with the statements of it."""
        return ties(self._store, "LOCATED_IN", ["statements"], GONE)

    def sites_of(self, ids: pl.Series) -> pl.DataFrame:
        """Return the same of some things."""
        if self._store.columns:
            return Edges(self._store, "LOCATED_IN", GONE, ["statements"]).leaving(ids)
        return self.sited.filter(pl.col("source").is_in(ids.implode()))

    @cached_property
    def _upwards(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one, other in EDGES["LOCATED_IN"].ends:
            if one in AREAS:
                for inner, outer in read_edges(self._store, "LOCATED_IN", one, other, []).iter_rows():
                    found[inner].append(outer)
        return found

    def around(self, spot: str) -> list[str]:
        """Return a park or place and the areas around it, the nearest first."""
        if spot not in self._around:
            found, edge = dict.fromkeys([spot]), [spot]
            for _ in range(STEPS):
                edge = [outer for inner in edge for outer in self._upwards.get(inner, ())]
                edge = [outer for outer in dict.fromkeys(edge) if outer not in found]
                found |= dict.fromkeys(edge)
            self._around[spot] = list(found)
        return self._around[spot]

    @cached_property
    def parks(self) -> dict[str, Firm]:
        """Return every park with its sites and the areas around them."""
        return self.placed(read_nodes(self._store, "Park", ["id"])["id"].to_list(), areas=True)

    @cached_property
    def outermost(self) -> set[str]:
        """Return the parks around which there is no other."""
        return {name for name, park in self.parks.items() if not outer(park)}

    @cached_property
    def outermost_homes(self) -> pl.DataFrame:
        """Return which of the outermost parks each thing is in."""
        return self.homes(self.outermost)

    def homes(self, units: Collection[str]) -> pl.DataFrame:
        """Return which of some parks each thing is in: `firm` and `unit`, each pair once."""
        spots = self.sited["target"].unique().to_list()
        inside = [(spot, area) for spot in spots for area in self.around(spot) if area in units]
        held = pl.DataFrame(inside, schema={"target": pl.String, "unit": pl.String}, orient="row")
        return self.sited.join(held, on="target").select(firm="source", unit="unit").unique()

    @cached_property
    def kin(self) -> pl.DataFrame:
        """Return the ties between companies and their projects, both ways: `firm` and `other`."""
        ends = ties(self._store, "DEVELOPS", gone=GONE)
        forth = ends.select(firm="source", other="target")
        return pl.concat([forth, ends.select(firm="target", other="source")]).unique()

    def placed(self, ids: Collection[str], *, areas: bool = False) -> dict[str, Firm]:
        """Return firms, projects or parks of these ids with names and sites, and with areas if wanted."""
        firms = {name: Firm(name, row) for name, row in things_of(self._store, ids).items()}
        sited = self.sites_of(pl.Series(sorted(ids), dtype=pl.String))
        for firm, spot in sited.select("source", "target").iter_rows():
            firms[firm].sites[spot], around = self.spot(spot)
            if areas:
                firms[firm].areas[spot] = around
        return firms

    def spot(self, name: str) -> Spot:
        """Return the names of a park or place, and the areas around it; these are the same for all there."""
        if name not in self._spots:
            areas = {area: self._areas[area][1] for area in self.around(name)}
            self._spots[name] = (self._areas[name][0], areas)
        return self._spots[name]

    @cached_property
    def _areas(self) -> dict[str, tuple[Row, Row]]:
        """Return the names of each park and place, and where it is."""
        found: dict[str, tuple[Row, Row]] = {}
        for label, known in (("Park", ()), ("Place", ("lon", "lat"))):
            wanted = ["id", "name", "name_en", "level", *known]
            for row in read_nodes(self._store, label, wanted).iter_rows(named=True):
                names = {key: row[key] for key in ("id", "name", "name_en")}
                told = {key: row.get(key) for key in ("id", "level", "lon", "lat")}
                found[row["id"]] = (names, told)
        return found
