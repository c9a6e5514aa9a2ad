"""Calls that cannot be answered: the right exit code, one line on stderr, and the store as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from _facts import battery, record

from chainatlas.cli import run
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.graph.tables import Graph

GAPS = ["ask", "chain-gaps", "--park", "包头稀土高新区", "--chain", "风电"]
SUPPLIERS = ["ask", "suppliers", "--company", "金风科技"]
PARKS = ["query", "MATCH (park:Park) RETURN count(park) AS parks"]
PRODUCT = ["query", "MATCH (a), (b), (c), (d), (e) RETURN count(*) AS rows"]
RUNNING_LONG = [*PRODUCT, "--timeout", "0.2"]

CALLS: dict[str, tuple[list[str], int, str]] = {
    "unknown park": (
        ["ask", "chain-gaps", "--park", "包头稀木高新区", "--chain", "风电"],
        1,
        "park:baotou-rare-earth",
    ),
    "park like no other": (
        ["ask", "chain-gaps", "--park", "月球", "--chain", "风电"],
        1,
        "no park is called '月球'",
    ),
    "part of many parks": (
        ["ask", "chain-gaps", "--park", "区", "--chain", "风电"],
        1,
        "'区' may be any of",
    ),
    "unknown chain": (
        ["ask", "chain-gaps", "--park", "包头稀土高新区", "--chain", "风垫"],
        1,
        "chain:wind-power",
    ),
    "id of another label": (
        ["ask", "chain-gaps", "--park", "chain:wind-power", "--chain", "风电"],
        1,
        "no park",
    ),
    "ambiguous company": (["ask", "suppliers", "--company", "金风"], 1, "may be any of 3"),
    "name with odd letters": (["ask", "suppliers", "--company", "' OR 1=1 //"], 1, "no company is called"),
    "name that is no Unicode": (["ask", "suppliers", "--company", "\udcff"], 1, ""),
    "unknown command": (["draw"], 2, "there is no command 'draw'; there are: "),
    "no command": ([], 2, "Missing command"),
    "unknown question": (
        ["ask", "chain-gap"],
        2,
        "there is no question 'chain-gap'; there are: ",
    ),
    "no question": (["ask"], 2, "expected a question"),
    "unknown view": (["map", "moon", "-o", "x.html"], 2, "there is no view 'moon'; there are: chain"),
    "unknown format": ([*GAPS, "--format", "xml"], 2, "'xml' is not one of 'table', 'json', 'csv', 'md'"),
    "unknown format of a query": ([*PARKS, "--format", "yaml"], 2, "'yaml' is not one of"),
    "unknown parameter": ([*GAPS, "--moon", "x"], 2, "No such option '--moon'"),
    "missing parameter": (["ask", "candidates", "--product", "塔筒"], 2, "candidates needs --park"),
    "parameter without value": (["ask", "chain-gaps", "--park"], 2, "requires an argument"),
    "missing parameter of a view": (["map", "chain", "-o", "x.html"], 2, "chain needs --chain"),
    "view without output": (["map", "chain", "--chain", "风电"], 2, "Missing option '-o'"),
    "no tiers": ([*SUPPLIERS, "--tiers", "0"], 2, "a whole number from 1 to 5, got '0'"),
    "too many tiers": ([*SUPPLIERS, "--tiers", "6"], 2, "a whole number from 1 to 5, got '6'"),
    "tiers below zero": ([*SUPPLIERS, "--tiers", "-1"], 2, "got '-1'"),
    "tiers in words": ([*SUPPLIERS, "--tiers", "two"], 2, "got 'two'"),
    "tiers with Cypher": ([*SUPPLIERS, "--tiers", "1]->() DELETE (x"], 2, "a whole number"),
    "unknown language": (["--lang", "fr", *PARKS], 2, "'fr' is not one of 'zh', 'en'"),
    "unknown policy": (["build", "--policy", "bold"], 2, "'bold' is not one of 'cautious', 'brave'"),
    "unknown date": (["build", "--as-of", "yesterday"], 2, "expected a date such as 2023-05-16"),
    "missing scenario": (["build", "--scenario", "missing.toml"], 1, "missing.toml: cannot be read"),
    "missing facts": (["build", "--facts", "missing"], 1, "expected a folder of facts, got nothing there"),
    "missing facts to check": (["check", "--facts", "missing"], 1, "1 problem found"),
    "no query": (["query"], 2, "Missing argument 'CYPHER'"),
    "empty query": (["query", ""], 1, "expected a Cypher query, got nothing"),
    "query that writes": (
        ["query", "MATCH (n) DETACH DELETE n"],
        1,
        "queries only read, but this one says DETACH",
    ),
    "query that reads a file": (["query", "LOAD CSV FROM '/etc/passwd' AS x RETURN x"], 1, "LOAD CSV"),
    "query that calls": (["query", "CALL db.cdc.enable()"], 1, "the procedure db.cdc.enable is not allowed"),
    "misspelt clause": (["query", "METCH (n) RETURN n"], 1, "got 'METCH'"),
    "misspelt pattern": (["query", "MATCH (n RETURN n"], 1, "kglite refuses the query: Cypher syntax error"),
    "misspelt variable": (["query", "MATCH (n) RETURN m"], 1, "Undefined variable 'm'"),
    "misspelt function": (["query", "RETURN nosuch(1) AS x"], 1, "Unknown function: nosuch"),
    "misspelt over two lines": (["query", "MATCH (n)\nRETURN n,,"], 1, "syntax error at line 2"),
    "division by zero": (["query", "RETURN 1/0 AS x"], 1, "division by zero"),
    "query that runs too long": (RUNNING_LONG, 1, "the query ran longer than 0.2 s and was stopped"),
    "list that is too large": (["query", "RETURN range(1, 100000000000) AS x"], 1, "safety limit"),
    "expression too deep": (["query", f"RETURN {'(' * 9000}1{')' * 9000} AS x"], 1, "nesting"),
    "parameter without =": ([*PARKS, "--param", "x"], 2, "expected --param NAME=VALUE, got 'x'"),
    "parameter without name": ([*PARKS, "--param", "=1"], 2, "expected --param NAME=VALUE, got '=1'"),
    "parameter not given": (["query", "RETURN $x AS x"], 1, "Missing parameter: $x"),
    "no time": ([*PARKS, "--timeout", "0"], 2, "Invalid value for '--timeout'"),
    "time in words": ([*PARKS, "--timeout", "soon"], 2, "'soon' is not a valid float"),
}
CALLS |= {
    "endless time": ([*PARKS, "--timeout", "inf"], 2, "--timeout"),
    "time beyond counting": ([*PARKS, "--timeout", "1e30"], 2, "--timeout"),
    "time that is no number": ([*PARKS, "--timeout", "nan"], 2, "--timeout"),
    "number beyond 64 bits": (["query", "RETURN $x AS x", "--param", f"x={2**63}"], 2, "--param x"),
    "number of 5000 digits": (["query", "RETURN $x AS x", "--param", f"x={'9' * 5000}"], 2, "--param x"),
    "list too deep": (["query", "RETURN $x AS x", "--param", f"x={'[' * 5000}"], 2, "--param x"),
    "empty name": (["ask", "chain-gaps", "--park", "", "--chain", "风电"], 2, "park"),
}

NO_STORE = {
    "name longer than any": ("x" * 5000, "x"),
    "address that is cut short": ("bolt://[::1", "bolt://[::1"),
    "cluster that is not there": ("neo4j://127.0.0.1:1", "cannot be reached"),
}


def refused(capsys: pytest.CaptureFixture[str], store: str | Path, arguments: list[str], code: int) -> str:
    """Run a call that must fail, and return its one line."""
    assert run(["--store", str(store), *arguments]) == code
    told = capsys.readouterr()
    assert (told.out, told.err[:7], told.err.count("\n")) == ("", "Error: ", 1)
    assert "Traceback" not in told.err
    return told.err


def whole(store: str | Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a call as a process of its own."""
    command = [sys.executable, "-m", "chainatlas", "--quiet", "--store", str(store), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=60)


