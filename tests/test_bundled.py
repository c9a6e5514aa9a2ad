"""The bundled facts, and the traps in the texts they were read in."""

from __future__ import annotations

from pathlib import Path

from chainatlas.graph.store import Store
from chainatlas.loaders._texts import check_texts
from chainatlas.loaders.curated import BUNDLED, survey
from chainatlas.queries._ask import ask, named_question

BAOTOU, XINGAN, DATONG = "park:baotou-rare-earth", "park:xingan-edz", "park:datong-yungang"


def ids(store: Store, text: str, **parameters: str) -> set[str]:
    return {row["id"] for row in store.query(text, parameters)}


LOCATED = "MATCH (firm)-[:LOCATED_IN]->(:Park)-[:LOCATED_IN*0..2]->(:Park {id: $park}) RETURN firm.id AS id"


def test_every_term_stands_in_its_paragraph(sources: Path) -> None:
    assert check_texts(survey([BUNDLED]), sources) == []


def test_four_names_of_goldwind_are_four_nodes_and_only_implied_to_belong_together(bundled: Store) -> None:
    found = ids(bundled, "MATCH (n) WHERE n.name STARTS WITH '金风' RETURN n.id AS id")
    assert len([name for name in found if name.startswith(("company:", "project:"))]) >= 4
    links = bundled.query(
        "MATCH (one:Company)-[of:PART_OF]->(:Company {id: 'company:goldwind'}) RETURN of.basis AS basis"
    )
    assert {row["basis"] for row in links} == {"implied"}


def test_an_investment_shared_by_several_projects_is_no_projects_own(bundled: Store) -> None:
    rows = list(
        bundled.query(
            "MATCH (one)-[:HAS_MEASURE]->(m:Measure) WHERE m.value = 4054000000 "
            "RETURN one.id AS id, m.scope AS scope"
        )
    )
    assert [row["id"] for row in rows] == [BAOTOU]
    assert "together" in rows[0]["scope"]
    assert not ids(bundled, "MATCH (p:Project) WHERE p.investment_cny = 4054000000 RETURN p.id AS id")


def test_what_the_suppliers_of_goldwind_supply_is_not_stated(bundled: Store) -> None:
    rows = ask(bundled, named_question("suppliers"), {"company": "金风科技"}).rows
    assert {row["supplier"] for row in rows} == {"天顺风能", "金力永磁"}
    assert {row["product_id"] for row in rows} == {None}
    assert {row["basis"] for row in rows} == {"stated"}


def test_firms_that_are_only_courted_are_not_in_the_park(bundled: Store) -> None:
    courted = ids(bundled, "MATCH (:Park)-[:COURTS]->(firm:Company) RETURN firm.id AS id")
    assert {"company:cnnc", "company:cgn", "company:huadian"} <= courted
    assert {"company:xiben-composites", "company:ja-solar-hefei", "company:shenghe-resources"} <= courted
    for park in (XINGAN, BAOTOU, DATONG):
        assert courted.isdisjoint(ids(bundled, LOCATED, park=park))


def test_cnnc_is_a_prospect_for_orders(bundled: Store) -> None:
    rows = bundled.query(
        "MATCH (:Park)-[c:COURTS]->(:Company {id: 'company:cnnc'}) RETURN c.purpose AS purpose"
    )
    assert "orders" in {row["purpose"] for row in rows}


def test_the_assembly_plant_was_being_built_for_one_billion(bundled: Store) -> None:
    text = """MATCH (p:Project {id: 'project:goldwind-baotou-assembly'})-[:LOCATED_IN]->(park:Park)
    RETURN p.status AS status, p.investment_cny AS cny, p.expected_on AS expected, park.name AS park"""
    assert bundled.query(text).rows == [("under_construction", 1.03e9, "2023-08", "滨河新区")]


