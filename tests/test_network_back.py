"""A networkx graph back into columns, and as the source of questions."""

from __future__ import annotations

import networkx as nx
import pytest

from chainatlas import Atlas
from chainatlas.graph.difference import difference
from chainatlas.graph.errors import DataError, StoreError
from chainatlas.graph.model import NODES
from chainatlas.graph.network import graph_of, network
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_graph


def test_the_whole_graph_goes_to_networkx_and_back(store: Store, bundled: Store) -> None:
    whole = read_graph(bundled)
    store.replace(whole)
    assert not difference(graph_of(network(store, kinds=list(NODES))), whole)


def test_questions_answer_the_same_from_a_networkx_graph(bundled: Store) -> None:
    atlas = Atlas(bundled)
    again = Atlas.open(atlas.network(kinds=list(NODES)))
    given = {"park": "包头稀土高新区", "chain": "风电"}
    one, other = (source.ask("chain-gaps", **given) for source in (atlas, again))
    assert one.rows == other.rows
    assert one.evidence == other.evidence


def test_a_graph_of_ones_own_can_be_asked() -> None:
    own: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    own.add_node("company:mill", label="Company", name="钢厂")
    own.add_node("company:tower-maker", label="Company")
    own.add_edge("company:mill", "company:tower-maker", type="SUPPLIES", status="running", statements=[])
    rows = Atlas.open(own).ask("suppliers", company="company:tower-maker").rows
    assert [row["supplier"] for row in rows] == ["钢厂"]


def test_what_the_model_does_not_have_is_refused_with_every_reason() -> None:
    own: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    own.add_node("gadget:x", label="Gadget")
    own.add_node("company:a", label="Company", colour="red")
    own.add_node("park:p", label="Park")
    own.add_edge("company:a", "park:p", type="LOVES")
    own.add_edge("company:a", "park:p", type="SUPPLIES")
    own.add_edge("company:a", "park:p", type="LOCATED_IN", colour="red")
    with pytest.raises(DataError) as refused:
        Atlas.open(own)
    told = [str(refusal) for refusal in refused.value.refusals]
    for part in ("'Gadget'", "Company has no such property", "'LOVES'", "does not join Company and Park"):
        assert sum(part in line for line in told) == 1
    assert len(told) == 5


def test_a_graph_in_memory_is_not_replaced(bundled: Store) -> None:
    atlas = Atlas.open(Atlas(bundled).network(kinds=list(NODES)))
    with pytest.raises(StoreError, match="held in memory only"):
        atlas.store.replace(read_graph(bundled))
