"""Find nodes of any kind by what they are called: name, alias, code, pinyin, or something spelt alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from chainatlas.graph.identity import Named, named_in, normal
from chainatlas.graph.model import NODES

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

SEARCHED = tuple(label for label in NODES if label not in ("Statement", "Measure", "Build"))
"""What has a name of its own."""
LEAST_ALIKE = 70.0
"""What `rapidfuzz.fuzz.WRatio` has to give for two spellings to count as alike, of 100."""
WORTH = {"name": 100.0, "code": 99.0, "alias": 98.0, "begins": 90.0, "pinyin": 85.0, "holds": 80.0}
"""How well a word answers by the way it matches; what is only spelt alike comes after all of these."""

Hit = dict[str, str | float | None]


def search(store: Store, text: str, labels: Collection[str] = SEARCHED, limit: int = 20) -> list[Hit]:
    """Return the nodes that a text may mean, the likeliest first.

    Each has id, label, name, name_en, `word` (what matched), `how` (name, code, alias, begins, pinyin,
    holds or alike) and `score`, 0 to 100. The same graph and text give the same list on every engine.
    """
    named = [node for label in labels for node in named_in(store, label)]
    wanted = normal(text)
    found = {node.id: hit for node in named if (hit := _exact(node, wanted))} if wanted else {}
    if len(found) < limit and wanted:
        found = dict(_alike(named, wanted)) | found
    return sorted(found.values(), key=_rank)[:limit]


def _rank(hit: Hit) -> tuple[float, int, str]:
    return -float(hit["score"] or 0), len(str(hit["name"])), str(hit["id"])


def _exact(node: Named, wanted: str) -> Hit | None:
    """Return how a node's words match letter by letter, the best way of them."""
    ways = [(way, word) for word in node.words if (way := _way(node, word, wanted))]
    if not ways and wanted.isascii() and _spelt(node.name, wanted):
        ways = [("pinyin", node.name)]
    return _hit(node, *max(ways, key=lambda way: WORTH[way[0]])) if ways else None


def _way(node: Named, word: str, wanted: str) -> str:
    own = normal(word)
    if own == wanted:
        return "name" if word in (node.name, node.name_en) else "code" if word in node.codes else "alias"
    if own.startswith(wanted):
        return "begins"
    return "holds" if wanted in own else ""


def _spelt(name: str, wanted: str) -> bool:
    from chainatlas.graph.pinyin import pinyin

    whole, initials = pinyin(name)
    return whole.startswith(wanted) or initials.startswith(wanted)


def _hit(node: Named, how: str, word: str, score: float | None = None) -> Hit:
    worth = WORTH[how] if score is None else score
    names: Hit = {"id": node.id, "label": node.label, "name": node.name, "name_en": node.name_en}
    return names | {"word": word, "how": how, "score": round(worth, 1)}


def _alike(named: list[Named], wanted: str) -> Iterator[tuple[str, Hit]]:
    """Yield the nodes with a word that is spelt much like the wanted one."""
    words = [(node, word) for node in named for word in node.words]
    scored = process.extract(
        wanted,
        [word for _, word in words],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=None,
        score_cutoff=LEAST_ALIKE,
    )
    for _, score, place in reversed(scored):  # the best comes last and stays
        node, word = words[place]
        yield node.id, _hit(node, "alike", word, score * 0.75)
