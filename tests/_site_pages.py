"""A small site made of every macro, with figures, hostile names and things that nobody recorded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from chainatlas.viz import _page, _site_markup
from chainatlas.viz._bundled import FOLDER, pins

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
{% block crumbs %}{{ parts.crumb("园区", "Parks", "../parks.html") }}
{{ parts.crumb("甲园", "Park A") }}{% endblock %}
{% block main %}<h1>{{ parts.words("甲园", "Park A") }}</h1>
{{ parts.facts([({"zh": "级别", "en": "level"}, {"zh": "国家级", "en": "national"})]) }}
{{ parts.tag({"zh": "拟建", "en": "planned"}, "planned") }} {{ parts.tag("≠", "contested") }}
<h2>{{ parts.words("出处", "Sources") }}</h2>{{ parts.evidence(statements) }}{{ parts.evidence([]) }}
<p><a id="back" href="../index.html">index</a></p>{% endblock %}""",
    "hostile.html": HEAD
    + """{% set charts = true %}{% block title %}{{ evil }}{% endblock %}
{% block crumbs %}{{ parts.crumb(evil, evil ~ "!") }}{% endblock %}
{% set both = {"zh": evil, "en": evil ~ "!", "href": "parks/a.html", "flag": evil,
  "title": {"zh": evil, "en": evil ~ "?"}} %}
{% block main %}
<h1>{{ parts.words(evil, evil ~ "!") }}</h1>{{ parts.facts([(evil, both)]) }}{{ parts.tag(evil, evil) }}
{{ parts.table("t", [{"key": "k", "zh": evil, "en": evil ~ "!", "kind": "text"}], [[both]] * 9, both) }}
{{ parts.heat([both], [{"name": both, "cells": [
  {"text": evil, "level": 3, "title": both, "href": "x.html"}]}], both) }}
{{ parts.chart("c", "stages", {"rows": [both], "series": [
  {"key": evil, "zh": evil, "en": evil, "values": [1]}], "unit": both}, both) }}
{{ parts.chart("d", "timeline", {"events": [
  {"name": both, "date": "2023-08", "key": evil, "what": both}]}, both) }}
{{ parts.evidence([
  {"title": evil, "href": "documents/x.html#p1", "publisher": evil, "locator": evil, "basis": evil}]) }}
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
    found = _site_markup.environment()
    found.loader = ChoiceLoader([DictLoader(more), FileSystemLoader(SITE)])
    return found


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
