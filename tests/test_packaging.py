"""The package installs as it should: no folder forgotten, no stray module, nothing heavy at start."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import chainatlas

FOLDERS = ("checks", "commands", "exports", "graph", "loaders", "queries", "viz")
HEAVY = ("polars", "pandas", "neo4j", "kglite", "networkx", "pyvis", "rich", "IPython", "numpy")


@pytest.fixture(scope="module")
def settings() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", "utf-8")
    return parser


def test_every_folder_with_code_is_a_listed_package(settings: configparser.ConfigParser) -> None:
    listed = set(settings["options"]["packages"].split())
    found = {
        "chainatlas." + ".".join(path.parent.relative_to(ROOT).parts)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert listed == found | {"chainatlas"}


def test_the_version_is_the_same_wherever_it_stands(settings: configparser.ConfigParser) -> None:
    assert settings["metadata"]["version"] == chainatlas.__version__
    assert f"## {chainatlas.__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_only_the_known_modules_stand_at_the_root() -> None:
    assert {path.name for path in ROOT.glob("*.py")} == {"__init__.py", "__main__.py", "cli.py"}


def test_no_module_has_the_name_of_a_folder_or_library(settings: configparser.ConfigParser) -> None:
    libraries = {line.split()[0] for line in settings["options"]["install_requires"].strip().splitlines()}
    modules = {path.stem for folder in FOLDERS for path in (ROOT / folder).glob("*.py")}
    assert modules.isdisjoint(libraries | set(FOLDERS))


def test_asking_for_help_imports_nothing_heavy() -> None:
    code = f"""
import sys
from chainatlas.cli import run
run(["--help"])
print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stderr.strip() == "[]"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and sdist from a clean copy of what git tracks."""
    pytest.importorskip("build", reason="pip install build")
    return built_from(tmp_path_factory.mktemp("clean tree"), tmp_path_factory.mktemp("dist"))


def built_from(copy: Path, out: Path, *, changed: float | None = None) -> Path:
    """Build from a copy; where it is told when files changed, nobody else may read them either."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
            if changed is not None:
                os.utime(copy / name, (changed, changed))
                (copy / name).chmod(0o600)
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def test_the_wheel_holds_code_facts_and_page_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2
    assert "chainatlas" in tops
    data = [
        path for folder in ("loaders/facts", "viz/page", "viz/bundled") for path in (ROOT / folder).rglob("*")
    ]
    for path in [*data, *(path for folder in FOLDERS for path in (ROOT / folder).glob("*.py"))]:
        if path.is_file():
            assert f"chainatlas/{path.relative_to(ROOT).as_posix()}" in names
    assert not [name for name in names if "/tests/" in name or "/docs/" in name]


def test_the_same_tree_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    again = built_from(tmp_path / "tree", tmp_path / "dist", changed=981_173_106.0)
    one, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (built, again))
    assert one.keys() == other.keys()
    assert len(one) == 2
    assert one == other


def test_the_source_archive_can_build_the_wheel_again(built: Path, tmp_path: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as sources:
        names = {name.partition("/")[2] for name in sources.getnames()}
    assert {
        "setup.cfg",
        "pyproject.toml",
        "LICENSE",
        "README.md",
        "cli.py",
        "loaders/facts/documents.csv",
    } <= names


def test_what_an_extra_brings_is_named_where_it_is_missing(tmp_path: Path) -> None:
    (tmp_path / "py2neo.py").write_text("raise ImportError", "utf-8")
    told = subprocess.run(
        [sys.executable, "-c", "import chainatlas.graph.py2neo_interop"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "pip install 'chainatlas[py2neo]'" in told.stderr.splitlines()[-1]
