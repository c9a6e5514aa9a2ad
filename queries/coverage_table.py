"""coverage-table: how much of each chain each park makes, and how many of its products are to be filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chainatlas.queries._question import Column, Parameter, Question, Row
from chainatlas.queries._requirements import WEIGHTS_WORDS
from chainatlas.queries._verdicts import COUNTED

if TYPE_CHECKING:
    import polars as pl

    from chainatlas.graph.store import Store
    from chainatlas.queries._presence import Presence
    from chainatlas.queries._table import Table
    from chainatlas.queries._technologies import Technologies

INSIDE = """
MATCH (:Park {id: $park})<-[:LOCATED_IN*0..3]-(site:Park)
WITH DISTINCT site
MATCH (site)<-[located:LOCATED_IN]-(thing)
WHERE NOT located.status IN ['denied', 'closed']
"""
CYPHER = f"""{INSIDE}
RETURN 'inside' AS fact, thing.id AS one, $park AS other, null AS status, null AS capacity, null AS unit,
       located.statements AS statements
UNION ALL{INSIDE}
WITH DISTINCT thing
MATCH (thing)-[made:PRODUCES]->(product:Product)
WHERE NOT made.status IN ['denied', 'closed', 'suspended']
RETURN 'made' AS fact, thing.id AS one, product.id AS other, made.status AS status,
       made.capacity AS capacity, made.unit AS unit, made.statements AS statements
UNION ALL{INSIDE}
WITH DISTINCT thing
MATCH (thing)-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE role.status <> 'denied'
RETURN 'role' AS fact, thing.id AS one, chain.id AS other, null AS status, null AS capacity, null AS unit,
       role.statements AS statements
UNION ALL
MATCH (park:Park {{id: $park}})-[role:CHAIN_MEMBER]->(chain:Chain)
WHERE role.status <> 'denied'
RETURN 'role' AS fact, park.id AS one, chain.id AS other, null AS status, null AS capacity, null AS unit,
       role.statements AS statements
"""


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read the chains as columns, and without a park who is where and makes what in the whole country."""
    from chainatlas.queries._sited import chain_tables, country_tables

    tables = chain_tables(store, parameters["chain"], parameters["park"])
    if not parameters["park"]:
        tables |= country_tables(store)
    return [{"fact": name, "table": table} for name, table in tables.items()]


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> Sequence[Row]:
    """Measure each chain against each park that has a member of it or a maker of its products."""
    from chainatlas.queries._presence import presence
    from chainatlas.queries._sited import concerned, told_tables
    from chainatlas.queries._technologies import technologies

    tables: dict[str, pl.DataFrame] = {row["fact"]: row["table"] for row in rows if "table" in row}
    if parameters["park"]:
        tables |= told_tables(row for row in rows if "table" not in row)
    technology = technologies(concerned(tables), tables["feed"])
    found = presence(tables, technology, COUNTED[parameters["presence"]])
    return _rows(found, technology, tables) if found.groups.height else []


def _rows(found: Presence, technology: Technologies, tables: Mapping[str, pl.DataFrame]) -> Table:
    import polars as pl

    from chainatlas.queries._covered import measures
    from chainatlas.queries._table import Table

    parks = tables["park"].select(park_id="id", park="name", park_en="name_en")
    chains = tables["chain"].select(chain_id="id", chain="name", chain_en="name_en")
    chains = chains.filter(pl.col("chain_id").is_in(technology.chains))
    words = {True: "coefficients", False: "uniform"}
    weights = pl.Series("weights", technology.coefficients).replace_strict(words, return_dtype=pl.String)
    measured = measures(found, technology)

    def cut(first: int, last: int) -> pl.DataFrame:
        ends = found.groups[first:last]
        names = (parks[ends["park_number"]], chains[ends["chain_number"]])
        rest = pl.DataFrame([weights[ends["chain_number"]], found.statements(first, last)])
        return pl.concat([*names, measured[first:last], rest], how="horizontal")

    return Table(found.groups.height, cut)


QUESTION = Question(
    name="coverage-table",
    zh="园区×产业链 覆盖表:每个园区对每条产业链覆盖多少,已有、强链、补链、延链、建链各多少环节?",
    en="How much of each chain does each park make, and how many products are present, to be strengthened, "
    "filled, extended to or built up?",
    cypher=CYPHER,
    parameters=(
        Parameter("park", "园区", "only this park, with the parks inside it", label="Park", default=""),
        Parameter("chain", "产业链", "only this chain", label="Chain", default=""),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("park_id", "园区标识", "park id", "never"),
        Column("park", "园区", "park", "zh"),
        Column("park_en", "园区(英文)", "park", "en"),
        Column("chain_id", "产业链标识", "chain id", "never"),
        Column("chain", "产业链", "chain", "zh"),
        Column("chain_en", "产业链(英文)", "chain", "en"),
        Column("products", "环节数", "products"),
        Column("made", "有生产者", "made"),
        Column("coverage", "覆盖率(计数)", "coverage by count"),
        Column("stages", "环节段覆盖率", "stages covered"),
        Column("weighted", "覆盖率(加权)", "coverage by weight"),
        Column("links", "链路完整度", "links complete"),
        Column(
            "fill_in", "潜在本地配套率", "inputs made locally", blank=("未记录投入", "no inputs on record")
        ),
        Column("present", "已有", "present"),
        Column("strengthen", "强链", "强链 strengthen"),
        Column("fill", "补链", "补链 fill"),
        Column("extend", "延链", "延链 extend"),
        Column("build", "建链", "建链 build"),
        Column("weights", "权重依据", "weights from", words=WEIGHTS_WORDS),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
