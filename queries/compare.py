"""compare: two or three parks side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chainatlas.queries._parkwide import COUNTED, GONE, Ground, cosine, counted, grouped, krugman
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, by_id, union
from chainatlas.queries._words import STATUS_WORDS

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

CYPHER = """
MATCH (park:Park)
WHERE park.id IN [$park, $other, $third]
MATCH (park)-[report:HAS_MEASURE]->(measure:Measure)
WHERE report.status <> 'denied'
RETURN 'measure' AS kind, park.id AS one, measure.id AS other, {
    indicator: measure.indicator, value: measure.value, unit: measure.unit, period: measure.period,
    scope: measure.scope, bound: measure.bound, statements: report.statements} AS said
"""

ASPECT_WORDS: Vocabulary = {
    "park": ("园区", "park"),
    "record": ("在案", "on record"),
    "overlap": ("与第一园区重叠", "shared with the first park"),
    "similarity": ("与第一园区相似", "likeness to the first park"),
    "chain": (
        "产业链(在案产品/全部, 成员企业和项目)",
        "chain (products on record/of all, firms and projects)",
    ),
    "product": ("产品(生产者数)", "product (makers)"),
    "measure": ("指标", "measure"),
}
BOUNDS = {"at_least": "≥", "at_most": "≤", "about": "≈"}
PROGRESS = ("planned", "signed", "mentioned", "under_construction", "trial", "running")

Value = Row | int | float | str | None


@dataclass(frozen=True)
class Side:
    """One of the parks: what lies in it, who makes what there, its part in chains and its measures."""

    park: Row
    inside: Mapping[str, list[str]]
    makers: Sequence[Row]
    members: Sequence[Row]
    measures: Mapping[tuple[str, ...], Row]

    @property
    def products(self) -> dict[str, list[Row]]:
        """Return the makers of each product."""
        return grouped(self.makers, "product_id")


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read what lies in the parks, what is made there, and the chains that this has to do with."""
    import polars as pl

    from chainatlas.queries._country import Country, ended, rows_of
    from chainatlas.queries._sited import SITED, edges_of

    country = Country(store)
    parks = [park for name in ("park", "other", "third") if (park := parameters[name])]
    placed = country.within(parks)
    made = country.made(parameters["presence"]).join(placed, on="one", how="semi")
    here = pl.concat([placed["one"].unique(), pl.Series(parks)])
    roles = ended(edges_of(store, "CHAIN_MEMBER", SITED, "Chain", GONE)).filter(
        pl.col("one").is_in(here.implode())
    )
    products = ended(edges_of(store, "CHAIN_MEMBER", ("Product",), "Chain", GONE))
    chains = products.filter(pl.col("one").is_in(made["other"].unique().implode()))["other"]
    chains = pl.concat([chains, roles["other"]]).unique()
    names = country.names(chains, "Chain").with_columns(one="id", other=pl.lit(""))
    return [
        *country.rows,
        *rows_of("placed", placed, ("statements",)),
        *country.told(made),
        *country.members(chains, GONE),
        *rows_of("member", roles, ("statements",)),
        *rows_of("chain", names, ("name", "name_en")),
    ]


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Set the parks side by side; nothing is added up over parks, periods or scopes."""
    ground = Ground.of(rows)
    makers = counted(rows, "made", parameters["presence"])
    asked = [park for name in ("park", "other", "third") if (park := parameters[name])]
    sides = [_side(ground.parks[park], ground, makers, rows) for park in asked]
    lines = [*_heads(sides), *_chains(sides, rows), *_products(sides), *_measures(sides)]
    return [line | dict(zip(("first", "second", "third"), _padded(line), strict=True)) for line in lines]


def _padded(line: Row) -> list[Value]:
    """Return the values of a line; the third park is empty, not unrecorded, where none is asked for."""
    values: list[Value] = list(line["values"])
    return values + [""] * (3 - len(values))


def _side(park: Row, ground: Ground, makers: Iterable[Row], rows: Iterable[Row]) -> Side:
    inside = {
        thing: areas[park["id"]]
        for thing in sorted(ground.sites)
        if park["id"] in (areas := ground.areas(thing))
    }
    own = [row for row in rows if row["one"] == park["id"] or row["one"] in inside]
    measures = {_key(row["said"]): row["said"] for row in own if row["kind"] == "measure"}
    return Side(
        park,
        inside,
        [
            maker | {"statements": union((maker["statements"], inside[maker["id"]]))}
            for maker in makers
            if maker["id"] in inside
        ],
        [row for row in own if row["kind"] == "member"],
        measures,
    )


def _line(
    aspect: str, item: Row, values: Iterable[Value], statements: Iterable[Sequence[str]], **said: str | None
) -> Row:
    return {
        "aspect": aspect,
        "item_id": item["id"],
        "item": item["name"],
        "item_en": item["name_en"],
        "unit": None,
        "period": None,
        "scope": None,
        "values": list(values),
        "statements": union(statements),
    } | said


def _heads(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield the lines on the parks as wholes."""
    first = sides[0]
    yield _line("park", _item("name", "名称", "name"), [side.park for side in sides], [])
    for prefix, zh, en in (("company:", "企业", "firms"), ("project:", "项目", "projects")):
        kept = [[thing for thing in side.inside if thing.startswith(prefix)] for side in sides]
        proof = [side.inside[thing] for side, things in zip(sides, kept, strict=True) for thing in things]
        yield _line("record", _item(en, zh, en), map(len, kept), proof)
    shared = [sorted(side.inside.keys() & first.inside.keys()) for side in sides]
    others = zip(sides[1:], shared[1:], strict=True)
    proof = [
        place[thing] for side, things in others for thing in things for place in (side.inside, first.inside)
    ]
    yield _line(
        "overlap", _item("things", "企业和项目", "firms and projects"), ["", *map(len, shared[1:])], proof
    )
    made = [side.products for side in sides]
    proof = [maker["statements"] for side in sides for maker in side.makers]
    for name, zh, en, index in (
        ("cosine", "相似系数(UNIDO)", "similarity (UNIDO cosine)", cosine),
        ("krugman", "克鲁格曼指数", "Krugman index", krugman),
    ):
        values: list[Value] = [
            "",
            *(index(len(made[0]), len(other), len(made[0].keys() & other.keys())) for other in made[1:]),
        ]
        yield _line("similarity", _item(name, zh, en), values, proof)


