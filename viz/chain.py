"""chain: one industrial chain from upstream to downstream, who makes each product, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chainatlas.graph.around import StoreAround
from chainatlas.graph.kinds import STAGES
from chainatlas.graph.model import label_of
from chainatlas.graph.store import Store
from chainatlas.queries._ask import ask
from chainatlas.queries._question import Parameter, Row, union
from chainatlas.queries._words import DIRECTION_WORDS, KNOWLEDGE_WORDS, VERDICT_WORDS
from chainatlas.queries.chain_gaps import COUNTED, QUESTION
from chainatlas.viz._layout import columns
from chainatlas.viz._panel import edge_name, facets_of, facts_of, name_of
from chainatlas.viz._view import Heading, Line, Mark, Picture, View, Words

COLUMN = 250.0
ROW = 62.0
FIRM_ROW = 100.0
"""Firms have their names below them, in up to two lines."""
STAGE_ORDER = tuple(STAGES)

PRODUCTS = """
MATCH (chain:Chain {id: $chain})<-[member:CHAIN_MEMBER]-(product:Product)
WHERE member.status <> 'denied'
RETURN chain.name AS chain, chain.name_en AS chain_en, product.id AS id, product.name AS name,
       product.name_en AS name_en, product.aliases AS aliases, product.unit AS unit,
       member.stage AS stage, member.statements AS statements
ORDER BY id
"""
MAKERS = """
MATCH (:Chain {id: $chain})<-[:CHAIN_MEMBER]-(product:Product)<-[made:PRODUCES]-(maker)
WHERE NOT made.status IN ['denied', 'closed']
RETURN maker.id AS source, product.id AS target, made.status AS status, made.basis AS basis,
       made.confidence AS confidence, made.capacity AS capacity, made.unit AS unit,
       made.contested AS contested, made.statements AS statements
ORDER BY source, target, unit
"""
MEMBERS = """
MATCH (:Chain {id: $chain})<-[member:CHAIN_MEMBER]-(firm)
WHERE (firm.id STARTS WITH 'company:' OR firm.id STARTS WITH 'project:') AND member.status <> 'denied'
RETURN firm.id AS source, member.stage AS stage, member.status AS status, member.basis AS basis,
       member.statements AS statements
ORDER BY source
"""
FIRMS = """
MATCH (firm) WHERE firm.id IN $ids
OPTIONAL MATCH (firm)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
OPTIONAL MATCH (site)-[:LOCATED_IN*0..3]->(outer:Park)
WHERE COUNT { MATCH (outer)-[:LOCATED_IN]->(:Park) } = 0
OPTIONAL MATCH (site)-[:LOCATED_IN*0..3]->(area:Park {id: $park})
RETURN firm.id AS id, firm.name AS name, firm.name_en AS name_en, firm.aliases AS aliases,
       site.id AS site_id, site.name AS site, site.name_en AS site_en, located.statements AS statements,
       outer.id AS park_id, outer.name AS park, outer.name_en AS park_en, area IS NOT NULL AS local
ORDER BY id, local, site_id, park_id
"""
TIES = """
MATCH (one)-[tie:SUPPLIES|DEVELOPS|PART_OF]->(other)
WHERE one.id IN $ids AND other.id IN $ids AND NOT tie.status IN ['denied', 'closed']
OPTIONAL MATCH (product:Product)
WHERE product.id = tie.product
RETURN type(tie) AS kind, one.id AS source, other.id AS target, product.name AS product,
       product.name_en AS product_en, tie.status AS status, tie.basis AS basis,
       tie.confidence AS confidence, tie.contested AS contested, tie.statements AS statements
ORDER BY kind, source, target, product
"""
FEEDS = """
MATCH (:Chain {id: $chain})<-[:CHAIN_MEMBER]-(input:Product)-[feed:FEEDS]->(output:Product)
MATCH (output)-[:CHAIN_MEMBER]->(:Chain {id: $chain})
WHERE feed.status <> 'denied'
UNWIND feed.statements AS statement
RETURN input.id AS source, output.id AS target, collect(DISTINCT feed.recipe) AS recipes,
       collect(DISTINCT statement) AS statements, max(feed.basis) AS basis,
       max(feed.confidence) AS confidence
