"""A picture with all that a page must bear, hostile names included, and a page that is open in a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chainatlas.viz._view import Heading, Line, Mark, Picture, Words

HOSTILE = {
    "script": "</script><script>window.hacked=1</script>",
    "image": "<img src=x onerror=window.hacked=1>",
    "quotes": "\"'`${window.hacked=1}\\",
    "separator": "a\u2028b\u2029c",
    "right-to-left": "\u202eabc\u202c",
    "comment": "<!--<script>]]>&amp;&#0;",
    "template": "{{ 7*7 }}{% raw %}",
    "control": "a\u0000b\u0008c\u001bd\ufffee\tf",
    "address": "a,b;c:d&e=f#g%41/?ä 汉",
    "long": "长" * 10_000,
}
SOURCE = {
    "title": "示例报道",
    "publisher": "示例日报",
    "recorded": "2023-05-16",
    "paragraph": 18,
    "locator": None,
    "basis": "stated",
}
BUILT = {
    "as_of": "2023-12-31",
    "policy": "cautious",
    "basis": ["stated", "implied"],
    "scenarios": ["若建成.toml"],
    "version": "9.9.9",
    "statements": 7,
    "documents": 3,
    "newest": "2023-05-16",
}


def picture() -> Picture:
    """Return a picture of a steel mill, a tower plant and things with hostile names, kinds and facets."""
    marks = (
        Mark(
            "product:steel",
            Words("钢材", "steel"),
            "Product",
            0,
            0,
            "made",
            statements=("s1",),
            words=("中厚板",),
            facets={"chain": ("chain:wind",)},
        ),
        Mark("product:tower", Words("塔筒", "wind tower"), "Product", 300, 0, "missing", missing=True),
        Mark(
            "company:mill",
            Words("钢厂", "steel mill"),
            "Company",
            0,
            200,
            "park:x",
            statements=("s1",),
            facets={"park": ("park:x",), "status": ("running",)},
            size=2.0,
        ),
        *(hostile_mark(number, name) for number, name in enumerate(HOSTILE)),
    )
    makes = Words("生产", "makes")
    stated = {"status": ("planned",), "basis": ("stated",)}
    lines = (
        Line("product:steel", "product:tower", "FEEDS", Words("投入", "is an input of"), dashed=True),
        Line(
            "company:mill", "product:steel", "PRODUCES", makes, statements=("s1",), facets=stated, width=3.0
        ),
        Line("company:mill", "product:steel", "PRODUCES", makes, facets={"basis": ("implied",)}),
        Line("x:script", "x:image", "SUPPLIES", Words(HOSTILE["script"], HOSTILE["image"])),
        Line("x:image", "x:image", "SUPPLIES", Words(HOSTILE["quotes"], HOSTILE["quotes"])),
    )
    return Picture(
        title=Words(f"风电 {HOSTILE['script']}", f"Wind {HOSTILE['image']}"),
        marks=marks,
        lines=lines,
        headings=(Heading(Words("上游", "upstream"), 0, -100),),
        groups={
            "made": Words("有生产者", "made"),
            "missing": Words("未见", "missing"),
            "park:x": Words("某园区", "a park"),
        },
        evidence={"s1": SOURCE, "s2": SOURCE | {"title": HOSTILE["script"]}},
        notes=(Words("依据一份文献", "one document"),),
        values={"park:x": Words("某园区", "a park"), "chain:wind": Words("风电", "wind power")},
        built=BUILT,
    )


def hostile_mark(number: int, name: str) -> Mark:
    """Return a mark whose name, group, facet, other name and fact are hostile."""
    text = HOSTILE[name]
    return Mark(
        f"x:{name}",
        Words(text, text),
        "Project",
        150.0 * number,
        400,
        text,
        facts=((Words(text, text), Words(text, text)),),
        words=(text,),
        facets={"chain": (text,)},
    )


@dataclass
class Opened:
    """A page in the browser, with whatever it complained of or asked for."""

    tab: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def hear(self, said: Any) -> None:
        """Keep an error of the console."""
        if said.type == "error":
            self.complaints.append(said.text)

    def js(self, text: str, given: object = None) -> Any:
        """Return what a script of the page gives."""
        return self.tab.evaluate(text, given)

    def until(self, text: str) -> None:
        """Wait until an expression holds; Playwright's own waiting is refused by the policy of the page."""
        for _ in range(100):
            if self.js(text):
                return
            self.tab.wait_for_timeout(50)
        raise AssertionError(f"never came true: {text}")

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that a selector finds."""
        found: list[str] = self.js(
            "css => [...document.querySelectorAll(css)].map(one => one.textContent)", selector
        )
        return found

    def selected(self) -> list[str]:
        """Return the ids of the marks that are selected in the canvas."""
        found: list[str] = self.js("atlas.network.getSelectedNodes()")
        return found

    def is_hidden(self, id: str) -> bool:
        """Tell whether the canvas hides a mark."""
        return bool(self.js("id => atlas.sets.nodes.get(id).hidden", id))

    def quiet(self) -> None:
        """Assert that nothing went wrong and nothing was asked for but the page itself."""
        assert self.complaints == []
        own = (self.url, "blob:", "data:")
        assert [url for url in self.requests if not url.startswith(own)] == []
        assert self.js("typeof window.hacked") == "undefined"


Opener = Callable[..., Opened]
