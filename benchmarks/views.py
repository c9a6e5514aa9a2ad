"""Maps against pages that pyvis writes itself, in one run: writing, opening and size; fails below a bar.

python benchmarks/views.py
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import TimeoutError
from pyvis.network import Network

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from _browser import chromium
from _large import large_picture

from chainatlas.graph.pinyin import pinyin
from chainatlas.graph.store import open_store
from chainatlas.loaders._build import build
from chainatlas.viz import _payload
from chainatlas.viz._draw import drawn
from chainatlas.viz._page import write_page
from chainatlas.viz._view import Picture
from chainatlas.viz.chain import VIEW

MARKS, DEGREE = 5000, 3
OURS, THEIRS = 7, 2
"""Runs of each side; pyvis takes so long that its spread does not matter."""
PATIENCE = 25.0
"""Seconds after which a page that is still not drawn counts as drawn: its true time is longer."""
WRITING_BAR, OPENING_BAR, SIZE_BAR = 50.0, 5.0, 1_500_000
TELL = """
const tell = () => console.log(JSON.stringify(
  [performance.now(), performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null]));
"""
OUR_DRAW = """
const begin = () => window.atlas
  ? requestAnimationFrame(() => requestAnimationFrame(tell))
  : setTimeout(begin, 5);
begin();
"""
"""Ours is drawn two frames after its script has started: the first draws it, the second comes after."""
THEIR_DRAW = """
const done = () => window.network.once("afterDrawing", tell);
const begin = () => window.network?.once
  ? window.network.once("stabilizationIterationsDone", done)
  : setTimeout(begin, 5);
begin();
"""
"""pyvis's is drawn when its physics has come to rest and it draws; before, it shows a bar."""


@dataclass(frozen=True)
class Figure:
    """What was measured, on both sides, in one unit."""

    name: str
    ours: list[float]
    theirs: list[float]
    bar: float | None = None

    @property
    def ratio(self) -> float:
        return statistics.median(self.theirs) / statistics.median(self.ours)

    def row(self) -> str:
        bar = f"{self.bar:g} ×" if self.bar else ""
        above = "> " if min(self.theirs) >= PATIENCE else ""
        cells = (self.name, told(self.ours), above + told(self.theirs), f"{above}{self.ratio:.1f} ×", bar)
        return f"| {' | '.join(cells)} |"


def told(values: list[float]) -> str:
    """Return the median, and the least and most where there are several."""
    spread = f" ({min(values):.3g}–{max(values):.3g})" if len(values) > 1 else ""
    return f"{statistics.median(values):.3g}{spread}"


def seconds(run: Callable[[], object]) -> float:
    """Return the seconds of processor time, which other work on the machine does not change."""
    started = time.process_time()
    run()
    return time.process_time() - started


def write_ours(picture: Picture, path: Path) -> None:
    """Write our page as for the first time: how names are read is not remembered from the run before."""
    _payload._read.cache_clear()
    pinyin.cache_clear()
    write_page(picture, path)


def write_theirs(picture: Picture, path: Path, *, directed: bool = False) -> None:
    """Write pyvis's page in its own way: node by node, edge by edge, its template, its physics."""
    network = Network(directed=directed, cdn_resources="in_line", height="800px")
    for mark in picture.marks:
        network.add_node(mark.id, label=mark.name.zh, title=mark.name.en, group=mark.group)
    for line in picture.lines:
        network.add_edge(line.source, line.target, title=line.name.zh)
    network.write_html(str(path))


def opening(browser: Any, path: Path, script: str) -> tuple[float, float | None]:
    """Return the seconds from navigation to the first full draw, and to the first paint, offline."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    context.add_init_script(TELL + script)
    tab = context.new_page()
    try:
        with tab.expect_console_message(
            lambda said: said.text.startswith("["), timeout=PATIENCE * 1000
        ) as said:
            tab.goto(path.as_uri(), wait_until="commit")
        drawn_at, painted = json.loads(said.value.text)
    except TimeoutError:
        drawn_at, painted = PATIENCE * 1000, None
    context.close()
    return drawn_at / 1000, painted and painted / 1000


def chain_size(folder: Path) -> int:
    """Return the bytes of the page of the bundled wind power chain."""
    store = open_store(folder / "atlas.kgl")
    store.replace(build())
    write_page(drawn(store, VIEW, {"chain": "chain:wind-power"}), folder / "chain.html")
    return (folder / "chain.html").stat().st_size


def writings(picture: Picture, folder: Path) -> Iterator[Figure]:
    """Yield how long writing takes; pyvis looks for double edges unless its network is directed."""
    write_page(replace(picture, marks=picture.marks[:9], lines=()), folder / "whole.html")
    ours = [seconds(lambda: write_ours(picture, folder / "whole.html")) for _ in range(OURS)]
    for directed, bar in ((True, None), (False, WRITING_BAR)):
        write = partial(write_theirs, picture, folder / "pyvis.html", directed=directed)
        theirs = [seconds(write) for _ in range(THEIRS)]
        yield Figure(f"writing, s; pyvis {'directed' if directed else 'by default'}", ours, theirs, bar)
    write_page(replace(picture, whole=False), folder / "clusters.html")


def openings(folder: Path) -> Iterator[Figure]:
    """Yield how long pages take to open: everything at once, and by clusters."""
    with chromium() as browser:
        theirs = [opening(browser, folder / "pyvis.html", THEIR_DRAW)[0] for _ in range(THEIRS)]
        for name in ("whole", "clusters"):
            runs = [opening(browser, folder / f"{name}.html", OUR_DRAW) for _ in range(OURS)]
            yield Figure(
                f"opening ({name}) to first full draw, s", [draw for draw, _ in runs], theirs, OPENING_BAR
            )
            print(f"first paint ({name}): {told([paint for _, paint in runs if paint])} s", file=sys.stderr)


def main() -> None:
    picture = large_picture(MARKS, DEGREE, whole=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [*writings(picture, folder), *openings(folder)]
        size = chain_size(folder)
    print(
        f"{MARKS} nodes, {len(picture.lines)} edges; median (least–most); opening is cut at {PATIENCE:g} s\n"
    )
    print("| | ours | pyvis | ratio | bar |\n| --- | ---: | ---: | ---: | ---: |")
    for figure in figures:
        print(figure.row())
    print(f"| chain map, MB | {size / 1e6:.2f} | | | < {SIZE_BAR / 1e6:g} |")
    missed = [figure.name for figure in figures if figure.bar and figure.ratio < figure.bar]
    missed += ["chain map"] if size >= SIZE_BAR else []
    sys.exit(f"below the bar: {', '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main()
