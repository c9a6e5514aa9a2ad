"""Maps in a notebook: shown inline in a frame, or kept as a page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, require_or_skip
from _facts import fact, record
from _tab import DRAWN, Tab, tab

from chainatlas import Atlas
from chainatlas.graph.errors import StoreError, UnknownName, UsageError
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.viz._drawing import HEIGHT, Drawing

HOSTILE = "\"><script>parent.hacked=1</script>'&amp;</iframe><img src=x onerror=window.hacked=1>"


@pytest.fixture
def atlas(bundled: Store) -> Atlas:
    return Atlas(bundled)


def test_a_map_without_a_path_is_a_drawing_that_can_be_written_later(atlas: Atlas, tmp_path: Path) -> None:
    drawing = atlas.map("chain", chain="风电", lang="en")
    assert drawing.html.startswith("<!DOCTYPE html>")
    written = drawing.write(tmp_path / "wind.html")
    assert written.read_text("utf-8") == drawing.html
    assert (
        atlas.map("chain", tmp_path / "same.html", chain="风电", lang="en").read_text("utf-8") == drawing.html
    )


def test_a_page_written_at_once_is_a_path_for_whoever_opens_it(atlas: Atlas, tmp_path: Path) -> None:
    path = atlas.map("flows", str(tmp_path / "flows.html"))
    assert "<title>园区之间的供需" in Path(os.fspath(path)).read_text("utf-8")


def test_an_answer_is_drawn_as_it_was_folded(atlas: Atlas) -> None:
    drawing = atlas.map_answer("suppliers", company="金风科技", as_of="2023-12-31")
    assert drawing.picture.built["as_of"] == "2023-12-31"
    assert {mark.id for mark in drawing.picture.marks} >= {"company:goldwind", "company:jl-mag"}


def test_wrong_calls_and_paths_are_refused_in_one_sentence(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="flows"):
        atlas.map("flow")
    with pytest.raises(UnknownName):
        atlas.map_answer("suppliers", company="没有这家企业")
    with pytest.raises(UsageError, match="zh, en"):
        _ = atlas.map("geo", lang="fr").html  # type: ignore[call-overload]
    with pytest.raises(StoreError, match="folder that exists"):
        atlas.map("geo").write(tmp_path / "missing" / "x.html")
    assert list(tmp_path.iterdir()) == []


def test_the_frame_has_a_title_and_no_name_leaves_it(kglite_store: Store) -> None:
    kglite_store.replace(fold(record([fact("company:x", "LOCATED_IN", "park:x")], x={"name": HOSTILE})))
    shown = Atlas(kglite_store).map("flows", park="park:x")._repr_html_()
    assert shown.startswith('<iframe title="&quot;&gt;&lt;script&gt;')
    assert (shown.count("<"), f'height="{HEIGHT}"' in shown) == (2, True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_or_skip()
    with chromium() as found:
        yield found


def inline(found: Tab) -> Any:
    """Return the frame of the map, when it is drawn."""
    frame = found.page.frames[1]
    frame.wait_for_function(DRAWN)
    return frame


def notebook(folder: Path, drawing: Drawing) -> Path:
    path = folder / "notebook.html"
    path.write_text(f"<!DOCTYPE html><title>n</title><h1>n</h1>{drawing._repr_html_()}", "utf-8")
    return path


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_map_works_inside_a_notebook(browser: Any, atlas: Atlas, tmp_path: Path, width: int) -> None:
    path = notebook(tmp_path, atlas.map("chain", chain="风电"))
    with tab(browser, path, viewport={"width": width, "height": 900}) as found:
        frame = inline(found)
        assert frame.evaluate("atlas.sets.nodes.length") > 20
        frame.fill("#search", "金风科技")
        frame.press("#search", "Enter")
        assert frame.evaluate("atlas.network.getSelectedNodes()") == ["company:goldwind"]
        frame.click("#panel .lines a >> nth=0")
        found.page.wait_for_timeout(300)
        assert frame.evaluate("atlas.network.getSelectedNodes()") not in ([], ["company:goldwind"])
        assert found.page.url == found.url
        assert found.js("document.documentElement.scrollWidth <= innerWidth")
        found.quiet()


@pytest.mark.browser
def test_hostile_names_do_not_get_out_of_the_frame(browser: Any, kglite_store: Store, tmp_path: Path) -> None:
    kglite_store.replace(fold(record([fact("company:x", "LOCATED_IN", "park:x")], x={"name": HOSTILE})))
    with tab(browser, notebook(tmp_path, Atlas(kglite_store).map("geo"))) as found:
        frame = inline(found)
        assert (
            frame.evaluate("atlas.select('park:x') && document.querySelector('#panel h2').textContent")
            == HOSTILE
        )
        found.quiet()
