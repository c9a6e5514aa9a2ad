"""What the texts of Hohhot and Ordos say, and the traps in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chainatlas.graph.store import Store
from chainatlas.loaders._text import clean
from chainatlas.loaders.curated import BUNDLED, survey

HOHHOT, ORDOS = "document:hohhot-2023", "document:ordos-2023"
SEVEN = {"mengsu", "otog", "sulige", "jungar", "dalad", "shanghaimiao", "ordos-hightech"}


def found(store: Store, query: str, /, **parameters: str) -> set[object]:
    """Return the first column of an answer as a set."""
    return {next(iter(row.values())) for row in store.query(query, parameters)}


def test_misprints_of_the_texts_are_read_as_they_were_meant(sources: Path) -> None:
    facts = survey([BUNDLED])
    files = {row["id"]: row["file"] for row in facts.record.documents.iter_rows(named=True)}
    raw = {name: (sources / files[name]).read_text("utf-8") for name in (HOHHOT, ORDOS)}
    hohhot, ordos = (clean(raw[name], name, facts.proof.corrections) for name in (HOHHOT, ORDOS))
    assert hohhot[6].count("金宇保灵") == 2
    assert "氯碱、铁合金" in ordos[15]
    assert "鄂尔多斯高新技术产业开发区和达拉特" in ordos[5]
    assert clean("\n".join(ordos), ORDOS, facts.proof.corrections) == ordos
    assert ordos[3] == "美锦国鸿氢能重卡(蒙苏经济开发区)"


def test_no_file_of_the_facts_repeats_a_sentence_of_the_clean_texts(sources: Path) -> None:
    span = 22
    texts = ["".join(clean(path.read_text("utf-8-sig"), "", ())) for path in sources.glob("*.txt")]
    flat = ["".join(text.split()) for text in texts]
    runs = {text[i : i + span] for text in flat for i in range(len(text) - span)}
    for path in BUNDLED.rglob("*.*"):
        content = "".join(path.read_text("utf-8").split())
        assert not [i for i in range(len(content) - span) if content[i : i + span] in runs], path


def test_ordos_counts_eight_parks_and_nine_zones_and_both_stay(bundled: Store) -> None:
    text = """MATCH (:Place {id: 'place:ordos'})-[has:HAS_MEASURE]->(count:Measure {indicator: 'parks'})
    RETURN count.period AS period, has.contested AS contested, size(has.statements) AS statements"""
    assert set(bundled.query(text).rows) == {("2022", False, 3), ("2023", True, 2)}
    said = "MATCH (s:Statement {document: $id, indicator: 'parks'}) RETURN DISTINCT s.value AS value"
    assert found(bundled, said, id=ORDOS) == {8.0, 9.0}


def test_ordos_has_the_seven_parks_it_names_and_no_eighth(bundled: Store) -> None:
    text = """MATCH (park:Park)-[:LOCATED_IN]->(place:Place)-[:LOCATED_IN*0..1]->(:Place {id: 'place:ordos'})
    RETURN park.id AS id"""
    assert found(bundled, text) == {f"park:{name}" for name in SEVEN}


def test_every_inner_park_lies_in_a_park(bundled: Store) -> None:
    inner = "MATCH (park:Park {level: 'inner'}) RETURN park.id AS id"
    held = "MATCH (park:Park {level: 'inner'})-[:LOCATED_IN]->(:Park) RETURN park.id AS id"
    assert found(bundled, inner) == found(bundled, held)


def test_three_names_of_envision_are_three_nodes_and_only_implied_to_belong_together(bundled: Store) -> None:
    links = """MATCH (one:Company)-[of:PART_OF {basis: 'implied'}]->(:Company {id: 'company:envision'})
    RETURN one.id AS id"""
    assert found(bundled, links) == {"company:envision-energy-hohhot", "company:envision-ordos"}
    places = """MATCH (one:Company)-[:LOCATED_IN]->(park:Park) WHERE one.id STARTS WITH 'company:envision'
    RETURN one.id + ' ' + park.id AS place"""
    assert found(bundled, places) == {
        "company:envision-energy-hohhot park:hohhot-edz",
        "company:envision-ordos park:envision-ordos",
        "company:envision-ordos park:mengsu-zero-carbon",
    }


@pytest.mark.parametrize("value", [200_000_000, 2_300_000_000])
def test_what_several_projects_of_hohhot_cost_together_is_the_parks(bundled: Store, value: int) -> None:
    text = f"MATCH (one)-[:HAS_MEASURE]->(m:Measure) WHERE m.value = {value} RETURN one.id AS id"
    assert found(bundled, text) == {"park:hohhot-edz"}
    assert not found(bundled, f"MATCH (p:Project) WHERE p.investment_cny = {value} RETURN p.id AS id")


def test_law_firms_that_signed_with_a_park_are_not_in_it(bundled: Store) -> None:
    text = "MATCH (:Park {id: 'park:hohhot-returnees'})-[:COURTS]->(firm:Company) RETURN firm.id AS id"
    law = {"company:yingke-law", "company:jingshi-law"}
    assert found(bundled, text) == law
    assert law.isdisjoint(found(bundled, "MATCH (firm:Company)-[:LOCATED_IN]->(:Park) RETURN firm.id AS id"))


def test_targets_are_told_as_targets(bundled: Store) -> None:
    text = """MATCH (:Park)-[has:HAS_MEASURE]->(m:Measure) WHERE m.indicator CONTAINS 'target'
    AND NOT m.indicator CONTAINS 'target_met' RETURN has.status AS status"""
    assert found(bundled, text) == {"planned"}


def test_the_liquid_sunshine_project_takes_carbon_dioxide_and_green_power(bundled: Store) -> None:
    needs = """MATCH (p:Project {id: 'project:chinacoal-liquid-sunshine'})-[need:NEEDS]->(product:Product)
    RETURN product.id + ' ' + need.basis AS need"""
    assert {"product:co2 stated", "product:green-electricity stated"} <= found(bundled, needs)


@pytest.mark.parametrize(
    ("park", "code"),
    [
        ("hohhot-edz", "15101001"),
        ("mengsu", "15201022"),
        ("ordos-hightech", "15103003"),
        ("dalad", "15201005"),
    ],
)
def test_parks_bear_their_zone_codes(bundled: Store, park: str, code: str) -> None:
    text = "MATCH (park:Park {id: $park}) RETURN park.code AS code"
    assert found(bundled, text, park=f"park:{park}") == {code}
