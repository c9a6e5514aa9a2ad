"""geo: parks at the coordinates of the places they are in, with what they supply each other; no borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chainatlas.graph.around import Around
from chainatlas.queries._question import Parameter, Row, union
from chainatlas.viz._coordinates import CELL, Projection, Spot, spread
from chainatlas.viz._lines import bowed
from chainatlas.viz._panel import TITLES, edge_name, facets_of, facts_of, name_of
from chainatlas.viz._sites import Ground, sale
from chainatlas.viz._view import Facts, Heading, Line, Mark, Picture, View, Words

COLOURS = 14
"""Groups that a page has colours for; with more prefectures than that, provinces give the colours."""
WIDEST = 6.0
NOWHERE = Words("坐标未记录", "no coordinates on record")
LEVELS: Mapping[str, str] = {
    "national": "国家级",
    "provincial": "省级",
    "prefecture": "市级",
    "inner": "区中园",
}
INNER = ("hide", "show")


def sketch(around: Around, parameters: Mapping[str, Any]) -> Picture:
    """Draw the parks at their places' coordinates; those without any stand apart at the left.

    Equirectangular projection, north up. With `chain`, only parks with a firm or project that is a
    member of the chain or makes a product of it, or that are members themselves; sizes count these.
    """
    ground = Ground.read(around, parameters["chain"])
    shown = [name for name in ground.parks if _wanted(ground, name, parameters)]
    shown.sort(key=lambda name: (len(ground.outer[name]), -len(ground.firms.get(name, ())), name))
    places, headings, moved = _places(ground, shown)
    colours = _colours(ground, shown)
    marks = tuple(_mark(ground, name, places, colours, moved) for name in shown)
    lines = (*_sales(ground, around, set(shown)), *_parts(ground, set(shown)))
    groups = dict(sorted({key: ground.name(key) for key in colours.values()}.items()))
    return Picture(
        _title(around, parameters["chain"]),
        marks,
        tuple(bowed(lines)),
        headings,
        groups,
        notes=_notes(ground, shown),
        clusters=groups,
    )


def _wanted(ground: Ground, park: str, parameters: Mapping[str, Any]) -> bool:
    if ground.outer[park] and parameters["inner"] == "hide":
        return False
    return not parameters["chain"] or bool(ground.firms.get(park)) or park in ground.members


def _title(around: Around, chain: str) -> Words:
    if not chain:
        return Words("园区分布", "Where the parks are")
    name = name_of(around.nodes([chain])[chain])
    return Words(f"{name.zh} · 园区分布", f"{name.en} · where its parks are")


def _notes(ground: Ground, shown: Iterable[str]) -> tuple[Words, ...]:
    lost = sum(ground.spot(name) is None for name in shown)
    said = [
        Words(
            "上北。位置取自园区所在地区的坐标,不是园区自己的;不画任何界线。大小为在案企业与项目数。",
            "North up. Parks stand at the coordinates of the place they are in, not at their own; "
            "no border is drawn. The size counts firms and projects on record.",
        )
    ]
    if lost:
        said.append(
            Words(
                f"{lost}个园区的坐标未记录,列在左侧。", f"{lost} parks without coordinates stand at the left."
            )
        )
    return tuple(said)


def _places(
    ground: Ground, shown: list[str]
) -> tuple[dict[str, Spot], tuple[Heading, ...], dict[str, float]]:
    """Return where each park stands, the degrees along the edges, and how many km parks were moved."""
    spots = {name: spot for name in shown if (spot := ground.spot(name))}
    projection = Projection(sorted(spots.values()), len(shown))
    wanted = {name: projection.place(spot) for name, spot in spots.items()}
    places = spread(wanted)
    moved = {name: projection.kilometres(places[name], spot) for name, spot in wanted.items()}
    left = min((x for x, _ in places.values()), default=0.0) - CELL[0]
    top = min((y for _, y in places.values()), default=0.0) - CELL[1]
    headings = [*_degrees(projection, left, top)] if places else []
    apart = [name for name in shown if name not in places]
    if apart:
        headings.append(Heading(NOWHERE, left - 1.6 * CELL[0], top))
    rows = max(8, round(len(apart) ** 0.5))
    for number, name in enumerate(apart):
        column, row = divmod(number, rows)
        places[name] = (left - (1.6 + column) * CELL[0], top + (row + 1) * CELL[1])
    return places, tuple(headings), moved


def _degrees(projection: Projection, left: float, top: float) -> Iterator[Heading]:
    for lon in projection.longitudes():
        text = f"{abs(lon):g}°{'E' if lon >= 0 else 'W'}"
        yield Heading(Words(text, text), projection.place((lon, 0.0))[0], top)
    for lat in projection.latitudes():
        text = f"{abs(lat):g}°{'N' if lat >= 0 else 'S'}"
        yield Heading(Words(text, text), left, projection.place((0.0, lat))[1])


def _colours(ground: Ground, shown: Iterable[str]) -> dict[str, str]:
    """Return the place that gives each park its colour: its prefecture, or province where those are many."""
    found = {name: ground.area(name, ("prefecture", "province", "county")) for name in shown}
    if len(set(found.values())) > COLOURS:
        found = {name: ground.area(name, ("province", "prefecture", "county")) for name in shown}
    return found


def _mark(
    ground: Ground,
    park: str,
    places: Mapping[str, Spot],
    colours: Mapping[str, str],
    moved: Mapping[str, float],
) -> Mark:
    row, firms = ground.parks[park], ground.firms.get(park, set())
    inner = [ground.parks[name] for name in ground.inner.get(park, ())]
    return Mark(
        id=park,
        name=name_of(row),
        kind="Park",
        x=places[park][0],
        y=places[park][1],
        group=colours[park],
        facts=(
            *_position(ground, park, moved.get(park, 0.0)),
            *_counts(firms, inner),
            *facts_of(row, "level", "kind", "code"),
        ),
        statements=tuple(union(edge["statements"] for edge in ground.located_in.get(park, ()))),
        words=tuple(word for one in (row, *inner) for word in (*one.get("aliases", ()), one["name"])),
        cluster=colours[park],
        size=round(min(0.8 + 0.2 * len(firms) ** 0.5, 3.0), 2),
    )


def _kind(park: Row) -> Facts:
    level = park.get("level")
    said = ((TITLES["level"], Words(LEVELS.get(level, level), level)),) if level else ()
    return (*said, *facts_of(park, "kind"))


def _position(ground: Ground, park: str, moved: float) -> Facts:
    """Say whose coordinates a park stands at, or that it has none, and how far it was moved aside."""
    near, spot = ground.located(park), ground.spot(park)
    if near is None or spot is None:
        return ((Words("坐标", "coordinates"), Words("未记录", "not on record")),)
    name, figures = name_of(near), f"{spot[0]:g}°, {spot[1]:g}°"
    said = Words(f"{name.zh}的坐标 {figures}(非园区自身)", f"{figures} of {name.en}, not the park's own")
    found = (Words("坐标", "coordinates"), said)
    if moved < 1.0:
        return (found,)
    aside = Words(f"约{moved:.0f}公里,以免遮盖", f"about {moved:.0f} km, not to cover others")
    return found, (Words("图上移开", "moved aside in the picture"), aside)


def _counts(firms: set[str], inner: list[Row]) -> Facts:
    counts = [str(sum(name.startswith(kind) for name in firms)) for kind in ("company:", "project:")]
    said = [
        (Words("在案企业", "firms on record"), Words(counts[0], counts[0])),
        (Words("在案项目", "projects on record"), Words(counts[1], counts[1])),
    ]
    if inner:
        names = [name_of(row) for row in inner]
        parts = Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))
        said.append((Words("区内园区", "parks inside it"), parts))
    return tuple(said)


def _sales(ground: Ground, around: Around, shown: set[str]) -> Iterator[Line]:
    """Yield a line for each pair of parks between which supplies are on record."""
    found = ground.sales(shown)
    products = around.nodes(row["product"] for rows in found.values() for row in rows if row.get("product"))
    for (one, other), sales in found.items():
        facts = tuple((edge_name("SUPPLIES"), sale(ground, row, products)) for row in sales)
        stated = tuple(sorted({name for row in sales for name in row["statements"]}))
        facets = {
            key: tuple(sorted({value for row in sales for value in facets_of(row).get(key, ())}))
            for key in ("status", "basis")
        }
        width = min(1.0 + len(sales), WIDEST)
        name = Words("供货(有记录)", "supplies, on record")
        yield Line(one, other, "SUPPLIES", name, facts=facts, statements=stated, facets=facets, width=width)


def _parts(ground: Ground, shown: set[str]) -> Iterator[Line]:
    """Yield a line from each park to the park that it is a part of."""
    for row in (row for park in sorted(shown) for row in ground.located_in.get(park, ())):
        if row["target"] in shown:
            facts = facts_of(row, "status", "basis", "confidence", "contested")
            stated = tuple(row["statements"])
            name = edge_name("LOCATED_IN")
            yield Line(
                row["source"], row["target"], "LOCATED_IN", name, False, facts, stated, facets_of(row), 0.6
            )


VIEW = View(
    name="geo",
    zh="园区分布图:按所在地区的坐标摆放园区,不画界线,连线为有记录的供货",
    en="Parks at the coordinates of their places, without borders; lines are supplies on record",
    parameters=(
        Parameter("chain", "产业链", "only parks with a part of this chain", label="Chain", default=""),
        Parameter("inner", "区中园", "parks inside other parks", words=INNER, default="hide"),
    ),
    sketch=sketch,
)
