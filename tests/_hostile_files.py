"""Readers of files with a small seed each, to be tampered with; another reader is another entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from _facts import battery, record
from _outside import balanced

from chainatlas.graph.errors import AtlasError, DataError, Refusal
from chainatlas.graph.statements import fold
from chainatlas.graph.tables import STATEMENT_SCHEMA, Record
from chainatlas.loaders import curated, scenario
from chainatlas.loaders._data_sets import data_set
from chainatlas.loaders._loader import Loaded
from chainatlas.loaders._mapped import read_mapped
from chainatlas.loaders._mapping_file import read_mapping
from chainatlas.loaders._table import read_rows

Files = Mapping[str, str]


@dataclass(frozen=True)
class Reader:
    """One reader: files that it takes, and how it takes the folder that holds them."""

    name: str
    files: Files
    read: Callable[[Path], Record]


def outside(name: str, files: Files) -> Reader:
    """Return the loader of a data set of others as a reader."""
    return Reader(name, files, lambda folder: data_set(name).read([folder], Record.empty()))


def mapped(folder: Path) -> Record:
    """Read tables by a mapping; both may have been tampered with."""
    return read_mapped(read_mapping(folder / "own.toml"), [folder / "data"], Record.empty())


def rows(folder: Path) -> Record:
    """Read a table of known columns; every row has them all and nothing else."""
    refusals: list[Refusal] = []
    for row in read_rows(folder / "table.csv", ("subject", "object", "unit"), ("subject",), refusals):
        assert row.cells.keys() <= {"subject", "object", "unit"} and "subject" in row.cells
    if refusals:
        raise DataError(refusals)
    return Record.empty()


FACTS = {
    "documents.csv": "id,name,publisher,recorded\ndocument:book,Book,Press,2020-01-01\n",
    "corrections.csv": "document,paragraph,found,meant\ndocument:press,1,金字,金宇\n",
    "entities/parks.csv": "id,name,level\npark:jia,甲园区,national\n",
    "entities/companies.csv": "id,name,aliases,uscc\ncompany:steel,钢厂,北方|南方,\ncompany:wire,线缆厂,,\n",
    "entities/products.csv": "id,name,is_raw,unit\nproduct:ore,矿石,true,t\nproduct:steel,钢,false,t\n",
    "entities/projects.csv": "id,name\nproject:mill,二期\n",
    "entities/chains.csv": "id,name\nchain:metal,金属\n",
    "chains/metal.csv": "product,stage,position,input,coefficient,unit,document\n"
    "product:steel,upstream,1,,,,document:book\nproduct:steel,,,product:ore,1.6,t/t,document:book\n",
    "press/source.toml": 'id = "document:press"\nname = "Press"\n'
    'publisher = "Daily"\nrecorded = "2024-05-01"\n[expected]\n'
    '"attributes.csv" = 2\n"has_measure.csv" = 1\n"ignore.csv" = 1\n'
    '"located_in.csv" = 1\n"produces.csv" = 1\n',
    "press/ignore.csv": "paragraph,name,reason\n1,某公司,elsewhere\n",
    "press/produces.csv": "subject,object,capacity,unit,valid_from,paragraph,terms,rank,confidence\n"
    "钢厂,钢,200,t/年,2024-01,2,钢|二百,normal,0.5\n",
    "press/located_in.csv": "subject,object,status,note\n钢厂,甲园区,running,\n",
    "press/has_measure.csv": "subject,indicator,value,unit,period\n甲园区,output,40.54,亿元,2023\n",
    "press/attributes.csv": "subject,property,value\n二期,status,running\n二期,investment_cny,1e9\n",
}
SCENARIO = """title = "若投产"
[[project]]
id = "project:new"
name = "新项目"
[[statement]]
subject = "project:new"
predicate = "PRODUCES"
object = "product:cell"
capacity = 5.5
unit = "GWh"
status = "planned"
"""
CHAIN = """industry: 钢铁
segments:
- id: ore
  name: 铁矿石
  position: upstream
  tier: 1
  key_companies:
  - {code: '600001', name: 甲矿, role: 龙头}
  - {code: '600002', name: 乙钢-U, role: 第二}
  data_points:
  - {name: 产量_万吨, unit: 万吨, current_value: 12.5, source_name: 某报告, last_updated: '2026-06-18'}
