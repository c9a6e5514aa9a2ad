"""suppliers: who supplies a company, and who supplies its suppliers."""

from __future__ import annotations

from chainatlas.queries._question import Question
from chainatlas.queries._tiers import BUYER, SUPPLIER, columns, parameters, tiers

CYPHER = """
MATCH (company:Company {id: $company})<-[:SUPPLIES*1..$tiers]-(seller:Company)
WITH DISTINCT seller
MATCH (seller)-[supply:SUPPLIES]->(buyer:Company)
WHERE NOT supply.status IN ['denied', 'closed']
WITH seller, supply, buyer, supply.product AS sold
OPTIONAL MATCH (product:Product {id: sold})
OPTIONAL MATCH (seller)-[located:LOCATED_IN]->(site:Park)
WHERE NOT located.status IN ['denied', 'closed']
WITH seller, supply, buyer, product,
     collect(DISTINCT CASE WHEN site IS NULL THEN NULL
             ELSE {id: site.id, name: site.name, name_en: site.name_en} END) AS sites
RETURN seller.id AS supplier_id, seller.name AS supplier, seller.name_en AS supplier_en,
       buyer.id AS buyer_id, buyer.name AS buyer, buyer.name_en AS buyer_en,
       product.id AS product_id, product.name AS product, product.name_en AS product_en, sites,
       supply.status AS status, supply.basis AS basis, supply.confidence AS confidence,
       supply.contested AS contested, supply.statements AS statements
ORDER BY supplier_id, buyer_id, product_id
"""


QUESTION = Question(
    name="suppliers",
    zh="谁给这家企业供货,供货商又由谁供货?",
    en="Who supplies a company, and who supplies its suppliers?",
    cypher=CYPHER,
    parameters=parameters("up"),
    columns=columns(SUPPLIER, BUYER),
    refine=tiers(far="supplier", near="buyer"),
)
