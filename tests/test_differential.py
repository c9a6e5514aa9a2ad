"""Random read queries over a small random graph: kglite must answer what the real Neo4j answers."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from _facts import Fact, fact, record

from chainatlas.graph.errors import QueryError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Rows, Store

QUERIES = 300
STEPS = {
    "PRODUCES": ("Company", "Product"),
    "FEEDS": ("Product", "Product"),
    "SUPPLIES": ("Company", "Company"),
    "LOCATED_IN": ("Company", "Park"),
    "CHAIN_MEMBER": ("Product", "Chain"),
}
FIELDS = {"PRODUCES": "capacity", "FEEDS": "coefficient", "SUPPLIES": "product", "LOCATED_IN": "status"}


def random_facts(draw: random.Random) -> list[Fact]:
    """Return a small graph with cycles, parallel edges, missing values and lonely nodes."""
    pools = {"Company": 9, "Product": 8, "Park": 3, "Chain": 2}
    found = [fact(f"company:c{i}", "LOCATED_IN", f"park:p{i % 3}") for i in range(9)]
    for _ in range(70):
        name, (one, other) = draw.choice(sorted(STEPS.items()))
        ends = [f"{label.lower()}:{label[0].lower()}{draw.randrange(pools[label])}" for label in (one, other)]
        if ends[0] != ends[1]:
            found.append(fact(ends[0], name, ends[1], **said(draw, name)))
    return found


def said(draw: random.Random, name: str) -> dict[str, Any]:
    status = draw.choice([None, "running", "planned", "closed"])
    number = draw.choice([None, 0.5, 1.0, 2.0])
    own: dict[str, dict[str, Any]] = {
        "PRODUCES": {"capacity": number, "unit": draw.choice([None, "t"])},
        "FEEDS": {"coefficient": number, "recipe": draw.choice([None, "a", "b"])},
        "SUPPLIES": {"product": draw.choice([None, "product:p1", "product:p2"])},
        "CHAIN_MEMBER": {"stage": draw.choice([None, "upstream"]), "position": draw.choice([None, 1, 2])},
    }
    return {"status": status, "note": str(draw.random()), **own.get(name, {})}


def random_query(draw: random.Random) -> str:
    """Return a read query of the common subset: a path, conditions, perhaps an optional part."""
    pattern, variables = random_path(draw)
    text = f"MATCH {pattern}"
    if draw.random() < 0.7:
        text += f" WHERE {random_condition(draw, variables)}"
    if draw.random() < 0.2 and "[e0:" in text:
        text += " OPTIONAL MATCH (same:Product) WHERE same.id = e0.product"
        variables = [*variables, "same"]
    if draw.random() < 0.4:
        label = draw.choice(["Company", "Product"])
        name = draw.choice([name for name, (one, _) in STEPS.items() if one == label])
        text += f" OPTIONAL MATCH (extra:{label})-[more:{name}]->({variables[0]})"
        if draw.random() < 0.5:
            text += " WHERE more.status = 'running'"
        variables = [*variables, "extra"]
    return text + random_return(draw, variables)


def random_path(draw: random.Random) -> tuple[str, list[str]]:
    """Return a pattern of one to three steps, each in either direction, some of variable length."""
    name = draw.choice(sorted(STEPS))
    pattern, variables, label = f"(n0:{STEPS[name][0]})", ["n0"], STEPS[name][0]
    for step in range(draw.randrange(1, 4)):
        forward = [key for key, (one, _) in STEPS.items() if one == label]
        back = [key for key, (_, other) in STEPS.items() if other == label]
        name = draw.choice(sorted(forward + back))
        ahead = name in forward and (name not in back or draw.random() < 0.5)
        length = draw.choice(["", "", "*1..2", "*0..2"]) if STEPS[name][0] == STEPS[name][1] else ""
        link = f"[e{step}:{name}]" if not length else f"[:{name}{length}]"
        label = STEPS[name][1] if ahead else STEPS[name][0]
        pattern += f"-{link}->" if ahead else f"<-{link}-"
        pattern += f"(n{step + 1}:{label})"
        variables.append(f"n{step + 1}")
    return pattern, variables


def random_condition(draw: random.Random, variables: list[str]) -> str:
    one, other = draw.choice(variables), draw.choice(variables)
    name = draw.choice(sorted(STEPS))
    return draw.choice(
        [
            f"{one}.id <> {other}.id",
            f"{one}.name STARTS WITH '{draw.choice('cp')}'",
            f"{one}.id IN ['company:c1', 'product:p2', 'park:p0', 'product:p3']",
            f"NOT {one}.name_en IS NOT NULL",
            f"COUNT {{ MATCH ({one})-[:{name}]->() }} > {draw.randrange(3)}",
            f"NOT EXISTS {{ MATCH ({one})<-[:{name}]-() }}",
            f"({one}.id < {other}.id OR {one}.name = 'c1') AND NOT {other}.id CONTAINS '3'",
            f"size({one}.name) = 2 AND coalesce({other}.name_en, {other}.name) >= 'c'",
        ]
    )


def random_return(draw: random.Random, variables: list[str]) -> str:
    one, other = draw.choice(variables), draw.choice(variables)
    rows = ", ".join(f"{name}.id AS {name}_id" for name in variables)
    return draw.choice(
        [
            f" RETURN {rows}",
            f" RETURN DISTINCT {one}.id AS id",
            f" RETURN {one}.id AS id, count(DISTINCT {other}.id) AS many, min({other}.name) AS least",
            f" RETURN {one}.id AS id, collect(DISTINCT {other}.id) AS found",
            f" WITH {one}, count(*) AS many WHERE many > 1 RETURN {one}.id AS id, many",
            f" RETURN count(*) AS rows, count({other}) AS others, max({other}.id) AS last",
            f" WITH DISTINCT {one} ORDER BY {one}.id LIMIT 3 RETURN {one}.id AS id",
            f" RETURN CASE WHEN {one}.id = {other}.id THEN 'same' ELSE {other}.name END AS word, "
            "count(*) AS many",
        ]
    )


def comparable(rows: Rows) -> Counter[str]:
    """Return rows as a multiset; the order inside collected lists is nobody's promise."""
    return Counter(
        json.dumps([sorted(value) if isinstance(value, list) else value for value in row], ensure_ascii=False)
        for row in rows.rows
    )


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(3))
def test_random_queries_have_the_same_rows_on_both_engines(
    neo4j_store: Store, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    graph = fold(record(random_facts(draw)))
    embedded = KgliteStore(tmp_path / "random.kgl")
    for engine in (embedded, neo4j_store):
        engine.replace(graph)
    differing = []
    for _ in range(QUERIES // 3):
        text = random_query(draw)
        if comparable(embedded.query(text)) != comparable(neo4j_store.query(text)):
            differing.append(text)
    assert differing == []


def test_the_queries_are_not_trivial(tmp_path: Path) -> None:
    draw = random.Random(0)
    store = KgliteStore(tmp_path / "random.kgl")
    store.replace(fold(record(random_facts(draw))))
    texts = {random_query(draw) for _ in range(200)}
    answered = sum(len(store.query(text)) > 0 for text in texts)
    assert len(texts) > 190
    assert answered > 100


def test_a_text_that_the_embedded_engine_answers_wrongly_is_refused(tmp_path: Path) -> None:
    store = KgliteStore(tmp_path / "toy.kgl")
    store.replace(fold(record([fact("product:a", "FEEDS", "product:b")])))
    with pytest.raises(QueryError, match="COUNT"):
        store.query("MATCH (a:Product) WHERE EXISTS { (a)-[:FEEDS]->()-[:FEEDS]->() } RETURN a.id AS id")
