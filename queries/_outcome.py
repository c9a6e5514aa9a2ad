"""What a failure does to each maker and product in one reading: stops it, hits a part of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chainatlas.queries._dependence import SUPPORTING, Industry, essential
from chainatlas.queries._question import Row, Vocabulary

if TYPE_CHECKING:
    from chainatlas.queries._fall import Fall
    from chainatlas.queries._parts import Key

EFFECT_WORDS: Vocabulary = {
    "fails": ("本身失效", "fails itself"),
    "stops": ("停产", "stops"),
    "partly": ("部分受影响", "partly"),
}
REASON_WORDS: Vocabulary = {
    "fails": ("假设其失效", "supposed to fail"),
    "site": ("几处厂址之一失效", "one of its sites fails"),
    "developer": ("几家投资方之一失效", "one of its developers fails"),
    "input": ("缺必需投入", "lacks an essential input"),
    "use unknown": ("缺投入,产品未载明", "lacks an input, its products are not stated"),
    "product": ("产品本身失效", "its product is what fails"),
    "no maker": ("在案生产者全停", "no maker on record is left"),
    "technology": ("工艺无此投入不可", "cannot be made without it"),
    "line": ("一部分产品停产", "some of its products stop"),
    "fewer makers": ("在案生产者减少", "fewer makers on record"),
    "route": ("少一条工艺路线", "one way of making it is gone"),
    "dispensable": ("缺可省投入", "lacks an input it can do without"),
    "supplier": ("失一供货商", "loses a supplier"),
    "unstated": ("失一供货商,产品未载明", "loses a supply of an unstated product"),
}


@dataclass
class Failure:
    """What is supposed to fail: things that fail as a whole, things hit in part, and where that begins."""

    whole: set[str] = field(default_factory=set)
    partly: dict[str, str] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    edges: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What happens to one thing, why, over how many tiers, what it loses, and the edges that say so."""

    effect: str
    reason: str
    tier: int
    lost: tuple[str, ...] = ()
    edges: tuple[Row, ...] = ()


