"""The kinds of edge, declared once: which labels each joins, what it says, what tells two of them apart."""

from __future__ import annotations

from chainatlas.graph.kinds import STAGES, UNIT, EdgeKind, Property

MEASURE = (
    Property("indicator", "指标", "indicator", required=True),
    Property("value", "数值", "value", "number", required=True),
    UNIT,
    Property("period", "期间", "period"),
    Property("scope", "范围", "scope"),
    Property("bound", "精度", "bound", "word", ("exact", "at_least", "at_most", "about")),
)

EDGE_KINDS: tuple[EdgeKind, ...] = (
    EdgeKind(
        "LOCATED_IN",
        "位于",
        "is in",
        (
            ("Company", "Park"),
            ("Project", "Park"),
            ("Company", "Place"),
            ("Project", "Place"),
            ("Park", "Park"),
            ("Park", "Place"),
            ("Place", "Place"),
        ),
    ),
    EdgeKind(
        "SUPPLIES",
        "供应",
        "sells to",
        (("Company", "Company"),),
        (Property("product", "产品", "product", "id", label="Product"),),
        ("product",),
    ),
    EdgeKind(
        "CHAIN_MEMBER",
        "属于产业链",
        "is part of",
        (("Product", "Chain"), ("Company", "Chain"), ("Park", "Chain"), ("Project", "Chain")),
        (
            Property("stage", "环节", "stage", "word", tuple(STAGES)),
            Property("position", "次序", "position", "integer"),
            Property("role", "角色", "role", "word", ("leader", "member", "candidate")),
        ),
    ),
    EdgeKind(
        "PRODUCES",
        "生产",
        "makes",
        (("Company", "Product"), ("Project", "Product")),
        (
            Property("capacity", "产能", "capacity", "number"),
            UNIT,
            Property("revenue_share", "营收占比", "share of the maker's revenue, 0 to 1", "number"),
        ),
        ("unit",),
    ),
    EdgeKind(
        "NEEDS",
        "需要",
        "buys or uses",
        (("Company", "Product"), ("Project", "Product")),
        (Property("amount", "用量", "amount", "number"), UNIT),
        ("unit",),
    ),
    EdgeKind(
        "FEEDS",
        "投入",
        "is an input of",
        (("Product", "Product"), ("Industry", "Industry")),
        (
            Property("coefficient", "投入系数", "input per unit of output", "number"),
            Property("unit", "系数单位", "unit of the coefficient"),
            Property("recipe", "工艺路线", "recipe"),
            Property("essential", "必需", "essential", "flag"),
            Property("by_product", "副产", "the output is a by-product", "flag"),
        ),
        ("recipe",),
    ),
    EdgeKind(
        "IN_INDUSTRY",
        "属于行业",
        "belongs to the industry",
        (("Company", "Industry"), ("Product", "Industry")),
    ),
    EdgeKind(
        "SUBCLASS_OF",
        "细分自",
        "is a kind of",
        (("Industry", "Industry"), ("Product", "Product")),
    ),
    EdgeKind("DEVELOPS", "投资建设", "invests in", (("Company", "Project"),)),
    EdgeKind(
        "PART_OF",
        "隶属",
        "belongs to the group of",
        (("Company", "Company"),),
        (Property("share", "持股比例", "share, 0 to 1", "number"),),
    ),
    EdgeKind(
        "COURTS",
        "招引",
        "tries to win",
        (("Park", "Company"),),
        (
            Property(
                "stage",
                "进展",
                "stage of the courtship",
                "word",
                ("contacted", "visited", "in_talks", "signed"),
            ),
            Property("purpose", "目的", "what the park wants of it", "word", ("investment", "orders")),
        ),
        ("purpose",),
    ),
    EdgeKind(
        "HAS_MEASURE",
        "指标",
        "reports",
        tuple((label, "Measure") for label in ("Park", "Company", "Project", "Chain", "Place")),
        MEASURE,
        ("indicator", "unit", "period", "scope"),
        measure=True,
    ),
    EdgeKind(
        "COMPLETE_FOR",
        "记录完整",
        "the record is complete for",
        (("Park", "Chain"),),
        (
            Property("covers", "覆盖的关系", "kind of edge that is complete"),
            Property("complete_on", "截至日期", "complete as of", "date"),
        ),
        ("covers",),
    ),
    EdgeKind("SUPPORTED_BY", "出自", "was read in", (("Statement", "Document"),)),
)
