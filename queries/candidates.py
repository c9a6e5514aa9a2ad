"""candidates: firms that make elsewhere what a park lacks, with every reason that speaks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chainatlas.queries._nearness import PLACED, POSITION, Positions, by_distance, nearest, positions
from chainatlas.queries._question import Column, Parameter, Question, Row, by_id, union
from chainatlas.queries._verdicts import COUNTED, SUPPORTING
from chainatlas.queries._whereabouts import GONE

REASONS = ("supplies", "group", "neighbour", "near", "expanding", "courted")
MADE = "status: made.status, statements: made.statements, sites: sites, local: local"
MAKES = """
MATCH (:Product {id: $product})<-[made:PRODUCES]-(maker)
WHERE NOT made.status IN ['denied', 'closed', 'suspended']"""
FIRMS = f"""{MAKES}
MATCH (maker)<-[:DEVELOPS*0..1]-(firm)
WITH DISTINCT firm"""
"""Who makes the product or invests in a project that does; each reason starts from these."""
THERE = """
MATCH stand = (there)-[:DEVELOPS*0..1]->(thing)
MATCH sited = (thing)-[:LOCATED_IN]->(site:Park)
MATCH (site)-[:LOCATED_IN*0..3]->(:Park {id: $park})"""
"""Where a firm stands in the park, itself or with a project."""


def _told(fact: str, end: str, ways: str, more: str) -> str:
    """Return the end of a branch: what it tells of which thing, with nodes and edges of the paths to it."""
    names = ways.split()
    nodes = [
        f"[node IN nodes({way}) | {{id: node.id, name: node.name, name_en: node.name_en}}]" for way in names
    ]
    edges = [
        f"[edge IN relationships({way}) | {{status: edge.status, statements: edge.statements}}]"
        for way in names
    ]
    return f"""
RETURN '{fact}' AS fact, {{
           firm: firm.id, id: {end}.id, name: {end}.name, name_en: {end}.name_en, {more},
           nodes: [{", ".join(nodes)}],
           edges: [{", ".join(edges)}]
       }} AS details
