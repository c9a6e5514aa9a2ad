"""What two folds of the record are compared by, as columns, and the edges whose status differs."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainatlas.graph.model import EDGES
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_edges, read_nodes
from chainatlas.queries._parkwide import GONE
from chainatlas.queries._question import Row
from chainatlas.queries._sited import MAKERS, NOT_THERE, SITED, Tables, chain_tables, edges_of, nesting

KINDS = ("PRODUCES", "LOCATED_IN", "DEVELOPS", "SUPPLIES", "COURTS")
"""The edges whose status tells how far something is."""
KEYS = ("product", "unit", "purpose")
"""What tells edges of one kind and the same ends apart."""
LABELS = ("Park", "Chain", "Product", "Company", "Project", "Place")
NAMED = ("id", "name", "name_en")
EDGE = ("source", "edge", "target", *KEYS, "status", "statements")


def tables_of(store: Store, park: str, chain: str) -> Tables:
    """Return chains, who makes what where, and how far everything is: of a park or chain, where asked for.

    `inside` has what lies in a park or in the parks in it, `located` what says where makers are.
    """
    chains = chain_tables(store, chain, "")
    parks, nested = chains["park"]["id"], read_edges(store, "LOCATED_IN", "Park", "Park", ())
    sites = nesting(parks, nested).filter((pl.col("park") == park) | pl.lit(not park))
    located = edges_of(store, "LOCATED_IN", MAKERS, "Park", NOT_THERE)
    made = edges_of(store, "PRODUCES", MAKERS, "Product", GONE)
    inside = located.select(thing="source", site="target").join(sites, on="site")
    return {
        "member": chains["member"].select("chain", "product", "kind"),
        "feed": chains["feed"],
        "made": made.rename({"source": "thing", "target": "product"}),
        "located": located.select("statements", thing="source"),
        "inside": inside.select("park", "thing").unique(),
        "edge": _asked(pl.concat(_edges(store)), store, park, chain, sites),
        "name": pl.concat([read_nodes(store, label, NAMED).select(NAMED) for label in LABELS]),
    }


def _edges(store: Store) -> Iterator[pl.DataFrame]:
    """Yield all edges whose status counts, with what tells them apart."""
    for name in KINDS:
        own = [column for column in KEYS if column in {prop.name for prop in EDGES[name].properties}]
        blank = [pl.lit(None, pl.String).alias(column) for column in KEYS if column not in own]
        for source, target in EDGES[name].ends:
            found = read_edges(store, name, source, target, ("status", "statements", *own))
            yield found.with_columns(*blank, edge=pl.lit(name)).select(EDGE)


def _asked(edges: pl.DataFrame, store: Store, park: str, chain: str, sites: pl.DataFrame) -> pl.DataFrame:
    """Return the edges of what is in a park or at its ends, and of what belongs to a chain."""
    if park:
        placed = pl.concat([read_edges(store, "LOCATED_IN", label, "Park", ()) for label in SITED])
        there = placed.join(sites, left_on="target", right_on="site", how="semi")["source"]
        edges = edges.filter(pl.col("source").is_in([park, *there.unique()]) | (pl.col("target") == park))
    if chain:
        roles = pl.concat([read_edges(store, "CHAIN_MEMBER", label, "Chain", ()) for label in SITED])
        members = roles.filter(pl.col("target") == chain)["source"].unique()
        edges = edges.filter(pl.col("source").is_in(members.to_list()))
    return edges


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
