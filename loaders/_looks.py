"""What a column looks like: by its heading, in Chinese or English, and by the values in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from chainatlas.graph.identity import normal
from chainatlas.graph.kinds import NAMES, Property
from chainatlas.graph.model import NODES, STATED_EDGES
from chainatlas.graph.tables import ENTITY_LABELS
from chainatlas.loaders._mapped_values import uscc_valid
from chainatlas.loaders._names import stock_code

NAMED: Mapping[str, tuple[str, ...]] = {
    "Company": (
        *("公司", "单位名称", "法人单位", "股票名称", "证券简称", "厂商", "厂家", "生产企业"),
        *("firm", "enterprise", "manufacturer"),
    ),
    "Park": ("开发区", "工业园", "工业园区", "产业园", "产业园区", "zone", "industrial park"),
    "Project": ("建设项目", "投资项目"),
    "Product": ("主要产品", "主营产品", "主导产品", "产品名", "products", "main product", "main products"),
    "Chain": ("产业链名", "链条", "industrial chain", "industry chain"),
    "Industry": ("行业分类", "国民经济行业", "sector"),
    "Place": (
        *("省份", "省", "城市", "市", "区县", "县", "旗县", "所在地", "注册地", "行政区"),
        *("province", "city", "county", "region", "location"),
    ),
}
"""Headings of names of things, beside what the model calls them."""
BELONGING = ("所在", "所属", "入驻")
ROLES: Mapping[str, tuple[str, ...]] = {
    "supplier": ("供应商", "主要供应商", "卖方", "供货商", "supplier", "suppliers", "seller", "vendor"),
    "customer": ("客户", "主要客户", "采购商", "买方", "下游客户", "customer", "customers", "buyer"),
    "parent": ("母公司", "控股股东", "所属集团", "集团", "parent", "parent company", "group"),
    "investor": ("投资方", "建设单位", "投资企业", "业主", "investor", "developer"),
    "need": ("原料", "原材料", "主要原料", "所需产品", "采购产品", "needs", "inputs", "raw materials"),
}
"""Headings that tell what a firm or product is to another one."""
ALSO: Mapping[str, tuple[str, ...]] = {
    "name_en": ("英文名称", "企业英文名", "english name"),
    "aliases": ("简称", "曾用名", "别称", "short", "short name", "alias"),
    "uscc": ("信用代码", "社会信用代码", "credit code"),
    "stock_code": ("证券代码", "股票", "ticker"),
    "ownership": ("企业性质", "企业类型", "经济类型"),
    "code": ("代码", "编码", "行政代码"),
    "lon": ("lng", "longitude"),
    "lat": ("latitude",),
    "kind": ("类型", "类别", "type", "type name"),
    "level": ("等级", "层次"),
    "capacity": ("年产能", "设计产能", "产量", "annual capacity", "output"),
    "unit": ("计量单位", "产能单位"),
    "revenue_share": ("收入占比", "share of revenue"),
    "investment_cny": ("总投资", "投资额", "投资总额", "计划投资", "investment"),
    "expected_on": ("投产时间", "预计投产时间", "建成时间", "竣工时间"),
    "status": ("项目状态", "建设状态", "经营状态", "生产状态", "进展", "state"),
    "share": ("持股", "股权比例", "shareholding"),
    "amount": ("年用量", "需求量", "采购量"),
    "stage": ("链条环节", "产业环节"),
    "description": ("简介", "描述"),
}
"""Headings of properties, beside what the model calls them."""
HEADING = re.compile(r"^(.*?)\s*[(（\[【]\s*(.*?)\s*[)）\]】]\s*$")
SEPARATORS = ("、", "；", ";", "|", "，", ",", "/")
LIST = 0.05
"""Share of cells that have to hold a separator for the column to be one of lists."""
MOST = 0.9
"""Share of cells that have to look alike for the column to count as that."""
FIRM = r"(公司|集团|厂|合作社)$|(?i:\b(co|ltd|inc|corp|company|group|gmbh)\.?)$"
PARK = r"园区?$|开发区|高新区|经开区|新区$|工业园|产业园|(?i:\b(park|zone)\b)"


@dataclass(frozen=True)
class Column:
    """A column with its heading taken apart and its values that are not empty."""

    name: str
    heading: str
    unit: str
    values: pl.Series

    @classmethod
    def of(cls, name: str, values: pl.Series) -> Column:
        """Take the unit, which stands in brackets, from a heading such as 产能(万吨)."""
        found = HEADING.match(name)
        heading, unit = found.groups() if found and found[1] else (name, "")
        return cls(name, normal(heading.replace("_", " ")), unit, values.drop_nulls())

    def share(self, condition: pl.Expr) -> float:
        """Return the share of the values for which a condition on the column `value` is true."""
        if not self.values.len():
            return 0.0
        return float(
            self.values.alias("value").to_frame().select(condition.fill_null(value=False).mean()).item()
        )

    def fits(self, pattern: str) -> bool:
        """Tell whether most values fit a pattern."""
        return self.share(pl.col("value").str.contains(pattern)) >= MOST

    @property
    def separator(self) -> str:
        """Return what separates the entries of the cells, "" where these are no lists."""
        shares = {one: self.share(pl.col("value").str.contains(one, literal=True)) for one in SEPARATORS}
        best = max(SEPARATORS, key=lambda one: shares[one])
        return best if shares[best] >= LIST else ""

    @property
    def credit_codes(self) -> bool:
        """Tell whether most values are unified social credit codes, by their check digits."""
        return self.share(uscc_valid("value")) >= MOST

    @property
    def stock_codes(self) -> bool:
        """Tell whether most values are stock codes with their exchange."""
        told = pl.col("value").str.contains(r"\.(?i:SH|SZ|BJ)$") & stock_code("value").is_not_null()
        return self.share(told) >= MOST

    @property
    def is_number(self) -> bool:
        """Tell whether most values begin with a number."""
        return self.fits(r"^[-+]?[\d,.]+\s*[万亿]?\D{0,8}$")

    @property
    def sort(self) -> str:
        """Return what the values are, as a comment may say it."""
        if not self.values.len():
            return "it is empty"
        patterns = {
            "dates": r"^(19|20)\d{2}\s*[-/.年]",
            "percentages": r"^[-+\d.]+\s*[%％]$",
            "coordinates": r"^-?\d{1,3}\.\d{3,}$",
            "codes of six digits": r"^\d{6}$",
            "codes of eight digits": r"^\d{8}$",
            "numbers": r"^[-+\d.,]+$",
        }
        sort = next((name for name, pattern in patterns.items() if self.fits(pattern)), "texts")
        return f"{sort}, {self.values.n_unique()} distinct: {self.sample}"

    @property
    def sample(self) -> str:
        """Return the first values, as a comment may show them."""
        shown = [repr(value[:24]) for value in self.values.unique(maintain_order=True).head(3).to_list()]
        return ", ".join(shown)


def label_of_values(column: Column) -> str:
    """Return what the values are names of, "" where they do not tell."""
    value = pl.col("value")
    for label, pattern in (("Company", FIRM), ("Park", PARK)):
        if column.share(value.str.contains(pattern)) > 0.5:
            return label
    return ""


@cache
def headings() -> Mapping[str, tuple[str, str]]:
    """Return what each heading in normal form means: ("name", label), ("role", role) or ("name", "")."""
    found: dict[str, tuple[str, str]] = {}
    for label in ENTITY_LABELS:
        for word in (NODES[label].zh, NODES[label].en, *NAMED[label]):
            endings = ("", "名称", "名", "全称", "简称", " name")
            forms = (*(f"{word}{ending}" for ending in endings), f"name of {word}")
            belonging = tuple(f"{before}{word}" for before in BELONGING)
            found |= {normal(form): ("name", label) for form in (*forms, *belonging)}
    for role, words in ROLES.items():
        called = [form for word in words for form in (word, f"{word}名称", f"{word} name")]
        found |= {normal(form): ("role", role) for form in called}
    return found | {normal(word): ("name", "") for word in ("名称", "name", "全称", "full name")}


def property_of(column: Column, properties: Mapping[str, Property], label: str = "") -> str:
    """Return the name of the property that a heading means, "" where it means none of them.

    What has the property may stand before it, as in 项目状态 or "zone code".
    """
    things = (NODES[label].zh, NODES[label].en, *NAMED[label]) if label else ()
    meant = {column.heading, *(column.heading.removeprefix(normal(thing)) for thing in things)}
    for name, prop in properties.items():
        if meant & {normal(word) for word in _words(prop)}:
            return name
    return ""


def _words(prop: Property) -> Iterator[str]:
    yield from (prop.name, prop.name.replace("_", " "), prop.zh.partition("(")[0], prop.en)
    yield from ALSO.get(prop.name, ())


def relation_between(one: str, other: str) -> tuple[str, bool]:
    """Return the first type of edge that the model has between two labels, and whether it leads back."""
    for back, pair in ((False, (one, other)), (True, (other, one))):
        for kind in STATED_EDGES.values():
            if pair in kind.ends and not kind.measure:
                return kind.type, back
    return "", False


def common_names() -> Sequence[Property]:
    """Return the properties that name a node, but for its id and name."""
    return [prop for prop in NAMES if prop.name not in ("id", "name")]
