"""A drawn picture in hand: shown inline in a notebook, or written as a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Literal

from chainatlas.viz._page import page, write_page
from chainatlas.viz._view import Picture

HEIGHT = 640
"""Pixels of the frame in a notebook."""


@dataclass(frozen=True)
class Drawing:
    """A picture and the language that its page opens in."""

    picture: Picture
    lang: Literal["zh", "en"] = "zh"

    @cached_property
    def html(self) -> str:
        """Return the whole page as one HTML document."""
        return page(self.picture, lang=self.lang)

    def write(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all, and return its path.

        Raises StoreError where the file cannot be written.
        """
        write_page(self.picture, Path(path), lang=self.lang)
        return Path(path)

    def _repr_html_(self) -> str:
        """Show the page in a frame of its own, which can run the page's scripts and nothing else."""
        title = getattr(self.picture.title, self.lang)
        return (
            f'<iframe title="{escape(title)}" srcdoc="{escape(self.html)}" '
            f'sandbox="allow-scripts allow-downloads" width="100%" height="{HEIGHT}" '
            'style="border: 0" loading="lazy"></iframe>'
        )
