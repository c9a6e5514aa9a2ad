"""flows: which park feeds which, on record and possibly, from givers on the left to takers on the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chainatlas.graph.around import StoreAround
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._flows import NEEDS_WORDS, PRESENCE
from chainatlas.queries._question import Parameter, Row, union
from chainatlas.queries.complements import QUESTION
from chainatlas.viz._layout import columns, forward
from chainatlas.viz._lines import bowed
from chainatlas.viz._panel import Fact, name_of
from chainatlas.viz._view import Line, Mark, Picture, View, Words

COLUMN, ROW = 340.0, 120.0
WIDEST = 6.0
ON_RECORD, POSSIBLE = "on record", "possible"
KINDS: Mapping[str, Words] = {
    ON_RECORD: Words("供货(有记录)", "supplies, on record"),
    POSSIBLE: Words("可以供货(未见记录)", "could supply: possible, not on record"),
}
ROLES: Mapping[str, Words] = {
    "gives": Words("供方", "gives only"),
    "both": Words("既供又需", "gives and takes"),
    "takes": Words("需方", "takes only"),
    "none": Words("未见往来", "no flow found"),
}
TITLE = Words("园区之间的供需", "What parks give each other")
UNKNOWN = Words("地点未记录", "places not on record")
MADE_TOO: Mapping[str, Words] = {
    "fills": Words("需方园区不产", "not made in the taking park"),
    "also_made": Words("需方园区也产", "made in the taking park too"),
}


@dataclass(frozen=True)
class Scene:
    """Rows of complements, the parks they name, and the statements that they rest on."""

    rows: Sequence[Row]
    parks: Mapping[str, Row]
    stated: Mapping[str, Row]


def draw(store: Store, parameters: Mapping[str, Any]) -> Picture:
    """Draw the parks in columns, net givers first, and a line for each way in which one feeds another."""
    rows = ask(store, QUESTION, {name: value for name, value in parameters.items() if value}).rows
    around = StoreAround(store)
    ends = {row[end] for row in rows for end in ("from_id", "to_id")}
    asked = {parameters["park"]} - {""}
    scene = Scene(rows, around.nodes(ends | asked), around.nodes(union(row["statements"] for row in rows)))
    lines = tuple(bowed(_lines(scene)))
    title = _title(scene, parameters["park"])
    return Picture(title, tuple(_marks(scene)), lines, groups=_groups(scene), notes=_notes(scene))


def _title(scene: Scene, asked: str) -> Words:
    if not asked:
        return TITLE
    park = name_of(scene.parks[asked])
    return Words(f"{park.zh} · {TITLE.zh}", f"{park.en} · {TITLE.en}")


def _notes(scene: Scene) -> tuple[Words, ...]:
    if not scene.rows:
        return (
            Words("园区之间未见供货记录,也未见可能的衔接。", "No flow between parks, on record or possible."),
        )
    return (
        Words(
            "实线为有记录的供货;虚线只说明一方生产而另一方需要,未见供货记录。线宽为产品或供货的数目。",
            "Solid: supplies on record. Dashed: one park makes what another needs; no supply is on record. "
            "The width counts products or supplies.",
        ),
    )


def _weights(rows: Iterable[Row]) -> dict[tuple[str, str], float]:
    """Return what a pair of parks weighs: a supply on record as much as ten possible products."""
    return {
        (row["from_id"], row["to_id"]): 10.0 * len(row["on_record"])
        + len(row["fills"])
        + len(row["also_made"])
        for row in rows
    }


def _places(scene: Scene) -> dict[str, tuple[float, float]]:
    found = columns(dict.fromkeys(scene.parks, 0), forward(_weights(scene.rows)))
    return {
        name: (number * COLUMN, (row - (len(names) - 1) / 2) * ROW)
        for number, (_, names) in enumerate(found)
        for row, name in enumerate(names)
    }


def _marks(scene: Scene) -> Iterator[Mark]:
    places, gives = _places(scene), Counter(row["from_id"] for row in scene.rows)
    takes = Counter(row["to_id"] for row in scene.rows)
    for name, park in scene.parks.items():
        counts = (
            (Words("供往园区数", "parks it feeds or could feed"), gives[name]),
            (Words("来自园区数", "parks that feed it or could"), takes[name]),
        )
        yield Mark(
            id=name,
            name=name_of(park),
            kind="Park",
            x=places[name][0],
            y=places[name][1],
            group=_role(gives[name], takes[name]),
            facts=tuple((key, Words(str(count), str(count))) for key, count in counts),
            words=tuple(park.get("aliases", ())),
            size=1.5,
        )


def _role(gives: int, takes: int) -> str:
    return {(True, True): "both", (True, False): "gives", (False, True): "takes"}.get(
        (gives > 0, takes > 0), "none"
    )


def _groups(scene: Scene) -> dict[str, Words]:
    gives, takes = ({row[end] for row in scene.rows} for end in ("from_id", "to_id"))
    used = {_role(name in gives, name in takes) for name in scene.parks}
    return {role: words for role, words in ROLES.items() if role in used}


def _lines(scene: Scene) -> Iterator[Line]:
    for row in scene.rows:
        if row["on_record"]:
            yield _supplied(scene, row)
        if row["fills"] or row["also_made"]:
            yield _possible(scene, row)


def _supplied(scene: Scene, row: Row) -> Line:
    """Return the line of the supplies on record; their firms stand in the ids of the sales."""
    firms = {firm for sale in row["on_record"] for firm in sale["id"].split()[:2]}
    facts = [(Words("供货", "supply"), name_of(sale)) for sale in row["on_record"]]
    stated = [
        name
        for name in row["statements"]
        if (told := scene.stated[name])["subject"] in firms
        and told["predicate"] in ("SUPPLIES", "LOCATED_IN")
    ]
    statuses = tuple(union([[sale["status"]] for sale in row["on_record"] if sale["status"]]))
    facets = {"status": statuses} if statuses else {}
    return _line(row, ON_RECORD, facts, stated, len(row["on_record"]), facets)


def _possible(scene: Scene, row: Row) -> Line:
    """Return the line of what the one park makes and the other needs; it rests on no supply."""
    items = [(column, item) for column in ("fills", "also_made") for item in row[column]]
    firms = {firm["id"] for _, item in items for end in ("makers", "users") for firm in item[end]}
    named = firms | {item["id"] for _, item in items}
    stated = [
        name
        for name in row["statements"]
        if (told := scene.stated[name])["subject"] in named and told["predicate"] != "SUPPLIES"
    ]
    facts = [fact for column, item in items for fact in _product(column, item)]
    return _line(row, POSSIBLE, facts, stated, len(items), {"basis": ("inferred",)})


def _product(column: str, item: Row) -> Iterator[Fact]:
    """Say of a product who makes it, who needs it and how that is known."""
    ends = [[name_of(firm) for firm in item[end]] for end in ("makers", "users")]
    chinese, english = (
        " → ".join(mark.join(getattr(name, lang) for name in names) for names in ends)
        for lang, mark in (("zh", "、"), ("en", ", "))
    )
    need, made = NEEDS_WORDS[item["needs"]], MADE_TOO[column]
    yield (
        name_of(item),
        Words(f"{chinese};需求{need[0]};{made.zh}", f"{english}; need {need[1]}; {made.en}"),
    )


def _line(
    row: Row,
    kind: str,
    facts: list[Fact],
    stated: list[str],
    count: int,
    facets: Mapping[str, tuple[str, ...]],
) -> Line:
    far = f"{row['km']:g}" if row["km"] is not None else ""
    apart = (Words("相距", "apart"), Words(f"{far} 公里", f"{far} km") if far else UNKNOWN)
    return Line(
        row["from_id"],
        row["to_id"],
        kind,
        KINDS[kind],
        dashed=kind == POSSIBLE,
        facts=(*facts, apart),
        statements=tuple(stated),
        facets=facets,
        width=min(1.0 + count, WIDEST),
    )


VIEW = View(
    name="flows",
    zh="园区供需图:哪个园区供给哪个园区,已有记录的与可能的",
    en="Which park feeds which, on record and possibly",
    parameters=(
        Parameter("park", "园区", "only what this park gives and takes", label="Park", default=""),
        PRESENCE,
    ),
    draw=draw,
)
