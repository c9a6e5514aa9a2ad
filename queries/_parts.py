"""The parts of an industry by number: which stop where any, and which where all, of some others stop.

What the parts are, and how they hang together, is defined in docs/methods-risks.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl

from chainatlas.graph.stored import once
from chainatlas.queries._fabric import Fabric
from chainatlas.queries._web import Flags, Numbers, Web

Key = tuple[str, ...]
"""own, line, maker of a firm; ways, way of a line; need of a firm; product."""
Reading = Literal["observed", "potential"]
READINGS: tuple[Reading, ...] = ("observed", "potential")
OWN, MAKING, MAKER, NEED = range(4)
"""In this order stand the parts of a firm; those of making come product by product."""
KINDS = ("way", "ways", "line", "own", "product", "maker", "need")


class Parts:
    """The parts of an industry: AND over essential inputs, OR over ways, makers and suppliers.

    Observed: a firm gets a product only from those who are said to sell it to it, where any are.
    Potential: from everybody who makes it, too. `codes` tell in ascending order which parts there are.
    """

    def __init__(self, fabric: Fabric, reading: Reading) -> None:
        """Put numbers to the parts and tie them."""
        self.fabric, self.reading = fabric, reading
        self._goods = len(fabric.products) + 1
        self._width = 3 + int(fabric.ways["w"].max() or 0)  # type: ignore[arg-type]
        self.codes, every = self._numbered()
        ends = pl.concat(list(self._ties()))
        self.web = Web.of(every, *(self._places(ends[end].to_numpy()) for end in ("upper", "lower")))

    @classmethod
    def of(cls, fabric: Fabric, reading: Reading) -> Parts:
        """Return the parts of an industry in one reading."""
        return once(fabric.store, reading, fabric.counted, lambda: cls(fabric, reading))

    def _places(self, codes: Numbers) -> Numbers:
        """Return the numbers of the parts of some codes; sorted first, so that memory is read in order."""
        order, found = np.argsort(codes), np.empty_like(codes)
        found[order] = np.searchsorted(self.codes, codes[order])
        return found

    def _code(self, actor: str | int, phase: int, product: str | int = 0, sub: str | int = 0) -> pl.Expr:
        a, p, way = (
            pl.col(value) if isinstance(value, str) else pl.lit(value, pl.Int64)
            for value in (actor, product, sub)
        )
        return ((a * 4 + phase) * self._goods + p) * self._width + way

    def _own(self, actor: str = "a") -> pl.Expr:
        return self._code(actor, OWN)

    def _way(self) -> pl.Expr:
        return self._code("a", MAKING, "p", "w")

    def _ways(self) -> pl.Expr:
        return self._code("a", MAKING, "p", self._width - 2)

    def _line(self, actor: str = "a") -> pl.Expr:
        return self._code(actor, MAKING, "p", self._width - 1)

    def _maker(self, actor: str = "a") -> pl.Expr:
        return self._code(actor, MAKER)

    def _need(self, product: str = "n") -> pl.Expr:
        return self._code("a", NEED, product)

    def _product(self, product: str = "p") -> pl.Expr:
        return self._code(len(self.fabric.actors), OWN, product)

    def _numbered(self) -> tuple[Numbers, Flags]:
        """Return the codes of all parts in order, and which of them need every one below."""
        fabric, acting = self.fabric, self.fabric.acting.to_frame("a")
        plain = acting.join(fabric.makes, on="a", how="anti")
        goods = pl.concat([fabric.makes["p"], self._needs["n"].rename("p")]).unique().to_frame()
        kinds = [
            (acting.select(self._own()), True),
            (fabric.makes.select(self._line()), True),
            (self._told.select(self._ways()), False),
            (self._chosen.select("a", "p", "w").unique().select(self._way()), True),
            (acting.join(plain, on="a", how="anti").select(self._maker()), False),
            (plain.select(self._maker()), True),
            (self._needs.select(self._need()), False),
            (goods.select(self._product()), False),
        ]
        codes = np.concatenate([frame.to_series().to_numpy() for frame, _ in kinds])
        every = np.concatenate([np.full(frame.height, flag) for frame, flag in kinds])
        order = np.argsort(codes, kind="stable")
        return codes[order], every[order]

    @cached_property
    def _inputs(self) -> pl.DataFrame:
        """Return the inputs of firms that are on record, those they need and those they buy: `a`, `n`."""
        tables = (self.fabric.needed, self.fabric.bought)
        return pl.concat([table.select("a", n="p") for table in tables]).unique()

    @cached_property
    def _needs(self) -> pl.DataFrame:
        """Return all needs of firms: inputs on record, and essential ones of ways of making: `a`, `n`."""
        essential = self.fabric.ways.filter("needed").select("n", p="q").unique()
        wanted = self.fabric.makes.join(essential, on="p").select("a", "n")
        return pl.concat([self._inputs, wanted]).unique()

    @cached_property
    def _stated(self) -> pl.DataFrame:
        """Return the inputs on record that lines cannot do without: `a`, `p`, `n`.

        Those that the technology makes the product of; where it knows no use of an input, all products.
        """
        makes = self.fabric.makes
        last = self.fabric.feeds.sort("first").unique(["q", "n"], keep="last")
        fed = self._inputs.join(last.select("n", "needed", p="q"), on="n").join(
            makes, on=["a", "p"], how="semi"
        )
        unfed = self._inputs.join(fed, on=["a", "n"], how="anti").join(makes, on="a")
        columns = ["a", "p", "n"]
        parts = [
            fed.filter("needed").select(columns),
            unfed.filter(pl.col("p") != pl.col("n")).select(columns),
        ]
        return pl.concat(parts)

    @cached_property
    def _inner(self) -> pl.DataFrame:
        """Return what firms make and need for another product, whatever the way of making it."""
        needed = self.fabric.ways.filter("needed").group_by("q", "n").agg(held=pl.col("w").n_unique())
        always = needed.join(self.fabric.counts, on="q").filter(pl.col("held") == pl.col("ways"))
        found = self.fabric.makes.join(always.select("n", p="q"), on="p").filter(pl.col("p") != pl.col("n"))
        return found.join(self.fabric.makes.rename({"p": "n"}), on=["a", "n"], how="semi").select(
            "a", "p", "n"
        )

    @cached_property
    def _told(self) -> pl.DataFrame:
        """Return the lines whose needs the technology tells: `a`, `p`."""
        own = self._stated.join(self.fabric.needed.select("a", n="p"), on=["a", "n"], how="semi")
        found = self.fabric.makes.join(own, on=["a", "p"], how="anti")
        return found.join(self.fabric.counts.rename({"q": "p"}), on="p", how="semi")

    @cached_property
    def _chosen(self) -> pl.DataFrame:
        """Return the ways of those lines with their inputs: `a`, `p`, `w`, `n`, `needed`."""
        return self._told.join(self.fabric.ways.select("w", "n", "needed", p="q"), on="p")

    def _ties(self) -> Iterable[pl.DataFrame]:
        """Yield what hangs on what: the codes `upper` and `lower`."""
        fabric, ends = self.fabric, {"upper": self._line(), "lower": self._need()}
        yield fabric.makes.select(upper=self._line(), lower=self._own())
        yield pl.concat([self._stated, self._inner]).unique().select(**ends)
        yield self._told.select(upper=self._line(), lower=self._ways())
        ways = self._chosen.select("a", "p", "w").unique()
        yield ways.select(upper=self._ways(), lower=self._way())
        inputs = self._chosen.filter("needed").filter(pl.col("n") != pl.col("p"))
        yield inputs.select(upper=self._way(), lower=self._need())
        yield fabric.makes.select(upper=self._maker(), lower=self._line())
        yield from self._plain()
        yield from self._met()
        common = fabric.common.to_frame("p")
        lines = fabric.makes.join(common, on="p", how="anti")
        yield lines.select(upper=self._product(), lower=self._line())

    def _plain(self) -> Iterable[pl.DataFrame]:
        """Yield what makers without a product on record hang on; a project also on all its inputs."""
        plain = self.fabric.acting.to_frame("a").join(self.fabric.makes, on="a", how="anti")
        yield plain.select(upper=self._maker(), lower=self._own())
        plants = self.fabric.actors.str.starts_with("project:").arg_true().cast(pl.Int64).to_frame("a")
        inputs = self._inputs.join(plain, on="a", how="semi").join(plants, on="a", how="semi")
        yield inputs.select(upper=self._maker(), lower=self._need())

    def _met(self) -> Iterable[pl.DataFrame]:
        """Yield who can meet needs: sellers on record, the firm itself beside them, and all makers."""
        makes, bought = self.fabric.makes, self.fabric.bought.select("a", "s", "p").unique()
        own = bought.select("a", "p").unique().join(makes, on=["a", "p"], how="semi")
        sellers = pl.concat([bought, own.select("a", "p", s="a").select("a", "s", "p")]).unique()
        lines = sellers.join(makes.rename({"a": "s"}), on=["s", "p"], how="semi")
        rest = sellers.join(makes.rename({"a": "s"}), on=["s", "p"], how="anti")
        yield lines.select(upper=self._need("p"), lower=self._line("s"))
        yield rest.select(upper=self._need("p"), lower=self._maker("s"))
        open_needs = self._needs.rename({"n": "p"})
        held = bought.select("a", "p").unique()
        if self.reading == "potential":
            known = pl.concat([makes["p"], self.fabric.common.rename("p")]).unique().to_frame()
            held = held.join(known, on="p", how="anti")
        yield open_needs.join(held, on=["a", "p"], how="anti").select(
            upper=self._need("p"), lower=self._product()
        )

    def describe(self, numbers: Numbers) -> pl.DataFrame:
        """Return of some parts their `kind`, their firm `a`, their product `p` and the way `w`, by number."""
        rest, sub = np.divmod(self.codes[numbers], self._width)
        rest, product = np.divmod(rest, self._goods)
        actor, phase = np.divmod(rest, 4)
        making = np.select([sub == self._width - 1, sub == self._width - 2], [2, 1], 0)
        goods = actor == len(self.fabric.actors)
        kind = np.select([goods, phase == MAKING, phase == OWN, phase == MAKER], [4, making, 3, 5], 6)
        return pl.DataFrame({"kind": kind, "a": actor, "p": product, "w": sub})

    @cached_property
    def told(self) -> pl.DataFrame:
        """Return the same of all parts."""
        return self.describe(np.arange(len(self.codes)))

    @cached_property
    def kinds(self) -> list[int]:
        """Return the kind of each part, as a place among KINDS."""
        return self.told["kind"].to_list()

    def failing(self, firms: Numbers, goods: pl.DataFrame) -> dict[int, int]:
        """Return the parts at which a failure begins, each with its tier.

        `goods` are the products `p` that cannot be had, each with the number of steps to it.
        """
        first = goods.filter(pl.col("step") == 0)
        lines = self.fabric.makers.of("p", first["p"]).select("a", "p").unique().join(first, on="p")
        needs = self._needs.filter(pl.col("n").is_in(goods["p"].implode())).join(
            goods, left_on="n", right_on="p"
        )
        told = [
            pl.DataFrame({"a": firms}).select(self._own().alias("code"), tier=pl.lit(0, pl.Int64)),
            lines.select(self._line().alias("code"), tier=pl.lit(0, pl.Int64)),
            goods.select(self._product().alias("code"), tier=1 + pl.col("step")),
            needs.select(self._need().alias("code"), tier=1 + pl.col("step")),
        ]
        codes, tiers = (series.to_numpy() for series in pl.concat(told).sort("code"))
        place, end = (np.searchsorted(self.codes, codes, side) for side in ("left", "right"))
        there = place < end
        return dict(zip(place[there].tolist(), tiers[there].tolist(), strict=True))

    @cached_property
    def giving(self) -> Flags:
        """Tell which parts are lines and makers, from which a failure goes on to what they give."""
        return self._of_kinds("line", "maker")

    @cached_property
    def taking(self) -> Flags:
        """Tell which parts are products and needs, at which a failure enters the next tier."""
        return self._of_kinds("product", "need")

    def _of_kinds(self, *kinds: str) -> Flags:
        return np.isin(self.told["kind"].to_numpy(), [KINDS.index(kind) for kind in kinds])

    def numbers(self, kind: str, column: Literal["a", "p"], places: int) -> Numbers:
        """Return the number of the part of this kind of each firm or product, -1 where there is none."""
        found = np.full(places, -1)
        chosen = np.flatnonzero(self.told["kind"].to_numpy() == KINDS.index(kind))
        found[self.told[column].to_numpy()[chosen]] = chosen
        return found

    @cached_property
    def own(self) -> Numbers:
        """Return the part that each firm is itself, -1 where it does nothing."""
        return self.numbers("own", "a", len(self.fabric.actors))

    @cached_property
    def maker(self) -> Numbers:
        """Return the part that is each firm as a maker, -1 where it does nothing."""
        return self.numbers("maker", "a", len(self.fabric.actors))

    @cached_property
    def product(self) -> Numbers:
        """Return the part that is each product, -1 where nobody makes or needs it."""
        return self.numbers("product", "p", len(self.fabric.products))

    def lines(self, makers: Numbers, product: int) -> Numbers:
        """Return the lines on which some makers make a product."""
        codes = ((makers * 4 + MAKING) * self._goods + product) * self._width + self._width - 1
        return np.searchsorted(self.codes, codes)

    def keys(self, numbers: Sequence[int]) -> list[Key]:
        """Return the kinds and ids of some parts."""
        actors, goods = self.fabric.actors, self.fabric.products
        found: list[Key] = []
        for kind, a, p, way in self.describe(np.array(numbers, np.int64)).iter_rows():
            name, ways = KINDS[kind], (str(way),) if KINDS[kind] == "way" else ()
            actor = () if name == "product" else (actors[a],)
            found.append((name, *actor, *(() if name in ("own", "maker") else (goods[p],)), *ways))
        return found
