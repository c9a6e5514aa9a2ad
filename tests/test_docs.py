"""The documents say what the program does: commands run, outputs match, references are up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import reference_commands
import reference_questions
from conftest import ROOT

from chainatlas import viz
from chainatlas.graph import reference
from chainatlas.graph.discover import module_names
from chainatlas.graph.store import Store
from chainatlas.loaders import scenario
from chainatlas.loaders._build import build

COMMAND = re.compile(r"^\$ (chainatlas .+)$")


def told(text: str) -> list[tuple[str, list[str]]]:
    """Return the commands of the console blocks of a page, each with the lines shown for it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if command := COMMAND.match(line):
                found.append((command.group(1), []))
            else:
                found[-1][1].append(line)
    return found


def pattern(lines: list[str]) -> str:
    """Return the shown lines as a pattern: an ellipsis stands for any text, alone for any lines."""
    parts = [
        "(?s:.*)" if line == "…" else re.escape(line).replace("…", "[^\n]*") + r"[ ]*\n" for line in lines
    ]
    return "".join(parts)


def test_every_command_of_the_tour_prints_what_the_readme_shows(tmp_path: Path) -> None:
    tour = told((ROOT / "README.md").read_text("utf-8"))
    assert len(tour) >= 6
    for command, lines in tour:
        shell = command.replace("chainatlas ", f"{sys.executable} -m chainatlas ", 1)
        done = subprocess.run(
            ["bash", "-c", shell],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment(),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(pattern(lines), done.stdout), f"{command}\n{done.stdout}"


def in_any_language(page: str) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Return the tour and the other commands of a page, its languages made one."""
    text = (ROOT / page).read_text("utf-8").replace("--lang zh ", "").replace("--lang en ", "")
    shell = [block.splitlines() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
    return told(text), [line.partition("#")[0].strip() for block in shell for line in block]


def test_both_readmes_show_the_same_commands_and_outputs() -> None:
    assert in_any_language("README.md") == in_any_language("README.zh.md")


def test_both_readmes_have_the_same_parts_pictures_and_links() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    assert len(re.findall("^## ", english, re.MULTILINE)) == len(re.findall("^## ", chinese, re.MULTILINE))
    links = [
        set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.zh.md"} for text in (english, chinese)
    ]
    assert links[0] == {link.replace(".zh", "") for link in links[1]}


def test_the_readmes_count_what_the_program_brings_along(bundled: Store) -> None:
    text = "MATCH (p:Park) WITH count(p) AS parks MATCH (c:Chain) RETURN parks, count(c) AS chains"
    ((parks, chains),) = bundled.query(text).rows
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    assert f"five reports on {parks} parks" in english
    assert f"\n{chains} chains" in english
    assert f"{parks} 个园区" in chinese
    assert f"{chains} 条产业链" in chinese


@pytest.mark.parametrize("name", ["map.png", "atlas.png"])
def test_a_picture_is_as_wide_as_said_and_not_heavy(name: str) -> None:
    content = (ROOT / "docs/images" / name).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 1280
    assert len(content) < 300_000


def test_the_page_on_maps_draws_every_view(tmp_path: Path) -> None:
    (first, *_) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/maps.md").read_text("utf-8"), re.DOTALL)
    lines = first.splitlines()
    assert {line.split()[2] for line in lines if line.startswith("chainatlas map")} == set(module_names(viz))
    for line in lines:
        command = [sys.executable, "-m", *line.split()]
        subprocess.run(
            command,
            cwd=tmp_path,
            env=environment() | {"XDG_DATA_HOME": str(tmp_path / "data")},
            check=True,
            capture_output=True,
        )
        assert (tmp_path / line.split()[-1]).stat().st_size > 100_000


def environment() -> dict[str, str]:
    import os

    return os.environ | {"COLUMNS": "110", "PYTHONIOENCODING": "utf-8"}


PAGES = {
    "model.md": reference.page,
    "questions.md": reference_questions.page,
    "commands.md": reference_commands.page,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_declarations_say(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name](), "run `make docs`"


def test_the_scenario_of_the_guide_can_be_built(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/curating.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "tower.toml").write_text(text, "utf-8")
    graph = build(scenarios=[tmp_path / "tower.toml"])
    assert "company:tower-x" in graph.nodes["Company"]["id"].to_list()
    assert scenario.LOADER.name == "scenario"


@pytest.mark.parametrize(
    "page", ["README.md", "README.zh.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_doctests_hold() -> None:
    import doctest
    import importlib
    import pkgutil

    tried = 0
    for folder in ("checks", "commands", "exports", "graph", "loaders", "queries", "viz"):
        for module in pkgutil.iter_modules([str(ROOT / folder)]):
            result = doctest.testmod(importlib.import_module(f"chainatlas.{folder}.{module.name}"))
            assert result.failed == 0
            tried += result.attempted
    assert tried >= 5


def test_the_examples_of_the_python_page_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import doctest

    monkeypatch.setenv("CHAINATLAS_CACHE", str(tmp_path / "cache"))
    result = doctest.testfile(str(ROOT / "docs/python.md"), module_relative=False, encoding="utf-8")
    assert (result.failed, result.attempted > 12) == (0, True)


def test_no_function_is_longer_than_the_bar_and_no_file_either() -> None:
    import ast

    long: list[str] = []
    files = [
        path
        for folder in ("checks", "commands", "exports", "graph", "loaders", "queries", "viz")
        for path in (ROOT / folder).glob("*.py")
    ]
    for path in [*files, ROOT / "cli.py"]:
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.body[0].lineno >= 50:
                long.append(f"{path.name}:{node.name}")
    assert long == []
