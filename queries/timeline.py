"""timeline: projects by status, with the date expected or else recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from chainatlas.graph.model import ATTRIBUTE
from chainatlas.graph.store import Store
from chainatlas.graph.stored import read_nodes, read_stated
from chainatlas.queries._country import Country, ended, rows_of
from chainatlas.queries._parkwide import Ground, grouped
from chainatlas.queries._question import Column, Parameter, Question, Row, Vocabulary, by_id, union
from chainatlas.queries._sited import edges_of
from chainatlas.queries._words import STATUS_WORDS

STATED = ("status", "expected_on", "investment_cny")
"""The properties of a project that statements give."""
OWN = ("name", "name_en", *STATED, "contested", "statements")
LINK = ("name", "name_en", "recorded", "statements")
LINKS = (("PRODUCES", "Project", "Product"), ("CHAIN_MEMBER", "Project", "Chain"))

ORDER = (
    *("running", "trial", "under_construction", "signed", "planned"),
    *("mentioned", "", "suspended", "closed", "denied"),
)
"""From what runs, over what comes, to what has stopped; "" is a project whose status nobody states."""

DATE_WORDS: Vocabulary = {
    "expected": ("预计", "expected"),
    "expected, passed": ("预计, 已过", "expected, passed"),
    "recorded": ("记录", "recorded"),
}


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read the projects, of a park where one is asked for, with what is linked to them and stated of them."""
    country = Country(store)
    projects = read_nodes(store, "Project", ("id", *OWN)).rename({"id": "one"})
    if parameters["park"]:
        projects = projects.join(country.within([parameters["park"]]), on="one", how="semi")
    stated = read_stated(store, ATTRIBUTE).filter(pl.col("property").is_in(STATED))
    newest = pl.DataFrame({"one": [""], "other": [""], "recorded": [stated["recorded"].max() or ""]})
    said = stated.select("recorded", "property", one="subject", other="id", value="property_value")
    said = said.join(projects, on="one", how="semi")
    chain = pl.Series([parameters["chain"]])
    return [
        *country.rows,
        *country.places([projects["one"]]),
        *rows_of("project", projects.with_columns(other=pl.lit("")), OWN),
        *(row for links in _links(country, projects) for row in rows_of("link", links, LINK)),
        *(row | {"kind": "part"} for row in country.members(chain, ("denied",))),
        *rows_of("newest", newest, ("recorded",)),
        *rows_of("stated", said, ("recorded", "property", "value")),
    ]


