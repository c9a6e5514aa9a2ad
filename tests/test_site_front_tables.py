"""Tables and heat tables of the site in a real Chromium: order, filter, pages, keys, what is not recorded."""

from __future__ import annotations

import pytest
from _site_pages import DATES, NAMES, Opener

pytest_plugins = ("_site_browser",)
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("header", [2, 3])
def test_numbers_and_dates_sort_by_value_and_the_unrecorded_apart(visited: Opener, header: int) -> None:
    found = visited("index.html")
    found.tab.click(f"#firms thead th:nth-child({header}) button")
    shown = found.column("firms", header)
    if header == 2:
        sizes = [int(text.rstrip(" 吨").replace(",", "")) for text in shown if text != "未见记录"]
        assert shown[:3] == ["未见记录"] * 3 and sizes == sorted(sizes) and len(sizes) == 22
    else:
        assert list(dict.fromkeys(shown)) == sorted(DATES)[: len(dict.fromkeys(shown))]
    assert found.tab.get_attribute(f"#firms thead th:nth-child({header})", "aria-sort") == "ascending"


def test_names_sort_by_pinyin_in_chinese_and_by_letter_in_english(visited: Opener) -> None:
    found = visited()
    found.tab.click("#firms thead th:nth-child(1) button")
    assert list(dict.fromkeys(found.column("firms", 1)))[:5] == [
        "阿拉善",
        "包钢股份",
        "北方稀土",
        "金风科技",
        "晶澳科技",
    ]
    found.tab.click("#site-language")
    found.tab.click("#firms thead th:nth-child(1) button")
    shown = found.column("firms", 1)
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize(("text", "count"), [("金风", 3), ("firm b", 2), ("2023-11 隆基", 3), ("没有", 0)])
def test_the_filter_finds_both_languages_and_every_word(visited: Opener, text: str, count: int) -> None:
    found = visited()
    found.tab.get_by_label("筛选：企业").fill(text)
    rows = found.tab.locator("#firms tbody tr:not(:has(.datatable-empty))")
    assert rows.count() == count
    if not count:
        assert found.tab.inner_text("#firms tbody") == "没有符合的行"
    found.quiet()


def test_short_tables_stay_plain(visited: Opener) -> None:
    found = visited()
    assert found.js("[...document.querySelectorAll('.datatable-wrapper table')].map(one => one.id)") == [
        "firms"
    ]
    assert found.column("few", 1) == NAMES[:3]


def test_a_table_of_2600_rows_opens_and_sorts_quickly(visited: Opener) -> None:
    found = visited("many.html")
    ready = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    sort = """() => { const from = performance.now();
        document.querySelector('#many thead th:nth-child(2) button').click();
        return performance.now() - from }"""
    opened = []
    for _ in range(3):
        found.go("many.html")
        opened.append(found.js(ready))
    assert min(opened) < 5000  # milliseconds; the best of a few, as other work may hold the machine
    assert min(found.js(sort) for _ in range(3)) < 500
    assert len(found.column("many", 1)) == 25
    assert "/ 2600" in found.tab.inner_text(".datatable-info")


def test_paper_gets_all_rows(visited: Opener) -> None:
    found = visited()
    found.js("dispatchEvent(new Event('beforeprint'))")
    assert len(found.column("firms", 1)) == 30
    found.js("dispatchEvent(new Event('afterprint'))")
    assert len(found.column("firms", 1)) == 25


def test_arrow_keys_walk_through_the_heat_table(visited: Opener) -> None:
    found = visited()
    where = """(() => { const c = document.activeElement.closest('td, th');
        return [c.parentElement.rowIndex, c.cellIndex] })()"""
    found.tab.focus("table.heat tbody tr:first-child td[tabindex='0'], table.heat [tabindex='0']")
    assert found.js(where) == [1, 1]
    for key, place in (
        ("ArrowRight", [1, 2]),
        ("ArrowDown", [2, 2]),
        ("End", [2, 9]),
        ("Home", [2, 1]),
        ("ArrowUp", [1, 1]),
        ("ArrowUp", [0, 1]),
    ):
        found.tab.keyboard.press(key)
        assert found.js(where) == place
    found.tab.keyboard.press("Control+End")
    assert found.js(where) == [14, 9]
    assert found.js("document.querySelectorAll('table.heat [tabindex=\"0\"]').length") == 1


def test_row_and_column_of_the_pointed_cell_stand_out(visited: Opener) -> None:
    found = visited()
    found.tab.hover("table.heat tbody tr:nth-child(3) td:nth-child(5)")
    assert found.js("document.querySelectorAll('.heat .cross').length") == 15 + 10 - 1
    assert found.js("document.querySelector('.heat thead .cross').innerText") == "产业链3"
    found.tab.hover("h1")
    assert found.js("document.querySelectorAll('.heat .cross').length") == 0


def test_an_unrecorded_cell_is_blank_and_a_level_has_its_figure(visited: Opener) -> None:
    found = visited()
    assert found.tab.inner_text("table.heat tbody tr:nth-child(1) td:nth-child(3)") == "0/5"
    blank = found.tab.locator("table.heat tbody tr:nth-child(1) td:nth-child(2)")
    assert blank.inner_text() == "未见记录"
    assert "gradient" in found.js(
        "getComputedStyle(document.querySelector('.heat td.blank')).backgroundImage"
    )
    found.tab.click("#site-language")
    assert blank.inner_text() == "not recorded"


def test_head_and_first_column_stay_in_sight(visited: Opener) -> None:
    found = visited(viewport={"width": 390, "height": 400})
    found.js("document.querySelector('.heat-box').scrollTo(200, 200)")
    place = (
        "(() => { const at = s => document.querySelector(s).getBoundingClientRect(), box = at('.heat-box');"
    )
    assert found.js(place + "return at('.heat tbody tr:last-child th').left - box.left })()") <= 1
    assert found.js(place + "return at('.heat thead th:last-child').top - box.top })()") <= 1
