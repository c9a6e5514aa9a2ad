"""The forms of a name in which two spellings of it are equal: in plain letters, as a legal name, its core."""

from __future__ import annotations

import re
from functools import lru_cache

from chainatlas.graph.identity import normal
from chainatlas.loaders._firm_names import plain_name
from chainatlas.loaders._text import simplified

DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc~～—–-]+")
DOTS = re.compile(r"[·•・‧∙.。]")
BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
BRACKETS = re.compile(r"[()\[\]]")
SHORT_FOR = re.compile(r"[(\[]简称[^()\[\]]*[)\]]")
"""What some lists put after a name: the short name of the firm."""
STOCK, LIMITED = "股份有限公司", "有限公司"
LEGAL_FORMS = (
    (re.compile(r"股份(有限)?(责任)?公司"), STOCK),
    (re.compile(r"(?<!股份)有限(责任)?公司"), LIMITED),
)
LEGAL = re.compile(rf"({STOCK}|{LIMITED}|集团公司|总公司|公司|合作社|事务所)(集团)?$")
"""What the legal name of an enterprise ends with."""
FORM = re.compile(rf"{STOCK}|{LIMITED}")
GENERIC = re.compile(r"(股份|有限|责任|集团|控股|公司|总厂)")
ZONES = (
    (re.compile(r"(国家)?(级)?经济技术开发区|经济开发区|经济技术开发园区"), "经开区"),
    (
        re.compile(r"高新技术产业(开发|园)区|高新技术开发区|高技术产业开发区|高新技术产业园|高新产业开发区"),
        "高新区",
    ),
    (re.compile(r"(工业|产业)(集中|集聚|园)区|(工业|产业)园$"), "园区"),
)
"""Kinds of zone that are written long or short; only a question to a person, for two of a city may differ."""
PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|"
    "广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
PLACE = re.compile(
    rf"^(中国)?({PROVINCES})?(壮族|回族|维吾尔)?(省|市|自治区)?"
    rf"([\u4e00-\u9fff]{{2,4}}?(自治州|地区|市|盟))?([\u4e00-\u9fff]{{2,3}}?(自治县|县|区(?!块)))?"
)
PROVINCE_OF_ZONE = re.compile(rf"^({PROVINCES})(省|市|自治区)?(?!(经开区|高新区|园区)$)")
LEAST = 2
"""Letters that a core needs to tell anything."""


@lru_cache(maxsize=400_000)
def plain(name: str) -> str:
    """Return a name in simplified letters of one width and case, without spaces, dots and kinds of dash.

    >>> plain("绥芬河－东宁 試驗區") == plain("绥芬河—东宁试验区")
    True
    """
    return DOTS.sub("", DASHES.sub("-", normal(simplified(name))))


def short(name: str) -> str:
    """Return the plain form of a name without the marks that exchanges add to it.

    >>> short("*ST德豪") == short("德豪")
    True
    """
    return plain(plain_name(name))


@lru_cache(maxsize=400_000)
def legal(name: str) -> str:
    """Return the legal name of a firm in one writing of brackets and legal form, "" where it is none.

    >>> legal("广东甲（集团）有限责任公司") == legal("广东甲集团有限公司")
    True
    >>> legal("甲集团")
    ''
    """
    text = SHORT_FOR.sub("", plain(name))
    for form, written in LEGAL_FORMS:
        text = form.sub(written, text)
    text = BRACKETS.sub("", text)
    return text if LEGAL.search(text) else ""


def without_form(name: str) -> str:
    """Return a legal name without telling a limited company from one limited by shares.

    >>> without_form("甲科技有限公司") == without_form("甲科技股份公司")
    True
    """
    return FORM.sub(LIMITED, legal(name))


@lru_cache(maxsize=400_000)
def core(name: str, label: str) -> str:
    """Return what of a name is its own: no place before it, no remark in brackets, no legal form.

    >>> core("内蒙古双良新能科技（包头）有限公司", "Company"), core("河北献县经济开发区", "Park")
    ('双良新能科技', '献县经开区')
    """
    text = BRACKETED.sub("", plain(name)) or plain(name)
    if label == "Company":
        text = GENERIC.sub("", PLACE.sub("", text) or text)
    if label == "Park":
        for kind, written in ZONES:
            text = kind.sub(written, text)
        text = PROVINCE_OF_ZONE.sub("", text)
    return text if len(text) >= LEAST else ""
