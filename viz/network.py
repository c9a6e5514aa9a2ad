"""network: the whole graph of things, or those that a query of the user's own returns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chainatlas.graph.around import Around, StoreAround, TableAround
from chainatlas.graph.errors import UsageError
from chainatlas.graph.model import EDGES, NODES, label_of
from chainatlas.graph.store import Store
from chainatlas.graph.stored import EDGE_ENDS, read_edges, read_nodes
from chainatlas.graph.tables import Graph
from chainatlas.queries._question import Parameter, union
from chainatlas.viz._clusters import by_belonging, by_community, groups_of
from chainatlas.viz._force import positions
from chainatlas.viz._things import Scene, headings_of, line_of, mark_of, scene_of
from chainatlas.viz._view import Picture, View, Words

THINGS = ("Place", "Park", "Company", "Project", "Product", "Chain")
"""What the whole graph is drawn of; the record itself and measures only when asked for."""
SINGLY = 2000
"""Up to how many things are looked up by their ids; more are quicker read as whole columns."""
ROWS = 200_000
"""How many rows of a query are looked at."""


def draw(store: Store, parameters: Mapping[str, Any]) -> Picture:
    """Draw things and the edges between them, those that hang together near each other."""
    kinds = _words(parameters["kinds"], [label for label in NODES if label != "Build"], "kinds")
    edges = _words(parameters["edges"], list(EDGES), "edges") or tuple(EDGES)
    if text := parameters["query"]:
        ids, notes = _asked(store, text)
        around = _around(store, ids)
        ids = [name for name in ids if not kinds or label_of(name) in kinds]
    else:
        labels = kinds or THINGS
        around, notes = _columns(store, {*THINGS, *labels}), ()
        ids = [row["id"] for label in labels for row in around.every(label)]
    scene = scene_of(around, ids, edges)
    _refuse_nothing(scene, kinds, text)
    return _picture(scene, parameters["by"], whole=parameters["show"] == "all", notes=notes)


def _words(text: str, known: Collection[str], name: str) -> tuple[str, ...]:
    """Return the words that a user wrote with commas between; raise UsageError for one not known."""
    words = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in words:
        if word not in known:
            raise UsageError(f"expected --{name} as some of {','.join(known)}, got {word!r}")
    return words


def _asked(store: Store, text: str) -> tuple[list[str], tuple[Words, ...]]:
    """Return the texts of a query's answer that look like ids, and a note where it was cut off."""
    rows = store.query(text, limit=ROWS)
    texts = sorted({found for row in rows.rows for found in _texts(row)})
    if not texts:
        raise UsageError("the query returns no text; return the ids of nodes, such as: RETURN park.id AS id")
    ids = [found for found in texts if label_of(found)]
    if not ids:
        raise UsageError(
            f"expected ids of nodes from the query, such as 'park:…', got {len(texts)} other texts, "
            f"first {texts[0][:80]!r}; return the property id"
        )
    cut = Words(f"查询结果只取前{ROWS}行。", f"Only the first {ROWS} rows of the query are drawn.")
    return ids, (cut,) if rows.truncated else ()


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of an answer's cell, also from within lists and maps."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _texts(inner))


def _around(store: Store, ids: Collection[str]) -> Around:
    if len(ids) <= SINGLY:
        return StoreAround(store)
    return _columns(store, {*THINGS, *map(label_of, ids)})


def _columns(store: Store, labels: Collection[str]) -> TableAround:
    """Read the nodes of these labels and all edges between them."""
    nodes = {label: read_nodes(store, label) for label in NODES if label in labels}
    edges = {ends: read_edges(store, *ends) for ends in EDGE_ENDS if {*ends[1:]} <= {*labels}}
    return TableAround(Graph(nodes, edges))


def _refuse_nothing(scene: Scene, kinds: Collection[str], text: str) -> None:
    if scene.nodes:
        return
    where = "among the ids that the query returns" if text else "in the graph"
    what = f"of the kinds {', '.join(kinds)}" if kinds else "to draw"
    raise UsageError(
        f"expected things, found nothing {what} {where}; see `chainatlas check` for what is there"
    )


def _picture(scene: Scene, by: str, *, whole: bool, notes: tuple[Words, ...]) -> Picture:
    cluster, called = _clusters(scene, by)
    group, groups = groups_of(cluster, called)
    places = positions(scene.nodes, scene.links, cluster)
    marks = tuple(mark_of(scene, name, places[name], group[name], cluster[name]) for name in places)
    lines = tuple(line_of(scene, rows) for _, rows in sorted(scene.edges.items()))
    told = (_counted(len(marks), len(lines), by), *_left_out(scene), *notes)
    title = Words("网络图", "Network")
    used = union([*scene.parks.values(), *scene.chains.values()])
    values = {name: scene.called[name] for name in used}
    headings = tuple(headings_of(marks, groups))
    return Picture(title, marks, lines, headings, groups, {}, told, called, values, {}, whole)


def _clusters(scene: Scene, by: str) -> tuple[dict[str, str], dict[str, Words]]:
    if by == "community":
        return by_community(scene.names, scene.links)
    return by_belonging(scene.nodes, scene.parks if by == "park" else scene.chains, scene.called)


def _counted(marks: int, lines: int, by: str) -> Words:
    zh, en = {
        "community": (
            "颜色为社群:内部联系多于外部的一组",
            "colours are communities, more linked inside than outside",
        ),
        "park": ("颜色为所在园区", "colours are the parks they are in"),
        "chain": ("颜色为所属产业链", "colours are the chains they belong to"),
    }[by]
    return Words(f"{marks}个事物,{lines}条关系;{zh}。", f"{marks} things and {lines} relations; {en}.")


def _left_out(scene: Scene) -> Iterator[Words]:
    if scene.denied:
        yield Words(
            f"另有{scene.denied}条被否认的关系未画出。",
            f"{scene.denied} relations that are denied are not drawn.",
        )


VIEW = View(
    name="network",
    zh="网络图:图中全部事物及其关系,或一条查询所返回的事物",
    en="The network of all things on record and what joins them, or of those that a query returns",
    parameters=(
        Parameter(
            "query",
            "查询",
            "a read-only query; the nodes whose ids it returns are drawn, with what joins them",
            free="cypher",
            default="",
            example='"MATCH (firm:Company)-[:LOCATED_IN]->(park:Park) RETURN firm.id AS a, park.id AS b"',
        ),
        Parameter(
            "kinds",
            "种类",
            f"kinds of things to draw, with commas between them; without a query {','.join(THINGS)}",
            free="list",
            default="",
        ),
        Parameter(
            "edges",
            "关系",
            "kinds of relations to draw, with commas between them; all",
            free="list",
            default="",
        ),
        Parameter(
            "by",
            "分组依据",
            "what colours and groups stand for",
            words=("community", "park", "chain"),
            default="community",
        ),
        Parameter(
            "show",
            "显示",
            "start a large network with groups to open, or draw all of it at once",
            words=("groups", "all"),
            default="groups",
        ),
    ),
    draw=draw,
)
