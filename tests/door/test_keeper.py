"""What seats leave for their next session."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tui.door.keeper import LONGEST, Keeper


def test_a_seat_finds_what_it_left_after_the_door_was_opened_again(tmp_path: Path) -> None:
    first = Keeper(tmp_path)
    assert first.get("li") == b""
    first.put("li", b'{"lang":"en"}')
    assert first.get("li") == b'{"lang":"en"}'
    first.write()
    assert Keeper(tmp_path).get("li") == b'{"lang":"en"}'
    assert (tmp_path / "li.json").stat().st_mode & 0o077 == 0


def test_too_much_is_not_kept(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.put("li", b"x" * (LONGEST + 1))
    assert keeper.get("li") == b""


def test_the_same_again_costs_no_writing(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.put("li", b"a")
    keeper.write()
    (tmp_path / "li.json").unlink()
    keeper.put("li", b"a")
    keeper.write()
    assert not (tmp_path / "li.json").exists()


async def test_what_was_left_last_is_written_when_the_door_closes(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    running = asyncio.create_task(keeper.run())
    await asyncio.sleep(0)
    keeper.put("li", b"a")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (tmp_path / "li.json").read_bytes() == b"a"


def test_a_disk_that_takes_nothing_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "door").write_text("in the way")
    keeper = Keeper(tmp_path / "door")
    keeper.put("li", b"a")
    keeper.write()
    assert keeper.get("li") == b"a"
    assert "li" in caplog.text
