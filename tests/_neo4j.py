"""A real Neo4j that a test run starts for itself on 127.0.0.1 and stops again."""

from __future__ import annotations

import atexit
import os
import random
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest

DATA = Path(__file__).parent / "neo4j_server"
BRIEF = ("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""How Java runs: a server of a few minutes never earns back what it compiles twice, half of all its time."""
READY_WITHIN = 120.0  # seconds; a start takes 5 to 10 on two cores


def version() -> str:
    """Name the Neo4j release to run: CHAINATLAS_NEO4J_VERSION, or the one that CI runs."""
    return os.environ.get("CHAINATLAS_NEO4J_VERSION") or "5.26.20"


def why_not() -> str | None:
    """Say why no server can be had here and which command brings it; None when one can.

    Examples:
        >>> why_not() is None or "apt-get install" in why_not()
        True
    """
    needed = _needed_java()
    reason = _java_lack(needed) or _jars_lack()
    if reason is None:
        return None
    return f"{reason}; run: apt-get install openjdk-{needed}-jdk-headless maven"


def require_or_skip() -> None:
    """Skip the running test where no server can be had, but fail it in CI."""
    reason = why_not()
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must run the tests on a real Neo4j: {reason}", pytrace=False)
    pytest.skip(f"no Neo4j here: {reason}")


def jars() -> Path:
    """Return the folder with the server's jars, fetched with Maven the first time.

    The folder is CHAINATLAS_NEO4J_JARS or ~/.cache/chainatlas-tests/neo4j-VERSION. It appears whole, by a
    rename, so processes that fetch at the same time cannot see or make half a folder.
    """
    folder = _jars_folder()
    if _is_complete(folder):
        return folder
    if folder.is_dir() and any(folder.iterdir()):
        raise RuntimeError(
            f"expected neo4j-{version()}.jar in {str(folder)!r}, got a folder without it: "
            "remove the folder or set CHAINATLAS_NEO4J_VERSION to the release that it holds"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder.parent) as scratch:
        fetched = Path(scratch) / "lib"
        _fetch(fetched)
        _publish(fetched, folder)
    return folder


class Neo4jServer:
    """A Neo4j server of our own, with an empty database in a folder of its own.

    `stop` and `kill` keep the data, and `start` comes back with them at the same `url`; leaving the `with`
    block, or the interpreter, stops the process and removes the folder.

    Parameters:
        password: turns authentication on, as user neo4j; Neo4j wants eight characters or more.
        java: the options of its Java; the usual ones are for servers that do not run for long.

    Set `read_only` before `start` for a server on which nobody can write.

    Examples:
        >>> with Neo4jServer() as server:  # doctest: +SKIP
        ...     driver = neo4j.GraphDatabase.driver(server.url, auth=server.auth)
    """

    def __init__(self, password: str | None = None, *, java: Sequence[str] = BRIEF) -> None:
        """Choose the port; nothing runs before `start`."""
        self.auth = ("neo4j", password) if password is not None else None
        self.read_only = False
        self.java = java
        self._port = _free_port()
        self.url = f"bolt://127.0.0.1:{self._port}"
        self._owner = os.getpid()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise RuntimeError("expected a running server, got a stopped one: call start() first")
        return self._process.pid

    @property
    def home(self) -> Path:
        """The folder of its data, into which files may be imported before it starts."""
        return self._own_folder() / "home"

    def start(self) -> None:
        """Start the process and wait until Bolt answers; keep what an earlier start has stored."""
        if self._process is not None:
            raise RuntimeError(f"expected a stopped server, got one running as {self.pid}: call stop() first")
        self._process = self._launch(jars(), self._own_folder())
        try:
            self._await_ready(self._process, self._own_folder() / "log")
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop the process cleanly; does nothing when none runs."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._forget()

    def kill(self) -> None:
        """End the process as a crash would (SIGKILL); does nothing when none runs."""
        if self._process is not None:
            self._process.kill()
            self._forget()

    def close(self) -> None:
        """Stop the process and remove its folder; a forked child leaves both to its parent."""
        if os.getpid() != self._owner or self._folder is None:
            return
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = None
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and remove what it stored."""
        self.close()

    def _own_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="chainatlas-neo4j-"))
            atexit.register(self.close)
        return self._folder

    def _launch(self, lib: Path, folder: Path) -> subprocess.Popen[bytes]:
        """Run Launch.java; it ends when its input closes, so it never outlives a test run that was killed."""
        command = [java_program(), *self.java]
        command += ["-cp", f"{lib}{os.sep}*", str(DATA / "Launch.java")]
        command += [str(self.home), str(self._port)]
        surroundings = os.environ | {"READ_ONLY": str(self.read_only).lower()}
        if self.auth is not None:
            command.append(self.auth[1])
        with (folder / "log").open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=folder,
                env=surroundings,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the tests, which then stop the server
            )

    def _await_ready(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Wait for the READY of our own process: another server at the port could be anybody's."""
        deadline = time.monotonic() + READY_WITHIN
        while b"READY" not in log.read_bytes().splitlines():
            died = process.poll()
            if died is None and time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            what = f"no answer in {READY_WITHIN:.0f} s" if died is None else f"exit status {died}"
            raise RuntimeError(
                f"expected Neo4j {version()} to answer at {self.url}, got {what}; its log ends:\n{_tail(log)}"
            )

    def _forget(self) -> None:
        if self._process is not None:
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None


def _needed_java() -> int:
    return {"5": 17, "2025": 21}.get(version().split(".")[0], 25)


def java_program() -> str:
    """Name the java binary: CHAINATLAS_JAVA, one of /usr/lib/jvm where a newer is needed, or the usual."""
    if told := os.environ.get("CHAINATLAS_JAVA"):
        return told
    newer = sorted(Path("/usr/lib/jvm").glob(f"*-{_needed_java()}-jdk*/bin/java"))
    if newer and _needed_java() > 17:
        return str(newer[0])
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else "java"


def _java_lack(needed: int) -> str | None:
    """Say what is missing in Java; asking for its modules tells the release and whether it can compile."""
    java = java_program()
    wanted = f"expected a JDK {needed} or newer (CHAINATLAS_JAVA, JAVA_HOME or PATH)"
    try:
        asked = subprocess.run([java, "--list-modules"], capture_output=True, text=True, timeout=60)
    except OSError as reason:
        return f"{wanted}, got no program {java!r} ({reason.strerror})"
    base = re.search(r"^java\.base@(\d+)", asked.stdout, re.MULTILINE)
    if base is None:
        return f"{wanted}, got {java!r}, which is Java 8 or older or does not run"
    if int(base[1]) < needed:
        return f"{wanted}, got Java {base[1]} from {java!r}"
    if "jdk.compiler@" not in asked.stdout:
        return f"{wanted}, got {java!r}, a runtime without the compiler"
    return None


def _jars_lack() -> str | None:
    if _is_complete(_jars_folder()) or shutil.which("mvn"):
        return None
    return f"expected mvn to fetch Neo4j {version()}, got none on the PATH"


def _jars_folder() -> Path:
    default = Path.home() / ".cache" / "chainatlas-tests" / f"neo4j-{version()}"
    return Path(os.environ.get("CHAINATLAS_NEO4J_JARS") or default).absolute()


def _is_complete(folder: Path) -> bool:
    return (folder / f"neo4j-{version()}.jar").is_file()


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn") or "mvn"
    settings = [f"-Dneo4j.version={version()}", f"-DoutputDirectory={folder}"]
    command = [maven, "-q", "-B", "-f", str(DATA / "pom.xml"), "dependency:copy-dependencies", *settings]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)
    if done.returncode != 0 or not _is_complete(folder):
        said = "\n".join(done.stdout.splitlines()[:5])  # Maven says what is wrong first
        raise RuntimeError(
            f"expected mvn to fetch Neo4j {version()}, got exit status {done.returncode}:\n{said}"
        )


def _publish(fetched: Path, folder: Path) -> None:
    """Rename into place, unless another process was first."""
    try:
        fetched.rename(folder)
    except OSError:
        if not _is_complete(folder):
            raise


def _free_port() -> int:
    """Find a free port, below those that the system hands out to other programs meanwhile."""
    draw = random.SystemRandom()  # a seeded generator would give all test workers the same port
    for port in draw.sample(range(20_000, 32_000), 100):
        if _can_bind(port):
            return port
    raise RuntimeError("expected a free port between 20000 and 32000 on 127.0.0.1, got none in 100 tries")


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
