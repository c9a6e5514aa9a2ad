"""The overview: parks and chains, lines as wide as the coverage, and what is not recorded told as such."""

from __future__ import annotations

from pathlib import Path

import pytest
from _browser import chromium, require_or_skip
from _facts import Fact, battery, fact, record

from chainatlas.cli import run
from chainatlas.graph.errors import UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries.coverage_table import QUESTION
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import write_page
from chainatlas.viz._view import Line, Mark, Picture
from chainatlas.viz.overview import VIEW, WIDEST

OTHERS: list[Fact] = [
    fact("company:idle", "LOCATED_IN", "park:bing"),
    fact("company:idle", "CHAIN_MEMBER", "chain:battery", role="member"),
    fact("company:far", "LOCATED_IN", "park:ding"),
    fact("product:silk", "CHAIN_MEMBER", "chain:silk", stage="upstream"),
]


def picture(store: Store, facts: list[Fact], **given: str) -> Picture:
    store.replace(fold(record(facts)))
    return drawn(store, VIEW, given)


def marks(found: Picture) -> dict[str, Mark]:
    return {mark.id: mark for mark in found.marks}


def lines(found: Picture) -> dict[str, Line]:
    return {line.source: line for line in found.lines}


def facts(thing: Mark | Line) -> dict[str, str]:
    return {title.en: value.en for title, value in thing.facts}


def test_a_line_is_as_wide_as_the_weighted_coverage_and_tells_the_verdicts(store: Store) -> None:
    """Shares and verdicts are those of the toy chain in the methods."""
    found = lines(picture(store, battery()))
    assert {name: line.target for name, line in found.items()} == dict.fromkeys(
        ("park:jia", "park:yi"), "chain:battery"
    )
    assert found["park:jia"].width == round(1 + (WIDEST - 1) * 0.4554, 2)
    assert found["park:jia"].width < found["park:yi"].width
    said = facts(found["park:jia"])
    assert (said["made"], said["coverage by weight"]) == ("3 / 11", "46%")
    assert (said["强链 strengthen"], said["补链 fill"], said["延链 extend"]) == ("3", "2", "6")
    assert not any(line.dashed for line in found.values())


def test_members_without_products_are_dashed_and_have_no_share(store: Store) -> None:
    line = lines(picture(store, [*battery(), *OTHERS]))["park:bing"]
    assert line.dashed
    assert (line.kind, line.width) == ("HAS_MEMBERS", 1.0)
    assert list(facts(line)) == ["made"]
    assert "0" not in facts(line)["made"]
    assert line.statements


def test_what_nothing_is_recorded_of_stands_apart_and_is_told_so(store: Store) -> None:
    shown = picture(store, [*battery(), *OTHERS])
    found = marks(shown)
    assert {name for name, mark in found.items() if mark.group == "unrecorded"} == {"park:ding", "chain:silk"}
    assert facts(found["park:ding"])["chains on record"] == "not recorded"
    assert facts(found["park:jia"])["chains on record"] == "1"
    bottom = max(mark.y for mark in shown.marks if mark.group != "unrecorded")
    assert found["park:ding"].y > bottom < found["chain:silk"].y
    assert [heading.name.zh for heading in shown.headings] == ["未记录"]
    assert "Not recorded does not mean absent" in shown.notes[1].en


def test_the_status_that_counts_can_be_chosen(store: Store) -> None:
    planned = fact("company:jia-car", "PRODUCES", "product:car", status="planned")
    place = fact("company:jia-car", "LOCATED_IN", "park:jia")
    shown = [
        lines(picture(store, [*battery(), planned, place], presence=word)) for word in ("running", "planned")
    ]
    assert [facts(found["park:jia"])["made"] for found in shown] == ["3 / 11", "4 / 11"]


def test_every_pair_of_the_coverage_table_is_a_line_with_its_sources(bundled: Store) -> None:
    found = drawn(bundled, VIEW, {})
    rows = ask(bundled, QUESTION, {}).rows
    assert {(line.source, line.target): line.statements for line in found.lines} == {
        (row["park_id"], row["chain_id"]): tuple(row["statements"]) for row in rows
    }
    assert {line.dashed for line in found.lines} == {True, False}
    assert {name for line in found.lines for name in line.statements} == found.evidence.keys()


def test_chains_stand_between_two_columns_of_parks_on_spots_of_their_own(bundled: Store) -> None:
    found = drawn(bundled, VIEW, {})
    assert len({(mark.x, mark.y) for mark in found.marks}) == len(found.marks) == 41
    columns = {kind: {mark.x for mark in found.marks if mark.group == kind} for kind in ("park", "chain")}
    (left, right), (middle,) = sorted(columns["park"]), columns["chain"]
    assert left < middle < right


def test_a_park_is_grouped_with_the_chain_of_which_it_makes_most(store: Store) -> None:
    silk = [
        fact("company:jia-silk", "PRODUCES", "product:silk", status="running"),
        fact("company:jia-silk", "LOCATED_IN", "park:jia"),
    ]
    found = picture(store, [*battery(), *OTHERS, *silk])
    assert marks(found)["park:jia"].cluster == marks(found)["chain:silk"].cluster == "chain:silk"
    assert marks(found)["park:yi"].cluster == "chain:battery"
    assert found.clusters.keys() == {"chain:battery", "chain:silk"}


def test_a_graph_without_parks_and_chains_is_refused(kglite_store: Store) -> None:
    with pytest.raises(UsageError, match="expected parks and chains to draw, found none"):
        picture(kglite_store, [])


def test_parks_without_any_chain_are_drawn_as_not_recorded(kglite_store: Store) -> None:
    found = picture(kglite_store, [fact("company:far", "LOCATED_IN", "park:ding")])
    assert [(mark.id, mark.group) for mark in found.marks] == [("park:ding", "unrecorded")]
    assert found.lines == ()


def test_the_command_writes_the_page_and_refuses_a_wrong_word(bundled: Store, tmp_path: Path) -> None:
    page = tmp_path / "overview.html"
    call = ["--store", bundled.url, "map", "overview", "-o", str(page)]
    assert run([*call, "--presence", "closed"]) == 2
    assert not page.exists()
    assert run(call) == 0
    assert page.stat().st_size < 1_500_000


@pytest.mark.browser
def test_the_overview_opens_in_a_browser_without_complaint(bundled: Store, tmp_path: Path) -> None:
    require_or_skip()
    write_page(drawn(bundled, VIEW, {}), tmp_path / "overview.html", lang="en")
    complaints: list[str] = []
    with chromium() as browser:
        tab = browser.new_page()  # type: ignore[attr-defined]
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto((tmp_path / "overview.html").as_uri())
        tab.wait_for_function("window.atlas")
        assert tab.evaluate("atlas.picture.marks.length") == 41
        assert tab.evaluate("atlas.select('park:baotou-rare-earth')") is True
        assert "chains on record" in tab.inner_text("#panel").lower()
    assert complaints == []
