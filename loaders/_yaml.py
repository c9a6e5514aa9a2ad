"""YAML from outside: plain data only, with bounds on its size and on what its anchors repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from chainatlas.loaders._files import read_text, refused

SIZE_LIMIT = 20_000_000
"""Characters that a file may have."""
ALIAS_LIMIT = 100
"""How often a file may repeat what it has anchored: nine such lines can stand for a billion values."""
DEPTH_LIMIT = 50
LINE = "line"
"""The key under which every mapping holds the number of its line."""
OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Lined(yaml.CSafeLoader):
    """Loads plain data, and puts into every mapping the line where it begins."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping with its line."""
        return super().construct_mapping(node, deep) | {LINE: node.start_mark.line + 1}


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping that a YAML file holds, every mapping in it with its `line`.

    Raises DataError where the file is no YAML, is cut off, holds something else, or repeats too much.
    """
    text = read_text(path, SIZE_LIMIT)
    if len(text) > SIZE_LIMIT:
        raise refused(path, f"expected at most {SIZE_LIMIT // 1_000_000} million characters")
    try:
        _check_events(path, text)
        value = yaml.load(text, Loader=Lined)
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else 0
        raise refused(path, f"is not YAML: {error.problem}", row) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise refused(path, f"is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(value, dict):
        raise refused(path, f"expected keys and values, got {type(value).__name__}")
    return value


def _check_events(path: Path, text: str) -> None:
    """Refuse what would fill the memory or the stack, before anything is built of it."""
    aliases = depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        aliases += isinstance(event, yaml.AliasEvent)
        depth += isinstance(event, OPENING) - isinstance(event, CLOSING)
        row = event.start_mark.line + 1 if event.start_mark else 0
        if aliases > ALIAS_LIMIT:
            raise refused(path, f"repeats anchors more than {ALIAS_LIMIT} times", row)
        if depth > DEPTH_LIMIT:
            raise refused(path, f"is nested deeper than {DEPTH_LIMIT} levels", row)
