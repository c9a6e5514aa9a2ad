"""The parts of which pages of the site are made, as Jinja renders them."""

from __future__ import annotations

import json
import re
from typing import Any

from _site_pages import BUILT, COLUMNS, HEAD, HOSTILE, environment, words


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


def test_figures_are_data_that_no_name_ends() -> None:
    rows = [words(HOSTILE["script"], "x")]
    data = {"rows": rows, "series": [words("有", "has", key="present", values=[None])], "unit": "项"}
    chart = rendered("{{ parts.chart('c', 'stages', data, '图') }}", data=data)
    (text,) = re.findall(r'id="c-data">(.*?)</script>', chart)
    assert json.loads(text) == data
    assert chart.count("<script") == chart.count("</script>") == 1
    assert "未见记录" in chart.split("<details>")[1]


def test_evidence_links_to_the_paragraph_and_says_when_there_is_none() -> None:
    one = {"title": "示例报道", "href": "../documents/x.html#p18", "paragraph": 18, "publisher": "示例日报"}
    shown = rendered("{{ parts.evidence(given) }}", given=[one])
    assert '<a href="../documents/x.html#p18"><bdi>示例报道</bdi></a>' in shown
    assert "第 18 段" in shown and "paragraph 18" in shown and "示例日报" in shown
    assert "没有记录出处" in rendered("{{ parts.evidence([]) }}")


def test_a_page_says_what_it_was_built_from_and_where_it_belongs() -> None:
    values = {"root": "../", "lang": "en", "here": "parks", "built": BUILT}
    shown = environment().from_string(HEAD).render(**values)
    footer = shown.split("<footer")[1]
    assert all(part in footer for part in ("2024-06-30", "cautious", "a, b", ">12<"))
    assert re.findall(r'<a href="([^"]+)" aria-current', shown) == ["../parks.html"]
    assert '<html lang="en" data-lang="en" data-root="../">' in shown
