"""Edges that go in a circle: those inside a strongly connected component of what leads where."""

from __future__ import annotations

import polars as pl


def in_cycle(rows: pl.DataFrame) -> pl.Series:
    """Tell of each row with `subject` and `object` whether one can come back from its end to its start."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = rows.select(pl.col("subject", "object").cast(pl.Categorical).to_physical())
    if not ends.height:
        return pl.Series(dtype=pl.Boolean)
    one, other = ends["subject"].to_numpy(), ends["object"].to_numpy()
    size = int(max(one.max(), other.max())) + 1
    links = coo_array(([True] * len(one), (one, other)), shape=(size, size))
    _, parts = connected_components(links, directed=True, connection="strong")
    return pl.Series(parts[one] == parts[other])
