"""quality: every kind of fault is planted and found, and nothing is found where nothing is wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from _facts import DOCUMENTS, PRESS, Fact, attribute, battery, fact, record
from _pages import HOSTILE

from chainatlas import Atlas, checks
from chainatlas.checks._check import Check
from chainatlas.checks._ground import Ground
from chainatlas.checks._survey import Finding, all_checks, counts, findings
from chainatlas.checks._units import agree, measured
from chainatlas.cli import run
from chainatlas.graph.discover import module_names
from chainatlas.graph.errors import DeclarationError, UsageError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Graph, Record

TODAY = "2024-06-01"
OTHER = "product:other"
Properties = dict[str, dict[str, Any]]


def found_in(graph: Graph, *names: str) -> list[Finding]:
    return findings(Ground(graph, TODAY), all_checks(names))


def told(
    facts: Sequence[Fact], properties: Properties | None = None, only: str = ""
) -> set[tuple[str, str, tuple[str, ...]]]:
    """Return check, what was found and the ids for a graph of some facts beside the battery chain."""
    graph = fold(record([*battery(), *facts], **(properties or {})))
    return {(one.check, one.found, one.ids) for one in found_in(graph, *([only] if only else []))}


def spoilt(change: Callable[[Graph], Graph]) -> list[Finding]:
    return found_in(change(fold(record(battery()))))


def with_nodes(graph: Graph, label: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Graph:
    return replace(graph, nodes={**graph.nodes, label: change(graph.nodes[label])})


def with_edges(
    graph: Graph, ends: tuple[str, str, str], change: Callable[[pl.DataFrame], pl.DataFrame]
) -> Graph:
    return replace(graph, edges={**graph.edges, ends: change(graph.edges[ends])})


def test_nothing_is_found_in_a_sound_graph_nor_in_an_empty_one() -> None:
    assert found_in(fold(record(battery()))) == []
    assert found_in(fold(Record.empty())) == []
    assert found_in(Graph({}, {})) == []


def test_what_only_an_uncounted_basis_says_is_no_fault() -> None:
    leads = [
        fact("company:a", "HAS_MEASURE", indicator="staff", value=9.0, basis="inferred"),
        fact("company:b", "SUPPLIES", "company:c", product=OTHER, basis="inferred"),
    ]
    assert told(leads) == set()


def test_a_product_made_of_itself_is_a_circle() -> None:
    circle = [fact("product:car", "FEEDS", "product:cell"), fact("product:other", "FEEDS", "product:other")]
    assert told(circle, only="cycles") == {
        ("cycles", "car → cell → pack → car", ("product:car", "product:cell", "product:pack")),
        ("cycles", "other → other", (OTHER,)),
    }


@pytest.mark.parametrize("way", ["by-product", "kind of the input", "energy", "industries"])
def test_recycling_energy_and_industries_may_go_in_circles(way: str) -> None:
    back = fact("product:car", "FEEDS", OTHER, by_product=way == "by-product")
    kinds = {"kind of the input": {"kind": "by_product"}, "energy": {"kind": "energy"}}
    facts = [back, fact(OTHER, "FEEDS", "product:cell")]
    if way == "industries":
        facts = [fact("industry:a", "FEEDS", "industry:b"), fact("industry:b", "FEEDS", "industry:a")]
    assert told(facts, {"other": kinds.get(way, {})}, only="cycles") == set()


def test_an_input_further_down_than_its_output_contradicts_the_stages() -> None:
    up = [
        fact(OTHER, "CHAIN_MEMBER", "chain:battery", stage="upstream"),
        fact("product:cell", "FEEDS", OTHER),
    ]
    expected = ("stages", "battery: midstream → upstream", ("product:cell", OTHER, "chain:battery"))
    assert told(up, only="stages") == {expected}
    assert told([*up[:1], fact(OTHER, "FEEDS", "product:cell")], only="stages") == set()
    service = fact(OTHER, "CHAIN_MEMBER", "chain:battery", stage="service")
    assert told([service, up[1]], only="stages") == set()
    elsewhere = fact(OTHER, "CHAIN_MEMBER", "chain:wind", stage="upstream")
    assert told([elsewhere, up[1]], only="stages") == set()


UNITS = {
    "tons for pieces": ("PRODUCES", "t", "台", False),
    "tons a year for tons": ("PRODUCES", "t/年", "t", True),
    "ten thousand tons for kilograms": ("NEEDS", "万吨", "kg", True),
    "power for energy": ("PRODUCES", "kW", "MWh", True),
    "energy for power": ("PRODUCES", "MWh", "MW", False),
    "counted in other words": ("NEEDS", "万台/年", "套", True),
    "a unit nobody knows": ("PRODUCES", "头份", "羽份", False),
    "the same unit nobody knows": ("PRODUCES", "头份/年", "头份", True),
}


@pytest.mark.parametrize(("kind", "said", "own", "fits"), UNITS.values(), ids=UNITS)
def test_amounts_stand_in_units_of_the_product(kind: str, said: str, own: str, fits: bool) -> None:
    made = [fact("company:maker", kind, OTHER, unit=said)]
    expected = set() if fits else {("units", f"{kind}: {said} ≠ {own}", ("company:maker", OTHER))}
    assert told(made, {"other": {"unit": own}}, only="units") == expected


def test_each_half_of_a_coefficients_unit_is_that_of_its_product() -> None:
    facts = [fact("product:magnet", "FEEDS", "product:motor", coefficient=0.6, unit="t/MW")]
    ids = ("product:magnet", "product:motor")
    units: Properties = {"magnet": {"unit": "kg"}, "motor": {"unit": "台"}}
    assert told(facts, units, only="units") == {("units", "FEEDS: MW ≠ 台", ids)}
    units = {"magnet": {"unit": "m3"}, "motor": {"unit": "GW"}}
    assert told(facts, units, only="units") == {("units", "FEEDS: t ≠ m3", ids)}
    assert told(facts, only="units") == set()


@pytest.mark.parametrize("unit", ["", "/", "/年", "万", "台(套)/年", "t/t/t", "年/年", "㎡", "\x00", "T/年"])
def test_any_text_as_a_unit_measures_something(unit: str) -> None:
    assert isinstance(measured(unit), str)
    assert agree(unit, unit)


def test_two_firms_of_one_name_are_found_however_they_are_spelt() -> None:
    facts = [fact(f"company:{name}", "DEVELOPS", "project:x") for name in "ab"]
    names = {"a": {"name": "金风(科技) A"}, "b": {"name": "金风（科技）a"}}
    expected = {("same-names", "金风(科技) A", ("company:a", "company:b"))}
    assert told(facts, names) == expected
    coded = {key: value | {"uscc": key * 18} for key, value in names.items()}
    assert told(facts, coded) == set()
    one_code = names | {"a": names["a"] | {"uscc": "a" * 18}}
    assert told(facts, one_code) == expected


def test_what_somebody_decided_about_identity_is_no_fault() -> None:
    facts = [fact(f"company:{name}", "DEVELOPS", "project:x") for name in "ab"]
    names: Properties = {"a": {"name": "同名"}, "b": {"name": "同名"}}
    assert {one[0] for one in told(facts, names)} == {"same-names"}
    apart = fact("company:b", "SAME_AS", "company:a", status="denied")
    assert told([*facts, apart], names) == set()
    assert told([*facts, fact("company:a", "SAME_AS", "company:b")], names) == set()


def test_parks_of_one_name_in_different_places_are_two_parks() -> None:
    inside = [fact(f"park:{name}", "LOCATED_IN", f"place:{name}") for name in "ab"]
    names: Properties = {"a": {"name": "高新区"}, "b": {"name": "高新区"}}
    found = {one.found for one in found_in(fold(record(inside, **names))) if one.ids[0].startswith("park:")}
    assert found == set()
    again = [fact(f"park:{name}", "LOCATED_IN", "place:c") for name in "ab"]
    assert {one.ids for one in found_in(fold(record(again, **names)))} == {("park:a", "park:b")}


def test_what_has_begun_did_not_begin_tomorrow() -> None:
    later = {"valid_from": "2025-01"}
    running = fact("company:a", "PRODUCES", OTHER, status="running", **later)
    signed = fact("company:b", "PRODUCES", OTHER, status="signed", **later)
    complete = fact("park:jia", "COMPLETE_FOR", "chain:battery", complete_on="2024-06-02")
    assert told([running, signed, complete]) == {
        ("future-dates", "Statement.valid_from: 2025-01", ("company:a", OTHER)),
        ("future-dates", "Statement.complete_on: 2024-06-02", ("park:jia", "chain:battery")),
    }


def test_this_year_and_this_month_are_not_the_future() -> None:
    now = [
        fact("company:a", "PRODUCES", OTHER, status="running", valid_from=day)
        for day in ("2024", "2024-06", TODAY)
    ]
    assert told(now) == set()


def test_a_document_of_tomorrow_is_found_once_not_for_each_of_its_statements() -> None:
    late = {PRESS["id"]: PRESS | {"recorded": "2099-01-01", "published": "2098"}}
    kept = dict(DOCUMENTS)
    try:
        DOCUMENTS.update(late)
        found = found_in(fold(record(battery())))
    finally:
        DOCUMENTS.update(kept)
    assert [one.found for one in found] == ["Document.published: 2098", "Document.recorded: 2099-01-01"]
    assert {one.sources for one in found} == {()}


def test_a_statement_recorded_later_than_its_document_and_today_is_found() -> None:
    def tomorrow(said: pl.DataFrame) -> pl.DataFrame:
        return said.with_columns(recorded=pl.lit("2099-01-01")).head(1)

    found = [
        one for one in spoilt(lambda graph: with_nodes(graph, "Statement", tomorrow)) if "2099" in one.found
    ]
    assert [one.found for one in found] == ["Statement.recorded: 2099-01-01"]
    assert found[0].sources == (PRESS["id"],)


def test_a_node_that_nothing_joins_is_an_orphan_whatever_is_said_of_it() -> None:
    facts = [attribute("project:alone", "status", "planned"), attribute("project:told", "status", "signed")]
    facts.append(fact("company:firm", "DEVELOPS", "project:told"))
    graph = fold(record([*battery(), *facts]))
    assert [(one.found, one.ids, one.sources) for one in found_in(graph)] == [
        ("Project", ("project:alone",), (PRESS["id"],))
    ]


def test_a_document_that_says_nothing_is_an_orphan() -> None:
    def more(documents: pl.DataFrame) -> pl.DataFrame:
        return pl.concat(
            [documents, documents.with_columns(id=pl.lit("document:idle"), publisher=pl.lit("X"))]
        )

    found = spoilt(lambda graph: with_nodes(graph, "Document", more))
    assert {(one.check, one.ids) for one in found if one.check == "orphans"} == {
        ("orphans", ("document:idle",))
    }


def test_ids_that_lead_nowhere_are_found_wherever_they_stand() -> None:
    supplies = fact("company:a", "SUPPLIES", "company:b", product=OTHER)
    graph = fold(record([*battery(), supplies]))
    bare = with_nodes(graph, "Product", lambda table: table.filter(pl.col("id") != OTHER))
    found = {(one.found, one.ids) for one in found_in(bare, "dangling")}
    statement = next(one.ids for one in found_in(bare, "dangling") if one.found.startswith("Statement"))
    assert found == {
        (f"SUPPLIES.product → {OTHER}", ("company:a", "company:b")),
        (f"Statement.product → {OTHER}", statement),
    }


def test_an_edge_without_its_end_and_one_without_its_statements_are_found() -> None:
    feeds = ("FEEDS", "Product", "Product")
    graph = fold(record(battery()))
    bare = with_nodes(graph, "Product", lambda table: table.filter(pl.col("id") != "product:car"))
    ends = ("product:pack", "product:car")
    assert ("FEEDS → product:car", ends) in {(one.found, one.ids) for one in found_in(bare, "dangling")}
    lost = pl.lit(["statement:gone"])
    other = with_edges(graph, feeds, lambda table: table.with_columns(statements=lost).head(1))
    told_of = {one.found for one in found_in(other, "dangling")}
    assert told_of == {"FEEDS.statements → statement:gone"}


@pytest.mark.parametrize("said", [None, []], ids=["null", "empty"])
def test_an_edge_that_no_statement_says_is_without_source(said: list[str] | None) -> None:
    def silent(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(statements=pl.lit(said, pl.List(pl.String))).head(1)

    found = spoilt(lambda graph: with_edges(graph, ("LOCATED_IN", "Company", "Park"), silent))
    assert [(one.check, one.found, one.sources) for one in found] == [("unsourced", "LOCATED_IN", ())]


def test_a_statement_that_leads_to_no_document_is_without_source() -> None:
    ends = ("SUPPORTED_BY", "Statement", "Document")
    found = spoilt(lambda graph: with_edges(graph, ends, lambda table: table.tail(-1)))
    assert [(one.check, one.found, one.sources) for one in found] == [
        ("unsourced", "Statement", (PRESS["id"],))
    ]


def test_a_property_that_nobody_stated_is_without_source() -> None:
    facts = [attribute("project:x", "status", "planned"), fact("company:a", "DEVELOPS", "project:x")]
    none = pl.lit(None, pl.List(pl.String))
    graph = with_nodes(fold(record(facts)), "Project", lambda table: table.with_columns(statements=none))
    assert {(one.found, one.ids) for one in found_in(graph)} == {("Project.status", ("project:x",))}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_told_letter_for_letter(name: str) -> None:
    facts = [fact(OTHER, "FEEDS", OTHER), fact(OTHER, "CHAIN_MEMBER", "chain:x")]
    (found,) = found_in(fold(record(facts, other={"name": name, "unit": name})))
    assert found.names == (name,)
    assert found.found == f"{name} → {name}"


def planted() -> Graph:
    """Return a graph with a fault of every kind that a store can keep."""
    facts = [
        fact("product:car", "FEEDS", "product:cell"),
        fact("product:cell", "FEEDS", OTHER),
        fact(OTHER, "CHAIN_MEMBER", "chain:battery", stage="upstream"),
        fact("company:maker", "PRODUCES", OTHER, unit="台", status="running", valid_from="2199"),
        fact("company:twin", "PRODUCES", OTHER, document="document:gazette"),
        attribute("project:alone", "status", "planned"),
    ]
    properties = {"other": {"unit": "t"}, "maker": {"name": "重名"}, "twin": {"name": "重 名"}}
    graph = fold(record([*battery(), *facts], **properties))
    graph = with_edges(graph, ("SUPPORTED_BY", "Statement", "Document"), lambda table: table.tail(-1))
    first = pl.col("id") == pl.col("id").filter(pl.col("predicate") == "LOCATED_IN").first()
    gone = pl.when(first).then(pl.lit("document:gone")).otherwise("document")
    return with_nodes(graph, "Statement", lambda table: table.with_columns(document=gone))


def test_a_store_of_either_engine_tells_what_the_columns_tell(store: Store) -> None:
    graph = planted()
    store.replace(graph)
    expected = found_in(graph)
    assert findings(Ground.of(store, TODAY), all_checks()) == expected
    assert {one.check for one in expected} == set(module_names(checks))


def test_counts_are_told_for_each_check_and_source() -> None:
    graph = planted()
    chosen = all_checks(["units", "same-names", "stages"])
    found = findings(Ground(graph, TODAY), chosen)
    rows = [(row["check"], row["source"], row["findings"]) for row in counts(found, chosen)]
    assert rows == [
        *(("units", None, 1), ("units", "document:press", 1)),
        *(
            ("same-names", None, 1),
            ("same-names", "document:gazette", 1),
            ("same-names", "document:press", 1),
        ),
        *(("stages", None, 1), ("stages", "document:press", 1)),
    ]


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    path = tmp_path / "faulty.kgl"
    KgliteStore(path).replace(planted())
    return str(path)


def test_the_command_counts_by_check_and_says_what_to_do(
    faulty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", faulty, "--lang", "zh", "quality"]) == 0
    told_on = capsys.readouterr()
    assert "改正该行的单位" in told_on.out
    assert "全部" in told_on.out
    assert "quality --rows" in told_on.err
    assert run(["--store", faulty, "--lang", "en", "quality", "--check", "units", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["source"], row["findings"]) for row in rows] == [(None, 1), ("document:press", 1)]
    assert "correct the unit" in rows[0]["next_en"]


def test_the_rows_of_the_command_name_ids_names_and_sources(
    faulty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", faulty, "quality", "--rows", "--check", "same-names", "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["ids"] == "company:maker|company:twin"
    assert row["names"] == "重名|重 名"
    assert row["sources"] == "document:gazette|document:press"


def test_strict_leaves_with_one_where_anything_is_found_and_only_then(
    faulty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", faulty, "quality", "--strict", "--check", "units"]) == 1
    assert capsys.readouterr().err.endswith("Error: found: 1 units\n")
    sound = tmp_path / "sound.kgl"
    KgliteStore(sound).replace(fold(record(battery())))
    assert run(["--store", str(sound), "quality", "--strict"]) == 0
    assert run(["--store", str(sound), "quality", "--strict", "--rows"]) == 0
    assert capsys.readouterr().out.endswith("nothing found\n")


def test_an_unknown_check_and_a_missing_store_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", str(tmp_path / "no.kgl"), "quality", "--check", "nix"]) == 2
    told_on = capsys.readouterr().err
    assert "there is no check 'nix'; there are: cycles, dangling" in told_on
    assert not (tmp_path / "no.kgl").exists()
    (tmp_path / "bad.kgl").write_bytes(b"RGF broken")
    assert run(["--store", str(tmp_path / "bad.kgl"), "quality"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_atlas_tells_its_faults(faulty: str) -> None:
    atlas = Atlas.open(faulty)
    assert {finding.found for finding in atlas.quality("units")} == {"PRODUCES: 台 ≠ t"}
    with pytest.raises(UsageError, match="there is no check"):
        atlas.quality("nix")


def test_the_bundled_facts_have_no_fault(bundled: Store) -> None:
    assert findings(Ground.of(bundled, "2026-01-01"), all_checks()) == []


@pytest.mark.parametrize("wrong", [{"name": "Not Kebab"}, {"next_en": ""}, {"zh": ""}], ids=str)
def test_a_check_that_is_declared_wrongly_is_refused(wrong: dict[str, str]) -> None:
    given: dict[str, Any] = dict.fromkeys(("zh", "en", "next_zh", "next_en"), "x") | {"name": "x"}
    with pytest.raises(DeclarationError):
        Check(**(given | wrong), find=lambda ground: pl.DataFrame())
