"""neo4j-admin: CSV files with headers for Neo4j's bulk import, and the command that imports them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from chainatlas.exports._cypher import literal
from chainatlas.exports._format import Format, Part
from chainatlas.exports._tables import edge_path, node_path, possible_files
from chainatlas.graph.dialect import MARK, NEO4J
from chainatlas.graph.errors import UsageError
from chainatlas.graph.kinds import Property, storage
from chainatlas.graph.model import EDGES, NODES
from chainatlas.graph.tables import EdgeEnds, Graph

HEADER, DATA = "-header.csv", ".csv"
README, AFTER = "README.md", "after-import.cypher"
TYPES = {"text": "string", "texts": "string[]", "number": "double", "integer": "long", "flag": "boolean"}
DELIMITERS = "\x1f\x1e\x1d\x1c;|\u241f\u241e\u00a6\ue000"
"""What may stand between the items of a list: the first of these that no item has, as there is no escape."""
READ = """# {title} ({title_zh})

A graph of ChainAtlas for the bulk import of Neo4j 5 or newer. The database must be empty, or may be
overwritten, and must not run. In this folder:

```sh
{command}
```

Then start the database, make its constraints and indexes, and add the lists without items, which the
import leaves out:

```sh
cypher-shell --file {after}
```
"""


def write(part: Part, target: Path) -> None:
    """Write a header and a data file for each label and each type of edge, and a README with the command.

    Raises
    ------
    UsageError
        The lists hold every character that could stand between their items.

    """
    delimiter = delimiter_for(part.graph)
    for folder in ("nodes", "edges"):
        (target / folder).mkdir()
    for label, nodes in part.graph.nodes.items():
        _write(target / node_path(label), _node_header(label), nodes, delimiter)
    for ends, edges in part.graph.edges.items():
        _write(target / edge_path(ends), _edge_header(ends), edges, delimiter)
    statements = [*NEO4J.schema(), *_empty_lists(part.graph)]
    (target / AFTER).write_bytes("".join(f"{statement};\n" for statement in statements).encode())
    told = READ.format(
        title=_line(part.title.en), title_zh=_line(part.title.zh), command=command(part), after=AFTER
    )
    (target / README).write_bytes(told.encode())


def command(part: Part) -> str:
    """Return what imports the files, to be run in their folder."""
    code = f"U+{ord(delimiter_for(part.graph)):04X}"
    options = [f"--array-delimiter={code}", "--multiline-fields=true", "--overwrite-destination"]
    options += [
        f"--nodes={label}:{MARK}={node_path(label)}{HEADER},{node_path(label)}{DATA}"
        for label in part.graph.nodes
    ]
    options += [
        f"--relationships={ends[0]}={edge_path(ends)}{HEADER},{edge_path(ends)}{DATA}"
        for ends in part.graph.edges
    ]
    return " \\\n  ".join(["neo4j-admin database import full neo4j", *options])


def delimiter_for(graph: Graph) -> str:
    """Return what stands between the items of lists: a character that none of them has."""
    used: set[str] = set()
    for table in (*graph.nodes.values(), *graph.edges.values()):
        for column in table.select(pl.col(pl.List(pl.String))):
            used.update(*column.explode(empty_as_null=False, keep_nulls=False).unique())
    for delimiter in DELIMITERS:
        if delimiter not in used:
            return delimiter
    raise UsageError(
        "the lists hold every character that could stand between their items; use --format cypher"
    )


def _empty_lists(graph: Graph) -> Iterator[str]:
    """Yield what sets the lists without items; only nodes have such, an edge rests on some statement."""
    for label, nodes in graph.nodes.items():
        for name in _lists(nodes):
            for node in nodes.filter(pl.col(name).list.len() == 0)["id"]:
                yield f"MATCH (node:{label} {{id: {literal(node)}}}) SET node.{name} = []"


def _node_header(label: str) -> list[str]:
    own = [_typed(prop) for prop in NODES[label].properties if prop.name != "id"]
    return [f"id:ID({label})", *own]


def _edge_header(ends: EdgeEnds) -> list[str]:
    return [f":START_ID({ends[1]})", f":END_ID({ends[2]})", *map(_typed, EDGES[ends[0]].properties)]


def _typed(prop: Property) -> str:
    return f"{prop.name}:{TYPES[storage(prop)]}"


def _write(path: Path, header: Sequence[str], table: pl.DataFrame, delimiter: str) -> None:
    (path.parent / f"{path.name}{HEADER}").write_bytes((",".join(header) + "\n").encode())
    lists = [pl.col(name).list.join(delimiter) for name in _lists(table)]
    table.with_columns(lists).write_csv(path.parent / f"{path.name}{DATA}", include_header=False)


def _lists(table: pl.DataFrame) -> Iterator[str]:
    return (name for name, kind in table.schema.items() if kind == pl.List(pl.String))


def _line(text: str) -> str:
    """Return a text as one line, as a heading is."""
    return " ".join(text.split())


FORMAT = Format(
    name="neo4j-admin",
    zh="Neo4j 批量导入的 CSV 文件夹,附导入命令",
    en="A folder of CSV files for Neo4j's bulk import, with its command",
    endings=(".neo4j",),
    write=write,
    files=possible_files(HEADER) | possible_files(DATA, README, AFTER),
    command=command,
)
