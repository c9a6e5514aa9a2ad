"""How much of reality is on record, as far as the record itself tells; every answer carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chainatlas.graph.deadline import left
from chainatlas.graph.store import TIMEOUT, Store
from chainatlas.queries._question import Row

RECORD = """
MATCH (document:Document)
RETURN count(document) AS documents, max(document.recorded) AS newest
"""
PARK = """
MATCH (park:Park {id: $park})
OPTIONAL MATCH (park)<-[:LOCATED_IN*0..3]-(site:Park)<-[located:LOCATED_IN]-(firm:Company)
WHERE NOT located.status IN ['denied', 'closed']
WITH park, count(DISTINCT firm) AS firms_named
OPTIONAL MATCH (park)<-[:LOCATED_IN*0..3]-(place:Park)<-[sited:LOCATED_IN]-(project:Project)
WHERE NOT sited.status IN ['denied', 'closed']
WITH park, firms_named, count(DISTINCT project) AS projects_named
OPTIONAL MATCH (park)-[report:HAS_MEASURE]->(measure:Measure {indicator: 'firms_running'})
WITH park, firms_named, projects_named, report, measure ORDER BY report.recorded DESC, measure.id
RETURN park.name AS park, park.name_en AS park_en, firms_named, projects_named,
       collect(measure.value) AS firms_reported
"""
UNPLACED = """
MATCH (:Park {id: $park})<-[:LOCATED_IN*0..3]-(site:Park)
MATCH (site)<-[located:LOCATED_IN]-(firm:Company)-[:CHAIN_MEMBER]->(:Chain {id: $chain})
WHERE NOT located.status IN ['denied', 'closed']
OPTIONAL MATCH (firm)-[:PRODUCES]->(product:Product)-[:CHAIN_MEMBER]->(:Chain {id: $chain})
OPTIONAL MATCH (firm)-[:DEVELOPS]->(:Project)-[:PRODUCES]->(coming:Product)
WITH firm.name AS firm_name, firm.name_en AS firm_name_en, count(product) + count(coming) AS products
WHERE products = 0
RETURN DISTINCT firm_name AS name, firm_name_en AS name_en ORDER BY name
"""


def coverage(store: Store, values: Mapping[str, Any], build: Mapping[str, Any]) -> Row:
    """Return from what the graph was built, and for a park how many of its firms are on record."""
    told = {name: build[name] for name in ("as_of", "policy", "basis", "scenarios", "digest")}
    told |= next(iter(store.query(RECORD, timeout=left(TIMEOUT))))
    if values.get("park"):
        park = next(iter(store.query(PARK, {"park": values["park"]}, timeout=left(TIMEOUT))))
        reported = park["firms_reported"]
        told |= park | {"firms_reported": round(reported[0]) if reported else None}
        if values.get("chain"):
            asked = {"park": values["park"], "chain": values["chain"]}
            found = store.query(UNPLACED, asked, timeout=left(TIMEOUT))
            told["members_without_product"] = list(found)
    return told


def sentences(told: Row, lang: str) -> list[str]:
    """Return the coverage of an answer in words."""
    return list(_chinese(told) if lang == "zh" else _english(told))


def _chinese(told: Row) -> Iterator[str]:
    if "park" in told:
        reported = told["firms_reported"]
        share = (
            f"报道投产企业{reported}家,在案{told['firms_named']}家"
            if reported
            else (f"投产企业数未见报道,在案{told['firms_named']}家")
        )
        yield f"{told['park']}:{share},在案项目{told['projects_named']}个。未记录不等于没有。"
    if missing := told.get("members_without_product"):
        yield f"属于本链而产品未载明的企业:{'、'.join(row['name'] for row in missing)}。"
    date = f",截至{told['as_of']}" if told["as_of"] else ""
    scenario = f",情景:{'、'.join(told['scenarios'])}" if told["scenarios"] else ""
    policy = "只计无争议事实" if told["policy"] == "cautious" else "含有争议事实"
    yield f"依据{told['documents']}份文献,最新{told['newest']}{date};{policy}{scenario}。"


def _english(told: Row) -> Iterator[str]:
    if "park" in told:
        reported = told["firms_reported"]
        share = f"{told['firms_named']} firms on record" + (
            f" of {reported} reported to run" if reported else "; how many run is not reported"
        )
        name = told["park_en"] or told["park"]
        yield f"{name}: {share}; {told['projects_named']} projects. Not recorded does not mean absent."
    if missing := told.get("members_without_product"):
        firms = ", ".join(row["name_en"] or row["name"] for row in missing)
        yield f"Members of the chain whose product is not stated: {firms}."
    date = f", as of {told['as_of']}" if told["as_of"] else ""
    scenario = f"; scenario: {', '.join(told['scenarios'])}" if told["scenarios"] else ""
    policy = "uncontested facts only" if told["policy"] == "cautious" else "contested facts included"
    yield f"From {told['documents']} documents, the newest of {told['newest']}{date}; {policy}{scenario}."