"""


CYPHER = f"""
MATCH (:Park {{id: $park}})<-[:LOCATED_IN*0..3]-(inner:Park)
WITH collect(inner.id) AS inside{MAKES}
MATCH (maker)<-[:DEVELOPS*0..1]-(firm)
WITH DISTINCT inside, made, maker, firm
MATCH way = (firm)-[:DEVELOPS*0..1]->(maker)
OPTIONAL MATCH (maker)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
WITH firm, way, maker, made, count(CASE WHEN site.id IN inside THEN 1 END) > 0 AS local,
     collect(CASE WHEN site IS NULL THEN NULL ELSE {{
         id: site.id, name: site.name, name_en: site.name_en, statements: located.statements}} END) AS sites
{_told("maker", "maker", "way", MADE)}
UNION ALL{FIRMS}
MATCH supply = (firm)-[:SUPPLIES]->(there:Company){THERE}
{_told("supplies", "there", "supply stand sited", "status: thing.status")}
UNION ALL{FIRMS}
MATCH up = (firm)-[:PART_OF*0..3]->(top:Company)
MATCH down = (top)<-[:PART_OF*0..3]-(there:Company){THERE}
{_told("group", "there", "up down stand sited", "status: thing.status")}
UNION ALL{FIRMS}
MATCH way = (firm)-[:DEVELOPS*0..1]->(other)
MATCH makes = (other)-[made:PRODUCES]->(beside:Product)
WHERE NOT made.status IN ['denied', 'closed', 'suspended'] AND beside.id <> $product
MATCH link = (beside)-[:FEEDS]-(:Product {{id: $product}})
{_told("neighbour", "beside", "way makes link", "kind: beside.kind, status: made.status")}
UNION ALL{FIRMS}
MATCH way = (firm)-[:DEVELOPS*0..1]->(project:Project)
WHERE project.status IN ['under_construction', 'signed', 'planned']
{_told("expanding", "project", "way", "statements: project.statements")}
UNION ALL{FIRMS}
MATCH up = (firm)-[:PART_OF*0..3]->(top)
MATCH court = (top)<-[courts:COURTS]-(courting:Park)
WHERE courts.purpose IS NULL OR courts.purpose <> 'orders'
MATCH (courting)-[:LOCATED_IN*0..3]->(:Park {{id: $park}})
{_told("courted", "courting", "up court", "statements: courts.statements")}
UNION ALL
MATCH (park:Park {{id: $park}})
RETURN 'park' AS fact, {{id: park.id, name: park.name, name_en: park.name_en}} AS details
UNION ALL
MATCH (thing:Park {{id: $park}})
{PLACED}
UNION ALL{MAKES}
MATCH (maker)-[:LOCATED_IN]->(thing:Park)
WITH DISTINCT thing
{PLACED}
UNION ALL{MAKES}
MATCH (maker)-[located:LOCATED_IN]->(place:Place)
WHERE place.lon IS NOT NULL AND place.lat IS NOT NULL AND NOT located.status IN ['denied', 'closed']
WITH DISTINCT maker AS thing, place
{POSITION}"""


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put the reasons of each firm together; most kinds of reason first, then the nearest, then by id."""
    facts: dict[str, list[Row]] = {fact: [] for fact in ("maker", "park", "place", *REASONS)}
    for row in rows:
        facts[row["fact"]].append(row["details"])
    counted = COUNTED[parameters["presence"]]
    park = facts["park"][0] if facts["park"] else {}
    where = positions(facts["place"])
    makers = [maker for maker in facts["maker"] if maker["status"] in counted and _holds(maker)]
    answer = []
    for firm, own in _candidates(makers).items():
        reasons = {name: _reasons(facts[name], firm, counted) for name in REASONS}
        nearby = _nearby(own, park, where)
        distance = nearby["distance_km"]
        if distance is not None and distance <= parameters["km"]:
            reasons["near"] = [nearby]
        answer.append(
            _row(own[0]["nodes"][0][0], own, reasons, distance) | {"only_maker_in": _alone(own, makers)}
        )
    return sorted(answer, key=lambda row: (-row["reasons"], by_distance(row["distance_km"]), row["firm_id"]))


def _holds(found: Row) -> bool:
    """Tell whether no edge on the way is denied or closed."""
    return not any(edge["status"] in GONE for edges in found["edges"] for edge in edges)


def _candidates(makers: list[Row]) -> dict[str, list[Row]]:
    """Return what each firm makes elsewhere, of those that do not make it in the park already.

    A project stands for itself only if no investor is on record.
    """
    here = {maker["firm"] for maker in makers if maker["local"]}
    invested = {maker["id"] for maker in makers if maker["firm"] != maker["id"]}
    firms: dict[str, list[Row]] = {}
    for maker in sorted(makers, key=lambda maker: (maker["firm"], maker["id"], union([maker["statements"]]))):
        alone = maker["firm"] != maker["id"] or maker["id"] not in invested
        if alone and maker["firm"] not in here and not maker["local"]:
            firms.setdefault(maker["firm"], []).append(maker)
    return firms


def _reasons(found: Iterable[Row], firm: str, counted: tuple[str, ...]) -> list[Row]:
    """Return the things that tell a reason for a firm, each with the shortest path to it."""
    told: dict[str, Row] = {}
    for row in found:
        counts = row.get("status") is None or row["status"] in counted
        if row["firm"] != firm or not _holds(row) or row.get("kind") in SUPPORTING or not counts:
            continue
        reason, before = _reason(row), told.get(row["id"])
        if before and _ids(before) == _ids(reason):
            before["statements"] = union((before["statements"], reason["statements"]))
        elif not before or (len(reason["path"]), _ids(reason)) < (len(before["path"]), _ids(before)):
            told[row["id"]] = reason
    return by_id(told.values())


