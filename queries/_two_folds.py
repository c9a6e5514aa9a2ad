"""What two folds of the record are compared by, as columns, and the edges whose status differs."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_chosen, read_edges, read_nodes
from chainatlas.graph.tables import EDGE_SCHEMAS
from chainatlas.queries._edges_at import Edges
from chainatlas.queries._parkwide import GONE
from chainatlas.queries._question import Row
from chainatlas.queries._sited import MAKERS, NOT_THERE, SITED, Tables, chain_tables, edges_of, nesting

KINDS = ("PRODUCES", "LOCATED_IN", "DEVELOPS", "SUPPLIES", "COURTS")
"""The edges whose status tells how far something is."""
KEYS = ("product", "unit", "purpose")
"""What tells edges of one kind and the same ends apart."""
LABELS = ("Park", "Chain", "Product", "Company", "Project", "Place")
NAMED = ("id", "name", "name_en")
SAID = ("statements",)
EDGE = ("source", "edge", "target", *KEYS, "status", "statements")


def tables_of(store: Store, park: str, chain: str) -> Tables:
    """Return chains, who makes what where, and how far everything is: of a park or chain, where asked for.

    `inside` has what lies in a park or in the parks in it, `located` what says where makers are.
    """
    chains = chain_tables(store, chain, "")
    parks, nested = chains["park"]["id"], read_edges(store, "LOCATED_IN", "Park", "Park", ())
    sites = nesting(parks, nested).filter((pl.col("park") == park) | pl.lit(not park))
    told = _around(store, park, sites["site"]) if park and store.columns else _everywhere(store, park, sites)
    inside = told["located"].select(thing="source", site="target").join(sites, on="site")
    edges = _of_chain(told["edge"], store, chain)
    return {
        "member": chains["member"].select("chain", "product", "kind"),
        "feed": chains["feed"],
        "made": told["made"].rename({"source": "thing", "target": "product"}),
        "located": told["located"].select("statements", thing="source"),
        "inside": inside.select("park", "thing").unique(),
        "edge": edges,
        "name": pl.concat(_names(store, edges if park else None)),
    }


def _everywhere(store: Store, park: str, sites: pl.DataFrame) -> Tables:
    """Return where firms and projects are, what they make, and the edges that are compared."""
    return {
        "located": edges_of(store, "LOCATED_IN", MAKERS, "Park", NOT_THERE),
        "made": edges_of(store, "PRODUCES", MAKERS, "Product", GONE),
        "edge": _of_park(pl.concat(_edges(store)), store, park, sites),
    }


def _around(store: Store, park: str, sites: pl.Series) -> Tables:
    """Return the same of what is in a park, found by its ends."""
    placed = Edges(store, "LOCATED_IN", (), SAID).reaching(sites)
    there = pl.concat([pl.Series([park]), placed["source"].rename("")]).unique().sort()
    makers = pl.col("source").str.contains("^(company|project):")
    located = placed.filter(makers, ~pl.col("status").is_in(list(NOT_THERE)))
    return {
        "located": located,
        "made": Edges(store, "PRODUCES", GONE, SAID).leaving(there),
        "edge": pl.concat(_edges_around(store, park, there)),
    }


def _edges_around(store: Store, park: str, there: pl.Series) -> Iterator[pl.DataFrame]:
    for name in KINDS:
        own = [key for key in KEYS if key in EDGE_SCHEMAS[name]]
        edges = Edges(store, name, (), (*SAID, *own))
        others = edges.reaching(pl.Series([park])).filter(~pl.col("source").is_in(there.implode()))
        yield _alike(name, pl.concat([edges.leaving(there), others]))


def _names(store: Store, edges: pl.DataFrame | None) -> Iterator[pl.DataFrame]:
    """Yield the names of all things, or of those at the ends of some edges and of what they may make."""
    for label in LABELS:
        if edges is None or label in ("Park", "Chain", "Product"):
            yield read_nodes(store, label, NAMED).select(NAMED)
        else:
            ends = pl.concat([edges["source"], edges["target"].rename("source")]).unique()
            chosen = ends.filter(ends.str.starts_with(NODES[label].prefix))
            yield read_chosen(store, label, chosen.to_list(), NAMED)


def _edges(store: Store) -> Iterator[pl.DataFrame]:
    """Yield all edges, with what tells them apart."""
    for name in KINDS:
        own = [key for key in KEYS if key in EDGE_SCHEMAS[name]]
        for source, target in EDGES[name].ends:
            yield _alike(name, read_edges(store, name, source, target, ("status", *SAID, *own)))


def _alike(name: str, edges: pl.DataFrame) -> pl.DataFrame:
    """Return edges of a kind with the columns of all kinds."""
    blank = [pl.lit(None, pl.String).alias(key) for key in KEYS if key not in edges.columns]
    return edges.with_columns(*blank, edge=pl.lit(name)).select(EDGE)


def _of_park(edges: pl.DataFrame, store: Store, park: str, sites: pl.DataFrame) -> pl.DataFrame:
    """Return the edges of what is in a park or at its ends."""
    if not park:
        return edges
    placed = pl.concat([read_edges(store, "LOCATED_IN", label, "Park", ()) for label in SITED])
    there = placed.join(sites, left_on="target", right_on="site", how="semi")["source"]
    return edges.filter(pl.col("source").is_in([park, *there.unique()]) | (pl.col("target") == park))


def _of_chain(edges: pl.DataFrame, store: Store, chain: str) -> pl.DataFrame:
    """Return the edges of what belongs to a chain."""
    if not chain:
        return edges
    roles = pl.concat([read_edges(store, "CHAIN_MEMBER", label, "Chain", ()) for label in SITED])
    members = roles.filter(pl.col("target") == chain)["source"].unique()
    return edges.filter(pl.col("source").is_in(members.to_list()))


def status_changes(before: Tables, after: Tables) -> Iterator[tuple[Row, Row]]:
    """Yield each edge whose status differs, as either side tells it; "" where a side does not have it."""
    found = [
        _told(one["edge"].join(other["edge"], on=EDGE[:-1], how="anti", nulls_equal=True), one["name"])
        for one, other in ((before, after), (after, before))
    ]
    for key in sorted(found[0].keys() | found[1].keys()):
        missing = (found[1].get(key) or found[0][key]) | {"value": "", "statements": []}
        yield found[0].get(key, missing), found[1].get(key, missing)


def _told(edges: pl.DataFrame, names: pl.DataFrame) -> dict[tuple[str, ...], Row]:
    called = names_of(names, pl.concat([edges["source"], edges["target"]]))
    found = {}
    for row in edges.iter_rows(named=True):
        apart = (str(row[name]) for name in KEYS)
        target = called[row["target"]]
        found[row["source"], row["edge"], row["target"], *apart] = called[row["source"]] | {
            "edge": row["edge"],
            "target_id": row["target"],
            "target": target["name"],
            "target_en": target["name_en"],
            "purpose": row["purpose"],
            "value": row["status"],
            "statements": row["statements"],
        }
    return found


def names_of(names: pl.DataFrame, ids: pl.Series) -> dict[str, Row]:
    """Return id, name and English name of some things, by their ids."""
    chosen = names.join(ids.rename("id").unique().to_frame(), on="id", how="semi")
    return {row["id"]: row for row in chosen.iter_rows(named=True)}
