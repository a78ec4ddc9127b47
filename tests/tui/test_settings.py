"""An officer's choices are kept, and a damaged file keeps nobody from the screen."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tui.place import MapPlace, Place
from tui.settings import Choices, Kept, load, save


def test_choices_are_kept_from_shift_to_shift(tmp_path: Path) -> None:
    kept = tmp_path / "new" / "screen.json"
    officer = Kept(
        Choices("en", "ascii", "mono", "16", True, {"desk.help": "f1"}, True),
        Place(
            record=("alarm", 42),
            panes=("units", "map"),
            maximised=True,
            filters={"units": "B"},
            cursors={"units": ("unit", "B3"), "activity": 17, "sources": "till-7"},
            map=MapPlace(40.5, 110.25, 4),
        ),
    )
    save(kept, officer)
    assert load(kept) == officer
    assert [path.name for path in kept.parent.iterdir()] == ["screen.json"]


def test_without_a_file_there_are_no_choices_yet(tmp_path: Path) -> None:
    assert load(tmp_path / "screen.json") is None


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"choices":{"lang":"xx"}}',
        b'{"colour":1}',
        b'{"place":{"record":["shell",1]}}',
        b"[]",
    ],
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
        save(in_the_way / "screen.json", Kept())
    assert "not written" in caplog.text
