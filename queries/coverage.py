"""coverage: how much of each park is on record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from chainatlas.graph.model import FACTS
from chainatlas.queries._question import Column, Parameter, Question, Row, union

BASES = ("stated", "implied", "reference")

CYPHER = """
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
RETURN 'park' AS fact, {park_id: park.id, park: park.name, park_en: park.name_en} AS details
UNION ALL
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
MATCH (park)<-[:LOCATED_IN*0..3]-(site:Park)
MATCH (site)<-[located:LOCATED_IN]-(thing)
WHERE NOT located.status IN ['denied', 'closed']
RETURN 'inside' AS fact, {park_id: park.id, id: thing.id} AS details
UNION ALL
MATCH (park:Park)-[report:HAS_MEASURE]->(measure:Measure)
WHERE measure.indicator IN ['firms_running', 'major_projects', 'key_projects']
  AND ($park = '' OR park.id = $park)
RETURN 'report' AS fact, {
           park_id: park.id, indicator: measure.indicator, value: measure.value,
           recorded: report.recorded, statements: report.statements
       } AS details
UNION ALL
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
MATCH (park)<-[:LOCATED_IN*0..3]-(lot:Park)
MATCH (lot)<-[:LOCATED_IN*0..1]-(member)-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE role.status <> 'denied'
WITH DISTINCT member, chain
RETURN 'member' AS fact, {id: member.id, chain_id: chain.id} AS details
UNION ALL
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
MATCH (park)<-[:LOCATED_IN*0..3]-(yard:Park)
MATCH (yard)<-[sited:LOCATED_IN]-(one)
WHERE NOT sited.status IN ['denied', 'closed']
WITH DISTINCT one
MATCH (one)-[edge:ANY_FACT]->(other)
WHERE edge.basis IS NOT NULL
RETURN 'edge' AS fact, {
           id: one.id, kind: type(edge), source: one.id, target: other.id, basis: edge.basis,
           recorded: edge.recorded, statements: edge.statements
       } AS details
UNION ALL
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
MATCH (park)<-[:LOCATED_IN*0..3]-(yard:Park)
MATCH (yard)<-[sited:LOCATED_IN]-(one)
WHERE NOT sited.status IN ['denied', 'closed']
WITH DISTINCT one
MATCH (one)<-[edge:ANY_FACT]-(other)
WHERE edge.basis IS NOT NULL
RETURN 'edge' AS fact, {
           id: one.id, kind: type(edge), source: other.id, target: one.id, basis: edge.basis,
           recorded: edge.recorded, statements: edge.statements
       } AS details
""".replace("ANY_FACT", FACTS)


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Count firms and projects by their ids and take the newest report of each number."""
    inside = _grouped(rows, "inside", "park_id")
    reports = _grouped(rows, "report", "park_id")
    chains, edges = _grouped(rows, "member", "id"), _grouped(rows, "edge", "id")
    answer = []
    for park in sorted((row["details"] for row in rows if row["fact"] == "park"), key=_by_park):
        things = sorted({row["id"] for row in inside[park["park_id"]]})
        named = {row["chain_id"] for name in (park["park_id"], *things) for row in chains[name]}
        with_member = {row["chain_id"] for name in things for row in chains[name]}
        found = {_key(row): row for name in things for row in edges[name]}
        told: Row = {"inside": things, "reports": reports[park["park_id"]]}
        told |= {"chains_named": named, "chains_with_member": with_member}
        bases = Counter(row["basis"] for row in found.values())
        newest = max((row["recorded"] for row in found.values() if row["recorded"]), default=None)
        answer.append(_row(park | told | {basis: bases[basis] for basis in BASES} | {"newest": newest}))
    return answer


def _grouped(rows: list[Row], fact: str, key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["fact"] == fact:
            found[row["details"][key]].append(row["details"])
    return found


def _by_park(row: Row) -> str:
    return str(row["park_id"])


def _key(edge: Row) -> tuple[Any, ...]:
    """Return what tells an edge from all others, from whichever end it was reached."""
    return (edge["kind"], edge["source"], edge["target"], *edge["statements"])


def _row(row: Row) -> Row:
    firms, projects = (
        [name for name in row["inside"] if name.startswith(prefix)] for prefix in ("company:", "project:")
    )
    edges = row["stated"] + row["implied"] + row["reference"]
    return {
        **row,
        "firms_named": len(firms),
        "projects_named": len(projects),
        "firms_reported": _newest(row, "firms_running"),
        "projects_reported": _newest(row, "major_projects", "key_projects"),
        "chains_named": len(row["chains_named"]),
        "chains_with_member": len(row["chains_with_member"]),
        **{basis: round(row[basis] / edges, 3) if edges else None for basis in BASES},
        "statements": union(report["statements"] for report in row["reports"]),
    }


def _newest(row: Row, *indicators: str) -> int | None:
    """Return the number that the newest report gives for the first indicator that anybody reports."""
    for indicator in indicators:
        found = [report for report in row["reports"] if report["indicator"] == indicator]
        if found:
            newest = max(found, key=lambda report: (report["recorded"], report["value"]))
            return int(newest["value"])
    return None


QUESTION = Question(
    name="coverage",
    zh="每个园区有多少在案:企业、项目、产业链、各类依据?",
    en="How much of each park is on record: firms, projects, chains, and on what basis?",
    cypher=CYPHER,
    parameters=(Parameter("park", "园区", "only this park", label="Park", default=""),),
    columns=(
        Column("park_id", "园区标识", "park id", "never"),
        Column("park", "园区", "park", "zh"),
        Column("park_en", "园区(英文)", "park", "en"),
        Column("firms_reported", "报道投产企业", "firms reported to run", blank=("未见", "none")),
        Column("firms_named", "在案企业", "firms on record"),
        Column("projects_reported", "报道项目", "projects reported", blank=("未见", "none")),
        Column("projects_named", "在案项目", "projects on record"),
        Column("chains_named", "提及产业链", "chains named"),
        Column("chains_with_member", "有成员的产业链", "chains with a firm or project"),
        Column("stated", "原文比例", "share stated"),
        Column("implied", "推知比例", "share implied"),
        Column("reference", "参考比例", "share from reference"),
        Column("newest", "最新", "newest"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
