"""conflicts: facts on which statements disagree, with what each of them says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.graph.model import FACTS
from chainatlas.graph.store import Store
from chainatlas.graph.stored import EDGE_ENDS, read_chosen, read_edges, read_nodes, read_statements
from chainatlas.graph.tables import LINKS, EdgeEnds
from chainatlas.queries._question import Column, Question, Row, union

SAID = (
    *("status", "value", "capacity", "amount", "coefficient", "share", "property_value"),
    *("stage", "role", "valid_from", "valid_to", "bound"),
)
"""What statements of one fact can disagree on."""

CONTESTED = f"""
MATCH (one)-[edge:{FACTS}]->(other)
WHERE edge.contested = true
RETURN edge.statements AS statements, type(edge) AS kind, one.id AS subject_id, one.name AS subject,
       one.name_en AS subject_en, other.id AS object_id, other.name AS object, other.name_en AS object_en
UNION
MATCH (one:Project)
WHERE one.contested = true
RETURN one.statements AS statements, 'ATTRIBUTE' AS kind, one.id AS subject_id, one.name AS subject,
       one.name_en AS subject_en, null AS object_id, null AS object, null AS object_en
"""
DOCUMENTS = (
    "MATCH (document:Document) RETURN document.id AS id, document.name AS name, document.name_en AS name_en"
)
NAMED = ("id", "name", "name_en")
TOLD = ("id", "document", "property", "recorded", "paragraph", *SAID)


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Return the facts that are contested, a row for each statement of theirs."""
    facts = _contested(store) if store.columns else list(store.query(CONTESTED))
    ids = union(fact["statements"] for fact in facts)
    said = {row["id"]: row for row in read_statements(store, ids, TOLD).rows(named=True)} if ids else {}
    documents = {row["id"]: row for row in store.query(DOCUMENTS)}
    return [_claimed(fact, said[cited], documents) for fact in facts for cited in fact["statements"]]


def _contested(store: Store) -> list[Row]:
    """Return what the text returns, out of columns: in the engine it looks at every edge."""
    facts = [fact for ends in EDGE_ENDS if ends != LINKS for fact in _facts(store, ends)]
    projects = read_nodes(store, "Project", [*NAMED, "statements", "contested"]).filter("contested")
    return facts + [
        {"statements": row["statements"], "kind": "ATTRIBUTE", **_end("subject", row), **_end("object", {})}
        for row in projects.iter_rows(named=True)
    ]


def _facts(store: Store, ends: EdgeEnds) -> list[Row]:
    contested = read_edges(store, *ends, ["contested"])["contested"]
    if not contested.any():
        return []
    edges = read_edges(store, *ends, ["statements"]).filter(contested)
    subjects, objects = (
        {
            row["id"]: row
            for row in read_chosen(store, label, edges[end].to_list(), NAMED).iter_rows(named=True)
        }
        for end, label in zip(("source", "target"), ends[1:], strict=True)
    )
    return [
        {
            "statements": statements,
            "kind": ends[0],
            **_end("subject", subjects[source]),
            **_end("object", objects[target]),
        }
        for source, target, statements in edges.iter_rows()
    ]


def _end(role: str, row: Row) -> Row:
    return {f"{role}_id": row.get("id"), role: row.get("name"), f"{role}_en": row.get("name_en")}


def _claimed(fact: Row, said: Row, documents: Mapping[str, Row]) -> Row:
    names = {name: documents[said["document"]][name] for name in ("name", "name_en")}
    if fact["kind"] == "ATTRIBUTE":
        prop = said["property"]
        fact = fact | {"object_id": prop, "object": prop, "object_en": prop}
    return fact | {"claim": said | names}


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put the claims of one fact together; leave out attributes of a project that nobody disputes."""
    facts: dict[tuple[str, ...], Row] = {}
    for row in rows:
        evidence = "|".join(sorted(row["statements"])) if row["kind"] != "ATTRIBUTE" else ""
        key = (row["kind"], row["subject_id"], row["object_id"], evidence)
        facts.setdefault(key, {**row, "claims": []})["claims"].append(row["claim"])
    told = (_row(facts[key]) for key in sorted(facts))
    return [row for row in told if row["claims"]]


def _row(fact: Row) -> Row:
    """Return a fact with what each statement says of the properties on which they differ."""
    claims = sorted(fact["claims"], key=lambda claim: (claim["recorded"], claim["document"], claim["id"]))
    differing = [name for name in SAID if len({claim.get(name) for claim in claims}) > 1]
    return {
        **fact,
        "claims": [_claim(claim, differing) for claim in claims] if differing else [],
        "statements": [claim["id"] for claim in claims],
    }


def _claim(claim: Row, differing: list[str]) -> Row:
    said = {name: claim.get(name) for name in differing if claim.get(name) is not None}
    words = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in said.values())
    return {
        "id": claim["id"],
        "name": f"{words} ({claim['name']})",
        "name_en": f"{words} ({claim['name_en'] or claim['name']})",
        "said": said,
    }


QUESTION = Question(
    name="conflicts",
    zh="哪些事实各方说法不一,各自怎么说?",
    en="On which facts do statements disagree, and what does each say?",
    cypher="",
    gather=gather,
    columns=(
        Column("kind", "关系", "kind"),
        Column("subject_id", "主语标识", "subject id", "never"),
        Column("subject", "主语", "subject", "zh"),
        Column("subject_en", "主语(英文)", "subject", "en"),
        Column("object_id", "宾语标识", "object id", "never"),
        Column("object", "宾语", "object", "zh"),
        Column("object_en", "宾语(英文)", "object", "en"),
        Column("claims", "各方说法", "claims"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
