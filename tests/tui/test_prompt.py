"""The line at the bottom: what typing in it costs, and what it shows of a long one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.county.samples import alarm
from tests.tui.seat import Seat, seat_with, seated


@asynccontextmanager
async def open_line() -> AsyncIterator[tuple[Seat, Pilot[None]]]:
    """Give a seat whose line is open for a command."""
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        yield seat, pilot


@pytest.mark.parametrize("key", ["d", "å"])
async def test_a_letter_lays_the_screen_out_once(key: str) -> None:
    async with open_line() as (seat, pilot):
        layouts: list[object] = []
        screen = seat.app.screen
        screen.screen_layout_refresh_signal.subscribe(screen, layouts.append, immediate=True)
        await pilot.press(key)
        await pilot.pause()
        assert len(layouts) == 1  # the completions have another height


async def test_a_line_longer_than_the_screen_shows_its_end() -> None:
    async with open_line() as (seat, pilot):
        for letter in "n 1 " + "x" * seat.app.size.width + "END":
            await pilot.press("space" if letter == " " else letter)
        await pilot.pause()
        assert "xEND" in seat.screen
