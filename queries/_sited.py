"""Who is in which park, makes what and belongs to which chain, as columns: of one park or of the country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_edges, read_nodes
from chainatlas.queries._parkwide import GONE, STEPS
from chainatlas.queries._question import Row

Tables = dict[str, pl.DataFrame]
SITED = ("Company", "Project", "Park")
"""What may lie in a park, and belong to a chain without being a product of it."""
MAKERS = ("Company", "Project")
NOT_THERE = ("denied", "closed")
FEED = ("recipe", "coefficient", "unit", "by_product", "status")
COLUMNS = {
    "inside": ("thing", "park", "statements"),
    "made": ("thing", "product", "statements", "status", "capacity", "unit"),
    "role": ("thing", "chain", "statements"),
}
"""What `country_tables` and `told_tables` return."""
TYPES: Mapping[str, DataType | DataTypeClass] = {"capacity": pl.Float64, "statements": pl.List(pl.String)}


def chain_tables(store: Store, chain: str, park: str) -> Tables:
    """Return the products of chains, what feeds what, and the names of chains and parks; "" asks for all."""
    feeds = read_edges(store, "FEEDS", "Product", "Product", FEED).filter(pl.col("status") != "denied")
    parts = read_edges(store, "CHAIN_MEMBER", "Product", "Chain", ("stage", "status"))
    parts = _asked(parts, "target", chain).filter(pl.col("status") != "denied")
    products = read_nodes(store, "Product", ("id", "kind", "is_final"))
    parks, chains = (read_nodes(store, label, ("id", "name", "name_en")) for label in ("Park", "Chain"))
    return {
        "member": parts.select(chain="target", product="source", stage="stage").join(
            products, left_on="product", right_on="id"
        ),
        "feed": feeds.rename({"source": "giver", "target": "taker"}),
        "park": _asked(parks, "id", park).sort("id"),
        "chain": chains.sort("id"),
    }


def _asked(table: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    return table.filter(pl.col(column) == name) if name else table


def country_tables(store: Store) -> Tables:
    """Return what lies in each park, who makes what, and who belongs to which chain."""
    standing = edges_of(store, "LOCATED_IN", SITED, "Park", NOT_THERE)
    parks = read_nodes(store, "Park", ("id",))["id"]
    nested = nesting(parks, read_edges(store, "LOCATED_IN", "Park", "Park", ()))
    inside = standing.join(nested, left_on="target", right_on="site").rename({"source": "thing"})
    made = edges_of(store, "PRODUCES", MAKERS, "Product", GONE, ("capacity", "unit"))
    role = edges_of(store, "CHAIN_MEMBER", SITED, "Chain", ("denied",))
    return {
        "inside": once(inside.select(COLUMNS["inside"])),
        "made": made.rename({"source": "thing", "target": "product"}),
        "role": role.rename({"source": "thing", "target": "chain"}),
    }


def told_tables(rows: Iterable[Row]) -> Tables:
    """Return the same tables of the rows that Cypher told of one park: fact, one, other and what it says."""
    found: dict[str, list[Row]] = {fact: [] for fact in COLUMNS}
    for row in rows:
        found[row["fact"]].append(row)
    tables = {}
    for fact, columns in COLUMNS.items():
        taken = ("one", "other", *columns[2:])
        cells = {
            name: pl.Series([row[key] for row in found[fact]], dtype=TYPES.get(name, pl.String))
            for name, key in zip(columns, taken, strict=True)
        }
        tables[fact] = pl.DataFrame(cells)
    return tables | {"inside": once(tables["inside"])}


def concerned(tables: Tables) -> pl.DataFrame:
    """Return the members of the chains that anybody of the tables belongs to or makes a product of."""
    member = tables["member"]
    made = member.join(tables["made"], on="product", how="semi")
    chains = pl.concat([part.select("chain") for part in (made, tables["role"])])
    return member.join(chains, on="chain", how="semi")


def nesting(parks: pl.Series, within: pl.DataFrame) -> pl.DataFrame:
    """Return each park with itself and the parks in it, up to STEPS deep: `park`, `site`.

    `within` are the edges from a park to the one that it lies in.
    """
    steps = within.select(site="source", inner="target").unique()
    found = reached = pl.DataFrame({"park": parks, "site": parks})
    for _ in range(STEPS):
        reached = reached.join(steps, left_on="site", right_on="inner").select("park", site="site_right")
        found = pl.concat([found, reached]).unique()
    return found


def once(inside: pl.DataFrame) -> pl.DataFrame:
    """Return what lies in a park on several grounds once, with the statements that come last."""
    again = inside.select(pl.struct("thing", "park").is_duplicated()).to_series()
    if not again.any():
        return inside
    ground = pl.concat_str(pl.col("statements").list.join("', '"), pl.lit("']"))
    last = inside.filter(again).sort("thing", "park", ground).unique(("thing", "park"), keep="last")
    return pl.concat([inside.filter(~again), last])


def edges_of(
    store: Store,
    name: str,
    sources: Sequence[str],
    target: str,
    gone: Sequence[str],
    more: Sequence[str] = (),
) -> pl.DataFrame:
    """Return the edges of one kind that are not of a status which does not count."""
    wanted = ("status", "statements", *more)
    parts = [read_edges(store, name, source, target, wanted) for source in sources]
    columns = ("source", "target", "statements", "status", *more)
    return pl.concat([part.select(columns) for part in parts]).filter(~pl.col("status").is_in(gone))
