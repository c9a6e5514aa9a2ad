"""Neo4j's own bulk importer, fetched with Maven the first time, into the folder of a server of our own."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

import _neo4j

POM = Path(__file__).parent / "neo4j_import" / "pom.xml"


def jars() -> Path:
    """Return the folder with the importer's jars: ~/.cache/chainatlas-tests/neo4j-import-VERSION."""
    folder = Path.home() / ".cache" / "chainatlas-tests" / f"neo4j-import-{_neo4j.version()}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder.parent) as scratch:
        settings = [f"-Dneo4j.version={_neo4j.version()}", f"-DoutputDirectory={scratch}/lib"]
        command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", *settings]
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, done.stdout[:2000]
        Path(scratch, "lib").rename(folder)
    return folder


def import_full(command: str, folder: Path, home: Path, *, seconds: float = 300) -> str:
    """Run the words of a neo4j-admin command in a folder, on the database of a home; return what it said."""
    home.mkdir(parents=True, exist_ok=True)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "neo4j-admin"
    java = [_neo4j.java_program(), "-Xmx1g", "-cp", f"{jars()}{os.sep}*", "org.neo4j.cli.AdminTool"]
    done = subprocess.run(
        [*java, *words[1:]],
        cwd=folder,
        env=os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout
