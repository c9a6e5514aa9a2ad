"""A made-up nation in columns: what sources say of it, and the graph that this folds into, both seeded.

python benchmarks/national.py           # 10,000 firms: edges made a second
python benchmarks/national.py 1000000   # so many; from 100,000 on fails below a million edges a second
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
import polars as pl
from _nation import COMING, LAYERS, Drawn, Numbers, Ties
from _told import Cell, tell

from chainatlas.graph.identity import measure_id
from chainatlas.graph.kinds import CONFIDENCE
from chainatlas.graph.model import ATTRIBUTE, NODES
from chainatlas.graph.statements import build_node, fold
from chainatlas.graph.tables import (
    EDGE_SCHEMAS,
    ENTITY_LABELS,
    NODE_SCHEMAS,
    STATEMENT_SCHEMA,
    EdgeEnds,
    Graph,
    Record,
    node_frame,
    statements,
)

Made = TypeVar("Made")
PARKS, PRODUCTS = 2606, 20_000
WHOLE = 10_000
FOLDED = 100_000
"""So many firms at most have their statements folded: those of a million take too much memory."""
BAR = 1e6
"""Edges that are made a second."""
NAMES = {
    "Place": ("示例地区", "Place"),
    "Park": ("示例园区", "Park"),
    "Company": ("示例企业", "Company"),
    "Product": ("示例产品", "Product"),
    "Chain": ("示例产业链", "Chain"),
    "Project": ("示例项目", "Project"),
}
INDICATORS = ("firms_running", "output_value")


class Nation:
    """Parks, firms and products with all that ties them; `record` and `graph` say the same."""

    def __init__(self, firms: int, *, parks: int = PARKS, products: int = PRODUCTS, seed: int = 0) -> None:
        """Name the things and the documents; ties are drawn anew, and alike, each time."""
        self._sizes = (parks, firms, products, seed)
        self.drawn = Drawn(*self._sizes)
        self.ids = {label: _ids(label, count) for label, count in self.drawn.counts.items()}
        self.documents = _documents(max(50, 2 * parks))

    def record(self) -> Record:
        """Return what the sources say, as the fold takes it."""
        told = [self._statements(ties, proof) for ties, proof in self._attested()]
        said = pl.concat([*told, self._attributes(), self._measures()])
        return Record(self._entities(), self.documents, said)

    def graph(self, *, proven: bool = True) -> Graph:
        """Return what the record folds into, without folding: no two statements are of one fact.

        Unless `proven`, the statements stand only as ids at their edges and are no nodes. The digest of
        the Build node leaves the statements out.
        """
        edges: dict[EdgeEnds, pl.DataFrame] = {}
        said = [statements()]
        for ties, proof in self._attested():
            said += [self._statements(ties, proof)] if proven else []
            edges[ties.name, *ties.ends] = self._edges(ties, proof)
        rest = fold(
            Record(self._entities(), self.documents, pl.concat([self._attributes(), self._measures()]))
        )
        edges |= {ends: table for ends, table in rest.edges.items() if ends[0] != "SUPPORTED_BY"}
        nodes = self._entities() | {label: rest.nodes[label] for label in ("Project", "Measure")}
        nodes |= {"Document": self.documents, "Statement": statements()}
        nodes["Build"] = build_node(nodes)
        if proven:
            nodes["Statement"] = pl.concat([*said, rest.nodes["Statement"]])
            evidence = nodes["Statement"].select(source="id", target="document")
            edges["SUPPORTED_BY", "Statement", "Document"] = evidence
        return Graph(nodes, edges)

    def _attested(self) -> Iterator[tuple[Ties, pl.DataFrame]]:
        """Yield ties with the document, the day and the id of the statement of each."""
        drawn, given = Drawn(*self._sizes), 0
        for ties in drawn.ties():
            count = len(ties.source)
            yield ties, self._proof(ties.name, np.arange(given, given + count))
            given += count

    def _proof(self, name: str, numbers: Numbers) -> pl.DataFrame:
        """Return where statements of these numbers stand, each in a document of its own number."""
        place = numbers * 7919 % len(self.documents)
        stem = pl.format("statement:d{}/" + name.lower().replace("_", "-") + "/{}", "place", "number")
        frame = pl.DataFrame({"place": place, "number": numbers + 10**11})
        return frame.select(
            id=stem,
            document=self.documents["id"].gather(place),
            recorded=self.documents["recorded"].gather(place),
        )

    def _edges(self, ties: Ties, proof: pl.DataFrame) -> pl.DataFrame:
        said = {"status": pl.lit("mentioned")} | self._said(ties)
        return _filled(
            proof.select(
                source=self.ids[ties.ends[0]].gather(ties.source),
                target=self.ids[ties.ends[1]].gather(ties.target),
                **said,
                recorded="recorded",
                basis=pl.lit(ties.basis),
                confidence=pl.lit(CONFIDENCE[ties.basis]),
                statements=pl.concat_list("id"),
                contested=pl.lit(value=False),
            ),
            EDGE_SCHEMAS[ties.name],
        )

    def _statements(self, ties: Ties, proof: pl.DataFrame) -> pl.DataFrame:
        subject, target = (
            self.ids[label].gather(ends)
            for label, ends in zip(ties.ends, (ties.source, ties.target), strict=True)
        )
        said = self._said(ties)
        return _stated(proof.with_columns(subject=subject, object=target, **said), ties.name, ties.basis)

    def _said(self, ties: Ties) -> dict[str, Any]:
        """Return what ties say as columns: words for their numbers, ids for those of products."""
        found: dict[str, Any] = {}
        for name, value in ties.said.items():
            if isinstance(value, tuple):
                numbers, words = value
                found[name] = pl.Series(words).gather(numbers)
            elif name == "product":
                found[name] = self.ids["Product"].gather(pl.Series(value).replace(-1, None))
            else:
                found[name] = pl.Series(value) if isinstance(value, np.ndarray) else pl.lit(value)
        return found

    def _attributes(self) -> pl.DataFrame:
        """Return what is said of projects: how far each is, and when it is expected."""
        numbers = np.arange(len(self.ids["Project"]))
        told = {
            "status": pl.Series(COMING).gather(numbers % len(COMING)),
            "expected_on": pl.Series([f"{2025 + year}" for year in range(4)]).gather(numbers % 4),
        }
        parts = [
            self._proof(f"{ATTRIBUTE}_{name}", numbers).with_columns(
                subject=self.ids["Project"],
                object=pl.lit(None, pl.String),
                property=pl.lit(name),
                property_value=value,
            )
            for name, value in told.items()
        ]
        return _stated(pl.concat(parts), ATTRIBUTE, "stated")

    def _measures(self) -> pl.DataFrame:
        """Return what parks report."""
        parks = self.ids["Park"].to_list()
        rows = [
            {"subject": park, "indicator": indicator, "unit": "1", "period": "2025"}
            for park in parks
            for indicator in INDICATORS
        ]
        numbers = np.arange(len(rows))
        told = pl.DataFrame(rows).with_columns(
            object=pl.Series([measure_id(row) for row in rows]), value=pl.Series(numbers % 500 + 1.0)
        )
        proof = self._proof("HAS_MEASURE", numbers)
        return _stated(pl.concat([proof, told], how="horizontal"), "HAS_MEASURE", "stated")

    def _entities(self) -> dict[str, pl.DataFrame]:
        tables = {label: node_frame(label) for label in ENTITY_LABELS}
        for label, ids in self.ids.items():
            chinese, english = NAMES[label]
            tail = pl.col("id").str.split(":").list.last()
            told = ids.to_frame("id").with_columns(
                name=pl.lit(chinese) + tail, name_en=pl.lit(english + " ") + tail, **self._own(label)
            )
            tables[label] = _filled(told, NODE_SCHEMAS[label])
        return tables

    def _own(self, label: str) -> dict[str, Any]:
        count = np.arange(len(self.ids[label]))
        if label == "Place":
            level = pl.Series(["province"] * 31 + ["prefecture"] * (len(count) - 31))
            return {"level": level, "lon": 85.0 + count * 37 % 400 / 10, "lat": 22.0 + count * 53 % 260 / 10}
        if label == "Product":
            return {"kind": _kinds(count), "unit": pl.lit("t"), "is_raw": _layer(count) == 0}
        return {}


def sized(firms: int) -> Nation:
    """Return a whole nation of 10,000 firms or more; with fewer, as many fewer parks and products."""
    share = min(1.0, firms / WHOLE)
    return Nation(firms, parks=max(2, int(PARKS * share)), products=max(30, int(PRODUCTS * share)))


def _ids(label: str, count: int) -> pl.Series:
    width = len(str(count))
    numbers = pl.int_range(count, eager=True).cast(pl.String).str.zfill(width)
    return (NODES[label].prefix + label[0].lower() + numbers).rename("id")


def _layer(numbers: Numbers) -> Numbers:
    return numbers * LAYERS // max(1, len(numbers))


def _kinds(numbers: Numbers) -> pl.Series:
    """Return the kinds of products by layer; one in a hundred is a service, which all need."""
    words = ("raw", "material", "part", "machine", "service")
    return pl.Series(words).gather(np.where(numbers % 100 == 99, 4, np.minimum(_layer(numbers) // 2, 3)))


def _documents(count: int) -> pl.DataFrame:
    rows = (
        {
            "id": f"document:d{number}",
            "name": f"示例文献{number}",
            "publisher": f"示例日报{number % 50}",
            "recorded": f"20{20 + number % 6}-{1 + number % 12:02}-{1 + number % 28:02}",
            "url": f"https://example.org/{number}",
        }
        for number in range(count)
    )
    return node_frame("Document", rows)


def _stated(told: pl.DataFrame, name: str, basis: str) -> pl.DataFrame:
    """Return columns as statements of one kind."""
    about = pl.col("property" if name == ATTRIBUTE else "object")
    told = told.with_columns(
        name=pl.concat_str("subject", pl.lit(name), about, separator=" "),
        predicate=pl.lit(name),
        paragraph=pl.int_range(pl.len()) % 40 + 1,
        basis=pl.lit(basis),
        confidence=pl.lit(CONFIDENCE[basis]),
        rank=pl.lit("normal"),
    )
    return _filled(told, STATEMENT_SCHEMA)


def _filled(table: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """Return a table with exactly the columns of a schema; null where it has none."""
    return table.select(
        (pl.col(name).cast(kind) if name in table.columns else pl.lit(None, kind).alias(name))
        for name, kind in schema.items()
    )


def timed(work: Callable[[], Made]) -> tuple[Made, float, float]:
    """Return what was made, and the seconds it took on the clock and of the processors."""
    wall, processor = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - wall, time.process_time() - processor


def main() -> None:
    firms = int(sys.argv[1]) if sys.argv[1:] else WHOLE
    nation = sized(firms)
    graph, wall, processor = timed(lambda: nation.graph(proven=False))
    edges = sum(table.height for table in graph.edges.values())
    rows: list[list[Cell]] = [["edges made", edges, wall, processor, edges / processor]]
    del graph
    if firms <= FOLDED:
        record, wall, processor = timed(nation.record)
        said = record.statements.height
        rows.append(["statements made", said, wall, processor, said / processor])
        _, wall, processor = timed(lambda: fold(record))
        rows.append(["statements folded", said, wall, processor, said / processor])
    columns = ["", "rows", "s", "s of processors", "rows a second of processors"]
    tell("national", firms, columns, rows, f"{firms:,} firms.")
    sys.exit(
        0
        if firms < FOLDED or edges / float(str(rows[0][3])) >= BAR
        else "fewer than a million edges a second"
    )


if __name__ == "__main__":
    main()