class Outcome:
    """The parts of an industry that a failure stops in one reading, and what that does to each thing."""

    def __init__(self, industry: Industry, failure: Failure, fall: Fall) -> None:
        """Take the industry as far as the failure may be felt, and the parts that it stops."""
        self.industry, self.failure, self.fall = industry, failure, fall
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._needs: dict[str, list[str]] = defaultdict(list)
        for key in fall.stopped:
            if key[0] in ("line", "need"):
                (self._lines if key[0] == "line" else self._needs)[key[1]].append(key[2])

    def effect(self, name: str) -> Effect | None:
        """Return what happens to a firm, project or product; None if nothing does."""
        if name in self.failure.whole or self.failure.products.get(name) == 0:
            return Effect("fails", "fails", 0, (), self._own(name))
        found = self._product(name) if name.startswith("product:") else self._maker(name)
        if not found and name in self.failure.partly:
            return Effect("partly", self.failure.partly[name], 0, (), self._own(name))
        return found

    def makes(self, maker: str, product: str) -> bool:
        """Tell whether a firm still makes a product."""
        return (
            product in self.industry.makes.get(maker, {})
            and ("line", maker, product) not in self.fall.stopped
        )

    def _own(self, name: str) -> tuple[Row, ...]:
        made = [edge for edges in self.industry.makes.get(name, {}).values() for edge in edges]
        makings = self._makings(self.industry.makers.get(name, ()), name)
        return (*self.failure.edges.get(name, ()), *made, *makings)

    def _product(self, name: str) -> Effect | None:
        makers = self.industry.makers.get(name, [])
        lost = [maker for maker in makers if not self.makes(maker, name)]
        if name in self.failure.products and not makers:
            feeds = self._inputs_lost(name)
            edges = tuple(edge for _, edge in feeds)
            return Effect(
                "stops", "technology", 1 + self.failure.products[name], tuple(key for key, _ in feeds), edges
            )
        if not lost:
            return None
        whole = ("product", name) in self.fall.stopped
        edges = (*self._way(("line", lost[0], name)), *self._makings(makers, name))
        tier = min(self._at(("line", maker, name)) for maker in lost) + 1
        return Effect(
            "stops" if whole else "partly", "no maker" if whole else "fewer makers", tier, tuple(lost), edges
        )

    def _inputs_lost(self, name: str) -> list[tuple[str, Row]]:
        found = {key: way[key] for way in self.industry.ways(name) for key in essential(way)}
        return sorted((key, edge) for key, edge in found.items() if key in self.failure.products)

    def _makings(self, makers: Iterable[str], product: str) -> list[Row]:
        return [edge for maker in makers for edge in self.industry.makes[maker][product]]

    def _maker(self, name: str) -> Effect | None:
        if ("maker", name) in self.fall.stopped:
            needs = self._needs.get(name, [])
            reason = "input" if needs else "product"
            way = tuple(self._way(("maker", name)))
            return Effect("stops", reason, self._at(("maker", name)), tuple(sorted(needs)), way)
        return min(self._hits(name), key=lambda hit: hit[0], default=(0, None))[1]

    def _hits(self, name: str) -> Iterator[tuple[int, Effect]]:
        """Yield what hits a firm that goes on, the gravest first."""
        gone = sorted(self._lines.get(name, []))
        if gone:
            key: Key = ("line", name, gone[0])
            yield 0, Effect("partly", "line", self._at(key), tuple(gone), tuple(self._way(key)))
        for rank, (reason, losses) in enumerate(self._losses(name).items(), 1):
            if losses:
                edges = [*losses.values(), *(edge for key in losses for edge in self._source(key))]
                yield rank, Effect("partly", reason, self._tier(losses), tuple(sorted(losses)), tuple(edges))

    def _losses(self, name: str) -> dict[str, dict[str, Row]]:
        """Return what a firm loses without stopping, by reason: products, or firms that supplied it."""
        found: dict[str, dict[str, Row]] = {
            reason: {} for reason in ("use unknown", "supplier", "unstated", "route", "dispensable")
        }
        for product, sellers in self.industry.bought.get(name, {}).items():
            for seller, edge in sellers.items():
                if self._sells_no_more(seller, product):
                    found["supplier"][product] = edge
        for seller, edge in self.industry.unstated.get(name, {}).items():
            if self._sells_no_more(seller, ""):
                found["unstated"][seller] = edge
        for product, edge, reason in self._uses(name):
            if self._gone(product):
                found[reason][product] = edge
        return found

    def _uses(self, name: str) -> Iterator[tuple[str, Row, str]]:
        """Yield what a firm uses and does not make, with what it is to lose it.

        These are the needs on record, else the inputs of its products.
        """
        own = self.industry.makes.get(name, {})
        for product, edges in self.industry.needs.get(name, {}).items():
            if product not in own:
                yield product, edges[0], "dispensable" if own else "use unknown"
        for made in own if name not in self.industry.needs else ():
            for way in self.industry.ways(made):
                needed = essential(way)
                yield from (
                    (key, way[key], "route" if key in needed else "dispensable")
                    for key in way
                    if key not in own and self.industry.things[key]["kind"] not in SUPPORTING
                )

    def _sells_no_more(self, seller: str, product: str) -> bool:
        if product in self.industry.makes.get(seller, {}):
            return ("line", seller, product) in self.fall.stopped
        return seller in self.failure.whole or ("maker", seller) in self.fall.stopped

    def _gone(self, product: str) -> bool:
        return product in self.failure.products or ("product", product) in self.fall.stopped

    def _tier(self, losses: Iterable[str]) -> int:
        """Return the least tier of things that are lost; a supplier that fails itself is one step away."""
        reached = [
            (kind, reach)
            for name in losses
            for kind in ("product", "maker")
            if (reach := self.fall.reached((kind, name)))
        ]
        return min((reach.tier + (kind == "maker") for kind, reach in reached), default=1)

    def _source(self, name: str) -> list[Row]:
        kind = next((kind for kind in ("product", "maker") if (kind, name) in self.fall.stopped), "")
        return self._way((kind, name)) if kind else []

    def _way(self, key: Key) -> list[Row]:
        return self.fall.proof(key)

    def _at(self, key: Key) -> int:
        """Return the tier of a part that stops."""
        reached = self.fall.reached(key)
        return reached.tier if reached else 0
