"""chain-leaders: which groups of firms lead a chain, by evidence of several kinds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from chainatlas.queries._leading import Group, Network, ties_of
from chainatlas.queries._question import Column, Parameter, Question, Row, union
from chainatlas.queries._standing import heads, points, tiers
from chainatlas.queries._verdicts import COUNTED

if TYPE_CHECKING:
    from chainatlas.graph.store import Store

FACTS = ("firm", "part", "role", "made", "supply", "invest", "stand", "feed")


def gather(store: Store, parameters: Mapping[str, Any]) -> list[Row]:
    """Read what is on record of the firms that have to do with the chain."""
    from chainatlas.queries._chain_firms import gather as chosen

    return chosen(store, parameters)


def refine(rows: list[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Put firms together as groups, gather the evidence of each, and compare them criterion by criterion."""
    facts: dict[str, list[Row]] = {fact: [] for fact in FACTS}
    for row in rows:
        facts[row["fact"]].append(row["details"])
    facts["made"] = [made for made in facts["made"] if made["status"] in COUNTED[parameters["presence"]]]
    names = {row["id"]: row for row in facts["firm"]}
    head_of = {name: name for name in names} | heads(facts["part"])
    network = _network(facts, head_of)
    shares = _shares(facts["made"], head_of)
    central = network.centrality()
    told = []
    for name, group in sorted(network.groups.items()):
        on_record = group.stated or group.made or network.ties(name)
        if group.firms and on_record and (group.parks or not parameters["park"]):
            told.append(
                {
                    **_names(names[name]),
                    "firms": [_named(names[firm]) for firm in sorted(group.firms)],
                    **_evidence(network, name, names, parameters["tiers"]),
                    "centrality": round(central[name], 6),
                    **_share(shares.get(name, [])),
                }
            )
    return _ranked(told)


def _network(facts: Mapping[str, list[Row]], head_of: Mapping[str, str]) -> Network:
    groups = {name: Group() for name in sorted(set(head_of.values()))}
    made = [row for row in facts["made"] if row["id"] in head_of]
    dealt = [row for row in facts["supply"] if row["inside"]]
    for row in (*facts["role"], *facts["invest"], *made, *dealt, *({"id": row["to"]} for row in dealt)):
        groups[head_of[row["id"]]].firms.add(row["id"])
    for row in facts["role"]:
        if row["role"] == "leader":
            groups[head_of[row["id"]]].stated = True
            groups[head_of[row["id"]]].cite(row["statements"])
    for row in made:
        groups[head_of[row["id"]]].made.append(row)
        groups[head_of[row["id"]]].cite(row["statements"])
    for row in facts["part"]:
        if row["id"] in groups[head_of[row["id"]]].firms:
            groups[head_of[row["id"]]].cite(row["statements"])
    for row in facts["stand"]:
        groups[head_of[row["id"]]].parks.setdefault(row["park"], []).extend(row["statements"] or ())
    members = {name for name, group in groups.items() if group.firms}
    sold = [row for row in facts["supply"] if row["inside"] or _both(row, head_of, members)]
    feeds = frozenset((row["id"], row["to"]) for row in facts["feed"])
    return Network(groups, ties_of(sold, head_of), ties_of(facts["invest"], head_of), feeds)


def _both(row: Row, head_of: Mapping[str, str], members: Collection[str]) -> bool:
    """Tell whether both ends are of the chain, so that a product that nobody states may be too."""
    return head_of[row["id"]] in members and head_of[row["to"]] in members


def _evidence(network: Network, name: str, names: Mapping[str, Row], most: int) -> Row:
    group, partners = network.groups[name], network.partners(name)
    down, up = tiers(network.buyers, name, most), tiers(network.sellers, name, most)
    parks = {*group.parks} if partners else set()
    sited = [network.groups[key].parks.get(park) for key in (name, *partners) for park in sorted(parks)]
    return {
        "stated": group.stated,
        "partners": [_named(names[key]) for key in partners],
        "possible_partners": [_named(names[key]) for key in network.possible(name)],
        "suppliers": sum(up),
        "customers": sum(down),
        "supplier_tiers": up,
        "customer_tiers": down,
        "statements": union((group.statements, *network.ties(name), *sited)),
    }


