"""Large pictures in clusters of many sizes, as a network view makes them, and ways to handle their pages."""

from __future__ import annotations

import base64
import math
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from _pages import Opened

from chainatlas.viz._view import Line, Mark, Picture, Words

KINDS = ("Company", "Company", "Company", "Company", "Product", "Project", "Park")
PLACES = (
    "包头",
    "鄂尔多斯",
    "呼和浩特",
    "苏州",
    "常州",
    "宁德",
    "合肥",
    "大连",
    "盐城",
    "株洲",
    "长春",
    "酒泉",
)
THINGS = ("风电", "叶片", "磁材", "轴承", "塔筒", "齿轮", "电机", "储能", "化工", "钢材", "铝材", "电缆")
MIDDLE = "box => [(box.left + box.right) / 2, (box.top + box.bottom) / 2]"
GOLDEN = math.pi * (3 - math.sqrt(5))
GAP = 60.0
"""Pixels between marks of a cluster."""


def large_picture(count: int, degree: int = 3, clusters: int = 40, *, whole: bool = False) -> Picture:
    """Return a picture of so many marks, and `degree` lines for each, nine in ten inside a cluster."""
    draw = random.Random(count)
    sizes = _sizes(draw, count, clusters)
    marks = [mark for number, size in enumerate(sizes) for mark in _cluster(draw, number, sizes, size)]
    lines = tuple(_lines(draw, marks, sizes, degree))
    names = {f"park:{number}": _park(number) for number in range(clusters)}
    title = Words(f"{count} 个节点的网络", f"a network of {count} nodes")
    return Picture(title, tuple(marks), lines, groups=names, clusters=names, values=names, whole=whole)


def renamed(picture: Picture, name: Words) -> Picture:
    """Return the picture with all its clusters, and the first mark of each cluster, called so."""
    seen: set[str] = set()
    marks = [
        replace(mark, name=name) if mark.cluster not in seen and not seen.add(mark.cluster) else mark  # type: ignore[func-returns-value]
        for mark in picture.marks
    ]
    return replace(picture, marks=tuple(marks), clusters=dict.fromkeys(picture.clusters, name))


def _sizes(draw: random.Random, count: int, clusters: int) -> list[int]:
    weights = [draw.paretovariate(1.1) for _ in range(clusters)]
    sizes = [max(1, int(count * weight / sum(weights))) for weight in weights]
    sizes[sizes.index(max(sizes))] += count - sum(sizes)
    return sorted(sizes, reverse=True)


def _park(number: int) -> Words:
    name = f"{PLACES[number % len(PLACES)]}{THINGS[number * 5 % len(THINGS)]}园"
    return Words(f"{name}{number}", f"Park {number}")


def _cluster(draw: random.Random, number: int, sizes: list[int], size: int) -> Iterator[Mark]:
    """Yield the marks of a cluster on a sunflower's spiral, and clusters around each other."""
    reach = GAP * math.sqrt(sum(sizes[:number]) + size / 2) * 1.15
    x0, y0 = reach * math.cos(number * GOLDEN), reach * math.sin(number * GOLDEN)
    for place in range(size):
        far = GAP * 0.56 * math.sqrt(place) * draw.uniform(0.9, 1.1)
        missing = draw.random() < 0.03
        yield Mark(
            id=f"x:{number}-{place}",
            name=Words(
                f"{draw.choice(PLACES)}{draw.choice(THINGS)}{number}-{place}", f"Firm {number}-{place}"
            ),
            kind=draw.choice(KINDS),
            x=x0 + far * math.cos(place * GOLDEN),
            y=y0 + far * math.sin(place * GOLDEN),
            group=f"park:{number}",
            missing=missing,
            facts=(
                (Words("园区", "park"), _park(number)),
                (Words("编号", "number"), Words(str(place), str(place))),
            ),
            statements=(f"s{draw.randrange(500)}",),
            facets={"park": (f"park:{number}",)},
            cluster=f"park:{number}",
            size=2.0 if place < size / 50 else 1.0,
        )


def _lines(draw: random.Random, marks: list[Mark], sizes: list[int], degree: int) -> Iterator[Line]:
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    for number, size in enumerate(sizes):
        for place in range(size * degree):
            near = draw.random() < 0.9
            hub = int(size * draw.random() ** 3)
            other = starts[number] + hub if near else draw.randrange(len(marks))
            source = marks[starts[number] + place % size]
            status = draw.choice(("operating", "planned", "under_construction"))
            yield Line(
                source=source.id,
                target=marks[other].id,
                kind=("SUPPLIES", "DEVELOPS")[place % 2],
                name=(Words("供应", "supplies"), Words("开发", "develops"))[place % 2],
                dashed=source.missing or marks[other].missing,
                facts=((Words("状态", "status"), Words(status, status)),),
                statements=(f"s{draw.randrange(500)}",),
                facets={"status": (status,), "basis": ("stated",)},
            )


def said(found: Opened) -> str:
    """Return what the line over the canvas says."""
    return str(found.js("document.querySelector('.drawn .said').textContent"))


def click(found: Opened, box: dict[str, float]) -> None:
    """Click on the middle of a box of the canvas."""
    place = found.tab.locator("#canvas").bounding_box()
    x, y = found.js(MIDDLE, box)
    found.tab.mouse.click(place["x"] + x, place["y"] + y)
    found.tab.wait_for_timeout(500)


def clusters_of(found: Opened) -> list[dict[str, Any]]:
    """Return the closed clusters."""
    clusters: list[dict[str, Any]] = found.js("atlas.shown().clusters")
    return clusters


def box_of(found: Opened, id: str) -> dict[str, float]:
    box: dict[str, float] = found.js("id => atlas.boxOf(id)", id)
    return box


def png(found: Opened) -> bytes:
    """Return the picture that the renderer gives."""
    text = """async () => { const bytes = new Uint8Array(await (await atlas.toPng()).arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')); }"""
    return base64.b64decode(found.js(text))


def colours(found: Opened) -> int:
    """Count the colours of the picture that the renderer gives, up to a hundred."""
    text = """async () => { const image = await createImageBitmap(await atlas.toPng());
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context.drawImage(image, 0, 0);
        const {data} = context.getImageData(0, 0, image.width, image.height);
        return Math.min(100, new Set(new Uint32Array(data.buffer)).size); }"""
    return int(found.js(text))
