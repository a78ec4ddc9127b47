"""What the reader points at is copied, and what was copied is seen."""

from __future__ import annotations

import pytest

from tests.county.samples import alarm, purchase
from tests.tui.seat import Seat, seat_with, seated
from tui.screens.copied import MOST_BYTES, within
from tui.settings import Choices


async def test_a_row_is_copied_and_shown_with_its_length() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    async with seated(seat) as pilot:
        await pilot.press("y")
        await pilot.pause()
        copied = seat.app.clipboard
        assert "燃气泄漏" in copied
        assert "噪声" not in copied
        assert f"已复制 {len(copied)} 个字符" in seat.screen
        assert copied in seat.screen
        assert "噪声扰民" in seat.screen  # the alarms stay in view
        await pilot.press("escape")
        assert "已复制" not in seat.screen


@pytest.mark.parametrize(
    ("pane", "part"), [("3", "单日超量"), ("4", "报警"), ("5", "B1"), ("2", "燃气泄漏")]
)
async def test_every_pane_gives_the_row_under_its_cursor(pane: str, part: str) -> None:
    seat = seat_with(purchase(litres=25), alarm())
    async with seated(seat) as pilot:
        await pilot.press(pane, "７")
        assert part in seat.app.clipboard


async def test_a_record_is_copied_whole() -> None:
    seat = seat_with(alarm(text="三楼有煤气味", caller="138****0000"))
    async with seated(seat) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("y")
        assert "138****0000" in seat.app.clipboard
        assert "三楼有煤气味" in seat.app.clipboard
        assert len(seat.app.clipboard.splitlines()) > 5


async def test_where_there_is_nothing_nothing_is_copied() -> None:
    seat = Seat(Choices("en"))
    async with seated(seat) as pilot:
        await pilot.press("y")
        assert "nothing to copy" in seat.screen
        assert seat.app.clipboard == ""


def test_what_is_copied_is_cut_to_what_a_terminal_takes_in_whole_characters() -> None:
    whole = "警" * 40_000
    cut = within(whole)
    assert MOST_BYTES - 3 < len(cut.encode()) <= MOST_BYTES
    assert set(cut) == {"警"}
    assert within("short") == "short"


async def test_the_mouse_is_left_to_the_terminal_and_taken_back() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("m")
        assert "鼠标已交还终端" in seat.screen
        assert not seat.app.mouse
        await pilot.press("8")
        assert "鼠标已取回" in seat.screen
        assert seat.app.mouse


async def test_the_line_is_spared_by_itself_always_or_never() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        chosen = []
        for _ in range(3):
            await pilot.press("s")
            chosen.append(seat.session.choices.low)
        assert chosen == [True, False, None]
        assert "省流: 自动" in seat.screen