def _links(country: Country, projects: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield what projects make and belong to, and who invests in them."""
    for name, source, target in LINKS:
        found = ended(edges_of(country.store, name, (source,), target, ("denied",), ("recorded",)))
        found = found.join(projects, on="one", how="semi")
        yield found.join(country.names(found["other"], target), left_on="other", right_on="id")
    found = edges_of(country.store, "DEVELOPS", ("Company",), "Project", ("denied",), ("recorded",))
    found = found.rename({"source": "other", "target": "one"}).join(projects, on="one", how="semi")
    yield found.join(country.names(found["other"], "Company"), left_on="other", right_on="id")


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put together what is on record about each project: docs/methods-parks.md, timeline."""
    ground = Ground.of(rows)
    said = {kind: grouped(found, "one") for kind, found in grouped(rows, "kind").items()}
    parts = {one: found[0]["said"]["statements"] for one, found in said.get("part", {}).items()}
    (newest,) = (row["said"]["recorded"] for row in rows if row["kind"] == "newest")
    answer = []
    for project, (row,) in said.get("project", {}).items():
        areas = ground.areas(project)
        links = said.get("link", {}).get(project, [])
        proof = _chained(links, parts, parameters["chain"])
        if (not parameters["park"] or parameters["park"] in areas) and proof is not None:
            stated = said.get("stated", {}).get(project, [])
            sites = [ground.parks[site] for site in ground.sites.get(project, {})]
            found = _row(project, row["said"], sites, links, stated)
            if found["date_kind"] == "expected" and _passed(found, newest):
                found["date_kind"] = "expected, passed"
            found["statements"] = union((found["statements"], proof, *areas.values()))
            answer.append(found)
    return sorted(answer, key=_order)


def _passed(row: Row, newest: str) -> bool:
    """Tell whether the newest record is of after the expected date, and still has the project as coming."""
    return row["status"] not in ("running", "closed") and newest[: len(row["date"])] > row["date"]


def _chained(links: Iterable[Row], parts: Mapping[str, list[str]], chain: str) -> list[str] | None:
    """Return what puts a project into the chain: itself or a product of its; None where nothing does."""
    if not chain:
        return []
    found = [parts.get(link["other"], []) for link in links if link["other"] in (chain, *parts)]
    return union(found) if found else None


def _row(project: str, said: Row, sites: list[Row], links: list[Row], stated: list[Row]) -> Row:
    recorded = [row["said"]["recorded"] for row in (*stated, *links)]
    expected = said["expected_on"]
    return {
        "status": said["status"] or "",
        "date": expected or max(recorded, default=None),
        "date_kind": "expected" if expected else "recorded" if recorded else "",
        "project_id": project,
        "project": said["name"],
        "project_en": said["name_en"],
        "investment_cny": said["investment_cny"],
        "companies": _linked(links, "company:"),
        "parks": by_id(sites),
        "products": _linked(links, "product:"),
        "chains": _linked(links, "chain:"),
        "history": _history(stated),
        "contested": bool(said["contested"]),
        "statements": union((said["statements"], *(link["said"]["statements"] for link in links))),
    }


def _linked(links: Iterable[Row], prefix: str) -> list[Row]:
    found = {
        link["other"]: {"id": link["other"], "name": link["said"]["name"], "name_en": link["said"]["name_en"]}
        for link in links
        if link["other"].startswith(prefix)
    }
    return by_id(found.values())


def _history(stated: Iterable[Row]) -> list[Row]:
    """Return each status that was stated, with the day of its record, oldest first."""
    told = sorted(
        (row["said"]["recorded"], row["other"], row["said"]["value"])
        for row in stated
        if row["said"]["property"] == "status"
    )
    return [
        {
            "id": statement,
            "recorded": day,
            "status": value,
            "name": f"{day} {STATUS_WORDS[value][0]}",
            "name_en": f"{day} {STATUS_WORDS[value][1]}",
        }
        for day, statement, value in told
    ]


def _order(row: Row) -> tuple[int, str, str]:
    return ORDER.index(row["status"]), row["date"] or "", row["project_id"]


QUESTION = Question(
    name="timeline",
    zh="有哪些项目,各到哪一步,何时预计投产或何时见于记录?",
    en="Which projects are there, how far is each, and when is it expected or was it recorded?",
    cypher="",
    parameters=(
        Parameter("park", "园区", "only projects in this park", label="Park", default=""),
        Parameter(
            "chain", "产业链", "only projects of this chain or its products", label="Chain", default=""
        ),
    ),
    columns=(
        Column("status", "状态", "status", words={**STATUS_WORDS, "": ("未记录", "not recorded")}),
        Column("date", "日期", "date", blank=("未记录", "not recorded")),
        Column("date_kind", "日期性质", "kind of date", words=DATE_WORDS),
        Column("project_id", "项目标识", "project id", "never"),
        Column("project", "项目", "project", "zh"),
        Column("project_en", "项目(英文)", "project", "en"),
        Column("investment_cny", "投资额(元)", "investment in yuan", blank=("未记录", "not recorded")),
        Column("companies", "投资方", "invested in by"),
        Column("parks", "园区", "parks"),
        Column("products", "产品", "products"),
        Column("chains", "产业链", "chains"),
        Column("history", "状态记录", "statuses on record"),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
