"""The front of the site in a real Chromium: tables, heat, charts, search and language, from a folder and from a server."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from chainatlas.viz import _page
from chainatlas.viz._bundled import FOLDER, Pin, pins

SITE = Path(_page.__file__).parent / "site"
HOSTILE = {
    "script": "</script><script>window.hacked=1</script>",
    "image": "<img src=x onerror=window.hacked=1>",
    "quotes": "\"'`${window.hacked=1}\\",
    "separator": "a\u2028b\u2029c",
    "right-to-left": "\u202eabc\u202c",
    "comment": "<!--<script>",
    "template": "{{ 7*7 }}{% raw %}",
    "rich text": "{a|b}{name|c}%s{0}",
    "long": "长" * 10_000,
}
HEAD = '{% extends "base.html" %}{% import "parts.html" as parts %}'
PAGES = {
    "index.html": HEAD
    + """{% set charts = true %}{% block title %}首页{% endblock %}
{% block main %}<h1>{{ parts.words("产业链图谱", "Atlas of chains") }}</h1>
{{ parts.totals(totals) }}
<h2>{{ parts.words("园区与产业链", "Parks and chains") }}</h2>
{{ parts.heat(chains, parks) }}
<h2>{{ parts.words("企业", "Companies") }}</h2>
{{ parts.table("firms", columns, firms, {"zh": "企业", "en": "Companies"}) }}
{{ parts.table("few", columns, firms[:3], {"zh": "三家", "en": "Three"}) }}
{{ parts.chart("stage-chart", "stages", stages, {"zh": "各环节", "en": "Stages"}) }}
{{ parts.chart("time-chart", "timeline", times, {"zh": "项目", "en": "Projects"}) }}
{{ parts.chart("capacity-chart", "capacity", capacity, {"zh": "产能", "en": "Capacity"}) }}
{% endblock %}""",
    "parks/a.html": HEAD
    + """{% block title %}甲园{% endblock %}
{% block crumbs %}{{ parts.crumb("园区", "Parks", "../parks.html") }}{{ parts.crumb("甲园", "Park A") }}{% endblock %}
{% block main %}<h1>{{ parts.words("甲园", "Park A") }}</h1>
{{ parts.facts([({"zh": "级别", "en": "level"}, {"zh": "国家级", "en": "national"})]) }}
{{ parts.tag({"zh": "拟建", "en": "planned"}, "planned") }} {{ parts.tag("≠", "contested") }}
<h2>{{ parts.words("出处", "Sources") }}</h2>{{ parts.evidence(statements) }}{{ parts.evidence([]) }}
<p><a id="back" href="../index.html">index</a></p>{% endblock %}""",
    "hostile.html": HEAD
    + """{% set charts = true %}{% block title %}{{ evil }}{% endblock %}
{% block crumbs %}{{ parts.crumb(evil, evil ~ "!") }}{% endblock %}
{% set both = {"zh": evil, "en": evil ~ "!", "href": "parks/a.html", "title": {"zh": evil, "en": evil ~ "?"}, "flag": evil} %}
{% block main %}
<h1>{{ parts.words(evil, evil ~ "!") }}</h1>{{ parts.facts([(evil, both)]) }}{{ parts.tag(evil, evil) }}
{{ parts.table("t", [{"key": "k", "zh": evil, "en": evil ~ "!", "kind": "text"}], [[both]] * 9, both) }}
{{ parts.heat([both], [{"name": both, "cells": [{"text": evil, "level": 3, "title": both, "href": "x.html"}]}], both) }}
{{ parts.chart("c", "stages", {"rows": [both], "series": [{"key": evil, "zh": evil, "en": evil, "values": [1]}], "unit": both}, both) }}
{{ parts.chart("d", "timeline", {"events": [{"name": both, "date": "2023-08", "key": evil, "what": both}]}, both) }}
{{ parts.evidence([{"title": evil, "href": "documents/x.html#p1", "publisher": evil, "locator": evil, "basis": evil}]) }}
{{ parts.totals([{"value": evil, "zh": evil, "en": evil}]) }}{{ parts.map({"evil": evil}) }}{% endblock %}""",
    "many.html": HEAD
    + """{% block title %}全部企业{% endblock %}
{% block main %}<h1>{{ parts.words("全部企业", "All companies") }}</h1>
{{ parts.table("many", columns, many, {"zh": "全部企业", "en": "All companies"}) }}{% endblock %}""",
}
NAMES = [
    "金风科技",
    "包钢股份",
    "明阳智能",
    "中环领先",
    "伊利股份",
    "天顺风能",
    "北方稀土",
    "阿拉善",
    "隆基绿能",
    "晶澳科技",
]
BUILT = {"as_of": "2024-06-30", "policy": "cautious", "scenarios": ["a", "b"], "basis": None, "documents": 12}


def words(zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"zh": zh, "en": en, **more}


COLUMNS = [
    {"key": "name", **words("企业", "company"), "kind": "text"},
    {"key": "capacity", **words("产能", "capacity"), "kind": "number"},
    {"key": "recorded", **words("记录", "recorded"), "kind": "date"},
    {"key": "status", **words("状态", "status"), "kind": "text"},
]
DATES = [
    "2023",
    "2023-08",
    "2022-12-31",
    "2023-08-01",
    "2021-02",
    "2024",
    "2019-07-01",
    "2020",
    "2023-11",
    "2018-01",
]


def firm(number: int) -> list[Any]:
    """Return the cells of a firm; the fourth has no capacity on record."""
    size = 1200 - 130 * number
    capacity = None if number % 10 == 3 else {"zh": f"{size:,} 吨", "en": f"{size:,} t", "sort": size}
    named = words(
        NAMES[number % 10], f"Firm {chr(65 + number % 26)}{number:02}", href=f"companies/{number}.html"
    )
    status = (
        words("投产", "running", flag="running") if number % 2 else words("拟建", "planned", flag="planned")
    )
    return [named, capacity, {"zh": DATES[number % 10]}, status]


def event(name: str, date: str, key: str, zh: str) -> dict[str, Any]:
    return {"name": words(name, name, href="parks/a.html"), "date": date, "key": key, "what": words(zh, key)}


def content() -> dict[str, Any]:
    """Return what the pages show."""
    levels = [None, 0, 1, 2, 3, 4, 5]
    chains = [words(f"产业链{n}", f"chain {n}", href="chains/x.html") for n in range(9)]
    parks = [
        {
            "name": words(f"第{row}园区经济技术开发区", f"Park {row}", href="parks/a.html"),
            "cells": [heat_cell(levels[(row * 3 + column) % 7]) for column in range(9)],
        }
        for row in range(14)
    ]
    rows = [words("上游", "upstream"), words("中游", "midstream"), words("下游", "downstream")]
    kinds = (("present", "有记录", [3, 5, None]), ("planned", "拟建", [1, 0, None]))
    series = [{"key": key, "zh": zh, "en": key, "values": values} for key, zh, values in kinds]
    events = [
        event("整机项目", "2022", "signed", "签约"),
        event("整机项目", "2023-08", "running", "投产"),
        event("塔筒项目", "2021-05-06", "signed", "签约"),
    ]
    statements = [
        words("", "")
        | {"title": "示例报道", "href": "../documents/x.html#p18", "publisher": "示例日报", "paragraph": 18}
        | {"recorded": "2023-05-16", "basis": words("原文", "stated"), "status": words("投产", "running")}
    ]
    return {
        "totals": [
            words("园区", "parks", value=2600, href="parks.html"),
            words("企业", "companies", value=10_000),
        ],
        "chains": chains,
        "parks": parks,
        "columns": COLUMNS,
        "firms": [firm(number) for number in range(30)],
        "many": [firm(number) for number in range(2600)],
        "stages": {"rows": rows, "series": series, "unit": words("种产品", "products")},
        "capacity": {"rows": rows, "series": series, "unit": words("吨/年", "t/a")},
        "times": {"events": events},
        "statements": statements,
    }


def heat_cell(level: int | None) -> dict[str, Any]:
    if level is None:
        return {"level": None}
    return {
        "text": f"{level}/5",
        "level": level,
        "title": words(f"{level} 种", f"{level} made"),
        "href": "parks/a.html",
    }


INDEX = {
    "kinds": [["Park", "园区", "park"], ["Company", "企业", "company"]],
    "rows": [
        [1, "金风科技股份有限公司", "Goldwind", "金风|002202", "jinfengkeji jfkj", "companies/goldwind.html"],
        [1, "金风", "", "", "jinfeng jf", "companies/other.html"],
        [0, "甲园", "Park A", "包头高新|G150", "jiayuan jy", "parks/a.html"],
        [1, HOSTILE["script"], HOSTILE["image"], HOSTILE["quotes"], "", "javascript:window.hacked=1"],
    ],
}


def environment() -> Environment:
    more = PAGES | {"map.html": '<p class="evil">{{ payload.evil }}</p>'}
    loader = ChoiceLoader([DictLoader(more), FileSystemLoader(SITE)])
    return Environment(loader=loader, autoescape=True)


def write_site(folder: Path) -> None:
    """Write a small site as the site's writer does."""
    for name in ("assets", "parks", "companies"):
        (folder / name).mkdir(parents=True)
    for path in (*SITE.glob("*.js"), *SITE.glob("*.css")):
        shutil.copy(path, folder / "assets")
    for pin in pins():
        if not pin.tests and pin.package in ("simple-datatables", "echarts"):
            shutil.copy(FOLDER / pin.name, folder / "assets" / f"{pin.package}{Path(pin.path).suffix}")
    (folder / "assets/search-index.js").write_text(f"window.atlasIndex = {json.dumps(INDEX)};", "utf-8")
    for name in PAGES:
        if name != "hostile.html":
            write_page(folder, name, name, content())
    write_page(folder, "many.html", "companies/goldwind.html", content() | {"many": []})
    for name, evil in HOSTILE.items():
        write_page(folder, "hostile.html", f"hostile-{name}.html", {"evil": evil})


