"""A real Chromium for tests, found on the machine or brought by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Return the path of a browser, or None where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def require_or_skip() -> str:
    """Return the path of a browser; skip the test where there is none, but fail it in CI."""
    if path := executable():
        return path
    reason = "no Chromium here; run: apt-get install chromium, or .venv/bin/playwright install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must run the tests in a browser: {reason}", pytrace=False)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[object]:
    """Give a browser without a window."""
    from playwright.sync_api import sync_playwright

    path = require_or_skip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