supply_relationships:
- {supplier_code: '600001', buyer_code: '600002', product: 铁矿石, relationship_type: primary, confidence: 5}
"""
MAPPING = """[source]
id = "document:own"
name = "企业与产品"
publisher = "某所"
published = "2026-06-24"
recorded = "2026-06-24"

[[table]]
name = "firms"
files = "firms.csv"
ignore = ["备注"]

[[node]]
table = "firms"
label = "Company"
id = { column = "代码", code = "stock" }
name = "企业"
stock_code = "代码"

[[node]]
table = "firms"
label = "Product"
name = "产品"

[[edge]]
table = "firms"
relation = "PRODUCES"
from = "company"
to = "product"
capacity = { column = "产能", times = 10000 }
unit = { value = "t/年" }
confidence = 0.5
"""
READERS = (
    Reader(
        "tables by a mapping",
        {
            "own.toml": MAPPING,
            "data/firms.csv": "代码,企业,产品,产能,备注\n600001,甲钢,钢板,20.5,x\n600002,乙钢,钢,,\n",
        },
        mapped,
    ),
    Reader("table of known columns", {"table.csv": 'subject,object,unit\n甲,"乙,丙",t\n丁,戊,\n'}, rows),
    Reader("folder of facts", FACTS, lambda folder: curated.read([folder], Record.empty())),
    Reader(
        "scenario",
        {"if.toml": SCENARIO},
        lambda folder: scenario.read([folder / "if.toml"], record(battery())),
    ),
    outside(
        "gbt4754",
        {
            "gbt4754.csv": "code,name,parent_code,level,description\nA,农业门类,,1,x\n01,农业,A,2,\n"
            "011,谷物,01,3,\n"
        },
    ),
    outside(
        "gbt37028",
        {
            "zones.csv": "zone_code,name,short,type_code,type_name,level,province_code,province_name,"
            "parent_city_code,deprecated\n13101001,秦皇岛经开区,,101,经济技术开发区,national,13,河北省,1303,\n"
        },
    ),
    outside(
        "divisions",
        {
            "cnarea_x.csv": "code,name,level,parent_code,short_name,merged_name,pinyin,zip,"
            "city_phone_code,lng,lat\n130000,河北省,1,,河北,河北,HeBei,0,,114.5,38.0\n130300,秦皇岛市,2,130000,秦皇岛,x,x,0,,119.5,39.9\n"
        },
    ),
    outside(
        "listed-firms",
        {
            "stock_basic.csv": "股票代码,股票名称,地区,行业,公司全称,英文名称,上市状态,企业性质\n"
            '600001.SH,甲钢,河北,普钢,甲钢股份有限公司,"Jia, Ltd.",L,民营企业\n'
        },
    ),
    outside(
        "io-table",
        {
            "china_2020_2.csv": "Code,Description,DescriptionInChinese,001,002,TIU,GO\n"
            "001,Ore,矿石,10,20,30,100\n002,Steel,钢,0,5,0,0\nTII,Inputs,中间投入,10,25,0,0\nTI,Total,总投入,100,200,0,0\n"
        },
    ),
    outside(
        "kag-supply-chain",
        {
            "Product.csv": 'id,belongToIndustry,hasSupplyChain\n铁矿石,采矿,"钢,铁"\n钢,冶金,\n',
            "Company.csv": 'id,name,product\n1,甲钢,"钢,铁矿石"\n',
            "Industry.csv": "id\n采矿\n冶金\n",
        },
    ),
    outside(
        "chain-knowledge-graph",
        {
            "company.json": '{"name": "甲钢", "fullname": "甲钢股份", "code": "600001"}\n',
            "product.json": '{"name": "钢板"}\n{"name": "钢"}\n',
            "company_product.json": '{"company_name": "甲钢", "product_name": "钢板", "rel": "主营产品"}\n',
            "product_product.json": '{"from_entity": "钢板", "to_entity": "钢", "rel": "上游材料"}\n',
        },
    ),
    outside("industry-chain-atlas", {"steel.yaml": CHAIN}),
)


def takes_or_refuses(reader: Reader, folder: Path) -> bool:
    """Tell whether a reader took a folder, as a record that folds; else it says why in lines of one line."""
    try:
        found = reader.read(folder)
    except AtlasError as error:
        told = [str(error), *map(str, getattr(error, "refusals", ()))]
        assert all(text.isprintable() for text in told), told
        return False
    assert found.statements.schema == STATEMENT_SCHEMA
    assert not isinstance(found, Loaded) or balanced(found)
    fold(found)
    return True
