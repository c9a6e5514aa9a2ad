"""Charts of the site in a real Chromium: drawn in both languages and themes, with a table of the figures."""

from __future__ import annotations

import pytest
from _site_pages import Opener

pytest_plugins = ("_site_browser",)
pytestmark = pytest.mark.browser


CHARTS = {"stage-chart": 2, "time-chart": 3, "capacity-chart": 2}


@pytest.mark.parametrize(("chart", "count"), CHARTS.items(), ids=CHARTS)
def test_a_chart_is_drawn_and_says_the_same_as_its_table(visited: Opener, chart: str, count: int) -> None:
    found = visited()
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


def test_charts_follow_the_language_and_the_theme(visited: Opener) -> None:
    found = visited()
    option = "echarts.getInstanceByDom(document.getElementById('stage-chart')).getOption()"
    assert found.js(f"{option}.series.map(one => one.name)") == ["有记录", "拟建"]
    light = found.js(f"{option}.textStyle.color")
    found.tab.click("#site-language")
    assert found.js(f"{option}.series.map(one => one.name)") == ["present", "planned"]
    found.tab.emulate_media(color_scheme="dark")
    found.tab.wait_for_timeout(500)
    assert found.js(f"{option}.textStyle.color") != light


def test_still_readers_get_still_charts(visited: Opener) -> None:
    option = "echarts.getInstanceByDom(document.getElementById('time-chart')).getOption().animation"
    assert visited(reduced_motion="reduce").js(option) is False
    assert visited(reduced_motion="no-preference").js(option) is True
