"""The static site of a graph: a page for each park, chain, company, product and document, and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment

from chainatlas.graph.errors import UsageError
from chainatlas.graph.store import Store
from chainatlas.viz import _site_chain, _site_company, _site_document, _site_index, _site_park, _site_product
from chainatlas.viz._bundled import bundled
from chainatlas.viz._page import LANGUAGES, map_scripts, map_styles
from chainatlas.viz._site_cells import Cells
from chainatlas.viz._site_folder import Folder
from chainatlas.viz._site_leaf import Leaf
from chainatlas.viz._site_lists import LISTINGS, Listing, coverage_tables
from chainatlas.viz._site_maps import payload, picture
from chainatlas.viz._site_markup import TEMPLATES, environment
from chainatlas.viz._site_questions import questions
from chainatlas.viz._site_reading import Reading, read
from chainatlas.viz._site_search import search_index
from chainatlas.viz._site_slugs import FOLDERS
from chainatlas.viz._site_writing import Page, put_all

LEAVES: Mapping[str, Callable[[Cells, str], Leaf]] = {
    "Park": _site_park.leaf,
    "Chain": _site_chain.leaf,
    "Company": _site_company.leaf,
    "Product": _site_product.leaf,
}
MANY = ("Park", "Company", "Product", "Document")
"""The labels whose pages are drawn from memory; the map of a chain asks the store."""
Progress = Callable[[int, int], None]
"""Is told how many pages are done, and of how many."""


@dataclass(frozen=True)
class Written:
    """How many pages a site has, and how many files were written or removed to make it so."""

    pages: int
    written: int
    removed: int


def write_site(store: Store, path: Path, *, lang: str = "zh", progress: Progress | None = None) -> Written:
    """Write the site of a store into a folder, which must be empty or hold an older one.

    Pages that would not change are left as they are; those of what is gone are removed.

    Raises
    ------
    UsageError
        The folder holds something else, or the language is unknown.
    StoreError
        The store cannot be read or the folder not be written; every page is then old or new.

    """
    if lang not in LANGUAGES:
        raise UsageError(f"expected a language among {', '.join(LANGUAGES)}, got {lang!r}")
    site = Site(read(store), lang)
    own, things = [*site.assets(), *site.tops(), *site.things("Chain")], [*site.things(*MANY)]
    names = [name for name, _ in (*own, *things)]
    folder = Folder(path, names)
    put_all(own, things, folder, lambda done: progress(done, len(names)) if progress else None)
    removed = folder.finish()
    return Written(sum(name.endswith(".html") for name in names), folder.written, removed)


@dataclass(frozen=True)
class Site:
    """All pages of one reading, each made when it is asked for."""

    reading: Reading
    lang: str

    @cached_property
    def inner(self) -> Cells:
        """Return what makes the cells of pages in the folders of the site."""
        return Cells(self.reading, "../")

    @cached_property
    def top(self) -> Cells:
        """Return what makes the cells of pages beside index.html."""
        return Cells(self.reading, "")

    @cached_property
    def templates(self) -> Environment:
        """Return the templates, with what all pages know."""
        found = environment()
        found.globals |= {
            "lang": self.lang,
            "built": self.reading.built,
            "charts": False,
            "maps": False,
        }
        return found

    def assets(self) -> Iterator[Page]:
        """Yield the scripts and styles that all pages share."""
        for file in sorted((*TEMPLATES.glob("*.js"), *TEMPLATES.glob("*.css"))):
            yield f"assets/{file.name}", _text_of(file)
        yield "assets/simple-datatables.js", lambda: bundled("simple-datatables")
        yield "assets/simple-datatables.css", lambda: bundled("simple-datatables", suffix=".css")
        yield "assets/echarts.js", lambda: bundled("echarts")
        yield "assets/map.js", map_scripts
        yield "assets/map.css", map_styles
        yield "assets/search-index.js", lambda: search_index(self.reading)

    def tops(self) -> Iterator[Page]:
        """Yield the pages that stand beside index.html."""
        yield "index.html", lambda: self.render("index.html", "start", _site_index.content(self.top))
        for listing in LISTINGS:
            yield f"{listing.key}.html", self._listing(listing)
        yield (
            "questions.html",
            lambda: self.render("questions.html", "questions", {"questions": questions(self.top)}),
        )
        yield (
            "coverage.html",
            lambda: self.render("coverage.html", "coverage", {"tables": coverage_tables(self.top)}),
        )

    def things(self, *labels: str) -> Iterator[Page]:
        """Yield the pages of the nodes of these labels."""
        for label in labels:
            for row in self.reading.paged(label):
                yield self.reading.addresses[row["id"]], self._thing(label, row["id"])

    def render(self, template: str, here: str, content: Mapping[str, Any]) -> str:
        """Return a page of the site; `here` is the entry of the navigation that it belongs to."""
        root = "../" if template in ("thing.html", "document.html") else ""
        return self.templates.get_template(template).render(root=root, here=here, **content)

    def _listing(self, listing: Listing) -> Callable[[], str]:
        def made() -> str:
            content = {"title": listing.title, "table": listing.table(self.top)}
            return self.render("list.html", listing.key, content)

        return made

    def _thing(self, label: str, name: str) -> Callable[[], str]:
        def made() -> str:
            found = picture(self.reading, label, name)
            drawn = payload(self.reading, found, self.inner.root, self.lang) if found else None
            content: dict[str, Any] = {"map": drawn, "kind": label}
            if label == "Document":
                content |= _site_document.content(self.inner, name)
            else:
                content |= {"leaf": LEAVES[label](self.inner, name)}
            return self.render(
                "document.html" if label == "Document" else "thing.html", FOLDERS[label], content
            )

        return made


def _text_of(file: Path) -> Callable[[], str]:
    return lambda: file.read_text("utf-8")
