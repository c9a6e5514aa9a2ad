"""A site read back: its pages with their elements and links, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chainatlas.graph.store import Store

ADDRESSES = ("href", "src", "action", "srcset", "data", "poster")


@dataclass
class Read(HTMLParser):
    """One page: the ids of its elements, its links and what it loads, and its text."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ADDRESSES and value is not None:
                self.links.append((tag, name, value))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read_site(folder: Path) -> dict[str, Read]:
    """Return every page of a site by its address."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        page = Read()
        page.feed(path.read_text("utf-8"))
        found[path.relative_to(folder).as_posix()] = page
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def broken(folder: Path, pages: dict[str, Read]) -> list[str]:
    """Return the links that lead to no file of the folder, or to no element of a page."""
    found = []
    for name, page in pages.items():
        for tag, _, link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            path = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
            target = path.resolve().relative_to(folder.resolve()).as_posix()
            ids = pages[target].ids if target in pages else []
            if not path.is_file() or (parts.fragment and unquote(parts.fragment) not in ids):
                found.append(f"{name}: <{tag}> {link}")
    return found


def ids(store: Store, label: str) -> list[str]:
    """Return the ids of a label."""
    return [row["id"] for row in store.query(f"MATCH (node:{label}) RETURN node.id AS id ORDER BY id")]
