"""profile: everything on record about one node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from chainatlas.graph.decisions import JOINED_LABELS
from chainatlas.graph.kinds import Property
from chainatlas.graph.model import ATTRIBUTE, EDGES, FACTS, NODES, SAME_AS, label_of, own_statement_properties
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_nodes, read_stated
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, union
from chainatlas.queries._words import BASIS_WORDS, STAGE_WORDS, STATUS_WORDS

LABELS = tuple(label for label in NODES if label not in ("Statement", "Build"))
OWN = {prop.name: prop for prop in own_statement_properties()}
DATES = {prop.name: prop for prop in EDGES["SUPPLIES"].properties if prop.name in ("valid_from", "valid_to")}
TOLD: Mapping[str, Property] = {
    name: prop for name, prop in {**OWN, **DATES}.items() if name not in ("product", "unit")
}
"""What an edge or a measure may say of itself; the product stands apart, the unit beside its number."""
WITH_UNIT = ("capacity", "amount", "value", "coefficient")
KEPT = dict.fromkeys(prop.name for label in LABELS for prop in NODES[label].properties)
SHOWN = tuple(name for name in KEPT if name not in ("statements", "contested", "registered"))

EDGE = ", ".join(f"{name}: edge.{name}" for name in (*TOLD, "unit", "product"))
MEASURE = ", ".join(f"{name}: other.{name}" for name in (*EDGES["HAS_MEASURE"].key, "value", "bound"))
NODE = ", ".join(f"{name}: node.{name}" for name in SHOWN)
FOUND = f"""
RETURN type(edge) AS relation, WAY AS way, other.id AS other_id, other.name AS other,
       other.name_en AS other_en, {{
    status: edge.status, basis: edge.basis, confidence: edge.confidence, recorded: edge.recorded,
    contested: edge.contested, statements: edge.statements, {EDGE}}} AS said,
       {{{MEASURE}}} AS measure
"""
PATTERN = "|".join(LABELS)
CYPHER = f"""
MATCH (node:{PATTERN} {{id: $node}})
RETURN 'property' AS relation, '' AS way, node.id AS other_id, node.name AS other, node.name_en AS other_en,
       {{contested: node.contested, statements: node.statements, {NODE}}} AS said, {{}} AS measure
UNION ALL
MATCH (node:{PATTERN} {{id: $node}})-[edge:{FACTS}]->(other)
{FOUND.replace("WAY", "'out'")}
UNION ALL
MATCH (node:{PATTERN} {{id: $node}})<-[edge:{FACTS}]-(other)
{FOUND.replace("WAY", "'in'")}
UNION ALL
MATCH (sold:Product {{id: $node}})
MATCH (node:Company)-[edge:SUPPLIES {{product: $node}}]->(other:Company)
{FOUND.replace("WAY", "node.id")}
UNION ALL
MATCH (sold:Product {{id: $node}})
MATCH (node:Company)-[edge:SUPPLIES {{product: $node}}]->(buyer:Company)
RETURN 'named' AS relation, '' AS way, node.id AS other_id, node.name AS other, node.name_en AS other_en,
       {{}} AS said, {{}} AS measure
UNION ALL
MATCH (node:Company {{id: $node}})-[edge:SUPPLIES]-(partner:Company)
WITH DISTINCT edge.product AS sold
MATCH (product:Product {{id: sold}})
RETURN 'named' AS relation, '' AS way, product.id AS other_id, product.name AS other,
       product.name_en AS other_en, {{}} AS said, {{}} AS measure
"""
JOINED = f"MATCH (node:{'|'.join(JOINED_LABELS)} {{id: $node}}) RETURN node.joined AS joined"

RELATION_WORDS: Vocabulary = {
    "property": ("属性", "property"),
    **{name: (kind.zh, kind.en) for name, kind in EDGES.items()},
}
WAY_WORDS: Vocabulary = {
    "out": ("→", "→"),
    "in": ("←", "←"),
    "traded": ("交易", "traded"),
    "": ("", ""),
}
WORDS: Vocabulary = {**STATUS_WORDS, **STAGE_WORDS}
BOUNDS = {"at_least": "≥", "at_most": "≤", "about": "≈"}
ORDER = ("property", *EDGES)


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Return the statements on the properties of the node, on who it is, and those read in it."""
    node = parameters["node"]
    stated = read_stated(store, ATTRIBUTE).filter(pl.col("subject") == node)
    rows = [_stated("attribute", row["property"], row) for row in stated.rows(named=True)]
    joined = [name for row in store.query(JOINED, {"node": node}) for name in row["joined"] or ()]
    if joined:
        about = pl.col("subject").is_in(joined) | pl.col("object").is_in(joined)
        one = about & pl.col("status").fill_null("").ne("denied")
        same = read_stated(store, SAME_AS).filter(one)
        rows += [_stated("attribute", "joined", row) for row in same.rows(named=True)]
    if label_of(node) == "Document":
        read = read_nodes(store, "Statement", ["id", "name", "name_en", "document"])
        own = read.filter(pl.col("document") == node)
        rows += [_stated("SUPPORTED_BY", "in", row) for row in own.rows(named=True)]
    return rows


