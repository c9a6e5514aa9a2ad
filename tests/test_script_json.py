"""JSON inside script elements: what a parser reads back, and what it cannot break out of."""

from __future__ import annotations

import datetime
import json
from types import MappingProxyType

import numpy as np
import pytest
from markupsafe import Markup

from chainatlas.viz._script_json import script_json
from chainatlas.viz._view import Words

HOSTILE = (
    "</script><b>",
    "<!--<script",
    "]]>&amp;",
    "'\"`",
    "\u2028\u2029",
    "\u202e",
    "\0",
    "\ud800",
    "é" * 10_000,
)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_read_back_and_ends_nothing(name: str) -> None:
    written = script_json({"name": Words(name, name)})
    assert json.loads(written) == {"name": {"zh": name, "en": name}}
    assert not set(written) & set("<>&'")


def test_what_is_not_a_number_is_null_and_a_date_its_text() -> None:
    value = {"x": float("nan"), "y": float("inf"), "on": datetime.date(2026, 1, 2)}
    assert json.loads(script_json(value)) == {"x": None, "y": None, "on": "2026-01-02"}


def test_any_mapping_is_an_object_and_any_sequence_a_list() -> None:
    value = {"map": MappingProxyType({1: ()}), "tuples": [("a", 1, True, None)]}
    assert json.loads(script_json(value)) == {"map": {"1": []}, "tuples": [["a", 1, True, None]]}


def test_numbers_of_numpy_are_numbers_and_subclasses_of_text_are_texts() -> None:
    value = [np.float64(1.5), np.int64(2), np.float64("nan"), Markup("<i>"), np.bool_(1)]
    assert json.loads(script_json(value)) == [1.5, 2, None, "<i>", True]
