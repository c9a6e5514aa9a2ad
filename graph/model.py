"""The kinds of node, declared once, and what follows from them and from the kinds of edge.

Schema statements, CSV columns, validation and docs/model.md are derived from what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chainatlas.graph.edge_kinds import EDGE_KINDS, MEASURE
from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.kinds import (
    OBJECT,
    STATED,
    STATUS_PROPERTY,
    SUBJECT,
    UNIT,
    EdgeKind,
    NodeKind,
    Property,
    storage,
)

ATTRIBUTE_COLUMNS = (
    SUBJECT,
    Property("property", "属性", "property", required=True),
    Property("value", "值", "value", required=True),
    *STATED,
)
"""The columns of attributes.csv, whose rows say properties of nodes."""

ATTRIBUTE = "ATTRIBUTE"
"""The predicate of a statement that says a property of a node, not an edge."""

DECISION = Property("decision", "判定", "same or different", "word", ("same", "different"), required=True)

IDENTITY_COLUMNS = (
    SUBJECT,
    OBJECT,
    DECISION,
    *(prop for prop in STATED if prop.name not in ("status", "valid_from", "valid_to")),
)
"""The columns of identities.csv, whose rows say that two nodes are one thing, or two."""

SAME_AS = "SAME_AS"
"""The predicate of a statement that says that two nodes are the same thing; denied, that they are not."""

STATED_EDGES: Mapping[str, EdgeKind] = {kind.type: kind for kind in EDGE_KINDS if kind.type != "SUPPORTED_BY"}


def own_statement_properties() -> Iterator[Property]:
    """Yield each own property of the stated edges once, as a column of statements."""
    seen: dict[str, Property] = {}
    for kind in STATED_EDGES.values():
        for prop in kind.own:
            same = seen.setdefault(prop.name, prop)
            if storage(same) != storage(prop):
                raise DeclarationError(f"property {prop.name!r} of {kind.type} has another kind elsewhere")
    yield from seen.values()


STATEMENT = (
    Property("document", "文献", "document", "id", label="Document", required=True),
    Property("predicate", "关系", "predicate", required=True),
    Property("subject", "主语", "subject", required=True),
    Property("object", "宾语", "object"),
    Property("property", "属性", "property that the statement says"),
    Property("property_value", "属性值", "what the statement says it is"),
    *own_statement_properties(),
    *STATED,
    Property("recorded", "记录日期", "recorded", "date", required=True),
    Property("given", "原标识", "subject, object and product as the source has them, where joined", "texts"),
)
"""The columns of a statement beside its id and name."""

PLACE_LEVELS = ("country", "province", "prefecture", "county", "township")

NODE_KINDS: tuple[NodeKind, ...] = (
    NodeKind(
        "Place",
        "地区",
        "place",
        (
            Property("code", "行政区划代码", "code of GB/T 2260"),
            Property("level", "级别", "level", "word", PLACE_LEVELS),
            Property("lon", "经度", "longitude", "number"),
            Property("lat", "纬度", "latitude", "number"),
        ),
        "places.csv",
        joins=True,
    ),
    NodeKind(
        "Park",
        "园区",
        "park",
        (
            Property("code", "园区代码", "code of GB/T 37028"),
            Property("kind", "类型", "kind"),
            Property("level", "级别", "level", "word", ("national", "provincial", "prefecture", "inner")),
        ),
        "parks.csv",
        joins=True,
    ),
    NodeKind(
        "Company",
        "企业",
        "company",
        (
            Property("uscc", "统一社会信用代码", "unified social credit code"),
            Property("stock_code", "股票代码", "stock code"),
            Property("ownership", "所有制", "ownership"),
        ),
        "companies.csv",
        joins=True,
    ),
    NodeKind(
        "Product",
        "产品",
        "product",
        (
            Property(
                "kind",
                "类别",
                "kind",
                "word",
                ("raw", "material", "part", "machine", "energy", "by_product", "service", "utility"),
            ),
            UNIT,
            Property("is_raw", "原料", "mined, grown or imported as it is", "flag"),
            Property("is_final", "终端", "used outside the chain", "flag"),
            Property("industry_code", "行业代码", "code of GB/T 4754"),
        ),
        "products.csv",
        joins=True,
    ),
    NodeKind(
        "Industry",
        "行业",
        "industry",
        (
            Property("scheme", "分类标准", "classification it belongs to"),
            Property("code", "行业代码", "code in that classification"),
            Property("level", "层级", "level, 1 the broadest", "integer"),
        ),
        "industries.csv",
    ),
    NodeKind("Chain", "产业链", "chain", (Property("description", "说明", "description"),), "chains.csv"),
    NodeKind(
        "Project",
        "项目",
        "project",
        (
            STATUS_PROPERTY,
            Property("investment_cny", "投资额(元)", "investment in yuan", "number"),
            Property("expected_on", "预计投产", "expected on", "date"),
        ),
        "projects.csv",
        attributes=("status", "investment_cny", "expected_on"),
    ),
    NodeKind("Measure", "指标值", "measure", MEASURE),
    NodeKind(
        "Document",
        "文献",
        "document",
        (
            Property("publisher", "发布者", "publisher", required=True),
            Property("publisher_group", "发布者组", "publishers that copy each other"),
            Property("published", "发布日期", "published", "date"),
            Property("recorded", "记录日期", "recorded", "date", required=True),
            Property("url", "网址", "address"),
            Property("sha256", "校验和", "sha256 of the text"),
            Property("file", "文件名", "file name of the text"),
        ),
    ),
    NodeKind("Statement", "陈述", "statement", STATEMENT),
    NodeKind(
        "Build",
        "构建",
        "build",
        (
            Property("layout", "格式版本", "layout of the stored graph", "integer"),
            Property("version", "程序版本", "version of the program"),
            Property("as_of", "截至日期", "as of", "date"),
            Property("policy", "取舍", "policy", "word", ("cautious", "brave")),
            Property("basis", "计入的依据", "bases that count", "texts"),
            Property("scenarios", "情景", "scenario files", "texts"),
            Property("digest", "摘要", "digest of the statements"),
        ),
    ),
)

NODES: Mapping[str, NodeKind] = {kind.label: kind for kind in NODE_KINDS}

EDGES: Mapping[str, EdgeKind] = {kind.type: kind for kind in EDGE_KINDS}

FACTS = "|".join(name for name in EDGES if name != "SUPPORTED_BY")
"""The types of all edges that state a fact, as a pattern names them; statements have none of these."""


def label_of(identifier: str) -> str:
    """Return the label that the prefix of an id tells, or "" where none does.

    >>> label_of("park:baotou-rare-earth")
    'Park'
    """
    prefix = identifier.partition(":")[0] + ":"
    return next((kind.label for kind in NODE_KINDS if kind.prefix == prefix), "")
