"""Things of different sources whose names are spelt alike: compared only where they share rare letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl
from rapidfuzz import fuzz, process

from chainatlas.graph.pinyin import pinyin

ALIKE: Mapping[str, float] = {"Company": 75.0, "Park": 75.0, "Product": 80.0, "Place": 85.0}
"""What `rapidfuzz.fuzz.ratio` of two cores has to give, of 100: one letter of four may differ, or of five."""
RARE = 4
"""How many pairs of neighbouring letters of a name, the rarest ones, are looked up."""
COMMON = 400
"""In how many names a pair of letters may stand to be looked up."""
SAME_SOUND = 85.0
"""What two cores score at least that are written differently but sound alike."""
BATCH = 2_000_000
"""Pairs that are scored at once."""
SCORED = {"left": pl.String, "right": pl.String, "label": pl.String, "score": pl.Float64}
ALONE = "\x02"


def near(cores: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Return pairs that are spelt alike: `left`, `right`, `label` and `score`, 0 to 100.

    Parameters
    ----------
    cores : DataFrame
        `id`, `label` and `key`, the core of a name; a thing may have several.
    sources : DataFrame
        `id` and `source`; things of one source are not compared.

    """
    held = cores.join(sources, on="id").sort("label", "id", "key").with_row_index("row")
    held = held.with_columns(sound=pl.Series(map(_sound, held["key"]), dtype=pl.String))
    parts = [_of_label(label, held.filter(pl.col("label") == label)) for label in ALIKE]
    scored = pl.concat([pl.DataFrame(schema=SCORED), *parts])
    best = scored.group_by("left", "right", "label").agg(pl.col("score").max().round(1))
    return best.sort("left", "score", "right", descending=[False, True, False])


def _of_label(label: str, held: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of one label; what the largest source has is looked up, all else is looked for."""
    sizes = held.group_by("source").len().sort("len", "source", descending=[True, False])
    if sizes.height < 2:
        return pl.DataFrame(schema=SCORED)
    grams = _grams(held)
    here = grams.filter(pl.col("source") != sizes["source"][0])
    return pl.concat(
        [pl.DataFrame(schema=SCORED), *(_scored(label, held, pairs) for pairs in _blocked(here, grams))]
    )


def _grams(held: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of neighbouring letters of each name, and how it sounds."""
    told = held.select("row", "source", "key", "sound").iter_rows()
    rows = [(row, source, gram) for row, source, *words in told for gram in _letters(*words)]
    schema = {"row": pl.UInt32, "source": pl.String, "gram": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


@cache
def _syllable(letter: str) -> str:
    return pinyin(letter)[0]


def _sound(key: str) -> str:
    """Return how a name sounds, letter by letter: the same letter always alike, whatever stands around it."""
    return "".join(map(_syllable, key))


def _letters(key: str, sound: str) -> set[str]:
    framed = f"{ALONE}{key}{ALONE}"
    return {framed[place : place + 2] for place in range(len(framed) - 1)} | {sound}


def _blocked(here: pl.DataFrame, there: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield pairs of rows that share one of the rare letters of the first, each batch within memory."""
    usual = there.group_by("gram").len("often").filter(pl.col("often").is_between(2, COMMON))
    chosen = here.join(usual, on="gram").sort("often", "row", "gram")
    chosen = chosen.filter(pl.int_range(pl.len()).over("row") < RARE).sort("row")
    chosen = chosen.with_columns(batch=pl.col("often").cum_sum() // BATCH)
    for part in chosen.partition_by("batch", maintain_order=True):
        pairs = part.join(there.select("gram", "source", other="row"), on="gram")
        yield pairs.filter(pl.col("source") != pl.col("source_right")).select("row", "other").unique()


def _scored(label: str, held: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    first = held["row"].min() or 0
    one, other = (held[(pairs[name] - first)] for name in ("row", "other"))
    score = process.cpdist(one["key"].to_list(), other["key"].to_list(), scorer=fuzz.ratio)
    told = pl.DataFrame({"one": one["id"], "other": other["id"], "score": pl.Series(score, dtype=pl.Float64)})
    heard = pl.when((one["sound"] == other["sound"]) & (one["sound"] != "")).then(SAME_SOUND)
    told = told.with_columns(score=pl.max_horizontal("score", heard))
    told = told.filter(pl.col("score") >= ALIKE[label])
    return told.select(
        left=pl.min_horizontal("one", "other"),
        right=pl.max_horizontal("one", "other"),
        label=pl.lit(label),
        score="score",
    )
