"""Which links between products read like a recipe: a dish and its ingredients, a remedy and its herbs."""

from __future__ import annotations

import polars as pl

DISH = (
    r"(汤|粥|羹|糕|饼|饼干|饭|饺|馄饨|汤圆|丸子|豆腐|豆花|蛋|肉|牛腩|鸡|鸭|鹅|鱼|虾|蟹|蛤蜊|鱿鱼|鲍鱼|排骨|鸡翅|凤爪|菜|萝卜|"
    r"[^地路截平表界桌版断封曲台里墙饰]面|粉丝|面条|面包|包子|[菜肉豆面奶糖]包|馒头|花卷|寿司|蛋卷|春卷|月饼|披萨|吐司|三明治|汉堡|"
    r"沙拉|布丁|冰淇淋|奶昔|慕斯|饼塔|[蛋杏果]塔|派|酥|奶茶|[^红绿乌龙]茶|[果豆瓜菜]汁|豆浆|奶酪|酸奶|[果瓜肉辣豆]酱|泡菜|腌菜|"
    r"火锅|干锅|砂锅|煲|烩|煎|炒[^\s]{1,6}|蒸[^\s]{1,6}|焖[^\s]{1,6}|炖[^\s]{1,6}|烧[^\s结碱成]{1,4}|拌[^\s]{1,6}|"
    r"土豆|马铃薯|红薯|山药|茄子|黄瓜|冬瓜|南瓜|苦瓜|番茄|蘑菇|香菇|木耳|金针菇|玉米|黄豆|毛豆|扁豆|豆角|莲藕|藕片|花生米|"
    r"蜜饯|果脯|糖葫芦|糍粑|粽子|年糕|蜜饯.+|[食]谱)$"
)
"""Names that end like a dish, a drink or a pastry."""
REMEDY = (
    r"(颗粒|胶囊|口服液|冲剂|[^钢弹药]丸|合剂|酊|[^分扩]散|[^牙软]膏|药酒|糖浆|[^刀试卡贴芯晶瓦镜]片|"
    r"滴丸|煎剂|茶剂|养生茶|药茶)$"
)
"""Names that end like a remedy, in the forms of traditional medicine."""
INGREDIENT = (
    r"(肉|鸡|鸭|鹅|鱼|虾|蟹|鲍|海参|贝|蛋|奶|菜|菇|菌|木耳|银耳|笋|瓜|茄|椒|葱|姜|蒜|薯|芋|萝卜|豆|糯米|大米|小米|江米|粳米|玉米|"
    r"米饭|米粉|麦|面粉|面条|面团|面糊|低粉|高粉|低筋|高筋|淀粉|酵母|吐司|饼|糕|白糖|砂糖|红糖|冰糖|糖粉|蔗糖|蜂蜜|红枣|大枣|枣|莓|苹果|"
    r"水果|芒果|坚果|桃|梨|橘|橙|柠檬|香蕉|葡萄|菠萝|椰|榴莲|花生|芝麻|核桃|杏仁|瓜子|莲子|莲藕|鲜藕|藕|燕窝|绍酒|料酒|黄酒|白醋|食盐|味精|鸡精|"
    r"酱|生抽|老抽|黄油|奶油|麻油|香油|色拉油|橄榄油|植物油|大豆油|蚝油|白油|调料|高汤|泡椒|馅|茶叶|绿茶|抹茶|可可|巧克力|咖啡|猪|牛腩|牛肉|羊腿|"
    r"排骨|蹄|肠|腐|粉丝|食用|适量|少许)"
)
"""Names that have an ingredient of the kitchen in them."""
HERB = (
    r"(甘草|当归|黄芪|黄芩|黄连|黄柏|茯苓|川芎|陈皮|枸杞|党参|人参|丹参|西洋参|沙参|苦参|玄参|太子参|白芍|赤芍|白术|苍术|柴胡|麦冬|防风|白芷|大黄|"
    r"金银花|菊花|红花|槐花|桔梗|半夏|附子|桂枝|肉桂|麻黄|细辛|羌活|独活|天麻|钩藤|益母草|车前|鱼腥草|板蓝根|连翘|薄荷|荆芥|牛膝|杜仲|地黄|"
    r"山药|山楂|山茱萸|五味子|薏苡|薏米|决明子|酸枣仁|远志|香附|郁金|三七|丁香|木香|砂仁|豆蔻|厚朴|枳|知母|石斛|百合|葛根|升麻|泽泻|猪苓|"
    r"牡丹皮|丹皮|生地|熟地|阿胶|鹿茸|冬虫夏草|灵芝|何首乌|淫羊藿|补骨脂|菟丝子|女贞子|蒲公英|夏枯草|白花蛇|金钱草|茵陈|龙胆|栀子|"
    r"芥子|藿香|紫苏|苏叶|艾叶|桑叶|荷叶|罗汉果|胖大海|乌梅|匙羹藤|浸膏|药材)"
)
"""Names that have a herb of traditional medicine in them."""
INDUSTRY = (
    r"(机|器|器械|设备|装置|系统|仪|阀|泵|板|管|箱|柜|线|网|车|件|材|材料|涂料|漆|膜|面膜|胶|维|纤维|布|纸|架|池|镜|模型|画|[^冲合]剂|网络|"
    r"化肥|肥料|饲料|钙|酸|酯|醇|树脂|橡胶|塑料|玻璃|水泥|钢|铁|铝|铜|合金|皮|皮革|精油|化妆品|洗[^\s]{1,3}|抗生素|疫苗)$"
)
"""Names that end like a product of industry, whatever goes into them."""


def recipe_like(output: str, source: str) -> pl.Expr:
    """Tell of columns of outputs and inputs whether the link reads like a recipe.

    It does where the output is named like a dish or a remedy, or where the input is an ingredient or a herb
    and the output is not named like a product of industry.
    """
    industrial = pl.col(output).str.contains(INDUSTRY)
    cooked = pl.col(output).str.contains(DISH) | pl.col(output).str.contains(REMEDY)
    eaten = pl.col(source).str.contains(INGREDIENT) | pl.col(source).str.contains(HERB)
    return (cooked | eaten) & ~industrial
