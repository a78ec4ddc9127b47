"""Stations fall silent, since when is told right, and they are heard again."""

from __future__ import annotations

from county.events import StationFellSilent
from tests.county.room import Room
from tests.county.samples import DAY, HOUR, NOON

MINUTE = 60_000


def silent_since(room: Room) -> int | None:
    return room.county.board.stations["s1"].silent_since


def tell_late(room: Room, at: int) -> list[str]:
    """Let s1 tell of a lawful sale made at `at`, like no other."""
    return room.buy(at=at, buyer=f"p-{at}", use_place=f"{at}号地")


def test_a_station_that_is_not_heard_of_falls_silent_once_and_is_heard_again(room: Room) -> None:
    room.sell_a_day(10)
    last = room.now - 600_000
    told = room.wait(2 * 3600)
    assert told.count("StationFellSilent") == 1
    assert room.county.board.stations["s1"].silent_since == last
    assert room.county.board.stations["s1"].usual_s == 600
    assert room.buy(buyer="p-again") == ["StationHeard"]
    assert room.county.board.stations["s1"].silent_since is None


def test_what_a_silent_station_tells_late_is_no_sign_of_life(room: Room) -> None:
    room.sell_a_day(10)
    room.wait(2 * 3600)
    assert room.buy(at=room.now - 125 * MINUTE, buyer="p-late") == []


def test_old_registers_entered_for_the_record_say_nothing_of_how_often_a_station_sells(
    room: Room,
) -> None:
    for day in range(10):
        room.buy(at=NOON - (20 - day) * DAY, archived=True, buyer=f"p-{day:04}")
    assert "StationFellSilent" not in room.wait(48 * 3600)


def test_a_silence_is_told_of_once_over_a_restart(room: Room) -> None:
    room.sell_a_day(10)
    room.wait(2 * 3600)
    room.begin_again()
    assert "StationFellSilent" not in room.wait(4 * 3600)


def test_a_desk_that_was_down_does_not_call_its_own_deafness_silence(room: Room) -> None:
    room.sell_a_day(10)
    room.now += 3 * HOUR
    room.begin_again()
    assert room.miss(0) == []
    assert "StationFellSilent" in room.wait(3700)


def test_late_sales_of_a_silent_station_are_told_of_once_when_they_have_come(room: Room) -> None:
    room.sell_a_day()
    last = room.now - 10 * MINUTE
    room.wait(3 * 3600)
    for minutes in range(1, 6):
        assert tell_late(room, last + minutes * MINUTE) == []
        assert room.wait(59) == []
    assert silent_since(room) == last
    assert room.wait(1) == ["StationFellSilent"]
    assert silent_since(room) == last + 5 * MINUTE
    assert "StationFellSilent" not in room.wait(12 * 3600)
    told = [event for event in room.told if isinstance(event, StationFellSilent)]
    assert [event.since for event in told] == [last, last + 5 * MINUTE]


def test_late_sales_that_reach_the_present_end_the_silence_at_once(room: Room) -> None:
    room.sell_a_day()
    room.wait(3 * 3600)
    assert tell_late(room, room.now - 2 * HOUR) == []
    assert room.buy(buyer="p-now") == ["StationHeard"]
    assert "StationFellSilent" not in room.wait(3599)
    assert room.wait(1) == ["StationFellSilent"]


def test_late_sales_before_a_restart_are_told_of_after_it(room: Room) -> None:
    room.sell_a_day()
    room.wait(3 * 3600)
    late = room.now - 2 * HOUR
    tell_late(room, late)
    room.begin_again()
    assert room.wait(0) == ["StationFellSilent"]
    assert silent_since(room) == late


def test_what_is_entered_for_the_record_ends_no_silence(room: Room) -> None:
    room.sell_a_day(10)
    room.wait(3 * 3600)
    since = silent_since(room)
    assert room.buy(at=NOON - 8 * DAY, archived=True, buyer="p-old") == []
    assert room.wait(120) == []
    assert silent_since(room) == since


def test_a_desk_that_begins_before_opening_waits_an_opening_hour(room: Room) -> None:
    room.sell_a_day(10)
    room.now = NOON + DAY - 6 * HOUR - 10 * MINUTE  # 05:50; stations open at 06:00
    room.begin_again()
    assert room.wait(70 * 60 - 1) == []
    assert room.wait(1) == ["StationFellSilent"]
