"""What 建链, 补链, 延链 and 强链 mean here: which makers count, what lies before and after a product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chainatlas.queries._question import Row

RUNNING = ("running", "trial", "mentioned")
COUNTED: Mapping[str, tuple[str, ...]] = {
    "running": RUNNING,
    "building": (*RUNNING, "under_construction"),
    "planned": (*RUNNING, "under_construction", "signed", "planned"),
}
PROGRESS = ("planned", "signed", "mentioned", "under_construction", "trial", "running")
SUPPORTING = ("service", "utility")
"""Kinds of product that feed everything, and so would make every gap look filled from above."""
CONCENTRATED = 0.4
"""Herfindahl–Hirschman index of capacity above which a product hangs on too few makers."""


def closures(rows: Iterable[Row]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return for each product all that comes before and all that comes after it in the chain, nearest first.

    Products on a common cycle count as neither; services and utilities let nothing through.
    """
    import networkx as nx

    kinds = {row["product_id"]: row["kind"] for row in rows}
    technology: nx.DiGraph[str] = nx.DiGraph()
    technology.add_nodes_from(kinds)
    for row in rows:
        inputs = [name for name in row["inputs"] if name in kinds and kinds[name] not in SUPPORTING]
        technology.add_edges_from((name, row["product_id"]) for name in inputs)
    below = {name: _nearest_first(nx.single_source_shortest_path_length(technology, name)) for name in kinds}
    back = technology.reverse(copy=False)
    above = {name: _nearest_first(nx.single_source_shortest_path_length(back, name)) for name in kinds}
    return (
        {name: [other for other in above[name] if other not in below[name]] for name in kinds},
        {name: [other for other in below[name] if other not in above[name]] for name in kinds},
    )


def _nearest_first(steps: Mapping[str, int]) -> list[str]:
    return sorted((name for name in steps if steps[name]), key=lambda name: (steps[name], name))


def verdict(present: bool, upstream: bool, downstream: bool) -> tuple[str, str]:
    """Return the verdict and the direction of an extension; 强链 is decided among the present ones."""
    if present:
        return "present", ""
    if upstream and downstream:
        return "补链", ""
    if upstream:
        return "延链", "downstream"
    if downstream:
        return "延链", "upstream"
    return "建链", ""


def weakness(makers: list[Row]) -> str:
    """Return why a product that is made should be strengthened, or "" where nothing speaks for it."""
    if len(makers) == 1:
        return "one maker only"
    units = {maker["unit"] for maker in makers}
    capacities = [maker["capacity"] for maker in makers]
    if len(units) != 1 or not all(capacities):
        return ""
    index = sum((capacity / sum(capacities)) ** 2 for capacity in capacities)
    return f"concentration {index:.2f} > {CONCENTRATED}" if index > CONCENTRATED else ""
