"""Writing many pages into a folder: in this process, and where they are very many in a second one too."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from chainatlas.graph.errors import AtlasError, StoreError
from chainatlas.viz._site_folder import Folder

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

Page = tuple[str, Callable[[], str]]
"""The address of a page or asset, and what gives its content."""
Progress = Callable[[int], None]
"""Is told how many pages are done."""
CHUNK = 32
MANY = 2_000
"""Pages above which a second process pays for its start."""


def put_all(own: Sequence[Page], shared: Sequence[Page], folder: Folder, progress: Progress) -> None:
    """Put every page into the folder; those of `own`, which may ask the store, from this process.

    Which process makes a page changes nothing in it. Raises StoreError where the second one is killed.
    """
    for number, page in enumerate(own, 1):
        put(folder, page)
        progress(number)
    if len(shared) < MANY or not sys.platform.startswith("linux") or os.cpu_count() == 1:
        for number, page in enumerate(shared, len(own) + 1):
            put(folder, page)
            progress(number)
        return
    with _second(shared, folder) as taken:
        for start in _starts(taken, len(shared)):
            _put_some(shared, start, folder)
            progress(len(own) + start)


def put(folder: Folder, page: Page) -> None:
    """Put one page; half a surrogate pair, which no encoding has, becomes an escape."""
    name, content = page
    errors = "xmlcharrefreplace" if name.endswith(".html") else "backslashreplace"
    folder.put(name, content().encode("utf-8", errors))


@contextmanager
def _second(pages: Sequence[Page], folder: Folder) -> Iterator[Synchronized[int]]:
    """Let a second process take chunks of the pages too; forked, it has all of the graph in memory."""
    context = multiprocessing.get_context("fork")
    taken = context.Value("l", 0)
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(pages, folder, taken, telling), daemon=True)
    process.start()
    telling.close()
    try:
        yield taken
        found = told.recv()
    except EOFError:
        raise StoreError(
            "the process that wrote half of the pages was killed; run the command again"
        ) from None
    finally:
        process.terminate()
        process.join()
    if isinstance(found, AtlasError):
        raise found
    folder.took(*found)


def _work(pages: Sequence[Page], folder: Folder, taken: Synchronized[int], telling: Connection) -> None:
    """Put chunks of pages until none is left, and tell what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder.digests, folder.written = {}, 0
    try:
        for start in _starts(taken, len(pages)):
            _put_some(pages, start, folder)
        telling.send((folder.digests, folder.written))
    except AtlasError as error:
        telling.send(error)


def _starts(taken: Synchronized[int], count: int) -> Iterator[int]:
    """Yield where chunks begin that nobody has taken yet."""
    while True:
        with taken.get_lock():
            start, taken.value = taken.value, taken.value + CHUNK
        if start >= count:
            return
        yield start


def _put_some(pages: Sequence[Page], start: int, folder: Folder) -> None:
    for page in pages[start : start + CHUNK]:
        put(folder, page)