def _chains(sides: Sequence[Side], rows: Iterable[Row]) -> Iterator[Row]:
    """Yield a line for each chain in which a park makes something, has a member or is named."""
    members = [row for row in rows if row["kind"] == "member"]
    names = {row["one"]: row["said"] for row in rows if row["kind"] == "chain"}
    for chain, found in sorted(grouped(members, "other").items()):
        parts = {row["one"]: row["said"]["statements"] for row in found if row["one"].startswith("product:")}
        values = [_chain(side, chain, parts) for side in sides]
        if any(value["made"] or value["members"] or value["named"] for value in values):
            item = {"id": chain, **names[chain]}
            proof = [statements for value in values for statements in value.pop("proof")]
            yield _line("chain", item, values, proof)


def _chain(side: Side, chain: str, parts: Mapping[str, list[str]]) -> Row:
    made = [product for product in side.products if product in parts]
    roles = [row for row in side.members if row["other"] == chain]
    makers = [maker for product in made for maker in side.products[product]]
    here = sorted({row["one"] for row in roles} - {side.park["id"]})
    share = f"{len(made)}/{len(parts)}"
    return {
        "name": share + (f", 成员{len(here)}" if here else ""),
        "name_en": share + (f", {len(here)} members" if here else ""),
        "made": len(made),
        "of": len(parts),
        "coverage": round(len(made) / len(parts), 3) if parts else None,
        "members": here,
        "named": any(row["one"] == side.park["id"] for row in roles),
        "proof": [
            *(parts[product] for product in made),
            *(maker["statements"] for maker in makers),
            *(row["said"]["statements"] for row in roles),
            *(side.inside[thing] for thing in here),
        ],
    }


def _products(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield a line for each product that a park makes, those that most parks make first."""
    named = {maker["product_id"]: maker for side in sides for maker in side.makers}
    count = {product: sum(product in side.products for side in sides) for product in named}
    for product in sorted(named, key=lambda key: (-count[key], key)):
        makers = [side.products.get(product, []) for side in sides]
        item = {"id": product, "name": named[product]["product"], "name_en": named[product]["product_en"]}
        proof = [maker["statements"] for found in makers for maker in found]
        yield _line("product", item, map(_made, makers), proof)


def _made(makers: Sequence[Row]) -> Row | None:
    """Return how far the furthest maker is, and who makes it; None where nobody is on record."""
    if not makers:
        return None
    status = max((maker["status"] for maker in makers), key=PROGRESS.index)
    things = {
        maker["id"]: {key: maker[key] for key in ("id", "name", "name_en", "status")} for maker in makers
    }
    chinese, english = STATUS_WORDS[status]
    return {
        "name": f"{chinese} ({len(things)})",
        "name_en": f"{english} ({len(things)})",
        "status": status,
        "makers": by_id(things.values()),
    }


def _measures(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield a line for each indicator, unit, period and scope: only such values stand side by side."""
    keys = sorted({key for side in sides for key in side.measures})
    for key in keys:
        told = [side.measures.get(key) for side in sides]
        found = [said for said in told if said]
        kept = {name: found[0][name] for name in ("unit", "period", "scope")}
        item = _item(*[found[0]["indicator"]] * 3)
        yield _line("measure", item, map(_value, told), [said["statements"] for said in found], **kept)


def _value(said: Row | None) -> Row | None:
    if said is None:
        return None
    sign = BOUNDS.get(said["bound"], "")
    return {"name": f"{sign}{said['value']:.15g}", "value": said["value"], "bound": said["bound"]}


def _key(said: Row) -> tuple[str, ...]:
    return tuple(str(said[name] or "") for name in ("indicator", "unit", "period", "scope"))


def _item(identifier: str, zh: str, en: str) -> Row:
    return {"id": identifier, "name": zh, "name_en": en}


NOT_RECORDED = ("未记录", "not recorded")
QUESTION = Question(
    name="compare",
    zh="几个园区并排看有何异同:产业链、产品、指标?",
    en="How do parks compare side by side: chains, products and measures?",
    cypher=CYPHER,
    parameters=(
        Parameter("park", "园区", "the first park, with the parks inside it", label="Park"),
        Parameter("other", "另一园区", "the second park", label="Park"),
        Parameter("third", "第三园区", "a third park", label="Park", default=""),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("aspect", "方面", "aspect", words=ASPECT_WORDS),
        Column("item_id", "标识", "item id", "never"),
        Column("item", "项", "item", "zh"),
        Column("item_en", "项(英文)", "item", "en"),
        Column("first", "第一园区", "first park", blank=NOT_RECORDED),
        Column("second", "第二园区", "second park", blank=NOT_RECORDED),
        Column("third", "第三园区", "third park", blank=NOT_RECORDED),
        Column("unit", "单位", "unit"),
        Column("period", "期间", "period"),
        Column("scope", "范围", "scope"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