@pytest.fixture
def atlas(bundled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the graph of the bundled facts, in a folder of its own."""
    path = tmp_path / "atlas.kgl"
    path.write_bytes(Path(bundled.url).read_bytes())
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture(scope="module")
def toy() -> Graph:
    return fold(record(battery()))


@pytest.mark.parametrize(("arguments", "code", "reason"), CALLS.values(), ids=CALLS)
def test_a_call_that_cannot_be_answered_is_one_line_and_changes_nothing(
    arguments: list[str], code: int, reason: str, atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = atlas.read_bytes()
    if arguments[:1] == ["check"]:  # it lists the refusals on stdout
        assert run(arguments) == code
        assert capsys.readouterr().err == f"Error: {reason}\n"
    else:
        assert reason in refused(capsys, atlas, arguments, code)
    assert atlas.read_bytes() == before
    assert [path.name for path in atlas.parent.iterdir()] == ["atlas.kgl"]


@pytest.mark.parametrize(
    "name", ["unknown park", "unknown question", "query that writes", "query that runs too long"]
)
def test_a_whole_process_leaves_with_the_code_and_one_line(name: str, atlas: Path) -> None:
    arguments, code, reason = CALLS[name]
    before = atlas.read_bytes()
    done = whole(atlas, arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert done.stderr.startswith("Error: ")
    assert reason in done.stderr
    assert atlas.read_bytes() == before


def test_a_call_that_can_be_answered_leaves_with_0(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--store", str(atlas), *PARKS, "--format", "csv"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("parks\n")
    assert told.err == ""


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "cut by a byte": lambda content: content[:-1],
    "only its head": lambda content: content[:8],
    "empty": lambda content: b"",
    "a bit in the head": lambda content: flipped(content, 9),
    "a bit in the middle": lambda content: flipped(content, len(content) // 2),
    "a bit in the last byte": lambda content: flipped(content, len(content) - 1),
}


def flipped(content: bytes, place: int) -> bytes:
    """Return the content with one bit turned."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_store_is_refused_and_a_build_writes_it_anew(
    name: str, atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = DAMAGE[name](atlas.read_bytes())
    atlas.write_bytes(damaged)
    for arguments in (PARKS, GAPS, ["map", "chain", "--chain", "风电", "-o", "x.html"]):
        assert f"{atlas} is damaged or is no graph" in refused(capsys, atlas, arguments, 1)
    assert atlas.read_bytes() == damaged
    assert not Path("x.html").exists()
    assert run(["--store", str(atlas), "build"]) == 0
    assert run(["--store", str(atlas), *PARKS]) == 0


def test_no_single_bit_can_turn_without_being_noticed(atlas: Path, toy: Graph) -> None:
    store = KgliteStore(atlas)
    store.replace(toy)
    content = atlas.read_bytes()
    for place in range(0, len(content), 97):
        atlas.write_bytes(flipped(content, place))
        with pytest.raises(Exception, match="is damaged or is no graph of ChainAtlas"):
            KgliteStore(atlas).build()


@pytest.mark.parametrize("arguments", [["build"], PARKS, GAPS], ids=["build", "query", "ask"])
def test_a_folder_is_no_store(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, tmp_path, arguments, 1)
    assert line == f"Error: expected the store as a file, got the folder {tmp_path}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_store_below_a_file_cannot_be_written(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = atlas.read_bytes()
    line = refused(capsys, atlas / "deep.kgl", ["build"], 1)
    assert line.startswith(f"Error: cannot write {atlas}/deep.kgl: ")
    assert line.endswith("; nothing was changed\n")
    assert atlas.read_bytes() == before


def test_a_store_where_nobody_may_write_keeps_its_graph(atlas: Path) -> None:
    before = atlas.read_bytes()
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); "
    code = (
        limit
        + "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from chainatlas.cli import run; "
    )
    command = [sys.executable, "-c", code + f"sys.exit(run(['--quiet', '--store', {str(atlas)!r}, 'build']))"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=60)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"Error: cannot write {atlas}: ")
    assert atlas.read_bytes() == before
    assert [path.name for path in atlas.parent.iterdir()] == ["atlas.kgl"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc, where even root cannot make a file")
def test_a_store_in_a_folder_that_takes_no_files_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "/proc/self/atlas.kgl", ["build"], 1)
    assert line.startswith("Error: cannot write /proc/self/atlas.kgl: ")


