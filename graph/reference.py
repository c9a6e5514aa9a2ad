"""Write docs/model.md from the model: `python -m chainatlas.graph.reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chainatlas.graph.edge_kinds import EDGE_KINDS
from chainatlas.graph.kinds import BASIS, CONFIDENCE, EVIDENCE, NAMES, STATED, STATUS, EdgeKind, Property
from chainatlas.graph.model import ATTRIBUTE_COLUMNS, IDENTITY_COLUMNS, NODE_KINDS, STATED_EDGES


def page() -> str:
    """Return the reference page of all kinds of node and edge, and of the files that state them."""
    return "\n".join([*_head(), *_nodes(), *_edges(), *_files(), *_words()]) + "\n"


def _head() -> Iterator[str]:
    yield "# The data model"
    yield ""
    yield "<!-- written by `make docs` from graph/model.py; do not edit -->"
    yield ""
    yield "Every node has an `id` (a readable slug that begins with its label), a Chinese `name`, perhaps a"
    yield "`name_en` and `aliases`. Every edge but `SUPPORTED_BY` carries its evidence:"
    yield ""
    yield from _table(EVIDENCE)


def _nodes() -> Iterator[str]:
    yield "## Nodes"
    for kind in NODE_KINDS:
        own = tuple(prop for prop in kind.properties if prop not in NAMES)
        yield f"\n### {kind.label} {kind.zh}\n"
        yield f"Ids begin with `{kind.prefix}`." + (
            f" Registered in `entities/{kind.file}`." if kind.file else ""
        )
        if kind.attributes:
            stated = ", ".join(f"`{name}`" for name in kind.attributes)
            yield f"Stated in `attributes.csv`, not registered: {stated}."
        yield ""
        yield from _table(own)


def _edges() -> Iterator[str]:
    yield "## Edges"
    for kind in EDGE_KINDS:
        yield f"\n### {kind.type} {kind.zh}\n"
        yield f"Reads “{kind.en}”. " + "; ".join(f"{one} → {other}" for one, other in kind.ends) + "."
        yield from _key(kind)
        yield ""
        yield from _table(() if kind.measure else kind.own)


def _key(kind: EdgeKind) -> Iterator[str]:
    if kind.measure:
        yield "The Measure has the values; one for each subject, " + ", ".join(kind.key) + "."
    elif kind.type != "SUPPORTED_BY":
        key = ", ".join(["type", "from", "to", *kind.key])
        yield f"One edge for each {key}; statements of the same key fold into it."


def _files() -> Iterator[str]:
    yield "## Files of facts"
    yield ""
    yield "Columns in bold must be filled. Every statement file may also have:"
    yield ""
    yield from _table(STATED)
    yield "| file | columns |\n| --- | --- |"
    for node in NODE_KINDS:
        if node.file:
            yield f"| `entities/{node.file}` | {_columns(node.columns)} |"
    for edge in STATED_EDGES.values():
        yield f"| `{edge.file}` | {_columns(edge.columns)} |"
    yield f"| `attributes.csv` | {_columns(ATTRIBUTE_COLUMNS)} |"
    yield f"| `identities.csv` | {_columns(IDENTITY_COLUMNS)} |"
    yield ""


def _columns(columns: Iterable[Property]) -> str:
    kept = (prop for prop in columns if prop not in STATED)
    return ", ".join(f"**{prop.name}**" if prop.required else prop.name for prop in kept)


def _words() -> Iterator[str]:
    yield "## Words"
    yield ""
    yield "| status | 状态 |\n| --- | --- |"
    yield from (f"| `{word}` | {chinese} |" for word, chinese in STATUS.items())
    yield ""
    yield "| basis | 依据 | confidence where the row says none |\n| --- | --- | --- |"
    yield from (f"| `{word}` | {chinese} | {CONFIDENCE[word]:g} |" for word, chinese in BASIS.items())


def _table(properties: Iterable[Property]) -> Iterator[str]:
    properties = tuple(properties)
    if properties:
        yield "| property | 中文 | meaning | kind |\n| --- | --- | --- | --- |"
        yield from (f"| `{prop.name}` | {prop.zh} | {prop.en} | {_kind(prop)} |" for prop in properties)
        yield ""


def _kind(prop: Property) -> str:
    if prop.words:
        return ", ".join(prop.words)
    return f"id of a {prop.label}" if prop.label else {"texts": "list of texts"}.get(prop.kind, prop.kind)


if __name__ == "__main__":
    print(page(), end="")