ORDER BY source, target
"""


@dataclass(frozen=True)
class Scene:
    """What the store tells of one chain: rows of the queries, and verdicts where a park is asked for."""

    products: list[Row]
    feeds: list[Row]
    makers: list[Row]
    firms: dict[str, Row]
    ties: list[Row]
    stages: Mapping[str, str | None]
    gaps: Mapping[str, Row]
    park: str

    def missing(self, product: str) -> bool:
        """Tell whether nobody on record makes a product, in the park where one is asked for."""
        if self.park:
            return self.gaps[product]["verdict"] not in ("present", "强链")
        counted = COUNTED["building"]
        return not any(row["target"] == product and row["status"] in counted for row in self.makers)


def draw(store: Store, parameters: Mapping[str, Any]) -> Picture:
    """Draw the products in columns from upstream to downstream, and the firms below, a lane for each park."""
    scene = _scene(store, parameters)
    places, headings = _place(scene)
    marks = (*_product_marks(scene, places), *_firm_marks(scene, places))
    title = _title(scene, store)
    return Picture(title, marks, tuple(_lines(scene)), headings, _groups(scene))


def _scene(store: Store, parameters: Mapping[str, Any]) -> Scene:
    chain, park = {"chain": parameters["chain"]}, str(parameters["park"])
    makers, members = list(store.query(MAKERS, chain)), list(store.query(MEMBERS, chain))
    ids = sorted({row["source"] for row in (*makers, *members)})
    firms = {row["id"]: row for row in store.query(FIRMS, {"ids": ids, "park": park})}
    if park:
        firms = {name: row for name, row in firms.items() if row["local"] or not row["site_id"]}
    gaps = ask(store, QUESTION, {"park": park, **chain}).rows if park else []
    return Scene(
        products=list(store.query(PRODUCTS, chain)),
        feeds=list(store.query(FEEDS, chain)),
        makers=[row for row in makers if row["source"] in firms],
        firms=firms,
        ties=list(store.query(TIES, {"ids": sorted(firms)})),
        stages={row["source"]: row["stage"] for row in members},
        gaps={row["product_id"]: row for row in gaps},
        park=park,
    )


def _title(scene: Scene, store: Store) -> Words:
    chain = name_of(scene.products[0], "chain") if scene.products else Words("产业链", "chain")
    if not scene.park:
        return chain
    park = name_of(StoreAround(store).nodes([scene.park])[scene.park])
    return Words(f"{park.zh} · {chain.zh}", f"{park.en} · {chain.en}")


Places = dict[str, tuple[float, float]]


def _place(scene: Scene) -> tuple[Places, tuple[Heading, ...]]:
    stage_of = {row["id"]: STAGE_ORDER.index(row["stage"] or "service") for row in scene.products}
    found = columns(stage_of, [(row["source"], row["target"]) for row in scene.feeds])
    places: Places = {}
    for number, (_, names) in enumerate(found):
        for row, name in enumerate(names):
            places[name] = (number * COLUMN, (row - (len(names) - 1) / 2) * ROW)
    bottom = max((y for _, y in places.values()), default=0.0)
    headings = [*_stage_headings(found, -bottom - 1.6 * ROW)]
    headings += _lanes(scene, places, found, bottom + 2.2 * ROW)
    return places, tuple(headings)


def _stage_headings(found: list[tuple[int, list[str]]], y: float) -> Iterator[Heading]:
    for stage in sorted({stage for stage, _ in found}):
        numbers = [number for number, (other, _) in enumerate(found) if other == stage]
        word = STAGE_ORDER[stage]
        yield Heading(Words(STAGES[word], word), sum(numbers) / len(numbers) * COLUMN, y)


def _lanes(scene: Scene, places: Places, found: list[tuple[int, list[str]]], top: float) -> Iterator[Heading]:
    """Place the firms in one lane a park, each under the products it makes; yield the lanes' headings."""
    for lane, names in _by_lane(scene):
        taken: Counter[int] = Counter()
        for name in names:
            column = _column(scene, name, places, found)
            places[name] = (column * COLUMN, top + taken[column] * FIRM_ROW)
            taken[column] += 1
        yield Heading(_lane_name(scene, lane), 0.0, top - 0.9 * ROW)
        top += max(taken.values()) * FIRM_ROW + ROW


def _by_lane(scene: Scene) -> list[tuple[str, list[str]]]:
    lanes: dict[str, list[str]] = {}
    for name, row in sorted(scene.firms.items()):
        lanes.setdefault(row["park_id"] or "", []).append(name)
    return sorted(lanes.items(), key=lambda lane: (lane[0] == "", lane[0]))