@pytest.fixture
def holder(atlas: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a process that has the store open for writing."""
    code = f"import kglite; held = kglite.open({str(atlas)!r}, durable='off')"
    code += "; print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_store_that_another_process_writes_is_not_replaced(
    holder: subprocess.Popen[str], atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = atlas.read_bytes()
    line = refused(capsys, atlas, ["build"], 1)
    assert line == f"Error: {atlas} is being written by another process; try again later\n"
    assert atlas.read_bytes() == before
    done = whole(atlas, ["build"])
    assert (done.returncode, done.stdout, done.stderr) == (1, "", line)
    assert atlas.read_bytes() == before


def test_a_graph_of_another_layout_is_refused_until_it_is_built_anew(
    atlas: Path, toy: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    build = toy.nodes["Build"].with_columns(layout=pl.lit(99, pl.Int64))
    KgliteStore(atlas).replace(Graph({**toy.nodes, "Build": build}, toy.edges))
    before = atlas.read_bytes()
    for arguments in (PARKS, GAPS):
        assert f"{atlas} was written in layout 99, this program reads" in refused(capsys, atlas, arguments, 1)
    assert atlas.read_bytes() == before
    assert run(["--store", str(atlas), "build"]) == 0
    assert run(["--store", str(atlas), *GAPS]) == 0


ADDRESSES = {
    "server that is not there": ("bolt://127.0.0.1:1", "Neo4j at bolt://127.0.0.1:1 cannot be reached"),
    "port beyond all": ("bolt://127.0.0.1:99999", "cannot be reached"),
    "address of a page": ("http://example.org", "expected the store as a path, bolt://… or neo4j://…"),
    "address of a file": ("file:///tmp/x.kgl", "expected the store as a path"),
    "scheme that is misspelt": ("blot://127.0.0.1", "got 'blot://127.0.0.1'"),
}


@pytest.mark.parametrize("arguments", [["build"], PARKS, GAPS], ids=["build", "query", "ask"])
@pytest.mark.parametrize(("address", "reason"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_without_a_server_is_refused(
    address: str, reason: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert reason in refused(capsys, address, arguments, 1)


@pytest.mark.parametrize(("address", "reason"), NO_STORE.values(), ids=NO_STORE)
def test_an_address_that_cannot_be_opened_is_refused(address: str, reason: str) -> None:
    done = whole(address, PARKS)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert reason in done.stderr


OUTPUTS = {
    "folder is missing": "missing/x.html",
    "a folder": "folder",
    "folder is a file": "atlas.kgl/x.html",
}


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
def test_a_page_that_cannot_be_written_is_refused(
    output: str, atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    before = atlas.read_bytes()
    line = refused(capsys, atlas, ["map", "chain", "--chain", "风电", "-o", output], 1)
    assert output in line
    assert atlas.read_bytes() == before
    assert sorted(path.name for path in atlas.parent.rglob("*")) == ["atlas.kgl", "folder"]


FOREIGN = {"a table": "id,name\npark:x,园区\n".encode(), "an archive": b"PK\3\4RGF", "an empty folder": None}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_building_never_overwrites_what_is_no_graph(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.mkdir() if content is None else path.write_bytes(content)
    for arguments in (PARKS, ["build"]):
        done = whole(path, arguments)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert path.is_dir() if content is None else path.read_bytes() == content
