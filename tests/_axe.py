"""What axe-core finds wrong with a page for people who do not see it or use no mouse."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chainatlas.viz._bundled import pins

CACHE = Path.home() / ".cache" / "chainatlas-tests"
GRAVE = ("serious", "critical")
RUN = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], preload: false});
  const where = nodes => nodes.map(node => node.target.join(" "));
  return violations.map(({id, impact, help, nodes}) => ({id, impact, help, where: where(nodes)}));
}"""


def violations(tab: Any) -> list[str]:
    """Return each serious or critical violation in a page that is open, with the elements it is about.

    Skips the test where axe-core is not in the cache and cannot be fetched from the npm registry.
    """
    tab.evaluate(script())
    found = [one for one in tab.evaluate(RUN) if one["impact"] in GRAVE]
    return [f"{one['id']} ({one['impact']}): {one['help']}: {', '.join(one['where'][:5])}" for one in found]


@cache
def script() -> str:
    """Return the release of axe-core that is pinned, out of the cache where it was fetched before."""
    (pin,) = [pin for pin in pins() if pin.package == "axe-core"]
    if not (CACHE / pin.name).exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        try:
            pin.fetch(CACHE)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"axe-core is not at {CACHE / pin.name} and npm cannot fetch it: {error}")
    return (CACHE / pin.name).read_text("utf-8")
