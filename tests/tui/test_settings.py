"""An officer's choices are kept, and a damaged file keeps nobody from the screen."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tui.settings import Choices, load, save


def test_choices_are_kept_from_shift_to_shift(tmp_path: Path) -> None:
    kept = tmp_path / "new" / "screen.json"
    save(kept, Choices("en", "ascii", "mono"))
    assert load(kept) == Choices("en", "ascii", "mono")
    assert [path.name for path in kept.parent.iterdir()] == ["screen.json"]


def test_without_a_file_there_are_no_choices_yet(tmp_path: Path) -> None:
    assert load(tmp_path / "screen.json") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b'{"lang":"xx"}', b'{"colour":1}', b"[]"]
)
def test_a_damaged_file_is_logged_and_passed_over(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tmp_path / "screen.json"
    kept.write_bytes(damage)
    assert load(kept) is None
    assert str(kept) in caplog.text


def test_choices_that_cannot_be_written_are_logged_and_still_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with caplog.at_level(logging.WARNING):
        save(in_the_way / "screen.json", Choices())
    assert "not written" in caplog.text
