"""Examples and drawn trees within docstrings, shown as code by the documentation site."""

from __future__ import annotations

from typing import Any

import griffe


class Blocks(griffe.Extension):
    """Fence the paragraphs of a docstring that are an example or a tree."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Rewrite the docstring of one thing, where it has one."""
        if obj.docstring:
            obj.docstring.value = "\n\n".join(map(fenced, obj.docstring.value.split("\n\n")))


def fenced(paragraph: str) -> str:
    """Return the paragraph, fenced where its line breaks count.

    >>> fenced(">>> 1 + 1").splitlines()
    ['```pycon', '>>> 1 + 1', '```']
    """
    if paragraph.lstrip().startswith(">>>"):
        return f"```pycon\n{paragraph}\n```"
    return f"```text\n{paragraph}\n```" if "├──" in paragraph else paragraph
