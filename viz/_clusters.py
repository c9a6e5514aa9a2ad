"""Which marks of a network stand together: by community, by park or by chain, with names and colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from chainatlas.viz._belonging import Belonging
from chainatlas.viz._force import communities
from chainatlas.viz._view import Words

COLOURS = 14
"""How many groups have a colour of their own in a page; the others share one."""
MOST = 400
"""How many clusters there are at most; the smallest are put together."""
NONE, SEVERAL, OTHER = "none", "several", "other"
REST: Mapping[str, Words] = {
    NONE: Words("未记录", "not recorded"),
    SEVERAL: Words("不止一个", "more than one"),
    OTHER: Words("其他", "others"),
}
Link = tuple[str, str]


def by_community(
    names: Mapping[str, Words], links: Sequence[Link]
) -> tuple[dict[str, str], dict[str, Words]]:
    """Return the cluster of each thing and the names of the clusters, the largest first.

    A community has the id and name of its best-connected member, the first by id of several;
    things without links are one cluster.
    """
    degree = Counter(end for link in links for end in link)
    members: dict[int, list[str]] = {}
    for name, number in communities(names, links).items():
        members.setdefault(number, []).append(name)
    cluster = dict.fromkeys(names, OTHER)
    called: dict[str, Words] = {}
    for number in sorted(members)[:MOST]:
        head = min(members[number], key=lambda name: (-degree[name], name))
        if degree[head]:
            cluster |= dict.fromkeys(members[number], head)
            called[head] = _with(names[head], len(members[number]) - 1)
    return cluster, _rested(called, cluster.values())


def _with(name: Words, more: int) -> Words:
    return Words(f"{name.zh}等{more + 1}项", f"{name.en} + {more}") if more else name


def by_belonging(
    names: Iterable[str], belonging: Belonging, called: Mapping[str, Words]
) -> tuple[dict[str, str], dict[str, Words]]:
    """Return the park or chain of each thing as its cluster, and the clusters' names, the largest first."""
    cluster = {name: _only(belonging.get(name, ())) for name in names}
    sizes = Counter(key for key in cluster.values() if key not in REST)
    kept = sorted(sizes, key=lambda key: (-sizes[key], key))[:MOST]
    cluster = {name: key if key in REST or key in kept else OTHER for name, key in cluster.items()}
    return cluster, _rested({key: called[key] for key in kept}, cluster.values())


def _only(values: Sequence[str]) -> str:
    return NONE if not values else values[0] if len(values) == 1 else SEVERAL


def _rested(called: dict[str, Words], used: Iterable[str]) -> dict[str, Words]:
    found = set(used)
    return called | {key: words for key, words in REST.items() if key in found}


def groups_of(
    cluster: Mapping[str, str], called: Mapping[str, Words]
) -> tuple[dict[str, str], dict[str, Words]]:
    """Return the group of each thing and the groups' names; the largest clusters have one each."""
    groups = {key: called[key] for key in [key for key in called if key not in REST][:COLOURS]}
    group = {name: key if key in groups or key in REST else OTHER for name, key in cluster.items()}
    return group, _rested(groups, group.values())
