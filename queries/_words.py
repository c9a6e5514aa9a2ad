"""How the words of closed vocabularies read in tables, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from chainatlas.graph.kinds import BASIS, STAGES, STATUS
from chainatlas.queries._question import Vocabulary


def _bilingual(words: Mapping[str, str]) -> Vocabulary:
    return {word: (chinese, word.replace("_", " ")) for word, chinese in words.items()}


STATUS_WORDS = _bilingual(STATUS)
BASIS_WORDS = _bilingual(BASIS)
STAGE_WORDS = _bilingual(STAGES)
VERDICT_WORDS: Vocabulary = {
    "present": ("已有", "present"),
    "补链": ("补链", "补链 fill"),
    "延链": ("延链", "延链 extend"),
    "建链": ("建链", "建链 build"),
    "强链": ("强链", "强链 strengthen"),
}
DIRECTION_WORDS: Vocabulary = {"upstream": ("向上游", "upstream"), "downstream": ("向下游", "downstream")}
KNOWLEDGE_WORDS: Vocabulary = {
    "on record": ("有记录", "on record"),
    "confirmed": ("确认缺失", "confirmed gap"),
    "not recorded": ("未记录", "not recorded"),
    "contested": ("有争议", "contested"),
}
REASON_WORDS: Vocabulary = {"one maker only": ("仅一家生产", "one maker only")}