def _shares(made: Iterable[Row], head_of: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return the shares of each group in the capacity for products, where all are known in one unit."""
    products: dict[str, list[Row]] = {}
    for row in sorted(made, key=lambda row: (row["product"], row["maker"], row["id"], str(row["unit"]))):
        products.setdefault(row["product"], []).append(row)
    shares: dict[str, list[Row]] = {}
    for rows in products.values():
        if len({row["unit"] for row in rows}) > 1 or not all(row["capacity"] for row in rows):
            continue
        total = sum({row["maker"]: row["capacity"] for row in rows}.values())
        owned: dict[str, dict[str, float]] = {}
        for row in rows:
            owned.setdefault(head_of.get(row["id"], row["id"]), {})[row["maker"]] = row["capacity"]
        product = {"id": rows[0]["product"], "name": rows[0]["name"], "name_en": rows[0]["name_en"]}
        for name, parts in owned.items():
            shares.setdefault(name, []).append({**product, "share": round(sum(parts.values()) / total, 4)})
    return shares


def _share(shares: list[Row]) -> Row:
    best = max((share["share"] for share in shares), default=None)
    return {"capacity_share": best, "share_of": [share for share in shares if share["share"] == best]}


def _ranked(told: list[Row]) -> list[Row]:
    """Add to each group its points under each criterion, their mean and spread, and its rank by the mean."""
    values: dict[str, dict[str, float | None]] = {
        "stated": {row["leader_id"]: float(row["stated"]) for row in told},
        "partners": {row["leader_id"]: float(len(row["partners"])) for row in told},
        "reach": {row["leader_id"]: float(row["suppliers"] + row["customers"]) for row in told},
        "centrality": {row["leader_id"]: row["centrality"] for row in told},
        "capacity_share": {row["leader_id"]: row["capacity_share"] for row in told},
    }
    given = {criterion: points(found) for criterion, found in values.items()}
    for row in told:
        own = {
            key: round(found[row["leader_id"]], 4)
            for key, found in given.items()
            if row["leader_id"] in found
        }
        row["points"] = own
        row["borda"] = round(sum(own.values()) / len(own), 4) if own else None
        row["spread"] = round(max(own.values()) - min(own.values()), 4) if own else None
    marks = sorted(-(row["borda"] or 0.0) for row in told)
    for row in told:
        row["rank"] = 1 + bisect_left(marks, -(row["borda"] or 0.0))
    return sorted(told, key=lambda row: (row["rank"], not row["stated"], row["leader_id"]))


def _names(firm: Row) -> Row:
    return {"leader_id": firm["id"], "leader": firm["name"], "leader_en": firm["name_en"]}


def _named(firm: Row) -> Row:
    return {key: firm[key] for key in ("id", "name", "name_en")}


QUESTION = Question(
    name="chain-leaders",
    zh="谁是这条产业链的链主,有哪些依据?",
    en="Who leads a chain, and on what evidence?",
    cypher="",
    parameters=(
        Parameter("chain", "产业链", "the chain", label="Chain"),
        Parameter(
            "park",
            "园区",
            "only groups that stand in this park, with partners there",
            label="Park",
            default="",
        ),
        Parameter("tiers", "级数", "how many tiers of suppliers and customers, 1 to 5", most=5, default=3),
        Parameter(
            "presence",
            "计入的状态",
            "which makers count: running ones, those being built too, or all planned too",
            words=tuple(COUNTED),
            default="building",
        ),
    ),
    columns=(
        Column("rank", "名次", "rank"),
        Column("leader_id", "集团标识", "group id", "never"),
        Column("leader", "企业(集团)", "firm or group", "zh"),
        Column("leader_en", "企业(集团,英文)", "firm or group", "en"),
        Column("firms", "链上企业", "its firms in the chain"),
        Column("stated", "原文称链主", "said to lead"),
        Column("partners", "本地配套企业", "suppliers near by"),
        Column("possible_partners", "可配套企业", "possible suppliers near by"),
        Column("suppliers", "供货商数", "suppliers"),
        Column("customers", "客户数", "customers"),
        Column("supplier_tiers", "各级供货商", "suppliers by tier", "never"),
        Column("customer_tiers", "各级客户", "customers by tier", "never"),
        Column("centrality", "中心度", "centrality"),
        Column("capacity_share", "产能占比", "share of capacity", blank=("未记录", "not recorded")),
        Column("share_of", "占比产品", "capacity of"),
        Column("borda", "综合得分", "mean points", blank=("无可比", "nothing to compare")),
        Column("spread", "得分离散", "spread of points"),
        Column("points", "各项得分", "points", "never"),
        Column("statements", "陈述", "statements", "never"),
    ),
    gather=gather,
    refine=refine,
)
