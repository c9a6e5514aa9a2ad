"""Where every park stands in every chain, and what differs between two folds of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chainatlas.queries._question import Column, Row, Vocabulary, union
from chainatlas.queries._verdicts import COUNTED, closures, verdict
from chainatlas.queries._words import STATUS_WORDS, VERDICT_WORDS

CYPHER = """
MATCH (chain:Chain)
WHERE $chain = '' OR chain.id = $chain
MATCH (chain)<-[member:CHAIN_MEMBER]-(product:Product)
WHERE member.status <> 'denied'
OPTIONAL MATCH (product)<-[feed:FEEDS]-(input:Product)
WHERE feed.status <> 'denied'
WITH chain, product, collect(DISTINCT input.id) AS inputs
RETURN 'standing' AS kind,
       {chain: {id: chain.id, name: chain.name, name_en: chain.name_en}, product_id: product.id,
        product: {id: product.id, name: product.name, name_en: product.name_en},
        kind: product.kind, inputs: inputs} AS told
UNION ALL
MATCH (chain:Chain)
WHERE $chain = '' OR chain.id = $chain
MATCH (chain)<-[member:CHAIN_MEMBER]-(product:Product)<-[made:PRODUCES]-(maker)
WHERE member.status <> 'denied' AND NOT made.status IN ['denied', 'closed', 'suspended']
MATCH (maker)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
MATCH (site)-[:LOCATED_IN*0..3]->(area:Park)
WITH chain, product, maker, made,
     collect(DISTINCT CASE WHEN $park = '' OR area.id = $park
             THEN {id: area.id, name: area.name, name_en: area.name_en} END) AS areas,
     collect(located.statements) AS site_evidence
RETURN 'maker' AS kind,
       {chain_id: chain.id, product_id: product.id, id: maker.id, status: made.status, areas: areas,
        statements: made.statements, site_evidence: site_evidence} AS told
UNION ALL
MATCH (subject)-[edge:PRODUCES|LOCATED_IN|DEVELOPS|SUPPLIES|COURTS]->(target)
OPTIONAL MATCH (subject)-[:LOCATED_IN*1..4]->(area:Park)
WITH subject, edge, target, collect(DISTINCT area.id) AS areas
WHERE ($park = '' OR subject.id = $park OR target.id = $park OR $park IN areas)
  AND ($chain = '' OR COUNT { MATCH (subject)-[:CHAIN_MEMBER]->(:Chain {id: $chain}) } > 0)
RETURN 'status' AS kind,
       {id: subject.id, name: subject.name, name_en: subject.name_en, edge: type(edge), target_id: target.id,
        target: target.name, target_en: target.name_en, product: edge.product, unit: edge.unit,
        purpose: edge.purpose,
        status: edge.status, statements: edge.statements} AS told
"""
WORDS: Vocabulary = {**STATUS_WORDS, **VERDICT_WORDS, "": ("—", "—")}
CHANGES: Vocabulary = {
    "gap closed": ("缺口补上", "gap closed"),
    "gap opened": ("出现缺口", "gap opened"),
    "verdict": ("判断改变", "verdict"),
    "new": ("新增", "new"),
    "gone": ("消失", "gone"),
    "status": ("状态改变", "status"),
}
COLUMNS = (
    Column("change", "变化", "change", words=CHANGES),
    Column("park", "园区", "park"),
    Column("chain", "产业链", "chain"),
    Column("thing", "对象", "of"),
    Column("edge", "关系", "edge"),
    Column("target", "对方", "to"),
    Column("before", "之前", "before", words=WORDS),
    Column("after", "之后", "after", words=WORDS),
    Column("statements", "陈述", "statements", "never"),
)
Key = tuple[str, ...]
NOTHING = "建链"
"""The verdict of every product where a park makes nothing of a chain."""


def differences(before: list[Row], after: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Return what differs between two folds: gaps, then verdicts, then statuses, in a fixed order."""
    counted = COUNTED[parameters["presence"]]
    verdicts = _pairs(_verdicts(before, counted), _verdicts(after, counted), NOTHING)
    statuses = _pairs(_statuses(before), _statuses(after), "")
    rows = [_verdict_row(one, other) for one, other in verdicts]
    rows += [_status_row(one, other) for one, other in statuses]
    order = list(CHANGES)
    return sorted(rows, key=lambda row: (order.index(row["change"]), row["sort"]))


