"""Hostile names stand letter for letter wherever a page shows them, and run nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from _pages import HOSTILE, Opener, picture

from chainatlas.viz._page import FOLDER

pytestmark = pytest.mark.browser

FIRST = 40
"""Characters of a name that a chip of the legend shows."""


def shown(text: str, most: int) -> str:
    """Return a text as the page shortens it."""
    return text if len(text) <= most else text[: most - 1] + "…"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_in_panel_and_list(opened: Opener, name: str) -> None:
    found = opened(picture(), hash=f"#id=x:{name}")
    assert found.texts("#panel h2") == [HOSTILE[name]]
    assert HOSTILE[name] in found.texts("#panel dd")
    assert HOSTILE[name] in found.texts("#panel .tag")
    found.js("document.getElementById('list').open = true")
    found.tab.wait_for_timeout(100)
    assert HOSTILE[name] in found.texts("#list-body bdi")
    found.quiet()


def test_hostile_names_stand_in_labels_and_tips(opened: Opener) -> None:
    found = opened(picture())
    labels = {name: found.js("id => atlas.sets.nodes.get(id).label", f"x:{name}") for name in HOSTILE}
    for name, label in labels.items():
        plain = "".join(HOSTILE[name].split())
        assert "".join(label.split()).rstrip("…")[:12] == plain[:12], name
    assert found.js("atlas.sets.nodes.get('x:image').title") == HOSTILE["image"]


def test_hostile_names_stand_in_the_legend_as_groups_and_as_values_of_facets(opened: Opener) -> None:
    found = opened(picture())
    expected = {shown(text, FIRST) for text in HOSTILE.values()}
    assert expected <= set(found.texts("#legend [data-facet=group]"))
    assert expected <= set(found.texts("#more-body [data-facet=chain]"))
    assert shown(HOSTILE["quotes"], FIRST) in found.texts("#legend [data-facet=line]")
    found.quiet()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_found_by_search_and_hides_by_its_chip(opened: Opener, name: str) -> None:
    found = opened(picture())
    found.js("text => { document.getElementById('search').value = text }", HOSTILE[name])
    found.js("document.getElementById('search').dispatchEvent(new Event('input'))")
    assert shown(HOSTILE[name].strip(), 80) in found.texts("#hits .hit-name")
    chip = """key => [...document.querySelectorAll('#legend [data-facet=chain]')]
        .find(one => one.dataset.key === key).click()"""
    found.js(chip, HOSTILE[name])
    assert found.is_hidden(f"x:{name}")
    address = found.js("location.hash")
    again = opened(picture(), hash=address)
    assert again.is_hidden(f"x:{name}")
    again.quiet()


def test_a_hostile_page_has_no_element_of_a_name(opened: Opener) -> None:
    found = opened(picture(), hash="#id=x:image")
    assert found.js("document.querySelectorAll('img, iframe, object, embed, svg script').length") == 0
    assert found.js("document.querySelectorAll('script:not([type])').length") == 2
    assert found.texts("#title") == [picture().title.zh]
    found.quiet()


def test_no_function_of_the_scripts_is_declared_twice() -> None:
    lines = [line for path in FOLDER.glob("*.js") for line in path.read_text("utf-8").splitlines()]
    names = Counter(
        line.split("(")[0].split()[-1] for line in lines if line.startswith(("function ", "async function "))
    )
    assert [name for name, count in names.items() if count > 1] == []