def test_the_wind_chain_runs_from_raw_material_to_the_wind_farm(bundled: Store) -> None:
    text = """MATCH (:Chain {id: 'chain:wind-power'})<-[member:CHAIN_MEMBER]-(product:Product)
    RETURN product.id AS id, product.is_raw AS raw, product.is_final AS final, member.stage AS stage,
           member.statements AS statements"""
    rows = list(bundled.query(text))
    assert len(rows) >= 14
    assert {row["stage"] for row in rows} == {"upstream", "midstream", "downstream"}
    assert any(row["raw"] for row in rows)
    assert any(row["final"] for row in rows)
    assert all(row["statements"] for row in rows)


def test_the_technology_rests_on_documents_published_before_the_texts(bundled: Store) -> None:
    text = """MATCH (s:Statement {basis: 'reference'})-[:SUPPORTED_BY]->(d:Document)
    RETURN max(d.recorded) AS newest, count(s) AS statements"""
    ((newest, statements),) = bundled.query(text).rows
    assert newest < "2023-05-16"
    assert statements > 80


def test_baotou_makes_turbines_and_lacks_the_generator_between_magnet_and_nacelle(bundled: Store) -> None:
    given = {"park": "包头稀土高新区", "chain": "风电"}
    rows = {row["product"]: row for row in ask(bundled, named_question("chain-gaps"), given).rows}
    assert rows["风力发电机组"]["status"] == "under_construction"
    assert rows["永磁同步发电机"]["verdict"] == "补链"
    assert rows["塔筒"]["knowledge"] == "not recorded"
    assert [maker["id"] for maker in rows["塔筒"]["elsewhere"]] == ["company:dajin-xingan"]


def test_xingan_has_nine_firms_of_fourteen_on_record(bundled: Store) -> None:
    given = {"park": "兴安盟经济技术开发区", "chain": "风电"}
    told = ask(bundled, named_question("chain-gaps"), given).coverage
    assert (told["firms_named"], told["firms_reported"]) == (9, 14)


def test_the_scale_of_the_shuangliang_park_is_no_firms_capacity(bundled: Store) -> None:
    text = """MATCH (one)-[:HAS_MEASURE]->(m:Measure)
    WHERE m.name IN ['mono_silicon_scale', 'silicon_auxiliary_scale', 'pv_module_scale']
    RETURN one.id AS id, m.value AS value"""
    assert {(row["id"], row["value"]) for row in bundled.query(text)} == {
        ("park:baotou-shuangliang", value) for value in (100, 80, 20)
    }
    text = """MATCH (one)-[made:PRODUCES]->(:Product)
    WHERE one.id STARTS WITH 'project:shuangliang' OR one.id STARTS WITH 'company:shuangliang'
    RETURN made.capacity AS gw"""
    assert {row["gw"] for row in bundled.query(text)} == {5, None}


def test_a_share_that_does_not_add_up_is_kept_as_stated_with_a_note(bundled: Store) -> None:
    text = """MATCH (s:Statement {subject: 'park:datong-yungang', indicator: 'projects_started_share'})
    RETURN s.value AS value, s.note AS note"""
    ((value, note),) = bundled.query(text).rows
    assert value == 62.5
    assert "60 %" in note


def test_a_headquarters_is_no_plant(bundled: Store) -> None:
    text = (
        "MATCH (:Project {id: 'project:zhongyou-guoxin-headquarters'})-[edge]->() RETURN type(edge) AS type"
    )
    assert {row["type"] for row in bundled.query(text)} == {"LOCATED_IN"}


def test_no_file_of_the_project_repeats_a_sentence_of_the_texts(sources: Path) -> None:
    span = 22
    texts = ["".join(path.read_text("utf-8").split()) for path in sources.glob("*.txt")]
    runs = {text[i : i + span] for text in texts for i in range(len(text) - span)}
    for path in BUNDLED.rglob("*.*"):
        flat = "".join(path.read_text("utf-8").split())
        assert not [i for i in range(len(flat) - span) if flat[i : i + span] in runs], path
