"""A seat that was left alone is locked, and the county stays in view."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace
from textual.events import MouseDown, MouseUp
from textual.widgets import Input

from county.refusals import refuse
from feeds.connection import NotConnected
from feeds.frames import Done
from feeds.question import A, Question
from tests.county.samples import alarm
from tests.tui.seat import Seat, seated, type_line
from tui.settings import Choices

PIN = "4711"
IDLE_S = 300


class Guardian:
    """A desk that locks and unlocks: what the screen's connection is told."""

    def __init__(self) -> None:
        self.locked = 0
        """How often the desk was asked to lock."""
        self.pins: list[str] = []
        self.seen = 0
        """How often somebody was at the keyboard."""
        self.cut = False

    async def run(self) -> object:
        """Follow until cancelled."""
        return await asyncio.Event().wait()

    async def survey(self) -> None:
        """Send nothing: the atlas is there."""

    async def ask(self, question: Question[A]) -> A:
        """Know nothing beside the board."""
        raise NotConnected(refuse("not_connected"))

    def present(self) -> None:
        """Count."""
        self.seen += 1

    async def lock(self) -> None:
        """Count, or be cut off."""
        if self.cut:
            raise NotConnected(refuse("not_connected"))
        self.locked += 1

    async def unlock(self, pin: str) -> Done:
        """Take the one PIN."""
        if self.cut:
            raise NotConnected(refuse("not_connected"))
        self.pins.append(pin)
        return Done(id=1, refusal=None if pin == PIN else refuse("no_pin"))


def guarded(*, has_pin: bool = True, idle_lock_s: float = IDLE_S, locked: bool = False) -> Seat:
    """Give a seat on a desk that locks idle seats."""
    seat = Seat(Choices(), line=Guardian())
    seat.desk.report(alarm())
    seat.connect()
    assert seat.mirror.welcome is not None
    seat.mirror.fold(
        replace(seat.mirror.welcome, has_pin=has_pin, idle_lock_s=idle_lock_s, locked=locked)
    )
    return seat


def guardian(seat: Seat) -> Guardian:
    """Give the desk's side."""
    assert isinstance(seat.app.guard, Guardian)
    return seat.app.guard


async def test_a_seat_left_alone_is_locked_and_the_alarms_stay_in_view() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S - 1)
        assert "已锁定" not in seat.screen
        seat.pass_time(1)
        await pilot.pause()
        assert "已锁定" in seat.line("未接 ")
        assert guardian(seat).locked == 1
        seat.desk.report(alarm("noise"))
        seat.tell()
        await pilot.pause()
        assert "噪声扰民" in seat.screen


async def test_keys_of_a_locked_seat_do_nothing_but_ask_for_the_pin() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S)
        await pilot.press("a", "enter", "f9", "ctrl+p", "f10", "q", "escape", "enter")
        await pilot.pause()
        assert seat.asked == []
        assert seat.app.is_running
        assert seat.app.screen is seat.app.overview
        assert "已锁定" in seat.screen


async def test_the_pin_is_masked_and_unlocks() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S)
        await pilot.press("z")
        assert "输入本席口令" in seat.screen
        await pilot.press("４", "7", "1", "1")
        assert PIN not in seat.screen
        assert seat.app.screen.query_one(Input).value.endswith("711")
        await pilot.press("enter")
        await pilot.pause()
        assert guardian(seat).pins == [PIN]
        assert "已解锁" in seat.screen
        assert "已锁定" not in seat.screen
        await pilot.press("z")
        assert seat.app.overview.maximised
        assert seat.session.history == []


async def test_a_wrong_pin_is_told_and_asked_for_again() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S)
        await pilot.press("space")
        await type_line(pilot, "1234")
        await pilot.press("enter")
        await pilot.pause()
        assert "不能锁定" in seat.screen
        assert seat.app.screen.query_one(Input).value == ""
        await type_line(pilot, PIN)
        await pilot.press("enter")
        await pilot.pause()
        assert "已锁定" not in seat.screen


async def test_a_command_half_typed_is_put_away_by_the_lock() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        await pilot.press("d")
        seat.pass_time(IDLE_S)
        await pilot.pause()
        assert not seat.app.overview.prompt.display
        await pilot.press("enter", "escape")
        assert seat.asked == []


@pytest.mark.parametrize("key", ["f1", "ctrl+p", "semicolon"])
async def test_what_lies_over_the_county_is_put_away_by_the_lock(key: str) -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        await pilot.press(key)
        seat.pass_time(IDLE_S)
        await pilot.pause()
        assert seat.app.screen is seat.app.overview


async def test_a_key_keeps_the_lock_away_and_tells_the_desk() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S - 1)
        await pilot.press("down")
        assert guardian(seat).seen == 1
        seat.pass_time(IDLE_S - 1)
        assert "已锁定" not in seat.screen


async def test_a_click_does_nothing_at_a_locked_seat() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S)
        for event in (MouseDown, MouseUp, MouseDown, MouseUp):
            seat.app.post_message(event(None, 5, 6, 0, 0, 1, False, False, False, 5, 6))
        await pilot.pause()
        assert seat.app.screen is seat.app.overview
        assert guardian(seat).seen == 0


async def test_a_new_connection_does_not_unlock() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S)
        await pilot.pause()
        assert seat.mirror.welcome is not None
        seat.mirror.fold(replace(seat.mirror.welcome, head=1))
        seat.pass_time(1)
        await pilot.pause()
        assert "已锁定" in seat.screen
        assert guardian(seat).locked == 2


async def test_a_seat_that_the_desk_holds_locked_is_locked_from_the_start() -> None:
    seat = guarded(locked=True)
    async with seated(seat):
        seat.pass_time(1)
        assert "已锁定" in seat.screen


async def test_a_seat_cannot_be_unlocked_without_the_desk() -> None:
    seat = guarded()
    async with seated(seat) as pilot:
        guardian(seat).cut = True
        seat.pass_time(IDLE_S)
        await pilot.press("x")
        await type_line(pilot, PIN)
        await pilot.press("enter")
        await pilot.pause()
        assert "未连接" in seat.screen
        assert "已锁定" in seat.screen


async def test_without_a_pin_the_session_ends_after_saying_so() -> None:
    seat = guarded(has_pin=False)
    async with seated(seat) as pilot:
        seat.pass_time(IDLE_S - 20)
        await pilot.pause()
        assert "20 秒后退出" in seat.screen
        await pilot.press("down")
        seat.pass_time(IDLE_S - 1)
        assert seat.app.return_code is None
        seat.pass_time(1)
        await pilot.pause()
        assert seat.app.return_code == 0


async def test_a_desk_that_never_locks_leaves_the_seat_alone() -> None:
    seat = guarded(idle_lock_s=0)
    async with seated(seat):
        seat.pass_time(100_000)
        assert "已锁定" not in seat.screen
