"""What a unit measures: two units of the same kind can be turned into each other, others cannot."""

from __future__ import annotations

import re
import unicodedata

KINDS = {
    "mass": "g kg mg t kt Mt 吨 公吨 克 公斤 斤",
    "length": "m km cm mm 米 公里",
    "area": "m2 km2 ha ㎡ 平方米 平方公里 公顷 亩",
    "volume": "m3 L mL ml l Nm3 立方米 立方 升 方 标方",
    "energy": "kWh MWh GWh TWh J kJ MJ GJ TJ kW·h 瓦时 度 焦 焦耳 千卡",
    "power": "W kW MW GW TW kVA MVA 瓦 伏安",
    "money": "元 CNY 人民币 圆",
    "pieces": "台 套 台套 台(套) 台/套 只 个 件 片 块 枚 座 支 根 辆 艘 架 条 颗 张 具 部 组 副 把",
}
KIND_OF = {
    unicodedata.normalize("NFKC", unit): kind for kind, units in KINDS.items() for unit in units.split()
}
SIZE = re.compile(r"^[十百千万亿兆]+(?=.)")
PERIOD = re.compile(r"/(年|月|日|天|小时|时|a|y|yr|year|d|day|h|hour)$")


def measured(unit: str) -> str:
    """Return what a unit measures, or the unit itself where nobody here knows it.

    >>> measured("万吨/年"), measured("kg"), measured("GW"), measured("头份")
    ('mass', 'mass', 'power', '头份')
    """
    plain = "".join(unicodedata.normalize("NFKC", unit).split())
    bare = plain if plain in KIND_OF else PERIOD.sub("", plain)
    bare = bare if bare in KIND_OF else SIZE.sub("", bare)
    return KIND_OF.get(bare, bare)


def agree(said: str, product: str) -> bool:
    """Tell whether an amount in one unit can be one of a product that is counted in another.

    The capacity of what gives energy is a power.

    >>> agree("t/年", "kg"), agree("kW", "MWh"), agree("t", "台")
    (True, True, False)
    """
    return measured(said) == measured(product) or (measured(said), measured(product)) == ("power", "energy")
