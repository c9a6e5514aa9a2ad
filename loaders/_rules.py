"""The rules by which two things are proposed as the same, as different, or to be reviewed by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from chainatlas.graph.errors import DeclarationError
from chainatlas.loaders._likeness import CODES

Verdict = Literal["same", "different", "review"]
LONG = 3
"""Letters that a name other than a legal one needs to prove anything."""


@dataclass(frozen=True)
class Rule:
    """One rule: what a pair needs for it, what it proposes then, and why, in both languages.

    The first rule that a pair meets decides; a rule that proposes "same" or "different" is a sure one.
    """

    name: str
    needs: pl.Expr
    proposes: Verdict
    zh: str
    en: str

    def __post_init__(self) -> None:
        """Refuse a rule that joins things for how they are spelt."""
        if self.proposes == "same" and "score" in self.needs.meta.root_names():
            raise DeclarationError(f"rule {self.name!r}: nothing is the same on a score alone")


def _has(*sorts: str) -> pl.Expr:
    return pl.any_horizontal(pl.col("sort").list.contains(sort) for sort in sorts)


OTHER_CODE = pl.col("other_code") | pl.col("other_stock")
RULES: tuple[Rule, ...] = (
    Rule(
        "codes-contradict",
        _has(*CODES) & pl.col("other_code"),
        "review",
        "一种代码相同、另一种不同",
        "one official code is the same, another is not",
    ),
    Rule("code", _has(*CODES), "same", "法定代码相同", "the same official code"),
    Rule(
        "stock-code-changed",
        _has("legal") & pl.col("other_stock") & ~pl.col("other_code"),
        "review",
        "法定名称相同、证券代码不同:可能换过代码",
        "the same legal name and another stock code: perhaps a changed one",
    ),
    Rule("other-code", OTHER_CODE, "different", "法定代码不同", "different official codes"),
    Rule(
        "rivals",
        pl.col("rival"),
        "review",
        "同一来源中另有一者同样相符",
        "another one of the same source is as much the same",
    ),
    Rule(
        "legal-name-elsewhere",
        _has("legal") & pl.col("other_place"),
        "review",
        "法定名称相同、所在省份不同",
        "the same legal name in another province",
    ),
    Rule("legal-name", _has("legal") & pl.col("sole"), "same", "法定名称相同", "the same legal name"),
    Rule(
        "name",
        _has("name")
        & pl.col("sole")
        & pl.col("label").is_in(["Park", "Product"])
        & ~pl.col("other_place")
        & (pl.col("length") >= pl.when(pl.col("label") == "Park").then(LONG).otherwise(1)),
        "same",
        "名称相同",
        "the same name",
    ),
    Rule(
        "alias",
        _has("word")
        & pl.col("sole")
        & ~pl.col("other_legal")
        & ~pl.col("other_place")
        & (pl.col("length") >= LONG)
        & pl.col("label").is_in(["Company", "Park", "Product"]),
        "same",
        "别名相同且各只指一者",
        "the same alias, which on either side is of this one only",
    ),
    Rule(
        "shared-word",
        _has("legal", "name", "word"),
        "review",
        "名称或别名相同,但不足以断定",
        "the same name or alias, but not enough to tell",
    ),
    Rule(
        "legal-form",
        _has("form"),
        "review",
        "仅有限公司与股份有限公司之别",
        "the same but for limited by shares or not",
    ),
    Rule(
        "core-name",
        _has("core"),
        "review",
        "去掉地名与组织形式后相同",
        "the same without place and legal form",
    ),
    Rule("spelling", pl.col("score").is_not_null(), "review", "写法或读音相近", "spelt or sounding alike"),
)
SURE = tuple(rule.name for rule in RULES if rule.proposes != "review")
WEAK = ("legal-form", "core-name", "spelling")
"""Rules that ask only of things that nothing sure was found for: a source lists each thing once."""


def judged(pairs: pl.DataFrame) -> pl.DataFrame:
    """Give each pair the first rule that it meets and what that proposes; one that meets none is left out."""
    length = pl.min_horizontal(pl.col("name_left", "name_right").str.len_chars())
    met = (pl.when(rule.needs.fill_null(value=False)).then(pl.lit(rule.name)) for rule in RULES)
    told = pairs.with_columns(length=length).with_columns(rule=pl.coalesce(met))
    verdicts = {rule.name: rule.proposes for rule in RULES}
    told = told.filter(pl.col("rule").is_not_null())
    return told.with_columns(proposal=pl.col("rule").replace_strict(verdicts, return_dtype=pl.String))


def counted(pairs: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return how many pairs each rule proposes, the surest first: rule, proposal, pairs and why."""
    counts = dict(pairs.group_by("rule").len().rows())
    return [
        {
            "rule": rule.name,
            "proposal": rule.proposes,
            "pairs": counts[rule.name],
            "why": rule.zh if lang == "zh" else rule.en,
        }
        for rule in RULES
        if rule.name in counts
    ]