def _ids(reason: Row) -> list[str]:
    return [node["id"] for node in reason["path"]]


def _reason(row: Row) -> Row:
    """Return the thing that tells, the way to it from the firm, and the statements along that."""
    path: list[Row] = []
    for node in (node for nodes in row["nodes"] for node in nodes):
        if not path or path[-1]["id"] != node["id"]:
            path.append(dict(node))
    evidence = union(edge["statements"] for edges in row["edges"] for edge in edges)
    return {**_name(row), "path": path, "statements": union((evidence, row.get("statements")))}


def _name(thing: Row) -> Row:
    return {key: thing[key] for key in ("id", "name", "name_en")}


def _nearby(own: list[Row], park: Row, where: Positions) -> Row:
    """Return which of the sites where a firm makes the product is nearest to the park."""
    sites = [(maker, site) for maker in own for site in [*by_id(maker["sites"]), maker]]
    measured = [(nearest(where, [park["id"]], [site["id"]]), maker, site) for maker, site in sites]
    best = min(measured, key=lambda found: (by_distance(found[0]), found[2]["id"], found[1]["id"]))
    distance, maker, site = best
    path = [_name(maker)] + ([_name(site)] if site is not maker else []) + [_name(park)]
    return {**_name(site), "distance_km": distance, "path": path, "statements": union([site["statements"]])}


def _alone(own: list[Row], makers: list[Row]) -> list[Row]:
    """Return the sites that would lose their only maker on record if the firm moved away."""
    mine = {maker["id"] for maker in own}
    others = {site["id"] for maker in makers if maker["id"] not in mine for site in maker["sites"]}
    sites = {site["id"]: _name(site) for maker in own for site in maker["sites"]}
    return by_id(site for name, site in sites.items() if name not in others)


def _row(firm: Row, own: list[Row], reasons: Mapping[str, list[Row]], distance: float | None) -> Row:
    evidence = [_reason(maker)["statements"] for maker in own]
    evidence += [site["statements"] for maker in own for site in maker["sites"]]
    evidence += [reason["statements"] for found in reasons.values() for reason in found]
    plants = {maker["id"]: _name(maker) | {"status": maker["status"]} for maker in own}
    return {
        "firm_id": firm["id"],
        "firm": firm["name"],
        "firm_en": firm["name_en"],
        "reasons": sum(bool(found) for found in reasons.values()),
        "distance_km": distance,
        **reasons,
        "made_by": by_id(plants.values()),
        "sites": by_id({site["id"]: _name(site) for maker in own for site in maker["sites"]}.values()),
        "statements": union(evidence),
    }


QUESTION = Question(
    name="candidates",
    zh="按图招商:园区缺的这个产品,别处谁在生产,凭什么请它来?",
    en="Who makes elsewhere the product that a park lacks, and what speaks for inviting each of them?",
    cypher=CYPHER,
    parameters=(
        Parameter("park", "园区", "the park, with the parks inside it", label="Park"),
        Parameter("product", "产品", "the product that is to be made there", label="Product"),
        Parameter("km", "邻近公里数", "up to how many kilometres count as near", most=5000, default=300),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("firm_id", "企业标识", "firm id", "never"),
        Column("firm", "企业", "firm", "zh"),
        Column("firm_en", "企业(英文)", "firm", "en"),
        Column("reasons", "理由数", "reasons"),
        Column("distance_km", "距离(公里)", "distance, km", blank=("未记录", "not recorded")),
        Column("supplies", "供应园区企业", "supplies firms of the park"),
        Column("group", "同集团已在园区", "same group already there"),
        Column("neighbour", "亦产上下游产品", "makes neighbour products too"),
        Column("near", "邻近", "near"),
        Column("expanding", "正在扩张", "expanding"),
        Column("courted", "园区已在招引", "courted already"),
        Column("made_by", "生产者", "made by"),
        Column("sites", "现址", "where now"),
        Column("only_maker_in", "当地唯一生产者", "only maker on record in"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
