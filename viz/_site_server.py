"""The site served on this machine alone, for a browser that will not open files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chainatlas.graph.errors import UsageError

HERE = "127.0.0.1"


class Quiet(SimpleHTTPRequestHandler):
    """Gives files of one folder, and says nothing of it on stderr."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Let no browser keep a page that the next run may change."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


class Server(ThreadingHTTPServer):
    """Answers several requests at once."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away before it had all of a file."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(folder: Path, port: int, started: Callable[[str], None]) -> None:
    """Serve a folder until it is interrupted; `started` is told the address.

    Raises UsageError where the port is taken or may not be used.
    """
    try:
        server = Server((HERE, port), partial(Quiet, directory=str(folder)))
    except OSError as error:
        raise UsageError(
            f"cannot serve on {HERE} port {port} ({error.strerror}): name another --port, or 0 for a free one"
        ) from None
    with server:
        started(f"http://{HERE}:{server.server_address[1]}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
