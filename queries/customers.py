"""customers: whom a company supplies, and whom its customers supply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainatlas.queries._question import Column, Parameter, Question, Row, by_id
from chainatlas.queries._words import BASIS_WORDS, STATUS_WORDS

CYPHER = """
MATCH (company:Company {id: $company})-[:SUPPLIES*1..$tiers]->(buyer:Company)
WITH DISTINCT buyer
MATCH (seller:Company)-[supply:SUPPLIES]->(buyer)
WHERE NOT supply.status IN ['denied', 'closed']
OPTIONAL MATCH (goods:Product)
WHERE goods.id = supply.product
OPTIONAL MATCH (buyer)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
WITH seller, supply, buyer, goods,
     collect(DISTINCT CASE WHEN site IS NULL THEN NULL
             ELSE {id: site.id, name: site.name, name_en: site.name_en} END) AS sites
RETURN buyer.id AS customer_id, buyer.name AS customer, buyer.name_en AS customer_en,
       seller.id AS supplier_id, seller.name AS supplier, seller.name_en AS supplier_en,
       goods.id AS product_id, goods.name AS product, goods.name_en AS product_en, sites,
       supply.status AS status, supply.basis AS basis, supply.confidence AS confidence,
       supply.contested AS contested, supply.statements AS statements
ORDER BY customer_id, supplier_id, product_id
"""


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Give each supply its tier, the least number of steps from the company; leave out what lies beyond."""
    tier_of = {parameters["company"]: 0}
    for tier in range(1, parameters["tiers"] + 1):
        reached = {row["customer_id"] for row in rows if tier_of.get(row["supplier_id"]) == tier - 1}
        tier_of |= {buyer: tier for buyer in reached if buyer not in tier_of}
    answer = []
    for row in rows:
        tier = tier_of.get(row["supplier_id"], parameters["tiers"]) + 1
        if tier <= parameters["tiers"]:
            answer.append({"tier": tier, **row, "sites": by_id(row["sites"])})
    return sorted(
        answer, key=lambda row: (row["tier"], row["customer_id"], row["supplier_id"], str(row["product_id"]))
    )


QUESTION = Question(
    name="customers",
    zh="这家企业给谁供货,它的客户又给谁供货?",
    en="Whom does a company supply, and whom do its customers supply?",
    cypher=CYPHER,
    parameters=(
        Parameter("company", "企业", "the company", label="Company"),
        Parameter("tiers", "级数", "how many tiers down, 1 to 5", most=5, default=1),
    ),
    columns=(
        Column("tier", "级", "tier"),
        Column("supplier_id", "供货商标识", "supplier id", "never"),
        Column("supplier", "供货商", "supplier", "zh"),
        Column("supplier_en", "供货商(英文)", "supplier", "en"),
        Column("customer_id", "客户标识", "customer id", "never"),
        Column("customer", "客户", "customer", "zh"),
        Column("customer_en", "客户(英文)", "customer", "en"),
        Column("product_id", "产品标识", "product id", "never"),
        Column("product", "产品", "product", "zh", blank=("未载明", "not stated")),
        Column("product_en", "产品(英文)", "product", "en", blank=("未载明", "not stated")),
        Column("sites", "客户所在园区", "customer's park"),
        Column("status", "状态", "status", words=STATUS_WORDS),
        Column("basis", "依据", "basis", words=BASIS_WORDS),
        Column("confidence", "可信度", "confidence"),
        Column("contested", "有争议", "contested"),
        Column("statements", "陈述", "statements", "never"),
    ),
    refine=refine,
)
