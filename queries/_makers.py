"""Who makes what is made in a park, or some products, and where: out of columns, around the park alone."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainatlas.queries._country import MADE, Country, counts, ended, rows_of
from chainatlas.queries._edges_at import Edges
from chainatlas.queries._parkwide import GONE
from chainatlas.queries._question import Row
from chainatlas.queries._sited import NOT_THERE

SAID = ("statements",)
OF_MAKERS = pl.col("one").str.contains("^(company|project):")


def made_around(country: Country, presence: str, park: str, goods: Collection[str] | None) -> pl.DataFrame:
    """Return who makes some products, or those that are made in the outermost parks around a park.

    Without `goods` any product, without `park` wherever it is made; only makers whose status counts.
    """
    if not country.store.columns or (not park and goods is None):
        made = country.made(presence)
    else:
        made = _reaching(country, presence, _goods(country, presence, park, goods))
    if goods is not None:
        made = made.filter(pl.col("other").is_in(list(goods)))
    if not park:
        return made
    firms = _firms(country, park)
    here = made.filter(pl.col("one").is_in(firms.implode()))
    return made.join(here, on="other", how="semi")


def _goods(country: Country, presence: str, park: str, goods: Collection[str] | None) -> pl.Series:
    if goods is not None:
        return pl.Series(sorted(goods), dtype=pl.String)
    made = _made(country).leaving(_firms(country, park))
    return _counted(country, presence, made)["other"].unique().sort()


def _made(country: Country) -> Edges:
    return Edges(country.store, "PRODUCES", GONE, (*SAID, *MADE))


def _reaching(country: Country, presence: str, goods: pl.Series) -> pl.DataFrame:
    return _counted(country, presence, _made(country).reaching(goods))


def _counted(country: Country, presence: str, made: pl.DataFrame) -> pl.DataFrame:
    return ended(made).join(country.owned, on="one", how="left").filter(counts(presence))


def _firms(country: Country, park: str) -> pl.Series:
    """Return the firms and projects of the outermost parks around a park."""
    around = country.ground.around(park).keys()
    if not country.store.columns:
        return country.tops.filter(pl.col("park").is_in(list(around)))["one"].unique().sort()
    near = [site for site in country.ground.parks if not around.isdisjoint(country.ground.tops(site))]
    placed = ended(Edges(country.store, "LOCATED_IN", NOT_THERE).reaching(pl.Series(sorted(near))))
    return placed.filter(OF_MAKERS)["one"].unique().sort()


def places(country: Country, makers: pl.Series) -> list[Row]:
    """Return where some firms and projects lie as rows."""
    if not country.store.columns:
        return country.places([makers])
    placed = ended(Edges(country.store, "LOCATED_IN", NOT_THERE, SAID).leaving(makers.unique().sort()))
    return rows_of("placed", placed.filter(pl.col("other").str.starts_with("park:")), SAID)
