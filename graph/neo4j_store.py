"""The Neo4j store: the official driver, managed transactions, batches. The only file that imports neo4j."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, ClassVar

import neo4j
from neo4j import exceptions, graph, time

from chainatlas.graph.dialect import MARK, NEO4J
from chainatlas.graph.errors import QueryError, QueryTimeout, StoreError, StoreLost
from chainatlas.graph.guard import refuse_writes
from chainatlas.graph.neo4j_write import LARGE, rewrite, write_difference, write_in_parts
from chainatlas.graph.store import TIMEOUT, Rows, Store, refuse_dangling

if TYPE_CHECKING:
    from chainatlas.graph.difference import Difference
    from chainatlas.graph.tables import Graph

PORT = 7687
CONNECT_SECONDS = 5.0
RETRY_SECONDS = 10.0
RETRY_AFTER = (1.0, 3.0, 9.0)
"""Seconds to wait before an update is tried again whose connection broke."""
logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # it would print each failed try; the outcome is raised

TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")


class Neo4jStore(Store):
    """A graph in a Neo4j database; user, password and database come from NEO4J_* in the environment."""

    engine: ClassVar[str] = "neo4j"

    def __init__(
        self, url: str, *, user: str | None = None, password: str | None = None, database: str | None = None
    ) -> None:
        """Prepare the driver; the server is contacted at the first query."""
        self.url = url
        self._met = False
        self.database = database or os.environ.get("NEO4J_DATABASE")
        user = user or os.environ.get("NEO4J_USERNAME", "neo4j")
        password = password or os.environ.get("NEO4J_PASSWORD")
        first, routing = _entry(url)
        try:
            self._driver = neo4j.GraphDatabase.driver(
                first,
                **routing,
                auth=(user, password) if password else None,
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS + RETRY_SECONDS,
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity="OFF",
                user_agent="chainatlas",
            )
        except (exceptions.ConfigurationError, ValueError) as error:
            raise StoreError(f"cannot use the address {url}: {_one_line(error)}") from None

    def query(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """Run a read-only query; see Store.query."""
        refuse_writes(text)

        @neo4j.unit_of_work(timeout=timeout)
        def read(transaction: neo4j.ManagedTransaction) -> Rows:
            result = transaction.run(text, dict(parameters or {}))
            return _rows(result, limit)

        with self._translated(timeout), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(read)

    def replace(self, graph: Graph) -> None:
        """Replace what ChainAtlas wrote before; other nodes of the database stay.

        A graph too large for one transaction is written as an update, which writes it in parts.
        """
        refuse_dangling(graph)
        held = self.query(f"MATCH (node:{MARK}) RETURN count(node) AS nodes").rows[0][0]
        if max(held, graph.size()) > LARGE:
            self.update(graph)
        else:
            self._write(lambda session: session.execute_write(rewrite, graph))

    def update(self, graph: Graph) -> Difference:
        """Write what differs and return it: in one transaction, or in parts where it is much.

        An update in parts that breaks off leaves a graph that says so and answers nothing; the next
        update finishes it. Where the connection breaks before the outcome is known, the difference is
        taken anew: what went through leaves nothing to do, what did not is written once more.
        """
        refuse_dangling(graph)
        for wait in RETRY_AFTER:
            try:
                return self._update(graph)
            except StoreLost:
                sleep(wait)
        return self._update(graph)

    def _update(self, graph: Graph) -> Difference:
        found = self.against(graph)
        if found.size() > LARGE:
            build = graph.nodes["Build"].row(0, named=True)
            self._write(lambda session: write_in_parts(session, found, build))
        elif found:
            self._write(lambda session: session.execute_write(write_difference, found))
        return found

    def _write(self, work: Callable[[neo4j.Session], None]) -> None:
        with self._translated(), self._session(neo4j.WRITE_ACCESS) as session:
            for statement in NEO4J.schema():
                session.run(statement).consume()
            session.run("CALL db.awaitIndexes(60)").consume()
            work(session)

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(database=self.database, default_access_mode=access)

    def _meet(self) -> None:
        """Contact the server once without retrying, so that one that is not there is told at once."""
        if not self._met:
            self._driver.verify_connectivity()
            self._met = True

    @contextmanager
    def _translated(self, timeout: float = TIMEOUT) -> Iterator[None]:
        """Turn what the driver raises into one line that says what to do."""
        try:
            self._meet()
            yield
        except exceptions.AuthError:
            raise StoreError(
                f"{self.url} refuses the user or password; set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from None
        except exceptions.IncompleteCommit:
            told = "went away before it said whether the change was made; run the command again"
            raise StoreLost(f"Neo4j at {self.url} {told}") from None
        except (exceptions.ServiceUnavailable, exceptions.SessionExpired):
            if self._met:
                raise StoreLost(
                    f"Neo4j at {self.url} went away; nothing was changed; start it again"
                ) from None
            told = "cannot be reached; start it, or correct the address"
            raise StoreError(f"Neo4j at {self.url} {told}") from None
        except exceptions.Neo4jError as error:
            raise _complaint(error, self.url, timeout) from None
        except (exceptions.DriverError, OSError, ValueError) as error:
            raise StoreError(f"{self.url}: {_one_line(error)}") from None


def _entry(url: str) -> tuple[str, dict[str, Any]]:
    """Return the address that the driver is given, and the setting that names it all members of a cluster.

    >>> _entry("neo4j://one:7687,two:7687")[0]
    'neo4j://one:7687'
    """
    scheme, _, rest = url.partition("://")
    hosts, _, path = rest.partition("/")
    first, *others = hosts.split(",")
    if not others:
        return url, {}
    if not scheme.startswith("neo4j"):
        raise StoreError(f"several members need an address that begins with neo4j://, got {url}")
    members = [neo4j.Address.parse(host, default_port=PORT) for host in (first, *others)]
    return f"{scheme}://{first}/{path}".rstrip("/"), {"resolver": lambda _: members}


def _rows(result: neo4j.Result, limit: int | None) -> Rows:
    names = tuple(result.keys())
    rows: list[tuple[Any, ...]] = []
    for record in result:
        if limit is not None and len(rows) == limit:
            return Rows(names, rows, truncated=True)
        rows.append(tuple(plain(value) for value in record.values()))
    return Rows(names, rows)


def _complaint(error: exceptions.Neo4jError, url: str, timeout: float) -> StoreError:
    code = (error.code or "").rpartition(".")[2]
    if code in TIMED_OUT:
        return QueryTimeout(f"the query ran longer than {timeout:g} s and was stopped")
    if code == "MemoryPoolOutOfMemoryError":
        return StoreError(
            f"{url} has too little memory for one transaction of this size; nothing was changed; "
            "raise server.memory.heap.max_size"
        )
    if code == "DatabaseNotFound":
        return StoreError(f"{url} has no such database; set NEO4J_DATABASE to one it has")
    if code.startswith(("Unauthorized", "AuthenticationRateLimit", "CredentialsExpired")):
        return StoreError(f"{url} refuses the user or password; set NEO4J_USERNAME and NEO4J_PASSWORD")
    if (error.code or "").startswith("Neo.ClientError.Statement"):
        return QueryError(f"Neo4j refuses the query: {_one_line(error)}")
    return StoreError(f"{url}: {_one_line(error)} ({error.code})")


def plain(value: Any) -> Any:
    """Return a value of the driver as plain data, nodes and edges in the form both stores give them."""
    if isinstance(value, graph.Node):
        return {"labels": sorted(value.labels - {MARK}), "properties": _own(value)}
    if isinstance(value, graph.Relationship):
        return {"type": value.type, "properties": _own(value)}
    if isinstance(value, graph.Path):
        return {"nodes": plain(list(value.nodes)), "relationships": plain(list(value.relationships))}
    if isinstance(value, (time.Date, time.DateTime, time.Time, time.Duration)):
        return value.iso_format()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [plain(item) for item in value]
    return value


def _own(entity: graph.Entity) -> dict[str, Any]:
    return {key: plain(entity[key]) for key in sorted(entity.keys())}


def _one_line(error: BaseException) -> str:
    text = str(getattr(error, "message", None) or error).strip()
    return text.splitlines()[0].rstrip(".") if text else type(error).__name__
