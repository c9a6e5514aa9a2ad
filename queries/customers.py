"""customers: whom a company supplies, and whom its customers supply."""

from __future__ import annotations

from chainatlas.queries._question import Question
from chainatlas.queries._tiers import CUSTOMER, SUPPLIER, columns, parameters, tiers

CYPHER = """
MATCH (company:Company {id: $company})-[:SUPPLIES*1..$tiers]->(buyer:Company)
WITH DISTINCT buyer
MATCH (buyer)<-[supply:SUPPLIES]-(seller:Company)
WHERE NOT supply.status IN ['denied', 'closed']
WITH seller, supply, buyer, supply.product AS sold
OPTIONAL MATCH (goods:Product {id: sold})
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


QUESTION = Question(
    name="customers",
    zh="这家企业给谁供货,它的客户又给谁供货?",
    en="Whom does a company supply, and whom do its customers supply?",
    cypher=CYPHER,
    parameters=parameters("down"),
    columns=columns(CUSTOMER, SUPPLIER),
    refine=tiers(far="customer", near="supplier"),
)
