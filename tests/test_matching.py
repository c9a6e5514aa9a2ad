"""The rules of identity: what is proposed as the same, as different, or to a person, over sources."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from _facts import row as said
from _identities import different, proposed, same, source

from chainatlas.graph.errors import DeclarationError
from chainatlas.graph.tables import Record, statements
from chainatlas.loaders._matching import familiar
from chainatlas.loaders._name_forms import core, legal, plain, short, without_form
from chainatlas.loaders._rules import RULES, Rule

LEGAL = "广东甲集团有限公司"
CASES = {
    "the same credit code": (
        {"uscc": "91150000114116XXXX".replace("X", "1")},
        {"uscc": "911500001141161111", "name": "另名"},
        ("code", "same"),
    ),
    "the same stock code with and without its exchange": (
        {"stock_code": "600001.SH"},
        {"stock_code": "600001"},
        ("code", "same"),
    ),
    "a code that is none proves nothing": ({"uscc": "无"}, {"uscc": "无"}, None),
    "one code the same, another not": (
        {"stock_code": "600001", "uscc": "911500001141161111"},
        {"stock_code": "600001", "uscc": "911500001141162222"},
        ("codes-contradict", "review"),
    ),
    "the same short name, another stock code": (
        {"name": "甲钢股份", "stock_code": "600001"},
        {"name": "甲钢股份", "stock_code": "600002"},
        ("other-code", "different"),
    ),
    "a changed stock code": (
        {"name": LEGAL, "stock_code": "600001"},
        {"name": LEGAL, "stock_code": "600002"},
        ("stock-code-changed", "review"),
    ),
    "the same legal name, another credit code": (
        {"name": LEGAL, "uscc": "911500001141161111"},
        {"name": LEGAL, "uscc": "911500001141162222"},
        ("other-code", "different"),
    ),
    "brackets and legal form in other writing": (
        {"name": "广东甲（集团）有限责任公司"},
        {"name": "甲", "aliases": [LEGAL]},
        ("legal-name", "same"),
    ),
    "traditional characters": (
        {"name": "廣東龍門鋼鐵有限公司"},
        {"name": "广东龙门钢铁有限公司"},
        ("legal-name", "same"),
    ),
    "a former name among the aliases": (
        {"name": "新名股份有限公司", "aliases": ["旧名股份有限公司"]},
        {"name": "旧名股份有限公司"},
        ("legal-name", "same"),
    ),
    "limited, and limited by shares": (
        {"name": "北方甲科技有限公司"},
        {"name": "北方甲科技股份有限公司"},
        ("legal-form", "review"),
    ),
    "the same legal name in another province": (
        {"name": LEGAL, "place": "place:440000"},
        {"name": LEGAL, "place": "place:450000"},
        ("legal-name-elsewhere", "review"),
    ),
    "the same short name": ({"name": "*ST金风"}, {"name": "金风科"}, None),
    "the same short name but for the mark of an exchange": (
        {"name": "*ST金风科"},
        {"name": "金风科"},
        ("alias", "same"),
    ),
    "the same short name, other legal names": (
        {"name": "东风股份", "aliases": ["东风印刷有限公司"]},
        {"name": "东风股份", "aliases": ["东风汽车有限公司"]},
        ("shared-word", "review"),
    ),
    "a short name of two letters": ({"name": "金风"}, {"name": "金风"}, ("shared-word", "review")),
    "the same but for place and form": (
        {"name": "内蒙古双良新能科技有限公司"},
        {"name": "双良新能科技"},
        ("core-name", "review"),
    ),
    "one letter of four": ({"name": "远景动力"}, {"name": "远境动力"}, ("spelling", "review")),
    "another writing of the same sounds": (
        {"name": "金丰科技"},
        {"name": "锦峰科技"},
        ("spelling", "review"),
    ),
    "one letter of four, other codes": (
        {"name": "远景动力", "stock_code": "600001"},
        {"name": "远境动力", "stock_code": "600002"},
        None,
    ),
    "nothing alike": ({"name": "远景动力"}, {"name": "双良新能"}, None),
}


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES)
def test_of_two_firms_with(
    one: dict[str, str], other: dict[str, str], expected: tuple[str, str] | None
) -> None:
    places = source("map", [{"id": f"place:{code}", "code": code} for code in ("440000", "450000")])
    first = source("one", [{"id": "company:1", "name": "甲"} | one])
    second = source("two", [{"id": "company:2", "name": "乙"} | other])
    found = proposed(first, second, places)
    assert found == ({("1", "2"): expected} if expected else {})


PARKS = {
    "one zone code": ({"code": "15101001"}, {"code": "15101001", "name": "别名"}, ("code", "same")),
    "two zone codes": ({"code": "15101001"}, {"code": "15101002"}, ("other-code", "different")),
    "one name": ({}, {}, ("name", "same")),
    "dashes of two kinds": ({"name": "绥芬河－东宁试验区"}, {"name": "绥芬河—东宁试验区"}, ("name", "same")),
    "a remark in brackets": (
        {"name": "喀什经济开发区（含兵团片区）"},
        {"name": "喀什经济开发区"},
        ("core-name", "review"),
    ),
    "the kind of zone written short": (
        {"name": "包头稀土高新技术产业开发区"},
        {"name": "包头稀土高新区"},
        ("core-name", "review"),
    ),
    "a misread letter": (
        {"name": "山东阳现经济开发区"},
        {"name": "山东阳信经济开发区"},
        ("spelling", "review"),
    ),
}


@pytest.mark.parametrize(("one", "other", "expected"), PARKS.values(), ids=PARKS)
def test_of_two_parks_with(one: dict[str, str], other: dict[str, str], expected: tuple[str, str]) -> None:
    named = {"name": "呼和浩特经济技术开发区"}
    first = source("one", [{"id": "park:1"} | named | one])
    second = source("two", [{"id": "park:2"} | named | other])
    assert proposed(first, second) == {("1", "2"): expected}


def test_what_two_of_a_source_are_called_is_for_a_person_to_tell_apart() -> None:
    zones = source(
        "zones",
        [
            {"id": f"park:{code}", "code": code, "name": "上海朱泾工业园区"}
            for code in ("31299001", "31299002")
        ],
    )
    other = source("list", [{"id": "park:x", "name": "上海朱泾工业园区"}])
    assert proposed(zones, other) == {
        ("31299001", "x"): ("shared-word", "review"),
        ("31299002", "x"): ("shared-word", "review"),
    }


def test_two_sure_partners_in_one_source_are_rivals() -> None:
    one = source("one", [{"id": "company:1", "name": "中国交建", "aliases": ["中国交通建设股份有限公司"]}])
    two = source(
        "two",
        [
            {"id": "company:2", "name": "中国交建"},
            {"id": "company:3", "name": "龙软", "aliases": ["中国交通建设股份有限公司"]},
        ],
    )
    assert proposed(one, two) == {("1", "2"): ("rivals", "review"), ("1", "3"): ("rivals", "review")}


def test_rivals_are_of_one_source_also_where_another_source_has_one_of_them() -> None:
    one = source("one", [{"id": "company:1", "name": "中国交建", "aliases": ["中国交通建设股份有限公司"]}])
    two = [{"id": "company:2", "name": "中国交建"}, {"id": "company:3", "name": "中国交通建设股份有限公司"}]
    other = source("three", two[:1])
    assert set(proposed(one, source("two", two), other).values()) == {("rivals", "review")}


def test_things_of_one_source_are_not_compared() -> None:
    rows = [{"id": f"company:{number}", "name": LEGAL} for number in (1, 2)]
    assert proposed(source("one", rows)) == {}


def test_a_thing_with_a_sure_partner_is_not_asked_about_others_of_that_source() -> None:
    one = source("one", [{"id": "company:1", "name": "远景动力有限公司"}])
    two = source(
        "two",
        [{"id": "company:2", "name": "远景动力有限公司"}, {"id": "company:3", "name": "远境动力有限公司"}],
    )
    three = source("three", [{"id": "company:4", "name": "远鏡动力有限公司"}])
    assert ("1", "3") not in proposed(one, two, three)
    assert proposed(one, three) == {("1", "4"): ("spelling", "review")}


def test_a_word_of_many_things_tells_none_of_them_apart() -> None:
    many = [{"id": f"product:{number}", "name": f"产品{number}", "aliases": ["配件"]} for number in range(30)]
    one = source("one", [{"id": "product:x", "name": "配件"}])
    assert all("word" not in rule for rule, _ in proposed(one, source("two", many)).values())


def test_only_the_labels_that_are_asked_for_are_compared() -> None:
    rows = [("company", LEGAL), ("product", "高纯石英砂")]
    one, two = (
        source(name, [{"id": f"{kind}:{kind}-{name}", "name": word} for kind, word in rows])
        for name in ("a", "b")
    )
    assert set(proposed(one, two, labels=["Product"]).values()) == {("name", "same")}
    assert len(proposed(one, two)) == 2


def decided(*facts: object) -> Record:
    rows = [said(fact) for fact in facts]  # type: ignore[arg-type]
    empty = Record.empty()
    return Record(empty.entities, empty.documents, statements(rows))


def test_a_pair_that_was_decided_on_is_never_asked_again() -> None:
    one = source("one", [{"id": "company:1", "name": LEGAL}])
    two = source("two", [{"id": "company:2", "name": LEGAL}])
    three = source("three", [{"id": "company:3", "name": LEGAL}])
    assert set(proposed(one, two, three)) == {("1", "2"), ("1", "3"), ("2", "3")}
    for word in (same, different):
        assert proposed(one, two, decided(word("company:2", "company:1"))) == {}
    apart = decided(same("company:1", "company:2"), different("company:3", "company:2"))
    assert proposed(one, two, three, apart) == {}
    assert set(proposed(one, two, three, decided(same("company:2", "company:3")))) == {("1", "2")}


def test_new_things_that_look_like_held_ones_are_counted() -> None:
    held = source("one", [{"id": "company:1", "name": LEGAL}, {"id": "company:2", "name": "远景动力"}])
    given = source("two", [{"id": "company:3", "name": LEGAL}, {"id": "company:4", "name": "远境动力"}])
    assert familiar(held, given) == 1
    assert familiar(Record.empty(), given) == familiar(held, Record.empty()) == familiar(held, held) == 0


def test_no_rule_joins_things_for_how_they_are_spelt() -> None:
    with pytest.raises(DeclarationError, match="nothing is the same on a score alone"):
        Rule("likely", pl.col("score") > 99, "same", "相似", "alike")
    assert [rule.name for rule in RULES if "score" in rule.needs.meta.root_names()] == ["spelling"]


def test_every_rule_says_why_in_both_languages_and_is_in_the_docs() -> None:
    page = (Path(__file__).parent.parent / "docs" / "identity.md").read_text("utf-8")
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.zh and rule.en
        assert f"`{rule.name}`" in page


FORMS = {
    "width and case": (plain, "ＡＢ 科技", "ab科技"),
    "dots": (plain, "特·斯·拉", "特斯拉"),
    "marks of an exchange": (short, "寒武纪-U", "寒武纪"),
    "no legal name": (legal, "甲集团", ""),
    "a short name told after the legal one": (
        legal,
        "青岛农商行股份有限公司(简称:青岛农商)",
        "青岛农商行股份有限公司",
    ),
    "limited by shares, written short": (legal, "顺发恒业股份公司", "顺发恒业股份有限公司"),
    "the form left open": (without_form, "甲科技股份有限公司", "甲科技有限公司"),
}


@pytest.mark.parametrize(("form", "name", "expected"), FORMS.values(), ids=FORMS)
def test_the_form_of_a_name_for(form: object, name: str, expected: str) -> None:
    assert callable(form)
    assert form(name) == expected


CORES = {
    "内蒙古自治区包头市华美稀土高科有限公司": ("Company", "华美稀土高科"),
    "城市传媒股份有限公司": ("Company", "城市传媒"),
    "天津经济技术开发区": ("Park", "天津经开区"),
    "辽宁前阳经济开发区": ("Park", "前阳经开区"),
    "硅片(单晶)": ("Product", "硅片"),
    "(单晶)": ("Product", "(单晶)"),
    "钢": ("Product", ""),
}


@pytest.mark.parametrize(("name", "expected"), CORES.items(), ids=CORES)
def test_the_core_of(name: str, expected: tuple[str, str]) -> None:
    assert core(name, expected[0]) == expected[1]
