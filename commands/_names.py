"""Names of the graph, offered where a shell completes a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from chainatlas.commands._config import configured
from chainatlas.commands._store import store_of
from chainatlas.graph.errors import AtlasError

if TYPE_CHECKING:
    from chainatlas.graph.identity import Named

MOST = 100
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def names_of(labels: str) -> Completer:
    """Return what completes the name of a node that has one of the labels in "Park|Company"."""

    def complete(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
        try:
            return list(_found(context.find_root().params.get("store"), labels, begun))[:MOST]
        except AtlasError:  # a shell that completes has nowhere to show an error
            return []

    return complete


def _found(store: str | None, labels: str, begun: str) -> Iterator[CompletionItem]:
    from chainatlas.graph.identity import named_in, normal

    own = configured()
    chosen = store or os.environ.get("CHAINATLAS_STORE") or own.get("store")
    with store_of({"store": chosen, "verbose": False}) as graph:
        for label in labels.split("|"):
            for node in named_in(graph, label):
                if any(normal(word).startswith(normal(begun)) for word in node.words):
                    yield _item(node, begun)


def _item(node: Named, begun: str) -> CompletionItem:
    """Offer the id where an id was begun, otherwise the name."""
    value = node.id if begun and node.id.startswith(begun) else node.name
    return CompletionItem(value, help=node.name_en or node.id)
