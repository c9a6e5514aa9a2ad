"""Measure how well things of two sources are matched, and how fast: zones, listed firms, a large set.

python benchmarks/identity.py data/        # the folder that holds zones_gbt37028, cn_listed_firms, chainkg
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from chainatlas.graph.kinds import CONFIDENCE
from chainatlas.graph.model import ATTRIBUTE
from chainatlas.graph.tables import Record, node_frame, statements
from chainatlas.loaders._data_sets import data_set
from chainatlas.loaders._matching import proposals

SAMPLE = 200
JUDGED = Path(__file__).parent.parent / "tests" / "firm_pairs.csv"
"""The pairs that were read one by one: the stock code in either set, and whether both are one firm."""
SEED = 20260228
LARGE, SMALL = 100_000, 5_000
PARTS = ("华", "中", "金", "新", "天", "海", "东", "方", "科", "信", "德", "安", "盛", "达", "宏", "瑞")
SORTS = ("科技", "机械", "新材料", "化工", "电子", "能源", "生物", "装备")


def side(name: str, label: str, rows: Iterable[Mapping[str, Any]]) -> Record:
    """Return a source that says of each thing no more than its names."""
    prefix, document = f"{label.lower()}:x-{name}-", f"document:{name}"
    nodes = node_frame(label, [dict(row) | {"id": prefix + row["id"]} for row in rows])
    said = [
        {
            "id": f"statement:{row['id']}",
            "name": row["id"],
            "document": document,
            "predicate": ATTRIBUTE,
            "subject": row["id"],
            "property": "name",
            "property_value": row["name"],
            "basis": "stated",
            "confidence": CONFIDENCE["stated"],
            "recorded": "2026-01-01",
        }
        for row in nodes.iter_rows(named=True)
    ]
    source = {"id": document, "name": name, "publisher": name, "recorded": "2026-01-01"}
    empty = Record.empty().entities
    return Record({**empty, label: nodes}, node_frame("Document", [source]), statements(said))


def matched(one: Record, other: Record) -> pl.DataFrame:
    """Return the proposals over two sources, and say how long they took."""
    started = time.perf_counter()
    found = proposals(one.plus(other))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rules = ", ".join(
        f"{rule} {count}" for rule, count in found.group_by("rule", maintain_order=True).len().rows()
    )
    print(f"  {time.perf_counter() - started:.1f} s, peak {peak:.0f} MB; {found.height} pairs: {rules}")
    return found


def zones(folder: Path) -> None:
    """Match the two transcriptions of GB/T 37028 by their names; the second has no codes."""
    first = data_set("gbt37028").read([folder / "zones.csv"], Record.empty()).entities["Park"]
    second = (folder / "names_wuhututu.txt").read_text("utf-8").split()
    rows = [{"id": row["code"], "name": row["name"]} for row in first.iter_rows(named=True)]
    print(f"zones: {len(rows)} names and {len(second)} names")
    found = matched(
        side("one", "Park", rows), side("two", "Park", [{"id": name, "name": name} for name in second])
    )
    names = {f"park:x-one-{row['id']}": row["name"] for row in rows}
    told = [(names[left], right.removeprefix("park:x-two-"), *rest) for left, right, *rest in found.rows()]
    same = [(one, other) for one, other, _, _, proposal, _ in told if proposal == "same"]
    equal = set(names.values()) & set(second)
    print(f"  of {len(equal)} equal names {sum(one == other for one, other in same)} are joined")
    print(f"  wrongly joined: {sum(one in equal and one != other for one, other in same)}")
    odd = sorted(set(names.values()) - equal)
    answers = truth(folder / "transcription_diff.csv")
    print(f"  of {len(odd)} that differ:")
    resolved = 0
    for name in odd:
        partners = [(other, rule, score) for one, other, _, rule, _, score in told if one == name]
        best = [other for other, _, score in partners if score == partners[0][2]]
        resolved += best == [answers[name]]
        print(f"    {name} -> {partners}" + ("" if best == [answers[name]] else "  NOT RESOLVED"))
    print(f"  {resolved} of {len(odd)} have the right partner alone in the first place")


def truth(path: Path) -> dict[str, str]:
    """Return what each zone whose names differ is really called: read by a person."""
    table = pl.read_csv(path)
    named = dict(table.rows())
    return {one: other or one.partition("（")[0] for one, other in named.items()} | {
        "现阳高新技术产业开发区": "信阳高新技术产业开发区"
    }


def firms(folder: Path) -> None:
    """Match listed firms with those of ChainKnowledgeGraph without their stock codes, which are the truth."""
    sets = {"listed": ("listed-firms", "cn_listed_firms"), "chain": ("chain-knowledge-graph", "chainkg/raw")}
    read = {
        name: data_set(loader).read([folder / path], Record.empty()).entities["Company"]
        for name, (loader, path) in sets.items()
    }
    print(f"listed firms: {read['listed'].height} and {read['chain'].height}, codes withheld")
    one, other = (side(name, "Company", uncoded(table)) for name, table in read.items())
    found = matched(one, other).with_columns(
        one=pl.col("left").str.extract(r"(\d{6})$"), other=pl.col("right").str.extract(r"(\d{6})$")
    )
    both = set(read["listed"]["id"]) & set(read["chain"]["id"])
    same = found.filter(pl.col("proposal") == "same")
    right = same.filter(pl.col("one") == pl.col("other"))
    asked = found.filter(pl.col("proposal") == "review", pl.col("one") == pl.col("other"))
    print(f"  sure: {same.height}, of them with one code {right.height}: {right.height / same.height:.4f}")
    print(f"  firms of both: {len(both)}; sure {right.height / len(both):.3f}")
    print(f"  sure or to review {(right.height + asked['one'].n_unique()) / len(both):.3f}")
    judged = pl.read_csv(JUDGED, infer_schema=False).filter(pl.col("verdict") == "same")
    found_right = sample(same).join(judged, left_on=["one", "other"], right_on=judged.columns[:2], how="semi")
    print(f"  of {SAMPLE} drawn at random, {found_right.height} were read and are right")
    for row in same.filter(pl.col("one") != pl.col("other")).iter_rows(named=True):
        print(f"    another code: {row['left']} {row['right']} {row['rule']}")


def uncoded(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return firms with their names only, under ids that end with the code that nothing reads."""
    rows = table.select("id", "name", "name_en", "aliases").iter_rows(named=True)
    return [row | {"id": row["id"].partition(":")[2]} for row in rows]


def sample(found: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that a person judges, the same ones with every run."""
    return found.sort("left", "right").sample(min(SAMPLE, found.height), seed=SEED, shuffle=True)


def large() -> None:
    """Match invented names, most of one's own kind."""
    drawn = random.Random(SEED)

    def name() -> str:
        return "".join(drawn.choices(PARTS, k=drawn.choice((2, 3)))) + drawn.choice(SORTS) + "有限公司"

    print(f"invented names: {LARGE} and {SMALL}")
    one, other = (
        side(word, "Company", [{"id": str(number), "name": name()} for number in range(count)])
        for word, count in (("one", LARGE), ("two", SMALL))
    )
    matched(one, other)


if __name__ == "__main__":
    data = Path(sys.argv[1])
    zones(data / "zones_gbt37028")
    firms(data)
    large()