def _lane_name(scene: Scene, lane: str) -> Words:
    if not lane:
        return Words("园区未记录", "park not on record")
    return name_of(next(row for row in scene.firms.values() if row["park_id"] == lane), "park")


def _column(scene: Scene, firm: str, places: Places, found: list[tuple[int, list[str]]]) -> int:
    """Return the column under which a firm stands: that of its products, else that of its stage."""
    made = [places[row["target"]][0] / COLUMN for row in scene.makers if row["source"] == firm]
    stage = scene.stages.get(firm)
    staged = [number for number, (other, _) in enumerate(found) if stage and STAGE_ORDER[other] == stage]
    near = made or staged or range(len(found))
    return round(sum(near) / max(1, len(near)))


def _product_marks(scene: Scene, places: Places) -> Iterator[Mark]:
    for row in scene.products:
        missing = scene.missing(row["id"])
        gap = scene.gaps.get(row["id"])
        yield Mark(
            id=row["id"],
            name=name_of(row),
            kind="Product",
            x=places[row["id"]][0],
            y=places[row["id"]][1],
            group="missing" if missing else "made",
            missing=missing,
            facts=(*(_verdict(gap) if gap else ()), *facts_of(row, "stage", "unit")),
            statements=tuple(gap["statements"] if gap else row["statements"] or ()),
            words=tuple(row["aliases"] or ()),
        )


def _verdict(gap: Row) -> Iterator[tuple[Words, Words]]:
    chinese, english = VERDICT_WORDS[gap["verdict"]]
    towards = DIRECTION_WORDS.get(gap["direction"], ("", ""))
    yield (
        Words("判断", "verdict"),
        Words(f"{chinese} {towards[0]}".strip(), f"{english} {towards[1]}".strip()),
    )
    yield Words("记录", "knowledge"), Words(*KNOWLEDGE_WORDS[gap["knowledge"]])
    if gap["elsewhere"]:
        makers = [name_of(maker) for maker in gap["elsewhere"]]
        yield (
            Words("别处生产者", "made elsewhere by"),
            Words("、".join(maker.zh for maker in makers), ", ".join(maker.en for maker in makers)),
        )


def _firm_marks(scene: Scene, places: Places) -> Iterator[Mark]:
    for name, row in scene.firms.items():
        site = name_of(row, "site") if row["site_id"] else None
        yield Mark(
            id=name,
            name=name_of(row),
            kind=label_of(name),
            x=places[name][0],
            y=places[name][1],
            group=row["park_id"] or "unplaced",
            facts=((Words("园区", "park"), site),) if site else (),
            statements=tuple(row["statements"] or ()),
            words=tuple(row["aliases"] or ()),
            facets={"park": (row["park_id"],)} if row["park_id"] else {},
        )


def _lines(scene: Scene) -> Iterator[Line]:
    for row in scene.feeds:
        dashed = scene.missing(row["source"]) or scene.missing(row["target"])
        yield _line("FEEDS", row, dashed=dashed)
    for row in scene.makers:
        yield _line("PRODUCES", row)
    for row in scene.ties:
        yield _line(row["kind"], row)


def _line(kind: str, row: Row, *, dashed: bool = False) -> Line:
    facts = facts_of(row, "status", "capacity", "unit", "basis", "confidence", "contested")
    if row.get("product"):
        facts = ((Words("产品", "product"), name_of(row, "product")), *facts)
    stated = tuple(union([row["statements"]]))
    return Line(
        row["source"], row["target"], kind, edge_name(kind), dashed, facts, stated, facets=facets_of(row)
    )


def _groups(scene: Scene) -> dict[str, Words]:
    groups = {
        "made": Words("有生产者在案", "maker on record"),
        "missing": Words("未见生产者", "no maker on record"),
    }
    if scene.park:
        groups = {
            "made": Words("园区内有", "made in the park"),
            "missing": Words("园区内未见", "not recorded in the park"),
        }
    return groups | {lane or "unplaced": _lane_name(scene, lane) for lane, _ in _by_lane(scene)}


VIEW = View(
    name="chain",
    zh="产业链图:从上游到下游的产品、生产它们的企业、缺失的环节",
    en="A chain from upstream to downstream: its products, who makes them, and what is missing",
    parameters=(
        Parameter("chain", "产业链", "the chain", label="Chain"),
        Parameter(
            "park", "园区", "show only this park's firms, and what the park lacks", label="Park", default=""
        ),
    ),
    draw=draw,
)
