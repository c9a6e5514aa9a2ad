"""Write the site of a made-up country, from a store to the last file: pages a second and peak memory.

python benchmarks/site.py                      # 2,600 parks and 10,000 firms; fails below 300 pages a second
python benchmarks/site.py 260 1000             # a smaller one, held to the same bar
python benchmarks/site.py 2600 10000 nation    # the nation of national.py, with three times as many ties
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from _country import Country
from national import Nation

from chainatlas.graph.store import open_store
from chainatlas.viz._site import Written, write_site

BAR = 300.0


def timed(folder: Path, store: Path) -> tuple[Written, float, float]:
    """Return what was written, the seconds that passed, and the seconds of processors that it took."""
    started, used = time.perf_counter(), sum(os.times()[:4])
    with open_store(store) as opened:
        done = write_site(opened, folder)
    return done, time.perf_counter() - started, sum(os.times()[:4]) - used


def main() -> None:
    parks, firms = (int(word) for word in (sys.argv[1:3] or ("2600", "10000")))
    country = Nation(firms, parks=parks) if sys.argv[3:] else Country(parks, firms)
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch) / "country.kgl"
        with open_store(store) as made:
            made.replace(country.graph())
        rates = [_told(*timed(Path(scratch) / "site", store)) for _ in ("new", "unchanged")]
        size = sum(path.stat().st_size for path in (Path(scratch) / "site").rglob("*") if path.is_file())
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"{size / 1e6:.0f} MB; peak memory {' + '.join(f'{peak / 1024:.0f} MB' for peak in peaks)}")
    sys.exit(0 if rates[0] >= BAR else f"expected at least {BAR:.0f} pages a second, got {rates[0]:.0f}")


def _told(done: Written, passed: float, used: float) -> float:
    rate = done.pages / passed
    print(
        f"{done.pages} pages in {passed:.1f} s: {rate:.0f} a second "
        f"({done.written} files written, {used:.1f} s of processors, {done.pages / used:.0f} pages each)",
        flush=True,
    )
    return rate


if __name__ == "__main__":
    main()