def write_page(folder: Path, template: str, name: str, values: dict[str, Any]) -> None:
    root = "../" * name.count("/")
    shown = (
        environment().get_template(template).render(root=root, lang="zh", here="start", built=BUILT, **values)
    )
    (folder / name).write_text(shown, "utf-8")


@dataclass
class Opened:
    """A page in the browser, with whatever it complained of or asked for."""

    tab: Any
    home: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def js(self, text: str, given: Any = None) -> Any:
        return self.tab.evaluate(text, given)

    def go(self, name: str) -> None:
        self.tab.goto(self.home + name)
        self.tab.wait_for_load_state("load")

    def column(self, table: str, number: int) -> list[str]:
        """Return what stands in a column of a table as it is shown."""
        cells = self.tab.locator(f"#{table} tbody tr > :nth-child({number})")
        return [text.strip() for text in cells.all_inner_texts()]

    def quiet(self) -> None:
        """Assert that nothing went wrong, ran, or was asked for outside of the site."""
        assert self.complaints == []
        strange = [url for url in self.requests if not url.startswith((self.home, "data:"))]
        assert strange == []
        assert self.js("typeof window.hacked") == "undefined"


Opener = Callable[..., Opened]
HOMES = ("folder", "server")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a") / "图 谱"
    write_site(folder)
    return folder


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site))) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_port}/"
        found.shutdown()


