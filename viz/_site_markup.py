"""The small parts of the site's pages as HTML, made here as pages have thousands of them; escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from chainatlas.viz._view import Words

TEMPLATES = Path(__file__).parent / "site"
MAPS = Path(__file__).parent / "page"
NOWHERE = Words("未见记录", "not recorded")


def environment() -> Environment:
    """Return where templates are found; whatever they are given is escaped, each is compiled once."""
    found = Environment(loader=FileSystemLoader([TEMPLATES, MAPS]), autoescape=True, auto_reload=False)
    found.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    found.globals |= {
        "words": words,
        "said": said,
        "spoken": spoken,
        "link": link,
        "shown": shown,
        "body": body,
    }
    return found


@lru_cache(maxsize=200_000)
def words(zh: str, en: str | None) -> Markup:
    """Return both languages, of which the style shows the chosen one; once where they are the same.

    >>> print(words("园区", "park"))
    <span class="zh" lang="zh-CN">园区</span><span class="en" lang="en">park</span>
    >>> print(words("<b>", None))
    <bdi>&lt;b&gt;</bdi>
    """
    if zh and en and zh != en:
        return Markup(
            f'<span class="zh" lang="zh-CN">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>'
        )
    return Markup(f"<bdi>{escape(zh or en or '')}</bdi>")


def said(given: Any) -> Markup:
    """Return words given as {zh, en}, or as a plain text or number."""
    if isinstance(given, str | int | float):
        return words(str(given), None)
    zh, en = _both(given)
    return words(zh, en) if given else Markup("")


@lru_cache(maxsize=200_000)
def _attribute(attribute: str, zh: str, en: str) -> Markup:
    name = "aria-label" if attribute == "label" else attribute
    both = f' data-zh-{attribute}="{escape(zh)}" data-en-{attribute}="{escape(en)}"' if zh != en else ""
    return Markup(f' {name}="{escape(zh)}"{both}')


def spoken(attribute: str, given: Any) -> Markup:
    """Return words as a `title` or `label` (aria-label) that site.js keeps in the chosen language."""
    zh, en = (given, given) if isinstance(given, str) else _both(given)
    return _attribute(attribute, zh or en, en or zh)


def link(given: Any, href: str | None = None) -> Markup:
    """Return words, linked where there is an address."""
    return Markup(f'<a href="{escape(href)}">{said(given)}</a>') if href else said(given)


def shown(cell: Mapping[str, Any]) -> Markup:
    """Return what a cell shows: words with their link, or `many` cells, or links to `sources`."""
    if many := cell.get("many"):
        items = "".join(f"<li>{link(one, one.get('href'))}</li>" for one in many)
        more = f'<li class="soft">+{cell["more"]:d}</li>' if cell.get("more") else ""
        return Markup(f'<ul class="many">{items}{more}</ul>')
    if sources := cell.get("sources"):
        return Markup(f'<span class="sources">{"".join(map(_source, sources))}</span>')
    return link(cell, cell.get("href"))


def body(rows: Iterable[Sequence[Mapping[str, Any] | None]], columns: Sequence[Any]) -> Markup:
    """Return the rows of a table, as parts.html describes their cells."""
    kinds = [escape(_get(column, "kind") or "text") for column in columns]
    lines = ("".join(_data(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in rows)
    return Markup("".join(f"<tr>{line}</tr>\n" for line in lines))


def _source(one: Mapping[str, Any]) -> str:
    title = one["title"]
    return (
        f'<a href="{escape(one["href"])}"{spoken("title", title)}{spoken("label", title)}>'
        f"{escape(one['zh'])}</a>"
    )


def _data(cell: Mapping[str, Any] | None, kind: str) -> str:
    """Return a cell; the parts are joined in one text, as adding escapes what is added to."""
    cell = cell or {}
    title = spoken("title", cell["title"]) if cell.get("title") else ""
    if not _filled(cell):
        return f'<td data-kind="{kind}"{title} class="blank">{words(NOWHERE.zh, NOWHERE.en)}</td>'
    sort, flag, inside = cell.get("sort"), cell.get("flag"), shown(cell)
    ordered = "" if sort is None else f' data-sort="{escape(sort)}"'
    tagged = f'<span class="tag" data-flag="{escape(flag)}">{inside}</span>' if flag else inside
    return f'<td data-kind="{kind}"{ordered}{title}>{tagged}</td>'


def _filled(cell: Mapping[str, Any]) -> bool:
    return cell.get("zh") == 0 or any(cell.get(key) for key in ("zh", "en", "many", "sources"))


def _both(given: Any) -> tuple[str, str]:
    zh, en = _get(given, "zh"), _get(given, "en")
    return "" if zh is None else str(zh), "" if en is None else str(en)


def _get(given: Any, key: str) -> Any:
    return given.get(key) if isinstance(given, Mapping) else getattr(given, key, None)
