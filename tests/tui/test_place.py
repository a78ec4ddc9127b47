"""A new connection lands where the officer stood."""

from __future__ import annotations

import pytest

from county import commands as ask
from tests.county.samples import NOON, alarm, purchase
from tests.tui.seat import Seat, seat_with, seated, type_line
from tui.place import MapPlace, Place, place_of
from tui.settings import Choices

FACTS = (alarm(text="三楼有煤气味"), alarm("noise"), alarm("theft"), purchase(litres=25))
SIZES = [(80, 24), (120, 36), (160, 45)]


def again(seat: Seat) -> Seat:
    """Give the seat of a new connection to the same desk, with what was kept of the old one."""
    assert seat.kept
    kept = seat.kept[-1]
    new = Seat(kept.choices, place=kept.place)
    new.desk = seat.desk
    return new


@pytest.mark.parametrize("size", SIZES)
async def test_a_new_connection_stands_on_the_same_pane_filter_and_cursor(
    size: tuple[int, int],
) -> None:
    seat = seat_with(*FACTS)
    async with seated(seat, size) as pilot:
        await pilot.press("5", "slash")
        await type_line(pilot, "B")
        await pilot.press("enter", "down", "z")
        await pilot.press("1", "down", "2", "plus", "right", "5")
        before, screen = place_of(seat.app), seat.screen
        seat.pass_time(1)
    assert before.map is not None
    assert before.filters == {"units": "B"}
    assert before.cursors.keys() == {"units", "alarms"}
    new = again(seat)
    async with seated(new, size) as pilot:
        assert "正在连接" in new.screen
        new.connect()
        new.app.show_news()
        await pilot.pause()
        assert place_of(new.app) == before
        assert new.app.overview.pane.NAME == "units"
        assert new.screen.splitlines()[2:-2] == screen.splitlines()[2:-2]


async def test_a_new_connection_opens_the_record_that_was_read() -> None:
    seat = seat_with(*FACTS)
    async with seated(seat) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
        seat.pass_time(1)
    new = again(seat)
    async with seated(new) as pilot:
        new.connect()
        new.app.show_news()
        await pilot.pause()
        assert "总览 > 3 号警情" in new.screen


async def test_a_record_that_left_the_board_meanwhile_gives_the_overview() -> None:
    seat = Seat(Choices(), place=Place(record=("alarm", 77), cursors={"alarms": ("alarm", 77)}))
    async with seated(seat) as pilot:
        seat.desk.report(alarm())
        seat.connect()
        seat.app.show_news()
        await pilot.pause()
        assert "燃气泄漏" in seat.screen
        assert "总览 >" not in seat.screen


async def test_the_place_is_kept_once_a_second_at_most_and_only_when_it_changed() -> None:
    seat = seat_with(*FACTS)
    async with seated(seat) as pilot:
        seat.pass_time(1)
        kept = len(seat.kept)
        await pilot.press("down", "down", "up", "3")
        assert len(seat.kept) == kept
        seat.pass_time(1)
        assert len(seat.kept) == kept + 1
        seat.pass_time(1)
        assert len(seat.kept) == kept + 1


async def test_before_the_first_picture_the_kept_place_is_not_overwritten() -> None:
    there = Place(panes=("units",), map=MapPlace(41.0, 110.0, 3))
    seat = Seat(Choices(), place=there)
    async with seated(seat):
        seat.pass_time(5)
        seat.app.choose(lang="en")
    assert [kept.place for kept in seat.kept] == [there]


async def test_a_row_that_moved_in_the_list_keeps_the_cursor_of_the_new_connection() -> None:
    seat = seat_with(*FACTS)
    async with seated(seat) as pilot:
        await pilot.press("end")
        target = seat.app.overview.alarms.target
        seat.pass_time(1)
    seat.desk.do(ask.Acknowledge(3))
    seat.desk.fall_due(NOON + 60_000)
    new = again(seat)
    async with seated(new) as pilot:
        new.connect()
        new.app.show_news()
        await pilot.pause()
        assert new.app.overview.alarms.target == target
