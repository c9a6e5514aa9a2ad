"""coverage: how much of each park is on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.queries._question import Column, Parameter, Question, Row, union

CYPHER = """
MATCH (park:Park)
WHERE $park = '' OR park.id = $park
OPTIONAL MATCH (thing)-[located:LOCATED_IN]->(site:Park)-[:LOCATED_IN*0..3]->(park)
WHERE NOT located.status IN ['denied', 'closed']
WITH park, collect(DISTINCT thing.id) AS inside
OPTIONAL MATCH (park)-[report:HAS_MEASURE]->(measure:Measure)
WHERE measure.indicator IN ['firms_running', 'major_projects', 'key_projects']
WITH park, inside,
     collect(CASE WHEN measure IS NULL THEN NULL ELSE {
         indicator: measure.indicator, value: measure.value, recorded: report.recorded,
         statements: report.statements} END) AS reports
OPTIONAL MATCH (member)-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE (member.id IN inside OR member.id = park.id) AND role.status <> 'denied'
WITH park, inside, reports,
     collect(DISTINCT chain.id) AS chains_named,
     collect(DISTINCT CASE WHEN member.id IN inside THEN chain.id END) AS chains_with_member
OPTIONAL MATCH (one)-[sited:LOCATED_IN]->(yard:Park)-[:LOCATED_IN*0..3]->(park)
WHERE NOT sited.status IN ['denied', 'closed']
OPTIONAL MATCH (one)-[edge]-(other)
WHERE edge.basis IS NOT NULL
RETURN park.id AS park_id, park.name AS park, park.name_en AS park_en, inside, reports,
       chains_named, chains_with_member,
       count(DISTINCT CASE WHEN edge.basis = 'stated' THEN edge END) AS stated,
       count(DISTINCT CASE WHEN edge.basis = 'implied' THEN edge END) AS implied,
       count(DISTINCT CASE WHEN edge.basis = 'reference' THEN edge END) AS reference,
       max(edge.recorded) AS newest
ORDER BY park_id
"""


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Count firms and projects by their ids and take the newest report of each number."""
    return [_row(row) for row in rows]


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
        **{
            basis: round(row[basis] / edges, 3) if edges else None
            for basis in ("stated", "implied", "reference")
        },
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
