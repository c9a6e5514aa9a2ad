"""Tiers of supply: how many steps each supply on record lies from a company, up or down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.queries._question import Column, Parameter, Refine, Row, by_id
from chainatlas.queries._words import BASIS_WORDS, STATUS_WORDS


def tiers(far: str, near: str) -> Refine:
    """Return what gives each supply its tier, the least number of steps from the company.

    `far` lies beyond `near`; both are names of columns, such as supplier and buyer. Supplies beyond
    the tiers that were asked for are left out.
    """

    def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
        most = parameters["tiers"]
        tier_of = {parameters["company"]: 0}
        for tier in range(1, most + 1):
            reached = {row[f"{far}_id"] for row in rows if tier_of.get(row[f"{near}_id"]) == tier - 1}
            tier_of |= {name: tier for name in reached if name not in tier_of}
        told = ((tier_of.get(row[f"{near}_id"], most) + 1, row) for row in rows)
        answer = [{"tier": tier, **row, "sites": by_id(row["sites"])} for tier, row in told if tier <= most]
        return sorted(answer, key=order)

    def order(row: Row) -> tuple[Any, ...]:
        return row["tier"], row[f"{far}_id"], row[f"{near}_id"], str(row["product_id"])

    return refine


def parameters(direction: str) -> tuple[Parameter, ...]:
    """Return the company and how many tiers to go."""
    bound = Parameter("tiers", "级数", f"how many tiers {direction}, 1 to 5", most=5, default=1)
    return Parameter("company", "企业", "the company", label="Company"), bound


SUPPLIER = ("supplier", "供货商", "supplier")
BUYER = ("buyer", "客户", "buyer")
CUSTOMER = ("customer", "客户", "customer")


def columns(*ends: tuple[str, str, str]) -> tuple[Column, ...]:
    """Return the columns of supplies whose first named end is the far one."""
    named = [column for end in (*ends, ("product", "产品", "product")) for column in _named(*end)]
    _, zh, en = ends[0]
    return (
        Column("tier", "级", "tier"),
        *named,
        Column("sites", f"{zh}所在园区", f"{en}'s park"),
        Column("status", "状态", "status", words=STATUS_WORDS),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("confidence", "可信度", "confidence"),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    )


def _named(name: str, zh: str, en: str) -> tuple[Column, ...]:
    blank = ("未载明", "not stated") if name == "product" else ("", "")
    return (
        Column(f"{name}_id", f"{zh}标识", f"{en} id", "never"),
        Column(name, zh, en, "zh", blank=blank),
        Column(f"{name}_en", f"{zh}(英文)", en, "en", blank=blank),
    )