def _pairs(before: Mapping[Key, Row], after: Mapping[Key, Row], without: str) -> Iterator[tuple[Row, Row]]:
    """Yield what has another value on either side; a side that lacks it has the value `without`."""
    for key in sorted(before.keys() | after.keys()):
        told = after.get(key) or before[key]
        missing = told | {"value": without, "statements": []}
        one, other = before.get(key, missing), after.get(key, missing)
        if one["value"] != other["value"]:
            yield one, other


def _verdicts(rows: Iterable[Row], counted: tuple[str, ...]) -> dict[Key, Row]:
    """Return the verdict of each product in each park that makes something of its chain."""
    chains = _chains(rows)
    found: dict[Key, Row] = {}
    for name in sorted(chains):
        above, below = closures(chains[name])
        for park, made in _made(chains[name], counted).items():
            for told in chains[name]:
                product = told["product_id"]
                near = [set(side[product]) & made.keys() for side in (above, below)]
                value, _ = verdict(product in made, bool(near[0]), bool(near[1]))
                evidence = union(made.get(other, []) for other in (product, *near[0], *near[1]))
                found[park, name, product] = {
                    "value": value,
                    "park": _area(chains[name], park),
                    "chain": told["chain"],
                    "thing": told["product"],
                    "statements": evidence,
                }
    return found


def _chains(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the products of each chain, each with those of its makers that are in a park."""
    makers: dict[tuple[str, str], list[Row]] = defaultdict(list)
    chains: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        told = row["told"]
        if row["kind"] == "maker":
            makers[told["chain_id"], told["product_id"]].append(told)
        elif row["kind"] == "standing":
            chains[told["chain"]["id"]].append(told)
    return {
        name: [told | {"makers": makers[name, told["product_id"]]} for told in chain]
        for name, chain in chains.items()
    }


def _made(chain: Iterable[Row], counted: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    """Return for each park the products that it makes, with the statements that say so."""
    made: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for told in chain:
        for maker in told["makers"]:
            if maker["status"] in counted:
                for area in maker["areas"]:
                    known = made[area["id"]].get(told["product_id"], [])
                    made[area["id"]][told["product_id"]] = union(
                        [known, maker["statements"], *maker["site_evidence"]]
                    )
    return made


def _area(chain: Iterable[Row], park: str) -> Row:
    areas = (area for told in chain for maker in told["makers"] for area in maker["areas"])
    return next(area for area in areas if area["id"] == park)


def _statuses(rows: Iterable[Row]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for row in rows:
        if row["kind"] == "status":
            told = row["told"]
            apart = (str(told[name]) for name in ("product", "unit", "purpose"))
            found[told["id"], told["edge"], told["target_id"], *apart] = told | {"value": told["status"]}
    return found


def _verdict_row(before: Row, after: Row) -> Row:
    change = "verdict"
    if "present" in (before["value"], after["value"]):
        change = "gap closed" if after["value"] == "present" else "gap opened"
    park, chain, thing = after["park"], after["chain"], after["thing"]
    told = {"park": park, "chain": chain, "thing": thing, "edge": "", "target": None}
    return _row(change, before, after, told, (park["id"], chain["id"], thing["id"]))


def _status_row(before: Row, after: Row) -> Row:
    change = "status" if before["value"] and after["value"] else "new" if after["value"] else "gone"
    thing = {key: after[key] for key in ("id", "name", "name_en")}
    target = {"id": after["target_id"], "name": after["target"], "name_en": after["target_en"]}
    told = {"park": None, "chain": None, "thing": thing, "edge": after["edge"], "target": target}
    return _row(
        change, before, after, told, (after["id"], after["edge"], after["target_id"], str(after["purpose"]))
    )


def _row(change: str, before: Row, after: Row, told: Row, sort: Key) -> Row:
    return told | {
        "change": change,
        "before": before["value"],
        "after": after["value"],
        "statements": union((before["statements"], after["statements"])),
        "sort": sort,
    }
