"""What ChainAtlas is made of: pinned with hashes, of allowed licences, defended as its pages say."""

from __future__ import annotations

import re
import tomllib
from email.message import Message
from pathlib import Path
from typing import Any

import licences
import pytest
from conftest import ROOT
from licences import Part, bundled, faults, installed, is_allowed, required, spelt, told
from packaging.utils import canonicalize_name

ABOUT = tomllib.loads((ROOT / "requirements/licences.toml").read_text("utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?: ;[^\\]*)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)
NAMED = re.compile(r"`((?:faults/)?test_\w+\.py)(?:::(\w+))?`")


def pins(path: Path) -> dict[str, str]:
    return {match[1]: match[2] for match in PIN.finditer(path.read_text("utf-8"))}


def test_the_lock_pins_all_that_is_required_with_hashes() -> None:
    pinned = pins(ROOT / "requirements/test.txt")
    for one in required(ROOT / "setup.cfg"):
        assert one.specifier.contains(pinned[canonicalize_name(one.name)]), f"{one}: run `make lock`"


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_nothing_but_pins_and_names_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "://" not in text and "index" not in re.sub(r"^[a-z0-9-]+==", "", text, flags=re.MULTILINE)
    rest = PIN.sub("", text).splitlines()
    assert all(line.startswith("#") for line in rest)
    assert len(pins(path)) > 10


def test_every_installed_and_bundled_part_has_an_allowed_licence() -> None:
    parts = [*installed(), *bundled(licences.BUNDLED, ABOUT["bundled"])]
    assert faults(parts, ABOUT) == []
    names = {part.name.lower() for part in parts}
    assert {"kglite", "polars", "pytest", "mkdocs", "echarts", "vis-network, inside pyvis"} <= names


REFUSED = (
    "GPL",
    "MIT AND GPL",
    "AGPL-3.0-only",
    "",
    " ",
    "Proprietary",
    "MIT OR",
    "GPL OR AGPL",
    "(MIT OR GPL) AND GPL",
)


@pytest.mark.parametrize("licence", REFUSED)
def test_a_part_of_another_licence_is_refused_unless_it_is_explained(licence: str) -> None:
    part = Part("x", "1.0", licence)
    about: dict[str, Any] = {"allowed": ["MIT"], "explained": {}}
    assert faults([part], about) == [f"x 1.0: {licence or 'no licence told'}"]
    assert faults([part], about | {"explained": {"x": "tests only"}}) == []


@pytest.mark.parametrize("licence", ["MIT", "GPL OR MIT", "MIT AND ISC", "(MIT OR ISC) AND MIT"])
def test_a_part_of_an_allowed_licence_is_fine(licence: str) -> None:
    assert is_allowed(licence, ["MIT", "ISC"])


TOLD = {
    "an expression": ({"License-Expression": "MIT AND PSF-2.0", "License": "GPL"}, "MIT AND PSF-2.0"),
    "a classifier": ({"Classifier": "License :: OSI Approved :: MIT License", "License": "x"}, "MIT"),
    "words": ({"License": "Apache License, Version 2.0\nmore"}, "Apache-2.0"),
    "words of nobody": ({"License": "be nice"}, "be nice"),
    "nothing": ({"Name": "x"}, ""),
}


@pytest.mark.parametrize(("lines", "expected"), TOLD.values(), ids=TOLD)
def test_the_licence_of_a_part_is_what_its_metadata_tell(lines: dict[str, str], expected: str) -> None:
    metadata = Message()
    for name, text in lines.items():
        metadata[name] = text
    assert told(metadata) == expected


def test_a_lesser_licence_is_not_taken_for_the_stronger_one() -> None:
    assert spelt("GNU Lesser General Public License v3 (LGPLv3)") == "LGPL"
    assert spelt("GNU General Public License v2 or later (GPLv2+)") == "GPL"


def test_a_bundled_file_without_its_licence_beside_it_is_refused(tmp_path: Path) -> None:
    pin = '[[file]]\npackage = "{}"\nversion = "1"\nlicence = "MIT"\ntests = {}\n'
    (tmp_path / "bundled.toml").write_text(pin.format("bare", "false") + pin.format("own", "true"), "utf-8")
    (found,) = bundled(tmp_path, [])
    assert faults([found], ABOUT) == ["bare 1: no licence beside it"]
    (tmp_path / "bare-1.LICENSE").write_text("MIT", "utf-8")
    assert faults(bundled(tmp_path, []), ABOUT) == []


def test_every_bundled_file_is_pinned_by_its_checksum() -> None:
    listed = tomllib.loads((licences.BUNDLED / "bundled.toml").read_text("utf-8"))["file"]
    assert all(re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", pin["integrity"]) for pin in listed)
    shipped = {pin["package"] for pin in listed if not pin.get("tests")}
    scripts = [path for path in licences.BUNDLED.iterdir() if path.suffix in (".js", ".css")]
    assert {re.split(r"-\d+\.", path.name)[0] for path in scripts} == shipped


def test_the_command_lists_all_parts_and_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(licences, "installed", lambda: [Part("fine", "1", "MIT")])
    assert licences.main() == 0
    assert "echarts" in capsys.readouterr().out
    monkeypatch.setattr(licences, "installed", lambda: [Part("odd", "2", "GPL")])
    assert licences.main() == 1
    assert "not allowed: odd 2: GPL; replace it" in capsys.readouterr().err


def test_every_test_that_the_threats_name_is_there() -> None:
    named = NAMED.findall((ROOT / "docs/threats.md").read_text("utf-8"))
    assert len(named) > 20
    for file, test in named:
        assert f"def {test}" in (ROOT / "tests" / file).read_text("utf-8"), f"{file}::{test}"


def test_the_policy_says_how_to_report_and_what_is_not_defended() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert re.findall(r"^## .*", text, re.MULTILINE) == [
        "## Reporting",
        "## What is defended",
        "## What is not",
    ]
    assert (ROOT / re.findall(r"\]\((\S+)\)", text)[0]).is_file()
