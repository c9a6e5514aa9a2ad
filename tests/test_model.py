"""The model: declared once, and everything derived from it agrees."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import ROOT

from chainatlas.graph.dialect import KGLITE, NEO4J
from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.kinds import EdgeKind, Property
from chainatlas.graph.model import EDGES, NODES, label_of
from chainatlas.graph.tables import EDGE_SCHEMAS, NODE_SCHEMAS, STATEMENT_SCHEMA

LABELS = "Place Park Company Product Industry Chain Project Measure Document Statement Build"
TYPES = """LOCATED_IN SUPPLIES CHAIN_MEMBER PRODUCES NEEDS FEEDS IN_INDUSTRY SUBCLASS_OF DEVELOPS PART_OF
COURTS HAS_MEASURE COMPLETE_FOR SUPPORTED_BY"""


def test_the_model_declares_its_labels_and_types() -> None:
    assert set(NODES) == set(LABELS.split())
    assert set(EDGES) == set(TYPES.split())


PROPERTIES = [prop for kind in NODES.values() for prop in kind.properties]
PROPERTIES += [prop for kind in EDGES.values() for prop in kind.properties]


def test_everything_has_a_chinese_and_an_english_name() -> None:
    names = [(thing.zh, thing.en) for thing in PROPERTIES]
    names += [(kind.zh, kind.en) for kind in NODES.values()] + [(kind.zh, kind.en) for kind in EDGES.values()]
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) and english for chinese, english in names)


def test_names_that_engines_reserve_are_not_used() -> None:
    names = {prop.name for prop in PROPERTIES}
    assert names.isdisjoint({"title", "type", "label", "source", "target"})
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_edges_end_at_declared_labels_and_carry_their_evidence() -> None:
    for kind in EDGES.values():
        assert {label for ends in kind.ends for label in ends} <= NODES.keys()
        if kind.type != "SUPPORTED_BY":
            assert {"status", "recorded", "basis", "confidence", "statements", "contested"} <= EDGE_SCHEMAS[
                kind.type
            ].keys()


def test_a_statement_has_a_column_for_whatever_an_edge_can_say() -> None:
    own = {prop.name for kind in EDGES.values() for prop in kind.own}
    assert own <= STATEMENT_SCHEMA.keys()
    assert {"document", "paragraph", "terms", "basis", "rank"} <= STATEMENT_SCHEMA.keys()


def test_each_label_has_its_own_prefix() -> None:
    assert {label_of(f"{kind.prefix}x") for kind in NODES.values()} == set(NODES)
    assert label_of("nothing") == ""


def test_schema_statements_cover_every_label_on_both_engines() -> None:
    for dialect in (KGLITE, NEO4J):
        text = "\n".join(dialect.schema())
        assert all(f"(node:{label})" in text for label in NODES if label != "Statement")
    assert sum("IS UNIQUE" in statement for statement in NEO4J.schema()) == len(NODES) + 1


WRONG: dict[str, Callable[[], object]] = {
    "a vocabulary without words": lambda: Property("x", "x", "x", "word"),
    "words without a vocabulary": lambda: Property("x", "x", "x", words=("a",)),
    "a reference without a label": lambda: Property("x", "x", "x", "id"),
    "a key that is no property": lambda: EdgeKind("X", "x", "x", (), key=("unit",)),
}


@pytest.mark.parametrize("declare", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_declaration_is_refused(declare: Callable[[], object]) -> None:
    with pytest.raises(DeclarationError):
        declare()


def test_node_frames_begin_with_the_names() -> None:
    assert all(list(schema)[:4] == ["id", "name", "name_en", "aliases"] for schema in NODE_SCHEMAS.values())


def test_no_other_module_of_the_graph_spells_out_a_vocabulary() -> None:
    others = [path for path in (ROOT / "graph").glob("*.py") if path.name not in ("model.py", "kinds.py")]
    assert not [path.name for path in others if "under_construction" in path.read_text("utf-8")]
