"""What stops what: parts that need every or any of other parts, and the failures that reach them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from chainatlas.queries._dependence import Industry, essential, kind_of
from chainatlas.queries._question import Row

Key = tuple[str, ...]
"""own, line, maker of a firm; ways, way of a line; need of a firm; product."""
Reading = Literal["observed", "potential"]
READINGS: tuple[Reading, ...] = ("observed", "potential")


@dataclass(frozen=True)
class Part:
    """A part that stops where one of `on` stops (`every` is needed), or where all of them do.

    A part that hangs on nothing never stops by itself.
    """

    every: bool
    on: tuple[Key, ...]
    edges: tuple[Row, ...] = ()

    def reached(self, stops: Mapping[Key, int]) -> int:
        """Return the failures that stop this part, one bit for each, from those that stop the others."""
        found = 0 if self.every or not self.on else ~0
        for key in self.on:
            found = found | stops[key] if self.every else found & stops[key]
        return found


def parts_of(industry: Industry, reading: Reading) -> dict[Key, Part]:
    """Return the parts of an industry: AND over essential inputs, OR over ways, makers and suppliers.

    Observed: a firm gets a product only from those who are said to sell it to it, where any are.
    Potential: from everybody who makes it, too.
    """
    parts: dict[Key, Part] = {}
    for actor in industry.actors():
        parts |= _actor(industry, actor, reading)
    wanted = {key[-1] for key in parts if key[0] == "need"} | industry.makers.keys()
    for product in sorted(wanted):
        lines = () if industry.is_common(product) else _lines(industry, product)
        edges = [edge for key in lines for edge in industry.makes[key[1]][product]]
        parts["product", product] = Part(False, lines, tuple(edges))
    return parts


def _lines(industry: Industry, product: str) -> tuple[Key, ...]:
    return tuple(("line", maker, product) for maker in industry.makers.get(product, ()))


def _actor(industry: Industry, actor: str, reading: Reading) -> Iterator[tuple[Key, Part]]:
    """Yield a firm with its lines, each with its needs; it stops when all its lines do.

    The needs of a line are those on record, with what the firm makes for itself; else the technology
    tells them. Of a firm without a product on record it is not known what its needs are for; a
    project is one plant, which stops without them.
    """
    own: Key = ("own", actor)
    inputs = industry.inputs(actor)
    needing = {name: industry.needing(actor, name) for name in inputs}
    yield own, Part(True, ())
    lines: list[Key] = []
    for product, made in industry.makes.get(actor, {}).items():
        stated = {name for name in inputs if product in needing[name]}
        needs = {("need", actor, name) for name in stated | industry.inner(actor, product)}
        if not stated & industry.needs.get(actor, {}).keys() and industry.ways(product):
            yield from _ways(industry, actor, product)
            needs.add(("ways", actor, product))
        lines.append(("line", actor, product))
        yield lines[-1], Part(True, (own, *sorted(needs)), tuple(made))
    alone = [("need", actor, name) for name in inputs] if kind_of(actor) == "project" else []
    yield ("maker", actor), Part(not lines, tuple(lines) or (own, *alone))
    for name in sorted({*inputs, *industry.wants(actor)}):
        yield ("need", actor, name), _need(industry, actor, name, inputs.get(name, ()), reading)


def _ways(industry: Industry, actor: str, product: str) -> Iterator[tuple[Key, Part]]:
    """Yield the ways of making a product, each with all its essential inputs."""
    names: list[Key] = []
    for number, way in enumerate(industry.ways(product)):
        inputs = [name for name in essential(way) if name != product]
        names.append(("way", actor, product, str(number)))
        needs = tuple(("need", actor, name) for name in inputs)
        yield names[-1], Part(True, needs, tuple(way[name] for name in inputs))
    yield ("ways", actor, product), Part(False, tuple(names))


def _need(industry: Industry, actor: str, product: str, edges: Iterable[Row], reading: Reading) -> Part:
    """Return the need of a firm: it stops where all who could meet it stop, the firm itself among them."""
    names = sorted(industry.bought.get(actor, {}).get(product, {}))
    if names and product in industry.makes.get(actor, {}):
        names = sorted({*names, actor})
    sellers: list[Key] = [
        ("line", name, product) if product in industry.makes.get(name, {}) else ("maker", name)
        for name in names
    ]
    known = bool(industry.makers.get(product)) or industry.is_common(product)
    if sellers and (reading == "observed" or not known):
        return Part(False, tuple(sellers), tuple(edges))
    return Part(False, (*sellers, ("product", product)), tuple(edges))


def above(parts: Mapping[Key, Part]) -> dict[Key, list[Key]]:
    """Return for each part those that hang on it directly."""
    found: dict[Key, list[Key]] = {key: [] for key in parts}
    for key, part in parts.items():
        for below in part.on:
            found[below].append(key)
    return found


def standstill(parts: Mapping[Key, Part], failures: Mapping[Key, int]) -> dict[Key, int]:
    """Return for each part the failures that stop it, one bit each: the greatest fixpoint.

    A ring of parts cannot feed itself, so nothing is taken for granted that hangs on nothing but
    itself. But a ring that nothing outside feeds must run by something that is not on record; of its
    parts the least fixpoint is taken: they stop each other and are stopped by what they hang on.
    """
    hanging = above(parts)
    founded = _founded(parts, hanging)
    rings = dict.fromkeys(key for key in parts if key not in founded)
    stops = dict.fromkeys(rings, 0)
    while True:
        stops.update(dict.fromkeys(founded, ~0))
        for keys in (founded, rings):
            changed = _settle(parts, failures, keys, stops, hanging)
        if not changed:
            return stops


def _settle(
    parts: Mapping[Key, Part],
    failures: Mapping[Key, int],
    keys: Mapping[Key, None],
    stops: dict[Key, int],
    hanging: Mapping[Key, Sequence[Key]],
) -> bool:
    """Work out parts from each other until nothing changes; tell whether anything did.

    A part is looked at again where something that it hangs on has changed. What a part is worked out from
    only grows, or only shrinks, so that the order in which this happens changes nothing.
    """
    queue, waiting, ever = deque(keys), set(keys), False
    while queue:
        key = queue.popleft()
        waiting.remove(key)
        found = parts[key].reached(stops) | failures.get(key, 0)
        if found != stops[key]:
            stops[key], ever = found, True
            again = [higher for higher in hanging[key] if higher in keys and higher not in waiting]
            queue.extend(dict.fromkeys(again))
            waiting.update(again)
    return ever


def _founded(parts: Mapping[Key, Part], hanging: Mapping[Key, Sequence[Key]]) -> dict[Key, None]:
    """Return the parts that can begin to work, each after something that it hangs on."""
    waits = {key: len(part.on) if part.every else min(1, len(part.on)) for key, part in parts.items()}
    ready = deque(key for key in parts if not waits[key])
    found: dict[Key, None] = {}
    while ready:
        key = ready.popleft()
        found[key] = None
        for higher in hanging[key]:
            waits[higher] -= 1
            if not waits[higher]:
                ready.append(higher)
    return found


@dataclass(frozen=True)
class Reach:
    """How a failure came to a part: over how many tiers, and from which part; None where it began."""

    tier: int
    below: Key | None


def spread(
    hanging: Mapping[Key, Sequence[Key]], stopped: Collection[Key], begun: Mapping[Key, int]
) -> dict[Key, Reach]:
    """Return how failures come to the stopped parts on the shortest way from where they begin.

    A tier is one step from a maker to its product or from a seller to what its buyer needs.
    """
    found = {key: Reach(tier, None) for key, tier in begun.items() if key in stopped}
    queue = deque(found)
    while queue:
        key = queue.popleft()
        for higher in hanging[key]:
            step = int(higher[0] in ("product", "need") and key[0] in ("line", "maker"))
            tier = found[key].tier + step
            if higher in stopped and (higher not in found or tier < found[higher].tier):
                found[higher] = Reach(tier, key)
                (queue.append if step else queue.appendleft)(higher)
    return found


def way_down(reached: Mapping[Key, Reach], key: Key) -> list[Key]:
    """Return the parts from one that stops down to where that began."""
    found = [key]
    while below := reached[found[-1]].below:
        found.append(below)
    return found


def things_along(keys: Sequence[Key]) -> list[str]:
    """Return the firms and products of the parts of a way, each once where several follow each other."""
    names = [key[2] if key[0] == "need" else key[1] for key in keys]
    return [name for name, _ in groupby(names)]


def edges_along(parts: Mapping[Key, Part], keys: Sequence[Key]) -> list[Row]:
    """Return the edges that the parts of a way rest on; of a way of making, only the input in question."""
    found = list(parts[keys[0]].edges)
    for key, below in pairwise(keys):
        if below[0] in ("product", "need"):
            found += parts[below].edges
        feeds = parts[key].edges if key[0] in ("line", "way") else ()
        found += [edge for edge in feeds if key[0] == "line" or edge["giver"]["id"] == below[-1]]
    return found
