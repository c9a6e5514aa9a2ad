"""Pages of the documentation site that are no files of docs/: READMEs, changelog, the tutorial as it ran."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "build/code/chainatlas"
TUTORIAL = ROOT / "docs/tutorial.ipynb"
OUTSIDE = {
    "README.md": "index.md",
    "README.zh.md": "index.zh.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
}
"""Files of the root and the pages that they become."""
FRAME = re.compile(r'srcdoc="([^"]*)"')


def on_startup(command: str, dirty: bool) -> None:
    """Copy the code to where the page of the Python API reads it.

    At the root of the repository, which is the package, griffe would also read all of .venv.
    """
    shutil.rmtree(CODE, ignore_errors=True)
    packages = [ROOT, *(path.parent for path in ROOT.glob("*/__init__.py"))]
    for package in packages:
        (CODE / package.relative_to(ROOT)).mkdir(parents=True, exist_ok=True)
        for path in package.glob("*.py"):
            shutil.copyfile(path, CODE / path.relative_to(ROOT))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the decisions in the navigation, one page each."""
    found = sorted((ROOT / "docs/decisions").glob("*.md"))
    (entry,) = (entry for entry in config.nav or [] if "Decisions" in entry)
    entry["Decisions"] = [f"decisions/{path.name}" for path in found]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of files elsewhere, and leave out the notebook itself."""
    for name, page in OUTSIDE.items():
        text = inside((ROOT / name).read_text("utf-8"))
        files.append(File.generated(config, page, content=text))
    for name, text in tutorial().items():
        files.append(File.generated(config, name, content=text))
    return files


def inside(text: str) -> str:
    """Return a page of the root with its links as they are from within docs/.

    >>> inside("[a](docs/model.md#x) [b](README.zh.md) [c](docs/decisions/)")
    '[a](model.md#x) [b](index.zh.md) [c](decisions/0001-layout-of-facts.md)'
    """
    for name, page in OUTSIDE.items():
        text = text.replace(f"]({name})", f"]({page})")
    text = text.replace("](docs/decisions/)", "](decisions/0001-layout-of-facts.md)")
    return text.replace("](docs/tutorial.ipynb)", "](tutorial.md)").replace("](docs/", "](")


def tutorial() -> dict[str, str]:
    """Run the notebook; return its page and each map that it shows, by their names in the site."""
    notebook = nbformat.read(TUTORIAL, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=600, kernel_name="python3", env=dict(os.environ)).execute()
    maps: dict[str, str] = {}
    parts = [part for cell in notebook.cells for part in _cell(cell, maps)]
    return {"tutorial.md": "\n\n".join(parts) + "\n", **maps}


def _cell(cell: Any, maps: dict[str, str]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield cell.source
        return
    yield f"```python\n{cell.source}\n```"
    for output in cell.outputs:
        yield _output(output, maps)


def _output(output: Any, maps: dict[str, str]) -> str:
    """Return an output as Markdown; a map becomes a page of its own, shown in a frame."""
    data = output.get("data", {"text/plain": output.get("text", "")})
    if "text/html" not in data:
        return f"```text\n{data['text/plain'].rstrip()}\n```"
    if not (found := FRAME.search(data["text/html"])):
        return f'<div class="output">\n{data["text/html"]}\n</div>'
    name = f"tutorial-map-{len(maps) + 1}.html"
    maps[name] = unescape(found.group(1))
    return FRAME.sub(f'src="{name}"', data["text/html"]) + f"\n\n[The map alone]({name})"
