"""Files that were tampered with are taken or refused in one line: no reader crashes, none takes half."""

from __future__ import annotations

from pathlib import Path

import pytest
from _hostile import CASES, edits, fed, tampered, write_all
from _hostile_files import READERS, Reader, takes_or_refuses
from hypothesis import given
from hypothesis import strategies as st

SHARE = 132 // len(READERS)
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


def test_a_run_has_two_thousand_cases_or_more() -> None:
    assert CASES >= 2000


@each_reader
def test_the_seed_of_a_reader_is_taken(reader: Reader, tmp_path: Path) -> None:
    write_all(tmp_path, reader.files)
    assert takes_or_refuses(reader, tmp_path)


@each_reader
def test_a_file_that_was_tampered_with_is_taken_or_refused(reader: Reader, tmp_path: Path) -> None:
    write_all(tmp_path, reader.files)

    @fed(SHARE)
    @given(st.sampled_from(sorted(reader.files)), edits)
    def holds(which: str, changes: list[tuple[str, float, float, bytes]]) -> None:
        (tmp_path / which).write_bytes(tampered(reader.files[which].encode(), changes))
        try:
            takes_or_refuses(reader, tmp_path)
        finally:
            (tmp_path / which).write_text(reader.files[which], "utf-8")

    holds()
