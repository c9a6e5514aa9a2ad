"""query: the user's own Cypher, read-only and with a time limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from chainatlas.commands._options import FORMAT, SECONDS
from chainatlas.commands._store import Settings, ready, say
from chainatlas.commands._written import write_rows
from chainatlas.graph.errors import UsageError

ROW_LIMIT = 100_000


@click.command(params=[FORMAT])
@click.argument("cypher")
@click.option("--param", multiple=True, metavar="NAME=VALUE", help="A parameter: JSON, or else text.")
@click.option("--timeout", type=SECONDS, default=30.0, show_default=True, help="Seconds.")
@click.pass_obj
def query(settings: Settings, cypher: str, param: Sequence[str], timeout: float, form: str) -> None:
    """Run your own read-only Cypher.

    \b
    chainatlas query "MATCH (park:Park) RETURN park.id AS id, park.name AS name ORDER BY id"
    chainatlas query 'MATCH (n {id: $id})-[e]->(m) RETURN type(e) AS kind, m.name AS name' \
        --param id=company:goldwind
    """
    with ready(settings) as store:
        rows = store.query(cypher, _parameters(param), timeout=timeout, limit=ROW_LIMIT)
    write_rows(rows, form, settings["lang"])
    if rows.truncated:
        say(f"cut off after {ROW_LIMIT} rows; add LIMIT or narrow the query")


def _parameters(given: Sequence[str]) -> dict[str, Any]:
    import json

    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name):
            raise UsageError(f"expected --param NAME=VALUE, got {text!r}")
        try:
            found[name] = json.loads(value)
        except json.JSONDecodeError:
            found[name] = value
        except (ValueError, RecursionError):
            raise UsageError(f"--param {name}: the number is too long or the list too deep") from None
        if isinstance(found[name], int) and not -(2**63) <= found[name] < 2**63:
            raise UsageError(f"--param {name}: expected a whole number of at most 64 bits")
    return found


COMMAND = query
