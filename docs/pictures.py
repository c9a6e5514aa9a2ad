"""Take the pictures of the README in a real browser: `make pictures`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from chainatlas import Atlas
from chainatlas.cli import run

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1280, 800
PARK, CHAIN = "包头稀土高新区", "风电"
MAGNETS = "product:ndfeb-magnet"


def take(chromium: str) -> None:
    """Write map.png and atlas.png with the browser at this path."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        drawn = Atlas.open().map("chain", Path(folder) / "wind.html", chain=CHAIN, park=PARK, lang="en")
        if run(["--quiet", "--lang", "en", "atlas", "-o", str(Path(folder) / "atlas")]):
            sys.exit("the site could not be written")
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en")
        shoot(page, f"{drawn.as_uri()}#id={MAGNETS}", IMAGES / "map.png")
        shoot(page, (Path(folder) / "atlas/index.html").as_uri(), IMAGES / "atlas.png")
        browser.close()


def shoot(page: Page, address: str, path: Path) -> None:
    """Write what the browser shows of an address once its picture is drawn and still."""
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(3000)
    page.screenshot(path=path)


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    take(sys.argv[1])