def _stated(relation: str, way: str, row: Row) -> Row:
    return {
        "relation": relation,
        "way": way,
        "other_id": row["id"],
        "other": row["name"],
        "other_en": row["name_en"],
        "said": {name: row.get(name) for name in ("recorded", "basis", "confidence")},
        "measure": {},
    }


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put properties first, then the edges by kind, each with the statements it rests on."""
    stated = sorted((row for row in rows if row["relation"] == "attribute"), key=_other)
    names = {row["other_id"]: row for row in rows if row["relation"] == "named"}
    answer = []
    for row in rows:
        if row["relation"] == "property":
            answer += list(_properties(row, stated))
        elif row["relation"] not in ("attribute", "named"):
            answer.append(_edge(row, names))
    loops = {_fact(row) for row in answer if row["way"] == "out"}
    kept = [
        row
        for row in answer
        if not (row["way"] == "in" and row["other_id"] == parameters["node"] and _fact(row) in loops)
    ]
    return sorted(kept, key=_order)


def _properties(row: Row, stated: Iterable[Row]) -> Iterator[Row]:
    """Yield a row for each property that the node has, with the statements that say it, if any do."""
    said = row["said"]
    columns = {prop.name: prop for prop in NODES[label_of(row["other_id"])].properties}
    for name, prop in columns.items():
        value = said.get(name)
        if name in SHOWN and value is not None and value != []:
            proof = [one for one in stated if one["way"] == name]
            yield {
                **_line(row, "property", "", proof[-1]["said"] if proof else {}),
                "other_id": name,
                "other": prop.zh,
                "other_en": prop.en,
                "details": [_detail(prop, value, None) | _bare(value)],
                "contested": bool(proof and said["contested"]),
                "statements": [one["other_id"] for one in proof],
            }


def _edge(row: Row, names: Mapping[str, Row]) -> Row:
    said, way = row["said"], row["way"]
    line = _line(row, row["relation"], way if way in ("out", "in") else "traded", said)
    proof = said.get("statements") or ([row["other_id"]] if row["relation"] == "SUPPORTED_BY" else [])
    details = _measured(row["measure"]) if (row["relation"], way) == ("HAS_MEASURE", "out") else []
    if line["way"] == "traded":
        details.append(_named("seller", names.get(way), way))
    elif said.get("product"):
        details.append(_named("product", names.get(said["product"]), said["product"]))
    for name, prop in TOLD.items():
        if said.get(name) is not None:
            own = {one.name: one for one in EDGES[row["relation"]].own}.get(name, prop)
            details.append(_detail(own, said[name], said["unit"] if name in WITH_UNIT else None))
    return line | {"details": details, "contested": bool(said.get("contested")), "statements": union([proof])}


def _measured(measure: Row) -> list[Row]:
    """Return the value of a measure with bound and unit, then its period and its scope."""
    value = _detail(TOLD["value"], measure["value"], measure["unit"])
    sign = BOUNDS.get(measure["bound"], "")
    amount = f"{sign}{measure['value']:.15g} {measure['unit'] or ''}".strip()
    others = [_detail(TOLD[name], measure[name], None) for name in ("period", "scope") if measure[name]]
    return [value | {"bound": measure["bound"], "name": amount, "name_en": amount}, *others]


def _named(role: str, row: Row | None, identifier: str) -> Row:
    zh, en = (row["other"], row["other_en"] or row["other"]) if row else (identifier, identifier)
    return {"id": role, "value": identifier, "name": zh, "name_en": en}


def _line(row: Row, relation: str, way: str, said: Mapping[str, Any]) -> Row:
    return {
        "relation": relation,
        "way": way,
        "other_id": row["other_id"],
        "other": row["other"],
        "other_en": row["other_en"] or row["other"],
        **{key: said.get(key) for key in ("status", "basis", "confidence", "recorded")},
    }


def _detail(prop: Property, value: Any, unit: str | None) -> Row:
    """Return a property with its value as a thing whose name says both."""
    (zh, en), end = _plain(value), f" {unit}" if unit else ""
    return {
        "id": prop.name,
        "value": value,
        "unit": unit,
        "name": f"{prop.zh} {zh}{end}",
        "name_en": f"{prop.en} {en}{end}",
    }


def _bare(value: Any) -> Row:
    return dict(zip(("name", "name_en"), _plain(value), strict=True))


def _plain(value: Any) -> tuple[str, str]:
    """Return a value in Chinese and English words."""
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, list):
        return "、".join(map(str, value)), ", ".join(map(str, value))
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return WORDS.get(text, (text, text))


def _other(row: Row) -> tuple[str, str]:
    return str(row["said"]["recorded"]), str(row["other_id"])


def _fact(row: Row) -> tuple[str, ...]:
    return row["relation"], str(row["other_id"]), *row["statements"]


def _order(row: Row) -> tuple[int, str, str, str, str]:
    place = ORDER.index(row["relation"])
    other = str(row["other_id"])
    if row["relation"] == "property":
        other = f"{SHOWN.index(row['other_id']):02d}"
    return place, row["way"], other, str(row["details"]), "|".join(row["statements"])


QUESTION = Question(
    name="profile",
    zh="关于这个企业、园区、产品、项目、产业链或地区,有哪些记录?",
    en="What is on record about this company, park, product, project, chain or place?",
    cypher=CYPHER,
    parameters=(Parameter("node", "对象", "what to tell about", label=PATTERN),),
    columns=(
        Column("relation", "关系", "relation", words=RELATION_WORDS),
        Column("way", "方向", "way", words=WAY_WORDS),
        Column("other_id", "对方标识", "other id", "never"),
        Column("other", "对方", "other", "zh"),
        Column("other_en", "对方(英文)", "other", "en"),
        Column("details", "内容", "details"),
        Column("status", "状态", "status", words=STATUS_WORDS),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("confidence", "可信度", "confidence"),
        Column("recorded", "记录日期", "recorded"),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
