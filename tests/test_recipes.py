"""The rule that tells recipes from technology, measured on pairs that a person has judged."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from chainatlas.loaders._recipes import recipe_like

PAIRS = Path(__file__).parent / "recipe_pairs.csv"
"""A hundred upstream links of ChainKnowledgeGraph, drawn at random after the rule was written."""


@pytest.fixture(scope="module")
def judged() -> pl.DataFrame:
    pairs = pl.read_csv(PAIRS, infer_schema=False)
    return pairs.select(told=recipe_like("output", "input"), meant=pl.col("recipe") == "yes")


def test_what_the_rule_calls_a_recipe_is_one(judged: pl.DataFrame) -> None:
    assert judged.height == 100
    assert judged.filter("told")["meant"].mean() >= 0.95  # type: ignore[operator]


def test_the_rule_finds_nearly_all_recipes(judged: pl.DataFrame) -> None:
    assert judged.filter("meant")["told"].mean() >= 0.9  # type: ignore[operator]


@pytest.mark.parametrize(
    ("output", "source", "recipe"),
    [
        pytest.param("番茄鸡蛋汤", "鸡蛋", True, id="a dish"),
        pytest.param("感冒冲剂", "板蓝根", True, id="a remedy"),
        pytest.param("锂电池", "碳酸锂", False, id="a technology"),
        pytest.param("豆浆机", "不锈钢", False, id="a machine for the kitchen"),
        pytest.param("植物纤维布", "玉米", False, id="an ingredient in industry"),
        pytest.param("石材饰面", "大理石", False, id="a surface, which is no noodle"),
    ],
)
def test_names_of_industry_are_no_recipes(output: str, source: str, recipe: bool) -> None:
    pair = pl.DataFrame({"output": [output], "input": [source]})
    assert pair.select(recipe_like("output", "input")).item() is recipe