@pytest.fixture
def opened(browser: Any, site: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Give a function that opens a page of the site, from its folder or from the server."""
    contexts = []

    def go(name: str = "index.html", *, home: str = "folder", script: str = "", **settings: Any) -> Opened:
        contexts.append(browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | settings)))
        base = request.getfixturevalue("server") if home == "server" else site.as_uri() + "/"
        found = Opened(contexts[-1].new_page(), base)
        found.tab.on("console", found.hear)
        found.tab.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.tab.on("request", lambda asked: found.requests.append(asked.url))
        if script:
            found.tab.add_init_script(script)
        found.go(name)
        return found

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return axe-core's script, fetched once and kept beside what tests download."""
    (pin,) = [pin for pin in pins() if pin.package == "axe-core"]
    return axe_source(pin, tmp_path_factory)


def axe_source(pin: Pin, factory: pytest.TempPathFactory) -> str:
    folder = factory.getbasetemp().parent / "axe"
    folder.mkdir(exist_ok=True)
    path = folder / pin.name
    return (path if path.exists() else pin.fetch(folder)).read_text("utf-8")


browsed = pytest.mark.browser


def rendered(text: str, **values: Any) -> str:
    return environment().from_string('{% import "parts.html" as parts %}' + text).render(**values)


def test_words_stand_once_where_both_languages_say_the_same() -> None:
    assert rendered("{{ parts.words('风电', 'wind') }}").count("<span") == 2
    assert rendered("{{ parts.words('GE', 'GE') }}") == "<bdi>GE</bdi>"
    assert (
        rendered("{{ parts.words('', 'wind') }}")
        == rendered("{{ parts.words('wind', '') }}")
        == "<bdi>wind</bdi>"
    )
    assert (
        rendered("{{ parts.said('风电') }}{{ parts.said(0) }}{{ parts.said(none) }}")
        == "<bdi>风电</bdi><bdi>0</bdi>"
    )


def test_nothing_on_record_is_said_and_never_a_zero() -> None:
    table = rendered(
        "{{ parts.table('t', columns, rows, '表') }}",
        columns=COLUMNS[:2],
        rows=[[None, {"zh": ""}], [{"zh": 0}, {"zh": "0"}]],
    )
    assert table.count("未见记录") == 2 and table.count("<bdi>0</bdi>") == 2
    heat = rendered(
        "{{ parts.heat([columns], rows) }}",
        columns=words("a", "b"),
        rows=[{"name": "n", "cells": [{"text": "0", "level": None}]}],
    )
    assert 'class="blank"' in heat and ">0<" not in heat.split("heat-legend")[0]


def test_only_pages_that_show_them_load_charts_and_maps() -> None:
    pages = {
        name: rendered_page(HEAD + "{% set " + name + " = true %}") for name in ("charts", "maps", "neither")
    }
    assert [name for name, text in pages.items() if "echarts.js" in text] == ["charts"]
    assert [name for name, text in pages.items() if "map.js" in text and "map.css" in text] == ["maps"]
    assert all("<script>" not in text and "style=" not in text for text in pages.values())


def rendered_page(text: str) -> str:
    return environment().from_string(text).render(root="../", lang="en", here="parks", built={})


def test_macros_name_nothing_that_their_rows_lack() -> None:
    strict = Environment(loader=environment().loader, autoescape=True, undefined=StrictUndefined)
    text = "{{ parts.table('t', [{'zh': 'a', 'en': 'b', 'kind': 'text'}], [[{'zh': 'x', 'en': 'y'}]], 'c') }}"
    assert "Undefined" not in str(strict.from_string('{% import "parts.html" as parts %}' + text))


@browsed
@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("name", ["index.html", "parks/a.html", "many.html"])
def test_a_page_opens_without_complaint_and_asks_for_nothing_else(
    opened: Opener, home: str, name: str
) -> None:
    found = opened(name, home=home)
    found.tab.wait_for_timeout(300)
    found.quiet()
    assert found.js("getComputedStyle(document.querySelector('.site-header')).borderBottomWidth") == "1px"


@browsed
@pytest.mark.parametrize("home", HOMES)
def test_a_script_in_the_page_or_markup_from_a_string_is_refused(opened: Opener, home: str) -> None:
    found = opened(home=home)
    refused = """text => { try { document.body.innerHTML = text; return false } catch { return true } }"""
    assert found.js(refused, "<b>x</b>") and found.js(refused, HOSTILE["image"])
    found.js(
        "() => { const s = document.createElement('script'); s.append('window.hacked=1'); document.body.append(s) }"
    )
    assert found.js("typeof window.hacked") == "undefined"
    assert len(found.complaints) >= 3


@browsed
@pytest.mark.parametrize("header", [2, 3])
def test_numbers_and_dates_sort_by_value_and_the_unrecorded_apart(opened: Opener, header: int) -> None:
    found = opened("index.html")
    found.tab.click(f"#firms thead th:nth-child({header}) button")
    shown = found.column("firms", header)
    if header == 2:
        sizes = [int(text.rstrip(" 吨").replace(",", "")) for text in shown if text != "未见记录"]
        assert shown[:3] == ["未见记录"] * 3 and sizes == sorted(sizes) and len(sizes) == 22
    else:
        assert list(dict.fromkeys(shown)) == sorted(DATES)[: len(dict.fromkeys(shown))]
    assert found.tab.get_attribute(f"#firms thead th:nth-child({header})", "aria-sort") == "ascending"


@browsed
def test_names_sort_by_pinyin_in_chinese_and_by_letter_in_english(opened: Opener) -> None:
    found = opened()
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


@browsed
@pytest.mark.parametrize(("text", "count"), [("金风", 3), ("firm b", 2), ("2023-11 隆基", 3), ("没有", 0)])
def test_the_filter_finds_both_languages_and_every_word(opened: Opener, text: str, count: int) -> None:
    found = opened()
    found.tab.get_by_label("筛选：企业").fill(text)
    rows = found.tab.locator("#firms tbody tr:not(:has(.datatable-empty))")
    assert rows.count() == count
    if not count:
        assert found.tab.inner_text("#firms tbody") == "没有符合的行"
    found.quiet()


@browsed
def test_short_tables_stay_plain(opened: Opener) -> None:
    found = opened()
    assert found.js("[...document.querySelectorAll('.datatable-wrapper table')].map(one => one.id)") == [
        "firms"
    ]
    assert found.column("few", 1) == NAMES[:3]


@browsed
def test_a_table_of_2600_rows_opens_and_sorts_quickly(opened: Opener) -> None:
    found = opened("many.html")
    ready = "performance.timing.loadEventEnd - performance.timing.navigationStart"
    assert found.js(ready) < 6000
    sort = """() => { const from = performance.now();
        document.querySelector('#many thead th:nth-child(2) button').click(); return performance.now() - from }"""
    assert found.js(sort) < 1500
    assert len(found.column("many", 1)) == 25
    assert "/ 2600" in found.tab.inner_text(".datatable-info")


@browsed
def test_paper_gets_all_rows(opened: Opener) -> None:
    found = opened()
    found.js("dispatchEvent(new Event('beforeprint'))")
    assert len(found.column("firms", 1)) == 30
    found.js("dispatchEvent(new Event('afterprint'))")
    assert len(found.column("firms", 1)) == 25


@browsed
@pytest.mark.parametrize("home", HOMES)
def test_the_language_is_kept_from_page_to_page(opened: Opener, home: str) -> None:
    found = opened("parks/a.html", home=home)
    assert found.tab.inner_text("h1") == "甲园"
    found.tab.click("#site-language")
    assert (found.tab.inner_text("h1"), found.tab.title()) == ("Park A", "Park A · ChainAtlas")
    assert found.tab.get_attribute("#site-search", "aria-label") == "Search the whole atlas"
    found.tab.click("#back")
    found.tab.wait_for_selector("#firms")
    assert found.tab.inner_text("h1") == "Atlas of chains"
    assert found.js("document.documentElement.lang") == "en"
    assert found.tab.get_by_label("Filter: Companies").count() == 1


@browsed
def test_without_storage_links_carry_the_language(opened: Opener) -> None:
    off = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    found = opened("parks/a.html", script=off)
    found.tab.click("#site-language")
    found.tab.click("#back")
    found.tab.wait_for_selector("#firms")
    assert found.tab.url.endswith("index.html?lang=en")
    assert found.tab.inner_text("h1") == "Atlas of chains"
    found.quiet()


@browsed
def test_the_address_names_the_language_and_follows_the_switch(opened: Opener) -> None:
    found = opened("parks/a.html?lang=en")
    assert found.tab.inner_text("h1") == "Park A"
    found.tab.click("#site-language")
    assert found.tab.url.endswith("?lang=zh")
    found.tab.reload()
    assert found.tab.inner_text("h1") == "甲园"
    assert opened("parks/a.html?lang=fr").tab.inner_text("h1") == "甲园"


@browsed
def test_a_map_and_the_page_agree_on_the_language(opened: Opener) -> None:
    found = opened()
    found.js(
        "() => { window.told = []; document.addEventListener('chainatlas:language', e => told.push(e.detail)) }"
    )
    found.tab.click("#site-language")
    assert found.js("told") == ["en"]
    found.js("document.dispatchEvent(new CustomEvent('chainatlas:language', {detail: 'zh'}))")
    assert found.tab.inner_text("h1") == "产业链图谱"


SEARCHES = {
    "chinese": ("金风科技", "金风科技股份有限公司"),
    "english": ("goldw", "金风科技股份有限公司"),
    "alias": ("包头", "甲园"),
    "code": ("002202", "金风科技股份有限公司"),
    "pinyin": ("jinfeng keji", "金风科技股份有限公司"),
    "initials": ("jfkj", "金风科技股份有限公司"),
    "the name itself first": ("金风", "金风"),
    "two parts": ("goldwind 2202", "金风科技股份有限公司"),
}


@browsed
@pytest.mark.parametrize(("text", "first"), SEARCHES.values(), ids=SEARCHES)
def test_the_search_finds_what_is_meant(opened: Opener, text: str, first: str) -> None:
    found = opened("parks/a.html")
    found.tab.fill("#site-search", text)
    found.tab.wait_for_selector("#site-hits [aria-selected=true]:not(.none)")
    assert found.js("document.querySelector('#site-hits .hit-name').textContent") == first
    found.quiet()


@browsed
@pytest.mark.parametrize("home", HOMES)
def test_enter_opens_the_page_that_was_found(opened: Opener, home: str) -> None:
    found = opened("parks/a.html", home=home)
    assert not any("search-index" in url for url in found.requests)
    found.tab.keyboard.press("/")
    found.tab.keyboard.type("jf")
    found.tab.wait_for_selector("#site-hit-1")
    found.tab.keyboard.press("ArrowDown")
    assert found.tab.get_attribute("#site-search", "aria-activedescendant") == "site-hit-1"
    found.tab.keyboard.press("Enter")
    found.tab.wait_for_url("**/companies/goldwind.html")
    found.quiet()


@browsed
def test_nothing_found_is_said_and_a_foreign_address_is_not_opened(opened: Opener) -> None:
    found = opened()
    found.tab.fill("#site-search", "没有这个")
    found.tab.wait_for_selector("#site-hits :text-is('没有找到')")
    found.tab.fill("#site-search", "</script>")
    found.tab.click("#site-hit-0")
    assert found.tab.inner_text("#site-hit-0 .hit-name") == HOSTILE["script"]
    assert found.tab.url.endswith("index.html")
    found.quiet()


@browsed
def test_a_missing_index_is_said(opened: Opener) -> None:
    found = opened()
    found.tab.route("**/search-index.js", lambda route: route.abort())
    found.tab.fill("#site-search", "金风")
    found.tab.wait_for_selector("#site-hits :text-is('读不到搜索索引')")


CHARTS = {"stage-chart": 2, "time-chart": 3, "capacity-chart": 2}


@browsed
@pytest.mark.parametrize(("chart", "count"), CHARTS.items(), ids=CHARTS)
def test_a_chart_is_drawn_and_says_the_same_as_its_table(opened: Opener, chart: str, count: int) -> None:
    found = opened()
    assert (
        found.js(
            "id => echarts.getInstanceByDom(document.getElementById(id)).getOption().series.length", chart
        )
        == count
    )
    painted = """id => { const c = document.querySelector(`#${id} canvas`);
        return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(part => part > 0) }"""
    found.tab.wait_for_timeout(500)
    assert found.js(painted, chart)
    found.tab.click(f"figure:has(#{chart}) summary")
    text = found.tab.inner_text(f"figure:has(#{chart}) details")
    assert all(
        part in text
        for part in (("整机项目", "2023-08", "签约") if chart == "time-chart" else ("下游", "未见记录", "5"))
    )


@browsed
def test_charts_follow_the_language_and_the_theme(opened: Opener) -> None:
    found = opened()
    option = "echarts.getInstanceByDom(document.getElementById('stage-chart')).getOption()"
    assert found.js(f"{option}.series.map(one => one.name)") == ["有记录", "拟建"]
    light = found.js(f"{option}.textStyle.color")
    found.tab.click("#site-language")
    assert found.js(f"{option}.series.map(one => one.name)") == ["present", "planned"]
    found.tab.emulate_media(color_scheme="dark")
    assert found.js(f"{option}.textStyle.color") != light


@browsed
def test_still_readers_get_still_charts(opened: Opener) -> None:
    option = "echarts.getInstanceByDom(document.getElementById('time-chart')).getOption().animation"
    assert opened(reduced_motion="reduce").js(option) is False
    assert opened(reduced_motion="no-preference").js(option) is True


@browsed
def test_a_bar_opens_no_page_of_another_host(opened: Opener) -> None:
    found = opened()
    for address in ("https://example.org/", "javascript:window.hacked=1", "//example.org/x"):
        found.js("address => site.open(address)", address)
    found.tab.wait_for_timeout(200)
    assert found.tab.url.endswith("index.html")
    found.quiet()


@browsed
def test_arrow_keys_walk_through_the_heat_table(opened: Opener) -> None:
    found = opened()
    where = "(() => { const c = document.activeElement.closest('td, th'); return [c.parentElement.rowIndex, c.cellIndex] })()"
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


@browsed
def test_row_and_column_of_the_pointed_cell_stand_out(opened: Opener) -> None:
    found = opened()
    found.tab.hover("table.heat tbody tr:nth-child(3) td:nth-child(5)")
    assert found.js("document.querySelectorAll('.heat .cross').length") == 15 + 10 - 1
    assert found.js("document.querySelector('.heat thead .cross').innerText") == "产业链3"
    found.tab.hover("h1")
    assert found.js("document.querySelectorAll('.heat .cross').length") == 0


@browsed
def test_an_unrecorded_cell_is_blank_and_a_level_has_its_figure(opened: Opener) -> None:
    found = opened()
    assert found.tab.inner_text("table.heat tbody tr:nth-child(1) td:nth-child(3)") == "0/5"
    blank = found.tab.locator("table.heat tbody tr:nth-child(1) td:nth-child(2)")
    assert blank.get_attribute("title") == "未见记录"
    assert "gradient" in found.js(
        "getComputedStyle(document.querySelector('.heat td.blank')).backgroundImage"
    )
    found.tab.click("#site-language")
    assert blank.get_attribute("title") == "not recorded"


@browsed
def test_head_and_first_column_stay_in_sight(opened: Opener) -> None:
    found = opened(viewport={"width": 390, "height": 400})
    found.js("document.querySelector('.heat-box').scrollTo(200, 200)")
    place = (
        "(() => { const at = s => document.querySelector(s).getBoundingClientRect(), box = at('.heat-box');"
    )
    assert found.js(place + "return at('.heat tbody tr:last-child th').left - box.left })()") <= 1
    assert found.js(place + "return at('.heat thead th:last-child').top - box.top })()") <= 1


@browsed
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_letter_for_letter_in_every_part(opened: Opener, name: str) -> None:
    found = opened(f"hostile-{name}.html")
    found.tab.wait_for_timeout(200)
    evil = HOSTILE[name]
    places = [
        "h1 .zh",
        "#t td .zh",
        "#t th .zh",
        ".heat th .zh",
        ".heat td a",
        "figcaption .zh",
        ".evidence bdi",
        ".totals b",
        ".evil",
        ".crumbs .zh",
    ]
    text = "place => document.querySelector(place).textContent"
    assert {place: found.js(text, place) == evil for place in places} == dict.fromkeys(places, True)
    assert found.js("document.querySelectorAll('img, iframe, object').length") == 0
    found.tab.click("#site-language")
    assert found.js("document.querySelector('#t td').title") == evil + "?"
    assert found.js("document.documentElement.scrollWidth <= innerWidth")
    found.quiet()


@browsed
@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("name", ["index.html", "parks/a.html", "hostile-long.html", "many.html"])
def test_nothing_sticks_out_sideways(opened: Opener, name: str, width: int) -> None:
    found = opened(name, viewport={"width": width, "height": 800})
    assert found.js("document.documentElement.scrollWidth <= innerWidth")


@browsed
def test_on_a_narrow_screen_the_navigation_opens_on_demand(opened: Opener) -> None:
    found = opened(viewport={"width": 390, "height": 800})
    assert not found.tab.is_visible("#site-nav")
    found.tab.click("#site-menu")
    assert (
        found.tab.is_visible("#site-nav") and found.tab.get_attribute("#site-menu", "aria-expanded") == "true"
    )
    assert found.tab.get_attribute("#site-nav [aria-current=page]", "href") == "index.html"


@browsed
def test_without_scripts_a_page_is_whole(opened: Opener) -> None:
    found = opened("index.html", java_script_enabled=False, viewport={"width": 390, "height": 800})
    assert found.tab.is_visible("#site-nav") and not found.tab.is_visible("#site-search")
    assert found.tab.locator("#firms tbody tr").count() == 30
    assert "企业" in found.tab.inner_text("#firms") and "company" not in found.tab.inner_text("#firms")


@browsed
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "parks/a.html", "hostile-script.html"])
def test_axe_finds_nothing_serious(opened: Opener, axe: str, name: str, scheme: str) -> None:
    found = opened(name, color_scheme=scheme, bypass_csp=True, script=axe)
    found.tab.fill("#site-search", "金风")
    found.tab.wait_for_selector("#site-hits [role=option]")
    told = found.js("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"][:200]) for one in told if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
